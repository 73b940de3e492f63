"""Work off the GUI thread: lanes of daemon threads, and one queued signal back.

A lane does one thing after the other, so what must be serial is serial without a lock. What a job says comes
back on the GUI thread, and only while the widget that asked is alive.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from enum import StrEnum, unique
from functools import partial
from typing import Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.turns import work_behind_the_window
from wardoffice.language import text

T = TypeVar("T")
Failed = Callable[[WardOfficeError], None]

_log = logging.getLogger(__name__)


@unique
class Lane(StrEnum):
    """What must not overlap. ``QUERY`` has two workers: reads for the person who waits.

    ``LIST`` reads which problems a list holds and ``ROWS`` what is on the screen: neither waits for any
    counting, nor for a case that takes long to read.
    ``CITY_ASK`` is for what a person asks of the city and waits for: no long reading is ahead of it there,
    and a city that does not answer keeps no list waiting. ``PREPARE`` makes a mail with its pictures ready
    for the person who looks at it. ``COUNT`` says how many problems each list holds: one count at a time, so
    that counting takes one processor at most.
    """

    WRITE = "write"
    MAIL = "mail"
    MAIL_WATCH = "mail-watch"
    SIGN_IN = "sign-in"
    CITY_READ = "city-read"
    CITY_ASK = "city-ask"
    CITY_SEND = "city-send"
    MAIL_SEND = "mail-send"
    WATCH = "watch"
    BACKGROUND = "background"
    PREPARE = "prepare"
    QUERY = "query"
    COUNT = "count"
    LIST = "list"
    ROWS = "rows"


_WORKERS = {Lane.QUERY: 2}
_NEWEST_WINS = frozenset({Lane.QUERY, Lane.COUNT, Lane.LIST, Lane.ROWS})


class Job:
    """One piece of work. Cancelling asks it to stop; ``interrupt`` is called to break what it waits for.

    A ``standing`` one goes on until it is stopped, and nobody waits for its end.
    """

    def __init__(self, interrupt: Callable[[], None] | None = None, *, standing: bool = False) -> None:
        self.standing = standing
        self._cancelled = threading.Event()
        self._interrupt = interrupt
        self._running = False
        self._turn = threading.Lock()
        self.superseded = False

    def cancelled(self) -> bool:
        """Whether it was asked to stop; safe to call from any thread."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop. One that waits for its turn does not start."""
        with self._turn:
            self._cancelled.set()
            # Only while it runs: a moment later the same connection may serve somebody else.
            if self._running and self._interrupt is not None:
                self._interrupt()

    def _set_running(self, *, running: bool) -> None:
        with self._turn:
            self._running = running

    def run(self, work: Callable[[], T]) -> T:
        """Do the work; raises CancelledError where it was cancelled before it began."""
        self._set_running(running=True)
        try:
            if self.cancelled():
                raise CancelledError
            return work()
        finally:
            self._set_running(running=False)


class TaskRunner(Protocol):
    """What a screen needs to get work done off the GUI thread; call it on the GUI thread only."""

    def submit(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """Do ``work`` on a lane, then call ``done`` or ``failed`` unless ``owner`` is gone by then.

        On ``QUERY``, ``COUNT``, ``LIST`` and ``ROWS`` a newer job of the same owner and topic takes the older
        one's place: that one is cancelled and answers nothing. Without ``failed`` the person is told of the
        error.
        """
        ...

    def relayed(self, owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """``callback`` for a worker to call; of calls with one first argument the last wins."""
        ...


class _Bridge(QObject):
    called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def _call(self, closure: Callable[[], None]) -> None:
        closure()


class Tasks:
    """The lanes. Make it on the GUI thread; ``on_error`` tells a person of what nobody else handles."""

    def __init__(self, on_error: Failed) -> None:
        self._on_error = on_error
        self._bridge = _Bridge()
        self._closed = threading.Event()
        self._jobs: set[Job] = set()
        self._newest: dict[tuple[Lane, int, str], Job] = {}
        self._queues: dict[Lane, queue.SimpleQueue[Callable[[], None] | None]] = {}
        self._workers: list[tuple[Lane, threading.Thread]] = []
        for lane in Lane:
            self._queues[lane] = queue.SimpleQueue()
            for number in range(_WORKERS.get(lane, 1)):
                # Daemons as a last resort: a server that hangs must not keep the program from ending.
                name = f"lane-{lane.value}-{number}"
                thread = threading.Thread(target=self._work_off, args=(lane,), name=name, daemon=True)
                thread.start()
                self._workers.append((lane, thread))

    @property
    def idle(self) -> bool:
        """Whether everything asked for was done and answered; ask on the GUI thread."""
        return all(job.standing for job in self._jobs)

    def submit(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """See TaskRunner. After ``shutdown`` nothing is started any more."""
        job = job or Job()
        if self._closed.is_set():
            job.cancel()
            return job
        if lane in _NEWEST_WINS:
            self._supersede(lane, owner, topic, job)
        self._jobs.add(job)
        self._queues[lane].put(partial(self._run, work, job, owner, done, failed or self._on_error))
        return job

    def relayed(self, owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """See TaskRunner: one call for each first argument waits, so a storm cannot flood the window."""
        waiting: dict[object, tuple[object, ...]] = {}
        lock = threading.Lock()

        def deliver(key: object) -> None:
            with lock:
                arguments = waiting.pop(key)
            if shiboken6.isValid(owner):
                callback(*arguments)

        def call(*arguments: object) -> None:
            key = arguments[0] if arguments else None
            with lock:
                new = key not in waiting
                waiting[key] = arguments
            if new:
                self._post(partial(deliver, key))

        return call

    def shutdown(self, seconds: float = 1.5) -> frozenset[Lane]:
        """Cancel everything and wait at most that long; the lanes that are still at work then.

        What asks nobody whether to stop, such as loading a library, is left to end with the program.
        """
        self._closed.set()
        for job in list(self._jobs):
            job.cancel()
        for lane, _worker in self._workers:
            self._queues[lane].put(None)
        deadline = time.monotonic() + seconds
        for _lane, worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        return frozenset(lane for lane, worker in self._workers if worker.is_alive())

    def _supersede(self, lane: Lane, owner: QObject, topic: str, job: Job) -> None:
        key = (lane, id(owner), topic)
        older = self._newest.get(key)
        if older is not None:
            older.superseded = True
            older.cancel()
        else:
            owner.destroyed.connect(lambda: self._newest.pop(key, None))
        self._newest[key] = job

    def _work_off(self, lane: Lane) -> None:
        work_behind_the_window()
        while (run := self._queues[lane].get()) is not None:
            run()

    def _run(
        self,
        work: Callable[[], T],
        job: Job,
        owner: QObject,
        done: Callable[[T], None] | None,
        failed: Failed,
    ) -> None:
        answer: Callable[[], None]
        try:
            result = job.run(work)
            answer = partial(done, result) if done is not None else _say_nothing
        except WardOfficeError as error:
            answer = partial(failed, error)
        except Exception as error:  # noqa: BLE001 - a lane must outlive any mistake; the person is told of it
            _log.exception("A job failed in a way nobody foresaw")
            answer = partial(failed, unforeseen(error))
        self._post(partial(self._answer, job, owner, answer))

    def _answer(self, job: Job, owner: QObject, answer: Callable[[], None]) -> None:
        self._jobs.discard(job)
        if not job.superseded and not self._closed.is_set() and shiboken6.isValid(owner):
            answer()

    def _post(self, closure: Callable[[], None]) -> None:
        if not self._closed.is_set():
            self._bridge.called.emit(closure)


class WindowTasks:
    """The lanes as one window has them: what nobody else handles is told there, and not in another window."""

    def __init__(self, tasks: TaskRunner, on_error: Failed) -> None:
        self._tasks = tasks
        self._on_error = on_error

    def submit(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """See TaskRunner."""
        return self._tasks.submit(
            lane, work, owner=owner, done=done, failed=failed or self._on_error, job=job, topic=topic
        )

    def relayed(self, owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """See TaskRunner."""
        return self._tasks.relayed(owner, callback)


def unforeseen(error: Exception) -> WardOfficeError:
    """A mistake of the program, in words for a person."""
    return WardOfficeError(
        text("The program made a mistake: {name}.", name=f"{type(error).__name__}: {error}"),
        text("What was saved before is safe."),
        text(
            "Try it again. If it happens again, send wardoffice.log in the data folder to who cares for it."
        ),
    )


def _say_nothing() -> None:
    """What follows when nobody waits for the answer."""

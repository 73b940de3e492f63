"""Worker processes for parsing what others sent: a bad file can take down a worker, never the program.

Workers are spawned (never forked: the program has threads), limited in memory and time, step back for the
window where both want a processor (P10), and end with the program even when it is killed. When the pool
breaks, the items that were in work run again one by one in fresh workers; what breaks it alone is Failed.
"""

import errno
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from ctypes import Array, c_byte
from dataclasses import dataclass, field
from multiprocessing.connection import wait as wait_for_end
from multiprocessing.sharedctypes import RawArray
from typing import Generic, TypeVar

from wardoffice.domain.errors import CancelledError, DiskFullError, UnreadableError
from wardoffice.language import chosen_language, text, use_language
from wardoffice.system.priority import give_way

T = TypeVar("T")
R = TypeVar("R")
Marks = Array[c_byte]

_LOG = logging.getLogger(__name__)
_LOOK_EVERY = 0.05  # seconds between looks at the clocks and at cancelled()
_START_SECONDS = 180.0  # a worker that has not begun by then never will
_BY_THE_CLOCK = 4.0  # times the seconds of work: a worker steps back, and a busy machine lets it wait
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What the work returned for an item."""

    value: R


@dataclass(frozen=True, slots=True)
class Failed:
    """Why an item could not be worked on; ``details`` is the traceback for the log, where there is one."""

    error: UnreadableError
    details: str = ""


@dataclass(slots=True)
class _Flight:
    """An item in work: ``slot`` is its mark in shared memory, ``until`` when (monotonic) patience ends."""

    index: int
    slot: int
    until: float
    begun: bool = False


@dataclass(slots=True)
class _Batch(Generic[T, R]):
    work: Callable[[T], R]
    items: Sequence[T]
    cancelled: Callable[[], bool]
    results: dict[int, Done[R] | Failed] = field(default_factory=dict)


class ParsingPool:
    """``workers`` processes; an item may take ``seconds_per_item`` of work and a worker ``memory_bytes``.

    What sleeps, and on Windows whatever it does, is ended after ``by_the_clock`` seconds, else after four
    times as long as it may work: on a busy machine waiting is no fault of the item. The memory limit is set
    where the platform has ``resource`` (Linux; macOS as far as its kernel obeys). A Windows process cannot
    limit itself: that takes a job object around it, so there only time is limited.
    """

    def __init__(
        self,
        workers: int,
        seconds_per_item: float,
        memory_bytes: int,
        *,
        by_the_clock: float | None = None,
    ) -> None:
        self._workers = workers
        self._seconds = seconds_per_item
        self._by_the_clock = by_the_clock or _BY_THE_CLOCK * seconds_per_item
        self._memory = memory_bytes
        self._context = multiprocessing.get_context("spawn")
        self._marks: Marks = RawArray(c_byte, workers)
        self._executor: ProcessPoolExecutor | None = None
        self._closed = threading.Event()
        self._one_batch = threading.Lock()

    def run(
        self,
        work: Callable[[T], R],
        items: Sequence[T],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Done[R] | Failed]:
        """``work(item)`` for every item, in order; ``work``, items and results must be picklable.

        What ``work`` raises becomes Failed, a bug included (its traceback is logged), except a full disk:
        DiskFullError. Raises CancelledError when ``cancelled()`` says so or the pool is closed meanwhile;
        the workers are then ended. Safe to call from several threads: batches run one after another.
        """
        with self._one_batch:
            batch = _Batch(work, items, cancelled)
            waiting: Sequence[int] = range(len(items))
            while waiting:
                suspects, waiting = self._side_by_side(batch, waiting)
                for index in suspects:
                    broke_it, _ = self._side_by_side(batch, [index])
                    if broke_it:
                        batch.results[index] = Failed(_broke_the_pool())
            return [batch.results[index] for index in range(len(items))]

    def close(self) -> None:
        """End the workers at once, whatever they do; a running batch raises CancelledError."""
        self._closed.set()
        self._end_workers()

    def _side_by_side(self, batch: _Batch[T, R], indexes: Sequence[int]) -> tuple[list[int], list[int]]:
        """Work on the items until all are done or the pool breaks.

        Returns the items that were in work when it broke, and those that no worker had seen yet.
        """
        waiting = list(reversed(indexes))
        flights: dict[Future[Done[R] | Failed], _Flight] = {}
        try:
            while waiting or flights:
                self._stop_if_asked(batch.cancelled)
                # No more than there are workers: what is in flight is in work, and all of it is suspect.
                while waiting and len(flights) < self._workers:
                    flight = self._flight(waiting[-1], flights.values())
                    item = batch.items[flight.index]
                    flights[self._started().submit(_work_on, batch.work, item, flight.slot)] = flight
                    waiting.pop()
                finished, _ = wait(flights, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
                for future in finished:
                    batch.results[flights[future].index] = _landed(future)
                    del flights[future]
                self._look_at_clocks(flights.values())
        except (BrokenProcessPool, MemoryError) as error:
            self._end_workers()
            if self._closed.is_set():
                raise CancelledError from error
            return [flight.index for flight in flights.values()], list(reversed(waiting))
        except BaseException:
            self._end_workers()
            raise
        return [], []

    def _stop_if_asked(self, cancelled: Callable[[], bool]) -> None:
        if self._closed.is_set() or cancelled():
            raise CancelledError

    def _flight(self, index: int, others: Iterable[_Flight]) -> _Flight:
        taken = {other.slot for other in others}
        slot = next(number for number in range(self._workers) if number not in taken)
        self._marks[slot] = 0
        return _Flight(index, slot, time.monotonic() + _START_SECONDS)

    def _look_at_clocks(self, flights: Iterable[_Flight]) -> None:
        """An item's time begins when its worker does: starting a process is not the item's fault."""
        now = time.monotonic()
        for flight in flights:
            if not flight.begun and self._marks[flight.slot]:
                flight.begun, flight.until = True, now + self._by_the_clock
            if now > flight.until:
                message = "an item took too long"
                raise BrokenProcessPool(message)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self._workers,
                self._context,
                initializer=_begin,
                initargs=(self._marks, self._seconds, self._memory, chosen_language()),
            )
        return self._executor

    def _end_workers(self) -> None:
        executor, self._executor = self._executor, None
        if executor is None:
            return
        # Executors end their workers by asking them; one that loops for ever does not listen.
        # Public only from Python 3.14 on (kill_workers).
        for process in list((executor._processes or {}).values()):  # noqa: SLF001 - see above
            with suppress(ValueError, OSError):  # it is gone already
                process.kill()
        executor.shutdown(wait=False, cancel_futures=True)


def _landed(future: "Future[Done[R] | Failed]") -> Done[R] | Failed:
    try:
        result = future.result()
    except OSError as error:
        raise _disk_full() from error
    if isinstance(result, Failed) and result.details:
        _LOG.error("Reading failed unexpectedly:\n%s", result.details)
    return result


def _work_on(work: Callable[[T], R], item: T, slot: int) -> Done[R] | Failed:
    """In the worker: mark the beginning, then work; a lack of memory or disk is everybody's matter."""
    marks, seconds = _OF_THIS_WORKER[0]
    marks[slot] = 1
    try:
        with _working_time(seconds):
            return Done(work(item))
    except UnreadableError as error:
        return Failed(error)
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        return Failed(_went_wrong(), traceback.format_exc())


_OF_THIS_WORKER: list[tuple[Marks, float]] = []
"""What its initializer was given; a process has no other place for it."""


@contextmanager
def _working_time(seconds: float) -> Iterator[None]:
    """The kernel ends this process where the work inside takes longer, counted in processor time (POSIX)."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _begin(marks: Marks, seconds: float, memory_bytes: int, language: str) -> None:
    """In a new worker, before any work."""
    give_way()  # to the window, and to whatever else its person works with
    use_language(language)  # what it cannot read, it says in words
    _OF_THIS_WORKER.append((marks, seconds))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the program's matter
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_CORE, 0),  # no gigabytes of core files from hostile pictures
    ):
        with suppress(ValueError, OSError):  # macOS refuses some; a lower hard limit stays
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))


def _end_with_parent() -> None:
    """A killed program cannot end its workers, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


def _broke_the_pool() -> UnreadableError:
    return UnreadableError(
        text("Reading this broke off: it takes too long, needs too much memory, or stops the reader."),
        text("The original is kept as it came."),
        text("Open it in another program, or try again later."),
    )


def _went_wrong() -> UnreadableError:
    return UnreadableError(
        text("Reading this failed in a way the program did not expect."),
        text("The original is kept as it came."),
        text("Try again after the next update of the program, or open it in another program."),
    )


def _disk_full() -> DiskFullError:
    return DiskFullError(
        text("The disk is full."),
        text("What was read so far is kept."),
        text("Free some room on the disk, then try again."),
    )

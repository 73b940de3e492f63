"""Looks at the endpoints every ten minutes and after every sync, on a lane that nothing else waits for."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner

EVERY_MILLISECONDS = 600_000


class Looking(Protocol):
    """What the watcher asks of ``office.watching.Watching``."""

    def probe(self, actor: Actor, cancelled: Callable[[], bool], *, asked: bool = False) -> object:
        """Look at each endpoint whose turn it is, or at all where a person asked."""
        ...


class ReadingDefinitions(Protocol):
    """What the watcher asks of ``office.service_list.ServiceList``."""

    def read_definitions(self, actor: Actor, cancelled: Callable[[], bool]) -> int:
        """Read a few definitions that are old or were never read."""
        ...


class Watcher(QObject):
    """One look at a time. ``seen`` comes when one has ended; ``looking`` says whether one is going on."""

    seen = Signal()
    looking = Signal(bool)

    def __init__(
        self,
        watching: Looking,
        services: ReadingDefinitions,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
    ) -> None:
        super().__init__()
        self._watching = watching
        self._services = services
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on; the first look comes with the end of the first sync."""
        self._timer.start()

    def look(self) -> None:
        """Look now, unless a look is going on."""
        self._begin(asked=False)

    def look_now(self) -> None:
        """Look at all, because a person wants to know."""
        self._begin(asked=True)

    def _begin(self, *, asked: bool) -> None:
        if self._job is not None:
            return
        self._job = job = Job()
        self.looking.emit(True)
        self._tasks.submit(
            Lane.WATCH,
            partial(self._work, job, asked=asked),
            owner=self,
            done=self._end,
            failed=partial(self._fail, asked=asked),
            job=job,
        )

    def _work(self, job: Job, *, asked: bool) -> None:
        self._watching.probe(self._actor, job.cancelled, asked=asked)
        self._services.read_definitions(self._actor, job.cancelled)

    def _end(self, _nothing: None = None) -> None:
        self._job = None
        self.looking.emit(False)
        self.seen.emit()

    def _fail(self, error: WardOfficeError, *, asked: bool) -> None:
        # What an endpoint does is kept as a probe; an error here is one of our own data.
        if asked and not isinstance(error, CancelledError):
            self._notifier.error(error)
        self._end()

"""Reading the city and the mailbox: on start, on a key, and every few minutes."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.desk import SyncFacts, Syncing
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner

_MINUTE_MILLISECONDS = 60_000


class SyncRunner(QObject):
    """Runs one sync at a time on its lane. ``facts`` carries SyncFacts whenever they were read anew."""

    began = Signal()
    progressed = Signal(str, object, object)
    """The part ("city" or "mail"), how much is done, and the total or None."""
    ended = Signal()
    facts = Signal(object)

    def __init__(self, sync: Syncing, tasks: TaskRunner, notifier: Notifier, actor: Actor) -> None:
        super().__init__()
        self._sync = sync
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.run)

    @property
    def running(self) -> bool:
        """Whether a sync is going on."""
        return self._job is not None

    def start(self, minutes: float) -> None:
        """Sync now and every so many minutes; 0 minutes syncs on the key only."""
        self.read_facts()
        if minutes > 0:
            self._timer.start(int(minutes * _MINUTE_MILLISECONDS))
            self.run()

    def run(self) -> None:
        """Sync now, unless one is going on."""
        if self._job is not None:
            return
        job = self._job = Job()
        self.began.emit()
        progress = self._tasks.relayed(self, self.progressed.emit)
        self._tasks.submit(
            Lane.CITY_READ,
            lambda: self._sync.run(self._actor, progress, job.cancelled),
            owner=self,
            done=lambda _report: self._end(),
            failed=self._fail,
            job=job,
        )

    def stop(self) -> None:
        """Stop the sync that is going on; what was read is kept."""
        if self._job is not None:
            self._job.cancel()

    def read_facts(self) -> None:
        """Ask how things stand."""
        state = partial(self._sync.state, self._actor)
        self._tasks.submit(Lane.QUERY, state, owner=self, done=self._tell, topic="state")

    def _tell(self, facts: SyncFacts) -> None:
        self.facts.emit(facts)

    def _fail(self, error: WardOfficeError) -> None:
        if not isinstance(error, CancelledError):
            self._notifier.error(error)
        self._end()

    def _end(self) -> None:
        self._job = None
        self.ended.emit()
        self.read_facts()

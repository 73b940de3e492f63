"""Reading the city and the mailbox: on start, on a key, and every few minutes."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.notify import Notifier
from wardoffice.gui.syncing_port import SyncFacts, Syncing
from wardoffice.gui.tasks import Job, Lane, TaskRunner

_MINUTE_MILLISECONDS = 60_000
_LANES = {"city": Lane.CITY_READ, "mail": Lane.MAIL}


class SyncRunner(QObject):
    """Reads both at once, each on its lane, one sync at a time.

    A stalled city keeps no mail waiting. ``facts`` carries SyncFacts whenever they were read anew.
    """

    progressed = Signal(str, object, object)
    """The part ("city" or "mail"), how much is done, and the total or None; first with nothing done."""
    part_ended = Signal(str)
    ended = Signal()
    """Both parts have ended."""
    facts = Signal(object)

    def __init__(self, sync: Syncing, tasks: TaskRunner, notifier: Notifier, actor: Actor) -> None:
        super().__init__()
        self._sync = sync
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor
        self._jobs: dict[str, Job] = {}
        self._told: set[str] = set()
        self._mail_again = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.run)

    @property
    def running(self) -> bool:
        """Whether a sync is going on."""
        return bool(self._jobs)

    def start(self, minutes: float) -> None:
        """Sync now and every so many minutes; 0 minutes syncs on the key only."""
        self.read_facts()
        if minutes > 0:
            self._timer.start(int(minutes * _MINUTE_MILLISECONDS))
            self.run()

    def run(self) -> None:
        """Sync now, unless one is going on."""
        if not self._jobs:
            self._begin(_LANES)

    def read_mail(self) -> None:
        """Read the mail now; once more afterwards where it is being read already."""
        if self._jobs:
            self._mail_again = True
        else:
            self._begin(("mail",))

    def _begin(self, parts: Iterable[str]) -> None:
        self._told.clear()
        # All stand before the first begins, so that the end of one is not the end of the sync.
        jobs = self._jobs = {part: Job() for part in parts}
        progress = self._tasks.relayed(self, self.progressed.emit)
        for part in jobs:
            self.progressed.emit(part, 0, None)
        for part, job in list(jobs.items()):
            self._tasks.submit(
                _LANES[part],
                partial(self._sync.read, part, self._actor, partial(progress, part), job.cancelled),
                owner=self,
                done=partial(self._end, part),
                failed=partial(self._fail, part),
                job=job,
            )

    def stop(self) -> None:
        """Stop the sync that is going on; what was read is kept."""
        self._mail_again = False
        for job in self._jobs.values():
            job.cancel()

    def read_facts(self) -> None:
        """Ask how things stand."""
        state = partial(self._sync.state, self._actor)
        self._tasks.submit(Lane.QUERY, state, owner=self, done=self._tell, topic="state")

    def _tell(self, facts: SyncFacts) -> None:
        self.facts.emit(facts)

    def _fail(self, part: str, error: WardOfficeError) -> None:
        # What keeps both from being read is said once.
        if not isinstance(error, CancelledError) and str(error) not in self._told:
            self._told.add(str(error))
            self._notifier.error(error)
        self._end(part)

    def _end(self, part: str, _trouble: str = "") -> None:
        # A trouble is remembered by the office and comes with the facts.
        del self._jobs[part]
        self.part_ended.emit(part)
        self.read_facts()
        if self._jobs:
            return
        self.ended.emit()
        if self._mail_again:
            self._mail_again = False
            self.read_mail()

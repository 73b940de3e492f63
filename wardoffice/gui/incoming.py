"""What the window does to read the city and the mailbox, and what its foot and banners say of that."""

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.gui.mail_watcher import MailWatcher
from wardoffice.gui.notify import Notifier
from wardoffice.gui.queue.feed_banner import FeedBanner
from wardoffice.gui.sign_in_banner import SignInBanner
from wardoffice.gui.signing_in import SignInKeeper
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.syncing import SyncRunner
from wardoffice.gui.syncing_port import Syncing
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.year_runner import YearRunner

_GLANCE_MILLISECONDS = 3_000


class Incoming(QObject):
    """Reads on start, on a key, every few minutes and when mail came; ``minutes`` 0 reads on the key only."""

    came = Signal()
    """Some of what a sync that goes on is bringing may be shown."""
    ended = Signal()
    """A sync ended, which may have brought anything."""

    def __init__(
        self,
        syncing: Syncing,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
        status: StatusBar,
        feed: FeedBanner,
        minutes: float,
    ) -> None:
        super().__init__()
        self._status = status
        self._minutes = minutes
        self.sync = SyncRunner(syncing, tasks, notifier, actor)
        self._mail_watcher = MailWatcher(syncing, tasks, actor)
        # While a long sync runs, what came so far is shown now and then, not only at its end.
        self.glance = QTimer(self, singleShot=True, interval=_GLANCE_MILLISECONDS)
        self.glance.timeout.connect(self.came)
        for part in (self.sync, self._mail_watcher):
            part.setParent(self)
        self._mail_watcher.news.connect(self.sync.read_mail)
        status.stop_asked.connect(self.sync.stop)
        self.sync.progressed.connect(self._progress)
        self.sync.part_ended.connect(status.end_sync)
        self.sync.part_ended.connect(self._watch_mail)
        self.sync.ended.connect(self._end)
        self.sync.facts.connect(status.show_facts)
        self.sync.facts.connect(feed.show_facts)

    def start(self) -> None:
        """Ask how things stand, and begin to read."""
        self.sync.start(self._minutes)

    def follow_sign_in(self, keeper: SignInKeeper, banner: SignInBanner) -> None:
        """Say where a sign-in is wanted, and read the mail once somebody signed in."""
        self.sync.facts.connect(lambda facts: banner.show_wanting(facts.wants_sign_in))
        banner.sign_in_asked.connect(keeper.sign_in)
        keeper.busy.connect(banner.show_busy)
        keeper.working.connect(self._status.show_work)
        keeper.worked.connect(lambda _job: self._status.end_work())
        keeper.signed_in.connect(self.sync.read_facts)
        keeper.signed_in.connect(self.sync.read_mail)

    def follow_year(self, runner: YearRunner) -> None:
        """Let the year before be read whenever the city was, and say at the foot how far it is."""
        self.sync.part_ended.connect(lambda part: runner.run_by_itself() if part == "city" else None)
        self._status.stop_asked.connect(runner.stop)
        runner.progressed.connect(self._status.show_year)
        runner.progressed.connect(lambda *_: self._look_again())
        runner.ended.connect(self._status.end_year)
        runner.ended.connect(self._look_again)

    def _progress(self, part: str, done: int, total: int | None) -> None:
        self._status.show_sync(part, done, total)
        self._look_again()

    def _look_again(self) -> None:
        if not self.glance.isActive():
            self.glance.start()

    def _watch_mail(self, part: str) -> None:
        """Once mail was read, wait for more: begun anew where a refused sign-in had ended it."""
        if part == "mail" and self._minutes > 0:
            self._mail_watcher.start()

    def _end(self) -> None:
        self.glance.stop()
        self.ended.emit()

"""Waits at the mailboxes while the window is open, so that a mail is here moments after it came."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.gui.syncing_port import Syncing
from wardoffice.gui.tasks import Job, Lane, TaskRunner


class MailWatcher(QObject):
    """``news`` says that mail should be read now."""

    news = Signal()

    def __init__(self, sync: Syncing, tasks: TaskRunner, actor: Actor) -> None:
        super().__init__()
        self._sync = sync
        self._tasks = tasks
        self._actor = actor
        self._job: Job | None = None

    def start(self) -> None:
        """Wait from now on, unless it does. It ends by itself where a sign-in was refused: start it again."""
        if self._job is not None:
            return
        self._job = job = Job(standing=True)
        told = self._tasks.relayed(self, self.news.emit)
        self._tasks.submit(
            Lane.MAIL_WATCH,
            partial(self._sync.watch_mail, self._actor, told, job.cancelled),
            owner=self,
            done=self._end,
            failed=self._end,
            job=job,
        )

    def _end(self, _how: object) -> None:
        self._job = None

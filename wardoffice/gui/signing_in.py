"""Lets a person sign in to a mailbox from the window, and has its mail read as soon as they did."""

import webbrowser
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Cancelled
from wardoffice.gui.dialogs.sign_in import PasswordQuestion
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.language import text

AskPassword = Callable[[str], str | None]
OpenPage = Callable[[str], bool]


class SigningIn(Protocol):
    """What the window asks of ``office.signing_in.SigningIn``."""

    @property
    def accounts(self) -> Sequence[tuple[str, SignInWay]]:
        """Every mailbox and how one signs in to it."""
        ...

    def with_password(self, actor: Actor, account: str, password: str, cancelled: Cancelled) -> None:
        """Try a password and keep it."""
        ...

    def in_browser(self, actor: Actor, account: str, open_page: OpenPage, cancelled: Cancelled) -> None:
        """Let the provider ask in the browser."""
        ...


class SignInKeeper(QObject):
    """One sign-in at a time. ``ask_password`` answers None where the person left."""

    signed_in = Signal()
    busy = Signal(bool)
    """Whether a sign-in is going on."""
    working = Signal(str, object, object, object)
    """It goes on: its words, done, total or None, and its Job, which can be stopped."""
    worked = Signal(object)
    """That Job has ended."""

    def __init__(
        self,
        signing_in: SigningIn,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
        ask_password: AskPassword,
        open_page: OpenPage = webbrowser.open,
    ) -> None:
        super().__init__()
        self._signing_in = signing_in
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor
        self._ask_password = ask_password
        self._open_page = open_page
        self._job: Job | None = None

    def sign_in(self, account: str) -> None:
        """Ask for what that mailbox needs, unless somebody is signing in already."""
        if self._job is not None:
            return
        way = dict(self._signing_in.accounts).get(account, SignInWay.PASSWORD)
        if way is not SignInWay.PASSWORD:
            work = partial(self._signing_in.in_browser, self._actor, account, self._open_page)
            self._begin(account, text("Sign in on the page in your browser"), work)
        elif (password := self._ask_password(account)) is not None:
            work = partial(self._signing_in.with_password, self._actor, account, password)
            self._begin(account, text("Signing in to {account}", account=account), work)

    def _begin(self, account: str, words: str, work: Callable[[Cancelled], None]) -> None:
        self._job = job = Job()
        self.busy.emit(True)
        self.working.emit(words, 0, None, job)
        self._tasks.submit(
            Lane.SIGN_IN,
            partial(work, job.cancelled),
            owner=self,
            done=partial(self._done, account),
            failed=self._failed,
            job=job,
        )

    def _done(self, account: str, _nothing: None) -> None:
        self._end()
        self._notifier.info(text("Signed in to {account}. Its mail is read now.", account=account))
        self.signed_in.emit()

    def _failed(self, error: WardOfficeError) -> None:
        self._end()
        if not isinstance(error, CancelledError):
            self._notifier.error(error)

    def _end(self) -> None:
        job, self._job = self._job, None
        self.busy.emit(False)
        self.worked.emit(job)


def ask_password(parent: QWidget | None, account: str) -> str | None:
    """The password of a mailbox, None where the person left."""
    question = PasswordQuestion(account, parent)
    return question.password.text() if question.asked() else None

"""Says on every screen that a mailbox wants somebody to sign in again, with the button that does it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.mailboxes import MailboxState
from wardoffice.gui.widgets.banner import Banner
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text


class SignInBanner(Banner):
    """Hidden while nobody need sign in; of several mailboxes the first is asked for."""

    sign_in_asked = Signal(str)
    """The mailbox a person wants to sign in to, by its account."""

    def __init__(self, *, may_sign_in: bool, parent: QWidget | None = None) -> None:
        self.button = KeyButton(text("Sign in"), icon="mdi6.login", primary=True)
        super().__init__("mdi6.account-key-outline", lambda look: look.danger, self.button, parent)
        self.setObjectName("signInBanner")
        self._account = ""
        self.button.clicked.connect(lambda: self.sign_in_asked.emit(self._account))
        self.button.setVisible(may_sign_in)

    def show_wanting(self, mailboxes: Sequence[MailboxState]) -> None:
        """These want somebody to sign in; none hides it."""
        if mailboxes:
            self._account = mailboxes[0].account
            self.button.setAccessibleName(text("Sign in to {account}", account=self._account))
            self.say(*banner_words(mailboxes))
        else:
            self.hide()

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot of Signal(bool)
        """Whether somebody is signing in right now."""
        self.button.setEnabled(not busy)


def banner_words(mailboxes: Sequence[MailboxState]) -> tuple[str, str]:
    """What is wanted; and what is safe and why it is wanted."""
    first, more = mailboxes[0], len(mailboxes) - 1
    happened = text("The mailbox {account} wants you to sign in again.", account=first.account)
    others = (
        plural("{count} other mailbox waits too.", "{count} other mailboxes wait too.", more) if more else ""
    )
    safe = text("No mail is lost: it is read as soon as somebody has signed in.")
    return happened, " ".join(part for part in (safe, others) if part)

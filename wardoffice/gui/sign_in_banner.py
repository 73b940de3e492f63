"""Says on every screen that a mailbox wants somebody to sign in again, with the button that does it."""

from collections.abc import Sequence

import qtawesome
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.mailboxes import MailboxState
from wardoffice.gui.case.parts import label
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_ICON_PIXELS = 20


class SignInBanner(QFrame):
    """Hidden while nobody need sign in; of several mailboxes the first is asked for."""

    sign_in_asked = Signal(str)
    """The mailbox a person wants to sign in to, by its account."""

    def __init__(self, *, may_sign_in: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signInBanner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._account = ""
        self._icon = QLabel()
        self._happened = label("", "strong")
        self._rest = label("")
        self.button = KeyButton(text("Sign in"), icon="mdi6.login", primary=True)
        self.button.clicked.connect(lambda: self.sign_in_asked.emit(self._account))
        self.button.setVisible(may_sign_in)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.button)
        self.hide()

    def show_wanting(self, mailboxes: Sequence[MailboxState]) -> None:
        """These want somebody to sign in; none hides it."""
        if mailboxes:
            self._account = mailboxes[0].account
            happened, rest = banner_words(mailboxes)
            self._happened.setText(happened)
            self._rest.setText(rest)
            self.setAccessibleName(f"{happened} {rest}")
            self.button.setAccessibleName(text("Sign in to {account}", account=self._account))
            self._draw()
        self.setVisible(bool(mailboxes))

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot of Signal(bool)
        """Whether somebody is signing in right now."""
        self.button.setEnabled(not busy)

    @property
    def words(self) -> str:
        """What it says, or nothing while it is hidden."""
        return self.accessibleName() if not self.isHidden() else ""

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        icon = qtawesome.icon("mdi6.account-key-outline", color=palette_of(self).danger)
        self._icon.setPixmap(icon.pixmap(_ICON_PIXELS, _ICON_PIXELS))


def banner_words(mailboxes: Sequence[MailboxState]) -> tuple[str, str]:
    """What is wanted; and what is safe and why it is wanted."""
    first, more = mailboxes[0], len(mailboxes) - 1
    happened = text("The mailbox {account} wants you to sign in again.", account=first.account)
    others = (
        plural("{count} other mailbox waits too.", "{count} other mailboxes wait too.", more) if more else ""
    )
    safe = text("No mail is lost: it is read as soon as somebody has signed in.")
    return happened, " ".join(part for part in (safe, others) if part)

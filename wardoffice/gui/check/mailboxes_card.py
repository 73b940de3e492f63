"""The office's mailboxes: how each stands, and the button that signs in to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import badge, clear, label, link
from wardoffice.language import plural, text


class MailboxesCard(Card):
    """A line a mailbox, and its trouble below it."""

    sign_in_asked = Signal(str)
    """The mailbox a person wants to sign in to, by its account."""

    def __init__(self, moments: Moments, *, may_sign_in: bool, parent: QWidget | None = None) -> None:
        super().__init__(text("Mailboxes"), parent)
        self._moments = moments
        self._may_sign_in = may_sign_in
        self._shown: tuple[MailboxState, ...] = ()
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(0, 1)
        self.body.addLayout(self._lines)
        self.hide()

    def show_mailboxes(self, mailboxes: Sequence[MailboxState]) -> None:
        """Show these; without any the card is not there."""
        if tuple(mailboxes) == self._shown:
            return
        self._shown = tuple(mailboxes)
        clear(self._lines)
        self.setVisible(bool(mailboxes))
        row = 0
        for each in mailboxes:
            self._add(row, each)
            row += 1
            if each.trouble:
                self._lines.addWidget(label(each.trouble, "small"), row, 0, 1, 4)
                row += 1

    def _add(self, row: int, state: MailboxState) -> None:
        self._lines.addWidget(label(state.account, "strong", selectable=True), row, 0)
        self._lines.addWidget(label(way_words(state.way), "quiet", wrap=False), row, 1)
        standing = QHBoxLayout()
        standing.addWidget(badge(*standing_words(state, self._moments)))
        self._lines.addLayout(standing, row, 2)
        if self._may_sign_in:
            sign_in = link(text("Sign in"), text("Sign in to {account}", account=state.account))
            sign_in.clicked.connect(partial(self.sign_in_asked.emit, state.account))
            self._lines.addWidget(sign_in, row, 3, Qt.AlignmentFlag.AlignRight)


def way_words(way: SignInWay) -> str:
    """How one signs in to it."""
    return {
        SignInWay.PASSWORD: text("by password"),
        SignInWay.MICROSOFT: text("at Microsoft"),
        SignInWay.GOOGLE: text("at Google"),
    }[way]


def standing_words(state: MailboxState, moments: Moments) -> tuple[str, Tone]:
    """How it stands, in a few words."""
    if state.wants_sign_in:
        return text("Wants you to sign in"), Tone.DANGER
    if state.trouble:
        return text("Could not be read"), Tone.DANGER
    if state.read_at is None:
        return text("Not read yet"), Tone.QUIET
    if state.books.waiting:
        return plural("{count} mail waiting", "{count} mails waiting", state.books.waiting), Tone.WAITING
    return text("Read {when}", when=moments.lately(state.read_at)), Tone.DONE

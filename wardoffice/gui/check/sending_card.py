"""What goes out: when something last left, what waits, what keeps it, and the way to the outbox."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wardoffice.domain.actor import Actor, Doing, may
from wardoffice.domain.sending_state import SendingState, WayOutBooks
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import badge, clear, facts, label, link, row
from wardoffice.language import plural, text

_BETWEEN = 4


class SendingBooks(Protocol):
    """What the card asks of ``office.sending_check.SendingCheck``."""

    def state(self, actor: Actor) -> SendingState:
        """Both ways out."""
        ...


class SendingCard(Card):
    """Reads how both ways out stand on ``refresh``."""

    outbox_asked = Signal()
    sign_in_asked = Signal(str)
    """The account a person wants to sign in to."""

    def __init__(
        self,
        sending: SendingBooks,
        tasks: TaskRunner,
        actor: Actor,
        moments: Moments,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text("Going out"), parent)
        self._sending, self._tasks, self._actor, self._moments = sending, tasks, actor, moments
        self._shown: SendingState | None = None
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(0, 1)
        self._need = label("", "quiet", wrap=False)
        self.outbox = link(text("Open the outbox"))
        self.outbox.clicked.connect(self.outbox_asked)
        self.body.addLayout(self._lines)
        self.body.addLayout(row(self._need, self.outbox, stretch_after=0))

    def refresh(self) -> None:
        """Read anew how both stand."""
        self._tasks.submit(
            Lane.QUERY,
            partial(self._sending.state, self._actor),
            owner=self,
            done=self._show,
            topic="sending",
        )

    def _show(self, state: SendingState) -> None:
        if state == self._shown:
            return
        self._shown = state
        clear(self._lines)
        mail = text("Mail, by {account}", account=state.account or state.host) if state.host else text("Mail")
        at = self._add(0, mail, mail_standing(state, self._moments), state.mail, self._mail_trouble(state))
        if state.refused and may(self._actor, Doing.SYNC):
            sign_in = link(text("Sign in"), text("Sign in to {account}", account=state.account))
            sign_in.clicked.connect(partial(self.sign_in_asked.emit, state.account))
            self._lines.addWidget(sign_in, 0, 2, Qt.AlignmentFlag.AlignRight)
        city = standing(state.city, state, self._moments)
        self._add(at, text("Requests to 311"), city, state.city, state.city.trouble)
        words = plural("{count} needs a person", "{count} need a person", state.need_person)
        self._need.setText(words if state.need_person else text("Nothing needs a person."))

    def _mail_trouble(self, state: SendingState) -> str:
        if not state.host:
            return text("No server that sends mail is set up: mails wait in the outbox.")
        return state.refused or state.mail.trouble

    def _add(self, at: int, name: str, stands: tuple[str, Tone], books: WayOutBooks, trouble: str) -> int:
        """One way out from this row on; returns the row after it."""
        self._lines.addWidget(label(name, "strong", selectable=True), at, 0)
        place = QHBoxLayout()
        place.addWidget(badge(*stands))
        self._lines.addLayout(place, at, 1, Qt.AlignmentFlag.AlignRight)
        for words in (way_out_words(books, self._moments), trouble):
            if words:
                at += 1
                self._lines.addWidget(label(words, "small", selectable=True), at, 0, 1, 3)
        self._lines.setRowMinimumHeight(at + 1, _BETWEEN)
        return at + 2


def mail_standing(state: SendingState, moments: Moments) -> tuple[str, Tone]:
    """How mail stands, in a few words."""
    if not state.host:
        return text("Not set up"), Tone.CHECK if state.mail.waiting else Tone.QUIET
    if state.refused:
        return text("Wants you to sign in"), Tone.DANGER
    return standing(state.mail, state, moments)


def standing(books: WayOutBooks, state: SendingState, moments: Moments) -> tuple[str, Tone]:
    """How one way out stands, in a few words."""
    if state.held is not None:
        return text("Held by {name}", name=state.held.by), Tone.CHECK
    if books.waiting and books.trouble:
        return text("Could not be sent yet"), Tone.DANGER
    if books.waiting:
        return plural("{count} waits", "{count} wait", books.waiting), Tone.WAITING
    if books.left_at is None:
        return text("Nothing left yet"), Tone.QUIET
    return text("Last left {when}", when=moments.lately(books.left_at)), Tone.DONE


def way_out_words(books: WayOutBooks, moments: Moments) -> str:
    """All that is known of one way out, in a line."""
    left, tried = books.left_at, books.next_at if books.waiting or books.in_doubt else None
    waits = plural("{count} waits", "{count} wait", books.waiting) if books.waiting else text("nothing waits")
    doubt = plural("not sure that {count} went", "not sure that {count} went", books.in_doubt)
    return facts(
        (
            text("last left {when}", when=moments.moment(left)) if left is not None else "",
            waits,
            doubt if books.in_doubt else "",
            text("next try {when}", when=moments.moment(tried)) if tried is not None else "",
        )
    )

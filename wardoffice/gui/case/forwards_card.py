"""To whom a problem was sent on, how each mail stands, what they answered, and by when they should have."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.following_up import ForwardView, UnsaidAnswer
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 3


class ForwardsCard(Card):
    """``answered`` carries a forward's id, who answered and how many problems of its mail wait.

    ``settled`` carries a forward's id, the mail that answers it, and whether it answers all of these;
    ``later`` a forward's id, ``keep_asked`` an address that is on no list and the name it was typed with.
    """

    answered = Signal(int, str, int)
    settled = Signal(int, int, bool)
    later = Signal(int)
    keep_asked = Signal(str, str)
    send_back_asked = Signal()

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("To departments"), parent)
        self._moments = moments
        self._shown: tuple[tuple[ForwardView, ...], bool] | None = None
        self._may_keep = False

    def offer_keeping(self) -> None:
        """Offer to put an address that was typed on the list of a department."""
        self._may_keep = True

    def show_case(self, view: CaseView) -> None:
        """Show what was sent on of a case; one of which nothing was takes no room."""
        closed = bool(view.city) and not any(each.closing.still_open for each in view.city)
        shown = (view.forwards, closed and view.ours)
        self.setVisible(bool(view.forwards) or shown[1])
        if shown == self._shown and not any(each.due_at for each in view.forwards):
            return
        self._shown = shown
        self._build(_SHOWN_AT_FIRST)

    def _build(self, limit: int) -> None:
        clear(self.body)
        forwards, closed = self._shown or ((), False)
        for at, each in enumerate(forwards[:limit]):
            if at:
                self.body.addWidget(line())
            self.body.addWidget(self._block(each))
        if (hidden := len(forwards) - limit) > 0:
            more = link(plural("Show {count} earlier one", "Show {count} earlier ones", hidden))
            more.clicked.connect(partial(self._build, len(forwards)))
            self.body.addWidget(more)
        if closed:
            if forwards:
                self.body.addWidget(line())
            back = KeyButton(text("Not fixed: send back"), of=ActionId.SEND_BACK)
            back.setProperty("compact", True)
            back.clicked.connect(self.send_back_asked)
            row = FlowLayout(gap=6)
            row.addWidget(back)
            self.body.addLayout(row)

    def _block(self, view: ForwardView) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(view.department, "strong"))
        words, tone = standing_badge(view, late=self._is_late(view))
        column.addWidget(badge(words, tone))
        if view.answer:
            column.addWidget(label(text("“{words}”", words=view.answer), selectable=True))
        if view.trouble:
            column.addWidget(label(view.trouble, selectable=True))
        if view.words:
            column.addWidget(label(view.words, "small", selectable=True))
        column.addWidget(label(self._facts(view), "small"))
        if view.typed_to:
            column.addWidget(label(view.typed_to, selectable=True))
            if self._may_keep:
                keep = link(
                    text("Keep this address with a department"), text("Keep {address}", address=view.typed_to)
                )
                keep.clicked.connect(partial(self.keep_asked.emit, view.typed_to, view.department))
                column.addWidget(keep)
        if view.unsaid is not None:
            column.addLayout(self._unsaid(view, view.unsaid))
        if view.answered_at is None and view.left:
            buttons = FlowLayout(gap=6)
            said = partial(self.answered.emit, view.forward_id, view.department, view.together)
            buttons.addWidget(_button(text("They answered"), view.department, said))
            later = partial(self.later.emit, view.forward_id)
            buttons.addWidget(_button(text("Look later"), view.department, later))
            column.addLayout(buttons)
        return block

    def _unsaid(self, view: ForwardView, mail: UnsaidAnswer) -> QVBoxLayout:
        """A mail that may be their answer, and what a person says of it."""
        column = QVBoxLayout()
        column.setSpacing(6)
        who = text("{name}, {when}", name=mail.sender, when=self._moments.moment(mail.at))
        column.addWidget(label(text("“{words}”", words=mail.words), selectable=True))
        column.addWidget(label(who, "small"))
        settle = partial(self.settled.emit, view.forward_id, mail.message_id)
        row = FlowLayout(gap=6)
        row.addWidget(_button(text("It answers this"), view.department, partial(settle, False)))
        if view.together > 1:
            words = text("It answers all {count}", count=view.together)
            row.addWidget(_button(words, view.department, partial(settle, True), ActionId.ANSWERS_ALL))
        column.addLayout(row)
        return column

    def _is_late(self, view: ForwardView) -> bool:
        waits = view.left and view.answered_at is None
        return waits and view.due_at is not None and not self._moments.is_ahead(view.due_at)

    def _facts(self, view: ForwardView) -> str:
        moment = self._moments.moment
        done = text("{what}, {when}", what=what_words(view), when=moment(view.at))
        by = text("by {name}", name=view.by) if view.by else ""
        due = ""
        if view.answered_at is not None:
            due = text("answered {when}", when=moment(view.answered_at))
        elif view.due_at is not None and view.left:
            due = text("looked for on {when}", when=moment(view.due_at))
        return facts((done, by, due))


def _button(words: str, department: str, does: Callable[[], object], of: str = "") -> KeyButton:
    button = KeyButton(words, of=of)
    button.setProperty("compact", True)
    button.setAccessibleName(f"{words}: {department}")
    button.clicked.connect(lambda _checked=False: does())
    return button


def what_words(view: ForwardView) -> str:
    """What it was sent for, and how."""
    if view.way is ForwardWay.PHONE:
        return text("told by phone")
    if view.way is ForwardWay.PASTED:
        return text("on the list of the day")
    return {
        MailPurpose.CHASE: text("asked again"),
        MailPurpose.REOPEN: text("sent back: not fixed"),
        MailPurpose.REFER_OUT: text("referred out"),
    }.get(view.purpose, text("sent") if view.left else text("written"))


def standing_badge(view: ForwardView, *, late: bool) -> tuple[str, Tone]:
    """How it stands, in a word or two."""
    if view.answered_at is not None:
        return text("Answered"), Tone.DONE
    if view.trouble or not view.left:
        words = view.standing or text("Not sent")
        tone = Tone.DANGER if view.trouble else Tone.WAITING
        return words[:1].upper() + words[1:], tone
    if view.unsaid is not None:
        return text("Their answer?"), Tone.CHECK
    if late:
        return text("No answer: overdue"), Tone.CHECK
    return text("No answer yet"), Tone.WAITING

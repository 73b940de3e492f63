"""To whom a problem was sent on, how each mail stands, what they answered, and by when they should have."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 3


class ForwardsCard(Card):
    """``answered`` carries a forward's id and who answered, ``later`` a forward's id."""

    answered = Signal(int, str)
    later = Signal(int)
    send_back_asked = Signal()

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("To departments"), parent)
        self._moments = moments
        self._shown: tuple[tuple[ForwardView, ...], bool] | None = None

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
            back = KeyButton(text("Not fixed: send back"), "Shift+X")
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
        if view.answered_at is None and view.left:
            buttons = FlowLayout(gap=6)
            for words, does in (
                (text("They answered"), partial(self.answered.emit, view.forward_id, view.department)),
                (text("Look later"), partial(self.later.emit, view.forward_id)),
            ):
                button = KeyButton(words)
                button.setProperty("compact", True)
                button.setAccessibleName(f"{words}: {view.department}")
                button.clicked.connect(lambda _checked=False, does=does: does())
                buttons.addWidget(button)
            column.addLayout(buttons)
        return block

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
    }.get(view.purpose, text("sent"))


def standing_badge(view: ForwardView, *, late: bool) -> tuple[str, Tone]:
    """How it stands, in a word or two."""
    if view.answered_at is not None:
        return text("Answered"), Tone.DONE
    if view.trouble or not view.left:
        words = view.standing or text("Not sent")
        tone = Tone.DANGER if view.trouble else Tone.WAITING
        return words[:1].upper() + words[1:], tone
    if late:
        return text("No answer: overdue"), Tone.CHECK
    words = text("No answer yet")
    return words, Tone.WAITING

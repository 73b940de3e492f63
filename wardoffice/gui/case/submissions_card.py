"""What was sent to 311 for a problem: how it stands, its number large, what a person does about it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.outgoing import OutboxDoing, SubmissionWay
from wardoffice.domain.submissions import SubmissionState, SubmissionView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys import ActionId
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.outbox.words import doings
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, banner, clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 2


class SubmissionsCard(Card):
    """``asked`` carries an OutboxDoing and a SubmissionView, ``copy_asked`` a number.

    ``number_asked`` comes from "I have the number"; ``confirm_asked`` and ``part_asked`` carry the
    SubmissionView whose record is only probably ours: two keys answer the first.
    """

    asked = Signal(object, object)
    copy_asked = Signal(str)
    number_asked = Signal()
    confirm_asked = Signal(object)
    part_asked = Signal(object)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Sent to 311"), parent)
        self._moments = moments
        self._shown: tuple[SubmissionView, ...] = ()
        answers = ((PlaceKey.RECORD_OURS, self.confirm_asked), (PlaceKey.RECORD_OTHER, self.part_asked))
        for key, signal in answers:
            PlaceShortcut(key, self, partial(self._answer_first, signal.emit))

    def show_case(self, view: CaseView) -> None:
        """Show what was sent for a case; one that nothing was sent for takes no room."""
        standing = tuple(each for each in view.submissions if each.state is not SubmissionState.WITHDRAWN)
        self.setVisible(bool(standing))
        if standing == self._shown:
            return
        self._shown = standing
        self._build(_SHOWN_AT_FIRST)

    def _build(self, limit: int) -> None:
        clear(self.body)
        key_of_number, guessed = ActionId.COPY_NUMBER.value, False
        for at, view in enumerate(self._shown[:limit]):
            if at:
                self.body.addWidget(line())
            block = _Block(view, self._moments, key_of_number, first_guess=not guessed)
            guessed = guessed or bool(view.probable_number)
            if view.number:
                key_of_number = ""
            block.asked.connect(partial(self._ask, view))
            block.copy_asked.connect(partial(self.copy_asked.emit, view.number))
            block.number_asked.connect(self.number_asked)
            block.confirm_asked.connect(partial(self.confirm_asked.emit, view))
            block.part_asked.connect(partial(self.part_asked.emit, view))
            self.body.addWidget(block)
        if (hidden := len(self._shown) - limit) > 0:
            more = link(plural("Show {count} earlier one", "Show {count} earlier ones", hidden))
            more.clicked.connect(partial(self._build, len(self._shown)))
            self.body.addWidget(more)

    def _ask(self, view: SubmissionView, doing: OutboxDoing) -> None:
        self.asked.emit(doing, view)

    def _answer_first(self, answer: object) -> None:
        first = next((each for each in self._shown if each.probable_number), None)
        if first is not None and callable(answer):
            answer(first)


class _Block(QWidget):
    asked = Signal(object)
    copy_asked = Signal()
    number_asked = Signal()
    confirm_asked = Signal()
    part_asked = Signal()

    def __init__(
        self, view: SubmissionView, moments: Moments, key_of_number: str, *, first_guess: bool
    ) -> None:
        super().__init__()
        self._moments = moments
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._column = column
        self._buttons = FlowLayout(gap=6)
        if view.number and not view.probable_number:
            column.addWidget(label(view.number, "number", wrap=False, selectable=True))
            name = text("Copy {number}", number=view.number)
            self._add(text("Copy"), key_of_number, self.copy_asked.emit, name)
        words, tone = state_badge(view)
        column.addWidget(badge(words, tone))
        if view.probable_number:
            self._guess(view, first=first_guess)
        elif says_more(view, words):
            column.addWidget(label(view.words))
        self._say(view)
        self._offer(view)

    def _say(self, view: SubmissionView) -> None:
        for words in (view.trouble, view.next_step):
            if words and words != view.words:
                self._column.addWidget(label(words, selectable=True))
        for words in self._more(view):
            self._column.addWidget(label(words, "small", selectable=True))

    def _offer(self, view: SubmissionView) -> None:
        fitting = fitting_doings(view)
        for doing, words, _key in doings():
            if doing in fitting:
                self._add(words, "", partial(self.asked.emit, doing), f"{words}: {view.service_name}")
        if view.state in (SubmissionState.NO_NUMBER, SubmissionState.WAITING):
            self._add(text("I have the number"), ActionId.NUMBER, self.number_asked.emit)
        if self._buttons.count():
            self._column.addLayout(self._buttons)

    def _guess(self, view: SubmissionView, *, first: bool) -> None:
        self._column.addWidget(banner(view.words, Tone.CHECK))
        self._add(text("It is"), PlaceKey.RECORD_OURS if first else "", self.confirm_asked.emit,
                  text("{number} is this one", number=view.probable_number))  # fmt: skip
        self._add(text("It is not"), PlaceKey.RECORD_OTHER if first else "", self.part_asked.emit,
                  text("{number} is another one", number=view.probable_number))  # fmt: skip

    def _add(self, words: str, key: str, does: object, name: str = "") -> None:
        button = KeyButton(words, of=key)
        button.setProperty("compact", True)
        if name:
            button.setAccessibleName(name)
        if callable(does):
            button.clicked.connect(lambda _checked=False: does())
        self._buttons.addWidget(button)

    def _more(self, view: SubmissionView) -> tuple[str, ...]:
        moment = self._moments.moment
        how = text("typed into 311") if view.way is SubmissionWay.TYPED else text("sent by the program")
        when = moment(view.sent_at or view.created_at)
        asking = view.state is SubmissionState.WAITING and view.next_at is not None
        lines = (
            facts((view.service_name, how)),
            text("by {name}, {when}", name=view.by, when=when) if view.by else when,
            text("Its number is asked for next on {when}.", when=moment(view.next_at))
            if asking and view.next_at is not None
            else "",
            text("It is tried next on {when}.", when=moment(view.next_at))
            if view.state is SubmissionState.RETRY and view.next_at is not None
            else "",
            text("311 has it as {number}.", number=view.duplicate_of) if view.duplicate_of else "",
            view.contact_words,
            text("311 says: “{words}”", words=view.notice) if view.notice else "",
            text("Sent all the same: {reason}", reason=view.reason) if view.reason else "",
        )
        return tuple(each for each in lines if each)


def state_badge(view: SubmissionView) -> tuple[str, Tone]:
    """How a submission stands, in a word or two."""
    if view.probable_number:
        return text("Probably ours"), Tone.CHECK
    return {
        SubmissionState.QUEUED: (text("Waits in the outbox"), Tone.WAITING),
        SubmissionState.SENDING: (text("Being sent"), Tone.ACCENT),
        SubmissionState.RETRY: (text("Not sent yet"), Tone.WAITING),
        SubmissionState.WAITING: (text("Waits for its number"), Tone.WAITING),
        SubmissionState.NUMBERED: (text("In 311"), Tone.DONE),
        SubmissionState.NO_NUMBER: (text("In 311, no number"), Tone.CHECK),
        SubmissionState.REFUSED: (text("Refused"), Tone.DANGER),
        SubmissionState.UNKNOWN: (text("Not sure it went: check"), Tone.CHECK),
        SubmissionState.WITHDRAWN: (text("Taken back"), Tone.QUIET),
    }[view.state]


def says_more(view: SubmissionView, words: str) -> bool:
    """Whether its sentence tells what neither its badge nor what the city said tells."""
    told = view.state is SubmissionState.REFUSED and bool(view.trouble)
    return not told and view.state is not SubmissionState.NUMBERED and view.words.rstrip(".") != words


def fitting_doings(view: SubmissionView) -> frozenset[OutboxDoing]:
    """What a person may do with a submission as it stands."""
    match view.state:
        case SubmissionState.QUEUED | SubmissionState.RETRY:
            return frozenset({OutboxDoing.WITHDRAW})
        case SubmissionState.REFUSED:
            linked = {OutboxDoing.LINK} if view.duplicate_of else set()
            return frozenset({OutboxDoing.CORRECT, *linked})
        case SubmissionState.UNKNOWN:
            return frozenset({OutboxDoing.LOOK_AGAIN, OutboxDoing.IT_WENT, OutboxDoing.SEND_AGAIN})
        case _:
            return frozenset()

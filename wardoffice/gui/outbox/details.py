"""One line of the outbox in full, and the buttons for what can be done with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from wardoffice.domain.outgoing import OutboxDoing, OutboxKind, OutboxLine, RecipientState
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.outbox.words import doings, recipient_words
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import plural, text

_MOST_PEOPLE = 6
_WELL = frozenset({RecipientState.ACCEPTED, RecipientState.PENDING})


class LineDetails(Card):
    """``asked`` carries an OutboxDoing, ``case_asked`` a case id, ``preview_asked`` an outbox id."""

    asked = Signal(object)
    case_asked = Signal(int)
    preview_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._moments = moments
        self._line: OutboxLine | None = None
        self.offers = doings()
        """Every action with its words and its key."""
        self._what = label("", "heading")
        self._words = label("", "strong")
        self._trouble = label("", selectable=True)
        self._looked = label("", "quiet")
        self._next = label("", "quiet")
        self._people = label("", selectable=True)
        self._facts = label("", "small", selectable=True)
        for each in (
            self._what,
            self._words,
            self._trouble,
            self._people,
            self._looked,
            self._next,
            self._facts,
        ):
            self.body.addWidget(each)
        self._open = KeyButton(text("Open the problem"), icon="mdi6.arrow-right", of=PlaceKey.OUTBOX_OPEN)
        self._open.clicked.connect(self._open_case)
        self._buttons: dict[OutboxDoing, KeyButton] = {}
        place = QWidget()
        flow = FlowLayout(place)
        for doing, words, key in self.offers:
            button = KeyButton(words, of=key)
            button.clicked.connect(partial(self.asked.emit, doing))
            flow.addWidget(button)
            self._buttons[doing] = button
        self._preview = KeyButton(
            text("Show the mail"), icon="mdi6.email-open-outline", of=PlaceKey.OUTBOX_SHOW
        )
        self._preview.clicked.connect(self.show_mail)
        flow.addWidget(self._preview)
        flow.addWidget(self._open)
        self.body.addWidget(place)

    @property
    def looked(self) -> str:
        """What the last look in 311 found."""
        return self._line.looked if self._line is not None else ""

    def button(self, doing: OutboxDoing) -> KeyButton:
        """The button of an action."""
        return self._buttons[doing]

    def show_line(self, line: OutboxLine | None) -> None:
        """Show another line, or none."""
        self._line = line
        self.setVisible(line is not None)
        if line is None:
            return
        _say(self._what, facts((line.what, line.where, line.case_number)))
        _say(self._words, line.words)
        _say(self._trouble, line.trouble)
        _say(self._people, _people_words(line))
        _say(self._looked, line.looked if line.looked != line.words else "")
        _say(self._next, line.next_step)
        _say(self._facts, self._known(line))
        first = next((doing for doing, _, _ in self.offers if doing in line.may), None)
        for doing, button in self._buttons.items():
            button.setVisible(doing in line.may)
            button.set_primary(primary=line.needs_person and doing is first)
        self._open.setVisible(line.case_id is not None)
        self._preview.setVisible(line.kind is OutboxKind.MAIL)
        self.updateGeometry()

    def _known(self, line: OutboxLine) -> str:
        moment = self._moments.moment
        return facts(
            (
                text("by {name}, {when}", name=line.by, when=moment(line.since)),
                text("next: {when}", when=moment(line.next_at)) if line.next_at is not None else "",
                text("311 number {number}", number=line.number) if line.number else "",
                text("311 has it as {number}", number=line.duplicate_of) if line.duplicate_of else "",
            )
        )

    def show_mail(self) -> None:
        """Ask for the mail of this line, if it is one."""
        if self._line is not None and self._line.kind is OutboxKind.MAIL:
            self.preview_asked.emit(self._line.outbox_id)

    def _open_case(self) -> None:
        if self._line is not None and self._line.case_id is not None:
            self.case_asked.emit(self._line.case_id)


def _people_words(line: OutboxLine) -> str:
    """What became of each recipient, a line each; of many the first, those in trouble before all."""
    shown = sorted(line.recipients, key=lambda each: each.state in _WELL)
    words = [recipient_words(each, line.state) for each in shown[:_MOST_PEOPLE]]
    if len(shown) > _MOST_PEOPLE:
        words.append(plural("and {count} more", "and {count} more", len(shown) - _MOST_PEOPLE))
    return "\n".join(words)


def _say(place: QLabel, words: str) -> None:
    place.setText(words)
    place.setAccessibleName(words)
    place.setVisible(bool(words))

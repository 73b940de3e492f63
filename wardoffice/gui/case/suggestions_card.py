"""Already told us? Cases that may be the same problem, and why. Nothing merges by itself (P5)."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.case_view import Suggestion
from wardoffice.gui.case.thumbnails import Pictures, covering
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, facts, label, line, link
from wardoffice.language import plural, text

_PICTURE = QSize(64, 48)
_BUTTON_WIDTH = 112
_SHOWN_AT_FIRST = 4


class SuggestionsCard(Card):
    """The signals carry the other case's id. Two keys answer the first suggestion."""

    same_asked = Signal(int)
    not_same_asked = Signal(int)
    case_asked = Signal(int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(text("Already told us?"), parent)
        self._pictures = pictures
        self._suggestions: tuple[Suggestion, ...] = ()
        answers = (
            (PlaceKey.SUGGESTED_SAME, self.same_asked),
            (PlaceKey.SUGGESTED_OTHER, self.not_same_asked),
        )
        for key, signal in answers:
            PlaceShortcut(key, self, partial(self._answer_first, signal.emit))
        self.hide()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Those that are shown, or stand behind "more"."""
        return self._suggestions

    def show_suggestions(self, suggestions: tuple[Suggestion, ...]) -> None:
        """Show these, the likeliest first; without any the card takes no room."""
        self.setVisible(bool(suggestions))
        if suggestions == self._suggestions:
            return
        self._suggestions = suggestions
        self._build(_SHOWN_AT_FIRST)

    def _build(self, limit: int) -> None:
        clear(self.body)
        for number, each in enumerate(self._suggestions[:limit]):
            if number:
                self.body.addWidget(line())
            self.body.addLayout(self._row(each, first=number == 0))
        hidden = len(self._suggestions) - limit
        if hidden > 0:
            more = link(plural("Show {count} more", "Show {count} more", hidden))
            more.clicked.connect(partial(self._build, len(self._suggestions)))
            self.body.addWidget(more)

    def _row(self, each: Suggestion, *, first: bool) -> QHBoxLayout:
        top = Qt.AlignmentFlag.AlignTop
        made = QHBoxLayout()
        made.setSpacing(12)
        made.addWidget(self._picture(each), 0, top)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(facts((each.title, each.address)), "strong"))
        words.addWidget(badge(*band_words(each)))
        people = plural("{count} person", "{count} people", each.people) if each.people else ""
        words.addWidget(label(facts((each.number, *each.tracking_numbers, people)), "quiet"))
        words.addWidget(label(facts(each.reasons)))
        words.addStretch(1)
        made.addLayout(words, 1)
        made.addLayout(self._buttons(each, first=first))
        return made

    def _buttons(self, each: Suggestion, *, first: bool) -> QVBoxLayout:
        same = KeyButton(text("Same"), of=PlaceKey.SUGGESTED_SAME if first else "")
        same.setAccessibleName(text("{number} is the same problem", number=each.number))
        same.clicked.connect(partial(self.same_asked.emit, each.case_id))
        other = KeyButton(text("Not same"), of=PlaceKey.SUGGESTED_OTHER if first else "")
        other.setAccessibleName(text("{number} is not the same problem", number=each.number))
        other.clicked.connect(partial(self.not_same_asked.emit, each.case_id))
        look = link(text("Look at it"), text("Open {number}", number=each.number))
        look.clicked.connect(partial(self.case_asked.emit, each.case_id))
        column = QVBoxLayout()
        column.setSpacing(4)
        for button in (same, other):
            button.setMinimumWidth(_BUTTON_WIDTH)
            column.addWidget(button)
        column.addWidget(look, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return column

    def _picture(self, each: Suggestion) -> QLabel:
        picture = QLabel()
        picture.setFixedSize(_PICTURE)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setProperty("role", "small")
        if each.thumbnail is None:
            picture.setText(text("no photo"))
        else:
            picture.setAccessibleName(text("Photo of {number}", number=each.number))
            self._pictures.small(each.thumbnail, picture, partial(_show_picture, picture))
        return picture

    def _answer_first(self, answer: object) -> None:
        if self._suggestions and callable(answer):
            answer(self._suggestions[0].case_id)


def band_words(each: Suggestion) -> tuple[str, Tone]:
    """How sure the suggestion is, as staff say it."""
    if each.strong:
        return text("Almost surely the same"), Tone.ACCENT
    return text("Maybe"), Tone.WAITING


def _show_picture(place: QLabel, pixmap: QPixmap) -> None:
    if pixmap.isNull():
        place.setText(text("no photo"))
    else:
        place.setPixmap(covering(pixmap, _PICTURE, place.devicePixelRatioF()))

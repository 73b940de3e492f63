"""The copy card: the fields of the city's own program in its order, each copied by one key."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.copy_card import CardLine, CopyCard
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import CARD_FIELDS, PlaceKey
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, label
from wardoffice.gui.widgets.scroll_grid import ScrollGrid
from wardoffice.language import plural, text


class CardFields(ScrollGrid):
    """``copied`` carries a sentence on what was put on the clipboard."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("Copy card"), 1, parent)
        self._card: CopyCard | None = None
        self._marks: list[Badge] = []

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """The fields, in the order of the city's form."""
        return self._card.lines if self._card is not None else ()

    def show_card(self, card: CopyCard) -> None:
        """Show this card."""
        if card == self._card:
            return
        self._card = card
        self._marks = []
        clear(self.grid)
        for at, each in enumerate(card.lines):
            self._add(at, each)

    def add_keys(self, window: QWidget) -> None:
        """Let 1 to 9, 0 and then letters copy a field, and one more key the whole card.

        They do so wherever nothing is being typed.
        """
        for at, key in enumerate(CARD_FIELDS):
            QShortcut(QKeySequence(key), window, partial(self.copy_field, at))
        PlaceShortcut(PlaceKey.CARD_ALL, window, self.copy_all)

    def copy_field(self, at: int) -> None:
        """Put one field on the clipboard, counted from 0."""
        if at < len(self.lines) and self.lines[at].value:
            each = self.lines[at]
            QGuiApplication.clipboard().setText(each.value)
            self._mark((at,))
            self.copied.emit(text("Copied: {field}", field=each.label))

    def copy_all(self) -> None:
        """Put the whole card on the clipboard, a field a line."""
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.whole())
            self._mark(range(len(self._marks)))
            count = len(self._marks)
            self.copied.emit(plural("Copied {count} field", "Copied {count} fields", count))

    def _add(self, at: int, each: CardLine) -> None:
        button = KeyButton(text("Copy"), CARD_FIELDS[at] if at < len(CARD_FIELDS) else "")
        button.setProperty("compact", True)
        button.setAccessibleName(text("Copy {field}", field=each.label))
        button.setEnabled(bool(each.value))
        button.clicked.connect(partial(self.copy_field, at))
        mark = badge(text("copied"), Tone.DONE)
        mark.hide()
        self._marks.append(mark)
        nothing = text("must be answered there") if each.open else text("not said")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(each.label, "small"))
        words.addWidget(
            label(
                each.value or nothing,
                "" if each.value else "problem" if each.open else "quiet",
                selectable=True,
            )
        )
        top = Qt.AlignmentFlag.AlignTop
        self.grid.addWidget(button, at, 0, top)
        self.grid.addLayout(words, at, 1)
        self.grid.addWidget(mark, at, 2, top)

    def _mark(self, fields: Iterable[int]) -> None:
        chosen = set(fields)
        for at, mark in enumerate(self._marks):
            mark.setVisible(at in chosen)

"""The copy card: the fields of the city's own program in its order, each copied by one key."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from wardoffice.gui.case.parts import badge, clear, label
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_KEYS = "123456789"


class CardLine(Protocol):
    """One field of the card: its name in the city's form, and what goes into it."""

    @property
    def label(self) -> str:
        """The name of the field."""
        ...

    @property
    def value(self) -> str:
        """What to paste there."""
        ...


class CopyCard(QScrollArea):
    """``copied`` carries a sentence on what was put on the clipboard."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("Copy card"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines: tuple[CardLine, ...] = ()
        self._marks: list[Badge] = []
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(page)

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """The fields, in the order of the city's form."""
        return self._lines

    def show_lines(self, lines: Sequence[CardLine]) -> None:
        """Show these fields."""
        self._lines = tuple(lines)
        self._marks = []
        clear(self._grid)
        for at, each in enumerate(self._lines):
            key = _KEYS[at] if at < len(_KEYS) else ""
            button = KeyButton(text("Copy"), key)
            button.setProperty("compact", True)
            button.setAccessibleName(text("Copy {field}", field=each.label))
            button.setEnabled(bool(each.value))
            button.clicked.connect(partial(self.copy_field, at))
            mark = badge("", Tone.DONE)
            mark.hide()
            self._marks.append(mark)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(each.label, "small"))
            words.addWidget(
                label(each.value or text("nothing"), "" if each.value else "quiet", selectable=True)
            )
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(button, at, 0, top)
            self._grid.addLayout(words, at, 1)
            self._grid.addWidget(mark, at, 2, top)

    def add_keys(self, window: QWidget) -> None:
        """Let 1 to 9 copy a field and Ctrl+C the whole card, wherever nothing is being typed."""
        for at, key in enumerate(_KEYS):
            QShortcut(QKeySequence(key), window, partial(self.copy_field, at))
        QShortcut(QKeySequence("Ctrl+C"), window, self.copy_all)

    def copy_field(self, at: int) -> None:
        """Put one field on the clipboard, counted from 0."""
        if at < len(self._lines) and self._lines[at].value:
            each = self._lines[at]
            self._copy(each.value)
            self._mark((at,))
            self.copied.emit(text("Copied: {field}", field=each.label))

    def copy_all(self) -> None:
        """Put the whole card on the clipboard, a field a line."""
        filled = [at for at, each in enumerate(self._lines) if each.value]
        self._copy("\n".join(f"{self._lines[at].label}: {self._lines[at].value}" for at in filled))
        self._mark(tuple(filled))
        self.copied.emit(plural("Copied {count} field", "Copied {count} fields", len(filled)))

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)

    def _mark(self, fields: tuple[int, ...]) -> None:
        for at, mark in enumerate(self._marks):
            mark.show_word(text("copied"), Tone.DONE)
            mark.setVisible(at in fields)

"""Numbers in a row, each of which opens the list it counts (P7): one list at a time, closed at first."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.gui.check.mail_books import NumberButton
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.line_table import Column, LineTable
from wardoffice.gui.widgets.parts import label, row
from wardoffice.language import text

Kind = TypeVar("Kind")
Line = TypeVar("Line")

_TABLE_HEIGHT = 240


class NumberedList(QWidget, Generic[Kind, Line]):
    """``list_asked`` carries the kind whose lines somebody wants, ``opened`` the line to be opened."""

    list_asked = Signal(object)
    opened = Signal(object)

    def __init__(
        self, kinds: Mapping[Kind, str], columns: Sequence[Column[Line]], name: str, key: str
    ) -> None:
        super().__init__()
        self._chosen: Kind | None = None
        self._numbers: dict[Kind, NumberButton] = {}
        self._said = label("", "small")
        self._table = LineTable(columns, name)
        self._table.setMinimumHeight(_TABLE_HEIGHT)
        self._table.activated.connect(self._ask_open)
        self._open = KeyButton(text("Open its problem"))
        self._open.setProperty("compact", True)
        self._open.clicked.connect(self._ask_open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_numbers(kinds, key))
        column.addWidget(self._said)
        column.addWidget(self._table)
        column.addLayout(row(self._open, stretch_after=0))
        self._show_list(shown=False)

    @property
    def chosen(self) -> Kind | None:
        """The number whose list is open, if any."""
        return self._chosen

    @property
    def table(self) -> LineTable[Line]:
        """The table of the open list."""
        return self._table

    def button(self, kind: Kind) -> NumberButton:
        """One of the numbers."""
        return self._numbers[kind]

    def show_counts(self, counts: Mapping[Kind, int], *, known: bool = True) -> None:
        """Show the numbers; none where nothing is ``known``."""
        for kind, button in self._numbers.items():
            button.show_number(counts.get(kind, 0))
            button.setVisible(known)

    def show_lines(self, lines: Sequence[Line], said: str) -> None:
        """Show the lines behind the chosen number; ``said`` is how many, and its definition."""
        self._table.lines.show_lines(lines)
        self._said.setText(said)
        if lines:
            self._table.selectRow(0)
        self._open.setEnabled(bool(lines))

    def _choose(self, kind: Kind) -> None:
        """Open a list, or close it where it is open."""
        self._chosen = None if self._chosen == kind else kind
        for each, button in self._numbers.items():
            button.setChecked(each == self._chosen)
        self.show_lines((), "")
        self._show_list(shown=self._chosen is not None)
        if self._chosen is not None:
            self.list_asked.emit(kind)

    def _show_list(self, *, shown: bool) -> None:
        for widget in (self._said, self._table, self._open):
            widget.setVisible(shown)

    def _make_numbers(self, kinds: Mapping[Kind, str], key: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for column, (kind, words) in enumerate(kinds.items()):
            button = NumberButton(words)
            button.setObjectName(f"{key}-{str(getattr(kind, 'name', kind)).lower()}")
            button.clicked.connect(partial(self._choose, kind))
            self._numbers[kind] = button
            grid.addWidget(button, 0, column)
        grid.setColumnStretch(len(self._numbers), 1)
        return grid

    def _ask_open(self, *_: QModelIndex | bool) -> None:
        line = self._table.current()
        if line is not None:
            self.opened.emit(line)

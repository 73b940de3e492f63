"""A table of lines: a row for each line, a column for each fact, widths by share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from wardoffice.language import text

Line = TypeVar("Line")
Index = QModelIndex | QPersistentModelIndex

_ROW_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Column(Generic[Line]):
    """One fact of a line in words; ``share`` is of the width, in percent."""

    name: str
    share: int
    words: Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before the first fact of a line, and the colour it is written in."""

    icon: QIcon
    ink: QColor


class LineModel(QAbstractTableModel, Generic[Line]):
    """The lines of a table; ``mark`` marks the first fact of each."""

    def __init__(self, columns: Sequence[Column[Line]], mark: Callable[[Line], Mark] | None = None) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._mark = mark
        self._lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def tell_words_changed(self) -> None:
        """Have all words read anew: some of them tell the time."""
        if self._lines:
            last = self.index(len(self._lines) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.DisplayRole])

    def line(self, row: int) -> Line | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_where(self, holds: Callable[[Line], bool]) -> int | None:
        """The first row whose line is such a one."""
        return next((at for at, line in enumerate(self._lines) if holds(line)), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many facts of each."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].name if 0 <= section < len(self._columns) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One fact of one line."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.name}: {column.words(line) or text('nothing')}"
        if self._mark is not None and index.column() == 0:
            if role == Qt.ItemDataRole.DecorationRole:
                return self._mark(line).icon
            if role == Qt.ItemDataRole.ForegroundRole:
                return self._mark(line).ink
        return None


class LineTable(QTableView, Generic[Line]):
    """Rows to choose one of, by mouse or arrow keys; Tab leaves it."""

    def __init__(
        self,
        columns: Sequence[Column[Line]],
        name: str,
        mark: Callable[[Line], Mark] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shares = [each.share for each in columns]
        self.lines = LineModel(columns, mark)
        self.lines.setParent(self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setStretchLastSection(True)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def current(self) -> Line | None:
        """The line the cursor is on."""
        return self.lines.line(self.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each column its share of the width."""
        super().resizeEvent(event)
        room = self.viewport().width()
        for column, share in enumerate(self._shares[:-1]):
            self.setColumnWidth(column, room * share // 100)

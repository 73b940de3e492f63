"""The queue as Qt sees it: ids in order, and rows read a page at a time when they are looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.columns import Column, column_words
from wardoffice.language import text

PAGE = 100
"""Rows read at once; half of them is more than a screen shows."""

_KEPT_ROWS = 2_000
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The QueueRow or RowTrouble of an index."""

ID_ROLE = Qt.ItemDataRole.UserRole + 1
"""The case id of an index."""

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """A row that could not be read, and why in words. It keeps its place, so nothing vanishes unseen."""

    case_id: int
    words: str


RowReader = Callable[[Sequence[int]], dict[int, QueueRow]]
RowTeller = Callable[[QueueRow], str]
CellTeller = Callable[[Column, QueueRow], str]


class QueueModel(QAbstractTableModel):
    """A column of cases, and those of single facts beside it that somebody chose.

    ``read_rows`` answers a page of rows and is called on the GUI thread; ``cell`` says a fact.
    """

    def __init__(
        self, read_rows: RowReader, tell: RowTeller, cell: CellTeller, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._cell = cell
        self._columns: tuple[Column, ...] = ()
        self._read_rows = read_rows
        self._tell = tell
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, QueueRow | RowTrouble] = OrderedDict()

    @property
    def ids(self) -> "array[int]":
        """The case ids in order; not to be changed."""
        return self._ids

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many cases there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """The delegate paints the whole row in the first one."""
        return 0 if parent.isValid() else 1 + len(self._columns)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The facts beside it."""
        return self._columns

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these facts."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What stands above a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return super().headerData(section, orientation, role)
        return column_words(self._columns[section - 1]) if section else text("Problem")

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, its title, or the sentence a screen reader says."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role == ROW_ROLE:
            return self.row(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            row = self.row(index.row())
            if isinstance(row, RowTrouble):
                return "" if index.column() else row.words
            return self._words(row, index.column(), spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        return None

    def _words(self, row: QueueRow, column: int, *, spoken: bool) -> str:
        if column:
            return self._cell(self._columns[column - 1], row)
        return self._tell(row) if spoken else row.title

    def row(self, position: int) -> QueueRow | RowTrouble:
        """The row at a position from 0; reads its page where it is not at hand."""
        case_id = self._ids[position]
        if case_id not in self._rows:
            self._read_page(position)
        self._rows.move_to_end(case_id)
        return self._rows[case_id]

    def position(self, case_id: int) -> int | None:
        """Where a case stands in the list, or None."""
        try:
            return self._ids.index(case_id)
        except ValueError:
            return None

    def replace(self, ids: "array[int]") -> None:
        """Show these cases. A longer list that begins as the old one grows it, so nothing jumps."""
        old = len(self._ids)
        if ids == self._ids:
            self._redraw()
        elif old and len(ids) > old and ids[:old] == self._ids:
            self.beginInsertRows(QModelIndex(), old, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
            self._redraw()
        else:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()

    def forget(self, case_ids: Iterable[int]) -> None:
        """Read these rows again when they are next looked at."""
        for case_id in case_ids:
            self._rows.pop(case_id, None)
        self._redraw()

    def forget_all(self) -> None:
        """Read every row again when it is next looked at."""
        self._rows.clear()
        self._redraw()

    def _redraw(self) -> None:
        if self._ids:
            # One signal for all: finding each changed id in half a million would cost more than a repaint.
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns)))

    def _read_page(self, position: int) -> None:
        # Around the row, not from a fixed edge: what is on the screen never takes two pages at once.
        start = max(0, position - PAGE // 2)
        missing = [each for each in self._ids[start : start + PAGE] if each not in self._rows]
        try:
            rows: dict[int, QueueRow] = self._read_rows(missing)
            trouble = text("This problem could not be read from the office's data.")
        except WardOfficeError as error:
            rows, trouble = {}, str(error)
        for case_id in missing:
            self._rows[case_id] = rows.get(case_id) or RowTrouble(case_id, trouble)
        while len(self._rows) > _KEPT_ROWS:
            self._rows.popitem(last=False)

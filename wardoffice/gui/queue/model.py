"""The queue as Qt sees it: ids in order, and the rows of what is looked at."""

from array import array
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.columns import Column, column_words
from wardoffice.gui.queue.row_keeper import KeptRow, RowKeeper
from wardoffice.language import text

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The QueueRow or RowTrouble of an index; None while it is read."""

ID_ROLE = Qt.ItemDataRole.UserRole + 1
"""The case id of an index."""

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


RowTeller = Callable[[QueueRow], str]
CellTeller = Callable[[Column, QueueRow], str]


class QueueModel(QAbstractTableModel):
    """A column of cases, and those of single facts beside it that somebody chose.

    ``tell`` says a row in a sentence, ``cell`` a fact of it.
    """

    def __init__(
        self, rows: RowKeeper, tell: RowTeller, cell: CellTeller, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._cell = cell
        self._columns: tuple[Column, ...] = ()
        self._tell = tell
        self._ids: array[int] = array("q")
        self._rows = rows
        rows.came.connect(self._redraw)

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

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        """Asked of every cell that is painted: Qt would ask twice more how large the table is."""
        inside = 0 <= row < len(self._ids) and 0 <= column <= len(self._columns) and not parent.isValid()
        return self.createIndex(row, column) if inside else QModelIndex()

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
            return self._rows.at_hand(self._ids, index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            row = self._rows.at_hand(self._ids, index.row())
            return self._words(row, index.column(), spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        return None

    def _words(self, row: KeptRow | None, column: int, *, spoken: bool) -> str:
        if isinstance(row, QueueRow):
            if column:
                return self._cell(self._columns[column - 1], row)
            return self._tell(row) if spoken else row.title
        if column:
            return ""
        return text("This problem is being read.") if row is None else row.words

    def row(self, position: int) -> KeptRow:
        """The row at a position from 0, read at once where it is not at hand: for what is done with it."""
        return self._rows.now(self._ids, position)

    def rows_at_hand(self, positions: Sequence[int]) -> tuple[QueueRow, ...]:
        """What is known by now of the rows at these positions; the others are read, and tell when they came.

        Of several never one alone, which would pass for all of them: a row stands for those being read.
        """
        found = self._rows.gather([self._ids[each] for each in positions]) if len(positions) > 1 else []
        if not found and positions:
            found = [self.row(positions[0])]
        rows = tuple(each for each in found if isinstance(each, QueueRow))
        return rows * 2 if len(rows) == 1 < len(positions) else rows

    def position(self, case_id: int) -> int | None:
        """Where a case stands in the list, or None."""
        found = self.positions((case_id,))
        return found[0] if found else None

    def positions(self, case_ids: Sequence[int]) -> list[int]:
        """Where those of these cases stand that are in the list, from its top; 10 ms for half a million."""
        wanted = np.asarray(case_ids, dtype=np.int64)
        ids = np.asarray(self._ids)
        found = ids == wanted[0] if len(wanted) == 1 else np.isin(ids, wanted)
        return [int(each) for each in np.flatnonzero(found)]

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
        self._rows.forget(case_ids)
        self._redraw()

    def forget_all(self) -> None:
        """Read every row again when it is next looked at."""
        self._rows.forget_all()
        self._redraw()

    def _redraw(self) -> None:
        if self._ids:
            # One signal for all: finding each changed id in half a million would cost more than a repaint.
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns)))

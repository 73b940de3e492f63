"""The mails behind one number, as a table."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from wardoffice.domain.books import LedgerLine
from wardoffice.gui.case.moments import Moments
from wardoffice.language import text

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = 5


class LedgerModel(QAbstractTableModel):
    """One row for each mail: when, from, subject, reason, folder and UID."""

    def __init__(self, moments: Moments) -> None:
        super().__init__()
        self._moments = moments
        self._lines: tuple[LedgerLine, ...] = ()
        self._names = (text("When"), text("From"), text("Subject"), text("Why it stands here"), text("Where"))

    def show_lines(self, lines: tuple[LedgerLine, ...]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> LedgerLine | None:
        """The mail of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many mails."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many facts of each."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section] if 0 <= section < _COLUMNS else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One fact of one mail."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._names[index.column()]}: {self._words(line)[index.column()]}"
        return None

    def _words(self, line: LedgerLine) -> tuple[str, str, str, str, str]:
        return (
            self._moments.moment(line.at) if line.at is not None else text("no date"),
            line.sender or text("no sender"),
            line.subject or text("no subject"),
            line.reason,
            text("{folder}, {uid}", folder=line.folder, uid=line.uid),
        )

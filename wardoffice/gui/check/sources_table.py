"""Requests on which 311 and the city's data portal differ, as a table."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from wardoffice.domain.portal import SourceLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.source_words import city_words, portal_words
from wardoffice.language import text

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = 6


class SourcesModel(QAbstractTableModel):
    """One row a request: number, what, where, when it was made, 311's word and the portal's."""

    def __init__(self, moments: Moments) -> None:
        super().__init__()
        self._moments = moments
        self._lines: tuple[SourceLine, ...] = ()
        self._names = (
            text("SR number"),
            text("What"),
            text("Where"),
            text("Asked"),
            text("311 says"),
            text("The portal says"),
        )

    def show_lines(self, lines: tuple[SourceLine, ...]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> SourceLine | None:
        """The request of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many requests."""
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
        """One fact of one request."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._names[index.column()]}: {self._words(line)[index.column()]}"
        return None

    def _words(self, line: SourceLine) -> tuple[str, ...]:
        return (
            line.both.number,
            line.service_name,
            line.address or text("no place"),
            self._moments.day(line.requested_at) if line.requested_at is not None else text("no date"),
            city_words(line.both),
            portal_words(line.both, self._moments),
        )

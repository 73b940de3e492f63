"""The outbox as a table."""

import qtawesome
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from wardoffice.domain.outgoing import OutboxLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.outbox.words import line_look, line_words
from wardoffice.gui.theme import Palette
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import text

Index = QModelIndex | QPersistentModelIndex

_COLUMNS = 6


class OutboxModel(QAbstractTableModel):
    """One row for each line: how it stands, what, where, its number, since when, next try."""

    def __init__(self, moments: Moments, colours: Palette) -> None:
        super().__init__()
        self._moments = moments
        self._colours = colours
        self._lines: tuple[OutboxLine, ...] = ()
        self._names = (
            text("How it stands"),
            text("What"),
            text("Where"),
            text("311 number"),
            text("Since"),
            text("Next"),
        )

    def show_lines(self, lines: tuple[OutboxLine, ...]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def use_colours(self, colours: Palette) -> None:
        """Draw in another look."""
        self._colours = colours

    def line(self, row: int) -> OutboxLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, outbox_id: int) -> int | None:
        """Where a line stands."""
        return next((at for at, line in enumerate(self._lines) if line.outbox_id == outbox_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines."""
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
        """One fact of one line."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._names[column]}: {self._words(line)[column] or text('nothing')}"
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return self._icon(line)
        if role == Qt.ItemDataRole.ForegroundRole and column == 0:
            return QColor(self._ink(line_look(line)[1]))
        return None

    def _words(self, line: OutboxLine) -> tuple[str, str, str, str, str, str]:
        return (
            line_words(line),
            line.what or text("no type"),
            line.where or text("place not known"),
            line.number,
            self._moments.moment(line.since),
            self._moments.moment(line.next_at) if line.next_at is not None else "",
        )

    def _icon(self, line: OutboxLine) -> QIcon:
        name, tone = line_look(line)
        icon: QIcon = qtawesome.icon(name, color=self._ink(tone))
        return icon

    def _ink(self, tone: Tone) -> str:
        ink: str = getattr(self._colours, tone.value)
        return ink

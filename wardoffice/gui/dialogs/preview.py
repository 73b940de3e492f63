"""What would change, before it is done to many."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QLabel, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wardoffice.domain.previews import Preview, PreviewLine
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.line_table import Column, LineTable
from wardoffice.language import plural, text

_WIDTH = 720
_ROW = 32
_MOST_ROWS = 8
_ROOM = 5


class PreviewQuestion(Question):
    """Which problems change and how, which stay and why, and who is owed an answer still."""

    def __init__(self, title: str, seen: Preview, parent: QWidget | None) -> None:
        super().__init__(title, _words(seen), text("Do it"), parent)
        self.setObjectName("preview")
        self.setMinimumWidth(_WIDTH)
        if seen.changes:
            self.body.addWidget(_table(seen.changes, text("What changes")))
        if seen.stays:
            self.body.addWidget(_heading(text("These stay as they are")))
            self.body.addWidget(_table(seen.stays, text("Why not")))
        self.take_button.setEnabled(bool(seen.changes))
        (self.take_button if seen.changes else self.leave_button).setFocus()

    def event(self, event: QEvent) -> bool:
        """Grow with the tables, which know how tall they are once they have their width."""
        asked = event.type() is QEvent.Type.LayoutRequest  # after others the dialog may be gone
        handled = super().event(event)
        layout = self.layout() if asked else None
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        return handled


def _words(seen: Preview) -> str:
    changed, parts = len(seen.case_ids), []
    if changed or not seen.only_written:
        parts.append(plural("{count} problem changes.", "{count} problems change.", changed))
    if seen.stays:
        parts.append(plural("{count} stays as it is.", "{count} stay as they are.", len(seen.stays)))
    if seen.people_answered:
        parts.append(
            plural(
                "{count} person is logged as answered.",
                "{count} people are logged as answered.",
                seen.people_answered,
            )
        )
    if seen.people_owed:
        parts.append(
            plural(
                "{count} person is owed an answer still.",
                "{count} people are owed an answer still.",
                seen.people_owed,
            )
        )
    if changed:
        parts.append(text("One undo takes all of it back."))
    return " ".join((*parts, *_written(seen)))


def _written(seen: Preview) -> Iterator[str]:
    """What opens then, to be read before it goes."""
    if seen.to_forward:
        yield plural(
            "Then the mail about {count} problem opens, to be read.",
            "Then the mail about {count} problems opens, to be read.",
            len(seen.to_forward),
        )
    if len(seen.to_answer) > 1:
        yield text("Then the answer about the first of them opens, to be read.")
    elif seen.to_answer:
        yield text("Then the answer opens, to be read.")
    if seen.waiting:
        yield plural(
            "{count} other problem waits for its answer still.",
            "{count} other problems wait for their answers still.",
            seen.waiting,
        )


def _table(lines: tuple[PreviewLine, ...], what: str) -> QWidget:
    columns: tuple[Column[PreviewLine], ...] = (
        Column(text("Problem"), 52, _problem),
        Column(what, 48, lambda line: ", ".join(line.words)),
    )
    table = _WholeWords(columns, what)
    table.lines.show_lines(lines)
    return table


class _WholeWords(LineTable[PreviewLine]):
    """Cuts nothing off: what changes is read before it is agreed to. As tall as its rows, up to some.

    Rows get their height as they come into sight: that of all of hundreds would stop the window (P10).
    """

    def __init__(self, columns: tuple[Column[PreviewLine], ...], name: str) -> None:
        super().__init__(columns, name)
        self.setWordWrap(True)
        self.setItemDelegate(_Apart(self))
        self.setFixedHeight(2 * _ROW)
        self.verticalScrollBar().valueChanged.connect(self._fit_what_is_seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows as tall as their words in columns of that width."""
        super().resizeEvent(event)
        most = _MOST_ROWS * _ROW
        tall, rows = 0, self.lines.rowCount()
        for row in range(rows):
            self.resizeRowToContents(row)
            tall += self.rowHeight(row)
            if tall >= most:
                break
        self.setFixedHeight(min(tall, most) + self.horizontalHeader().height() + 4)
        self._fit_what_is_seen()

    def _fit_what_is_seen(self) -> None:
        bar, row = self.verticalScrollBar(), max(self.rowAt(0), 0)
        at_end = bar.value() == bar.maximum()
        while row < self.lines.rowCount() and self.rowViewportPosition(row) < self.viewport().height():
            self.resizeRowToContents(row)
            row += 1
        self.updateGeometries()
        if at_end:  # which is further down, now that the rows are taller
            bar.setValue(bar.maximum())


class _Apart(QStyledItemDelegate):
    """Room above and below the words of a row, and a hairline under it: some take two lines, some one."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The words, and the room around them."""
        return super().sizeHint(option, index) + QSize(0, 2 * _ROOM)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words, then the line."""
        super().paint(painter, option, index)
        rect: QRect = option.rect
        line = palette_of(self._table).line
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(line))


def _problem(line: PreviewLine) -> str:
    return " · ".join(part for part in (line.number, line.title, line.address) if part)


def _heading(words: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("role", "strong")
    return made

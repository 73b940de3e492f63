"""A strip of hours or days: a tall bar answered, a low one did not, a line at the foot was not watched."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from wardoffice.domain.watching import WatchedTime
from wardoffice.gui.theme import Palette, palette_of
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

_HEIGHT = 28
_GAP = 2
_LEAST_CELL = 3
_FOOT = 2.0
_LOW = 0.4
"""How tall a bar is that did not answer at all, so that it is told from the others without its colour."""


class UptimeStrip(QWidget):
    """Each cell has its words: as a tooltip, and by the arrow keys."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._cells: tuple[WatchedTime, ...] = ()
        self._words: tuple[str, ...] = ()
        self._at: int | None = None

    def show_cells(self, cells: Sequence[WatchedTime], words: Sequence[str], summary: str) -> None:
        """Show these cells, oldest first, with the words of each; ``summary`` sums them up."""
        self._cells, self._words = tuple(cells), tuple(words)
        if self._at is not None and self._at >= len(self._cells):
            self._at = None
        self.setAccessibleDescription(summary)
        self.update()

    @property
    def cells(self) -> tuple[str, ...]:
        """The words of every cell, oldest first."""
        return self._words

    def sizeHint(self) -> QSize:
        """Room for every cell."""
        return QSize(self.minimumSizeHint().width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Three pixels a cell."""
        return QSize(len(self._cells) * (_LEAST_CELL + 1), _HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Say the cell under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._cell_at(event.pos().x())
            if at is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip_words(self._words[at]), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell, and say each."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._cells:
            super().keyPressEvent(event)
            return
        last = len(self._cells) - 1
        self._at = last if self._at is None else min(max(self._at + step, 0), last)
        words = self._words[self._at]
        self.setAccessibleDescription(words)
        place = self._box(self._at).center()
        QToolTip.showText(self.mapToGlobal(QPoint(int(place.x()), _HEIGHT)), tip_words(words), self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at no cell any more."""
        super().focusOutEvent(event)
        self._at = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cells."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = palette_of(self)
        for number, cell in enumerate(self._cells):
            _paint_cell(painter, self._box(number), cell, colours)
        marked = self._at if self.hasFocus() else None
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()) if marked is None else self._box(marked).adjusted(-1, 0, 1, 0)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _box(self, number: int) -> QRectF:
        wide = (self.width() + _GAP) / max(1, len(self._cells))
        left, right = round(number * wide), round((number + 1) * wide) - _GAP
        return QRectF(left, 1, max(1, right - left), self.height() - 2)

    def _cell_at(self, x: int) -> int | None:
        if not self._cells:
            return None
        return min(len(self._cells) - 1, max(0, x * len(self._cells) // max(1, self.width())))


def legend_words() -> str:
    """How a strip is read."""
    return text("Tall: answered. Low: did not. Split: some of the time. A line at the foot: not watched.")


def _paint_cell(painter: QPainter, box: QRectF, cell: WatchedTime, colours: Palette) -> None:
    share = cell.share
    if share is None:
        foot = QRectF(box.left(), box.bottom() - _FOOT, box.width(), _FOOT)
        painter.fillRect(foot, QColor(colours.quiet))
        return
    if share == 0:
        tall = box.height() * _LOW
        painter.fillRect(QRectF(box.left(), box.bottom() - tall, box.width(), tall), QColor(colours.danger))
        return
    if share == 1:
        painter.fillRect(box, QColor(colours.done))
        return
    # At least a tenth of either is seen, however short it was.
    down = box.height() * min(0.9, max(0.1, 1 - share))
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), down - 1), QColor(colours.danger))
    rest = QRectF(box.left(), box.top() + down + 1, box.width(), box.height() - down - 1)
    painter.fillRect(rest, QColor(colours.done))

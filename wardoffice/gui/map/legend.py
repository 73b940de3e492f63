"""What the marks on the map mean, by shape and in words."""

from enum import StrEnum, unique

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from wardoffice.gui.theme import palette_of
from wardoffice.language import text

_SIDE = 20


@unique
class Mark(StrEnum):
    """The marks of the map's page."""

    SAFETY = "safety"
    OURS = "ours"
    WATCHED = "watched"
    FOCUSED = "focused"


class _MarkPicture(QWidget):
    """One mark, drawn as the page draws it."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = palette_of(self)
        middle = QPointF(_SIDE / 2, _SIDE / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        match self._mark:
            case Mark.SAFETY:
                painter.setBrush(QColor(colours.danger))
                painter.drawPolygon(QPolygonF([QPointF(10, 2), QPointF(18, 16), QPointF(2, 16)]))
            case Mark.OURS:
                painter.setBrush(QColor(colours.accent))
                painter.drawEllipse(middle, 6.5, 6.5)
            case Mark.WATCHED:
                painter.setBrush(QColor(colours.surface))
                painter.setPen(QPen(QColor(colours.quiet), 2))
                painter.drawEllipse(middle, 4.5, 4.5)
            case Mark.FOCUSED:
                painter.setPen(QPen(QColor(colours.text), 2.5))
                painter.drawEllipse(QRectF(2, 2, 16, 16))


class Legend(QWidget):
    """All marks in a row, each with its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("What the marks mean"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        words = {
            Mark.SAFETY: text("Danger"),
            Mark.OURS: text("Ours"),
            Mark.WATCHED: text("Only in 311"),
            Mark.FOCUSED: text("Open in the queue"),
        }
        for mark, word in words.items():
            row.addWidget(_MarkPicture(mark))
            label = QLabel(word)
            label.setProperty("role", "small")
            row.addWidget(label)
            row.addSpacing(12)

"""What the marks on the map mean, by shape and in words."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from wardoffice.gui.theme import DARK, palette_of
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.language import text
from wardoffice.office.map_marks import Mark, MarkedPoints

_SIDE = 22


class MarkPicture(QWidget):
    """One mark, drawn as the page draws it; None is the ring around the open problem."""

    def __init__(self, mark: Mark | None, parent: QWidget | None = None) -> None:
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
        colours, mark = palette_of(self), self._mark
        middle = QPointF(_SIDE / 2, _SIDE / 2)
        if mark is None:
            painter.setPen(QPen(QColor(colours.text), 2.5))
            painter.drawEllipse(middle, 8, 8)
            return
        colour = QColor(mark.dark if colours is DARK else mark.light)
        painter.setPen(QPen(colour, 2) if mark.hollow else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface) if mark.hollow else colour)
        corners = [middle + QPointF(x, y) * mark.size for x, y in mark.points]
        painter.drawPolygon(QPolygonF(corners))


class Legend(QWidget):
    """The marks that are on the map, each with its words and how many there are of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("What the marks mean"))
        self._line = FlowLayout(self, 4)
        self.said: tuple[str, ...] = ()
        """Its words, from the left."""

    def show_marks(self, marked: MarkedPoints) -> None:
        """Name the marks of these points, what matters most first."""
        while self._line.count():
            item = self._line.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        named = [
            (mark, f"{mark.words} · {many:,}") for mark, many in zip(marked.marks, marked.many, strict=True)
        ]
        entries: list[tuple[Mark | None, str]] = [*reversed(named), (None, text("Open in the queue"))]
        for mark, words in entries:
            self._line.addWidget(_entry(mark, words))
        self.said = tuple(words for _, words in entries)
        self.updateGeometry()


def _entry(mark: Mark | None, words: str) -> QWidget:
    label = QLabel(words)
    label.setProperty("role", "small")
    label.setTextFormat(Qt.TextFormat.PlainText)
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 10, 0)
    row.setSpacing(4)
    row.addWidget(MarkPicture(mark))
    row.addWidget(label)
    return entry

"""A small sketch of where two problems lie: north is up, nothing is loaded."""

from math import cos, radians

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wardoffice.domain.distances import distance_words
from wardoffice.domain.places import Point
from wardoffice.gui.theme import palette_of
from wardoffice.language import text

_METRES_PER_DEGREE = 111_195.0
_LEAST_METRES = 20.0
_MARGIN = 36
_RADIUS = 11.0
_SIZE = QSize(200, 180)
_FEET_PER_METRE = 3.280_84
_BARS = (25, 50, 100, 250, 500, 1000, 2500)


class PairSketch(QWidget):
    """The two places by letter, a line between them, and a bar that says how far is what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pairSketch")
        self._points: tuple[Point, Point] | None = None
        self.setMinimumSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_SIZE.height())

    def show_points(self, left: Point | None, right: Point | None, metres: float | None) -> None:
        """Draw these; where one is not known, that is said."""
        self._points = (left, right) if left is not None and right is not None else None
        self.setAccessibleName(
            text("A and B are {distance} apart", distance=distance_words(metres))
            if metres is not None
            else text("Not both places are known")
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the look."""
        painter, colours = QPainter(self), palette_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.line)))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(ground, 8, 8)
        painter.setPen(QColor(colours.quiet))
        if self._points is None:
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(ground.adjusted(12, 12, -12, -12), words, self.accessibleName())
            return
        east, north = _metres_off(*self._points)
        scale = self._scale(east, north)
        middle = ground.center()
        half = QPointF(east * scale / 2, -north * scale / 2)
        left, right = middle - half, middle + half
        painter.setPen(QPen(QColor(colours.quiet), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(left, right)
        if abs(half.x()) < _RADIUS and abs(half.y()) < _RADIUS:
            # One spot: both letters, beside each other.
            left, right = middle - QPointF(_RADIUS, 0), middle + QPointF(_RADIUS, 0)
        for where, letter, ink in ((left, "A", colours.accent), (right, "B", colours.check)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            painter.drawEllipse(where, _RADIUS, _RADIUS)
            painter.setPen(QColor(colours.on_accent))
            spot = QRectF(where.x() - _RADIUS, where.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, letter)
        self._draw_bar(painter, ground, scale, QColor(colours.quiet))

    def _scale(self, east: float, north: float) -> float:
        """Pixels a metre."""
        wide, high = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        return min(wide / max(abs(east), _LEAST_METRES), high / max(abs(north), _LEAST_METRES))

    def _draw_bar(self, painter: QPainter, ground: QRectF, scale: float, ink: QColor) -> None:
        room = ground.width() / 3
        feet = max((each for each in _BARS if each / _FEET_PER_METRE * scale <= room), default=_BARS[0])
        long = feet / _FEET_PER_METRE * scale
        left, low = ground.left() + 10, ground.bottom() - 10
        painter.setPen(QPen(ink, 1.5))
        painter.drawLine(QPointF(left, low), QPointF(left + long, low))
        for x in (left, left + long):
            painter.drawLine(QPointF(x, low - 3), QPointF(x, low + 3))
        painter.drawText(QPointF(left, low - 6), text("{feet} feet", feet=feet))
        painter.drawText(
            ground.adjusted(0, 6, -10, 0),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop,
            text("N ↑"),
        )


def _metres_off(one: Point, other: Point) -> tuple[float, float]:
    """How far the other lies to the east and to the north, in metres."""
    wide = _METRES_PER_DEGREE * cos(radians(one.lat))
    return (other.long - one.long) * wide, (other.lat - one.lat) * _METRES_PER_DEGREE

"""A picture on which a part is marked: by the mouse, or by the arrow keys."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wardoffice.domain.photo_edits import Area
from wardoffice.gui.case.photo_canvas import PhotoCanvas
from wardoffice.language import text

_SMALLEST = 4  # pixels of the screen: a click is no rectangle
_STEP = 0.02  # of the picture's side, for one press of an arrow key
_BEGIN = Area(0.35, 0.35, 0.65, 0.65)  # where the first arrow key marks
_MOVES = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP),
    Qt.Key.Key_Down: (0.0, _STEP),
}


class AreaCanvas(PhotoCanvas):
    """Draw a rectangle with the mouse; arrow keys move it, with Shift they make it larger or smaller.

    ``area_changed`` comes with every change of ``area``, which is None while nothing is marked.
    """

    area_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area: Area | None = None
        self._from: QPointF | None = None
        self._frame = _Frame(self.place)
        self.zoomed.connect(self._lay_frame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text("The photo"))
        self.setAccessibleDescription(text("Arrow keys mark a part, with Shift they change its size."))

    @property
    def area(self) -> Area | None:
        """What is marked."""
        return self._area

    def mark(self, area: Area | None) -> None:
        """Mark this part, or nothing."""
        self._area = area
        self._lay_frame()
        self.area_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw."""
        self._from = self._fraction(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        if self._from is not None:
            here = self._fraction(event.position().toPoint())
            drawn = QRectF(self._from, here).normalized()
            wide = drawn.width() * self.place.width() >= _SMALLEST
            high = drawn.height() * self.place.height() >= _SMALLEST
            enough = wide and high
            self.mark(Area(drawn.left(), drawn.top(), drawn.right(), drawn.bottom()) if enough else None)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The rectangle stands."""
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by the arrow keys."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or not self.has_picture:
            super().keyPressEvent(event)
        elif self._area is None:
            self.mark(_BEGIN)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.mark(_resized(self._area, *move))
        else:
            self.mark(_moved(self._area, *move))

    def _fraction(self, spot: QPoint) -> QPointF:
        inside = self.place.mapFrom(self.viewport(), spot)
        return QPointF(
            min(max(inside.x() / max(1, self.place.width()), 0.0), 1.0),
            min(max(inside.y() / max(1, self.place.height()), 0.0), 1.0),
        )

    def _lay_frame(self) -> None:
        size = self.place.size()
        self._frame.resize(size)
        area = self._area
        shown = QRect()
        if area is not None:
            left, top, right, bottom = area.pixels(size.width(), size.height())
            shown = QRect(left, top, right - left, bottom - top)
        self._frame.show_part(shown)


class _Frame(QWidget):
    """Dims what is not marked, and frames what is, in two colours: one is seen on any picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._part = QRect()

    def show_part(self, part: QRect) -> None:
        self._part = part
        self.setVisible(not part.isNull())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 96))
        part = self._part
        for rest in (
            QRect(0, 0, self.width(), part.top()),
            QRect(0, part.bottom() + 1, self.width(), self.height() - part.bottom() - 1),
            QRect(0, part.top(), part.left(), part.height()),
            QRect(part.right() + 1, part.top(), self.width() - part.right() - 1, part.height()),
        ):
            painter.drawRect(rest)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("white"), 2))
        painter.drawRect(part)
        painter.setPen(QPen(QColor("black"), 2, Qt.PenStyle.DashLine))
        painter.drawRect(part)


def _moved(area: Area, right: float, down: float) -> Area:
    right = min(max(right, -area.left), 1 - area.right)
    down = min(max(down, -area.top), 1 - area.bottom)
    left, top = max(0.0, area.left + right), max(0.0, area.top + down)
    return Area(left, top, min(1.0, area.right + right), min(1.0, area.bottom + down))


def _resized(area: Area, wider: float, higher: float) -> Area:
    return Area(
        area.left,
        area.top,
        min(1.0, max(area.left + _STEP / 2, area.right + wider)),
        min(1.0, max(area.top + _STEP / 2, area.bottom + higher)),
    )

"""A picture that fits its room or is looked at closely."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

_STEP = 1.25
_CLOSEST = 8.0


class PhotoCanvas(QScrollArea):
    """Zoomed by buttons or by the wheel with Ctrl, moved by dragging.

    ``zoomed`` carries the scale; 1.0 shows every pixel. ``moved`` carries what ``follow`` of another canvas
    takes to show the same part of its own picture as closely: how much closer than fitting, and where the
    two scroll bars are, in fractions.
    """

    zoomed = Signal(float)
    moved = Signal(float, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._scale: float | None = None  # None fits the room
        self._drag_from: QPoint | None = None
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.setWidget(self._label)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys would be the viewer's
        self._follows = False
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._tell_moved)

    @property
    def place(self) -> QWidget:
        """Where the picture itself is, as large as it is shown."""
        return self._label

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown, not words."""
        return not self._pixmap.isNull()

    @property
    def scale(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self._fitting() if self._scale is None else self._scale

    def show_picture(self, pixmap: QPixmap, name: str) -> None:
        """Show another picture, all of it."""
        self._pixmap = pixmap
        self._label.setAccessibleName(name)
        self.fit()

    def say(self, words: str) -> None:
        """Show words instead of a picture."""
        self._pixmap = QPixmap()
        self._label.setPixmap(QPixmap())
        self._label.setText(words)
        self._label.setAccessibleName(words)
        self._label.resize(self.viewport().size())

    def fit(self) -> None:
        """Show the whole picture."""
        self._scale = None
        self._draw()

    def zoom(self, steps: int) -> None:
        """Closer by so many steps, or further away for a negative number, never smaller than fitting."""
        if self._pixmap.isNull():
            return
        wanted = min(self.scale * _STEP**steps, _CLOSEST)
        self._scale = None if wanted <= self._fitting() else wanted
        self._draw()

    def show_every_pixel(self) -> None:
        """One pixel of the picture on one of the screen."""
        self._scale = 1.0
        self._draw()

    def follow(self, closer: float, across: float, down: float) -> None:
        """Show the part another canvas told of by ``moved``."""
        if self._pixmap.isNull():
            return
        self._follows = True
        self._scale = None if closer <= 1 else self._fitting() * closer
        self._draw()
        for bar, share in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            bar.setValue(round(share * bar.maximum()))
        self._follows = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        if self._pixmap.isNull():
            self._label.resize(self.viewport().size())
        elif self._scale is None:
            self._draw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        self._drag_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture."""
        if self._drag_from is None:
            return
        here = event.position().toPoint()
        for bar, moved in (
            (self.horizontalScrollBar(), here.x() - self._drag_from.x()),
            (self.verticalScrollBar(), here.y() - self._drag_from.y()),
        ):
            bar.setValue(bar.value() - moved)
        self._drag_from = here

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._drag_from = None

    def _fitting(self) -> float:
        if self._pixmap.isNull():
            return 1.0
        room = self.viewport().size()
        return min(1.0, room.width() / self._pixmap.width(), room.height() / self._pixmap.height())

    def _draw(self) -> None:
        if self._pixmap.isNull():
            return
        size = QSize(
            max(1, int(self._pixmap.width() * self.scale)), max(1, int(self._pixmap.height() * self.scale))
        )
        # On a fine screen a pixel of the window is several of the screen's: else photos are blurred there.
        ratio = self.devicePixelRatioF()
        shown = self._pixmap.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        self._label.setPixmap(shown)
        self._label.resize(shown.deviceIndependentSize().toSize())
        self.zoomed.emit(self.scale)
        self._tell_moved()

    def _tell_moved(self) -> None:
        if not self._follows and self.has_picture:
            bars = (self.horizontalScrollBar(), self.verticalScrollBar())
            shares = [bar.value() / bar.maximum() if bar.maximum() else 0.0 for bar in bars]
            self.moved.emit(self.scale / self._fitting(), *shares)

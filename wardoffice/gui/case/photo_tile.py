"""One photo or file of a case, as a tile to click."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.gui.case.moments import hour_words, size_words
from wardoffice.gui.case.thumbnails import Pictures, covering
from wardoffice.gui.icons import icon_of
from wardoffice.gui.photos.drag_out import DragOut, start_drag
from wardoffice.gui.theme import palette_of
from wardoffice.language import text

_SHAPE = 3 / 4  # of height to width
_CORNER = 8
_CAPTION_HEIGHT = 24
_CAPTION_PADDING = 8
_ICON = 32
_SMALL = 0.9  # of the base font
_LEAST_NAME = 8  # characters; "IM…eg" tells nobody which photo it is


class PhotoTile(QAbstractButton):
    """Shows the thumbnail, cut to the tile, with its name and hour; a file without one shows what it is.

    A click opens it, a drag takes a copy of the file out of the window.
    """

    def __init__(
        self,
        attachment: AttachmentView,
        pictures: Pictures,
        drag_out: DragOut,
        width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.attachment = attachment
        self._drag_out = drag_out
        self._pressed: QPoint | None = None
        self._file: Path | None = None
        self._pixmap = QPixmap()
        self._scaled = QPixmap()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_width(width)
        self.setAccessibleName(text("Open {name}", name=attachment.filename))
        self.setAccessibleDescription(attachment.trouble)
        if attachment.thumbnail is not None:
            pictures.small(attachment.thumbnail, self, self._show_pixmap)

    def set_width(self, width: int) -> None:
        """Be as wide as that, in pixels, and three quarters as high."""
        self.setFixedSize(tile_size(width))
        self._scale()

    def sizeHint(self) -> QSize:
        """All tiles of a card are alike."""
        return self.size()

    @property
    def has_picture(self) -> bool:
        """Whether the thumbnail has arrived."""
        return not self._pixmap.isNull()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a drag: have the file ready."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._drag_out.prepare(self.attachment, self._hold)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the file along once the mouse went far enough."""
        super().mouseMoveEvent(event)
        if self._pressed is None or self._file is None:
            return
        moved = event.position().toPoint() - self._pressed
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.setDown(False)
            start_drag(self, self._file, self._scaled)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was a click after all."""
        self._pressed = None
        super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture or icon, caption and frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = palette_of(self)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        painter.setFont(font)
        path = QPainterPath()
        path.addRoundedRect(frame, _CORNER, _CORNER)
        painter.fillPath(path, QColor(colours.raised))
        painter.setClipPath(path)
        if self._scaled.isNull():
            self._paint_file(painter)
        else:
            painter.drawPixmap(0, 0, self._scaled)
            self._paint_caption(painter)
        painter.setClipping(False)
        focused = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(colours.accent if focused else colours.line), 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _hold(self, file: Path) -> None:
        self._file = file

    def _paint_caption(self, painter: QPainter) -> None:
        strip = QRectF(0, self.height() - _CAPTION_HEIGHT, self.width(), _CAPTION_HEIGHT)
        painter.fillRect(strip, QColor(18, 22, 27, 190))  # dark in both looks: it lies on a photo
        painter.setPen(QColor("#ffffff"))
        room = int(strip.width()) - 2 * _CAPTION_PADDING
        self._draw_words(painter, strip, self.caption(painter.fontMetrics(), room))

    def caption(self, measures: QFontMetrics, room: int) -> str:
        """Its name and hour in so many pixels; the hour alone where too little of the name would be left."""
        name, taken = self.attachment.filename, self.attachment.taken_at
        if taken is None:
            return name
        hour = hour_words(taken)
        both = text("{name} · {hour}", name="{name}", hour=hour)
        left = room - measures.horizontalAdvance(both.replace("{name}", ""))
        cut = measures.elidedText(name, Qt.TextElideMode.ElideMiddle, left)
        return both.replace("{name}", cut) if cut == name or len(cut) >= _LEAST_NAME else hour

    def _paint_file(self, painter: QPainter) -> None:
        colours = palette_of(self)
        is_picture = self.attachment.media_type.startswith("image/")
        if self.attachment.trouble:
            name = "mdi6.image-broken-variant"
        else:
            name = "mdi6.image-outline" if is_picture else "mdi6.file-document-outline"
        icon = icon_of(name, color=colours.quiet).pixmap(_ICON, _ICON)
        middle = self.height() // 2
        painter.drawPixmap((self.width() - _ICON) // 2, middle - 40, icon)
        painter.setPen(QColor(colours.text))
        self._draw_words(painter, QRectF(0, middle - 2, self.width(), 20), self.attachment.filename)
        painter.setPen(QColor(colours.quiet))
        below = text("could not be read") if self.attachment.trouble else size_words(self.attachment.size)
        self._draw_words(painter, QRectF(0, middle + 18, self.width(), 20), below)

    def _draw_words(self, painter: QPainter, box: QRectF, words: str) -> None:
        room = box.adjusted(_CAPTION_PADDING, 0, -_CAPTION_PADDING, 0)
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, cut)

    def _show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self._scale()

    def _scale(self) -> None:
        if not self._pixmap.isNull():
            self._scaled = covering(self._pixmap, self.size(), self.devicePixelRatioF())
        self.update()


def tile_size(width: int) -> QSize:
    """The size of a tile so many pixels wide."""
    return QSize(width, round(width * _SHAPE))

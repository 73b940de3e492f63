"""Where photos and files are dropped or pasted."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from wardoffice.domain.errors import UnreadableError
from wardoffice.gui.theme import palette_of
from wardoffice.language import text


class DropArea(QAbstractButton):
    """Takes files and pictures by drop and paste; a click asks for files.

    ``files_dropped`` carries a list of local paths, ``picture_pasted`` a QImage. Both come at once: what is
    dropped belongs to what is shown now, however long reading it takes.
    """

    files_dropped = Signal(list)
    picture_pasted = Signal(QImage)

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self._card = card
        self._over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(text("Drop or paste"))
        self.setAccessibleName(text("Drop or paste photos here"))

    def sizeHint(self) -> QSize:
        """As large as it was made: as a photo."""
        return self.size()

    def take(self, mime: QMimeData) -> bool:
        """Take what was dropped or pasted; whether there was anything to take."""
        if paths := local_paths(mime):
            self.files_dropped.emit(paths)
            return True
        if mime.hasImage():
            self.picture_pasted.emit(QImage(mime.imageData()))
            return True
        return False

    def paste(self) -> bool:
        """Take what is on the clipboard; whether there was anything to take."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say whether it could be dropped here."""
        if takes(event, self._card):
            event.acceptProposedAction()
            self._set_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        super().dragLeaveEvent(event)
        self._set_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self._set_over(over=False)
        if takes(event, self._card) and self.take(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste by key where this has the focus."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dashed frame and its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = palette_of(self)
        active = self._over or self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if active else colours.quiet), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(colours.accent_wash) if self._over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(QColor(colours.accent if active else colours.quiet))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self.text())

    def _set_over(self, *, over: bool) -> None:
        self._over = over
        self.update()


def takes(event: QDropEvent, around: QWidget) -> bool:
    """Whether a drop is anything to attach; a photo of ``around`` let go there again is none."""
    source = event.source()
    if isinstance(source, QWidget) and around.isAncestorOf(source):
        return False
    return bool(local_paths(event.mimeData())) or event.mimeData().hasImage()


def local_paths(mime: QMimeData) -> list[Path]:
    """The files on this machine that a drop names; addresses on the web are not fetched (P8)."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def png_bytes(image: QImage) -> bytes:
    """The picture as a PNG; raises UnreadableError for one that has no pixels. Any thread."""
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stub wants bytes, Qt wants a str
        raise UnreadableError(
            text("The pasted picture could not be read."),
            text("Nothing was changed."),
            text("Save it as a file and attach that."),
        )
    return bytes(packed.data())

"""Draws pages for paper with Qt's own rich text: no browser, no printer, and not on the GUI thread."""

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from wardoffice.domain.printing import PrintedPage

_DPI = 300
_MARGIN_MILLIMETRES = 14.0
_SMALLER = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6)
"""The sizes that are tried for one page: from 60 % on, 9-point words are 5.4 points and can just be read."""


class _Document(QTextDocument):
    """Knows the page's own pictures, and loads nothing else from anywhere (P8)."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        # QImage: a QPixmap belongs to the GUI thread.
        self._empty = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._empty.fill(Qt.GlobalColor.transparent)
        self._pictures = {name: QImage.fromData(content) for name, content in pictures.items()}

    def loadResource(self, _kind: int, name: QUrl | str) -> QImage:
        """A picture of the page; else an empty one, because Qt looks for a file where it gets none."""
        return self._pictures.get(QUrl(name).toString(), self._empty)


class QtPrinter:
    """Implements ``domain.ports.Printer``. A QGuiApplication must be running, for its fonts."""

    def pdf(self, page: PrintedPage) -> bytes:
        """The page on US Letter as a PDF."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_DPI)
        writer.setTitle(page.title)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.Letter),
                QPageLayout.Orientation.Portrait,
                QMarginsF(*[_MARGIN_MILLIMETRES] * 4),
                QPageLayout.Unit.Millimeter,
            )
        )
        document = _Document(page.pictures)
        document.documentLayout().setPaintDevice(writer)
        document.setDocumentMargin(0)
        document.setHtml(page.html)
        room = QSizeF(writer.width(), writer.height())
        for scale in _SMALLER if page.one_page else (1.0,):
            document.setPageSize(room / scale)
            if document.pageCount() == 1:
                break
        _paint(document, writer, room, scale)
        buffer.close()
        return bytes(content.data())


def _paint(document: QTextDocument, writer: QPdfWriter, room: QSizeF, scale: float) -> None:
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        painter.save()
        painter.scale(scale, scale)
        top = number * room.height() / scale
        painter.translate(0, -top)
        document.drawContents(painter, QRectF(0, top, room.width() / scale, room.height() / scale))
        painter.restore()
    painter.end()

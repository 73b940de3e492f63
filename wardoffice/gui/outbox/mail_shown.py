"""A mail of the outbox exactly as it went or goes: who gets it, what it says, and its pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.mail_preview import MailPreview, PreviewedFile
from wardoffice.domain.outgoing_photos import size_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.parts import PlainText, facts, label
from wardoffice.language import text

_TILE = QSize(160, 120)
_SIZE = QSize(720, 640)
_TEXT_HEIGHT = 10_000


def read_tiles(files: Sequence[PreviewedFile]) -> tuple[QImage, ...]:
    """The files' pictures as small as they are shown, null for what is none. Any thread: it takes a while."""
    return tuple(_read_tile(each.picture) for each in files)


class MailShown(QDialog):
    """Reads ``shown`` and nothing else: what is here is what is in the mail's bytes.

    ``tiles`` are the pictures of its files, as ``read_tiles`` gives them.
    """

    def __init__(
        self,
        shown: MailPreview,
        tiles: Sequence[QImage],
        moments: Moments,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("The mail as it goes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self.words = PlainText(shown.text, _TEXT_HEIGHT)
        self.words.setAccessibleName(text("What the mail says"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(8)
        column.addWidget(label(shown.subject, "heading", selectable=True))
        for words in (
            text("From: {who}", who=shown.sender),
            text("To: {who}", who=", ".join(shown.to)),
            facts((moments.moment(shown.at) if shown.at is not None else "", size_words(shown.size))),
        ):
            column.addWidget(label(words, "small", selectable=True))
        column.addSpacing(8)
        column.addWidget(self.words)
        if shown.files:
            column.addWidget(_files(shown.files, tiles))
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


def _files(files: Sequence[PreviewedFile], tiles: Sequence[QImage]) -> QWidget:
    place = QWidget()
    flow = FlowLayout(place)
    for each, image in zip(files, tiles, strict=True):
        tile = QWidget()
        column = QVBoxLayout(tile)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if not image.isNull():
            picture = QLabel()
            picture.setPixmap(QPixmap.fromImage(image))
            picture.setAccessibleName(text("Picture {name}", name=each.name))
            column.addWidget(picture)
        column.addWidget(label(facts((each.name, size_words(each.size))), "small", wrap=False))
        flow.addWidget(tile)
    return place


def _read_tile(content: bytes) -> QImage:
    if not content:
        return QImage()
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(held)
    # A picture that is read small is read in a fraction of the time.
    reader.setScaledSize(reader.size().scaled(_TILE, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()

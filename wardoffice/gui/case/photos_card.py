"""The photos and files of a case. Likely logos are folded away, never dropped."""

from functools import partial

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.drop_area import DropArea, takes
from wardoffice.gui.case.photo_tile import PhotoTile, tile_size
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.photos.drag_out import DragOut
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.parts import clear, facts, label, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 12
_PADDING = 16  # of the card, in pixels
_NARROWEST = 104
_WIDEST = 184
_LOW = 48
_SCROLL_BAR = 20  # pixels: no style's is broader


class PhotosCard(Card):
    """Tiles to click, and a place to drop more. The whole card takes drops.

    ``opened`` carries the attachment's id; ``files_asked`` comes from a click on the drop area;
    ``files_dropped`` (a list of paths) and ``picture_pasted`` (a QImage) from drops and pastes.
    """

    opened = Signal(int)
    files_asked = Signal()
    files_dropped = Signal(list)
    picture_pasted = Signal(QImage)

    def __init__(self, tasks: TaskRunner, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(text("Photos"), parent)
        self._pictures = pictures
        self._drag_out = DragOut(tasks, self)
        self._shown: tuple[AttachmentView, ...] | None = None
        self._unfolded = False
        self._width = _NARROWEST
        self._room = 0
        self.setAcceptDrops(True)
        self._drop = DropArea(self)
        self._size_drop()
        self._drop.clicked.connect(self.files_asked)
        self._drop.files_dropped.connect(self.files_dropped)
        self._drop.picture_pasted.connect(self.picture_pasted)
        self._tiles = QWidget()
        self._flow = FlowLayout(self._tiles)
        self._flow.addWidget(self._drop)
        self.body.addWidget(self._tiles)
        self._fold = link("")
        self._fold.clicked.connect(self._toggle_fold)
        self._troubles = label("", "small")
        self.body.addWidget(self._troubles)
        self.body.addWidget(self._fold)

    def show_case(self, view: CaseView) -> None:
        """Show the attachments of a case."""
        if view.attachments == self._shown:
            return
        self._shown = view.attachments
        self._unfolded = False
        self._build(_SHOWN_AT_FIRST)

    def take(self, mime: QMimeData) -> bool:
        """Take what was dropped or pasted; whether there was anything to take."""
        return self._drop.take(mime)

    def paste(self) -> bool:
        """Take what is on the clipboard; whether there was anything to take."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A drop anywhere on the card is a drop on its area."""
        if takes(event, self):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        if takes(event, self) and self.take(event.mimeData()):
            event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three or more tiles fill a line, however wide it is."""
        super().resizeEvent(event)
        room = self.contentsRect().width() - 2 * _PADDING
        # Photos are taller in a wider line. What a scroll bar takes and gives back must not make them grow,
        # or it comes and goes without end.
        if self._room <= room <= self._room + _SCROLL_BAR:
            return
        self._room = room
        in_line = max(3, room // _WIDEST + 1)
        width = max(_NARROWEST, (room - (in_line - 1) * self._flow.spacing()) // in_line)
        if width != self._width:
            self._width = width
            self._size_drop()
            for tile in self._tiles.findChildren(PhotoTile):
                tile.set_width(width)
            self._tiles.updateGeometry()

    def _build(self, limit: int) -> None:
        everything = self._shown or ()
        logos = [each for each in everything if each.rank is Rank.LOGO]
        shown = [each for each in everything if each.rank is not Rank.LOGO]
        self.set_title(_title(shown))
        self._flow.removeWidget(self._drop)
        clear(self._flow)
        for each in shown[:limit]:
            self._add_tile(each)
        if len(shown) > limit:
            more = link(plural("{count} more", "{count} more", len(shown) - limit))
            more.clicked.connect(partial(self._build, len(shown)))
            self._flow.addWidget(more)
        for each in logos if self._unfolded else ():
            self._add_tile(each)
        self._flow.addWidget(self._drop)
        self._size_drop()
        odd = _odd_words(shown)
        self._troubles.setText("\n".join(odd))
        self._troubles.setVisible(bool(odd))
        self._fold.setVisible(bool(logos))
        self._fold.setText(_fold_words(len(logos), unfolded=self._unfolded))
        self._fold.setAccessibleName(self._fold.text())
        self._tiles.updateGeometry()

    def _size_drop(self) -> None:
        """A photo's size beside photos; where there are none, a low one says enough."""
        size = tile_size(self._width)
        self._drop.setFixedSize(size if self._shown else QSize(size.width(), _LOW))

    def _add_tile(self, attachment: AttachmentView) -> None:
        tile = PhotoTile(attachment, self._pictures, self._drag_out, self._width)
        tile.clicked.connect(partial(self.opened.emit, attachment.attachment_id))
        self._flow.addWidget(tile)

    def _toggle_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._build(_SHOWN_AT_FIRST)


def _odd_words(shown: list[AttachmentView]) -> list[str]:
    """What could not be read, or is not believed: a sentence once, with all the files it is true of."""
    named: dict[str, list[str]] = {}
    for each in shown:
        for sentence in (each.trouble, *each.doubts):
            if sentence:
                named.setdefault(sentence, []).append(each.filename)
    return [text("{name}: {trouble}", name=", ".join(names), trouble=said) for said, names in named.items()]


def _title(shown: list[AttachmentView]) -> str:
    photos = sum(each.rank is Rank.PHOTO for each in shown)
    files = len(shown) - photos
    if not shown:
        return text("Photos")
    return facts(
        (
            plural("{count} photo", "{count} photos", photos) if photos else "",
            plural("{count} file", "{count} files", files) if files else "",
        )
    )


def _fold_words(logos: int, *, unfolded: bool) -> str:
    if unfolded:
        return plural("Hide the small picture", "Hide the small pictures", logos)
    return plural("{count} small picture, perhaps a logo", "{count} small pictures, perhaps logos", logos)

"""The pictures of a mail that is looked at, as they go."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from wardoffice.domain.forwarding import PictureThatGoes
from wardoffice.domain.outgoing_photos import size_words
from wardoffice.gui.case.thumbnails import Pictures, lay_out_as_tiles, show_icon
from wardoffice.language import text

_TILE = QSize(112, 84)
_CELL = QSize(136, 148)


class PictureStrip(QListWidget):
    """Each with its name, its sides in pixels and its size; hidden where the mail has none."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setObjectName("forwardPictures")
        self.setAccessibleName(text("Pictures of the mail, as they go"))
        lay_out_as_tiles(self, _TILE, _CELL)
        self.setFixedHeight(_CELL.height() + 8)

    def show_pictures(self, pictures: Iterable[PictureThatGoes]) -> None:
        """Show these in the place of the ones before."""
        self.clear()
        for each in pictures:
            self._add(each)
        self.setVisible(self.count() > 0)

    def _add(self, picture: PictureThatGoes) -> None:
        sides = f"{picture.width} x {picture.height}" if picture.width else ""
        words = "\n".join(part for part in (picture.name, sides, size_words(picture.size)) if part)
        item = QListWidgetItem(words, self)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        show_icon(self, item, picture.path, self._pictures, _TILE)

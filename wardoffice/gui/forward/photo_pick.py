"""Photos to pick by click or Space, each with its thumbnail and what is to be known of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from wardoffice.gui.case.thumbnails import Pictures, lay_out_as_tiles, show_icon
from wardoffice.gui.widgets.parts import facts
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

_TILE = QSize(88, 66)
_CELL = QSize(118, 126)
_LONGEST_NAME = 13
_IN_A_ROW, _ROWS = 3, 2


@dataclass(frozen=True, slots=True)
class OfferedPhoto:
    """A photo to pick or not; ``said`` is what is to be known of it, in few words."""

    attachment_id: int
    name: str
    thumbnail: Path | None
    said: str
    chosen: bool


class PhotoPick(QListWidget):
    """The photos of the problems; ``picked`` comes with each change."""

    picked = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setObjectName("forwardPhotos")
        self.setAccessibleName(text("Photos that go along: Space picks"))
        lay_out_as_tiles(self, _TILE, _CELL)
        self.setTabKeyNavigation(False)
        self.itemChanged.connect(lambda _item: self.picked.emit())

    def show_photos(self, photos: Iterable[OfferedPhoto]) -> None:
        """Offer these, with those picked that go by themselves."""
        self.blockSignals(True)
        self.clear()
        for photo in photos:
            item = QListWidgetItem(_caption(photo), self)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(_state(checked=photo.chosen))
            item.setData(Qt.ItemDataRole.UserRole, photo.attachment_id)
            item.setSizeHint(_CELL)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, facts((photo.name, photo.said)))
            item.setToolTip(tip_words(facts((photo.name, photo.said))))
            if photo.thumbnail is not None:
                show_icon(self, item, photo.thumbnail, self._pictures, _TILE)
        self.blockSignals(False)
        self.setFixedHeight((1 if self.count() <= _IN_A_ROW else _ROWS) * _CELL.height() + 10)
        self.setVisible(self.count() > 0)

    def pick(self, photo_ids: Collection[int]) -> None:
        """Pick exactly these."""
        for item in (self.item(at) for at in range(self.count())):
            item.setCheckState(_state(checked=item.data(Qt.ItemDataRole.UserRole) in photo_ids))

    def photo_ids(self) -> tuple[int, ...]:
        """Those that are picked, in their order."""
        items = (self.item(at) for at in range(self.count()))
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space picks; Qt would only select."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            item.setCheckState(_state(checked=item.checkState() is not Qt.CheckState.Checked))
        else:
            super().keyPressEvent(event)


def _state(*, checked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked


def _caption(photo: OfferedPhoto) -> str:
    name = photo.name if len(photo.name) <= _LONGEST_NAME else f"{photo.name[: _LONGEST_NAME - 1]}…"
    return f"{name}\n{photo.said}"

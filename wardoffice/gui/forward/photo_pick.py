"""Photos to pick by click or Space, each with its thumbnail and what is to be known of it."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from wardoffice.domain.forwarding import ForwardPhoto
from wardoffice.domain.outgoing_photos import size_words
from wardoffice.gui.case.thumbnails import Pictures, covering
from wardoffice.gui.widgets.parts import facts
from wardoffice.language import text

_TILE = QSize(88, 66)
_CELL = QSize(118, 112)
_LONGEST_NAME = 13
_IN_A_ROW, _ROWS = 3, 2


class PhotoPick(QListWidget):
    """The photos of the problems; ``picked`` comes with each change."""

    picked = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setObjectName("forwardPhotos")
        self.setAccessibleName(text("Photos that go along: Space picks"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(_TILE)
        self.setGridSize(_CELL)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.itemChanged.connect(lambda _item: self.picked.emit())

    def show_photos(self, photos: Iterable[ForwardPhoto]) -> None:
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
            item.setData(Qt.ItemDataRole.AccessibleTextRole, facts((photo.name, _caption(photo))))
            item.setToolTip(facts((photo.name, _note(photo))))
            if photo.thumbnail is not None:
                show_icon(self, item, photo.thumbnail, self._pictures, _TILE)
        self.blockSignals(False)
        self.setFixedHeight((1 if self.count() <= _IN_A_ROW else _ROWS) * _CELL.height() + 10)
        self.setVisible(self.count() > 0)

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


def show_icon(view: QListWidget, item: QListWidgetItem, path: Path, pictures: Pictures, size: QSize) -> None:
    """Show a picture on an item once it is read; what the item says stays as it is."""
    # Of an owner's questions the newest takes the place of the others: each picture has one of its own.
    asking = QObject(view)
    empty = QPixmap(size)
    empty.fill(Qt.GlobalColor.transparent)
    item.setIcon(QIcon(empty))  # so that the words have their place from the first

    def show(pixmap: QPixmap) -> None:
        # The list may have been filled anew since it was asked for.
        if not pixmap.isNull() and view.row(item) >= 0:
            signals = view.blockSignals(True)
            item.setIcon(QIcon(covering(pixmap, size, view.devicePixelRatioF())))
            view.blockSignals(signals)
            view.viewport().update()
        asking.deleteLater()

    pictures.small(path, asking, show)


def _caption(photo: ForwardPhoto) -> str:
    name = photo.name if len(photo.name) <= _LONGEST_NAME else f"{photo.name[: _LONGEST_NAME - 1]}…"
    return f"{name}\n{_note(photo) or size_words(photo.size)}"


def _note(photo: ForwardPhoto) -> str:
    if photo.at_city:
        return text("311 has it already")
    if photo.edited_id is not None:
        return text("its copy goes instead")
    return ""

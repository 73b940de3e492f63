"""Pictures for the screen: read on a lane, turned into pixmaps on the GUI thread."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap, QTransform
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.photos.orientation import orientation_in

_KEPT = 200  # pixmaps of at most a megabyte each
_LONGEST = 512  # pixels of a side, as most thumbnails have
_TURNS = {  # quarters clockwise, and whether mirrored then: what makes a picture of each orientation upright
    1: (0, False),
    2: (0, True),
    3: (2, False),
    4: (2, True),
    5: (1, True),
    6: (1, False),
    7: (3, True),
    8: (3, False),
}

Shown = Callable[[QPixmap], None]


class Pictures:
    """Reads pictures for widgets and keeps the last small ones. Use it on the GUI thread only."""

    def __init__(self, tasks: TaskRunner) -> None:
        self._tasks = tasks
        self._kept: OrderedDict[Path, QPixmap] = OrderedDict()

    def small(self, path: Path, owner: QObject, show: Shown) -> None:
        """Call ``show`` with the thumbnail, soon or at once; with a null pixmap where it is unreadable."""
        if path in self._kept:
            self._kept.move_to_end(path)
            show(self._kept[path])
            return
        work = partial(read_picture, path, _LONGEST)
        self._tasks.submit(Lane.QUERY, work, owner=owner, done=partial(self._keep, path, show))

    def large(self, path: Path, fallback: Path | None, owner: QObject, show: Shown) -> None:
        """Call ``show`` with the whole picture, or with ``fallback`` where Qt cannot read its format."""

        def read() -> QImage:
            image = read_picture(path)
            return read_picture(fallback) if image.isNull() and fallback is not None else image

        # The viewer asks for one picture after the other: only the last asked for matters.
        self._tasks.submit(
            Lane.QUERY, read, owner=owner, done=lambda image: show(QPixmap.fromImage(image)), topic="large"
        )

    def _keep(self, path: Path, show: Shown, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        if not pixmap.isNull():
            self._kept[path] = pixmap
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        show(pixmap)


def read_picture(path: Path, longest: int | None = None) -> QImage:
    """Read a picture as it is meant to be turned, at most ``longest`` pixels a side. Any thread.

    A null image where it cannot be read.
    """
    held = orientation_in(path)
    reader = QImageReader(str(path))
    reader.setAutoTransform(held is None)
    size = reader.size()
    if longest is not None and max(size.width(), size.height()) > longest:
        reader.setScaledSize(size.scaled(QSize(longest, longest), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return image if held is None else _upright(image, held)


def _upright(image: QImage, held: int) -> QImage:
    quarters, mirrored = _TURNS[held]
    if quarters:
        image = image.transformed(QTransform().rotate(90 * quarters))
    return image.flipped(Qt.Orientation.Horizontal) if mirrored else image


def covering(pixmap: QPixmap, size: QSize, ratio: float) -> QPixmap:
    """The middle of a picture, scaled to fill ``size`` (logical pixels) at a device pixel ratio."""
    wanted = size * ratio
    scaled = pixmap.scaled(
        wanted,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (scaled.width() - wanted.width()) // 2, (scaled.height() - wanted.height()) // 2
    cut = scaled.copy(left, top, wanted.width(), wanted.height())
    cut.setDevicePixelRatio(ratio)
    return cut


def lay_out_as_tiles(view: QListWidget, picture: QSize, cell: QSize) -> None:
    """Show the items as pictures of that size, words below, in cells side by side."""
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setMovement(QListView.Movement.Static)
    view.setIconSize(picture)
    view.setGridSize(cell)
    view.setWordWrap(True)


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

"""Pictures for the screen: read on a lane, turned into pixmaps on the GUI thread."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from wardoffice.gui.tasks import Lane, TaskRunner

_KEPT = 200  # pixmaps of about 150 KB each

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
        self._tasks.submit(
            Lane.QUERY, partial(read_picture, path), owner=owner, done=partial(self._keep, path, show)
        )

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


def read_picture(path: Path) -> QImage:
    """Read a picture as it is meant to be turned; a null image where it cannot be read. Any thread."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    return reader.read()


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

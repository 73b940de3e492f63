"""Pictures of the window in every look and size, as it stands with what is open over it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from wardoffice.gui.map.view import MapView
from wardoffice.gui.queue.table import QueueTable
from wardoffice.gui.theme import Theme, palette_of
from wardoffice.gui.tour.waiting import Steps, TourError, Wait
from wardoffice.language import text

_STILL_SECONDS = 0.06
_MAP_STILL_SECONDS = 0.2  # a browser paints when it comes to it
_MOVING_SECONDS = 6.0
_LOOK_EVERY_SECONDS = 0.05
_MIDDLE = 110  # of lightness
_QUICK_PACKING = 80  # a PNG loses nothing by it; Qt packs it less tightly
_LAYOUT_PASSES = 6  # as deep as cards stand in columns in a page
_SHARE_OF_WINDOW = 92  # percent of its height that a question over it takes at most
_VEIL = QColor(0, 0, 0, 90)


@dataclass(frozen=True, slots=True)
class Look:
    """A size in pixels, light or dark."""

    width: int
    height: int
    dark: bool

    @property
    def name(self) -> str:
        """How files of this look end."""
        return f"{self.width}-{'dark' if self.dark else 'light'}"


LOOKS = (
    Look(1280, 800, dark=False),
    Look(1920, 1080, dark=False),
    Look(1920, 1080, dark=True),
    Look(1280, 800, dark=True),
)


class Shots:
    """Takes numbered pictures into a folder, in each of ``looks``."""

    def __init__(self, app: QApplication, window: QWidget, folder: Path, looks: Sequence[Look]) -> None:
        self._app = app
        self._window = window
        self._folder = folder
        self._looks = tuple(looks)
        self._dark: bool | None = None
        self.taken = 0
        """How many states were pictured."""
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str) -> Steps[None]:
        """Picture what stands now as ``NN-name-WIDTH-look.png``."""
        self.taken += 1
        # There and back again: a change of look takes long, and the next picture begins with this one's last.
        for look in self._looks if self.taken % 2 else self._looks[::-1]:
            self._put_on(look)
            still = _Still(self, dark=look.dark)
            yield Wait(still.reached, text("the window to be drawn"))
            path = self._folder / f"{self.taken:02}-{name}-{look.name}.png"
            if not still.image.save(str(path), quality=_QUICK_PACKING):
                raise TourError(text("The picture {path} could not be written.", path=path))

    def picture(self) -> QImage:
        """The window, and what is open over it, as a person sees it."""
        lists = self._window.findChildren(QueueTable)
        for queue in lists:
            queue.repainting.patient = True
        image = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        for queue in lists:
            queue.repainting.patient = False
        over = [each for each in _open_over(self._window) if each is not self._window]
        painter = QPainter(image)
        for each in over:
            if not _is_menu(each):
                painter.fillRect(image.rect(), _VEIL)
            area = QRect(self._spot(each), each.size())
            painter.drawPixmap(area.topLeft(), each.grab())
            painter.setPen(QColor(palette_of(each).line))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))
        painter.end()
        return image

    @property
    def shows_map(self) -> bool:
        """Whether a browser takes part in the picture."""
        return any(each.isVisible() for each in self._window.findChildren(MapView))

    @property
    def fits(self) -> bool:
        """Whether every map that is shown was drawn for the size it has."""
        return all(each.fitted for each in self._window.findChildren(MapView) if each.isVisible())

    def _put_on(self, look: Look) -> None:
        filling = [each for each in _open_over(self._window) if each.size() == self._window.size()]
        if look.dark is not self._dark:
            Theme(dark=look.dark).apply(self._app)
            self._dark = look.dark
        self._window.resize(QSize(look.width, look.height))
        for each in filling:
            each.resize(self._window.size())
        for each in _open_over(self._window):
            # It was opened over a larger window; over this one it would have opened so.
            if each.height() > look.height and not _is_menu(each):
                each.resize(each.width(), look.height * _SHARE_OF_WINDOW // 100)
        # Words that wrap otherwise push what is around them a pass later; a picture between two cuts them.
        for _ in range(_LAYOUT_PASSES):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _spot(self, widget: QWidget) -> QPoint:
        if _is_menu(widget):
            return widget.pos() - self._window.mapToGlobal(QPoint(0, 0))
        return QPoint(
            (self._window.width() - widget.width()) // 2, (self._window.height() - widget.height()) // 2
        )


class _Still:
    """Whether the picture has stopped changing; something that keeps moving is taken as it is in the end."""

    def __init__(self, shots: Shots, *, dark: bool) -> None:
        self._shots = shots
        self._began = self._since = time.monotonic()
        self._looked = 0.0
        self._quiet = _MAP_STILL_SECONDS if shots.shows_map else _STILL_SECONDS
        self._dark = dark
        self.image = QImage()

    def reached(self) -> bool:
        """Look once more."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY_SECONDS:
            return False
        self._looked, image = now, self._shots.picture()
        # A browser follows look and size when it comes to it, and stands still in the old ones until then.
        if image != self.image or _is_dark(image) is not self._dark or not self._shots.fits:
            self.image, self._since = image, now
        return now - self._since >= self._quiet or now - self._began >= _MOVING_SECONDS


def _is_dark(image: QImage) -> bool:
    ignore, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(1, 1, ignore, smooth).pixelColor(0, 0).lightness() < _MIDDLE


def _open_over(window: QWidget) -> list[QWidget]:
    """Questions and menus over the window, the lowest first."""
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window]
    return sorted(
        (each for each in shown if each.isWindow()), key=lambda each: (_is_menu(each), _depth(each))
    )


def _depth(widget: QWidget) -> int:
    """How many windows a window stands over, by what it was opened from."""
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent.window())


def _is_menu(widget: QWidget) -> bool:
    return widget.inherits("QMenu")

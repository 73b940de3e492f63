"""The map as a widget: small in the case pane, large on its screen."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from wardoffice.domain.queue import MapPoint
from wardoffice.gui.theme import DARK, palette_of
from wardoffice.language import text
from wardoffice.office.map_page import TileProvider

if TYPE_CHECKING:
    from wardoffice.gui.map.web import WebMap

_BATCH = 1_000  # points handed to the page in one step: about 5 ms on the GUI thread

MakeWeb = Callable[[TileProvider | None], "WebMap"]


def make_web(tiles: TileProvider | None) -> "WebMap":
    """The browser; raises ImportError where QtWebEngine is not installed."""
    from wardoffice.gui.map.web import WebMap

    return WebMap(tiles)


class MapView(QWidget):
    """Draws cases on the page that ``load`` names.

    The browser is made after the first paint, because making it takes up to 150 ms (P10). What is shown or
    focused before it is ready is kept and drawn then.
    """

    clicked = Signal(int)

    def __init__(
        self, tiles: TileProvider | None = None, make: MakeWeb = make_web, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._make = make
        self._page: Path | None = None
        self._web: WebMap | None = None
        self._ready = False
        self._asked = False
        self._points: tuple[MapPoint, ...] = ()
        self._ids: frozenset[int] = frozenset()
        self._focused: MapPoint | None = None
        self._left = 0
        self.setAccessibleName(text("Map"))
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._push_batch)
        self._words = QLabel()
        self._words.setProperty("role", "quiet")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._again = QPushButton(text("Draw the map again"))
        self._again.clicked.connect(self._open)
        instead = QWidget()
        column = QVBoxLayout(instead)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(instead)
        self._say(text("The map is being drawn."))

    @property
    def words(self) -> str:
        """What stands in the map's place, or nothing where the map stands."""
        return self._words.text() if self._stack.currentIndex() == 0 else ""

    @property
    def drawn(self) -> bool:
        """Whether the page has everything it was given."""
        return self._ready and not self._next.isActive() and self._left >= len(self._points)

    def load(self, page: Path) -> None:
        """Use the page that ``office.map_page.write_map_page`` wrote."""
        self._page = page
        if self._asked:
            self._open()

    def show_points(self, points: tuple[MapPoint, ...]) -> None:
        """Draw these cases instead of those before, in batches."""
        # What matters most is drawn last, so that nothing covers it.
        self._points = tuple(sorted(points, key=lambda each: (each.safety, each.ours)))
        self._ids = frozenset(point.case_id for point in points)
        self._left = 0
        if self._ready:
            self._next.start()

    def focus(self, point: MapPoint | None) -> None:
        """Mark a case and bring it to the middle; one that is not drawn yet is drawn."""
        self._focused = point
        if point is not None and point.case_id not in self._ids:
            self.show_points((*self._points, point))
        elif self._ready and not self._next.isActive():
            self._push_focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the browser once the widget has been seen."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._open)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look of the window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._web is not None and self._ready:
            self._web.call("setDark", self._is_dark())

    def _open(self) -> None:
        if self._page is None:
            return
        if self._web is None:
            try:
                self._web = self._make(self._tiles)
            except ImportError:
                self._say(
                    text(
                        "The map cannot be drawn: the part of Qt that shows web pages is not installed. "
                        "Everything else works. Install PySide6 with its add-ons to see the map."
                    )
                )
                return
            self._web.setAccessibleName(text("Map of the ward and its problems"))
            self._web.ready.connect(self._begin)
            self._web.clicked.connect(self.clicked)
            self._web.broken.connect(self._break)
            self._stack.addWidget(self._web)
        self._say(text("The map is being drawn."))
        self._web.open_page(self._page)

    def _begin(self) -> None:
        if self._web is None:
            return
        self._ready = True
        self._stack.setCurrentWidget(self._web)
        self._web.call("setDark", self._is_dark())
        self._left = 0
        self._next.start()

    def _break(self) -> None:
        self._ready = False
        self._next.stop()
        self._say(text("The map stopped. Nothing is lost: the problems are all in the queue."), again=True)

    def _push_batch(self) -> None:
        if self._web is None or not self._ready:
            return
        start = self._left
        batch = self._points[start : start + _BATCH]
        self._web.call("showCases", collection_of(batch), start > 0)
        self._left = start + len(batch)
        if self._left < len(self._points):
            self._next.start()
        else:
            self._push_focus()

    def _push_focus(self) -> None:
        if self._web is not None:
            self._web.call("focusCase", self._focused.case_id if self._focused is not None else None)

    def _say(self, words: str, *, again: bool = False) -> None:
        self._words.setText(words)
        self._again.setVisible(again)
        self._stack.setCurrentIndex(0)

    def _is_dark(self) -> bool:
        return palette_of(self) is DARK


def collection_of(points: tuple[MapPoint, ...]) -> dict[str, object]:
    """The cases as a GeoJSON FeatureCollection in WGS84 degrees, longitude first (RFC 7946)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [each.point.long, each.point.lat]},
                "properties": {
                    "id": each.case_id,
                    "kind": "safety" if each.safety else "ours" if each.ours else "watched",
                    "title": each.title,
                    "address": each.address,
                    "number": each.number,
                },
            }
            for each in points
        ],
    }

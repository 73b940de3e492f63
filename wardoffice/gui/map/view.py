"""The map as a widget: small in the case pane, large on its screen."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint
from wardoffice.gui.theme import DARK, LEAST_POINTS, palette_of
from wardoffice.language import text
from wardoffice.office.density import Density
from wardoffice.office.map_marks import Mark, MarkedPoints, marked
from wardoffice.office.map_page import TileProvider

if TYPE_CHECKING:
    from wardoffice.gui.map.web import WebMap

_BATCH = 1_000  # points handed to the page in one step: about 4 ms on the GUI thread
_RESTS_AFTER = 3_000  # ms: who only glances at another screen finds the map as it was

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
    area_drawn = Signal(object)
    left = Signal()
    seen = Signal()
    """The map has come up."""

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
        self._marked = MarkedPoints()
        self._ids: frozenset[int] = frozenset()
        self._focused: MapPoint | None = None
        # What the page is told once, and again after it was drawn anew.
        self._told: dict[str, tuple[object, ...]] = {}
        self._left = 0
        self._drawn_in = QSize()
        self.setAccessibleName(text("Map"))
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._push_batch)
        self._resting = QTimer(self, singleShot=True, interval=_RESTS_AFTER)
        self._resting.timeout.connect(self._rest)
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
        return self._ready and not self._next.isActive() and self._left >= len(self._marked.points)

    @property
    def fitted(self) -> bool:
        """Whether what stands here was drawn for the size it has now: a browser takes its time."""
        if self._web is None or self.words:
            return True
        off = self._web.size() - self._drawn_in
        return max(abs(off.width()), abs(off.height())) <= 1  # a fraction of a pixel is rounded there

    def load(self, page: Path) -> None:
        """Use the page that ``office.map_page.write_map_page`` wrote."""
        self._page = page
        if self._asked:
            self._open()

    def show_points(self, points: tuple[MapPoint, ...]) -> None:
        """Draw these cases by their status instead of those before, in batches."""
        self.show_marked(marked(points), Density())

    def show_marked(self, marked: MarkedPoints, density: Density) -> None:
        """Draw these cases instead of those before, in batches; from afar their density."""
        self._marked = marked
        self._ids = frozenset(point.case_id for point in marked.points)
        self._left = 0
        self._told["showHeat"] = (heat_of(density),)
        if self._ready:
            self._next.start()

    def focus(self, point: MapPoint | None) -> None:
        """Mark a case and bring it to the middle; one that is not drawn yet is drawn."""
        self._focused = point
        if point is None:
            self._tell("markCase", None)
        elif point.case_id not in self._ids:
            self.show_points((*self._marked.points, point))
        elif self._ready and not self._next.isActive():
            self._push_focus()

    def mark_open(self, case_id: int | None) -> None:
        """Mark a case where it is among those that are drawn; the map stays where it is."""
        self._tell("markCase", case_id)

    def show_density(self, mode: str) -> None:
        """Show density instead of single problems: "auto" (from afar, where many), "always" or "never"."""
        self._tell("setHeatMode", mode)

    def show_boundaries(self, which: str) -> None:
        """Show our ward by the boundaries of "now", of "before", or "both"."""
        self._tell("showBoundaries", which)

    def select(self, case_ids: Sequence[int]) -> None:
        """Mark these as selected."""
        self._tell("selectCases", list(case_ids))

    def draw_area(self, *, on: bool) -> None:
        """Let the mouse draw an area instead of moving the map."""
        self._tell("setLasso", on)

    def take_view(self) -> None:
        """Take what is in view for the area; ``area_drawn`` follows."""
        if self._web is not None and self._ready:
            self._web.call("selectView")

    def clear_area(self) -> None:
        """Take the area away."""
        self._told.pop("showArea", None)
        if self._web is not None and self._ready:
            self._web.call("clearArea")

    def rest(self) -> None:
        """Give up the page's memory in a while, unless the map is seen before; then it is drawn anew."""
        self._resting.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Stay awake, and say so."""
        super().showEvent(event)
        self._resting.stop()
        self.seen.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the browser once the widget has been seen."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._open)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look of the window and the size of its text."""
        super().changeEvent(event)
        if self._web is None or not self._ready:
            return
        if event.type() is QEvent.Type.PaletteChange:
            self._web.call("setDark", self._is_dark())
        elif event.type() is QEvent.Type.FontChange:
            self._web.call("setTextScale", self._text_scale())

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
            self._web.area_drawn.connect(self._keep_area)
            self._web.moved.connect(self._keep_view)
            self._web.left.connect(self.left)
            self._web.sized.connect(self._know_size)
            self._web.broken.connect(self._break)
            self._stack.addWidget(self._web)
        self._ready = False
        self._next.stop()
        self._say(text("The map is being drawn."))
        self._web.open_page(self._page)

    def _begin(self) -> None:
        if self._web is None:
            return
        self._ready = True
        self._stack.setCurrentWidget(self._web)
        self._web.call("setDark", self._is_dark())
        self._web.call("setTextScale", self._text_scale())
        self._web.call("tellSize")
        for function, arguments in self._told.items():
            self._web.call(function, *arguments)
        self._left = 0
        self._next.start()

    def _keep_area(self, ring: tuple[Point, ...]) -> None:
        self._told["showArea"] = ([[corner.lat, corner.long] for corner in ring],)
        self.area_drawn.emit(ring)

    def _keep_view(self, lat: float, long: float, zoom: float) -> None:
        self._told["showView"] = (lat, long, zoom)

    def _know_size(self, width: int, height: int) -> None:
        self._drawn_in = QSize(width, height)

    def _rest(self) -> None:
        if self._web is None or self.isVisible():
            return
        self._ready = self._asked = False
        self._next.stop()
        self._say(text("The map is being drawn."))
        self._web.rest()

    def _break(self) -> None:
        self._ready = False
        self._next.stop()
        self._say(text("The map stopped. Nothing is lost: the problems are all in the queue."), again=True)

    def _push_batch(self) -> None:
        if self._web is None or not self._ready:
            return
        start = self._left
        if start == 0:
            self._web.call("setMarks", [mark_of(each) for each in self._marked.marks])
            self._web.call("showHeat", *self._told.get("showHeat", (heat_of(Density()),)))
        rows = rows_of(self._marked, start, start + _BATCH)
        self._web.call("showCases", rows, start > 0)
        self._left = start + len(rows)
        if self._left < len(self._marked.points):
            self._next.start()
        else:
            self._push_focus()

    def _push_focus(self) -> None:
        if self._web is not None and self._focused is not None:
            self._web.call("focusCase", self._focused.case_id)

    def _tell(self, function: str, *arguments: object) -> None:
        self._told[function] = arguments
        if self._web is not None and self._ready:
            self._web.call(function, *arguments)

    def _say(self, words: str, *, again: bool = False) -> None:
        self._words.setText(words)
        self._again.setVisible(again)
        self._stack.setCurrentIndex(0)

    def _is_dark(self) -> bool:
        return palette_of(self) is DARK

    def _text_scale(self) -> float:
        """How much larger than the smallest the system's text is."""
        return max(1.0, round(self.font().pointSizeF() / LEAST_POINTS, 2))


def rows_of(marked: MarkedPoints, start: int, end: int) -> list[list[object]]:
    """Some of the cases as the page takes them: id, latitude, longitude (WGS84), mark, and their words."""
    some = zip(marked.points[start:end], marked.which[start:end], strict=True)
    return [
        [each.case_id, each.point.lat, each.point.long, which, each.number, each.title, each.address]
        for each, which in some
    ]


def mark_of(mark: Mark) -> dict[str, object]:
    """A mark as the page takes it."""
    return {
        "words": mark.words,
        "points": [[round(x, 3), round(y, 3)] for x, y in mark.points],
        "light": mark.light,
        "dark": mark.dark,
        "size": mark.size,
        "hollow": mark.hollow,
        "above": mark.above,
    }


def heat_of(density: Density) -> dict[str, object]:
    """The density as the page takes it: by zoom, the edges and the count of each cell."""
    return {
        "below": density.below,
        "levels": {
            level.zoom: {
                "cells": [[each.south, each.west, each.north, each.east, each.count] for each in level.cells],
                "breaks": level.breaks,
            }
            for level in density.levels
        },
    }

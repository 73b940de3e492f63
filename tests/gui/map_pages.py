"""The map without a browser, for tests of what is around it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint
from wardoffice.language import text
from wardoffice.office.density import Density
from wardoffice.office.map_marks import MarkedPoints, marked


class MapBeside(QWidget):
    """A map without a browser that remembers what it was shown and told."""

    clicked = Signal(int)
    area_drawn = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(text("Map"))
        self.marked = MarkedPoints()
        self.density = Density()
        self.focused: MapPoint | None = None
        self.opened: int | None = None
        self.drawn = True
        self.mode, self.boundaries = "auto", "now"
        self.selected: tuple[int, ...] = ()
        self.drawing = False
        self.cleared = 0

    @property
    def points(self) -> tuple[MapPoint, ...]:
        """What it shows, in the order it is drawn."""
        return self.marked.points

    def show_points(self, points: tuple[MapPoint, ...]) -> None:
        self.show_marked(MarkedPoints(points, marked(points).marks), Density())

    def show_marked(self, marked: MarkedPoints, density: Density) -> None:
        self.marked, self.density = marked, density

    def focus(self, point: MapPoint | None) -> None:
        self.focused = point

    def mark_open(self, case_id: int | None) -> None:
        self.opened = case_id

    def show_density(self, mode: str) -> None:
        self.mode = mode

    def show_boundaries(self, which: str) -> None:
        self.boundaries = which

    def select(self, case_ids: Sequence[int]) -> None:
        self.selected = tuple(case_ids)

    def draw_area(self, *, on: bool) -> None:
        self.drawing = on

    def take_view(self) -> None:
        lats = [each.point.lat for each in self.points]
        longs = [each.point.long for each in self.points]
        if lats:
            south, north, west, east = (
                min(lats) - 1e-4,
                max(lats) + 1e-4,
                min(longs) - 1e-4,
                max(longs) + 1e-4,
            )
            self.draw(Point(south, west), Point(north, west), Point(north, east), Point(south, east))

    def clear_area(self) -> None:
        self.cleared += 1

    def draw(self, *corners: Point) -> None:
        """Draw an area, as a person does with the mouse."""
        self.area_drawn.emit(corners)

"""What the screens ask of a map, so that tests can hand them one without a browser."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import SignalInstance

from wardoffice.domain.queue import MapPoint
from wardoffice.office.density import Density
from wardoffice.office.map_marks import MarkedPoints


class MapPort(Protocol):
    """A map that is also a widget. ``clicked`` carries a case id."""

    @property
    def clicked(self) -> SignalInstance:
        """A person clicked a case."""
        ...

    @property
    def drawn(self) -> bool:
        """Whether everything it was given is on it."""
        ...

    def show_points(self, points: tuple[MapPoint, ...]) -> None:
        """Draw these cases instead of those shown before."""
        ...

    def focus(self, point: MapPoint | None) -> None:
        """Mark one case and bring it to the middle; None marks none."""
        ...


class LargeMap(MapPort, Protocol):
    """The map of the map's screen. ``area_drawn`` carries the corners of an area, as Points."""

    @property
    def area_drawn(self) -> SignalInstance:
        """A person drew an area, or took all that is in view."""
        ...

    @property
    def left(self) -> SignalInstance:
        """A person pressed Escape on the map."""
        ...

    def show_marked(self, marked: MarkedPoints, density: Density) -> None:
        """Draw these cases by these marks, and from afar how close together they lie."""
        ...

    def mark_open(self, case_id: int | None) -> None:
        """Mark the case that is open in the queue, where it is among them; the map stays where it is."""
        ...

    def show_density(self, mode: str) -> None:
        """Show density instead of single problems: "auto", "always" or "never"."""
        ...

    def show_boundaries(self, which: str) -> None:
        """Show our ward by the boundaries of "now", of "before", or "both"."""
        ...

    def select(self, case_ids: Sequence[int]) -> None:
        """Mark these as selected."""
        ...

    def draw_area(self, *, on: bool) -> None:
        """Let the mouse draw an area instead of moving the map."""
        ...

    def take_view(self) -> None:
        """Take what is in view for the area."""
        ...

    def clear_area(self) -> None:
        """Take the area away."""
        ...

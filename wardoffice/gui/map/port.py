"""What the screens ask of a map, so that tests can hand them one without a browser."""

from typing import Protocol

from PySide6.QtCore import SignalInstance

from wardoffice.domain.queue import MapPoint


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

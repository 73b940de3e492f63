"""Two wards side by side for tests: 47 (ours) west of longitude -87.70, 32 east of it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.places import Point
from wardoffice.domain.wards import WardMoves
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.boundary_change import BoundaryChange
from wardoffice.office.ward_files import keep_wards
from wardoffice.store.store import Store

LOOKER = Actor(None, "Ana", Role.STAFF)
OURS, THEIRS = 47, 32
TODAY = date(2026, 7, 1)
BORDER = -87.70
HOME = Point(41.95, -87.75)
AWAY = Point(41.95, -87.65)
NEAR = Point(41.95, BORDER - 0.0001)
"""In our ward, 8.3 m from theirs."""


def square(ward: int, west: float, east: float, south: float = 41.9, north: float = 42.0) -> dict[str, Any]:
    """A ward as a GeoJSON feature."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"ward": str(ward)},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def two_wards(border: float = BORDER) -> bytes:
    """The map of both, with the border between them at this longitude."""
    features = [square(OURS, -87.80, border), square(THEIRS, border, -87.60)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class BoundedOffice:
    """A store whose cases follow the maps of a folder."""

    def __init__(self, store: Store, folder: Path, today: Callable[[], date] = lambda: TODAY) -> None:
        self.folder = folder
        self.boundaries = Boundaries(folder, today)
        self.store = Store(store.url, store.files, store.now, places_of=self.boundaries.places_of)
        self.change = BoundaryChange(self.store, self.boundaries, OURS)

    def draw(self, border: float = BORDER, since: date | None = None) -> WardMoves:
        """Bring in a map and place all anew."""
        self.keep(border, since)
        return self.change.settle(LOOKER)

    def keep(self, border: float, since: date | None) -> None:
        """Bring in a map, and do no more."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "brought.geojson"
        file.write_bytes(two_wards(border))
        keep_wards(self.folder, file, since)
        self.boundaries.reload()


@contextmanager
def bounded(store: Store, folder: Path) -> Iterator[BoundedOffice]:
    """An office with its maps, closed at the end."""
    office = BoundedOffice(store, folder)
    try:
        yield office
    finally:
        office.store.close()

"""The office's ward boundaries in use: one object that everybody asks, so that new maps serve at once."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from wardoffice.domain.places import Box, Point
from wardoffice.domain.wards import NOWHERE, WardPlace
from wardoffice.geo.wards import WardMap
from wardoffice.office.ward_files import read_wards, ward_paths


class Boundaries:
    """The maps kept in a folder; ``today`` is the day in the city's own calendar.

    Raises UnreadableError, here and in ``reload``, for a map that cannot be used. Safe from any thread.
    """

    def __init__(self, folder: Path, today: Callable[[], date]) -> None:
        self.folder = folder
        self._today = today
        self._history = read_wards(folder)

    @property
    def wards(self) -> WardMap | None:
        """The map in force today, or None."""
        return self._history.in_force(self._today())

    @property
    def wards_before(self) -> WardMap | None:
        """The map that the one in force today took the place of, or None."""
        return self._history.before(self._today())

    @property
    def known(self) -> bool:
        """Whether there is a map in force today."""
        return self.wards is not None

    @property
    def begins(self) -> tuple[date | None, ...]:
        """The first day of each map, earliest first; None for one without a day."""
        return self._history.begins

    @property
    def in_force_since(self) -> date | None:
        """The first day of the map in force today; None where it has none, or there is no map."""
        return self._history.begin_of(self._today())

    def reload(self) -> None:
        """Read the maps anew; where one cannot be used, those in use stay."""
        self._history = read_wards(self.folder)

    def version(self) -> str:
        """What changes whenever other boundaries come into force: a digest of the map of today, or ""."""
        path = ward_paths(self.folder).get(self.in_force_since) if self.wards is not None else None
        return sha256(path.read_bytes()).hexdigest() if path is not None else ""

    def ward_of(self, point: Point) -> int | None:
        """The ward of a point today; None outside of all and without a map."""
        wards = self.wards
        return wards.ward_of(point) if wards is not None else None

    def metres_outside(self, point: Point, otherwise: Box | None = None) -> float:
        """How far a point lies outside the box around all wards; without a map, outside ``otherwise``.

        0 inside, and where nothing is known of the city's bounds.
        """
        wards = self.wards
        box = wards.box if wards is not None and wards.wards else otherwise
        return box.metres_to(point) if box is not None else 0.0

    def places_of(self, points: Sequence[Point]) -> Sequence[WardPlace]:
        """Where points lie today, and which other wards begin near by."""
        wards = self.wards
        return wards.places_of(points) if wards is not None and points else [NOWHERE] * len(points)

    def wards_then(self, points: Sequence[Point], days: Sequence[date]) -> Sequence[int | None]:
        """The ward of each point on its day; None outside, and where no map of that day is known."""
        return self._history.wards_of(points, days)

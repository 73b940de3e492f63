"""Boundaries for tests: a function that tells the ward of a point, on every day alike."""

from collections.abc import Callable, Sequence
from datetime import date

from wardoffice.domain.places import Point
from wardoffice.domain.wards import NOWHERE, WardPlace


class OneMap:
    """Implements WardLookup; None is an office without a map."""

    def __init__(self, ward_of: Callable[[Point], int | None] | None) -> None:
        self._ward_of = ward_of

    @property
    def known(self) -> bool:
        """Whether there is a map."""
        return self._ward_of is not None

    def places_of(self, points: Sequence[Point]) -> Sequence[WardPlace]:
        """Where they lie; nothing is near a border."""
        if self._ward_of is None:
            return [NOWHERE] * len(points)
        return [WardPlace(self._ward_of(point)) for point in points]

    def wards_then(self, points: Sequence[Point], days: Sequence[date]) -> Sequence[int | None]:
        """The same on any day."""
        del days
        return [place.ward for place in self.places_of(points)]

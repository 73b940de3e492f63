"""Which boundaries were in force when: Chicago drew its wards anew for May 2015 and again for May 2023."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wardoffice.domain.places import Point
from wardoffice.geo.wards import WardMap


@dataclass(frozen=True, slots=True)
class BoundarySet:
    """A map of wards and the first day it is in force; None where nobody said."""

    since: date | None
    wards: WardMap


class WardHistory:
    """The boundary sets of one city, each in force from its day until the next one begins.

    A set without a day is in force on the days before the first dated one, and on all where none is dated.
    Raises ValueError for two sets of one day, since either would be a guess.
    """

    def __init__(self, sets: Iterable[BoundarySet]) -> None:
        self._sets = sorted(sets, key=_begin)
        self._begins = [_begin(each) for each in self._sets]
        if len(set(self._begins)) < len(self._begins):
            raise ValueError(self._begins)

    @property
    def begins(self) -> tuple[date | None, ...]:
        """The first day of each set, earliest first."""
        return tuple(each.since for each in self._sets)

    def in_force(self, day: date) -> WardMap | None:
        """The map in force on a day (of the city's own calendar), or None before the first."""
        position = bisect_right(self._begins, day)
        return self._sets[position - 1].wards if position else None

    def before(self, day: date) -> WardMap | None:
        """The map that the one in force on a day took the place of, or None where that was the first."""
        position = bisect_right(self._begins, day)
        return self._sets[position - 2].wards if position > 1 else None

    def begin_of(self, day: date) -> date | None:
        """The first day of the map in force on a day; None where it has none, or there is no map."""
        position = bisect_right(self._begins, day)
        return self._sets[position - 1].since if position else None

    def ward_of(self, point: Point, day: date) -> int | None:
        """The ward a point was in on a day; None outside of all, and where no map of that day is known."""
        wards = self.in_force(day)
        return wards.ward_of(point) if wards is not None else None

    def wards_of(self, points: Sequence[Point], days: Sequence[date]) -> list[int | None]:
        """The ward of each point on its own day, as :meth:`ward_of`; both have the same length."""
        found: list[int | None] = [None] * len(points)
        by_map: dict[int, list[int]] = defaultdict(list)
        for number, day in enumerate(days):
            by_map[bisect_right(self._begins, day)].append(number)
        for position, numbers in by_map.items():
            if position:
                some = self._sets[position - 1].wards.wards_of([points[number] for number in numbers])
                for number, ward in zip(numbers, some, strict=True):
                    found[number] = ward
        return found


def _begin(each: BoundarySet) -> date:
    return each.since or date.min

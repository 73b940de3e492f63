"""Where addresses are, learned from addresses the city has already given a point.

Each street is its known house numbers in order; between two of them a number is interpolated on its own side
(odd or even) first. Beyond them the city's grid helps, learned from the same addresses: where house numbers
of all streets in one direction lie at one coordinate, the number alone tells how far along a street it is.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from math import hypot

import numpy as np
from numpy.typing import NDArray

from wardoffice.domain.places import Point
from wardoffice.geo.plane import Plane
from wardoffice.geo.street_names import StreetName, house_and_street

_END_METRES = 400.0
_ODD_METRES = 300.0
"""A known number this far from where its neighbours would put it is a mistake of the city's."""
_NEAR_NUMBERS = 600
"""Between known numbers this near a street is straight enough; the grid does better over more."""
_FAR_NUMBERS = 800
_GRID_BIN = 100
_GRID_LEAST = 200
_GRID_METRES = 150.0
_Floats = NDArray[np.float64]
_Numbers = NDArray[np.int64]


@unique
class Found(StrEnum):
    """How a place was found, the surest first."""

    KNOWN = "known"
    BETWEEN = "between"
    CROSSING = "crossing"
    BLOCK = "block"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A place on a street: ``metres`` is how far off it may be, nine times in ten."""

    point: Point
    how: Found
    metres: float


@dataclass(frozen=True, slots=True)
class Street:
    """Known house numbers in order and where they are, in metres on the plane."""

    name: StreetName
    numbers: _Numbers
    x: _Floats
    y: _Floats
    seen: int


class Grid:
    """For one direction: how far along (metres on the plane) a house number lies on any street."""

    def __init__(self, numbers: _Numbers, along: _Floats) -> None:
        self._at, self._along = _medians(numbers // _GRID_BIN, along)
        self.spread = float(np.median(np.abs(along - self.along(numbers))))

    def reaches(self, number: int) -> bool:
        """Whether house numbers this high are known on any street of the direction."""
        return bool(self._at[0] <= number // _GRID_BIN <= self._at[-1])

    def along(self, numbers: _Numbers | int) -> _Floats:
        """Metres along, interpolated between the middles of blocks."""
        found: _Floats = np.asarray(np.interp(numbers, self._at * _GRID_BIN + _GRID_BIN / 2, self._along))
        return found


def make_street(name: StreetName, numbers: _Numbers, x: _Floats, y: _Floats) -> Street:
    """A street of all that is known of it: one spot a number, and no number far from its neighbours."""
    each, xs = _medians(numbers, x)
    _each, ys = _medians(numbers, y)
    keep = _in_line(each, xs, ys)
    return Street(name, each[keep], xs[keep], ys[keep], len(numbers))


def _medians(numbers: _Numbers, values: _Floats) -> tuple[_Numbers, _Floats]:
    """Each number once, in order, with the median of its values; all at once, since most have but one."""
    each, counts = np.unique(numbers, return_counts=True)
    ordered = values[np.lexsort((values, numbers))]
    starts = np.cumsum(counts) - counts
    middles: _Floats = (ordered[starts + (counts - 1) // 2] + ordered[starts + counts // 2]) / 2
    return each, middles


def _in_line(numbers: _Numbers, x: _Floats, y: _Floats) -> NDArray[np.bool_]:
    """Which numbers lie near the middle of up to seven neighbours moved to their own number."""
    if len(numbers) < 5:  # noqa: PLR2004 - too few to say which one is the mistake
        return np.ones(len(numbers), dtype=bool)
    padded = [np.pad(each, 3, mode="edge") for each in (x, y)]
    windows = [np.lib.stride_tricks.sliding_window_view(each, 7) for each in padded]
    away = np.hypot(*(each - np.median(window, axis=1) for each, window in zip((x, y), windows, strict=True)))
    span = np.pad(numbers.astype(float), 3, mode="edge")
    reach = np.lib.stride_tricks.sliding_window_view(span, 7)
    room = (reach[:, -1] - reach[:, 0]) * 2.1  # metres a house number, with the widest grids
    kept: NDArray[np.bool_] = away <= _ODD_METRES + room
    return kept


class AddressIndex:
    """Knows where addresses are. Made once of all that is known; made anew when more is known."""

    def __init__(self, known: Iterable[tuple[str, Point]]) -> None:
        """``known``: normalised addresses with their points (WGS84 degrees)."""
        # Numbers beside numbers, not an object each: every record of the city comes by here.
        gathered: dict[StreetName, array[float]] = defaultdict(lambda: array("d"))
        for key, point in known:
            said = house_and_street(key)
            if said is not None:
                gathered[said[1]].extend((said[0], point.lat, point.long))
        rows = {name: np.frombuffer(each).reshape(-1, 3) for name, each in gathered.items()}
        lats = np.concatenate([each[:, 1] for each in rows.values()]) if rows else np.zeros(1)
        longs = np.concatenate([each[:, 2] for each in rows.values()]) if rows else np.zeros(1)
        self.plane = Plane(Point(float(np.median(lats)), float(np.median(longs))))
        _give_kinds(rows)
        self.streets = {
            name: make_street(
                name, each[:, 0].astype(np.int64), self.plane.x(each[:, 2]), self.plane.y(each[:, 1])
            )
            for name, each in rows.items()
        }
        self.named: dict[str, list[StreetName]] = defaultdict(list)
        for name in self.streets:
            self.named[name.name].append(name)
        self._grids = self._learn_grids()

    def _learn_grids(self) -> dict[str, Grid]:
        grids = {}
        for direction in ("N", "S", "E", "W"):
            streets = [each for name, each in self.streets.items() if name.direction == direction]
            if sum(len(each.numbers) for each in streets) < _GRID_LEAST:
                continue
            along = [each.y if direction in "NS" else each.x for each in streets]
            grid = Grid(np.concatenate([each.numbers for each in streets]), np.concatenate(along))
            if grid.spread <= _GRID_METRES:
                grids[direction] = grid
        return grids

    def find(self, number: int, name: StreetName) -> FoundAddress | None:
        """Where the number is on a street of this index (a name out of ``streets``), or None."""
        street = self.streets[name]
        at = int(np.searchsorted(street.numbers, number))
        if at < len(street.numbers) and street.numbers[at] == number:
            return self._found(street.x[at], street.y[at], Found.KNOWN, 15.0)
        between = self._between(street, number)
        return between if between is not None else self._beyond(street, number)

    def _between(self, street: Street, number: int) -> FoundAddress | None:
        same_side = street.numbers % 2 == number % 2
        for side in (same_side, np.ones(len(street.numbers), dtype=bool)):
            numbers, x, y = street.numbers[side], street.x[side], street.y[side]
            at = int(np.searchsorted(numbers, number))
            if 0 < at < len(numbers) and numbers[at] - numbers[at - 1] <= _NEAR_NUMBERS:
                share = (number - numbers[at - 1]) / (numbers[at] - numbers[at - 1])
                gap = hypot(x[at] - x[at - 1], y[at] - y[at - 1])
                return self._found(
                    x[at - 1] + share * (x[at] - x[at - 1]),
                    y[at - 1] + share * (y[at] - y[at - 1]),
                    Found.BETWEEN,
                    20.0 + gap / 30,
                )
        return None

    def _beyond(self, street: Street, number: int) -> FoundAddress | None:
        """By the grid along the street's direction, and by the street's nearest known numbers across it."""
        grid = self._grids.get(street.name.direction)
        away = int(np.abs(street.numbers - number).min())
        if grid is None or away > _FAR_NUMBERS or not grid.reaches(number):
            return None
        up_and_down = street.name.direction in "NS"
        along, across = (street.y, street.x) if up_and_down else (street.x, street.y)
        # The grid's own error on this street goes with it: what the known numbers on both sides are off by.
        off = float(np.interp(number, street.numbers, along - grid.along(street.numbers)))
        there = float(grid.along(number)) + off
        order = np.argsort(along)
        beside = _carried_on(along[order], across[order], there)
        x, y = (beside, there) if up_and_down else (there, beside)
        return self._found(x, y, Found.BEYOND, 40.0 + away / 4)

    def _found(self, x: float, y: float, how: Found, metres: float) -> FoundAddress:
        return FoundAddress(self.plane.point(float(x), float(y)), how, float(metres))


def _carried_on(along: _Floats, across: _Floats, there: float) -> float:
    """Across at ``there``: between known spots in a line, beyond them as the last quarter mile runs."""
    if along[0] <= there <= along[-1]:
        return float(np.interp(there, along, across))
    end = along[0] if there < along[0] else along[-1]
    near = np.abs(along - end) <= _END_METRES
    if near.sum() < 3 or np.ptp(along[near]) < 50.0:  # noqa: PLR2004 - a line wants some length
        return float(np.median(across[near]))
    slope, start = np.polyfit(along[near] - end, across[near], 1)
    return float(start + slope * (there - end))


def _give_kinds(rows: dict[StreetName, NDArray[np.float64]]) -> None:
    """Give what was said without a type to the street of that name whose known numbers are nearest."""
    for bare in [name for name in rows if not name.kind]:
        typed = [
            name for name in rows if name.kind and name.name == bare.name and name.direction == bare.direction
        ]
        if not typed or len(rows[bare]) >= max(len(rows[each]) for each in typed):
            continue
        spots = rows.pop(bare)
        for spot in spots:
            nearest = min(typed, key=lambda each: np.abs(rows[each][:, 1:] - spot[1:]).sum(axis=1).min())
            rows[nearest] = np.vstack([rows[nearest], spot])

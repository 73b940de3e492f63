"""Where streets meet: each street as a line through its known house numbers."""

from collections.abc import Mapping
from itertools import pairwise
from math import hypot
from typing import Any

import numpy as np
import shapely

from wardoffice.domain.places import Point
from wardoffice.geo.address_index import Street
from wardoffice.geo.plane import Plane
from wardoffice.geo.street_names import StreetName

_REACH_METRES = 250.0
"""Known numbers seldom reach to the corner: lines are carried on by a block at both ends."""
_STEP_METRES = 60.0
_MEET_METRES = 80.0
_LEAST_SPOTS = 2


class Crossings:
    """The lines of an index's streets, and where two of them meet."""

    def __init__(self, plane: Plane, streets: Mapping[StreetName, Street]) -> None:
        self._plane = plane
        made = {name: _line(street) for name, street in streets.items()}
        self._lines: dict[StreetName, Any] = {name: line for name, line in made.items() if line is not None}
        shapely.prepare(list(self._lines.values()))
        self._names = list(self._lines)
        self._tree = shapely.STRtree(list(self._lines.values()))

    def meet(self, one: StreetName, other: StreetName) -> Point | None:
        """Where two streets meet; where they meet more than once the first, from the low numbers on."""
        first, second = self._lines.get(one), self._lines.get(other)
        if first is None or second is None:
            return None
        shared = shapely.intersection(first, second)
        if not shared.is_empty:
            spots = shapely.get_coordinates(shared)
            along = shapely.line_locate_point(first, shapely.points(spots))
            x, y = spots[int(np.argmin(along))]
            return self._plane.point(float(x), float(y))
        between = shapely.shortest_line(first, second)
        if between.length > _MEET_METRES:
            return None
        x, y = shapely.get_coordinates(between).mean(axis=0)
        return self._plane.point(float(x), float(y))

    def along(self, street: StreetName, point: Point, metres: float) -> list[tuple[float, StreetName]]:
        """The streets that cross ``street`` within ``metres`` of a point, with how far off, nearest first."""
        line = self._lines.get(street)
        if line is None:
            return []
        x, y = self._plane.xy(point)
        spot, around = shapely.Point(x, y), (x - metres, y - metres, x + metres, y + metres)
        near = [self._names[each] for each in self._tree.query(spot.buffer(metres))]
        found = []
        # Only what is around the spot is crossed: a street through a whole city has thousands of corners.
        here = shapely.clip_by_rect(line, *around)
        for name in near:
            if name == street or name.name == street.name:
                continue
            shared = shapely.intersection(here, shapely.clip_by_rect(self._lines[name], *around))
            away = spot.distance(shared) if not shared.is_empty else metres + 1
            if away <= metres:
                found.append((float(away), name))
        return sorted(found)


def _line(street: Street) -> Any:  # noqa: ANN401 - shapely has no types
    """A line through the middles of half blocks, carried on at both ends; None for a street of one spot."""
    spots = _middles(street)
    if len(spots) < _LEAST_SPOTS:
        return None
    spots = [_beyond(spots[1], spots[0]), *spots, _beyond(spots[-2], spots[-1])]
    return shapely.LineString(spots)


def _middles(street: Street) -> list[tuple[float, float]]:
    """Known spots by their numbers; those within ``_STEP_METRES`` as one, midway between both sides."""
    spots: list[tuple[float, float]] = []
    group: list[tuple[float, float]] = []
    for x, y in zip(street.x, street.y, strict=True):
        if group and hypot(x - group[0][0], y - group[0][1]) > _STEP_METRES:
            spots.append(tuple(np.mean(group, axis=0)))
            group = []
        group.append((float(x), float(y)))
    spots.append(tuple(np.mean(group, axis=0)))
    return [spots[0], *(after for before, after in pairwise(spots) if before != after)]


def _beyond(inner: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    length = hypot(end[0] - inner[0], end[1] - inner[1])
    share = _REACH_METRES / length
    return end[0] + (end[0] - inner[0]) * share, end[1] + (end[1] - inner[1]) * share

"""How near other wards begin, for many points at once.

Each ward is kept a second time on a plane in metres, scaled at its own middle latitude. There its nearest
spot is looked for; how far that is, is measured at the point itself, so that the plane's scale does not tell.
"""

from math import cos, inf, radians
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wardoffice.domain.places import EARTH_RADIUS_METRES, Point

DEGREE_METRES = radians(1) * EARTH_RADIUS_METRES
_NEAREST_POLE_COSINE = 0.01
_SLACK = 1.01  # the plane's scale is right to some thousandths: what may be near enough is measured
_Floats = NDArray[np.float64]


class Borders:
    """The wards of one map (polygons in WGS84 degrees by number) as neighbours."""

    def __init__(self, areas: dict[int, Any]) -> None:
        self._flat = [_flattened(ward, area) for ward, area in areas.items()]
        shapely.prepare([area for _, _, area, _ in self._flat])

    def nearest(
        self, lat: _Floats, long: _Floats, own: NDArray[np.int64], metres: float
    ) -> tuple[NDArray[np.int64], _Floats]:
        """The nearest ward other than ``own`` that begins within ``metres`` of each of n points.

        ``lat`` and ``long`` (n,) are WGS84 degrees, ``own`` (n,) ward numbers, 0 for none. Gives ward numbers
        (n,), 0 for none, and metres (n,), NaN for none; of two wards equally near the lower number. Points
        without a usable position are near to none.
        """
        found = np.zeros(len(lat), dtype=np.int64)
        away = np.full(len(lat), np.inf)
        order = np.argsort(lat, kind="stable")  # NaN comes last and is in no box
        ordered = lat[order]
        for ward, scale, area, (west, south, east, north) in self._flat:
            high, wide = _SLACK * metres / DEGREE_METRES, _SLACK * metres / scale
            first, last = (
                np.searchsorted(ordered, south - high),
                np.searchsorted(ordered, north + high, "right"),
            )
            near = order[first:last]
            near = near[(long[near] >= west - wide) & (long[near] <= east + wide) & (own[near] != ward)]
            if not len(near):
                continue
            points = shapely.points(long[near] * scale, lat[near] * DEGREE_METRES)
            close = shapely.dwithin(area, points, _SLACK * metres)
            near, points = near[close], points[close]
            spots = shapely.get_coordinates(shapely.shortest_line(points, area))[1::2]
            at = np.maximum(np.cos(np.radians(lat[near])), _NEAREST_POLE_COSINE) * DEGREE_METRES
            east_of = (spots[:, 0] / scale - long[near]) * at
            north_of = spots[:, 1] - lat[near] * DEGREE_METRES
            distance = np.hypot(east_of, north_of)
            better = (distance <= metres) & (distance < away[near])
            found[near[better]], away[near[better]] = ward, distance[better]
        return found, np.where(found > 0, away, np.nan)

    def nearest_to_one(self, point: Point, own: int, metres: float) -> tuple[int, float | None]:
        """The same for one point, in a hundredth of the time that a list of one takes."""
        found, away = 0, inf
        x, y = point.long, point.lat
        high = _SLACK * metres / DEGREE_METRES
        for ward, scale, area, (west, south, east, north) in self._flat:
            wide = _SLACK * metres / scale
            if ward == own or not (south - high <= y <= north + high and west - wide <= x <= east + wide):
                continue
            spot = shapely.Point(x * scale, y * DEGREE_METRES)
            if not shapely.dwithin(area, spot, _SLACK * metres):
                continue
            nearest = shapely.get_coordinates(shapely.shortest_line(spot, area))[1]
            at = np.maximum(np.cos(np.radians(y)), _NEAREST_POLE_COSINE) * DEGREE_METRES
            east_of = (nearest[0] / scale - x) * at
            distance = float(np.hypot(east_of, nearest[1] - y * DEGREE_METRES))
            if distance <= metres and distance < away:
                found, away = ward, distance
        return found, away if found else None


def _flattened(ward: int, area: Any) -> tuple[int, float, Any, tuple[float, float, float, float]]:  # noqa: ANN401 - shapely has no types
    west, south, east, north = area.bounds
    scale = DEGREE_METRES * max(cos(radians((south + north) / 2)), _NEAREST_POLE_COSINE)
    flat = shapely.transform(area, lambda places: places * (scale, DEGREE_METRES))
    return ward, scale, flat, (west, south, east, north)

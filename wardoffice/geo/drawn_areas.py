"""Areas as a person draws them on the map, by hand."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wardoffice.domain.places import Point
from wardoffice.geo.plane import Plane

_LEAST_CORNERS = 3


def inside(ring: Sequence[Point], points: Sequence[Point]) -> list[int]:
    """Which of the points, by their places in the list, lie in an area or on its edge.

    ``ring`` is its corners in order (WGS84 degrees), closed or not. One drawn by hand may cross itself: what
    any of its loops goes around is inside. Fewer than three corners hold nothing.
    """
    if len(ring) < _LEAST_CORNERS or not points:
        return []
    area = _inside_of([(each.long, each.lat) for each in ring])
    x = np.fromiter((each.long for each in points), np.float64, len(points))
    y = np.fromiter((each.lat for each in points), np.float64, len(points))
    shapely.prepare(area)
    return [int(at) for at in np.flatnonzero(shapely.intersects_xy(area, x, y))]


def square_metres(ring: Sequence[Point]) -> float:
    """How much an area holds; a spot, or a line there and back, holds nothing."""
    if len(ring) < _LEAST_CORNERS:
        return 0.0
    plane = Plane(ring[0])
    return float(_inside_of([plane.xy(each) for each in ring]).area)


def _inside_of(corners: Sequence[tuple[float, float]]) -> BaseGeometry:
    """What any loop of a line through these corners goes around."""
    line = shapely.LinearRing(corners)
    return shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.node(line)])))

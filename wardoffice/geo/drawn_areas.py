"""Areas as a person draws them on the map, by hand."""

from collections.abc import Sequence

import numpy as np
import shapely

from wardoffice.domain.places import Point

_LEAST_CORNERS = 3


def inside(ring: Sequence[Point], points: Sequence[Point]) -> list[int]:
    """Which of the points, by their places in the list, lie in an area or on its edge.

    ``ring`` is its corners in order (WGS84 degrees), closed or not. One drawn by hand may cross itself: what
    any of its loops goes around is inside. Fewer than three corners hold nothing.
    """
    if len(ring) < _LEAST_CORNERS or not points:
        return []
    line = shapely.LinearRing([(each.long, each.lat) for each in ring])
    area = shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.node(line)])))
    x = np.fromiter((each.long for each in points), np.float64, len(points))
    y = np.fromiter((each.lat for each in points), np.float64, len(points))
    shapely.prepare(area)
    return [int(at) for at in np.flatnonzero(shapely.intersects_xy(area, x, y))]

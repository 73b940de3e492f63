"""The area of an incident where nobody drew one: a few blocks around a spot, or around some problems."""

from collections.abc import Sequence

from shapely import LinearRing, MultiPoint, Polygon

from wardoffice.domain.incidents import Ring
from wardoffice.domain.places import Point
from wardoffice.geo.plane import Plane

_QUARTER_CORNERS = 6  # of a circle: 24 corners are round enough for blocks
_DECIMALS = 7  # of a degree: a centimetre


def area_around(points: Sequence[Point], metres: float) -> Ring:
    """The area that reaches ``metres`` beyond the hull of these points: a circle around one alone.

    Raises ValueError for no points.
    """
    if not points:
        raise ValueError("an area lies around points")
    plane = Plane(points[0])
    hull = MultiPoint([plane.xy(each) for each in points]).convex_hull
    corners = hull.buffer(metres, quad_segs=_QUARTER_CORNERS).exterior.coords[:-1]
    return tuple(_rounded(plane.point(x, y)) for x, y in corners)


def middle_of(ring: Ring) -> Point:
    """The middle of an area, or of its edge where it crosses itself."""
    corners = [(each.long, each.lat) for each in ring]
    shape = Polygon(corners)
    spot = shape.representative_point() if shape.is_valid else LinearRing(corners).centroid
    return _rounded(Point(spot.y, spot.x))


def _rounded(point: Point) -> Point:
    return Point(round(point.lat, _DECIMALS), round(point.long, _DECIMALS))

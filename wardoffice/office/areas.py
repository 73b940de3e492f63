"""What lies in an area that a person drew on the map."""

from collections.abc import Sequence

from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint
from wardoffice.geo.drawn_areas import inside


def cases_in(ring: Sequence[Point], points: Sequence[MapPoint]) -> tuple[int, ...]:
    """The ids of the problems on the map that lie in the area, in their order (see geo.drawn_areas)."""
    return tuple(points[at].case_id for at in inside(ring, [each.point for each in points]))

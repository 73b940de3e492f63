"""The inside of each ward: where no other ward begins within so many metres.

A point there needs no measuring. Nine in ten points of a city are there, and asking takes no longer than
asking for the ward.
"""

from math import cos, radians
from typing import Any

import shapely

from wardoffice.geo.borders import DEGREE_METRES

_NEAREST_POLE_COSINE = 0.01
_SIMPLER_METRES = 2.0
_SPARE_METRES = 1.0  # for the plane's scale and for round corners drawn with straight lines


def inner_wards(areas: dict[int, Any], metres: float) -> dict[int, Any]:
    """The inside of each ward by number, prepared, in WGS84 degrees; none where it is nowhere so wide.

    ``areas`` are polygons in WGS84 degrees. The insides are drawn coarsely and always within the true ones.
    """
    narrow = metres + _SIMPLER_METRES + _SPARE_METRES
    inner = {ward: _resized(area, -narrow, _SIMPLER_METRES) for ward, area in areas.items()}
    numbers = list(areas)
    tree = shapely.STRtree([areas[ward] for ward in numbers])
    for ward in numbers:
        wide = metres + _SPARE_METRES
        near = {numbers[place] for place in tree.query(inner[ward], predicate="intersects")} - {ward}
        for other in sorted(near):  # only where wards overlap
            inner[ward] = inner[ward].difference(_resized(areas[other], wide))
    found = {ward: area for ward, area in inner.items() if not area.is_empty}
    shapely.prepare(list(found.values()))
    return found


def _resized(area: Any, metres: float, simpler: float = 0.0) -> Any:  # noqa: ANN401 - shapely has no types
    _, south, _, north = area.bounds
    # Where a degree of longitude is shortest: what is so far there is at least so far anywhere else.
    scale = DEGREE_METRES * max(cos(radians(max(abs(south), abs(north)))), _NEAREST_POLE_COSINE)
    flat = shapely.transform(area, lambda places: places * (scale, DEGREE_METRES))
    if simpler:
        flat = shapely.simplify(flat, simpler)
    resized = flat.buffer(metres)
    return shapely.transform(resized, lambda places: places / (scale, DEGREE_METRES))

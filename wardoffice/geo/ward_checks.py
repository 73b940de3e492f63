"""Whether a map of wards can be what it says, before it replaces another."""

from collections.abc import Collection

from wardoffice.domain.errors import UnreadableError
from wardoffice.geo.wards import WardMap
from wardoffice.language import text

SMALLEST_WARD = 0.1
LARGEST_WARD = 400.0
"""Square kilometres: Chicago's are from 3 to 54."""
_NAMED = 5
_OVERLAP = 0.01
"""Of the whole: neighbours share borders, not land; maps are drawn a metre or two apart."""


Bounds = tuple[float, float, float, float]
"""(south, west, north, east) in WGS84 degrees."""


def check_wards(
    wards: WardMap,
    name: str,
    numbers: Collection[int],
    bounds: Bounds | None,
    *,
    ward: int = 0,
    next_step: str = "",
) -> None:
    """Raise UnreadableError unless the map has exactly these wards, of a sane size, within the city.

    Of a city whose ``numbers`` are not known, none, only where its wards lie is looked at; ``bounds`` is None
    where the city's file gives none. ``ward`` is one that must be there, 0 for none. ``next_step`` is what to
    do about a map that is refused.
    """
    if (why := _amiss(wards, numbers, bounds, ward)) is not None:
        raise _refused(name, why, next_step)


def _amiss(wards: WardMap, numbers: Collection[int], bounds: Bounds | None, ward: int) -> str | None:
    if bounds is not None and (why := _elsewhere(wards, bounds)) is not None:
        return why
    if numbers and (why := _other_wards(set(wards.wards), set(numbers))) is not None:
        return why
    if ward and ward not in wards.wards:
        return text("it has no ward {ward}, which is this office's", ward=ward)
    return _misdrawn(wards) if numbers else None


def _other_wards(drawn: set[int], numbers: set[int]) -> str | None:
    if missing := sorted(numbers - drawn):
        return text("it has no ward {wards}", wards=", ".join(str(each) for each in missing[:_NAMED]))
    if strange := sorted(drawn - numbers):
        return text("the city has no ward {wards}", wards=", ".join(str(each) for each in strange[:_NAMED]))
    return None


def _misdrawn(wards: WardMap) -> str | None:
    for each, area in wards.square_kilometres().items():
        if not SMALLEST_WARD <= area <= LARGEST_WARD:
            return text("ward {ward} would be {area:,.1f} square kilometres", ward=each, area=area)
    return text("its wards lie upon each other") if wards.overlap() > _OVERLAP else None


def _elsewhere(wards: WardMap, bounds: Bounds) -> str | None:
    """Why the wards do not lie in the city, or None."""
    south, west, north, east = bounds
    corners = {each: wards.bounds(each) for each in wards.wards}
    if corners and all(
        south <= low.long and west <= low.lat and high.long <= north and high.lat <= east
        for low, high in corners.values()
    ):
        return text("latitude and longitude are the wrong way round in it")
    for each, (low, high) in corners.items():
        if low.lat < south or low.long < west or high.lat > north or high.long > east:
            return text("ward {ward} does not lie in the city", ward=each)
    return None


def _refused(name: str, why: str, next_step: str) -> UnreadableError:
    return UnreadableError(
        text("The ward map {name} is not this city's: {why}.", name=name, why=why),
        text("Nothing was changed; the map in use stays."),
        next_step or text("Try again later. If it goes on, import the map as a file."),
    )

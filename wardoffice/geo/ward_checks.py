"""Whether a map of wards can be what it says, before it replaces another."""

from collections.abc import Collection

from wardoffice.domain.errors import UnreadableError
from wardoffice.geo.wards import WardMap
from wardoffice.language import text

SMALLEST_WARD = 0.1
LARGEST_WARD = 400.0
"""Square kilometres: Chicago's are from 3 to 54."""
_OVERLAP = 0.01
"""Of the whole: neighbours share borders, not land; maps are drawn a metre or two apart."""


def check_wards(
    wards: WardMap, name: str, numbers: Collection[int], bounds: tuple[float, float, float, float] | None
) -> None:
    """Raise UnreadableError unless the map has exactly these wards, of a sane size, within the city.

    ``bounds`` is (south, west, north, east) in WGS84 degrees; None where the city's file gives none.
    """
    missing = sorted(set(numbers) - set(wards.wards))
    if missing:
        listed = ", ".join(str(ward) for ward in missing[:5])
        raise _refused(name, text("it has no ward {wards}", wards=listed))
    if strange := sorted(set(wards.wards) - set(numbers)):
        listed = ", ".join(str(ward) for ward in strange[:5])
        raise _refused(name, text("the city has no ward {wards}", wards=listed))
    areas = wards.square_kilometres()
    for ward, area in areas.items():
        if not SMALLEST_WARD <= area <= LARGEST_WARD:
            raise _refused(
                name, text("ward {ward} would be {area:,.1f} square kilometres", ward=ward, area=area)
            )
    south, west, north, east = bounds or (-90.0, -180.0, 90.0, 180.0)
    for ward in wards.wards:
        low, high = wards.bounds(ward)
        if low.lat < south or low.long < west or high.lat > north or high.long > east:
            raise _refused(name, text("ward {ward} does not lie in the city", ward=ward))
    if wards.overlap() > _OVERLAP:
        raise _refused(name, text("its wards lie upon each other"))


def _refused(name: str, why: str) -> UnreadableError:
    return UnreadableError(
        text("The ward map {name} is not this city's: {why}.", name=name, why=why),
        text("Nothing was changed; the map in use stays."),
        text("Try again later. If it goes on, import the map as a file."),
    )

"""Places: a point on the earth, an address, and how we came to know it."""

import re
from dataclasses import dataclass
from enum import StrEnum, unique
from math import asin, cos, isfinite, radians, sin, sqrt

EARTH_RADIUS_METRES = 6_371_008.8  # IUGG mean radius
_LAT_LIMIT = 90.0
_LONG_LIMIT = 180.0


@unique
class PlaceSource(StrEnum):
    """How a place became known, the surest first."""

    PERSON = "person"
    CITY = "city"
    PHOTO = "photo"
    PIN = "pin"
    ADDRESS_IN_TEXT = "address in text"
    ONLINE = "online"
    WARD_FIELD = "ward field"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees."""

    lat: float
    long: float

    def is_valid(self) -> bool:
        """Finite, in range, and not the 0/0 that means "unknown" in many feeds and cameras."""
        return (
            isfinite(self.lat)
            and isfinite(self.long)
            and abs(self.lat) <= _LAT_LIMIT
            and abs(self.long) <= _LONG_LIMIT
            and not (self.lat == 0 and self.long == 0)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is; any part may be missing.

    ``metres``: how far off the point may be where it was worked out, nine times in ten; None where it was
    told. ``others``: addresses of which any may be meant where that could not be decided; beside a point, an
    address that was told as well, ``apart`` metres from it.
    """

    point: Point | None = None
    address: str = ""
    source: PlaceSource = PlaceSource.NONE
    metres: float | None = None
    others: tuple[str, ...] = ()
    apart: float | None = None


@dataclass(frozen=True, slots=True)
class AddressPoint:
    """An address and where it is."""

    address: str
    point: Point


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest box around an area: WGS84 degrees, edges included."""

    south: float
    west: float
    north: float
    east: float

    def metres_to(self, point: Point) -> float:
        """How far outside the box a point lies, in metres; 0 inside."""
        nearest = Point(
            min(max(point.lat, self.south), self.north), min(max(point.long, self.west), self.east)
        )
        return 0.0 if nearest == point else metres_between(nearest, point)


FAR_APART_METRES = 250.0
"""Two tellings of one place this far apart are two places: a long block and a half."""

FAR_FROM_CITY_METRES = 5_000.0
"""A photo from further outside the city is of something else, or its camera is wrong."""


_TAIL = re.compile(r",\s*[^,\d]+,\s*[A-Z]{2}\b.*$", re.IGNORECASE)


def shown_address(address: str) -> str:
    """An address as people write it: without city, state and zip code, and not in capitals.

    The city's record keeps its own way of writing beside it.
    """
    street = _TAIL.sub("", " ".join(address.split())) or address
    return " ".join(_in_mixed_case(word) for word in street.split())


def _in_mixed_case(word: str) -> str:
    if not word.isupper() or len(word) == 1:
        return word
    return word.title() if word.isalpha() else word.lower() if word[0].isdigit() else word


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance in metres (haversine; Sinnott, Sky and Telescope 68, 1984)."""
    lat_half = radians(other.lat - one.lat) / 2
    long_half = radians(other.long - one.long) / 2
    chord = sin(lat_half) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(long_half) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(chord)))

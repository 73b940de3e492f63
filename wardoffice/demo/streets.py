"""The streets of the practice ward: invented names on Chicago's street grid.

Chicago counts 800 address numbers to the mile from State and Madison Streets; even numbers stand on the
north and west sides. Grid coordinates here are such numbers: ``west`` of State, ``north`` of Madison.
Points are WGS84 degrees.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from typing import Any

from wardoffice.domain.places import Point

PRACTICE_WARD = 51
WEST_NEIGHBOUR = 52
NORTH_NEIGHBOUR = 53
ZIPCODE = "60600"

_ORIGIN = Point(41.8820, -87.6278)  # State and Madison
_METRES_A_NUMBER = 1609.344 / 800
_METRES_A_DEGREE_LAT = 111_061.0  # at 41.9 N (WGS84 meridian)
_METRES_A_DEGREE_LONG = 111_412.84 * cos(radians(41.91)) - 93.5 * cos(3 * radians(41.91))
_KERB_NUMBERS = 6.0  # a house's point lies about 12 m from the middle of its street
_ALLEY_NUMBERS = 23.0  # a lot is 125 feet deep; the alley runs behind it
_LOT_NUMBERS = 4  # a Chicago lot is 25 feet wide: every fourth number has a house
_BLOCK = 100

_NORTH_SOUTH = (
    "Quillhaven Ave", "Bramhollow Ave", "Tessamere Ave", "Orlowick Ave", "Dunquarry Ave", "Fennimarch Ave",
    "Hesterbrook Ave", "Juniperal Ave", "Kettleby Ave", "Lanternwood Ave", "Mossgarde Ave", "Nettlecombe Ave",
    "Pipistrel Ave", "Rookminster Ave", "Saltonway Ave", "Thimblewick Ave", "Umberlane Ave", "Vesperton Ave",
    "Wickermoor Ave",
)  # fmt: skip
_EAST_WEST = (
    "Appleforge St", "Brindlestone St", "Candlewright St", "Dovermast St", "Emberquay St", "Flaxmoor St",
    "Gantrybell St", "Hollowbrine St", "Inkwater Pl", "Jasperlow St", "Kilnwater St", "Lindenquist Blvd",
    "Marrowfield St", "Nimblegate St", "Ottersmith Pl", "Plumbridge St", "Quarterlight St", "Rustwater St",
    "Sorrelgate St",
)  # fmt: skip
_FIRST_WEST, _FIRST_NORTH = 3200, 1600

# Corners in grid numbers (west, north) along the middles of streets, anticlockwise (RFC 7946, 3.1.6).
_RINGS = {
    PRACTICE_WARD: (
        (4800, 1600), (3200, 1600), (3200, 2800), (3600, 2800), (3600, 3200), (4400, 3200), (4400, 3100),
        (4800, 3100), (4800, 1600),
    ),
    WEST_NEIGHBOUR: ((5020, 1600), (4800, 1600), (4800, 3100), (5020, 3100), (5020, 1600)),
    NORTH_NEIGHBOUR: (
        (5020, 3100), (4400, 3100), (4400, 3200), (3600, 3200), (3600, 2800), (3200, 2800), (3200, 3420),
        (5020, 3420), (5020, 3100),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Street:
    """A straight street; ``position`` is its grid number, ``north_south`` the way it runs."""

    name: str
    north_south: bool
    position: int

    @property
    def direction(self) -> str:
        """The letter between number and name: the part of town its numbers count into."""
        return "N" if self.north_south else "W"


@dataclass(frozen=True, slots=True)
class Address:
    """A house number on a street."""

    number: int
    street: Street

    @property
    def line(self) -> str:
        """As a resident writes it: ``2431 N Bramhollow Ave``."""
        return f"{self.number} {self.street.direction} {self.street.name}"

    @property
    def city_line(self) -> str:
        """As the city writes it: ``2431 N BRAMHOLLOW AVE, CHICAGO, IL, 60600``."""
        return f"{self.line.upper()}, CHICAGO, IL, {ZIPCODE}"

    @property
    def point(self) -> Point:
        """In front of the house."""
        return self._off_street(_KERB_NUMBERS)

    @property
    def alley_point(self) -> Point:
        """Behind the house."""
        return self._off_street(_ALLEY_NUMBERS)

    def _off_street(self, numbers: float) -> Point:
        off = numbers if self.number % 2 == 0 else -numbers
        if self.street.north_south:
            return grid_point(self.street.position + off, self.number)
        return grid_point(self.number, self.street.position + off)

    @property
    def block(self) -> tuple[str, int]:
        """The street and the hundred: houses of one block share it."""
        return self.street.name, self.number // _BLOCK

    def next_house(self, steps: int = 1) -> "Address":
        """Give the house ``steps`` lots further on the same side."""
        return Address(self.number + _LOT_NUMBERS * steps, self.street)

    def across(self) -> "Address":
        """Give the house on the other side of the street."""
        return Address(self.number + 1 if self.number % 2 == 0 else self.number - 1, self.street)


@cache
def streets() -> tuple[Street, ...]:
    """List every street of the three wards."""
    avenues = (Street(name, True, _FIRST_WEST + _BLOCK * i) for i, name in enumerate(_NORTH_SOUTH))
    cross = (Street(name, False, _FIRST_NORTH + _BLOCK * i) for i, name in enumerate(_EAST_WEST))
    return (*avenues, *cross)


@cache
def addresses(ward: int) -> tuple[Address, ...]:
    """List every house of a ward, in street order."""
    return tuple(
        address
        for street in streets()
        for block in range(len(_NORTH_SOUTH) - 1)
        for lot in range(8, _BLOCK - 8, _LOT_NUMBERS)
        for side in (0, 1)
        if ward_of((address := _house(street, block, lot + side)).point) == ward
    )


def _house(street: Street, block: int, in_block: int) -> Address:
    first = _FIRST_NORTH if street.north_south else _FIRST_WEST
    return Address(first + _BLOCK * block + in_block, street)


def grid_point(west: float, north: float) -> Point:
    """Give the point of a pair of grid numbers."""
    lat = _ORIGIN.lat + north * _METRES_A_NUMBER / _METRES_A_DEGREE_LAT
    long = _ORIGIN.long - west * _METRES_A_NUMBER / _METRES_A_DEGREE_LONG
    return Point(lat, long)


def grid_numbers(point: Point) -> tuple[float, float]:
    """Give the grid numbers (west, north) of a point."""
    north = (point.lat - _ORIGIN.lat) * _METRES_A_DEGREE_LAT / _METRES_A_NUMBER
    west = (_ORIGIN.long - point.long) * _METRES_A_DEGREE_LONG / _METRES_A_NUMBER
    return west, north


def nearest_address(point: Point) -> Address:
    """Find the house nearest to a point of the practice wards."""
    west, north = grid_numbers(point)
    street = min(streets(), key=lambda each: abs((west if each.north_south else north) - each.position))
    along, across = (north, west) if street.north_south else (west, north)
    even = across >= street.position
    number = 2 * round((along - (0 if even else 1)) / 2) + (0 if even else 1)
    return Address(number, street)


def moved(point: Point, east_metres: float, north_metres: float) -> Point:
    """Move a point by some metres: cameras and callers are never exact."""
    return Point(
        point.lat + north_metres / _METRES_A_DEGREE_LAT, point.long + east_metres / _METRES_A_DEGREE_LONG
    )


def ward_of(point: Point) -> int | None:
    """Find the ward whose polygon holds the point (even-odd rule); None outside the three."""
    west, north = grid_numbers(point)
    for ward, ring in _RINGS.items():
        inside = False
        for (west_a, north_a), (west_b, north_b) in pairwise(ring):
            if (north_a > north) != (north_b > north):
                at = west_a + (north - north_a) * (west_b - west_a) / (north_b - north_a)
                inside ^= west < at
        if inside:
            return ward
    return None


def wards_geojson() -> dict[str, Any]:
    """Draw the ward map: a GeoJSON FeatureCollection (RFC 7946), a Polygon a ward, property ``ward``."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"ward": ward},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[point.long, point.lat] for corner in ring for point in (grid_point(*corner),)]
                    ],
                },
            }
            for ward, ring in _RINGS.items()
        ],
    }

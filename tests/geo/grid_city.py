"""A made-up city on a grid: 800 house numbers to the mile both ways, from a zero corner."""

from collections.abc import Iterator

from wardoffice.domain.places import Point
from wardoffice.geo.plane import Plane

ZERO = Point(41.90, -87.65)
METRES_A_NUMBER = 1609.344 / 800
DOWN = {
    "N HALE AVE": 2000,
    "N MORROW ST": 2100,
    "N IRVING PARK AVE": 2400,
    "N MAY ST": 1100,
    "N KENT AVE": 1600,
}
"""Streets that run north and south, by how far west they lie."""
ACROSS = {"W LOMBARD AVE": 4700, "W 47TH ST": 4300, "W GROVE ST": 4600, "W DR ADA KING JR DR": 4500}
"""Streets that run east and west, by how far north they lie."""
SOUTH = {"S HALE AVE": 2000}
LAST = {"N KENT AVE": 6400}
"""Streets whose known numbers go on further than the others'."""
_SIDE_METRES = 12.0


def corner(west: float, north: float) -> Point:
    """The point ``west`` and ``north`` house numbers from the zero corner."""
    return Plane(ZERO).point(-west * METRES_A_NUMBER, north * METRES_A_NUMBER)


def house(address: str) -> Point:
    """Where a house of this city stands: on the even or odd side of its street."""
    number, street = address.split(" ", 1)
    side = _SIDE_METRES * (1 if int(number) % 2 else -1)
    plane = Plane(ZERO)
    if street in DOWN:
        x, y = plane.xy(corner(DOWN[street], int(number)))
        return plane.point(x + side, y)
    if street in SOUTH:
        x, y = plane.xy(corner(SOUTH[street], -int(number)))
        return plane.point(x + side, y)
    x, y = plane.xy(corner(int(number), ACROSS[street]))
    return plane.point(x, y + side)


def known_addresses(step: int = 18) -> Iterator[tuple[str, Point]]:
    """Addresses the city has placed: on every street every ``step`` numbers, on both sides."""
    streets = {**dict.fromkeys(DOWN, 4000), **dict.fromkeys(SOUTH, 4000), **dict.fromkeys(ACROSS, 1000)}
    for street, first in streets.items():
        last = 2700 if street in ACROSS else LAST.get(street, 5600)
        for number in range(first, last, step):
            for each in (number, number + 1):
                yield f"{each} {street}", house(f"{each} {street}")

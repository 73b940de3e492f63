"""The hundred block of an address, and which side of the street its even and odd numbers are on."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np

from wardoffice.domain.places import Box, Point
from wardoffice.geo.address_index import AddressIndex, Street
from wardoffice.geo.street_names import StreetName, house_and_street

_BLOCK = 100
_BLOCK_METRES = 201.2
_METRES_PER_DEGREE = 111_195.0  # of latitude: the mean radius times pi/180
_MARGIN_METRES = 60.0
_SIDE_METRES = 4.0
_BESIDE = 200  # numbers before and after the block that tell the sides as well


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A hundred block: numbers ``first`` to ``first + 99`` of a street, and a box around it.

    ``even`` and ``odd`` are the sides ("N", "S", "E", "W") their houses stand on, "" where that is not known.
    """

    street: StreetName
    first: int
    box: Box
    even: str = ""
    odd: str = ""

    def number_of(self, key: str) -> int | None:
        """The house number of a normalised address on this block; None for one elsewhere."""
        said = house_and_street(key)
        if said is None or not self.first <= said[0] < self.first + _BLOCK:
            return None
        number, street = said
        return number if street.name == self.street.name and street.fits(self.street) else None


def find_block(index: AddressIndex, key: str) -> FoundBlock | None:
    """The block of a normalised address; None without a house number, or on a street nobody knows."""
    said = house_and_street(key)
    if said is None:
        return None
    number, name = said
    fitting = [index.streets[each] for each in index.named.get(name.name, ()) if each.fits(name)]
    first = number // _BLOCK * _BLOCK
    known = [each for each in fitting if _of_block(each, first).any()]
    if not known:
        return None
    street = max(known, key=lambda each: int(_of_block(each, first).sum()))
    x, y = (each[_of_block(street, first)] for each in (street.x, street.y))
    low = index.plane.point(float(x.min()) - _MARGIN_METRES, float(y.min()) - _MARGIN_METRES)
    high = index.plane.point(float(x.max()) + _MARGIN_METRES, float(y.max()) + _MARGIN_METRES)
    even, odd = _sides(street, first)
    return FoundBlock(street.name, first, Box(low.lat, low.long, high.lat, high.long), even, odd)


def block_around(key: str, point: Point) -> FoundBlock | None:
    """The block of a normalised address of which nothing is known but where one of its houses stands.

    A hundred numbers are an eighth of a mile (City of Chicago, street numbering), to either side of it.
    """
    said = house_and_street(key)
    if said is None:
        return None
    number, street = said
    north = (_BLOCK_METRES + _MARGIN_METRES) / _METRES_PER_DEGREE
    east = north / cos(radians(point.lat))
    box = Box(point.lat - north, point.long - east, point.lat + north, point.long + east)
    return FoundBlock(street, number // _BLOCK * _BLOCK, box)


def _of_block(street: Street, first: int, beside: int = 0) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (street.numbers >= first - beside) & (
        street.numbers < first + _BLOCK + beside
    )
    return found


def _sides(street: Street, first: int) -> tuple[str, str]:
    """By where even and odd numbers lie across the line of the street near the block."""
    near = _of_block(street, first, _BESIDE)
    odd = near & (street.numbers % 2 == 1)
    even = near & (street.numbers % 2 == 0)
    if not odd.any() or not even.any():
        return "", ""
    up_and_down = np.ptp(street.y[near]) >= np.ptp(street.x[near])
    across = street.x if up_and_down else street.y
    apart = float(np.median(across[even]) - np.median(across[odd]))
    if abs(apart) < _SIDE_METRES:
        return "", ""
    high, low = ("E", "W") if up_and_down else ("N", "S")
    return (high, low) if apart > 0 else (low, high)

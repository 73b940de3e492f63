"""Streets as lines through the blocks of known addresses, where there is no map of streets."""

from collections.abc import Iterator
from math import hypot

import numpy as np

from wardoffice.domain.map_layers import StreetLine
from wardoffice.domain.places import shown_address
from wardoffice.geo.address_index import AddressIndex, Street

_BLOCK = 100
_APART_METRES = 450.0
"""Two long blocks: what is further apart is not joined, since a park or a river may lie between."""


def street_lines(index: AddressIndex) -> Iterator[StreetLine]:
    """A line for each stretch of a street, through the middles of its hundred blocks.

    A line is as true as the addresses are: some metres off the middle of the street, and straight from block
    to block. A block without a neighbour makes no line.
    """
    for street in index.streets.values():
        name = shown_address(str(street.name))
        for stretch in _stretches(_block_middles(street)):
            yield StreetLine(name, tuple(index.plane.point(x, y) for x, y in stretch))


def _block_middles(street: Street) -> list[tuple[float, float]]:
    """Midway between both sides where both are known."""
    blocks = street.numbers // _BLOCK
    odd = street.numbers % 2 == 1
    found = []
    for block in np.unique(blocks):
        sides = [(blocks == block) & side for side in (odd, ~odd)]
        middles = [(street.x[side].mean(), street.y[side].mean()) for side in sides if side.any()]
        x, y = np.mean(middles, axis=0)
        found.append((float(x), float(y)))
    return found


def _stretches(middles: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    stretch: list[tuple[float, float]] = []
    for x, y in middles:
        if stretch and hypot(x - stretch[-1][0], y - stretch[-1][1]) > _APART_METRES:
            if len(stretch) > 1:
                yield stretch
            stretch = []
        stretch.append((x, y))
    if len(stretch) > 1:
        yield stretch

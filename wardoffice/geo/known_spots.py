"""Every known house number as a spot on the plane, to find the one nearest to a point."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wardoffice.geo.address_index import Street
from wardoffice.geo.street_names import StreetName


@dataclass(frozen=True, slots=True)
class NearSpot:
    """A known house, ``metres`` away."""

    number: int
    street: StreetName
    metres: float


class KnownSpots:
    """The spots from west to east: what is near is a short stretch of them."""

    def __init__(self, streets: Iterable[Street]) -> None:
        self._streets = list(streets)
        self._ends = np.cumsum([len(street.numbers) for street in self._streets])
        x = np.concatenate([np.zeros(0), *(street.x for street in self._streets)])
        y = np.concatenate([np.zeros(0), *(street.y for street in self._streets)])
        self._order = np.argsort(x, kind="stable")
        self._x, self._y = x[self._order], y[self._order]

    def nearest(self, x: float, y: float, metres: float) -> NearSpot | None:
        """The spot nearest to (``x``, ``y``), or None where there is none within ``metres``."""
        first = int(np.searchsorted(self._x, x - metres, side="left"))
        after = int(np.searchsorted(self._x, x + metres, side="right"))
        if first == after:
            return None
        away = np.hypot(self._x[first:after] - x, self._y[first:after] - y)
        at = int(away.argmin())
        if away[at] > metres:
            return None
        spot = int(self._order[first + at])
        which = int(np.searchsorted(self._ends, spot, side="right"))
        street = self._streets[which]
        number = int(street.numbers[spot - int(self._ends[which])])  # counted from the street's end
        return NearSpot(number, street.name, float(away[at]))

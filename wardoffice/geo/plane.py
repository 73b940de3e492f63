"""A city on a flat map in metres, for distances and lines within it."""

from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from wardoffice.domain.places import EARTH_RADIUS_METRES, Point

_DEGREE_METRES = radians(1) * EARTH_RADIUS_METRES
_Floats = NDArray[np.float64]


class Plane:
    """Metres east (x) and north (y) of a point in the middle of a city; true to some thousandths there."""

    def __init__(self, middle: Point) -> None:
        self._middle = middle
        self._scale = cos(radians(middle.lat))

    def x(self, long: _Floats) -> _Floats:
        """Metres east of the middle, of n longitudes."""
        return (long - self._middle.long) * (self._scale * _DEGREE_METRES)

    def y(self, lat: _Floats) -> _Floats:
        """Metres north of the middle, of n latitudes."""
        return (lat - self._middle.lat) * _DEGREE_METRES

    def xy(self, point: Point) -> tuple[float, float]:
        """Both, of one point."""
        return (
            (point.long - self._middle.long) * self._scale * _DEGREE_METRES,
            (point.lat - self._middle.lat) * _DEGREE_METRES,
        )

    def point(self, x: float, y: float) -> Point:
        """The point (WGS84 degrees) of a spot on the plane."""
        return Point(
            self._middle.lat + y / _DEGREE_METRES, self._middle.long + x / self._scale / _DEGREE_METRES
        )

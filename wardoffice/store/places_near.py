"""Finds queue rows around a point by an index: those of the bands it touches, a stretch of each."""

from math import ceil, cos, floor, radians
from typing import TypedDict

from sqlalchemy import ColumnElement, and_, bindparam

from wardoffice.domain.places import Point
from wardoffice.store.tables import BANDS_PER_DEGREE, QueueEntry

_METRES_PER_DEGREE = 111_195.0


class BoxValues(TypedDict):
    """A square: the bands it touches, and its edges in WGS84 degrees."""

    bands: list[int]
    south: float
    north: float
    west: float
    east: float


def box_values(point: Point, metres: float) -> BoxValues:
    """The parameters of ``in_given_box``: the square of half-width ``metres`` around a point."""
    high = metres / _METRES_PER_DEGREE
    wide = high / max(cos(radians(point.lat)), 0.01)
    south, north = point.lat - high, point.lat + high
    # A latitude half-way between two bands is rounded otherwise by each database: both are asked.
    bands = range(floor(south * BANDS_PER_DEGREE), ceil(north * BANDS_PER_DEGREE) + 1)
    return {
        "bands": list(bands),
        "south": south,
        "north": north,
        "west": point.long - wide,
        "east": point.long + wide,
    }


def in_given_box() -> ColumnElement[bool]:
    """The condition that a queue row lies in the square of ``box_values``."""
    return and_(
        QueueEntry.band.in_(bindparam("bands", expanding=True)),
        QueueEntry.lat.between(bindparam("south"), bindparam("north")),
        QueueEntry.long.between(bindparam("west"), bindparam("east")),
    )


def in_box(point: Point, metres: float) -> ColumnElement[bool]:
    """The condition that a queue row lies in the square of half-width ``metres`` around a point."""
    box = box_values(point, metres)
    return and_(
        QueueEntry.band.in_(box["bands"]),
        QueueEntry.lat.between(box["south"], box["north"]),
        QueueEntry.long.between(box["west"], box["east"]),
    )

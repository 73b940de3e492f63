"""Finds queue rows around a point by an index: those of the bands it touches, a stretch of each."""

from dataclasses import dataclass
from math import ceil, cos, floor, radians

from sqlalchemy import ColumnElement, and_, bindparam

from wardoffice.domain.places import Point
from wardoffice.store.tables import BANDS_PER_DEGREE, QueueEntry

_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Box:
    """A square: the bands it touches, and its edges in WGS84 degrees."""

    bands: list[int]
    south: float
    north: float
    west: float
    east: float

    def values(self, name: str) -> dict[str, float | list[int]]:
        """The parameters of ``in_given_box`` of this name."""
        return {
            f"{name}_bands": self.bands,
            f"{name}_south": self.south,
            f"{name}_north": self.north,
            f"{name}_west": self.west,
            f"{name}_east": self.east,
        }


def box_around(point: Point, metres: float) -> Box:
    """The square of half-width ``metres`` around a point."""
    high = metres / _METRES_PER_DEGREE
    wide = high / max(cos(radians(point.lat)), 0.01)
    south, north = point.lat - high, point.lat + high
    # A latitude half-way between two bands is rounded otherwise by each database: both are asked.
    bands = range(floor(south * BANDS_PER_DEGREE), ceil(north * BANDS_PER_DEGREE) + 1)
    return Box(list(bands), south, north, point.long - wide, point.long + wide)


def in_given_box(name: str) -> ColumnElement[bool]:
    """The condition that a queue row lies in the square that is given by ``Box.values`` of this name."""
    return and_(
        QueueEntry.band.in_(bindparam(f"{name}_bands", expanding=True)),
        QueueEntry.lat.between(bindparam(f"{name}_south"), bindparam(f"{name}_north")),
        QueueEntry.long.between(bindparam(f"{name}_west"), bindparam(f"{name}_east")),
    )


def in_box(point: Point, metres: float) -> ColumnElement[bool]:
    """The condition that a queue row lies in the square of half-width ``metres`` around a point."""
    box = box_around(point, metres)
    return and_(
        QueueEntry.band.in_(box.bands),
        QueueEntry.lat.between(box.south, box.north),
        QueueEntry.long.between(box.west, box.east),
    )

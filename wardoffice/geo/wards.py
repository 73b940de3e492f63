"""The wards of a city: which one a point is in, and how far it is from the border.

Polygons are kept in full precision: a simplified map of Chicago's wards misplaces 3.5 % of points.
"""

from collections.abc import Sequence
from functools import cached_property
from math import cos, radians
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Box, Point
from wardoffice.domain.wards import WardPlace
from wardoffice.geo.borders import DEGREE_METRES, Borders
from wardoffice.geo.inner_wards import inner_wards
from wardoffice.geo.ward_files import WARD_PROPERTY, read_areas
from wardoffice.language import text

BORDER_METRES = 20.0
"""A point this near to another ward may well belong there: an address point is seldom surer."""
_FEW = 20  # fewer are sooner asked one by one than put in order
_Boxed = tuple[float, float, float, float, Any, int]
"""West, south, east and north of an area, the area, and its ward."""


class WardMap:
    """Polygons of the wards of one city in WGS84 degrees, by ward number.

    A point on the border of two wards belongs to the one with the lower number, so that it belongs to one.
    """

    def __init__(self, areas: dict[int, Any]) -> None:
        self._areas = dict(sorted(areas.items()))
        shapely.prepare(list(self._areas.values()))
        self._boxes = _boxes(self._areas)

    @classmethod
    def read(cls, path: Path) -> "WardMap":
        """The wards of a GeoJSON file or a zipped Shapefile (see :func:`read_areas`).

        Raises UnreadableError when the file is not such a map.
        """
        return cls(read_areas(path))

    @property
    def wards(self) -> tuple[int, ...]:
        """The numbers of all wards, ascending."""
        return tuple(self._areas)

    def ward_of(self, point: Point) -> int | None:
        """The ward a point is in, or None outside of all."""
        return _first_around(self._boxes, point)

    def wards_of(self, points: Sequence[Point]) -> list[int | None]:
        """The ward of each point, None for those outside or without a usable position."""
        return [ward or None for ward in self.wards_at(*_arrays(points)).tolist()]

    def wards_at(self, lat: NDArray[np.float64], long: NDArray[np.float64]) -> NDArray[np.int64]:
        """The ward of each of n points, 0 for those outside or without a usable position.

        ``lat`` and ``long`` have shape (n,), in WGS84 degrees. The points are put in order from south to
        north once, so that a ward looks only at those of its own latitudes, then of its own box.
        """
        order = np.argsort(lat, kind="stable")  # NaN comes last and is in no box
        y, x = lat[order], long[order]
        found = np.zeros(len(order), dtype=np.int64)
        for west, south, east, north, area, ward in reversed(self._boxes):  # the lowest is written last
            first, last = np.searchsorted(y, south, "left"), np.searchsorted(y, north, "right")
            across = x[first:last]
            near = np.flatnonzero((across >= west) & (across <= east)) + first
            if not len(near):
                continue
            found[order[near[shapely.intersects_xy(area, x[near], y[near])]]] = ward
        return found

    def place_of(self, point: Point, metres: float = BORDER_METRES) -> WardPlace:
        """The ward of a point, and the nearest other one that begins within so many metres.

        For a point outside of all wards any ward is another. Distances are within 0.1 %.
        """
        if metres <= BORDER_METRES:
            ward = _first_around(self._inner_boxes, point)
            if ward is not None:
                return WardPlace(ward)
        own = self.ward_of(point)
        other, away = self._borders.nearest_to_one(point, own or 0, metres)
        return WardPlace(own, other or None, away)

    def places_of(self, points: Sequence[Point], metres: float = BORDER_METRES) -> list[WardPlace]:
        """The same for many points at once."""
        if len(points) <= _FEW:
            return [self.place_of(point, metres) for point in points]
        lat, long = _arrays(points)
        own = self.wards_at(lat, long)
        near, away = self._borders.nearest(lat, long, own, metres)
        return [
            WardPlace(ward or None, other or None, distance if other else None)
            for ward, other, distance in zip(own.tolist(), near.tolist(), away.tolist(), strict=True)
        ]

    @cached_property
    def _borders(self) -> Borders:
        return Borders(self._areas)

    @cached_property
    def _inner_boxes(self) -> list[_Boxed]:
        return _boxes(inner_wards(self._areas, BORDER_METRES))

    def square_kilometres(self) -> dict[int, float]:
        """How large each ward is, within 0.5 % for a ward of a city."""
        return {
            ward: _square_degrees(area) * (DEGREE_METRES / 1000) ** 2 for ward, area in self._areas.items()
        }

    def overlap(self) -> float:
        """The share of all wards' land that belongs to more than one."""
        areas = list(self._areas.values())
        apart = sum(area.area for area in areas)
        return float(1 - shapely.union_all(areas).area / apart) if apart else 0.0

    def outline(self, ward: int) -> dict[str, Any]:
        """A ward as a GeoJSON feature with property ``ward``; raises CannotDoError for an unknown ward."""
        return {
            "type": "Feature",
            "properties": {WARD_PROPERTY: ward},
            "geometry": mapping(self._area(ward)),
        }

    def as_geojson(self) -> bytes:
        """The whole map as a GeoJSON file, every coordinate as it is kept."""
        features = [self.outline(ward) for ward in self._areas]
        return msgspec.json.encode({"type": "FeatureCollection", "features": features})

    def bounds(self, ward: int) -> tuple[Point, Point]:
        """The south-west and north-east corners of a ward; raises CannotDoError for an unknown ward."""
        west, south, east, north = self._area(ward).bounds
        return Point(south, west), Point(north, east)

    @cached_property
    def box(self) -> Box:
        """The smallest box around all wards."""
        west, south, east, north = shapely.total_bounds(list(self._areas.values()))
        return Box(float(south), float(west), float(north), float(east))

    def _area(self, ward: int) -> Any:  # noqa: ANN401 - shapely has no types
        try:
            return self._areas[ward]
        except KeyError as trouble:
            raise CannotDoError(
                text("There is no ward {ward} on this map.", ward=ward),
                text("Nothing was changed."),
                text("Choose another ward, or the map that has it, in the settings."),
            ) from trouble


def _boxes(areas: dict[int, Any]) -> list[_Boxed]:
    return [(*area.bounds, area, ward) for ward, area in areas.items()]


def _first_around(boxes: list[_Boxed], point: Point) -> int | None:
    x, y = point.long, point.lat
    for west, south, east, north, area, ward in boxes:
        if west <= x <= east and south <= y <= north and shapely.intersects_xy(area, x, y):
            return ward
    return None


def _square_degrees(area: Any) -> float:  # noqa: ANN401 - shapely has no types
    """In degrees of latitude, as large as at the area's own middle."""
    _, south, _, north = area.bounds
    return float(area.area * cos(radians((south + north) / 2)))


def _arrays(points: Sequence[Point]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lat = np.fromiter((point.lat for point in points), np.float64, len(points))
    return lat, np.fromiter((point.long for point in points), np.float64, len(points))

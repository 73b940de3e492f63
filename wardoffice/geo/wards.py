"""The wards of a city: which one a point is in, and how far it is from the border.

Polygons are kept in full precision: a simplified map of Chicago's wards misplaces 3.5 % of points.
"""

from collections.abc import Iterable, Sequence
from math import cos, isfinite, radians
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely.geometry import mapping, shape

from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.places import EARTH_RADIUS_METRES, Point
from wardoffice.language import text

_AREAS = frozenset({"Polygon", "MultiPolygon"})
_FIELD = "ward"
_LAST_WARD = 999


class WardMap:
    """Polygons of the wards of one city in WGS84 degrees, by ward number.

    A point on the border of two wards belongs to the one with the lower number, so that it belongs to one.
    """

    def __init__(self, areas: dict[int, Any]) -> None:
        self._areas = dict(sorted(areas.items()))
        self._numbers = np.array(list(self._areas), dtype=np.int64)
        self._polygons = np.array(list(self._areas.values()), dtype=object)
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    @classmethod
    def read(cls, path: Path) -> "WardMap":
        """The wards of a GeoJSON file (RFC 7946) whose features have a property ``ward``, text or number.

        Several features of one ward are joined; polygons that cross themselves are mended. Raises
        UnreadableError when the file is not such a map.
        """
        try:
            tree = msgspec.json.decode(path.read_bytes())
        except OSError as trouble:
            raise _unreadable(path, text("it cannot be opened ({detail})", detail=str(trouble))) from trouble
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as trouble:
            raise _unreadable(path, text("it is not valid JSON ({detail})", detail=str(trouble))) from trouble
        features = tree.get("features") if isinstance(tree, dict) else None
        if not isinstance(features, list) or not features:
            raise _unreadable(path, text("it holds no list of features"))
        parts: dict[int, list[Any]] = {}
        for position, feature in enumerate(features, start=1):
            ward, area = _ward_and_area(path, position, feature)
            parts.setdefault(ward, []).append(area)
        return cls(
            {ward: areas[0] if len(areas) == 1 else shapely.union_all(areas) for ward, areas in parts.items()}
        )

    @property
    def wards(self) -> tuple[int, ...]:
        """The numbers of all wards, ascending."""
        return tuple(self._areas)

    def ward_of(self, point: Point) -> int | None:
        """The ward a point is in, or None outside of all."""
        if not (isfinite(point.lat) and isfinite(point.long)):
            return None
        near = self._tree.query(shapely.Point(point.long, point.lat))
        inside = near[shapely.intersects_xy(self._polygons[near], point.long, point.lat)]
        return int(self._numbers[inside.min()]) if inside.size else None

    def wards_of(self, points: Sequence[Point]) -> list[int | None]:
        """The ward of each point, None for those outside or without a usable position."""
        found = np.full(len(points), -1, dtype=np.int64)
        places = np.array([(point.long, point.lat) for point in points], dtype=np.float64).reshape(-1, 2)
        usable = np.flatnonzero(np.isfinite(places).all(axis=1))
        x, y = places[usable, 0], places[usable, 1]
        asked, near = self._tree.query(shapely.points(x, y))
        for index in reversed(range(len(self._polygons))):  # the lowest number is written last and stays
            candidates = asked[near == index]
            inside = candidates[shapely.intersects_xy(self._polygons[index], x[candidates], y[candidates])]
            found[usable[inside]] = self._numbers[index]
        return [None if ward < 0 else ward for ward in found.tolist()]

    def metres_to_border(self, point: Point, ward: int) -> float:
        """Metres from a point, inside or outside, to the nearest border of a ward.

        Measured on a plane that touches the earth at the point: within 0.1 % up to some 50 km. Raises
        CannotDoError for a ward that is not on the map, ValueError for a point without a usable position.
        """
        if not (isfinite(point.lat) and isfinite(point.long)):
            raise ValueError(point)
        metres = radians(1) * EARTH_RADIUS_METRES
        scale = np.array([metres * cos(radians(point.lat)), metres])
        here = np.array([point.long, point.lat])
        boundary = shapely.boundary(self._area(ward))
        border = shapely.transform(boundary, lambda places: (places - here) * scale)
        return float(shapely.distance(border, shapely.Point(0, 0)))

    def outline(self, ward: int) -> dict[str, Any]:
        """A ward as a GeoJSON feature with property ``ward``; raises CannotDoError for an unknown ward."""
        return {"type": "Feature", "properties": {_FIELD: ward}, "geometry": mapping(self._area(ward))}

    def bounds(self, ward: int) -> tuple[Point, Point]:
        """The south-west and north-east corners of a ward; raises CannotDoError for an unknown ward."""
        west, south, east, north = self._area(ward).bounds
        return Point(south, west), Point(north, east)

    def _area(self, ward: int) -> Any:  # noqa: ANN401 - shapely has no types
        try:
            return self._areas[ward]
        except KeyError as trouble:
            raise CannotDoError(
                text("There is no ward {ward} on this map.", ward=ward),
                text("Nothing was changed."),
                text("Choose another ward, or the map that has it, in the settings."),
            ) from trouble


def _joined(areas: list[Any]) -> Any:  # noqa: ANN401 - shapely has no types
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)


def _ward_and_area(path: Path, position: int, feature: object) -> tuple[int, Any]:
    found: dict[str, Any] = feature if isinstance(feature, dict) else {}
    ward = _ward_number(found.get("properties"))
    if ward is None:
        raise _unreadable(path, text("feature {position} has no ward number", position=position))
    geometry = found.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in _AREAS:
        raise _unreadable(path, text("ward {ward} is not an area", ward=ward))
    try:
        area = shape(geometry)
        if not area.is_valid:
            area = shapely.make_valid(area, method="structure", keep_collapsed=False)
        usable = not area.is_empty and area.geom_type in _AREAS and _in_degrees(area.bounds)
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError) as trouble:
        raise _unreadable(path, text("the shape of ward {ward} is damaged", ward=ward)) from trouble
    if not usable:
        raise _unreadable(
            path, text("the shape of ward {ward} is empty or not in degrees (WGS84)", ward=ward)
        )
    return ward, area


def _ward_number(properties: object) -> int | None:
    if not isinstance(properties, dict):
        return None
    written = next((value for name, value in properties.items() if name.lower() == _FIELD), None)
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    digits = str(written).strip() if isinstance(written, int | str) else ""
    ward = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LAST_WARD)) else 0
    return ward or None


def _in_degrees(bounds: Iterable[float]) -> bool:
    west, south, east, north = bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004 - degrees


def _unreadable(path: Path, why: str) -> UnreadableError:
    return UnreadableError(
        text("The ward map {name} cannot be used: {why}.", name=path.name, why=why),
        text("Nothing was changed; the map in use stays."),
        text("Use a GeoJSON file of areas in degrees with a property “ward”, as data portals give it."),
    )

"""Maps of wards as cities publish them: GeoJSON (RFC 7946), or a Shapefile (ESRI, 1998) in a zip archive."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wardoffice.domain.errors import UnreadableError
from wardoffice.geo.feature_files import NotAMapError, features_of
from wardoffice.language import text

WARD_PROPERTY = "ward"
_AREAS = frozenset({"Polygon", "MultiPolygon"})
_LAST_WARD = 999


def read_areas(path: Path) -> dict[int, Any]:
    """The areas of a map of wards in WGS84 degrees, by ward number, in full precision.

    A GeoJSON file whose features have a property ``ward``, text or number; or a zip archive with one
    Shapefile (.shp and .dbf) that has such a field, in degrees. Several features of one ward are joined;
    polygons that cross themselves are mended. Raises UnreadableError when the file is not such a map.
    """
    try:
        parts: dict[int, list[Any]] = {}
        for position, (properties, geometry) in enumerate(features_of(path), start=1):
            ward, area = _ward_and_area(path, position, properties, geometry)
            parts.setdefault(ward, []).append(area)
    except NotAMapError as trouble:
        raise _unreadable(path, trouble.why) from trouble
    except OSError as trouble:
        raise _unreadable(path, text("it cannot be opened ({detail})", detail=str(trouble))) from trouble
    return {ward: areas[0] if len(areas) == 1 else shapely.union_all(areas) for ward, areas in parts.items()}


def _ward_and_area(path: Path, position: int, properties: object, geometry: object) -> tuple[int, Any]:
    ward = _ward_number(properties)
    if ward is None:
        raise _unreadable(path, text("feature {position} has no ward number", position=position))
    if not isinstance(geometry, dict) or geometry.get("type") not in _AREAS:
        raise _unreadable(path, text("ward {ward} is not an area", ward=ward))
    try:
        area = shape(geometry)
        usable = not area.is_empty and _in_degrees(area)
        if usable and not area.is_valid:
            area = shapely.make_valid(area, method="structure", keep_collapsed=False)
            usable = not area.is_empty and area.geom_type in _AREAS
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
    written = next((value for name, value in properties.items() if name.lower() == WARD_PROPERTY), None)
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    digits = str(written).strip() if isinstance(written, int | str) else ""
    ward = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LAST_WARD)) else 0
    return ward or None


def _in_degrees(area: Any) -> bool:  # noqa: ANN401 - shapely has no types
    """Whether every corner is, those of holes too, which an area's bounds leave out."""
    places = np.abs(shapely.get_coordinates(area))
    return bool(np.all(places <= (180.0, 90.0)))


def _unreadable(path: Path, why: str) -> UnreadableError:
    return UnreadableError(
        text("The ward map {name} cannot be used: {why}.", name=path.name, why=why),
        text("Nothing was changed; the map in use stays."),
        text(
            "Use a GeoJSON file or a zipped Shapefile of areas in degrees with a property “ward”, as data "
            "portals give it."
        ),
    )

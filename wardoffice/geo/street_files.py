"""Maps of streets as cities publish them: the centre lines of their streets, with names."""

from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.map_layers import StreetLine
from wardoffice.domain.places import Point, shown_address
from wardoffice.geo.feature_files import NotAMapError, features_of
from wardoffice.language import text

_PARTS = (
    ("pre_dir", "predir", "dirpre", "prefix"),
    ("street_nam", "street_name", "stname", "st_name", "basename"),
    ("street_typ", "street_type", "sttype", "st_type", "type"),
    ("suf_dir", "sufdir", "dirsuf"),
)
"""The fields of a name that comes in parts: direction, name, type, direction after it (Chicago's first)."""
_WHOLE = ("full_name", "fullname", "full_stree", "street", "name", "label")
_LEAST_POINTS = 2
_MOST_LONG, _MOST_LAT = 180.0, 90.0


def holds_streets(path: Path) -> bool:
    """Whether the first feature of a map file is a line. False for a file that is no map at all."""
    try:
        _, geometry = next(iter(features_of(path)))
    except (NotAMapError, OSError, StopIteration):
        return False
    return isinstance(geometry, dict) and str(geometry.get("type")).endswith("LineString")


def read_streets(path: Path) -> tuple[StreetLine, ...]:
    """The lines of a map of streets: GeoJSON, or a zipped Shapefile, in WGS84 degrees.

    Names are written as people write them. Features that are no lines, and lines that are not in degrees,
    are left out. Raises UnreadableError for a file without any line.
    """
    try:
        found = tuple(_lines(path))
    except NotAMapError as trouble:
        raise _unreadable(path, trouble.why) from trouble
    except OSError as trouble:
        raise _unreadable(path, text("it cannot be opened ({detail})", detail=str(trouble))) from trouble
    if not found:
        raise _unreadable(path, text("it holds no lines in degrees (WGS84)"))
    return found


def _lines(path: Path) -> Iterator[StreetLine]:
    for properties, geometry in features_of(path):
        if not isinstance(geometry, dict):
            continue
        kind, places = geometry.get("type"), geometry.get("coordinates")
        parts = {"LineString": [places], "MultiLineString": places}.get(str(kind))
        name = _name(properties) if isinstance(properties, dict) else ""
        for part in parts if isinstance(parts, list | tuple) else ():
            points = _points(part)
            if len(points) >= _LEAST_POINTS:
                yield StreetLine(name, points)


def _points(part: object) -> tuple[Point, ...]:
    """The points of a line, none where one of them is no place in degrees."""
    found = []
    for place in part if isinstance(part, list | tuple) else ():
        try:
            long, lat = float(place[0]), float(place[1])
        except (TypeError, ValueError, LookupError):
            return ()
        if not (isfinite(long) and isfinite(lat)) or abs(long) > _MOST_LONG or abs(lat) > _MOST_LAT:
            return ()
        found.append(Point(lat, long))
    return tuple(found)


def _name(properties: Mapping[object, object]) -> str:
    known = {str(key).lower(): str(value).strip() for key, value in properties.items() if value is not None}
    parts = [next((known[key] for key in keys if known.get(key)), "") for keys in _PARTS]
    whole = next((known[key] for key in _WHOLE if known.get(key)), "")
    return shown_address(" ".join(part for part in parts if part) if parts[1] else whole)


def _unreadable(path: Path, why: str) -> UnreadableError:
    return UnreadableError(
        text("The map of streets {name} cannot be used: {why}.", name=path.name, why=why),
        text("Nothing was changed; the streets in use stay."),
        text("Use a GeoJSON file or a zipped Shapefile of centre lines in degrees, as data portals give it."),
    )

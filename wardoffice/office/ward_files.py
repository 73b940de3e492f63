"""The office's maps of wards: kept as GeoJSON in its folder, one file a boundary set.

``wards.geojson`` is the map without a date; ``wards-2023-05-15.geojson`` is in force since that day.
"""

import re
from datetime import date
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.geo.ward_history import BoundarySet, WardHistory
from wardoffice.geo.wards import WardMap
from wardoffice.language import text
from wardoffice.system.folders import replace_file

_NAME = re.compile(r"wards(?:-(?P<since>[0-9]{4}-[0-9]{2}-[0-9]{2}))?\.geojson")


def keep_wards(folder: Path, source: Path, since: date | None = None) -> WardMap:
    """Read a map (GeoJSON or zipped Shapefile) and keep it whole, instead of the one of the same day if any.

    Raises UnreadableError where it cannot be used, OSError where it cannot be written; what is kept stays.
    """
    wards = WardMap.read(source)
    keep_map(folder, wards, since)
    return wards


def keep_map(folder: Path, wards: WardMap, since: date | None) -> None:
    """Keep a map that was read; with a day, the same map kept without one gives way to it. Raises OSError."""
    same = since is not None and is_map_without_day(folder, wards)
    replace_file(folder / _name(since), wards.as_geojson())
    if same:
        map_without_day(folder).unlink()


def is_map_without_day(folder: Path, wards: WardMap) -> bool:
    """Whether this very map is the one kept without a day; raises OSError."""
    kept = map_without_day(folder)
    return kept.exists() and kept.read_bytes() == wards.as_geojson()


def map_without_day(folder: Path) -> Path:
    """Where the map without a day is kept, if there is one."""
    return folder / _name(None)


def read_wards(folder: Path) -> WardHistory:
    """All maps of a folder; raises UnreadableError for one that cannot be used or names no day there is."""
    return WardHistory(BoundarySet(since, WardMap.read(path)) for since, path in ward_paths(folder).items())


def ward_paths(folder: Path) -> dict[date | None, Path]:
    """The files of all maps by their first day; raises UnreadableError for one that names no day there is."""
    named = ((path, _NAME.fullmatch(path.name)) for path in sorted(folder.glob("wards*.geojson")))
    return {_since(path, found["since"]): path for path, found in named if found is not None}


def _name(since: date | None) -> str:
    return f"wards-{since.isoformat()}.geojson" if since else "wards.geojson"


def _since(path: Path, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as trouble:
        raise UnreadableError(
            text("The name of the ward map {name} holds a day that does not exist.", name=path.name),
            text("Nothing was changed."),
            text("Name it by the day it came into force, such as wards-2023-05-15.geojson."),
        ) from trouble

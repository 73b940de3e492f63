"""Features of map files: GeoJSON (RFC 7946), or a Shapefile (ESRI, 1998) in a zip archive."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

import msgspec

from wardoffice.language import text

_LARGEST_PART = 200_000_000  # bytes unpacked: fifty times Chicago's wards, twice its streets
Feature = tuple[object, object]
"""Properties and geometry as they stand in the file: anything."""


class NotAMapError(Exception):
    """A file holds no features; ``why`` goes into a sentence after a colon."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def features_of(path: Path) -> Iterator[Feature]:
    """The features of a file in its order. Raises NotAMapError, and OSError where it cannot be opened."""
    yield from _from_zip(path) if is_zipfile(path) else _from_geojson(path)


def _from_geojson(path: Path) -> Iterator[Feature]:
    try:
        tree = msgspec.json.decode(path.read_bytes())
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as trouble:
        raise NotAMapError(text("it is not valid JSON ({detail})", detail=str(trouble))) from trouble
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(features, list) or not features:
        raise NotAMapError(text("it holds no list of features"))
    for feature in features:
        found = feature if isinstance(feature, dict) else {}
        yield found.get("properties"), found.get("geometry")


def _from_zip(path: Path) -> Iterator[Feature]:
    try:
        with ZipFile(path) as archive:
            named = {
                Path(each.filename).suffix.lower(): each
                for each in archive.infolist()
                if not each.is_dir() and not each.filename.startswith("__MACOSX/")
            }
            if ".shp" not in named or ".dbf" not in named:
                raise NotAMapError(text("the archive holds no Shapefile (.shp and .dbf)"))
            if ".prj" in named and b"PROJCS" in _unpacked(archive, named[".prj"]):
                raise NotAMapError(text("its coordinates are not in degrees (WGS84)"))
            shapes = _unpacked(archive, named[".shp"])
            table = _unpacked(archive, named[".dbf"])
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as trouble:
        raise NotAMapError(text("the archive is damaged ({detail})", detail=str(trouble))) from trouble
    yield from _from_shapefile(shapes, table)


def _unpacked(archive: ZipFile, member: ZipInfo) -> bytes:
    if member.file_size > _LARGEST_PART:
        raise NotAMapError(text("the archive holds a file larger than any map of a city"))
    return archive.read(member)  # never more than the size it states, which was looked at


def _from_shapefile(shapes: bytes, table: bytes) -> list[Feature]:
    import shapefile  # type: ignore[import-untyped] # it comes without types

    try:
        with shapefile.Reader(shp=BytesIO(shapes), dbf=BytesIO(table), encodingErrors="replace") as reader:
            features = [
                (each.record.as_dict(), each.shape.__geo_interface__) for each in reader.iterShapeRecords()
            ]
    except Exception as trouble:
        # What pyshp raises on damaged bytes is anything from struct.error to AssertionError.
        detail = str(trouble) or type(trouble).__name__
        raise NotAMapError(text("its Shapefile is damaged ({detail})", detail=detail)) from trouble
    if not features:
        raise NotAMapError(text("it holds no list of features"))
    return features

"""Maps of wards come in as GeoJSON or as a zipped Shapefile, and a bad archive is said in words."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
import shapefile  # type: ignore[import-untyped] # it comes without types
import shapely

from tests.geo.test_wards import FEATURES, WARDS, feature, ring, write
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.places import Point
from wardoffice.geo import feature_files
from wardoffice.geo.ward_files import read_areas
from wardoffice.geo.wards import WardMap

DEGREES = 'GEOGCS["WGS84(DD)",DATUM["WGS84",SPHEROID["WGS84",6378137.0,298.257223563]]]'
FEET = 'PROJCS["NAD_1983_StatePlane_Illinois_East_FIPS_1201_Feet",GEOGCS["GCS_North_American_1983"]]'


def shapefile_parts(
    features: list[dict[str, Any]], name: str = "ward", prj: str = DEGREES
) -> dict[str, bytes]:
    """A Shapefile's parts by suffix, with the ward as a number in a field called ``name``."""
    files = {suffix: BytesIO() for suffix in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files, shapeType=shapefile.POLYGON) as writer:
        writer.field(name, "N", 4, 0)
        for each in features:
            writer.shape(shapely.geometry.mapping(shapely.orient_polygons(area_of(each), exterior_cw=True)))
            writer.record(int(each["properties"]["ward"]))
        writer.balance()
    return {suffix: file.getvalue() for suffix, file in files.items()} | {"prj": prj.encode()}


def area_of(each: dict[str, Any]) -> Any:  # noqa: ANN401 - shapely has no types
    return shapely.geometry.shape(each["geometry"])


def zipped(path: Path, parts: dict[str, bytes], folder: str = "wards/") -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._map.shp", b"left by a Mac")
        for suffix, content in parts.items():
            archive.writestr(f"{folder}map.{suffix}", content)
    return path


@pytest.mark.parametrize("name", ["ward", "WARD"])
def test_a_zipped_shapefile_gives_the_same_wards_as_geojson(tmp_path: Path, name: str) -> None:
    plain = read_areas(write(tmp_path / "two.geojson", FEATURES))
    packed = read_areas(zipped(tmp_path / "two.zip", shapefile_parts(FEATURES, name)))
    assert plain.keys() == packed.keys()
    for ward, area in plain.items():
        assert shapely.equals(packed[ward], area)


def test_chicagos_map_comes_through_a_shapefile_and_back_in_full_precision(tmp_path: Path) -> None:
    path = WARDS / "chicago-wards-2023-full.geojson"
    if not path.is_file():
        pytest.skip("Chicago's ward maps are not on this machine (WARDOFFICE_TEST_DATA)")
    original = WardMap.read(path)
    features = [original.outline(ward) for ward in original.wards]
    again = WardMap.read(zipped(tmp_path / "wards.zip", shapefile_parts(features)))
    kept = tmp_path / "kept.geojson"
    kept.write_bytes(again.as_geojson())
    last = WardMap.read(kept)
    assert last.wards == original.wards
    for ward in original.wards:
        first, second = area_of(original.outline(ward)), area_of(last.outline(ward))
        assert np.array_equal(corners(first), corners(second))


def corners(area: Any) -> Any:  # noqa: ANN401 - shapely has no types
    return np.unique(shapely.get_coordinates(area), axis=0)


def test_a_map_written_as_geojson_is_the_same_map(tmp_path: Path) -> None:
    wards = WardMap.read(write(tmp_path / "two.geojson", FEATURES))
    (tmp_path / "again.geojson").write_bytes(wards.as_geojson())
    again = WardMap.read(tmp_path / "again.geojson")
    assert [again.outline(ward) for ward in again.wards] == [wards.outline(ward) for ward in wards.wards]
    assert json.loads(wards.as_geojson())["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "holds no Shapefile"),
        ({"shp": b"x"}, "holds no Shapefile"),
        ({"shp": b"x", "dbf": b"x"}, "Shapefile is damaged"),
        ({"shp": b"", "dbf": b""}, "Shapefile is damaged"),
        (shapefile_parts(FEATURES, prj=FEET), "not in degrees"),
        (shapefile_parts(FEATURES, "district"), "feature 1 has no ward number"),
        (shapefile_parts([feature(1, "Polygon", [ring(11e5, 18e5, 12e5, 19e5)])], prj=""), "not in degrees"),
        (shapefile_parts([]), "no list of features"),
    ],
)
def test_an_archive_without_a_usable_map_is_said_in_words_p8(
    tmp_path: Path, parts: dict[str, bytes], words: str
) -> None:
    path = zipped(tmp_path / "bad.zip", parts)
    with pytest.raises(UnreadableError, match=words) as caught:
        WardMap.read(path)
    assert "bad.zip" in caught.value.happened
    assert caught.value.safe
    assert caught.value.next_step


def test_shapefile_bytes_cut_or_changed_anywhere_never_raise_anything_else_p8(tmp_path: Path) -> None:
    parts = shapefile_parts(FEATURES)
    dice = np.random.default_rng(8)
    read = refused = 0
    for _ in range(150):
        broken = {suffix: bytearray(content) for suffix, content in parts.items()}
        victim = broken[("shp", "dbf")[dice.integers(2)]]
        victim[dice.integers(len(victim))] = dice.integers(256)
        del victim[dice.integers(len(victim) // 2, 2 * len(victim)) :]
        path = zipped(tmp_path / "broken.zip", {suffix: bytes(content) for suffix, content in broken.items()})
        try:
            WardMap.read(path)
            read += 1
        except UnreadableError:
            refused += 1
    assert read + refused == 150
    assert refused > 10


def test_a_damaged_archive_is_said_in_words_p8(tmp_path: Path) -> None:
    path = zipped(tmp_path / "map.zip", shapefile_parts(FEATURES))
    whole = bytearray(path.read_bytes())
    start = whole.index(b"wards/map.shp") + 40
    whole[start : start + 20] = bytes(20)
    path.write_bytes(whole)
    with pytest.raises(UnreadableError, match=r"map\.zip"):
        WardMap.read(path)


def test_an_archive_that_unpacks_to_more_than_any_map_is_not_unpacked_p8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_files, "_LARGEST_PART", 100)
    path = zipped(tmp_path / "bomb.zip", {"shp": bytes(1000), "dbf": b"x"})
    with pytest.raises(UnreadableError, match="larger than any map"):
        WardMap.read(path)


def test_parts_of_a_ward_in_several_shapes_are_joined(tmp_path: Path) -> None:
    parts = [feature(7, "Polygon", [ring(0, 0, 1, 1)]), feature(7, "Polygon", [ring(2, 0, 3, 1)])]
    wards = WardMap.read(zipped(tmp_path / "parts.zip", shapefile_parts(parts)))
    assert wards.wards_of([Point(0.5, 0.5), Point(0.5, 1.5), Point(0.5, 2.5)]) == [7, None, 7]

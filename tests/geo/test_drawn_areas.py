"""Areas drawn by hand, streets and blocks, on a made-up city on a grid."""

import json
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
import shapefile  # type: ignore[import-untyped] # it comes without types
from hypothesis import given
from hypothesis import strategies as st

from tests.geo.grid_city import house, known_addresses
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.places import Point, metres_between
from wardoffice.geo.drawn_areas import inside
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.geo.street_files import holds_streets, read_streets

SQUARE = (Point(41.9, -87.7), Point(41.9, -87.6), Point(42.0, -87.6), Point(42.0, -87.7))
DAMEN = {
    "type": "Feature",
    "properties": {"PRE_DIR": "N", "STREET_NAM": "DAMEN", "STREET_TYP": "AVE"},
    "geometry": {"type": "LineString", "coordinates": [[-87.68, 41.96], [-87.68, 41.97]]},
}


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(known_addresses())


def _features(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@given(st.lists(st.builds(Point, st.floats(41, 43), st.floats(-89, -86)), max_size=30), st.integers(0, 3))
def test_a_square_holds_what_lies_between_its_edges_wherever_it_is_begun(
    points: list[Point], begun: int
) -> None:
    ring = (*SQUARE[begun:], *SQUARE[:begun])
    between = [at for at, p in enumerate(points) if 41.9 <= p.lat <= 42.0 and -87.7 <= p.long <= -87.6]
    assert inside(ring, points) == between


def test_an_area_that_crosses_itself_holds_both_its_loops() -> None:
    bow = (Point(0, 0), Point(0, 2), Point(2, 0), Point(2, 2))
    assert inside(bow, [Point(0.1, 1), Point(1.9, 1), Point(1, 0.1), Point(1, 1.9)]) == [0, 1]


@pytest.mark.parametrize("ring", [(), SQUARE[:2], (SQUARE[0],) * 5, (SQUARE[0], SQUARE[1], SQUARE[0])])
def test_a_line_or_a_dot_holds_nothing(ring: tuple[Point, ...]) -> None:
    assert inside(ring, [SQUARE[0], Point(41.95, -87.65)]) == []


def test_a_map_of_streets_gives_lines_with_names_as_people_write_them(tmp_path: Path) -> None:
    two = {"type": "MultiLineString", "coordinates": [[[-87.6, 41.9], [-87.5, 41.9]]] * 2}
    other = {"type": "Feature", "properties": {"fullname": "W LELAND AVE"}, "geometry": two}
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 0]}}
    path = _features(tmp_path / "streets.geojson", DAMEN, other, point)

    lines = read_streets(path)

    assert [each.name for each in lines] == ["N Damen Ave", "W Leland Ave", "W Leland Ave"]
    assert lines[0].points == (Point(41.96, -87.68), Point(41.97, -87.68))
    assert holds_streets(path)


def test_a_zipped_shapefile_of_streets_is_read_too(tmp_path: Path) -> None:
    parts = {name: BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts) as writer:
        writer.field("STREET_NAM", "C")
        writer.line([[[-87.68, 41.96], [-87.68, 41.97]]])
        writer.record("DAMEN")
    path = tmp_path / "streets.zip"
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"streets.{name}", content.getvalue())

    assert holds_streets(path)
    assert [(each.name, len(each.points)) for each in read_streets(path)] == [("Damen", 2)]


@pytest.mark.parametrize(
    "coordinates",
    [
        [[0, 0]],
        [[1_180_000, 1_900_000], [1_180_001, 1_900_001]],
        "x",
        None,
        [[None, 1], [2, 3]],
    ],
)
def test_lines_that_are_none_or_not_in_degrees_are_left_out_and_a_map_of_them_is_refused(
    tmp_path: Path, coordinates: object
) -> None:
    """P8: bad input gives a clear sentence."""
    odd = {
        "type": "Feature",
        "properties": None,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }
    assert len(read_streets(_features(tmp_path / "one.geojson", odd, DAMEN))) == 1
    with pytest.raises(UnreadableError, match="no lines in degrees"):
        read_streets(_features(tmp_path / "none.geojson", odd))


def test_what_is_no_map_holds_no_streets_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "streets.geojson"
    path.write_text("{")
    assert not holds_streets(path)
    assert not holds_streets(tmp_path / "missing.geojson")
    with pytest.raises(UnreadableError, match="not valid JSON"):
        read_streets(path)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read_streets(tmp_path / "missing.geojson")


def test_without_a_map_streets_are_lines_through_the_blocks_of_known_addresses(finder: PlaceFinder) -> None:
    lines = {each.name: each.points for each in finder.street_lines()}

    hale = lines["N Hale Ave"]
    assert len(hale) == 16  # blocks 4000 to 5500
    spot = house("4550 N HALE AVE")
    assert min(metres_between(spot, each) for each in hale) < 30
    assert all(metres_between(one, other) < 450 for one, other in pairwise(hale))


def test_a_block_knows_its_numbers_and_the_sides_they_are_on(finder: PlaceFinder) -> None:
    block = finder.block("4853 N HALE AVE")

    assert block is not None
    assert (str(block.street), block.first) == ("N HALE AVE", 4800)
    assert (block.even, block.odd) == ("W", "E")  # as in Chicago
    assert block.number_of("4811 N HALE AVE") == 4811
    assert block.number_of("4811 HALE AVE") == 4811
    assert block.number_of("4911 N HALE AVE") is None
    assert block.number_of("4811 S HALE AVE") is None
    assert block.number_of("N HALE AVE & W GROVE ST") is None
    assert block.box.metres_to(house("4853 N HALE AVE")) == 0
    across = finder.block("1812 W GROVE ST")
    assert across is not None
    assert (across.even, across.odd) == ("S", "N")


@pytest.mark.parametrize("key", ["N HALE AVE & W GROVE ST", "4853 N NOWHERE AVE", "9900 N HALE AVE", ""])
def test_where_no_block_is_known_there_is_none(finder: PlaceFinder, key: str) -> None:
    assert finder.block(key) is None

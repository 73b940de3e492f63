"""What lies under the problems: the ward now and before, streets from a map or from addresses."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.geo.grid_city import house, known_addresses
from tests.gui.case_pages import a_point
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import NotAllowedError, UnreadableError
from wardoffice.domain.places import Point, metres_between
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.map_layers import Layers
from wardoffice.office.map_picture import box_around, map_picture
from wardoffice.office.streets import Streets

ANA = Actor(1, "Ana", Role.MANAGER)
EYE = Actor(2, "Eye", Role.VOLUNTEER)
HERE = house("4811 N HALE AVE")


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(known_addresses())


@pytest.fixture
def streets(tmp_path: Path, finder: PlaceFinder) -> Streets:
    return Streets(tmp_path, lambda: finder)


def _ward(folder: Path, name: str, wide: float) -> None:
    west, south = HERE.long - wide, HERE.lat - wide
    east, north = HERE.long + wide, HERE.lat + wide
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"ward": 47},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


def _street_file(folder: Path) -> Path:
    line = {"type": "LineString", "coordinates": [[HERE.long, HERE.lat], [HERE.long, HERE.lat + 0.01]]}
    far = {"type": "LineString", "coordinates": [[-80, 40], [-80, 40.1]]}
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": each}
        for name, each in (("N DAMEN AVE", line), ("FAR AWAY RD", far))
    ]
    path = folder / "lines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _layers(folder: Path, streets: Streets) -> Layers:
    return Layers(Boundaries(folder, lambda: date(2026, 7, 1)), streets, 47)


def _width(outline: Any) -> float:  # noqa: ANN401 - GeoJSON
    longs = [place[0] for place in outline["geometry"]["coordinates"][0]]
    return float(max(longs) - min(longs))


def test_the_ward_is_known_by_todays_boundaries_and_by_those_before(tmp_path: Path, streets: Streets) -> None:
    _ward(tmp_path, "wards-2015-05-18.geojson", 0.01)
    _ward(tmp_path, "wards-2023-05-15.geojson", 0.02)

    layers = _layers(tmp_path, streets).around_ward()

    assert _width(layers.now) == pytest.approx(0.04)
    assert _width(layers.before) == pytest.approx(0.02)
    assert layers.now_words == "Ward since May 15, 2023"
    assert layers.before_words == "Ward before May 15, 2023"


def test_one_map_of_wards_has_none_before(tmp_path: Path, streets: Streets) -> None:
    _ward(tmp_path, "wards.geojson", 0.01)
    layers = _layers(tmp_path, streets).around_ward()
    assert (layers.before, layers.before_words, layers.now_words) == ({}, "", "Ward today")


def test_streets_come_from_addresses_until_a_map_of_streets_is_imported(
    tmp_path: Path, streets: Streets
) -> None:
    _ward(tmp_path, "wards.geojson", 0.01)
    layers = _layers(tmp_path, streets)

    by_addresses = layers.around_ward()
    assert "N Hale Ave" in {each.name for each in by_addresses.streets}
    assert streets.take(ANA, _street_file(tmp_path)) == 2
    by_map = layers.around_ward()
    assert [each.name for each in by_map.streets] == ["N Damen Ave"]  # what is far from the ward is left out


def test_a_map_that_cannot_be_used_changes_nothing(tmp_path: Path, streets: Streets) -> None:
    """P8: what is in use stays."""
    streets.take(ANA, _street_file(tmp_path))
    broken = tmp_path / "broken.geojson"
    broken.write_text("[]")
    with pytest.raises(UnreadableError):
        streets.take(ANA, broken)
    assert len(streets.around(None)) == 2


def test_who_may_not_import_files_brings_no_streets(tmp_path: Path, streets: Streets) -> None:
    with pytest.raises(NotAllowedError):
        streets.take(EYE, _street_file(tmp_path))


def test_a_kept_map_that_was_damaged_leaves_the_map_without_streets(
    tmp_path: Path, streets: Streets, caplog: pytest.LogCaptureFixture
) -> None:
    """P8: the map is drawn all the same."""
    (tmp_path / "streets.json").write_text("{")
    with pytest.raises(UnreadableError):
        streets.around(None)
    assert _layers(tmp_path, streets).around_ward().streets == ()
    assert "without its streets" in caplog.text


def test_a_picture_for_paper_shows_the_streets_the_marks_and_where_it_is(
    tmp_path: Path, streets: Streets
) -> None:
    _ward(tmp_path, "wards-2015-05-18.geojson", 0.001)
    _ward(tmp_path, "wards-2023-05-15.geojson", 0.002)
    layers, box = _layers(tmp_path, streets).around_ward(), box_around(HERE, 200)
    here = a_point(1, point=HERE)

    with_mark = map_picture(layers, (here, a_point(2, point=Point(0, 0))), box, here=HERE, inches=(2, 1))
    bare = map_picture(layers, (), box, inches=(2, 1))

    assert with_mark.startswith(b"\x89PNG")
    assert int.from_bytes(with_mark[16:20], "big") == 400
    assert int.from_bytes(with_mark[20:24], "big") == 200
    assert with_mark != bare


def test_a_box_around_a_point_reaches_as_far_in_every_direction() -> None:
    box = box_around(HERE, 500)
    for edge in (Point(box.north, HERE.long), Point(HERE.lat, box.east)):
        assert metres_between(HERE, edge) == pytest.approx(500, rel=0.01)

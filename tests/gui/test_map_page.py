"""The map's page: everything beside it, nothing from the network unless tiles were switched on."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gui.case_pages import square_ward
from wardoffice.domain.map_layers import MapLayers, StreetLine
from wardoffice.domain.places import Point
from wardoffice.language import PSEUDO, use_language
from wardoffice.office import map_page
from wardoffice.office.map_page import TileProvider, write_map_page

TILES = TileProvider(
    "https://{s}.tile.example.org/{z}/{x}/{y}.png",
    "map by example.org",
    "WardOffice/0.1",
    "https://office.example.org/",
)
WOOD = StreetLine("S Wood St", (Point(41.81, -87.67), Point(41.820000049, -87.6701)))


def test_without_tiles_the_page_names_no_address_on_the_web(tmp_path: Path) -> None:
    """P8: nothing remote is loaded."""
    page = write_map_page(tmp_path, MapLayers(now=square_ward()), dark=False, tiles=None).read_text("utf-8")

    assert re.findall(r"https?:", page) == []
    assert "img-src file: data:;" in page.replace('data:"', "data:;")


def test_every_file_the_page_names_lies_beside_it(tmp_path: Path) -> None:
    page = write_map_page(tmp_path, MapLayers(now=square_ward()), dark=False, tiles=None).read_text("utf-8")

    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sorted(named) == ["layers.js", "leaflet.css", "leaflet.js", "map.css", "map.js"]
    assert [name for name in named if not (tmp_path / name).is_file()] == []
    assert (tmp_path / "images" / "layers.png").is_file()


def test_tiles_come_from_the_provider_alone(tmp_path: Path) -> None:
    page = write_map_page(tmp_path, MapLayers(now=square_ward()), dark=False, tiles=TILES).read_text("utf-8")

    assert set(re.findall(r"https?://[^/\"'\s>]+", page)) == {
        "https://{s}.tile.example.org",
        "https://*.tile.example.org",
    }
    assert "map by example.org" in page


@pytest.mark.parametrize(
    ("scheme", "host", "serves"),
    [
        ("https", "a.tile.example.org", True),
        ("https", "tile.example.org", True),
        ("http", "a.tile.example.org", False),
        ("https", "example.org", False),
        ("https", "eviltile.example.org", False),
        ("https", "a.tile.example.org.evil.example", False),
    ],
)
def test_a_provider_serves_its_own_hosts_only(scheme: str, host: str, *, serves: bool) -> None:
    assert TILES.serves(scheme, host) is serves


@pytest.mark.parametrize("wrap", ["geometry", "feature", "collection"])
def test_the_ward_may_be_a_geometry_a_feature_or_a_collection(tmp_path: Path, wrap: str) -> None:
    feature = square_ward()
    given: dict[str, Any] = {
        "geometry": feature["geometry"],
        "feature": feature,
        "collection": {"type": "FeatureCollection", "features": [feature]},
    }[wrap]
    page = write_map_page(tmp_path, MapLayers(now=given), dark=False, tiles=None).read_text("utf-8")

    assert json.dumps(feature["geometry"]["coordinates"]) in page


def test_what_else_an_outline_says_stays_out_of_the_page(tmp_path: Path) -> None:
    outline = square_ward() | {"properties": {"note": "</script><script>alert(1)</script>"}}
    page = write_map_page(tmp_path, MapLayers(now=outline), dark=False, tiles=None).read_text("utf-8")

    assert "alert(1)" not in page


def test_an_office_without_a_ward_yet_gets_a_page_too(tmp_path: Path) -> None:
    assert write_map_page(tmp_path / "new", MapLayers(), dark=True, tiles=None).is_file()


def test_writing_it_again_over_the_old_one_is_fine(tmp_path: Path) -> None:
    write_map_page(tmp_path, MapLayers(), dark=False, tiles=None)
    page = write_map_page(tmp_path, MapLayers(now=square_ward()), dark=True, tiles=None)

    assert '"dark": true' in (tmp_path / "layers.js").read_text("utf-8")
    assert "Polygon" in page.read_text("utf-8")


def test_a_page_that_would_be_the_same_is_not_drawn_again(tmp_path: Path) -> None:
    square = MapLayers(now=square_ward())
    page = write_map_page(tmp_path, square, dark=False, tiles=None)
    first = page.read_text("utf-8")  # the names in it are made up anew by each drawing

    write_map_page(tmp_path, MapLayers(now=square_ward(), streets=(WOOD,)), dark=True, tiles=None)
    assert page.read_text("utf-8") == first, "streets and look stand in a file of their own"
    assert _layers(tmp_path)["streets"][0]["name"] == WOOD.name

    for changed, tiles in ((MapLayers(before=square_ward()), None), (square, TILES)):
        before = page.read_text("utf-8")
        write_map_page(tmp_path, changed, dark=False, tiles=tiles)
        assert page.read_text("utf-8") != before

    page.write_bytes(b"cut off \xff")
    write_map_page(tmp_path, square, dark=False, tiles=None)
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_page_that_another_program_drew_is_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_map_page(tmp_path, MapLayers(), dark=False, tiles=None)
    first = page.read_text("utf-8")
    newer = tmp_path / "map_page.py"
    newer.touch()
    monkeypatch.setattr(map_page, "__file__", str(newer))
    write_map_page(tmp_path, MapLayers(), dark=False, tiles=None)
    assert page.read_text("utf-8") != first


def test_the_pages_words_are_translated(tmp_path: Path) -> None:
    use_language(PSEUDO)
    try:
        write_map_page(tmp_path, MapLayers(), dark=False, tiles=None)
    finally:
        use_language("en")

    layers = _layers(tmp_path)
    assert "Closer" not in json.dumps(layers)
    assert all(words.startswith("⟦") for words in layers["words"].values())
    assert all("{count}" in layers["words"][each] for each in ("more", "here", "rest"))


def test_streets_go_along_by_name_and_a_tenth_of_a_metre(tmp_path: Path) -> None:
    write_map_page(tmp_path, MapLayers(streets=(WOOD,)), dark=False, tiles=None)

    assert _layers(tmp_path)["streets"] == [
        {"name": "S Wood St", "line": [[41.81, -87.67], [41.82, -87.6701]]}
    ]


def test_a_street_named_like_a_script_stays_a_name(tmp_path: Path) -> None:
    """P8: what comes from a file or an address is data."""
    odd = StreetLine('";alert(1)//</script>', (Point(41.81, -87.67), Point(41.82, -87.67)))
    page = write_map_page(tmp_path, MapLayers(streets=(odd,)), dark=False, tiles=None)

    assert "alert" not in page.read_text("utf-8")
    assert _layers(tmp_path)["streets"][0]["name"] == odd.name


def _layers(folder: Path) -> dict[str, Any]:
    script = (folder / "layers.js").read_text("utf-8")
    found: dict[str, Any] = json.loads(script.removeprefix("const wardLayers = ").removesuffix(";\n"))
    return found

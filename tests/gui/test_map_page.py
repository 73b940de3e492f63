"""The map's page: everything beside it, nothing from the network unless tiles were switched on."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gui.case_pages import square_ward
from wardoffice.language import PSEUDO, use_language
from wardoffice.office.map_page import TileProvider, write_map_page

TILES = TileProvider(
    "Example streets",
    "https://{s}.tile.example.org/{z}/{x}/{y}.png",
    "map by example.org",
    "WardOffice/0.1",
    "https://office.example.org/",
)


def test_without_tiles_the_page_names_no_address_on_the_web(tmp_path: Path) -> None:
    """P8: nothing remote is loaded."""
    page = write_map_page(tmp_path, square_ward(), dark=False, tiles=None).read_text("utf-8")

    assert re.findall(r"https?:", page) == []
    assert "img-src file: data:;" in page.replace('data:"', "data:;")


def test_every_file_the_page_names_lies_beside_it(tmp_path: Path) -> None:
    page = write_map_page(tmp_path, square_ward(), dark=False, tiles=None).read_text("utf-8")

    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sorted(named) == ["leaflet.css", "leaflet.js"]
    assert [name for name in named if not (tmp_path / name).is_file()] == []
    assert (tmp_path / "images" / "layers.png").is_file()


def test_tiles_come_from_the_provider_alone(tmp_path: Path) -> None:
    page = write_map_page(tmp_path, square_ward(), dark=False, tiles=TILES).read_text("utf-8")

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
    page = write_map_page(tmp_path, given, dark=False, tiles=None).read_text("utf-8")

    assert json.dumps(feature["geometry"]["coordinates"]) in page


def test_what_else_an_outline_says_stays_out_of_the_page(tmp_path: Path) -> None:
    outline = square_ward() | {"properties": {"note": "</script><script>alert(1)</script>"}}
    page = write_map_page(tmp_path, outline, dark=False, tiles=None).read_text("utf-8")

    assert "alert(1)" not in page


def test_an_office_without_a_ward_yet_gets_a_page_too(tmp_path: Path) -> None:
    assert write_map_page(tmp_path / "new", {}, dark=True, tiles=None).is_file()


def test_writing_it_again_over_the_old_one_is_fine(tmp_path: Path) -> None:
    write_map_page(tmp_path, {}, dark=False, tiles=None)
    page = write_map_page(tmp_path, square_ward(), dark=True, tiles=None)

    assert "setDark(true)" in page.read_text("utf-8")


def test_the_pages_words_are_translated(tmp_path: Path) -> None:
    use_language(PSEUDO)
    try:
        page = write_map_page(tmp_path, {}, dark=False, tiles=None).read_text("utf-8")
    finally:
        use_language("en")

    assert "Closer" not in page
    assert "zoomInTitle" in page

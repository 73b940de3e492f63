"""The practice ward's streets: right distances, and no name of a real street."""

import csv
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape

from wardoffice.demo.streets import (
    NORTH_NEIGHBOUR,
    PRACTICE_WARD,
    WEST_NEIGHBOUR,
    Address,
    addresses,
    grid_point,
    nearest_address,
    streets,
    ward_of,
    wards_geojson,
)
from wardoffice.domain.places import metres_between

CHECKOUT = Path(__file__).parents[2]
DATA = Path(os.environ.get("WARDOFFICE_TEST_DATA", CHECKOUT / "../shared/data"))
KNOWN = (
    "State", "Madison", "Halsted", "Western", "Ashland", "Pulaski", "Cicero", "Kedzie",
    "Fullerton", "Belmont", "Armitage", "Division", "Kostner", "Milwaukee", "Diversey", "Homan",
    "Karlov", "Keeler", "Kildare", "Kilbourn", "Laramie", "Lawndale", "Monticello", "Ridgeway",
    "Hamlin", "Avers", "Springfield", "Harding", "Palmer", "Dickens", "Wabansia", "Bloomingdale",
    "Cortland", "Wrightwood", "Schubert", "Altgeld", "Parker", "George",
)  # fmt: skip
HOMES = addresses(PRACTICE_WARD)
homes = st.sampled_from(HOMES)


def test_eight_hundred_numbers_are_a_mile() -> None:
    assert metres_between(grid_point(3200, 1600), grid_point(4000, 1600)) == pytest.approx(
        1609.344, rel=0.004
    )
    assert metres_between(grid_point(3200, 1600), grid_point(3200, 2400)) == pytest.approx(
        1609.344, rel=0.004
    )


@given(homes)
def test_a_point_finds_its_address_again(home: Address) -> None:
    assert nearest_address(home.point) == home


@given(homes)
def test_neighbours_are_as_far_as_lots_and_streets_are_wide(home: Address) -> None:
    assert metres_between(home.point, home.next_house().point) == pytest.approx(8.05, abs=0.1)
    assert 20 < metres_between(home.point, home.across().point) < 30


def test_the_three_wards_have_houses_and_hold_them_as_shapely_says() -> None:
    polygons = {
        feature["properties"]["ward"]: shape(feature["geometry"]) for feature in wards_geojson()["features"]
    }
    assert set(polygons) == {PRACTICE_WARD, WEST_NEIGHBOUR, NORTH_NEIGHBOUR}
    for ward, polygon in polygons.items():
        assert polygon.is_valid
        assert polygon.exterior.is_ccw
        for home in addresses(ward)[::97]:
            assert polygon.contains(ShapelyPoint(home.point.long, home.point.lat))
    assert ward_of(grid_point(0, 0)) is None


def test_no_street_has_a_name_that_is_known_in_chicago() -> None:
    invented = {street.name.rsplit(" ", 1)[0].lower() for street in streets()}
    assert len(invented) == len(streets())
    assert not invented & {name.lower() for name in KNOWN}


def test_no_street_is_in_the_citys_own_records() -> None:
    folder = DATA / "chicago311"
    if not folder.is_dir():
        pytest.skip("the city's records are not on this machine (WARDOFFICE_TEST_DATA)")
    invented = {street.name.rsplit(" ", 1)[0].lower() for street in streets()}
    words: set[str] = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                words.update(word for cell in row for word in re.findall(r"[a-z]{4,}", cell.lower()))
    assert words
    assert not invented & words

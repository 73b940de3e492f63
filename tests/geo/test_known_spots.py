"""What is kept of the addresses that are known."""

import tracemalloc
from collections.abc import Iterator
from math import hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.places import Point
from wardoffice.geo.address_index import AddressIndex, Street, make_street
from wardoffice.geo.known_spots import KnownSpots
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.geo.street_names import StreetName

_RECORDS = 40_000
_metres = st.floats(-500, 500).map(lambda each: round(each, 1))
_houses = st.lists(st.tuples(st.integers(1, 60), _metres, _metres), min_size=1, max_size=40)


def _street(name: str, houses: list[tuple[int, float, float]]) -> Street:
    numbers, x, y = (np.array(each) for each in zip(*houses, strict=True))
    return make_street(StreetName(name), numbers, x.astype(float), y.astype(float))


@given(st.lists(_houses, max_size=4), _metres, _metres, st.floats(0, 300))
def test_the_nearest_house_is_the_nearest_of_all(
    streets: list[list[tuple[int, float, float]]], x: float, y: float, metres: float
) -> None:
    made = [_street(f"S{place}", houses) for place, houses in enumerate(streets)]
    spots = {
        (street.name, int(number)): hypot(here_x - x, here_y - y)
        for street in made
        for number, here_x, here_y in zip(street.numbers, street.x, street.y, strict=True)
    }
    nearest = min(spots.values(), default=metres + 1)
    found = KnownSpots(made).nearest(x, y, metres)
    if found is None:
        assert nearest == pytest.approx(metres) or nearest > metres
    else:
        assert found.metres == pytest.approx(nearest)
        assert spots[found.street, found.number] == pytest.approx(nearest)


@given(_houses)
def test_a_house_told_of_often_stands_in_the_middle_of_what_was_told(
    houses: list[tuple[int, float, float]],
) -> None:
    street = _street("S", houses)
    for number, x, y in zip(street.numbers, street.x, street.y, strict=True):
        told = [house for house in houses if house[0] == number]
        assert x == np.median([each[1] for each in told])
        assert y == np.median([each[2] for each in told])
    assert street.seen == len(houses)


def test_what_is_known_is_read_without_an_object_for_every_record() -> None:
    PlaceFinder(())  # what it loads is no part of it

    def known() -> Iterator[tuple[str, Point]]:
        for record in range(_RECORDS):
            yield f"{record % 2000} N S{record % 50} AVE", Point(41.9 + record % 2000 / 1e5, -87.7)

    tracemalloc.start()
    try:
        index = AddressIndex(known())
        _held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(street.seen for street in index.streets.values()) == _RECORDS
    assert peak < 90 * _RECORDS, "three numbers are 24 bytes; as objects they are a hundred and fifty"

"""A point's ward depends on the day: the boundaries in force then decide."""

from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.geo.test_wards import WARDS, numbers_at
from wardoffice.domain.places import Point
from wardoffice.geo.ward_history import BoundarySet, WardHistory
from wardoffice.geo.wards import WardMap

OLD, NEW = date(2015, 5, 18), date(2023, 5, 15)
HERE = Point(0.5, 0.5)


def map_of(ward: int) -> WardMap:
    return WardMap({ward: shapely.box(0, 0, 1, 1)})


HISTORY = WardHistory([BoundarySet(NEW, map_of(32)), BoundarySet(OLD, map_of(1))])


@pytest.mark.parametrize(
    ("day", "ward"),
    [
        (OLD - timedelta(days=1), None),
        (OLD, 1),
        (NEW - timedelta(days=1), 1),
        (NEW, 32),
        (date(2026, 7, 1), 32),
    ],
)
def test_the_map_of_the_day_decides(day: date, ward: int | None) -> None:
    assert HISTORY.ward_of(HERE, day) == ward
    assert (HISTORY.in_force(day) is None) == (ward is None)


def test_a_map_without_a_day_serves_before_the_first_dated_one() -> None:
    history = WardHistory([BoundarySet(NEW, map_of(32)), BoundarySet(None, map_of(9))])
    assert history.ward_of(HERE, date(1990, 1, 1)) == 9
    assert history.ward_of(HERE, NEW) == 32
    assert history.begins == (None, NEW)
    assert WardHistory([BoundarySet(None, map_of(9))]).ward_of(HERE, NEW) == 9
    assert WardHistory([]).ward_of(HERE, NEW) is None


def test_two_maps_of_one_day_are_refused_since_either_would_be_a_guess() -> None:
    with pytest.raises(ValueError, match="2023"):
        WardHistory([BoundarySet(NEW, map_of(1)), BoundarySet(NEW, map_of(2))])


@given(st.lists(st.dates(), max_size=12))
def test_many_points_of_many_days_are_as_each_alone(days: list[date]) -> None:
    points = [HERE if day.day % 2 else Point(5, 5) for day in days]
    alone = [HISTORY.ward_of(point, day) for point, day in zip(points, days, strict=True)]
    assert HISTORY.wards_of(points, days) == alone
    assert [HISTORY.begin_of(day) for day in (date(2000, 1, 1), OLD, NEW)] == [None, OLD, NEW]


@given(st.lists(st.dates(), unique=True, max_size=6), st.dates())
def test_on_any_day_the_latest_map_that_has_begun_is_in_force(begins: list[date], day: date) -> None:
    maps = {begin: map_of(number + 1) for number, begin in enumerate(begins)}
    begun = [begin for begin in begins if begin <= day]
    expected = maps[max(begun)] if begun else None
    assert WardHistory(BoundarySet(begin, maps[begin]) for begin in begins).in_force(day) is expected


def test_chicagos_two_maps_place_the_same_corner_differently() -> None:
    new, old = numbers_at(WARDS)
    if not (new.is_file() and old.is_file()):
        pytest.skip("Chicago's ward maps are not on this machine (WARDOFFICE_TEST_DATA)")
    history = WardHistory([BoundarySet(NEW, WardMap.read(new)), BoundarySet(OLD, WardMap.read(old))])
    wrigley_field, edgewater = Point(41.9484, -87.6553), Point(41.9839, -87.6553)
    assert history.ward_of(wrigley_field, OLD) == history.ward_of(wrigley_field, NEW) == 44
    assert history.ward_of(edgewater, OLD) == 48

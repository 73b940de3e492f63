"""Uptime is counted over the time we watched, and over no other."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.uptime import VOUCHES, day_bounds, hour_bounds, spans, total, watched

NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
MINUTE = timedelta(minutes=1)

looks = st.lists(st.tuples(st.integers(0, 50 * 60), st.booleans()), max_size=60).map(
    lambda found: [(NOW - minutes * MINUTE, up) for minutes, up in found]
)


@given(looks)
def test_nothing_is_up_that_was_not_watched_and_no_minute_counts_twice(
    found: list[tuple[datetime, bool]],
) -> None:
    """P7: a number on the screen says what it counts."""
    cells = watched(hour_bounds(NOW), spans(found, NOW))
    for cell in cells:
        assert timedelta(0) <= cell.up <= cell.watched <= cell.end - cell.start
    whole = total(cells, NOW)
    assert whole.watched <= min(whole.end - whole.start, VOUCHES * len(found))
    assert whole.end == NOW


@given(looks)
def test_hours_add_up_to_what_one_long_stretch_would_say(found: list[tuple[datetime, bool]]) -> None:
    bounds, looked = hour_bounds(NOW), spans(found, NOW)
    (whole,) = watched((bounds[0], bounds[-1]), looked)
    summed = total(watched(bounds, looked), NOW)
    assert (summed.watched, summed.up) == (whole.watched, whole.up)


def test_a_probe_stands_for_twenty_minutes_at_most_and_the_rest_is_unknown() -> None:
    looked = spans([(NOW - 60 * MINUTE, True)], NOW)
    cell = total(watched(hour_bounds(NOW), looked), NOW)
    assert (cell.watched, cell.up, cell.share) == (VOUCHES, VOUCHES, 1.0)


def test_a_failure_lasts_until_the_next_probe_answers() -> None:
    looked = spans([(NOW - 30 * MINUTE, True), (NOW - 20 * MINUTE, False), (NOW - 5 * MINUTE, True)], NOW)
    cell = total(watched(hour_bounds(NOW), looked), NOW)
    assert (cell.watched, cell.up) == (30 * MINUTE, 15 * MINUTE)
    assert cell.share == 0.5


def test_what_was_never_watched_has_no_share() -> None:
    assert total(watched(hour_bounds(NOW), ()), NOW).share is None


def test_the_last_hours_are_48_and_the_running_one_is_the_last() -> None:
    bounds = hour_bounds(NOW)
    assert len(bounds) == 49
    assert bounds[-2] <= NOW < bounds[-1]


def test_days_are_the_citys_own_even_where_its_clocks_change() -> None:
    bounds = day_bounds(NOW, CHICAGO)
    assert len(bounds) == 31
    assert {each.astimezone(CHICAGO).hour for each in bounds} == {0}
    lengths = [end - start for start, end in pairwise(bounds)]
    assert timedelta(hours=25) in lengths, "November 1 has 25 hours"

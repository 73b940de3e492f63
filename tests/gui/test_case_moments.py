"""Times on the case pane: the city's zone, US order, twelve hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders_case_view import NOW
from tests.gui.case_pages import moments
from wardoffice.gui.case.moments import hour_words, size_words
from wardoffice.gui.widgets.parts import label


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 11, 23, 13, 14, tzinfo=UTC), "Mon Nov 23, 7:14 AM"),
        (datetime(2026, 7, 4, 17, 0, tzinfo=UTC), "Sat Jul 4, 12:00 PM"),
        (datetime(2026, 11, 23, 6, 5, tzinfo=UTC), "Mon Nov 23, 12:05 AM"),
        (datetime(2026, 1, 1, 5, 59, tzinfo=UTC), "Wed Dec 31, 2025, 11:59 PM"),
    ],
)
def test_a_moment_is_said_in_the_citys_zone_with_the_year_only_where_it_is_another(
    when: datetime, words: str
) -> None:
    assert moments().moment(when) == words


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_every_moment_can_be_read_back(when: datetime) -> None:
    local = when.astimezone(ZoneInfo("America/Chicago"))
    words = moments().moment(when)
    if local.year == NOW.year:
        words = words.replace(",", f", {local.year},", 1)
    read = datetime.strptime(words, "%a %b %d, %Y, %I:%M %p")  # noqa: DTZ007 - local on purpose
    assert read == local.replace(tzinfo=None, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=19, hours=3), "19 days"),
    ],
)
def test_how_long_ago_is_said_in_one_unit(ago: timedelta, words: str) -> None:
    assert moments().since(NOW - ago) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [(timedelta(minutes=20), "20 min"), (timedelta(hours=71), "71 h"), (timedelta(hours=1015), "42 days")],
)
def test_a_danger_is_told_in_hours_until_nobody_can_count_them(ago: timedelta, words: str) -> None:
    assert moments().danger_since(NOW - ago) == words


def test_a_cameras_own_clock_is_shown_as_it_is() -> None:
    taken = datetime(2026, 11, 23, 7, 11)  # noqa: DTZ001 - a camera knows no zone
    assert moments().camera(taken) == "Mon Nov 23, 7:11 AM"
    assert hour_words(taken) == "7:11 AM"


@pytest.mark.parametrize(("size", "words"), [(12, "1 KB"), (310_400, "310 KB"), (2_340_000, "2.3 MB")])
def test_sizes_are_said_in_kb_and_mb(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.usefixtures("qapp")
@given(st.text(max_size=300))
def test_breaking_long_words_for_the_screen_loses_no_letter(words: str) -> None:
    assert label(words).text().replace("\u200b", "") == words.replace("\u200b", "")

"""Windows read whole, whatever the city makes of pages and however its speed changes (P2)."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gathering import NOW, FakeCity, never
from tests.office.reading_city import every_hour
from wardoffice.domain.books import CityFindings, Paging
from wardoffice.domain.errors import CitySlowError, CityTooMuchError
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.office.page_reading import Bounds
from wardoffice.office.reading_manner import Manner
from wardoffice.office.window_reading import WindowReader, windows

HOUR = timedelta(hours=1)
WEEK = Window(NOW - timedelta(days=7), NOW)


@dataclass
class TimedCity(FakeCity):
    """Answers after so many seconds, one after another; a page larger than ``manages`` not at all."""

    seconds: Iterator[float] = field(default_factory=lambda: iter(()))
    manages: int = 1000
    too_large: type[Exception] = CitySlowError
    start: int = 8

    @property
    def page_size(self) -> int:
        return self.start

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        if page_size > self.manages:
            self.asked.append((window, page, page_size, by_update))
            raise self.too_large("Not in time.")
        found = super().requests(window, page, page_size, by_update=by_update)
        return replace(found, seconds=next(self.seconds, 0.1))


@dataclass
class OneAnswerCity(FakeCity):
    """Gives at most ``limit`` records, the newest first, and nothing behind them."""

    has_pages: bool = False
    limit: int = 1000

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        found = super().requests(window, 1, self.limit, by_update=by_update)
        return found if page == 1 else RequestPage(())


def read(city: FakeCity, found: CityFindings | None = None) -> tuple[list[str], WindowReader]:
    reader = WindowReader(city, Manner(city, found or CityFindings()), never, Bounds(2000, 500))
    return [each.number for page in reader.pages(WEEK) for each in page.requests], reader


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.1, 5.0, 15.0]), max_size=40),
    st.integers(0, 150),
    st.sampled_from([1, 3, 8, 12, 50]),
    st.sampled_from([50, 64, 100]),
)
def test_every_record_is_read_once_however_the_page_size_changes_on_the_way(
    seconds: list[float], count: int, start: int, largest: int
) -> None:
    city = TimedCity(every_hour(count), seconds=iter(seconds), start=start, max_page_size=largest)
    told, reader = read(city)
    assert sorted(told) == sorted(f"SR{n}" for n in range(count))
    assert not reader.failed
    assert all(size <= largest for _, _, size, _ in city.asked)


def test_pages_that_come_quickly_grow_to_what_the_city_gives_and_no_further() -> None:
    city = TimedCity(every_hour(160), max_page_size=20)
    _, reader = read(city)
    assert reader.manner.size == 20
    assert reader.manner.found(CityFindings()).page_size == 20


def test_a_page_that_comes_slowly_is_halved_for_the_next_ones() -> None:
    city = TimedCity(every_hour(30), seconds=iter([15.0, 15.0]), max_page_size=8)
    _, reader = read(city)
    assert reader.manner.size == 2


@pytest.mark.parametrize("trouble", [CitySlowError, CityTooMuchError])
def test_a_page_that_does_not_come_whole_is_asked_for_in_smaller_ones(trouble: type[Exception]) -> None:
    city = TimedCity(every_hour(60), manages=5, too_large=trouble)
    told, reader = read(city)
    assert len(told) == len(set(told)) == 60
    assert reader.manner.size <= 4, "and not grown back to what was too much"


def test_a_city_that_answers_nothing_in_time_is_asked_three_times() -> None:
    city = TimedCity(every_hour(60), manages=0)
    with pytest.raises(CitySlowError):
        read(city)
    assert [size for _, _, size, _ in city.asked] == [8, 4, 2]


def test_without_pages_a_window_is_cut_in_time_and_grows_again() -> None:
    """DC: one answer of at most so many records, and nothing behind it."""
    cut = OneAnswerCity(every_hour(100), max_page_size=10, limit=10)
    told, reader = read(cut)
    assert sorted(told) == sorted(f"SR{n}" for n in range(100))
    found = reader.manner.found(CityFindings())
    assert found.paging is Paging.NONE
    assert 0 < found.span_days < 7
    cut.asked.clear()
    read(cut, found)
    assert all(window.end - window.start <= timedelta(days=found.span_days) for window, *_ in cut.asked[:1])
    cut.records = every_hour(5)
    _, quiet = read(cut, found)
    assert quiet.manner.found(CityFindings()).span_days > found.span_days


def test_a_bad_record_of_a_city_without_pages_is_found_by_time() -> None:
    told, reader = read(OneAnswerCity(every_hour(40), bad={"SR7"}, max_page_size=1000))
    assert sorted(told) == sorted(f"SR{n}" for n in range(40) if n != 7)
    (gap,) = reader.failed
    assert gap.window.start <= NOW - 7 * HOUR <= gap.window.end
    assert gap.window.end - gap.window.start < timedelta(minutes=5)


def test_windows_leave_no_moment_out_and_come_newest_first() -> None:
    cut = list(windows(NOW - timedelta(days=100), NOW, 30))
    assert cut[0].end == NOW
    assert cut[-1].start == NOW - timedelta(days=100)
    assert all(newer.start == older.end for newer, older in itertools.pairwise(cut))

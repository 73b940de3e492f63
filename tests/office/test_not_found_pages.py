"""A 404 where a page should be: the end of a list for some cities, and a fault of others (P2)."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gathering import NOW, FakeCity, never, record
from tests.office.reading_city import cursor, every_hour, numbers, open_gaps, read
from wardoffice.domain.books import CityFindings
from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.office.reading_manner import Manner
from wardoffice.office.window_reading import WindowReader
from wardoffice.store.store import Store

HOUR = timedelta(hours=1)
WEEK = Window(NOW - timedelta(days=7), NOW)


@dataclass
class NotFoundCity(FakeCity):
    """Says 404 behind the last page and, ``if_empty``, of an empty list.

    It says so too from record ``deepest`` of any list on, and of any page that holds one of ``lost``.
    """

    if_empty: bool = False
    deepest: int = 10_000
    lost: frozenset[str] = frozenset()

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        found = super().requests(window, page, page_size, by_update=by_update)
        first = (page - 1) * page_size
        if first >= self.deepest or self.lost & {each.number for each in found.requests}:
            raise CityRefusedError("Not found.", 404)
        if not found.records and (page > 1 or self.if_empty):
            raise CityRefusedError("Not found.", 404)
        shown = found.requests[: self.deepest - first]
        return replace(found, requests=shown, records=len(shown))


def read_week(city: FakeCity) -> tuple[set[str], WindowReader]:
    reader = WindowReader(city, Manner(city, CityFindings()), never)
    return {each.number for page in reader.pages(WEEK) for each in page.requests}, reader


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 70), size=st.sampled_from([2, 5, 8]), if_empty=st.booleans())
def test_a_404_at_the_end_of_a_list_of_any_length_is_its_end(
    count: int, size: int, *, if_empty: bool
) -> None:
    city = NotFoundCity(every_hour(count), max_page_size=size, if_empty=if_empty)
    got, reader = read_week(city)
    assert (len(got), reader.failed) == (count, [])
    assert len(city.asked) < 20 + 4 * (count // size)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(9, 70), deepest=st.sampled_from([8, 16, 24]), if_empty=st.booleans())
def test_a_city_that_says_404_from_some_page_on_is_read_in_shorter_windows(
    count: int, deepest: int, *, if_empty: bool
) -> None:
    city = NotFoundCity(every_hour(count), if_empty=if_empty, deepest=deepest)
    got, reader = read_week(city)
    assert (len(got), reader.failed) == (count, [])


@pytest.mark.parametrize(("size", "gaps"), [(8, 0), (1, 1)])
def test_a_list_of_one_moment_is_asked_for_in_other_pages_and_is_a_gap_where_there_are_none(
    size: int, gaps: int
) -> None:
    """P2: what cannot be told to be the end is none."""
    city = NotFoundCity([record(f"SR{n}") for n in range(8)], max_page_size=size)
    got, reader = read_week(city)
    assert (len(got), len(reader.failed)) == (8, gaps)


@pytest.mark.parametrize("place", [0, 3, 8, 9, 15, 16, 19])
@pytest.mark.parametrize("if_empty", [False, True])
def test_a_record_that_cannot_be_found_on_any_page_hides_no_other(
    sqlite_store: Store, place: int, *, if_empty: bool
) -> None:
    """P2: it is listed, and the cursor stays before it."""
    city = NotFoundCity(every_hour(20), lost=frozenset({f"SR{place}"}), if_empty=if_empty)
    books = read(sqlite_store, city)
    assert numbers(sqlite_store) == {f"SR{n}" for n in range(20) if n != place}
    assert books.gaps
    held = cursor(sqlite_store)
    assert held is not None
    assert held <= min(gap.start for gap in open_gaps(sqlite_store)) <= NOW - place * HOUR

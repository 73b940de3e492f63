"""P2: a record that cannot be filed is listed for a person, and is no gap that is read again for ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.gathering import CITY, NOW, PROGRAM, FakeCity, never, no_progress, record
from tests.office.reading_city import cursor, forward, open_gaps, read
from tests.office.test_city_year import first_sync
from tests.office.year_city import FakePortal, NumberedCity, city_year
from wardoffice.domain.books import ToldBy, UnusableLine
from wardoffice.domain.portal import PortalPage
from wardoffice.domain.service_requests import Refusal, Window
from wardoffice.store.city_books import city_books
from wardoffice.store.store import Store
from wardoffice.store.unusable_records import MOST, note_unusable

DAY = timedelta(days=1)
NUMBERLESS = Refusal(
    "It has no number.",
    '{"service_name": "Rodents"}',
    is_request=True,
    city=CITY,
    told_at=NOW - DAY,
    service_name="Rodents",
    address="4812 N DAMEN AVE",
)


class RefusingPortal(FakePortal):
    """Begins every answer with a row that has no number."""

    def pages(
        self, window: Window, ward: int | None = None, *, by_update: bool = False
    ) -> Iterator[PortalPage]:
        yield PortalPage((), (replace(NUMBERLESS, reason="A row has no number."),), records=1)
        yield from super().pages(window, ward, by_update=by_update)


def listed(store: Store) -> tuple[UnusableLine, ...]:
    with store.reading() as session:
        return city_books(session, CITY).unusable


def test_a_record_without_a_number_is_listed_with_its_day_type_and_address(store: Store) -> None:
    city = FakeCity([record("SR1")], refusals={1: (NUMBERLESS,)})
    books = read(store, city)
    assert books.refused == 1
    (line,) = books.unusable
    assert (line.told_by, line.day, line.service_name) == (ToldBy.FEED, NOW - DAY, "Rodents")
    assert (line.address, line.reason, line.tries) == ("4812 N DAMEN AVE", "It has no number.", 1)
    assert open_gaps(store) == []
    assert cursor(store) == NOW - DAY


def test_one_told_again_is_one_line_and_one_told_no_more_leaves_the_list(store: Store) -> None:
    city = FakeCity([record("SR1")], refusals={1: (NUMBERLESS,)})
    read(store, city)
    forward(store, days=2)
    read(store, city)
    assert [line.tries for line in listed(store)] == [2]
    city.refusals = {}
    forward(store, days=2)
    read(store, city)
    assert listed(store) == ()


def test_one_of_the_year_before_stays_though_the_feed_is_read_again(store: Store) -> None:
    with store.writing() as session:
        old = replace(NUMBERLESS, told_at=NOW - 200 * DAY)
        note_unusable(session, CITY, ToldBy.FEED, [old], store.now())
    read(store, FakeCity([record("SR1")]))
    assert len(listed(store)) == 1


def test_a_number_too_long_to_keep_is_listed_under_what_it_says_of_itself(store: Store) -> None:
    read(store, FakeCity([record("N" * 101, address="1 W LAKE ST"), record("SR1")]))
    (line,) = listed(store)
    assert (line.service_name, line.address, line.excerpt) == ("Pothole in Street", "1 W LAKE ST", "N" * 100)


def test_what_waits_for_its_number_or_is_no_request_is_not_listed(store: Store) -> None:
    waiting, other = replace(NUMBERLESS, has_token=True), replace(NUMBERLESS, is_request=False)
    assert read(store, FakeCity([record("SR1")], refusals={1: (waiting, other)})).refused == 2
    assert listed(store) == ()


def test_a_row_of_the_portal_without_a_number_is_listed_as_the_portals(store: Store) -> None:
    city = NumberedCity()
    first_sync(store, city)
    city_year(store, city, RefusingPortal()).advance(PROGRAM, no_progress, never)
    (line,) = listed(store)
    assert (line.told_by, line.reason) == (ToldBy.PORTAL, "A row has no number.")
    forward(store, days=2)
    read(store, city)
    assert len(listed(store)) == 1, "311 has nothing to say of what the portal told"


def test_the_list_has_an_end(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        many = [replace(NUMBERLESS, address=f"{number} N DAMEN AVE") for number in range(MOST + 20)]
        note_unusable(session, CITY, ToldBy.FEED, many, sqlite_store.now())
    lines = listed(sqlite_store)
    assert len(lines) == MOST
    assert lines[0].address == f"{MOST + 19} N DAMEN AVE"

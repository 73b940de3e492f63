"""A sync over HTTP with an endpoint that misbehaves: what is kept, what is listed, and that it heals (P2)."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import hostile_city as wrongs
from tests.gathering import CITY, NOW, PROGRAM, city_filing, never, no_progress, record
from tests.hostile_city import HostileCity, Wrong
from tests.office.reading_city import cursor, forward, numbers, open_gaps, row
from tests.open311.city_server import Behaviour, Question, drip, endless, profile_for, redirect, reply, stall
from wardoffice.domain.books import CityBooks, Paging, UpdatesAsked
from wardoffice.domain.errors import (
    CityAnswerError,
    CityError,
    CityRefusedError,
    CitySlowError,
    CityTooMuchError,
    CityUnreachableError,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.office.city_sync import CitySync
from wardoffice.office.page_reading import Bounds
from wardoffice.open311.client import Open311Client
from wardoffice.open311.fetching import Limits
from wardoffice.open311.retrying import Retries
from wardoffice.store.city_books import city_books
from wardoffice.store.store import Store
from wardoffice.store.tables import ServiceRecord

DAY = timedelta(days=1)
UNLISTED = {
    "a list of words": b'["Invalid api key"]',
    "only a description": b'[{"description": "Invalid api key"}]',
    "keys of another case": b'[{"Message": "Invalid api key"}]',
    "a status of its own": b'[{"status": "error", "description": "Invalid api key"}]',
    "words in a wrapper": b'{"service_requests": ["Invalid api key"]}',
    "an error in a wrapper": b'{"requests": {"error": "Invalid api key"}}',
    "XML text": b"<service_requests>Invalid api key</service_requests>",
}
"""Answers with status 200 that hold an error as no standard writes it."""

MINUTE = timedelta(minutes=1)
OLD = [record(f"OLD{n}", requested_at=NOW - n * DAY, updated_at=NOW - n * DAY) for n in range(2, 12)]
NEW = [
    record(f"NEW{n}", requested_at=NOW + n * MINUTE, updated_at=NOW + n * MINUTE, description="Löcher")
    for n in range(1, 31)
]
ANCIENT = [record(f"PAST{n}", requested_at=NOW - 60 * DAY, updated_at=NOW - 60 * DAY) for n in range(200)]
ALL = {each.number for each in OLD + NEW}
LIMITS = Limits(connect_seconds=2, read_seconds=0.3, whole_seconds=0.6, most_bytes=2_000_000)
RETRIES = Retries(attempts=2, first_wait=0.001, longest_wait=0.002, longest_stay=2)
BOUNDS = Bounds(records=400, pages=60)
MEGABYTE = 1_000_000


@pytest.fixture
def city() -> Iterator[HostileCity]:
    with HostileCity(largest=25) as server:
        yield server


def sync(store: Store, city: HostileCity, limits: Limits = LIMITS) -> CityBooks:
    """One run, as the program does it."""
    profile = profile_for(city, page_size=25, max_page_size=25)

    def connect(cancelled: Cancelled) -> Open311Client:
        return Open311Client(profile, clock=store.now, cancelled=cancelled, limits=limits, retries=RETRIES)

    return CitySync(store, CITY, connect, city_filing(store), BOUNDS).run(PROGRAM, no_progress, never)


def begin(store: Store, city: HostileCity) -> datetime:
    """An office that has read the old records, an hour before the new ones are asked for; its cursor."""
    city.records = list(OLD)
    sync(store, city)
    assert numbers(store) == {each.number for each in OLD}
    city.records = [*OLD, *NEW]
    city.pages_asked = 0
    forward(store, hours=1)
    held = cursor(store)
    assert held is not None
    return held


def heal(store: Store, city: HostileCity) -> None:
    """A day later, with an honest city: everything is in, and no gap is left."""
    city.wrong = wrongs.honest
    forward(store, days=1)
    books = sync(store, city)
    assert numbers(store) >= ALL
    assert not books.gaps
    assert not books.not_read
    assert cursor(store) == max(each.updated_at for each in NEW if each.updated_at)


@dataclass(frozen=True)
class Survived:
    """A misbehaviour the reading gets through with all records, or with the ``gaps`` it names."""

    wrong: Wrong
    gaps: tuple[str, ...] = ()
    lacks: frozenset[str] = frozenset()
    paging: Paging | None = None


SURVIVED = {
    "one page answers 500": Survived(wrongs.on_page(2, reply(b"", 500))),
    "one page answers 404": Survived(wrongs.on_page(2, reply(b"<html>Not Found</html>", 404, "text/html"))),
    "a page is HTML with 200": Survived(
        wrongs.on_page(2, reply(b"<html><title>Sign in</title></html>", content_type="text/html"))
    ),
    "a bad record": Survived(
        wrongs.bad_record("NEW7"),
        ("The 311 system has a fault of its own: “Internal error” (code 500).",),
        frozenset({"NEW7"}),
    ),
    "ignores the page": Survived(wrongs.ignores_page, paging=Paging.NONE),
    "pages of its own size": Survived(wrongs.own_pages(7), paging=Paging.OWN_SIZE),
    "larger pages of its own": Survived(wrongs.own_pages(30), paging=Paging.OWN_SIZE),
    "no pages and a limit": Survived(wrongs.no_pages(26), paging=Paging.NONE),
    "no pages and no limit": Survived(wrongs.no_pages(10_000), paging=Paging.NONE),
    "neither pages nor dates": Survived(
        wrongs.no_dates(30),
        ("The city gives no more than 30 records at once here, and there may be others.",),
        frozenset(each.number for each in NEW[20:]),
        paging=Paging.NONE,
    ),
    "pages that never end": Survived(
        wrongs.new_ones_for_ever,
        ("The list goes on without an end: left after 400 records.",),
        frozenset(each.number for each in NEW),
    ),
    "records move while paging": Survived(wrongs.moving),
    "another charset than is said": Survived(wrongs.latin_1),
    "only small pages in time": Survived(wrongs.slow_above(12, stall())),
    "only small pages fit": Survived(wrongs.large(4)),
    "ignores updated_after": Survived(wrongs.ignores_updated_after),
    "tells no updates": Survived(wrongs.silent_on_updates),
    "refuses updated_after": Survived(wrongs.refuses_updates),
    **{
        f"a page is {name}": Survived(wrongs.on_page(2, reply(body)))
        for name, body in {**UNLISTED, "null": b"[null]"}.items()
    },
}


@pytest.mark.parametrize("name", SURVIVED)
def test_a_reading_gets_through_with_every_record_or_names_the_gap_p2(
    sqlite_store: Store, city: HostileCity, name: str
) -> None:
    case = SURVIVED[name]
    before = begin(sqlite_store, city)
    city.wrong = case.wrong
    books = sync(sqlite_store, city)
    assert ALL - numbers(sqlite_store) == case.lacks
    assert len(books.gaps) == len(case.gaps)
    assert all(gap.reason.startswith(words) for gap, words in zip(books.gaps, case.gaps, strict=True))
    told = max(each.updated_at for each in NEW if each.updated_at)
    if case.gaps:
        held = cursor(sqlite_store)
        assert held == min(gap.start for gap in open_gaps(sqlite_store))
        assert held is not None
        assert held < min(each.updated_at for each in NEW if each.updated_at and each.number in case.lacks)
    else:
        assert cursor(sqlite_store) == told > before
    if case.paging is not None:
        assert books.found.paging is case.paging
    heal(sqlite_store, city)


@dataclass(frozen=True)
class Ended:
    """A misbehaviour that ends the reading with ``error``, after ``questions`` at most."""

    wrong: Wrong
    error: type[CityError]
    words: str
    questions: int


ENDED = {
    "HTML with 200": Ended(
        wrongs.always(reply(b"<html><title>Sign in</title></html>", content_type="text/html")),
        CityAnswerError,
        "web page instead of data: “Sign in”",
        13,
    ),
    "truncated JSON": Ended(wrongs.half_a_body, CityAnswerError, "breaks off before its end", 40),
    "too short a length": Ended(wrongs.too_short_a_length, CityAnswerError, "breaks off before its end", 40),
    "cut in the middle": Ended(
        wrongs.cut_in_the_middle, CityUnreachableError, "connection to the 311 system broke", 2
    ),
    "an endless stream": Ended(
        wrongs.always(endless(b" " * 100_000)), CityTooMuchError, "larger than 2 MB", 13
    ),
    "a gzip bomb": Ended(wrongs.always(wrongs.bomb(200)), CityTooMuchError, "larger than 2 MB", 13),
    "a slow drip": Ended(
        wrongs.always(drip(b"[" + b" " * 1000, pause=0.02)), CitySlowError, "did not finish", 3
    ),
    "nothing at all": Ended(wrongs.always(stall()), CitySlowError, "sent nothing", 3),
    "sent to a file": Ended(
        wrongs.always(redirect("file:///etc/passwd")), CityAnswerError, "which was not followed", 13
    ),
    "sent to another host": Ended(
        wrongs.always(redirect("http://elsewhere.example/")), CityAnswerError, r"elsewhere\.example", 13
    ),
    "sent in circles": Ended(wrongs.always(wrongs.in_circles()), CityAnswerError, "in circles", 60),
    "a 200 that holds an error": Ended(
        wrongs.always(reply(b'[{"code": 7, "description": "No database"}]')),
        CityRefusedError,
        "“No database”",
        2,
    ),
    "no key": Ended(wrongs.always(reply(b"", 403)), CityRefusedError, "refused", 1),
    "null": Ended(wrongs.always(reply(b"[null]")), CityAnswerError, "“null”", 40),
    **{
        name: Ended(wrongs.always(reply(body)), CityAnswerError, "Invalid api key", 40)
        for name, body in UNLISTED.items()
    },
}


@pytest.mark.parametrize("name", ENDED)
def test_a_reading_that_cannot_go_on_ends_soon_and_loses_nothing_p2(
    sqlite_store: Store, city: HostileCity, name: str
) -> None:
    """The cursor stays, no bad record is made up, and what was read before is kept."""
    case = ENDED[name]
    before = begin(sqlite_store, city)
    city.wrong = case.wrong
    with pytest.raises(case.error, match=case.words):
        sync(sqlite_store, city)
    assert city.pages_asked <= case.questions
    assert cursor(sqlite_store) == before
    assert not open_gaps(sqlite_store)
    assert numbers(sqlite_store) >= {each.number for each in OLD}
    heal(sqlite_store, city)


@pytest.mark.parametrize("body", UNLISTED.values(), ids=UNLISTED)
def test_an_error_in_no_known_form_closes_no_gap_p2(
    sqlite_store: Store, city: HostileCity, body: bytes
) -> None:
    begin(sqlite_store, city)
    city.wrong = wrongs.bad_record("NEW7")
    sync(sqlite_store, city)
    (gap,) = open_gaps(sqlite_store)
    held = cursor(sqlite_store)
    city.wrong = wrongs.always(reply(body))
    forward(sqlite_store, minutes=30)
    with pytest.raises(CityAnswerError, match="Invalid api key"):
        sync(sqlite_store, city)
    assert [each.id for each in open_gaps(sqlite_store)] == [gap.id]
    assert cursor(sqlite_store) == held
    heal(sqlite_store, city)


@pytest.mark.parametrize("body", UNLISTED.values(), ids=UNLISTED)
def test_an_error_in_place_of_a_page_of_updates_loses_no_old_request_p2(
    sqlite_store: Store, city: HostileCity, body: bytes
) -> None:
    """Requests too old for the days read anew are told only once, among what changed."""
    begin(sqlite_store, city)
    forward(sqlite_store, hours=3)
    late = [replace(each, requested_at=NOW - 200 * DAY, updated_at=NOW + n * MINUTE)
            for n, each in enumerate(ANCIENT[:30])]  # fmt: skip
    city.records = [*OLD, *NEW, *late]

    def wrong(_city: HostileCity, question: Question) -> Behaviour | None:
        asked = question.arguments
        return reply(body) if asked.get("page") == "2" and "updated_after" in asked else None

    city.wrong = wrong
    sync(sqlite_store, city)
    city.wrong = wrongs.honest
    for _ in range(2):
        forward(sqlite_store, days=1)
        sync(sqlite_store, city)
    assert numbers(sqlite_store) >= {each.number for each in late}


@pytest.mark.parametrize(
    "wrong",
    [wrongs.always(endless(b" " * 100_000)), wrongs.always(wrongs.bomb(200)), wrongs.large(10)],
    ids=["endless stream", "gzip bomb", "10 MB body"],
)
def test_no_answer_fills_the_memory_p8(sqlite_store: Store, city: HostileCity, wrong: Wrong) -> None:
    """At most a few times of what is taken at all, 20 MB, whatever the city sends."""
    begin(sqlite_store, city)
    city.wrong = wrong
    limits = replace(LIMITS, most_bytes=20 * MEGABYTE, read_seconds=5, whole_seconds=20)
    tracemalloc.start()
    try:
        sync(sqlite_store, city, limits)
    except CityTooMuchError:
        assert city.pages_asked <= 13
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 150 * MEGABYTE
    heal(sqlite_store, city)


def test_a_city_that_is_gone_is_asked_about_once_and_everything_stays(sqlite_store: Store) -> None:
    with HostileCity(OLD) as city:
        begin(sqlite_store, city)
        held = cursor(sqlite_store)
    with pytest.raises(CityUnreachableError, match="cannot be reached"):
        sync(sqlite_store, city)
    assert cursor(sqlite_store) == held
    assert not open_gaps(sqlite_store)


@pytest.mark.parametrize(
    "services",
    [reply(b"", 500), reply(b"<html></html>", content_type="text/html"), reply(b"no", 404, "text/plain")],
)
def test_a_list_of_types_that_fails_is_named_and_stops_no_request(
    sqlite_store: Store, city: HostileCity, services: Callable[..., None]
) -> None:
    begin(sqlite_store, city)
    city.on("/services.json", services)
    books = sync(sqlite_store, city)
    assert numbers(sqlite_store) == ALL
    (said,) = books.not_read
    assert said.startswith("The city's list of types could not be read: ")
    city.on("/services.json", reply(b'[{"service_code": "PHF"}]'))
    assert not sync(sqlite_store, city).not_read


def test_a_city_that_asks_us_to_stay_away_is_left_alone_until_then(
    sqlite_store: Store, city: HostileCity
) -> None:
    held = begin(sqlite_store, city)
    city.wrong = wrongs.always(reply(b"", 429, Retry_After="1800"))
    with pytest.raises(CityRefusedError):
        sync(sqlite_store, city)
    asked = len(city.questions)
    assert city.pages_asked == 1
    city.wrong = wrongs.honest
    with pytest.raises(CityRefusedError, match="not to come back yet"):
        sync(sqlite_store, city)
    assert len(city.questions) == asked
    assert cursor(sqlite_store) == held
    forward(sqlite_store, minutes=31)
    sync(sqlite_store, city)
    assert numbers(sqlite_store) == ALL


def test_a_short_wait_that_the_city_asks_for_is_waited(sqlite_store: Store, city: HostileCity) -> None:
    begin(sqlite_store, city)
    busy = reply(b"", 503, Retry_After="1")
    city.wrong = lambda here, _question: busy if here.pages_asked == 1 else None
    started = time.monotonic()
    sync(sqlite_store, city)
    assert time.monotonic() - started >= 0.9
    assert numbers(sqlite_store) == ALL


def test_a_date_in_the_future_moves_no_cursor_and_keeps_no_news_out_p2(
    sqlite_store: Store, city: HostileCity
) -> None:
    held = begin(sqlite_store, city)
    city.wrong = wrongs.future(400)
    books = sync(sqlite_store, city)
    assert numbers(sqlite_store) == ALL
    assert cursor(sqlite_store) == held
    assert books.repairs["date in the future kept as told, but no news until then"] >= len(NEW)
    told = row(sqlite_store, "NEW1").updated_at
    assert told == NOW + MINUTE + 400 * DAY, "kept as the city told it"
    heal(sqlite_store, city)
    assert row(sqlite_store, "NEW1").updated_at == NOW + MINUTE


def test_numbers_that_change_are_flagged_and_none_is_dropped(sqlite_store: Store, city: HostileCity) -> None:
    begin(sqlite_store, city)
    city.wrong = wrongs.other_ids
    sync(sqlite_store, city)
    assert any(number.startswith("XNEW") for number in numbers(sqlite_store))
    heal(sqlite_store, city)
    forward(sqlite_store, days=2)
    books = sync(sqlite_store, city)
    with sqlite_store.reading() as session:
        gone = set(
            session.scalars(select(ServiceRecord.number).where(ServiceRecord.missing_since.is_not(None)))
        )
    assert gone
    assert all(number.startswith("X") for number in gone)
    assert books.missing == len(gone)


def test_what_a_city_makes_of_updated_after_is_found_out_and_found_out_anew(
    sqlite_store: Store, city: HostileCity
) -> None:
    def found() -> UpdatesAsked:
        with sqlite_store.reading() as session:
            return city_books(session, CITY).found.updates

    begin(sqlite_store, city)
    city.records += ANCIENT
    assert found() is UpdatesAsked.UNKNOWN
    sync(sqlite_store, city)
    assert found() is UpdatesAsked.OBEYED
    for wrong, verdict in (
        (wrongs.ignores_updated_after, UpdatesAsked.IGNORED),
        (wrongs.silent_on_updates, UpdatesAsked.SILENT),
        (wrongs.refuses_updates, UpdatesAsked.REFUSED),
    ):
        city.wrong = wrong
        forward(sqlite_store, days=1)
        sync(sqlite_store, city)  # all days
        forward(sqlite_store, hours=1)
        sync(sqlite_store, city)
        assert found() is verdict
        city.questions.clear()
        forward(sqlite_store, hours=1)
        sync(sqlite_store, city)
        assert not any("updated_after" in each.arguments for each in city.questions), "not again today"
    city.wrong = wrongs.honest
    forward(sqlite_store, days=1)
    sync(sqlite_store, city)
    forward(sqlite_store, hours=1)
    sync(sqlite_store, city)
    assert found() is UpdatesAsked.OBEYED


def test_a_city_that_ignores_updated_after_is_not_read_whole_to_find_that_out(
    sqlite_store: Store, city: HostileCity
) -> None:
    """One page shows it; then the last days are read, not all of them."""
    begin(sqlite_store, city)
    city.records += ANCIENT
    city.wrong = wrongs.ignores_updated_after
    city.questions.clear()
    sync(sqlite_store, city)
    by_update = [each for each in city.questions if "updated_after" in each.arguments]
    assert len(by_update) <= 3, "as soon as half of what came had not changed"
    assert len(city.questions) < 15


def test_the_page_size_that_worked_is_remembered(sqlite_store: Store, city: HostileCity) -> None:
    begin(sqlite_store, city)
    city.wrong = wrongs.slow_above(12, stall())
    books = sync(sqlite_store, city)
    assert books.found.page_size <= 12
    city.questions.clear()
    forward(sqlite_store, hours=1)
    sync(sqlite_store, city)
    first = next(each for each in city.questions if each.path == wrongs.LISTING)
    assert int(first.arguments["page_size"]) <= 12

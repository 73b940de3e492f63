"""A page of the city that fails: halved, listed, retried, and the cursor held before it (P2)."""

from datetime import timedelta

import pytest

from tests.gathering import (
    NOW,
    FakeCity,
    record,
)
from tests.office.reading_city import cursor, forward, numbers, open_gaps, read
from wardoffice.domain.errors import (
    CityAnswerError,
    CityRefusedError,
)
from wardoffice.store.store import Store

DAY = timedelta(days=1)


def test_a_page_that_fails_is_halved_to_the_one_bad_record_and_all_others_are_in(store: Store) -> None:
    """P2: the cursor stays before the gap."""
    city = FakeCity([record(f"SR{number}") for number in range(16)], bad={"SR5"})
    books = read(store, city)
    assert numbers(store) == {f"SR{number}" for number in range(16) if number != 5}
    assert [gap.reason for gap in books.gaps] == ["The answer cannot be read."]
    (gap,) = open_gaps(store)
    assert (gap.page, gap.page_size, gap.tries) == (6, 1, 1)
    assert cursor(store) == gap.start


def test_a_gap_is_retried_at_every_reading_and_closes_when_the_record_can_be_read(store: Store) -> None:
    city = FakeCity([record(f"SR{number}") for number in range(16)], bad={"SR5"})
    read(store, city)
    forward(store, hours=1)
    books = read(store, city)
    # By days, as it was found, and once more by update: neither question answers for the other.
    assert {gap.by_update: gap.tries for gap in open_gaps(store)} == {False: 2, True: 1}
    assert cursor(store) == min(gap.start for gap in open_gaps(store))
    city.bad.clear()
    forward(store, hours=1)
    books = read(store, city)
    assert not books.gaps
    assert "SR5" in numbers(store)
    assert cursor(store) == max(each.updated_at for each in city.records if each.updated_at)


@pytest.mark.parametrize("tells_updates", [True, False])
@pytest.mark.parametrize("days_ago", [1, 29, 31, 89])
def test_a_gap_in_any_of_several_windows_holds_the_cursor_and_outlives_the_other_windows(
    sqlite_store: Store, days_ago: int, *, tells_updates: bool
) -> None:
    """P2: also the window beside it, whose edge it shares, must not close it."""
    at = NOW - days_ago * DAY
    good = [
        record(f"G{day}", requested_at=NOW - day * DAY, updated_at=NOW - day * DAY) for day in (2, 40, 70)
    ]
    bad = record("BAD", requested_at=at, updated_at=at)
    city = FakeCity([*good, bad], bad={"BAD"}, max_span_days=30, tells_updates=tells_updates)
    for reading in range(3):
        books = read(sqlite_store, city)
        assert len(books.gaps) == 1, f"reading {reading}"
        held = cursor(sqlite_store)
        assert held == open_gaps(sqlite_store)[0].start
        assert open_gaps(sqlite_store)[0].start <= at
        forward(sqlite_store, days=40)
    city.bad.clear()
    assert not read(sqlite_store, city).gaps
    assert "BAD" in numbers(sqlite_store)


@pytest.mark.parametrize("readings", [1, 3])
def test_a_reading_by_update_closes_no_gap_of_days_for_it_may_not_hold_the_record(
    store: Store, readings: int
) -> None:
    """P2: what never changed is in no answer to what changed."""
    bad = record("BAD", requested_at=NOW - 5 * DAY, updated_at=None)
    good = [record(f"G{day}", requested_at=NOW - day * DAY, updated_at=NOW - day * DAY) for day in (2, 40)]
    city = FakeCity([*good, bad], bad={"BAD"})
    (gap,) = read(store, city).gaps
    for reading in range(readings):
        forward(store, hours=1)
        now = store.now()
        city.records.append(record(f"N{reading}", requested_at=now, updated_at=now))
        (still,) = read(store, city).gaps
        assert (still.start, still.tries) == (gap.start, gap.tries + reading + 1)
        assert cursor(store) == gap.start
    city.bad.clear()
    forward(store, hours=1)
    assert not read(store, city).gaps
    assert "BAD" in numbers(store)


@pytest.mark.parametrize("tells_updates", [True, False])
def test_a_gap_is_asked_for_once_an_hour_and_news_at_every_reading(
    sqlite_store: Store, *, tells_updates: bool
) -> None:
    """P2, and politeness: the cursor stays before the gap, but only what is new is read in between."""
    at = NOW - 20 * DAY
    bad = record("BAD", requested_at=at, updated_at=at)
    city = FakeCity([record("G"), bad], bad={"BAD"}, tells_updates=tells_updates)
    read(sqlite_store, city)
    forward(sqlite_store, minutes=61)
    for _ in range(3):
        read(sqlite_store, city)  # the first of these asks for the gap
        forward(sqlite_store, minutes=10)
        now = sqlite_store.now()
        city.records.append(record(f"N{now:%M}", requested_at=now, updated_at=now))
        city.asked = []
    read(sqlite_store, city)
    assert numbers(sqlite_store) == {each.number for each in city.records} - {"BAD"}
    assert min(window.start for window, *_ in city.asked) > at
    held = cursor(sqlite_store)
    assert held is not None
    assert held <= at
    city.bad.clear()
    forward(sqlite_store, minutes=61)
    assert not read(sqlite_store, city).gaps
    assert "BAD" in numbers(sqlite_store)


def test_another_bad_record_with_the_same_trouble_moves_no_older_gap(sqlite_store: Store) -> None:
    """P2: what is read in between does not hold the older one."""
    at = NOW - 20 * DAY
    city = FakeCity([record("G"), record("BAD", requested_at=at, updated_at=at)], bad={"BAD", "NEW"})
    read(sqlite_store, city)
    forward(sqlite_store, minutes=61)
    read(sqlite_store, city)
    held = cursor(sqlite_store)
    forward(sqlite_store, minutes=10)
    now = sqlite_store.now()
    city.records.append(record("NEW", requested_at=now, updated_at=now))
    read(sqlite_store, city)
    assert cursor(sqlite_store) == held
    starts = sorted(gap.start for gap in open_gaps(sqlite_store))
    assert starts[0] <= at < starts[-1]
    city.bad.clear()
    forward(sqlite_store, minutes=61)
    assert not read(sqlite_store, city).gaps
    assert numbers(sqlite_store) == {"G", "BAD", "NEW"}


def test_a_city_that_is_down_is_not_full_of_bad_records(store: Store) -> None:
    """Twelve failures in a row end the reading with the city's trouble; the cursor stays."""
    city = FakeCity([record("SR1")])
    read(store, city)
    held = cursor(store)
    city.down, city.max_page_size, city.asked = True, 64, []
    forward(store, hours=1)
    with pytest.raises(CityAnswerError):
        read(store, city)
    assert len(city.asked) == 13
    assert cursor(store) == held
    assert not open_gaps(store)


def test_an_answer_that_says_no_is_not_halved(store: Store) -> None:
    city = FakeCity(down=True, trouble=lambda: CityRefusedError("No key.", 403))
    with pytest.raises(CityRefusedError):
        read(store, city)
    assert len(city.asked) == 1

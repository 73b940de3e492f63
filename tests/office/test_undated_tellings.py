"""A telling without a date: from a file it changes no dated record, live it moves one forward, never back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.gathering import NOW, FakeCity, city_filing, record
from tests.office.reading_city import forward, numbers, read, row
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.service_requests import CityNote, CityStatus, RequestPage, ServiceRequest
from wardoffice.office.city_sync import Tally
from wardoffice.store.store import Store
from wardoffice.store.tables import ServiceNote

DAY = timedelta(days=1)
AT = NOW - 2 * DAY
CLOSED = record(
    "SR1",
    requested_at=NOW - 4 * DAY,
    updated_at=AT,
    closed_at=AT,
    status=CityStatus.CLOSED,
    status_notes="Work done",
    notes=(CityNote(AT, "closed", "Completed"),),
)


def undated(told: ServiceRequest, **more: Any) -> ServiceRequest:  # noqa: ANN401 - any field
    return replace(told, **{"updated_at": None, "closed_at": None, "notes": (), **more})


OPEN = undated(CLOSED, status=CityStatus.OPEN, status_notes="", description="it is back")


def take_file(store: Store, *told: ServiceRequest) -> None:
    filing, tally = city_filing(store), Tally()
    filing.file(RequestPage(told, records=len(told)), tally, saved=True)


def state(store: Store) -> tuple[CityStatus, datetime | None, datetime | None, str, ClosingKind]:
    here = row(store, "SR1")
    return here.status, here.updated_at, here.closed_at, here.status_notes, here.closing


def test_a_file_without_dates_changes_no_dated_record(store: Store) -> None:
    take_file(store, CLOSED)
    before = state(store)
    take_file(store, OPEN)
    assert state(store) == before
    assert row(store, "SR1").description == CLOSED.description


@pytest.mark.parametrize("told", [(CLOSED, OPEN), (OPEN, CLOSED)])
def test_of_two_tellings_in_one_file_the_dated_one_counts(
    sqlite_store: Store, told: tuple[ServiceRequest, ...]
) -> None:
    take_file(sqlite_store, *told)
    assert state(sqlite_store)[:2] == (CityStatus.CLOSED, AT)


def test_of_two_dated_tellings_in_one_file_the_later_counts(sqlite_store: Store) -> None:
    take_file(sqlite_store, CLOSED, replace(CLOSED, status=CityStatus.OPEN, updated_at=AT - DAY))
    assert state(sqlite_store)[:2] == (CityStatus.CLOSED, AT)


def test_live_it_says_more_but_takes_nothing_away_and_reopens_nothing(store: Store) -> None:
    city = FakeCity([CLOSED])
    read(store, city)
    before = state(store)
    city.records = [OPEN]
    forward(store, days=2)
    read(store, city)
    assert state(store) == before
    assert row(store, "SR1").description == "it is back"
    assert row(store, "SR1").address == CLOSED.address


def test_live_it_closes_what_was_open(store: Store) -> None:
    dated = replace(CLOSED, status=CityStatus.OPEN, closed_at=None, status_notes="", notes=())
    city = FakeCity([dated])
    read(store, city)
    city.records = [undated(CLOSED, description="")]
    forward(store, days=2)
    read(store, city)
    status, updated_at, _, words, closing = state(store)
    assert (status, updated_at, words) == (CityStatus.CLOSED, AT, "Work done")
    assert closing.is_closed


def test_a_city_that_never_dates_its_records_is_believed(store: Store) -> None:
    city = FakeCity([undated(CLOSED)])
    read(store, city)
    city.records = [OPEN]
    forward(store, days=2)
    read(store, city)
    assert state(store)[0] is CityStatus.OPEN
    take_file(store, undated(CLOSED))
    assert state(store)[0] is CityStatus.CLOSED
    assert numbers(store) == {"SR1"}


def test_live_its_new_notes_are_added_to_those_that_are_here_once(store: Store) -> None:
    """What the city says without a date is said all the same."""
    city = FakeCity([CLOSED])
    read(store, city)
    endless = CityNote(AT + DAY, "activity", "x" * 5_000)
    told = (
        CityNote(AT, "closed", "Completed"),
        CityNote(AT + DAY, "follow_on_created", "", number="SR2"),
        endless,
    )
    for _ in range(3):
        city.records = [undated(CLOSED, notes=told)]
        forward(store, days=2)
        read(store, city)
    with store.reading() as session:
        kept = list(session.scalars(select(ServiceNote).order_by(ServiceNote.position)))
        assert [(note.kind, note.number) for note in kept] == [
            ("closed", ""),
            ("follow_on_created", "SR2"),
            ("activity", ""),
        ]
    assert row(store, "SR1").still_open
    take_file(store, undated(CLOSED, notes=(CityNote(AT, "activity", "of any day"),)))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceNote)) == len(told)

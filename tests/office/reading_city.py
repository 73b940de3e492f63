"""Reads a fake city into a store and looks at what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.databases import Clock
from tests.gathering import (
    CITY,
    NOW,
    PROGRAM,
    FakeCity,
    city_sync,
    never,
    no_progress,
    record,
)
from wardoffice.domain.books import CityBooks
from wardoffice.domain.service_requests import ServiceRequest
from wardoffice.store.city_books import read_so_far
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, CityGap, Request, ServiceRecord


def read(store: Store, city: FakeCity, *, ward_map: bool = True) -> CityBooks:
    books = city_sync(store, city, ward_map=ward_map).run(PROGRAM, no_progress, never)
    assert books.received == books.inside + books.outside + books.place_unknown + books.refused
    return books


def every_hour(count: int) -> list[ServiceRequest]:
    """Records SR0, SR1, ... of the last ``count`` hours, the newest first."""
    times = (NOW - n * timedelta(hours=1) for n in range(count))
    return [record(f"SR{n}", requested_at=at, updated_at=at) for n, at in enumerate(times)]


def forward(store: Store, **span: float) -> None:
    assert isinstance(store.now, Clock)
    store.now.forward(**span)


def cursor(store: Store) -> datetime | None:
    with store.reading() as session:
        return read_so_far(session, CITY).read_to


def numbers(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(ServiceRecord.number)))


def row(store: Store, number: str) -> ServiceRecord:
    with store.reading() as session:
        found = session.scalars(select(ServiceRecord).where(ServiceRecord.number == number)).one()
        session.expunge(found)
    return found


def case_of(store: Store, number: str) -> Case:
    with store.reading() as session:
        found = session.scalars(
            select(Case)
            .join(Request, Request.case_id == Case.id)
            .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
            .where(ServiceRecord.number == number)
        ).one()
        session.expunge(found)
    return found


def open_gaps(store: Store) -> list[CityGap]:
    with store.reading() as session:
        found = list(session.scalars(select(CityGap).where(CityGap.closed_at.is_(None))))
        session.expunge_all()
    return found

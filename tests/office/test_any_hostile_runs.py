"""Whatever an endpoint did before, an honest reading ends in the same store (P2)."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.databases import Clock, open_store
from tests.gathering import CITY, NOW, PROGRAM, FakeCity, city_filing, never, no_progress, record
from wardoffice.domain.errors import (
    CityAnswerError,
    CityError,
    CityRefusedError,
    CitySlowError,
    CityUnreachableError,
)
from wardoffice.domain.service_requests import RequestPage, ServiceRequest, Window
from wardoffice.office.city_sync import CitySync
from wardoffice.office.page_reading import Bounds
from wardoffice.store.city_books import city_books
from wardoffice.store.engine import sqlite_url
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Request, ServiceRecord

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
RECORDS = tuple(
    record(f"SR{n}", requested_at=NOW - n * DAY, updated_at=NOW - n * DAY + HOUR, token=f"t{n}")
    for n in range(1, 13)
)


class UnsteadyCity(FakeCity):
    """Misbehaves in one way for one run."""

    way: str = "honest"

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        if trouble := TROUBLES.get(self.way):
            if self.way == "falters" and len(self.asked) % 3:
                return super().requests(window, page, page_size, by_update=by_update)
            self.asked.append((window, page, page_size, by_update))
            raise trouble()
        found = super().requests(window, page, page_size, by_update=by_update)
        changed = CHANGES[self.way](found.requests) if self.way in CHANGES else found.requests
        if self.way == "ignores page" and page > 1:
            return super().requests(window, 1, page_size, by_update=by_update)
        if self.way == "silent on updates" and by_update:
            changed = ()
        if self.way == "own pages":
            everything = super().requests(window, 1, 1000, by_update=by_update).requests
            changed = everything[(page - 1) * 3 : page * 3]
        return RequestPage(changed, (), {}, len(changed))


TROUBLES: dict[str, Callable[[], CityError]] = {
    "html": lambda: CityAnswerError("A web page."),
    "falters": lambda: CityAnswerError("A web page."),
    "500": lambda: CityRefusedError("A fault of its own.", 500),
    "403": lambda: CityRefusedError("No.", 403),
    "slow": lambda: CitySlowError("Too late."),
    "cut": lambda: CityUnreachableError("Cut."),
}
CHANGES: dict[str, Callable[[tuple[ServiceRequest, ...]], tuple[ServiceRequest, ...]]] = {
    "future": lambda told: tuple(replace(each, updated_at=NOW + 400 * DAY) for each in told),
    "other ids": lambda told: tuple(replace(each, number=f"X{each.number}", token="") for each in told),
    "nothing": lambda _told: (),
    "half": lambda told: told[::2],
    "outside": lambda told: tuple(replace(each, point=None, ward=3) for each in told),
}
WAYS = ["bad record", "ignores page", "silent on updates", "own pages", *TROUBLES, *CHANGES]


def run(store: Store, way: str) -> None:
    """One run; whatever the city did, the program says it in its own words."""
    city = UnsteadyCity(list(RECORDS), max_page_size=8, tells_updates=None)
    city.way = way
    city.bad = {"SR3"} if way == "bad record" else set()
    sync = CitySync(store, CITY, lambda _cancelled: city, city_filing(store), Bounds(200, 40))
    with suppress(CityError):
        sync.run(PROGRAM, no_progress, never)


def held(store: Store) -> tuple[Any, ...]:
    """What is in the store, but for when it came and in which order, and what is flagged as gone."""
    with store.reading() as session:
        rows = session.execute(
            select(ServiceRecord, Case.title, Case.lat, Case.ward, Case.status)
            .join(Request, Request.service_record_id == ServiceRecord.id)
            .join(Case, Case.id == Request.case_id)
            .where(ServiceRecord.missing_since.is_(None))
            .order_by(ServiceRecord.number)
        ).all()
        books = city_books(session, CITY)
        untold = {"id", "first_seen_at", "last_seen_at", "former_ward"}
        records = [
            (
                {
                    column.name: getattr(row, column.name)
                    for column in ServiceRecord.__table__.columns
                    if column.name not in untold
                },
                *case,
            )
            for row, *case in rows
        ]
    assert books.received == books.inside + books.outside + books.place_unknown + books.refused
    return records, books.gaps, books.newest


@pytest.fixture(scope="module")
def honest(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    folder = tmp_path_factory.mktemp("honest")
    shutil.copyfile(migrated_file, folder / "office.sqlite")
    with open_store(folder, sqlite_url(folder / "office.sqlite"), Clock(NOW + 20 * DAY)) as store:
        run(store, "honest")
        return held(store)


Judge = Callable[[list[str], list[int]], None]


@pytest.fixture(scope="module")
def same_in_the_end(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, honest: tuple[Any, ...]
) -> Judge:
    """Runs in these ways, so many hours apart, and then an honest one: the store must be as ``honest``."""

    def judge(ways: list[str], hours: list[int]) -> None:
        folder = tmp_path_factory.mktemp("hostile")
        shutil.copyfile(migrated_file, folder / "office.sqlite")
        clock = Clock(NOW)
        with open_store(folder, sqlite_url(folder / "office.sqlite"), clock) as store:
            for way, pause in zip(ways, hours, strict=False):
                run(store, way)
                clock.forward(hours=pause)
            clock.now = NOW + 20 * DAY
            run(store, "honest")
            assert held(store) == honest
        shutil.rmtree(folder)

    return judge


@pytest.mark.parametrize("way", WAYS)
def test_after_one_hostile_run_an_honest_one_ends_as_an_honest_one_alone(
    same_in_the_end: Judge, way: str
) -> None:
    same_in_the_end([way], [5])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WAYS), min_size=2, max_size=3), st.lists(st.integers(1, 40), min_size=3))
def test_any_hostile_runs_and_then_an_honest_one_end_as_an_honest_one_alone(
    same_in_the_end: Judge, ways: list[str], hours: list[int]
) -> None:
    same_in_the_end(ways, hours)

"""P3, P2: a year's reading, killed as by kill -9 between any two statements, ends as if nothing happened."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, func, select

from tests.databases import Clock, open_store
from tests.gathering import PROGRAM, city_sync, never, no_progress
from tests.office.killed_year import BAD, asked_city, listing_city, portal, write_file
from wardoffice.domain.year import YearState
from wardoffice.store.city_findings import read_findings
from wardoffice.store.engine import sqlite_url
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, CityGap, PortalRecord, QueueEntry, Request, ServiceRecord
from wardoffice.store.year_record import read_year

CHECKOUT = Path(__file__).parents[2]
KILLED_AFTER = (40, 170, 90)


class Reading:
    """A program that reads in children."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.office.killed_year"],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self, folder: Path, what: str, killed_after: int) -> str:
        """Say "killed", or the number of statements of a child that lived."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{folder} {what} {killed_after}\n")
        self._program.stdin.flush()
        return self._program.stdout.readline().strip()

    def close(self) -> None:
        self._program.communicate(timeout=20)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    program = Reading()
    yield program
    program.close()


def office(folder: Path, migrated_file: Path, what: str) -> Path:
    """An office that has read its feed once."""
    folder.mkdir()
    shutil.copyfile(migrated_file, folder / "office.sqlite")
    write_file(folder / "portal.csv")
    with open_store(folder, sqlite_url(folder / "office.sqlite"), Clock()) as store:
        city = listing_city() if what == "feed" else asked_city()
        city_sync(store, city).run(PROGRAM, no_progress, never)
    return folder


def rows(store: Store, question: Executable) -> list[tuple[Any, ...]]:
    with store.reading() as session:
        return [tuple(row) for row in session.execute(question)]


def holds(store: Store) -> dict[str, object]:
    """All that a reading leaves, but for when it did."""
    year = state(store)
    with store.reading() as session:
        findings = read_findings(session, "loopback")
    return {
        "records": rows(
            store,
            select(ServiceRecord.number, ServiceRecord.status, ServiceRecord.updated_at).order_by(
                ServiceRecord.number
            ),
        ),
        "cases": rows(store, select(func.count()).select_from(Case)),
        "requests": rows(store, select(func.count(), func.count(func.distinct(Request.case_id)))),
        "queue": rows(store, select(QueueEntry.desk, func.count()).group_by(QueueEntry.desk)),
        "portal": rows(
            store,
            select(PortalRecord.number, PortalRecord.status, PortalRecord.city_status).order_by(
                PortalRecord.number
            ),
        ),
        "gaps": rows(store, select(CityGap.reason, CityGap.start).where(CityGap.closed_at.is_(None))),
        "year": (year.step, year.source, year.gaps),
        "findings": findings.paging,
    }


def state(store: Store) -> YearState:
    with store.reading() as session:
        return read_year(session, "loopback", 47)


def nothing_is_skipped(store: Store, what: str) -> None:
    """P2: whatever the year's cursor has passed is filed, or is a gap."""
    back_to = state(store).back_to
    if back_to is None:
        return
    made = (
        {each.number: each.requested_at for each in listing_city().records}
        if what == "feed"
        else {each.number: each.requested_at for each in portal().rows}
    )
    passed = {number for number, at in made.items() if at is not None and at >= back_to}
    here = {number for (number,) in rows(store, select(ServiceRecord.number))}
    gaps = rows(store, select(CityGap.id).where(CityGap.closed_at.is_(None)))
    assert passed - here <= ({BAD} if gaps else set())


@pytest.mark.parametrize("what", ["portal", "feed", "file"])
def test_killed_again_and_again_a_year_is_read_to_the_same_end_p3_p2(
    what: str, reading: Reading, tmp_path: Path, migrated_file: Path
) -> None:
    undisturbed = office(tmp_path / "undisturbed", migrated_file, what)
    assert reading.read(undisturbed, what, 0).isdigit()
    killed = office(tmp_path / "killed", migrated_file, what)
    deaths = 0
    for after in (*KILLED_AFTER, 0):
        said = reading.read(killed, what, after)
        assert said == "killed" or said.isdigit()
        deaths += said == "killed"
        with open_store(killed, sqlite_url(killed / "office.sqlite"), Clock()) as store:
            nothing_is_skipped(store, what)
    assert deaths == len(KILLED_AFTER)
    with (
        open_store(undisturbed, sqlite_url(undisturbed / "office.sqlite"), Clock()) as once,
        open_store(killed, sqlite_url(killed / "office.sqlite"), Clock()) as again,
    ):
        expected = holds(once)
        assert expected["records"]
        assert holds(again) == expected

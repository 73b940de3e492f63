"""Reads a year in children that die as by kill -9: ``-m tests.office.killed_year``.

Each line on stdin is a folder with an office, what to read (see ``WORK``) and after how many statements and
commits the child kills itself (0: never); each line on stdout says "killed", or how many a child ran that
was left to live. The children are forks of a program that has loaded everything once.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tests.databases import Clock
from tests.gathering import NOW, PROGRAM, never, no_progress, record, table_import
from tests.office.year_city import FakePortal, NumberedCity, city_year, row
from tests.portal_files import portal_row, write_csv
from tests.store.killed_migration import report_on_children
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store

WEEKS = range(1, 52)
OLD_DAYS = range(92, 105, 3)
BAD = "SR25-00000098"


def number_of(position: int) -> str:
    """The number of a week's, or a day's, request."""
    return f"SR25-{position:08}"


def portal() -> FakePortal:
    """One row a week of the ward; every fifth is open there."""
    return FakePortal(
        [
            row(
                number_of(week),
                NOW - timedelta(days=7 * week + 1),
                status="Open" if week % 5 == 0 else "Completed",
            )
            for week in WEEKS
        ]
    )


def asked_city() -> NumberedCity:
    """Knows the portal's open requests, by number."""
    return NumberedCity(
        [
            record(number_of(week), requested_at=NOW - timedelta(days=7 * week + 1), status=CityStatus.CLOSED)
            for week in WEEKS
            if week % 5 == 0
        ]
    )


def listing_city() -> NumberedCity:
    """Has no portal, and one record that breaks every page it is on."""
    old = [record(number_of(day), requested_at=NOW - timedelta(days=day + 0.5)) for day in OLD_DAYS]
    return NumberedCity(old, bad={BAD})


def write_file(path: Path) -> Path:
    """A portal's CSV of sixty requests of the ward."""
    return write_csv(path, [portal_row(f"SR26-{each:08}", ward="47") for each in range(60)])


def _portal_year(store: Store, _folder: Path) -> None:
    city_year(store, asked_city(), portal()).run(PROGRAM, no_progress, never)


def _feed_year(store: Store, _folder: Path) -> None:
    city_year(store, listing_city(), None).run(PROGRAM, no_progress, lambda: _past_the_old(store))


def _past_the_old(store: Store) -> bool:
    """Where all that this city ever had is read: the empty months before it need no killing."""
    back_to = city_year(store, listing_city(), None).state(PROGRAM).back_to
    return back_to is not None and back_to < NOW - timedelta(days=max(OLD_DAYS) + 2)


def _file_of_a_year(store: Store, folder: Path) -> None:
    table_import(store, folder / "city").take(folder / "portal.csv", never)


WORK: dict[str, Callable[[Store, Path], None]] = {
    "portal": _portal_year,
    "feed": _feed_year,
    "file": _file_of_a_year,
}


def _read(folder: str, what: str) -> None:
    store = Store(sqlite_url(Path(folder) / "office.sqlite"), FileStore(Path(folder)), Clock())
    with suppress(CancelledError):
        WORK[what](store, Path(folder))


if __name__ == "__main__":
    import duckdb  # noqa: F401 - loaded once for all children

    report_on_children(_read)

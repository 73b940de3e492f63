"""What the database's drivers tell of becomes the right trouble, in whatever language they tell it."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from wardoffice.domain.errors import (
    CancelledError,
    DiskFullError,
    StoreBusyError,
    StoreError,
    WardOfficeError,
)
from wardoffice.store.engine import store_errors


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("whatever it says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), StoreBusyError),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), StoreBusyError),
        (of_sqlite(sqlite3.SQLITE_LOCKED), StoreBusyError),
        (of_sqlite(sqlite3.SQLITE_FULL), DiskFullError),
        (of_sqlite(sqlite3.SQLITE_INTERRUPT), CancelledError),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), StoreError),
        (psycopg.errors.QueryCanceled("storniere Anfrage wegen Benutzeraufforderung"), CancelledError),
        (psycopg.errors.LockNotAvailable("konnte Sperre nicht setzen"), StoreBusyError),
        (psycopg.errors.DiskFull("Auf dem Gerät ist kein Speicherplatz mehr"), DiskFullError),
        (psycopg.OperationalError('FATAL: database "fullerton_ward" does not exist'), StoreError),
        (psycopg.OperationalError('FATAL: account "ana" is locked'), StoreError),
        (sqlite3.OperationalError("database is locked"), StoreBusyError),
    ],
    ids=lambda each: str(each) if isinstance(each, Exception) else None,
)
def test_a_trouble_is_known_by_its_code_and_never_by_a_word_in_a_name(
    told: Exception, kind: type[WardOfficeError]
) -> None:
    with pytest.raises(WardOfficeError) as raised, store_errors():
        raise OperationalError("select 1", {}, told)
    assert type(raised.value) is kind

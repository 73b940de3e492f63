"""Engines for SQLite and PostgreSQL with the transactions the house is built on.

SQLite: the driver's own transaction handling is off, because it loses updates and reports "locked" without
waiting. Every write begins with BEGIN IMMEDIATE: it has the write lock before it reads, or waits for it.
Every read has a connection of its own with a plain BEGIN and sees one state of the data.
PostgreSQL: writers take one advisory lock, which gives the same one-after-the-other; reads are repeatable.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from wardoffice.domain.errors import (
    CancelledError,
    DiskFullError,
    StoreBusyError,
    StoreError,
    WardOfficeError,
)
from wardoffice.language import text

BUSY_SECONDS = 30
_WRITER_LOCK = 311
_WRITE_CACHE_KIB = 8_192
_READ_CACHE_KIB = 2_048
"""Half a dozen connections read, each with pages of its own; what they miss the system keeps once for all."""

_PRIMARY = 0xFF  # the rest of a code of SQLite says more of the same
_OF_SQLITE: dict[int, type[WardOfficeError]] = {
    sqlite3.SQLITE_INTERRUPT: CancelledError,
    sqlite3.SQLITE_BUSY: StoreBusyError,
    sqlite3.SQLITE_LOCKED: StoreBusyError,
    sqlite3.SQLITE_FULL: DiskFullError,
}
_OF_POSTGRES: dict[str, type[WardOfficeError]] = {
    "57014": CancelledError,  # query_canceled
    "55P03": StoreBusyError,  # lock_not_available
    "53100": DiskFullError,  # disk_full
}
_OF_WORDS: tuple[tuple[str, type[WardOfficeError]], ...] = (
    ("canceling statement", CancelledError),
    ("database is locked", StoreBusyError),
    ("database or disk is full", DiskFullError),
    ("no space left on device", DiskFullError),
)


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a database file."""
    return f"sqlite:///{path}"


def write_engine(url: str) -> Engine:
    """An engine whose transactions hold the write lock from their first moment."""
    engine = _engine(url, _WRITE_CACHE_KIB)
    begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if begin is not None:
            connection.exec_driver_sql(begin)
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine


def read_engine(url: str) -> Engine:
    """An engine whose transactions see one state of the data and never write."""
    options = {} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
    engine = _engine(url, _READ_CACHE_KIB, **options)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    return engine


def _engine(url: str, cache_kib: int, **options: Any) -> Engine:  # noqa: ANN401 - handed on to create_engine
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        # A server that was started anew left connections that lead nowhere; a file has none.
        pool_pre_ping=not url.startswith("sqlite"),
        json_serializer=_json_text,
        **options,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, cache_kib))
    return engine


def _json_text(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # half of a surrogate pair, which a mail may hold: JSON writes it as an escape
        return json.dumps(value)


def _prepare_sqlite(cache_kib: int, connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{cache_kib}",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the database's errors into sentences."""
    try:
        yield
    except OperationalError as error:
        trouble = _trouble(error.orig)
        if trouble is CancelledError:
            raise CancelledError from error
        if trouble is StoreBusyError:
            raise StoreBusyError(
                text("The office's data is being written by another program."),
                text("Nothing of what you did was saved, and nothing was lost."),
                text("Wait a moment and do it again."),
            ) from error
        if trouble is DiskFullError:
            raise DiskFullError(
                text("The disk is full."),
                text("What was saved before is safe."),
                text("Free some space on the disk and do it again."),
            ) from error
        raise _unknown(error) from error
    except DBAPIError as error:
        raise _unknown(error) from error


def _trouble(error: BaseException | None) -> type[WardOfficeError]:
    """What kind of trouble the driver tells of: by its code, for its words may be of any language."""
    if isinstance(error, sqlite3.Error) and (code := getattr(error, "sqlite_errorcode", None)) is not None:
        return _OF_SQLITE.get(code & _PRIMARY, StoreError)
    if (state := getattr(error, "sqlstate", None)) is not None:
        return _OF_POSTGRES.get(state, StoreError)
    # A driver that tells no code: whole phrases, as single words stand in names as well.
    words = str(error).lower()
    return next((kind for said, kind in _OF_WORDS if said in words), StoreError)


def _unknown(error: DBAPIError) -> StoreError:
    return StoreError(
        text("The office's data could not be read or written: {reason}", reason=str(error.orig)),
        text("What was saved before is safe."),
        text("Start the program again; if it happens again, show this text to whoever looks after it."),
    )

"""Looks at the office's data without changing it: schema, soundness, files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from wardoffice.store.engine import read_engine, store_errors
from wardoffice.store.revisions import head, knows, revision_of
from wardoffice.store.tables import StoredFile

_MOST_TOLD = 20


@unique
class Schema(StrEnum):
    """How the data's schema stands to this program's."""

    NONE = "no data yet"
    OLDER = "older"
    SAME = "same"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """How the data is.

    ``damage`` are the database's own words, none where it is sound; ``files`` is how many it counts on, and
    ``lost`` of them are not there or have another size. Neither is looked at where the schema is not ours.
    """

    schema: Schema
    revision: str = ""
    damage: tuple[str, ...] = ()
    files: int = 0
    lost: int = 0


def store_health(url: str, file: Path | None, folder: Path) -> StoreHealth:
    """How the data at ``url`` is; ``file`` is SQLite's, ``folder`` the one of the file store.

    Raises StoreError where it cannot be opened at all.
    """
    if file is not None and not file.exists():
        return StoreHealth(Schema.NONE)
    engine = read_engine(url)
    try:
        with store_errors(), engine.connect() as connection:
            revision = revision_of(connection)
            schema = _schema(revision)
            if schema is not Schema.SAME:
                return StoreHealth(schema, revision or "")
            sizes = connection.execute(select(StoredFile.sha256, StoredFile.size)).all()
            return StoreHealth(
                schema,
                revision or "",
                tuple(_damage(connection)),
                len(sizes),
                sum(_size(folder, digest) != size for digest, size in sizes),
            )
    finally:
        engine.dispose()


@contextmanager
def reading_data(url: str, file: Path | None) -> Iterator[Session | None]:
    """The data to read from, without opening an office; None where there is none, or its schema is not ours.

    Raises StoreError where it cannot be opened at all.
    """
    if file is not None and not file.exists():
        yield None
        return
    engine = read_engine(url)
    try:
        with store_errors(), engine.connect() as connection:
            revision = revision_of(connection)
            if _schema(revision) is not Schema.SAME:
                yield None
                return
            with Session(connection) as session:
                yield session
    finally:
        engine.dispose()


def _schema(revision: str | None) -> Schema:
    if revision is None:
        return Schema.NONE
    if revision == head():
        return Schema.SAME
    return Schema.OLDER if knows(revision) else Schema.NEWER


def _damage(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL checks its pages itself, and refuses what would break a key
    for (words,) in connection.execute(text(f"PRAGMA quick_check({_MOST_TOLD})")):
        if words != "ok":
            yield str(words)
    for row in connection.execute(text("PRAGMA foreign_key_check")).fetchmany(_MOST_TOLD):
        yield f"{row[0]} {row[1]} -> {row[2]}"


def _size(folder: Path, digest: str) -> int | None:
    try:
        return (folder / digest[:2] / digest[2:]).stat().st_size
    except OSError:
        return None

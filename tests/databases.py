"""Databases for tests, migrated once: of SQLite each test gets a copy, of PostgreSQL an emptied one."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.postgres_cluster import Cluster, programs, start_cluster
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.store import Store

__all__ = [
    "BOTH",
    "Clock",
    "cluster",
    "database_url",
    "empty_url",
    "migrated_database",
    "migrated_file",
    "open_store",
    "sqlite_store",
    "store",
]

BOTH = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
)


@dataclass(slots=True)
class Clock:
    """A clock that a test moves; asked, it gives aware UTC, a second later each time."""

    now: datetime = field(default_factory=lambda: datetime(2026, 7, 1, 14, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@contextmanager
def open_store(folder: Path, url: str = "", now: Callable[[], datetime] | None = None) -> Iterator[Store]:
    """A store with its files in ``folder``; without a URL a SQLite file there, made when missing."""
    where = url or sqlite_url(folder / "office.sqlite")
    if not url:
        migrate(where)
    opened = Store(where, FileStore(folder), now)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run these tests: install PostgreSQL (the package postgresql)")
        pytest.skip("PostgreSQL's programs are not on this machine (the package postgresql)")
    running = start_cluster(found)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def migrated_database(cluster: Cluster) -> str:
    """A PostgreSQL database with the schema: emptying it takes a fiftieth of the time a copy takes."""
    name = cluster.create()
    migrate(cluster.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else, to be copied."""
    path = tmp_path_factory.mktemp("template") / "office.sqlite"
    migrate(sqlite_url(path))
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the current schema, in each dialect (tests/conftest.py)."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "office.sqlite")
        yield sqlite_url(tmp_path / "office.sqlite")
        return
    running: Cluster = request.getfixturevalue("cluster")
    name: str = request.getfixturevalue("migrated_database")
    running.empty(name)
    yield running.url(name)


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any schema, in each dialect."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "office.sqlite")
        return
    running: Cluster = request.getfixturevalue("cluster")
    name = running.create()
    yield running.url(name)
    running.drop(name)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, database_url, Clock()) as opened:
        yield opened


@pytest.fixture
def sqlite_store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """For what does not depend on the database."""
    shutil.copyfile(migrated_file, tmp_path / "office.sqlite")
    with open_store(tmp_path, sqlite_url(tmp_path / "office.sqlite"), Clock()) as opened:
        yield opened

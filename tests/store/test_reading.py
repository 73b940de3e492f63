"""Reads: a newer question stops the older one, and the next read is none the worse (P10)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import text

from tests.databases import open_store
from tests.postgres_cluster import Cluster
from wardoffice.domain.errors import CancelledError
from wardoffice.store.store import Store

# Counting takes many seconds on either database, and sends no row before it is done.
_LONG = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT count(*) FROM generate_series(1, 2000000000)",
}


def test_a_running_read_is_stopped_by_its_owner_and_the_next_one_works(store: Store) -> None:
    begun = Event()

    def read_long() -> None:
        with store.reading(owner="queue") as session:
            begun.set()
            session.execute(text(_LONG[store.dialect])).all()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_long)
        assert begun.wait(20)
        while not reading.done():  # it may not have begun its statement when first told
            store.interrupt("queue")
            Event().wait(0.01)
        with pytest.raises(CancelledError):
            reading.result()
    with store.reading(owner="queue") as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_read_that_ends_leaves_another_of_the_same_owner_to_be_stopped(store: Store) -> None:
    first_reads, second_reads = Event(), Event()

    def read_first() -> None:
        with store.reading(owner="queue"):
            first_reads.set()
            assert second_reads.wait(20)

    def read_second() -> None:
        with store.reading(owner="queue") as session:
            second_reads.set()
            session.execute(text(_LONG[store.dialect])).all()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(read_first)
        assert first_reads.wait(20)
        second = pool.submit(read_second)
        first.result()
        while not second.done():
            store.interrupt("queue")
            Event().wait(0.01)
        with pytest.raises(CancelledError):
            second.result()


def test_stopping_an_owner_who_reads_nothing_stops_nobody(store: Store) -> None:
    with store.reading(owner="queue") as session:
        store.interrupt("search")
        assert session.scalar(text("SELECT 1")) == 1
    store.interrupt("queue")


@pytest.fixture
def server_store(cluster: Cluster, migrated_database: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, cluster.url(migrated_database)) as opened:
        yield opened


_WHO = text("SELECT pg_backend_pid()")


@pytest.mark.postgres
def test_whoever_stops_a_read_waits_for_no_server_and_its_connection_serves_nobody_meanwhile(
    server_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: the window stops a read on its own thread, and a request that is late must not stop another."""
    begun, stopped, on_its_way, arrives = Event(), Event(), Event(), Event()

    def late(self: psycopg.Connection, *, timeout: float) -> None:
        on_its_way.set()
        assert arrives.wait(20)

    def read() -> int:
        with server_store.reading(owner="queue") as session:
            mine = session.scalar(_WHO)
            begun.set()
            assert stopped.wait(20)
        return mine or 0

    monkeypatch.setattr(psycopg.Connection, "cancel_safe", late)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        assert begun.wait(20)
        server_store.interrupt("queue")
        assert on_its_way.wait(20)
        stopped.set()
        with server_store.reading(owner="queue") as session:
            other = session.scalar(_WHO)
        assert not reading.done()
        arrives.set()
        assert reading.result(20) != other


@pytest.mark.postgres
@pytest.mark.parametrize("fails", [False, True])
def test_a_connection_is_used_again_only_where_no_request_to_stop_can_still_arrive(
    server_store: Store, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    def cancel(self: psycopg.Connection, *, timeout: float) -> None:
        if fails:
            raise psycopg.errors.CancellationTimeout

    monkeypatch.setattr(psycopg.Connection, "cancel_safe", cancel)
    with server_store.reading(owner="queue") as session:
        first = session.scalar(_WHO)
        server_store.interrupt("queue")
    with server_store.reading() as session:
        assert (session.scalar(_WHO) == first) is not fails

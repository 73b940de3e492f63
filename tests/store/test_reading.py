"""Reads: a newer question stops the older one, and the next read is none the worse (P10)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text

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

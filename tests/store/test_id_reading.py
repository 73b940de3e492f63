"""Ids are read in the order of the question, however many pieces their text is read in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Select, literal, select

from wardoffice.domain.errors import CancelledError
from wardoffice.store.id_reading import ids_of
from wardoffice.store.store import Store

_MANY = 30_000
_ENDLESS = 1_000_000_000
_SHUFFLE, _PRIME = 7919, 30_011


def scattered(many: int) -> Select[tuple[int]]:
    """The numbers from one to ``many``, ordered by something else than themselves."""
    first = select(literal(1).label("id")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.id + 1).where(first.c.id < many))
    return select(numbers.c.id).order_by(numbers.c.id * _SHUFFLE % _PRIME)


def test_many_ids_come_in_the_order_of_the_question(store: Store) -> None:
    with store.reading() as session:
        ids = ids_of(session, scattered(_MANY))
        beginning = ids_of(session, scattered(_MANY).limit(10))
    assert list(ids) == sorted(range(1, _MANY + 1), key=lambda number: number * _SHUFFLE % _PRIME)
    assert beginning == ids[:10]


@pytest.mark.parametrize("number", [0, -3, 2**62])
def test_one_id_is_read_as_it_is(store: Store, number: int) -> None:
    with store.reading() as session:
        assert list(ids_of(session, select(literal(number).label("id")))) == [number]


def test_where_there_is_none_none_is_read(store: Store) -> None:
    with store.reading() as session:
        assert list(ids_of(session, scattered(_MANY).limit(0))) == []


def test_a_reading_that_is_stopped_says_so_and_no_mistake_of_the_program(store: Store) -> None:
    """P10: each time a sync brings something, a newer reading of the list stops the older one."""
    begun = Event()

    def read_long() -> None:
        with store.reading(owner="queue") as session:
            begun.set()
            ids_of(session, scattered(_ENDLESS))

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_long)
        assert begun.wait(20)
        while not reading.done():  # it may not have begun its statement when first told
            store.interrupt("queue")
            Event().wait(0.01)
        with pytest.raises(CancelledError):
            reading.result()

"""Searching a large office as somebody types: from a keystroke to fifty rows, with the queue's filter.

200 questions are drawn from what is in the office (words, streets, numbers, names, two words, operators), and
every beginning of each is asked, newest first, as the search box does. Beside it stands the bare
``match ... order by rowid desc limit 50`` of the same beginnings, in the same run. Then a newer key
interrupts an older question: how long the newer one waits for the older to stop.

Figures: search_p95, search_cpu_p95 (the processor's time of the same, which a busy machine changes little),
search_worst, search_interrupt.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date
from functools import partial
from random import Random
from statistics import quantiles
from threading import Thread
from time import perf_counter, thread_time

from sqlalchemy import text

from tests.benchmarks.big_office import NOW
from tests.benchmarks.figures import show
from tests.benchmarks.kept_office import DATABASE, large_office, office_options
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.search_words import SearchWordsError, parse_search
from wardoffice.office.queue import Queue
from wardoffice.office.searching import Searching
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.search_matching import wanted_words
from wardoffice.store.store import Store

_QUESTIONS = 200
_ROWS = 50
_SEED = 31
_INTERRUPTED = 20
_RESTS = 0.05
_BARE = text("SELECT rowid FROM case_words WHERE case_words MATCH :asked ORDER BY rowid DESC LIMIT :rows")
_VIEWS = (View.TO_US, View.ALL, View.NEW_IN_311, View.WAITING_ON_CITY)


def main() -> None:
    """Build, ask, print."""
    options = office_options(__doc__ or "", 50_000)
    with large_office(options.office, options.size, changed=False) as folder:
        store = Store(sqlite_url(folder / DATABASE), FileStore(folder), lambda: NOW)
        measure(store, options.size)
        store.close()


def measure(store: Store, size: int) -> None:
    """Ask an office of ``size`` cases."""
    actor = Actor(None, "Ana", Role.STAFF)
    queue = Queue(store, 51, Searching(lambda: NOW, UTC, lambda _address: None))
    ours, bare, own = [], [], []
    for number, question in enumerate(_questions(store, size)):
        view = _VIEWS[number % len(_VIEWS)]
        for length in range(1, len(question) + 1):
            said = question[:length]
            with suppress(SearchWordsError):  # "status:o" is a question, "status:x" is refused at once
                began = thread_time()
                ours.append(_taken(partial(_ask, queue, actor, view, said)))
                own.append(1000 * (thread_time() - began))
                bare.append(_taken(partial(_ask_bare, store, said)))
    print(f"# {len(ours):,} beginnings of {_QUESTIONS} questions")
    show("search_p95", _p95(ours), "ms", ("the bare match", _p95(bare)))
    show("search_cpu_p95", _p95(own), "ms", ("its time on the clock", _p95(ours)))
    show("search_worst", max(ours), "ms", ("the bare match", max(bare)))
    waits = [_interrupted(queue, actor) for _ in range(_INTERRUPTED)]
    show("search_interrupt", max(waits), "ms", ("150 ms", 150.0))


def _ask(queue: Queue, actor: Actor, view: View, said: str) -> None:
    ids = queue.ids(actor, view, QueueFilter(words=said), SortBy.NEWEST, first=_ROWS)
    queue.rows(actor, ids)


def _ask_bare(store: Store, said: str) -> None:
    with store.reading() as session:
        wanted = wanted_words(session, parse_search(said, date(2026, 11, 21)), None)
        if wanted:
            session.execute(_BARE, {"asked": wanted.fts5(), "rows": _ROWS}).all()


def _interrupted(queue: Queue, actor: Actor) -> float:
    """ms from interrupting a question for everything to having the answer to a newer one."""

    question = object()

    def older() -> None:
        with suppress(CancelledError):
            queue.ids(actor, View.ALL, QueueFilter(words="b"), SortBy.URGENCY, owner=question)

    thread = Thread(target=older)
    thread.start()
    thread.join(_RESTS)
    began = perf_counter()
    queue.interrupt(question)
    thread.join()
    _ask(queue, actor, View.ALL, "ba")
    return 1000 * (perf_counter() - began)


def _questions(store: Store, size: int) -> list[str]:
    rng = Random(_SEED)
    with store.reading() as session:
        asked = 'SELECT number, title, address FROM "case" WHERE id IN (%s)'
        ids = ",".join(str(rng.randrange(1, size + 1)) for _ in range(_QUESTIONS))
        rows = session.execute(text(asked % ids)).all()
    made: Sequence[Callable[[str, str, str], str]] = (
        lambda _number, title, _address: title.split()[0],
        lambda _number, title, _address: " ".join(title.split()[1:3]),
        lambda _number, _title, address: address,
        lambda _number, _title, address: address.split()[2][1:] + " av",
        lambda number, _title, _address: number,
        lambda number, _title, _address: f"person {int(number[5:])}",
        lambda _number, title, _address: f"{title.split()[0]} status:open",
        lambda _number, title, _address: f"type:3 {title.split()[-1]}",
    )
    return [made[at % len(made)](*rows[at % len(rows)]) for at in range(_QUESTIONS)]


def _taken(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return 1000 * (perf_counter() - began)


def _p95(taken: Sequence[float]) -> float:
    return quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()

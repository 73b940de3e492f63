"""Putting problems together and pulling one apart, in a large office.

Figures: merge_10 (ten problems of one request each into one), merge_10_by_10 (ten problems of ten requests
each into one), unmerge_10 (one of ten requests out of it again): each an action of its own, from begin to
commit; with ``_cpu`` the processor's time of the same. The baseline is the bare SQL of the same on the same
file: ``merged_into`` and ``root_id`` of the same cases and the rows of the queue that change by it, in one
transaction; it is taken back unmeasured.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from statistics import median
from time import perf_counter, thread_time

from sqlalchemy.orm import Session

from tests.benchmarks.big_office import NOW
from tests.benchmarks.figures import show
from tests.benchmarks.kept_office import DATABASE, large_office, office_options
from wardoffice.domain.actor import Actor, Role
from wardoffice.office.merging import Merging
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store

_TEN = 10
_ROUNDS = 15


def main() -> None:
    """Build, measure, print."""
    options = office_options(__doc__ or "", 50_000)
    size = max(_TEN * _TEN, options.size)
    with large_office(options.office, size, changed=True) as folder:
        store = Store(sqlite_url(folder / DATABASE), FileStore(folder), lambda: NOW)
        _measure(store, size)
        store.close()


def _measure(store: Store, size: int) -> None:
    merging, actor, fresh = Merging(store), Actor(None, "Ana", Role.STAFF), count(1)
    single, many, apart = _Taken(), _Taken(), _Taken()
    for _ in range(min(_ROUNDS, size // _TEN**2)):
        roots = []
        for _ in range(_TEN):
            cases = [next(fresh) for _ in range(_TEN)]
            single.bare(partial(_bare, store, cases[1:], cases[0], cases))
            single.ours(partial(merging.merge, actor, cases, cases[0]))
            roots.append(cases[0])
        under = roots[1:]
        many.bare(partial(_bare, store, under, roots[0], roots))
        many.ours(partial(merging.merge, actor, roots, roots[0]))
        apart.bare(partial(_bare, store, under[:1], None, [roots[0], under[0]]))
        apart.ours(partial(merging.unmerge, actor, under[0]))
    for figure, taken in (("merge_10", single), ("merge_10_by_10", many), ("unmerge_10", apart)):
        taken.show(figure)


class _Taken:
    """The times of one thing: ours and the bare statements', by the clock and by the processor."""

    def __init__(self) -> None:
        self._ours: list[tuple[float, float]] = []
        self._bare: list[tuple[float, float]] = []

    def ours(self, work: Callable[[], object]) -> None:
        began, busy = perf_counter(), thread_time()
        work()
        self._ours.append((perf_counter() - began, thread_time() - busy))

    def bare(self, work: Callable[[], tuple[float, float]]) -> None:
        self._bare.append(work())

    def show(self, figure: str) -> None:
        for at, name in enumerate((figure, f"{figure}_cpu")):
            ours, bare = (1000 * median(each[at] for each in some) for some in (self._ours, self._bare))
            show(name, ours, "ms", ("the bare statements", bare))


def _bare(store: Store, moved: Sequence[int], root: int | None, rows: Sequence[int]) -> tuple[float, float]:
    """The time of the same change in plain SQL, by the clock and by the processor."""
    began, busy = perf_counter(), thread_time()
    with store.writing() as session:
        _put(session, moved, root, rows)
    took = perf_counter() - began, thread_time() - busy
    with store.writing() as session:
        _put(session, moved, None if root is not None else rows[0], rows)
    return took


def _put(session: Session, moved: Sequence[int], root: int | None, rows: Sequence[int]) -> None:
    run = session.connection().exec_driver_sql
    for case_id in moved:
        run('UPDATE "case" SET merged_into = ? WHERE id = ?', (root, case_id))
        run(
            'UPDATE "case" SET root_id = ? WHERE id = ? OR merged_into = ?',
            (root or case_id, case_id, case_id),
        )
    for case_id in rows:
        run("UPDATE queue_entry SET requests = requests + 1 WHERE case_id = ?", (case_id,))


if __name__ == "__main__":
    main()

"""Putting problems together and pulling one apart, in a large office.

Figures: merge_10 (ten problems of one request each into one), merge_10_by_10 (ten problems of ten requests
each into one), unmerge_10 (one of ten requests out of it again): each an action of its own, from begin to
commit. The baseline is the bare SQL of the same on the same file: ``merged_into`` and ``root_id`` of the same
cases and the rows of the queue that change by it, in one transaction; it is taken back unmeasured.
"""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.orm import Session

from tests.benchmarks.big_office import build
from tests.benchmarks.figures import options, show
from wardoffice.domain.actor import Actor, Role
from wardoffice.office.merging import Merging
from wardoffice.store.store import Store

_TEN = 10
_ROUNDS = 15


def main() -> None:
    """Build, measure, print."""
    size = max(_TEN * _TEN, options(__doc__ or "", 50_000).size)
    with TemporaryDirectory() as name:
        began = perf_counter()
        store = build(Path(name), size)
        print(f"# {size:,} cases built in {perf_counter() - began:.1f} s")
        merging, actor, fresh = Merging(store), Actor(None, "Ana", Role.STAFF), count(1)
        single: list[float] = []
        many: list[float] = []
        apart: list[float] = []
        bare_single: list[float] = []
        bare_many: list[float] = []
        bare_apart: list[float] = []
        for _ in range(min(_ROUNDS, size // _TEN**2)):
            roots = []
            for _ in range(_TEN):
                cases = [next(fresh) for _ in range(_TEN)]
                bare_single.append(_bare(store, cases[1:], cases[0], cases))
                single.append(_timed(merging, actor, cases))
                roots.append(cases[0])
            under = roots[1:]
            bare_many.append(_bare(store, under, roots[0], roots))
            many.append(_timed(merging, actor, roots))
            bare_apart.append(_bare(store, under[:1], None, [roots[0], under[0]]))
            began = perf_counter()
            merging.unmerge(actor, under[0])
            apart.append(perf_counter() - began)
        for figure, ours, bare in (
            ("merge_10", single, bare_single),
            ("merge_10_by_10", many, bare_many),
            ("unmerge_10", apart, bare_apart),
        ):
            show(figure, 1000 * _middle(ours), "ms", ("the bare statements", 1000 * _middle(bare)))
        store.close()


def _timed(merging: Merging, actor: Actor, cases: Sequence[int]) -> float:
    began = perf_counter()
    merging.merge(actor, cases, cases[0])
    return perf_counter() - began


def _bare(store: Store, moved: Sequence[int], root: int | None, rows: Sequence[int]) -> float:
    """The time of the same change in plain SQL."""
    began = perf_counter()
    with store.writing() as session:
        _put(session, moved, root, rows)
    took = perf_counter() - began
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


def _middle(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    main()

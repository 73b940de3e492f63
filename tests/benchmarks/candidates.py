"""What may be the same as one new request, among many: how long it takes to find, beside the bare box query.

Figures: candidates_first, the first that is asked after the program began, which also makes the questions;
candidates_p95, of 200 of the newest requests after it: from the request's id to the likeliest five with their
reasons; candidates_cpu_p95, the processor's time of the same; candidates_mean, how many are suggested: where
there are none, nothing was measured, and that is an error. The baseline is the box around its place alone, by
the same index, with no word of what lies in it.
"""

from random import Random
from statistics import mean
from time import perf_counter, thread_time

from sqlalchemy import select

from tests.benchmarks.big_office import NOW
from tests.benchmarks.figures import show
from tests.benchmarks.kept_office import DATABASE, large_office, office_options
from tests.comparing import comparing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.tellings import NEAR_METRES
from wardoffice.office.likely_same import MOST, LikelySame
from wardoffice.store.duplicate_reading import Looking
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.places_near import in_box
from wardoffice.store.point_reading import point_of
from wardoffice.store.store import Store
from wardoffice.store.tables import QueueEntry

_ASKED = 200
_NEWEST = 3_000
_SEED = 5


def main() -> None:
    """Build, measure, print."""
    options = office_options(__doc__ or "", 500_000)
    with large_office(options.office, options.size, changed=False) as folder:
        store = Store(sqlite_url(folder / DATABASE), FileStore(folder), lambda: NOW)
        _measure(store)
        store.close()


def _measure(store: Store) -> None:
    actor = Actor(None, "Ana", Role.STAFF)
    likely = LikelySame(comparing())
    with store.reading() as session:
        newest = session.execute(
            select(QueueEntry.case_id, QueueEntry.lat, QueueEntry.long)
            .where(QueueEntry.lat.is_not(None))
            .order_by(QueueEntry.opened_at.desc())
            .limit(_NEWEST)
        ).all()
    placed = [(row.case_id, point) for row in newest if (point := point_of(row.lat, row.long)) is not None]
    ours, bare, own, bare_own = [], [], [], []
    suggested = list[int]()
    for case_id, point in Random(_SEED).sample(placed, min(_ASKED + 1, len(placed))):
        with store.reading() as session:
            box = (
                select(QueueEntry.case_id)
                .where(in_box(point, NEAR_METRES))
                .order_by(QueueEntry.opened_at.desc())
                .compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            )
            connection = session.connection()
            began, busy = perf_counter(), thread_time()
            connection.exec_driver_sql(str(box)).fetchall()
            bare.append(perf_counter() - began)
            bare_own.append(thread_time() - busy)
        with store.reading() as session:
            began, busy = perf_counter(), thread_time()
            suggested.append(len(likely.of(Looking(session, actor), case_id)))
            ours.append(perf_counter() - began)
            own.append(thread_time() - busy)
    if not any(suggested):
        raise RuntimeError("nothing was suggested: this is no measure of finding duplicates")
    show("candidates_first", 1000 * ours[0], "ms", ("the bare box query", 1000 * bare[0]))
    ours, bare, own, bare_own = (each[1:] for each in (ours, bare, own, bare_own))
    show("candidates_mean", mean(suggested[1:]), "suggestions", ("the most that are shown", MOST))
    show("candidates_p95", 1000 * _p95(ours), "ms", ("the bare box query", 1000 * _p95(bare)))
    show("candidates_cpu_p95", 1000 * _p95(own), "ms", ("the bare box query", 1000 * _p95(bare_own)))


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


if __name__ == "__main__":
    main()

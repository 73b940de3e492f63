"""What may be the same as one new request, among many: how long it takes to find, beside the bare box query.

``uv run python -m tests.benchmarks.candidates [--size N] [--folder DIR]``

Figure: candidates_p95, of 200 of the newest requests: from the request's id to the likeliest five with their
reasons. The baseline is the box around its place alone, by the same index, with no word of what lies in it. A
folder that was built before is taken as it is.
"""

import argparse
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import select

from tests.benchmarks.big_office import NOW, build
from tests.benchmarks.figures import show
from tests.comparing import comparing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.duplicates import NEAR_METRES
from wardoffice.office.likely_same import LikelySame
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500_000, help="cases to build")
    parser.add_argument("--folder", type=Path, help="an office that was built before, or where to keep it")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        database = folder / "office.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        if database.exists():
            store = Store(sqlite_url(database), FileStore(folder), lambda: NOW)
        else:
            store = build(folder, options.size)
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
    ours, bare = [], []
    for case_id, point in Random(_SEED).sample(placed, min(_ASKED, len(placed))):
        with store.reading() as session:
            box = (
                select(QueueEntry.case_id)
                .where(in_box(point, NEAR_METRES))
                .order_by(QueueEntry.opened_at.desc())
                .compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            )
            connection = session.connection()
            began = perf_counter()
            connection.exec_driver_sql(str(box)).fetchall()
            bare.append(perf_counter() - began)
        with store.reading() as session:
            began = perf_counter()
            likely.of(Looking(session, actor), case_id)
            ours.append(perf_counter() - began)
    show("candidates_p95", 1000 * _p95(ours), "ms", ("the bare box query", 1000 * _p95(bare)))


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


if __name__ == "__main__":
    main()

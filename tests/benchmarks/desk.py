"""The queue on a large office: when the first rows stand, what filtering costs, and the longest stall.

Figures: queue_first_rows (asking to 200 rows read), queue_open (all ids), queue_filter (a type and a word),
gui_longest_stall (scrolling the real window from end to end, beside a bare Qt list of as many rows).
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QStringListModel, QTimer
from PySide6.QtWidgets import QAbstractItemView, QListView

from tests.benchmarks.big_office import NOW, build
from tests.benchmarks.figures import options, seconds, show
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.gui.app import make_application
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Tasks
from wardoffice.office.queue import Queue
from wardoffice.store.store import Store

_FIRST = 200
_STEPS = 300
_ANY = QueueFilter()


def main() -> None:
    """Build, measure, print."""
    size = options(__doc__ or "", 50_000).size
    with TemporaryDirectory() as name:
        began = perf_counter()
        store = build(Path(name), size)
        print(f"# {size:,} cases built in {perf_counter() - began:.1f} s")
        actor = Actor(None, "Ana", Role.STAFF)
        _measure_reading(store, actor)
        _measure_window(store, actor)
        store.close()


def _measure_reading(store: Store, actor: Actor) -> None:
    queue = Queue(store)

    def bare(where: str, limit: str = "") -> float:
        statement = f"SELECT case_id FROM queue_entry {where} ORDER BY rank, rank_at, case_id {limit}"

        def run() -> None:
            with store.reading() as session:
                session.connection().exec_driver_sql(statement).fetchall()

        return seconds(run)

    def first_rows() -> None:
        ids = queue.ids(actor, View.TO_US, _ANY, SortBy.URGENCY, first=_FIRST)
        queue.rows(actor, ids)

    ours = "WHERE desk = 'to us'"
    show(
        "queue_first_rows",
        1000 * seconds(first_rows),
        "ms",
        ("the bare first 200", 1000 * bare(ours, "LIMIT 200")),
    )
    show(
        "queue_open",
        1000 * seconds(lambda: queue.ids(actor, View.ALL, _ANY, SortBy.URGENCY)),
        "ms",
        ("the bare query", 1000 * bare("")),
    )
    narrowed = QueueFilter(service_code="T3")
    show(
        "queue_filter",
        1000 * seconds(lambda: queue.ids(actor, View.ALL, narrowed, SortBy.URGENCY)),
        "ms",
        ("the bare query", 1000 * bare("WHERE service_code = 'T3'")),
    )


def _measure_window(store: Store, actor: Actor) -> None:
    app = make_application(["desk"], dark=False)
    tasks = Tasks(lambda error: print(f"# {error}"))
    collector = GuiCollector()
    collector.start()
    view = QueueView(Queue(store), tasks, actor, ZoneInfo("America/Chicago"), lambda: NOW)
    view.resize(560, 800)
    view.show()
    asked = perf_counter()
    stood: list[float] = []
    loop = QEventLoop()
    watch = QTimer()
    rows = view.table.model()

    def look() -> None:
        if rows.rowCount() and not stood:
            stood.append(perf_counter() - asked)
        if rows.rowCount() > _FIRST:
            loop.quit()

    watch.timeout.connect(look)
    watch.start(1)
    view.start()
    view.show_view(View.ALL)
    QTimer.singleShot(30_000, loop.quit)
    loop.exec()
    watch.stop()
    bare = QListView()
    bare.setModel(QStringListModel([f"Case {number}" for number in range(rows.rowCount())]))
    bare.resize(560, 800)
    bare.show()
    other = _longest_stall(bare)
    show("queue_stands", 1000 * stood[0], "ms", ("100 ms", 100.0))
    show("gui_longest_stall", _longest_stall(view.table), "ms", ("a bare Qt list", other))
    collector.stop()
    tasks.shutdown(1)
    app.closeAllWindows()


def _longest_stall(table: QAbstractItemView) -> float:
    """The longest gap in ms between two turns of the event loop while scrolling from end to end."""
    loop = QEventLoop()
    bar = table.verticalScrollBar()
    gaps: list[float] = []
    last = [perf_counter()]
    steps = iter(range(_STEPS + 1))

    def turn() -> None:
        now = perf_counter()
        gaps.append(1000 * (now - last[0]))
        step = next(steps, None)
        if step is None:
            loop.quit()
            return
        bar.setValue(bar.maximum() * step // _STEPS)
        last[0] = perf_counter()

    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(0)
    loop.exec()
    timer.stop()
    return max(gaps[1:])


if __name__ == "__main__":
    main()

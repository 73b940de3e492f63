"""The queue on a large office: when the first rows stand, what filtering costs, the longest stall, memory.

Figures: queue_stands (the first 200 rows in the list, from choosing another one of an open window; the
slowest of some), queue_opens (the same from showing the window, which is drawn meanwhile, with questions that
nobody asked before), gui_longest_stall (scrolling it from end to end for ten seconds while a sync reads and
files page after page and the window looks again at what came, beside the same window idle; the pages, which a
city writes on a computer of its own, were written to a file before), gui_longest_step (the same by the
processor's time of the GUI thread), memory_pss (of all processes, with queue and map open; each of them in a
line before); queue_first_rows (asking to 200 rows read, beside the ids alone), queue_open (all ids),
queue_filter (a type), each with ``_cpu`` by the processor's time too, which a busy machine changes little.
"""

import os
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Before Qt, as in the program: once Qt is loaded, PySide keeps the source text of every module loaded later.
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office

# isort: split

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractItemView

from tests.benchmarks.figures import memory_pss_of_each, seconds, show
from tests.benchmarks.kept_office import large_office, office_options
from tests.benchmarks.open311_upsert import read_page, told_pages
from wardoffice.bootstrap.window import window_parts
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.gui.app import make_application
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.office_window import MAP, OfficeWindow
from wardoffice.gui.tasks import Job, Lane, Tasks
from wardoffice.gui.turns import quick_turns
from wardoffice.office.queue import Queue
from wardoffice.store.city_filing import file_records
from wardoffice.store.store import Store
from wardoffice.system.memory import share_heaps
from wardoffice.system.qt_libraries import prepare_environment

_SYNCED = 30_000  # more than are read while the window is scrolled
_LOOK_AGAIN = 3_000  # ms, as the window looks at what a sync brought so far
_SETTLES = 5_000
_FIRST = 200
_CHOSEN = (View.NEW_IN_311, View.TO_US, View.NEW_IN_311, View.ALL)
"""One after the other; the list stays at the last, the longest."""
_STEPS = 300
_SCROLLED = 10.0  # s: what the window does now and then during a sync comes several times in it
_ANY = QueueFilter()


def main() -> None:
    """Build, measure, print."""
    options = office_options(__doc__ or "", 50_000)
    with large_office(options.office, options.size, changed=True) as folder:
        measure(folder)


def measure(folder: Path) -> None:
    """Measure an office that was built before."""
    share_heaps()
    prepare_environment(say=lambda _sentence: None)
    with TemporaryDirectory() as name, open_office(folder, user="Ana") as office:
        pages = Path(name) / "pages"
        with pages.open("wb") as file:
            file.writelines(each + b"\n" for each in told_pages(_SYNCED))
        # First the window: what the bare queries fetch by the half million is no memory of the program's.
        with quick_turns():
            _measure_window(office, pages)
        _measure_reading(office.queue, office.store, office.actor)


def _measure_reading(queue: Queue, store: Store, actor: Actor) -> None:
    """Lists, each beside the bare statement of the same; with ``_cpu`` by the processor's time."""

    def bare(where: str, limit: str = "") -> Callable[[], object]:
        statement = f"SELECT case_id FROM queue_entry {where} ORDER BY rank, rank_at, case_id {limit}"

        def run() -> object:
            with store.reading() as session:
                return session.connection().exec_driver_sql(statement).fetchall()

        return run

    def first_rows() -> object:
        return queue.rows(actor, queue.ids(actor, View.TO_US, _ANY, SortBy.URGENCY, first=_FIRST))

    def ids(narrowed: QueueFilter) -> Callable[[], object]:
        return lambda: queue.ids(actor, View.ALL, narrowed, SortBy.URGENCY)

    narrowed = QueueFilter(service_code="T3")
    for name, ours, other in (
        ("queue_first_rows", first_rows, bare("WHERE desk = 'to us'", "LIMIT 200")),
        ("queue_open", ids(_ANY), bare("")),
        ("queue_filter", ids(narrowed), bare("WHERE service_code = 'T3'")),
    ):
        for figure, clock in ((name, perf_counter), (f"{name}_cpu", thread_time)):
            baseline = ("the bare query", 1000 * seconds(other, clock=clock))
            show(figure, 1000 * seconds(ours, clock=clock), "ms", baseline)


def _measure_window(office: Office, pages: Path) -> None:
    app = make_application(["desk"], dark=False)
    tasks, make = window_parts(office)
    collector = GuiCollector()
    collector.start()
    window = make()
    queue = window.queue

    def open_window() -> None:
        window.window.show()
        window.start()

    opens = _until_first_rows(window, open_window, tasks)
    chosen = [_until_first_rows(window, partial(queue.show_view, each), tasks) for each in _CHOSEN]
    show("queue_stands", max(chosen), "ms", ("100 ms", 100.0))
    show("queue_opens", opens, "ms", ("queue_stands", max(chosen)))
    idle, idle_step = _longest_stall(queue.table)
    sync, ended = Job(), list[None]()
    tasks.submit(
        Lane.CITY_READ, partial(_sync, office, pages, sync), owner=window, job=sync, done=ended.append
    )
    again = QTimer(window)
    again.timeout.connect(partial(window.refresh, Changes()))
    again.start(_LOOK_AGAIN)
    stall, step = _longest_stall(queue.table)
    if ended:
        raise SystemExit("the sync had read all before the window was scrolled to the end")
    show("gui_longest_stall", stall, "ms", ("the same window, idle", idle))
    show("gui_longest_step", step, "ms", ("the same window, idle", idle_step))
    again.stop()
    sync.cancel()
    window.show_screen(MAP)
    _wait(lambda: tasks.idle)
    _wait(lambda: False, _SETTLES)
    each = memory_pss_of_each()
    for what, size in each:
        print(f"# {size:.0f} MB {what}")
    show("memory_pss", sum(size for _what, size in each), "MB", ("600 MB", 600.0))
    collector.stop()
    window.window.close()
    tasks.shutdown(1)
    app.closeAllWindows()


def _until_first_rows(window: OfficeWindow, ask: Callable[[], None], tasks: Tasks) -> float:
    """How many ms from asking until a list stands with its first rows.

    It returns once all of it is there, and the problem it is on is shown.
    """
    queue = window.queue
    stood, rows = list[float](), list[int]()

    def note() -> None:
        stood.append(perf_counter())
        rows.append(queue.model.rowCount())

    queue.stands.connect(note)
    began = perf_counter()
    ask()
    _wait(lambda: bool(stood) and not queue.reading and not window.follower.resting and tasks.idle)
    queue.stands.disconnect(note)
    if rows[0] < _FIRST:
        raise SystemExit(f"a list of {rows[0]} rows is no measure of the first {_FIRST}: build more")
    return 1000 * (stood[0] - began)


def _sync(office: Office, pages: Path, sync: Job) -> None:
    """Read and file page after page, as reading the city does."""
    with pages.open("rb") as told:
        for line in told:
            if sync.cancelled():
                return
            placed = read_page(line)
            with office.store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
                file_records(work, placed)


def _wait(reached: Callable[[], bool], most: int = 120_000) -> None:
    """Let the window run until it has come so far, or ``most`` ms are over."""
    loop = QEventLoop()
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if reached() else None)
    watch.start(5)
    QTimer.singleShot(most, loop.quit)
    loop.exec()
    watch.stop()


def _longest_stall(table: QAbstractItemView) -> tuple[float, float]:
    """The longest gap in ms between two turns of the event loop while scrolling from end to end and back.

    By the clock, and by the processor's time of this thread.
    """
    loop = QEventLoop()
    bar = table.verticalScrollBar()
    gaps: list[tuple[float, float]] = []
    began = perf_counter()
    last = [began, thread_time()]
    steps = cycle((*range(_STEPS + 1), *range(_STEPS, -1, -1)))

    def turn() -> None:
        now, busy = perf_counter(), thread_time()
        gaps.append((1000 * (now - last[0]), 1000 * (busy - last[1])))
        if now - began > _SCROLLED and len(gaps) > _STEPS:
            loop.quit()
            return
        bar.setValue(bar.maximum() * next(steps) // _STEPS)
        last[:] = perf_counter(), thread_time()

    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(0)
    loop.exec()
    timer.stop()
    return max(wall for wall, _busy in gaps[1:]), max(busy for _wall, busy in gaps[1:])


if __name__ == "__main__":
    main()

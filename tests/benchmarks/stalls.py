"""How long a window does not answer while something else is done: the gaps between turns of its event loop.

Three figures tell why: the whole wait; the wait without what its thread stood in line for a processor, which
others had; and the processor's own time that its thread took. The difference between the last two is what it
waited for a worker of the same program that had Python to itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, thread_time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QTimer

from tests.benchmarks.big_office import NOW
from tests.benchmarks.figures import show
from wardoffice.domain.actor import Actor
from wardoffice.domain.queue import View
from wardoffice.gui.app import make_application
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane, Tasks
from wardoffice.gui.turns import quick_turns
from wardoffice.office.queue import Queue
from wardoffice.store.store import Store

BAR = 50.0  # ms (P10)
_MOST_SECONDS = 600
_SETTLING_SECONDS = 3  # the first rows come, and the window is drawn


@dataclass(frozen=True)
class Stalls:
    """In ms: the window's longest wait, that without waits for a processor, its thread's longest work."""

    longest: float
    own: float
    cpu: float


@dataclass(frozen=True)
class Beside:
    """The seconds a work took, the window's waits meanwhile, and for as long with nothing to do."""

    seconds: float
    busy: Stalls
    idle: Stalls


def beside_a_scrolled_queue(store: Store, actor: Actor, lane: Lane, work: Callable[[], object]) -> Beside:
    """Do the work on its lane of a window whose queue is scrolled up and down meanwhile."""
    with _window(store, actor) as (view, tasks), quick_turns():
        ended: list[float] = []
        worked: list[object] = []
        began = perf_counter()

        def timed() -> None:
            try:
                worked.append(work())
            finally:
                ended.append(perf_counter() - began)

        tasks.submit(lane, timed, owner=view)
        busy = _stalls(view, _MOST_SECONDS, ended)
        if not worked:
            message = "the work failed or took too long: what is logged says why"
            raise RuntimeError(message)
        return Beside(ended[0], busy, _stalls(view, ended[0]))


def show_stalls(name: str, beside: Beside) -> None:
    """Print them: NAME_stall beside the same window alone; NAME_stall_own and NAME_stall_cpu beside P10."""
    busy, idle = beside.busy, beside.idle
    show(f"{name}_stall", busy.longest, "ms", (f"{idle.longest:.3g} ms of the window alone", idle.longest))
    show(f"{name}_stall_own", busy.own, "ms", (f"{BAR:g} ms", BAR))
    show(f"{name}_stall_own_idle", idle.own, "ms", (f"{BAR:g} ms", BAR))
    show(f"{name}_stall_cpu", busy.cpu, "ms", (f"{BAR:g} ms", BAR))


@contextmanager
def _window(store: Store, actor: Actor) -> Iterator[tuple[QueueView, Tasks]]:
    """The queue of an office in a window that stands."""
    app = make_application(["stalls"], dark=False)
    collector = GuiCollector()
    collector.start()
    tasks = Tasks(lambda error: print(f"# {error}"))
    view = QueueView(Queue(store), tasks, actor, ZoneInfo("America/Chicago"), _now)
    view.resize(560, 800)
    view.show()
    view.start()
    view.show_view(View.ALL)
    _stalls(view, _SETTLING_SECONDS)
    try:
        yield view, tasks
    finally:
        collector.stop()
        tasks.shutdown(1)
        app.closeAllWindows()


def _now() -> datetime:
    return NOW


def _stalls(view: QueueView, seconds: float, until: list[float] | None = None) -> Stalls:
    """The gaps between two turns of the event loop while the queue is scrolled up and down."""
    loop = QEventLoop()
    bar = view.table.verticalScrollBar()
    gaps: list[Stalls] = []
    started = last = perf_counter()
    waited, worked = _waited_for_processor(), thread_time()

    def turn() -> None:
        nonlocal last, waited, worked
        now, waits, works = perf_counter(), _waited_for_processor(), thread_time()
        gap = now - last
        gaps.append(Stalls(1000 * gap, 1000 * (gap - (waits - waited)), 1000 * (works - worked)))
        if until or now - started > seconds:
            loop.quit()
        bar.setValue((bar.value() + 3) % max(1, bar.maximum()))
        last, waited, worked = now, waits, works

    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(5)
    loop.exec()
    timer.stop()
    counted = gaps[1:]
    return Stalls(
        max(each.longest for each in counted),
        max(each.own for each in counted),
        max(each.cpu for each in counted),
    )


def _waited_for_processor() -> float:
    """Seconds that this thread stood ready without a processor (proc(5), schedstat); 0 where none says it."""
    place = Path("/proc/thread-self/schedstat")
    return int(place.read_text(encoding="ascii").split()[1]) / 1e9 if place.exists() else 0.0

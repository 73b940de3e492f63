"""How long a window does not answer: the gaps between the turns of its event loop while it is scrolled."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer

from wardoffice.gui.queue.view import QueueView


@dataclass(frozen=True)
class Stalls:
    """The longest wait of the window in ms, and the longest that was not a wait for a processor."""

    longest: float
    own: float


def stalls(view: QueueView, seconds: float, until: list[float] | None = None) -> Stalls:
    """The gaps between two turns of the event loop while the queue is scrolled up and down."""
    loop = QEventLoop()
    bar = view.table.verticalScrollBar()
    gaps: list[tuple[float, float]] = []
    started = last = perf_counter()
    waited = _waited_for_processor()

    def turn() -> None:
        nonlocal last, waited
        now, waits = perf_counter(), _waited_for_processor()
        gaps.append((1000 * (now - last), 1000 * (now - last - (waits - waited))))
        if until or now - started > seconds:
            loop.quit()
        bar.setValue((bar.value() + 3) % max(1, bar.maximum()))
        last, waited = now, waits

    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(5)
    loop.exec()
    timer.stop()
    return Stalls(max(gap for gap, _ in gaps[1:]), max(own for _, own in gaps[1:]))


def _waited_for_processor() -> float:
    """Seconds that this thread stood ready without a processor (proc(5), schedstat); 0 where none says it."""
    place = Path("/proc/thread-self/schedstat")
    return int(place.read_text(encoding="ascii").split()[1]) / 1e9 if place.exists() else 0.0

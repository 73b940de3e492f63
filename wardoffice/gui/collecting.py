"""Python's cycle collector, kept on the GUI thread.

A collection runs on whichever thread happens to allocate. On a worker it would destroy widgets that are part
of a cycle there, which Qt forbids (Qt documentation, "Threads and QObjects") and punishes with a crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS = 500


class GuiCollector(QObject):
    """While it runs, cycles are collected by a timer of the GUI thread only. Make it on that thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take the collector over; what was made up to now is left out of every later look."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as the interpreter itself would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [number for number in range(len(counts)) if counts[number] > limits[number] > 0]
        if due:
            gc.collect(max(due))

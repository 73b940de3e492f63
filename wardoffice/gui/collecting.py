"""Python's cycle collector, kept on the GUI thread.

A collection runs on whichever thread happens to allocate. On a worker it would destroy widgets that are part
of a cycle there, which Qt forbids (Qt documentation, "Threads and QObjects") and punishes with a crash.
"""

import gc
import linecache

from PySide6.QtCore import QObject, QTimer

from wardoffice.system.memory import give_back

_MILLISECONDS = 100
"""Often: each look takes as long as there is new, and the window stands still for it."""
_OLDEST = 2
_QUIET = 20
"""After so many looks in a row that found nothing new, two seconds, nobody works with what was freed."""


class GuiCollector(QObject):
    """While it runs, cycles are collected by a timer of the GUI thread only. Make it on that thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.collect)
        self._has_begun = False
        self._quiet = 0

    def start(self) -> None:
        """Take the collector over; what was made up to now is left out of every later look."""
        # PySide reads the source of every module that is loaded after it, and it stays: 10 MB that the
        # window's first list can have. A traceback reads what it wants again.
        linecache.clearcache()
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as the interpreter itself would.

        Once all is quiet, what was freed goes back to the system.
        """
        counts, limits = gc.get_count(), gc.get_threshold()
        due = max(
            (number for number in range(len(counts)) if counts[number] > limits[number] > 0), default=None
        )
        self._quiet = 0 if due is not None else self._quiet + 1
        if self._quiet == _QUIET:
            give_back()
        if due is None:
            return
        if due == _OLDEST and not self._has_begun:
            gc.freeze()  # the streets, the wards, what else starting brought: it stays as long as the program
            self._has_begun = True
        gc.collect(due)

"""How long one repaint of the list may take.

A row with its words takes some 0.4 ms of a processor, and ten times as long by the clock where a sync wants
Python too. What does not fit is painted in the next repaint: meanwhile keys and clicks have their turn (P10).
"""

from collections.abc import Callable, Iterable
from math import inf
from time import perf_counter

_SECONDS = 0.014


Cell = tuple[int, int]
"""A row and a column, from 0."""


class Repaint:
    """The time of one repaint, and the cells that are left for the next. ``stopwatch`` tells seconds.

    Outside a repaint of the list there is time for everything.
    """

    def __init__(self, stopwatch: Callable[[], float] = perf_counter) -> None:
        self._stopwatch = stopwatch
        self._first = False
        self._until = inf
        self._left: set[Cell] = set()
        self.patient = False
        """Whether all is painted at once, however long it takes: a picture of the list has no second turn."""

    def begin(self) -> None:
        """Let the time run from the next cell on."""
        self._first = True

    def may_paint(self, cell: Cell) -> bool:
        """Whether there is time for a cell, as there always is for the first; if not, it is left."""
        now = self._stopwatch()
        if self._first:
            self._first, self._until = False, inf if self.patient else now + _SECONDS
        if now > self._until:
            self._left.add(cell)
            return False
        self._left.discard(cell)
        return True

    def leave(self, cells: Iterable[Cell]) -> None:
        """Leave these as well."""
        self._left.update(cells)

    def take_left(self, rows: int) -> list[Cell]:
        """The cells of the first so many rows that are left, which are to be painted next."""
        first = sorted({row for row, _column in self._left})[:rows]
        taken = sorted(cell for cell in self._left if cell[0] in first)
        self._left.difference_update(taken)
        return taken

    @property
    def done(self) -> bool:
        """Whether none is left."""
        return not self._left

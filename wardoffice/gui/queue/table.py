"""The table that the queue is shown in."""

from collections.abc import Sequence
from itertools import chain, islice, product

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from wardoffice.gui.queue.delegate import FactDelegate, QueueDelegate
from wardoffice.gui.queue.model import QueueModel
from wardoffice.language import text

_Index = QModelIndex | QPersistentModelIndex

_AT_ONCE = 4
"""Rows painted again at once, with keys and clicks between them."""


class QueueTable(QTableView):
    """Paints as many cells at once as there is time for, and then the others."""

    def __init__(self, delegate: QueueDelegate) -> None:
        super().__init__()
        self.repainting = delegate.repaint
        """How its repaints are timed."""
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._paint_left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be painted anew.

        It is here so that Python is entered once: coming from Qt, each cell would wait for turns of its own.
        """
        self.repainting.begin()
        super().paintEvent(event)
        if not self.repainting.done:
            self._next.start()

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Paint again what is on the screen of these, a few rows after the other: until then it stands."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if top < 0:
            return
        end = bottom if bottom >= 0 else self.model().rowCount() - 1
        rows = range(max(first.row(), top), min(last.row(), end) + 1)
        self.repainting.leave(product(rows, range(first.column(), last.column() + 1)))
        self._next.start()
        here = self.currentIndex()
        if here.row() in rows:  # a screen reader hears of the row it is at
            super().dataChanged(here, here, roles)

    def selected_positions(self, most: int | None = None) -> list[int]:
        """The selected rows from the top; ``most`` keeps a look at half a million of them short."""
        spans = self.selectionModel().selection()
        ranges = sorted((spans.at(each).top(), spans.at(each).bottom()) for each in range(spans.count()))
        positions = chain.from_iterable(range(top, bottom + 1) for top, bottom in ranges)
        return list(islice(positions, most))

    def _paint_left(self) -> None:
        for cell in self.repainting.take_left(_AT_ONCE):
            self.update(self.model().index(*cell))
        if not self.repainting.done:
            self._next.start()


def make_table(model: QueueModel, delegate: QueueDelegate) -> QueueTable:
    """A table on the model, whose first column the delegate paints."""
    # A table, not a list view: that one lays out every row, a second for half a million of them.
    table = QueueTable(delegate)
    table.setObjectName("queueTable")
    table.setAccessibleName(text("Problems"))
    table.setModel(model)
    table.setItemDelegate(FactDelegate(delegate.repaint, table))
    table.setItemDelegateForColumn(0, delegate)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    # To mark the heads of what is selected Qt asks of every row: half a second for half a million.
    table.horizontalHeader().setSelectionModel(QItemSelectionModel(model, table))
    table.horizontalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setMinimumSectionSize(1)
    table.verticalHeader().setDefaultSectionSize(delegate.height(table.font()))
    table.setShowGrid(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setTabKeyNavigation(False)
    return table

"""The table that the queue is shown in."""

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from wardoffice.gui.queue.delegate import FactDelegate, QueueDelegate
from wardoffice.gui.queue.model import QueueModel
from wardoffice.language import text


class QueueTable(QTableView):
    """Paints as many cells at once as there is time for, and then the others."""

    def __init__(self, delegate: QueueDelegate) -> None:
        super().__init__()
        self._repaint = delegate.repaint
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._paint_left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be painted anew.

        It is here so that Python is entered once: coming from Qt, each cell would wait for turns of its own.
        """
        self._repaint.begin()
        super().paintEvent(event)
        if not self._repaint.done:
            self._next.start()

    def _paint_left(self) -> None:
        for cell in self._repaint.take_left():
            self.update(self.model().index(*cell))


def make_table(model: QueueModel, delegate: QueueDelegate) -> QTableView:
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

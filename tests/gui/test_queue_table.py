"""The queue's table with everything in it selected."""

from array import array
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from tests.builders_queue import now, queue_row
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.queue.columns import Column
from wardoffice.gui.queue.delegate import QueueDelegate
from wardoffice.gui.queue.model import QueueModel
from wardoffice.gui.queue.row_keeper import RowKeeper
from wardoffice.gui.queue.table import make_table

_ROWS = 5_000


class AskedModel(QueueModel):
    """Counts how often Qt asks what can be done with a row, which it does to see whether it is selected."""

    asked = 0

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        self.asked += 1
        return super().flags(index)


def test_the_heads_of_columns_do_not_look_at_every_row_when_all_are_selected(qtbot: QtBot) -> None:
    """P10: after Ctrl+A each repaint would take half a second in a large office."""

    def fail(error: WardOfficeError) -> None:
        raise error

    rows = RowKeeper(lambda ids: {each: queue_row(each) for each in ids}, InlineTasks(fail))
    model = AskedModel(rows, lambda row: row.title, lambda _column, row: row.number)
    model.replace(array("q", range(_ROWS)))
    table = make_table(model, QueueDelegate(now, ZoneInfo("America/Chicago"), "Ana"))
    qtbot.addWidget(table)
    model.show_columns([Column.NUMBER])
    table.horizontalHeader().setVisible(True)
    table.resize(600, 400)
    table.show()
    table.selectAll()
    model.asked = 0
    table.horizontalHeader().grab()
    assert model.asked < _ROWS / 10

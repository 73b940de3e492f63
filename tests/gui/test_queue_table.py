"""The queue's table: painted in steps, and with everything in it selected."""

from array import array
from itertools import product
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from tests.builders_queue import now, queue_row
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.queue.columns import Column
from wardoffice.gui.queue.delegate import QueueDelegate
from wardoffice.gui.queue.model import QueueModel
from wardoffice.gui.queue.repaint import Cell, Repaint
from wardoffice.gui.queue.row_keeper import RowKeeper
from wardoffice.gui.queue.table import make_table

_ROWS = 5_000


class AskedModel(QueueModel):
    """Counts how often Qt asks what can be done with a row, which it does to see whether it is selected."""

    asked = 0

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        self.asked += 1
        return super().flags(index)


def make_model() -> AskedModel:
    def fail(error: WardOfficeError) -> None:
        raise error

    rows = RowKeeper(lambda ids: {each: queue_row(each) for each in ids}, InlineTasks(fail), every_ms=0)
    model = AskedModel(rows, lambda row: row.title, lambda _column, row: row.number)
    rows.setParent(model)
    model.replace(array("q", range(_ROWS)))
    return model


class ToldRepaint(Repaint):
    """Remembers each repaint, and what was painted in it. Its clock goes on by ten milliseconds a cell."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.each: list[list[Cell]] = []
        super().__init__(lambda: self.seconds)

    def begin(self) -> None:
        self.each.append([])
        super().begin()

    def may_paint(self, cell: Cell) -> bool:
        may = super().may_paint(cell)
        if may:
            self.seconds += 0.006
            self.each[-1].append(cell)
        return may

    @property
    def painted(self) -> set[Cell]:
        """All that was painted so far."""
        return {cell for each in self.each for cell in each}


def slow_table(model: QueueModel, qtbot: QtBot) -> tuple[QTableView, ToldRepaint]:
    delegate = QueueDelegate(now, ZoneInfo("America/Chicago"), "Ana")
    delegate.repaint = repaint = ToldRepaint()
    table = make_table(model, delegate)
    delegate.setParent(table)
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    return table, repaint


def test_rows_that_take_long_to_paint_are_painted_a_few_at_a_time_until_all_are(qtbot: QtBot) -> None:
    """P10: a sync that wants the processor too makes a repaint long, and the keys wait for no whole list."""
    model = make_model()
    model.show_columns([Column.NUMBER, Column.CITY])
    table, repaint = slow_table(model, qtbot)
    last = table.rowAt(table.viewport().height() - 1)
    assert last > 4
    qtbot.wait_until(lambda: repaint.painted == {*product(range(last + 1), range(3))})
    assert max(map(len, repaint.each)) == 3, "one, and what still fits into fourteen milliseconds"
    assert repaint.done


def test_a_picture_of_the_list_shows_all_of_it_however_long_that_takes(qtbot: QtBot) -> None:
    table, repaint = slow_table(make_model(), qtbot)
    last = table.rowAt(table.viewport().height() - 1)
    repaint.patient = True
    table.grab()
    assert {(row, 0) for row in range(last + 1)} <= set(repaint.each[-1])


def test_what_changed_is_painted_a_few_rows_at_a_time_and_stands_until_then(qtbot: QtBot) -> None:
    """P10: a sync changes the whole list every few seconds, and words that stand never go meanwhile."""
    model = make_model()
    table, repaint = slow_table(model, qtbot)
    last = table.rowAt(table.viewport().height() - 1)
    qtbot.wait_until(lambda: repaint.painted == {(row, 0) for row in range(last + 1)} and repaint.done)
    repaint.each.clear()
    model.forget_all()
    assert not repaint.each, "nothing is painted over at once"
    qtbot.wait_until(lambda: repaint.painted == {(row, 0) for row in range(last + 1)} and repaint.done)
    assert max(map(len, repaint.each)) <= 4


def test_rows_left_over_are_painted_where_they_stand_after_scrolling(qtbot: QtBot) -> None:
    model = make_model()
    table, repaint = slow_table(model, qtbot)
    qtbot.wait_until(lambda: bool(repaint.painted))
    table.scrollTo(model.index(2_000, 0), QTableView.ScrollHint.PositionAtTop)
    wanted = {(row, 0) for row in range(table.rowAt(0), table.rowAt(table.viewport().height() - 1) + 1)}
    qtbot.wait_until(lambda: wanted <= repaint.painted)
    assert repaint.done


def test_the_heads_of_columns_do_not_look_at_every_row_when_all_are_selected(qtbot: QtBot) -> None:
    """P10: after Ctrl+A each repaint would take half a second in a large office."""
    model = make_model()
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

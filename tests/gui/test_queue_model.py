"""The queue's model: ids, pages of rows, only what changed read again, and nothing waited for to paint."""

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.builders_queue import queue_row
from tests.gui.inline_tasks import InlineTasks
from tests.gui.late_tasks import LateTasks
from wardoffice.domain.errors import CancelledError, StoreBusyError, WardOfficeError
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.model import ID_ROLE, ROW_ROLE, QueueModel
from wardoffice.gui.queue.row_keeper import AHEAD, PAGE, RowKeeper, RowTrouble
from wardoffice.gui.tasks import Lane, TaskRunner

pytestmark = pytest.mark.usefixtures("qapp")
"""Rows are asked for by timers, which need the application's events."""


class Reader:
    """Answers rows, and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.missing: set[int] = set()
        self.trouble: WardOfficeError | None = None

    def __call__(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        self.asked.append(tuple(ids))
        if self.trouble is not None:
            raise self.trouble
        return {each: queue_row(each) for each in ids if each not in self.missing}


def make(count: int, tasks: TaskRunner | None = None) -> tuple[QueueModel, Reader]:
    reader = Reader()
    rows = RowKeeper(reader, tasks or InlineTasks(_refuse), every_ms=0)
    model = QueueModel(rows, lambda row: row.title, lambda column, row: f"{column}: {row.number}")
    rows.setParent(model)
    model.replace(array("q", range(1, count + 1)))
    return model, reader


def _refuse(error: WardOfficeError) -> None:
    raise AssertionError(error)


def painted(model: QueueModel, position: int) -> object:
    """What a list paints there."""
    return model.index(position, 0).data(ROW_ROLE)


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model, _ = make(300)
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # pytest-qt has it untyped


def test_the_model_keeps_qts_rules_while_it_changes(qtmodeltester: ModelTester) -> None:
    model, _ = make(50)
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # pytest-qt has it untyped
    model.replace(array("q", range(1, 120)))
    model.replace(array("q", range(5, 30)))
    model.forget([7])
    model.replace(array("q"))


def test_a_row_is_read_with_its_page_and_only_once() -> None:
    model, reader = make(250)
    assert model.row(120).case_id == 121
    assert reader.asked == [tuple(range(71, 171))]
    model.row(169)
    assert len(reader.asked) == 1
    model.row(170)
    assert reader.asked[1] == tuple(range(171, 221))


def test_a_list_paints_at_once_and_again_when_its_rows_are_there() -> None:
    """P10: painting waits for nothing; what is looked at is read elsewhere."""
    tasks = LateTasks()
    model, reader = make(250, tasks)
    repainted: list[int] = []
    model.dataChanged.connect(lambda *_where: repainted.append(1))
    assert [painted(model, each) for each in range(20)] == [None] * 20
    assert model.index(3, 0).data() == "This problem is being read."
    assert tasks.lanes == [Lane.ROWS]
    assert len(reader.asked) == 1
    tasks.come()
    assert repainted
    assert all(isinstance(painted(model, each), QueueRow) for each in range(20))
    assert len(reader.asked) == 1


def test_the_next_page_is_read_before_its_rows_are_looked_at() -> None:
    tasks = LateTasks()
    model, reader = make(250, tasks)
    painted(model, 0)
    tasks.come()
    painted(model, PAGE - AHEAD - 1)
    assert len(reader.asked) == 1
    painted(model, PAGE - AHEAD)
    assert PAGE + 1 in reader.asked[1]


def test_a_row_that_changed_is_shown_as_it_was_until_it_is_read_again() -> None:
    tasks = LateTasks()
    model, reader = make(50, tasks)
    painted(model, 4)
    tasks.come()
    model.forget([5])
    assert isinstance(painted(model, 4), QueueRow)
    assert reader.asked[1] == (5,)
    tasks.come()
    painted(model, 4)
    assert len(reader.asked) == 2


def test_what_was_read_before_a_change_is_read_once_more() -> None:
    """An action came while a page was on its way: that page tells of the moment before."""
    tasks = LateTasks()
    model, reader = make(50, tasks)
    painted(model, 4)
    model.forget([5])
    tasks.come()
    assert isinstance(painted(model, 4), QueueRow)
    assert 5 in reader.asked[1]
    tasks.come()
    painted(model, 4)
    assert len(reader.asked) == 2


def test_who_acts_on_a_row_that_is_not_there_yet_gets_it_at_once() -> None:
    model, _ = make(50, LateTasks())
    assert painted(model, 30) is None
    assert isinstance(model.row(30), QueueRow)


def test_what_is_selected_is_read_elsewhere_and_never_passes_for_one_row_alone() -> None:
    """P10: choosing all of a long list waits for nothing."""
    tasks = LateTasks()
    model, reader = make(700, tasks)
    model.row(0)
    read_at_once, told = len(reader.asked), []
    model.dataChanged.connect(lambda *_where: told.append(1))
    assert len(model.rows_at_hand(range(501))) == PAGE
    assert len(model.rows_at_hand((99, 600))) == 2, "two are selected, of which one is being read"
    assert [len(each) for each in reader.asked[read_at_once:]] == [100, 100, 100, 100, 1, 1]
    assert tasks.lanes == [Lane.QUERY, Lane.QUERY]
    tasks.come()
    assert told
    assert [row.case_id for row in model.rows_at_hand((99, 600))] == [100, 601]
    assert len(tasks.lanes) == 2
    assert [row.case_id for row in model.rows_at_hand((620,))] == [621], "of one alone it is known at once"


def test_selected_rows_that_cannot_be_read_are_asked_for_once() -> None:
    model, reader = make(5)
    reader.missing = {2}
    assert [row.case_id for row in model.rows_at_hand(range(5))] == [1, 3, 4, 5]
    asked = len(reader.asked)
    model.rows_at_hand(range(5))
    assert len(reader.asked) == asked
    assert model.rows_at_hand(()) == ()
    broken, reader = make(5)
    reader.trouble = StoreBusyError("Busy.")
    assert broken.rows_at_hand(range(3)) == ()
    asked = len(reader.asked)
    assert broken.rows_at_hand(range(3)) == ()
    assert len(reader.asked) == asked


def test_only_the_rows_that_changed_are_read_again() -> None:
    model, reader = make(100)
    model.row(0)
    model.forget([5, 9])
    model.row(0)
    assert len(reader.asked) == 1
    model.row(4)
    assert reader.asked[1] == (5, 9)


def test_a_row_that_is_missing_keeps_its_place_and_says_so() -> None:
    model, reader = make(3)
    reader.missing = {2}
    row = model.index(1, 0).data(ROW_ROLE)
    assert isinstance(row, RowTrouble)
    assert row.words
    assert model.index(1, 0).data() == row.words
    assert model.index(2, 0).data(ROW_ROLE).case_id == 3


def test_a_page_that_cannot_be_read_says_why_in_every_row() -> None:
    model, reader = make(2)
    reader.trouble = StoreBusyError("Somebody else is writing.", "Nothing is lost.", "Try again.")
    row = model.row(0)
    assert isinstance(row, RowTrouble)
    assert row.words == "Somebody else is writing. Nothing is lost. Try again."


def test_a_passing_trouble_leaves_the_rows_that_are_there_and_they_are_read_again_after_a_pause(
    qtbot: QtBot,
) -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), pause_ms=20, every_ms=0)
    ids = array("q", range(1, 41))
    assert rows.now(ids, 0).case_id == 1
    reader.trouble = StoreBusyError("Somebody else is writing.")
    rows.forget_all()
    shown = {type(rows.at_hand(ids, at)) for at in range(40)}
    assert shown == {QueueRow}
    asked = len(reader.asked)
    assert {type(rows.at_hand(ids, at)) for at in range(40)} == {QueueRow}
    assert len(reader.asked) == asked, "not asked at every painting"
    reader.trouble = None
    with qtbot.waitSignal(rows.came):
        pass
    rows.at_hand(ids, 0)
    assert reader.asked[asked:] == [tuple(ids)]


def test_a_row_that_could_not_be_read_is_read_again_after_a_pause(qtbot: QtBot) -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), pause_ms=20, every_ms=0)
    ids = array("q", range(1, 4))
    reader.trouble = StoreBusyError("Somebody else is writing.")
    assert isinstance(rows.now(ids, 0), RowTrouble)
    reader.trouble = None
    with qtbot.waitSignal(rows.came):
        pass
    rows.at_hand(ids, 0)
    assert isinstance(rows.now(ids, 0), QueueRow)


def test_rows_that_could_not_be_read_are_forgotten_as_soon_as_others_are_read() -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), every_ms=0)
    reader.trouble = StoreBusyError("Somebody else is writing.")
    rows.gather((1, 2))
    assert {type(row) for row in rows.gather((1, 2))} == {RowTrouble}
    reader.trouble = None
    rows.now(array("q", [3]), 0)
    rows.gather((1, 2))
    assert [row.case_id for row in rows.gather((1, 2)) if isinstance(row, QueueRow)] == [1, 2]


def test_a_page_that_somebody_elses_cancelling_broke_off_is_asked_for_again(qtbot: QtBot) -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), every_ms=20)
    ids = array("q", range(1, 4))
    reader.trouble = CancelledError()
    with qtbot.waitSignal(rows.came):
        assert rows.at_hand(ids, 0) is None, "no row says that it was stopped"
        assert rows.at_hand(ids, 0) is None
        assert len(reader.asked) == 1, "not asked again at once"
    reader.trouble = None
    qtbot.wait_until(lambda: isinstance(rows.at_hand(ids, 0), QueueRow))


def test_selected_rows_whose_reading_was_broken_off_are_asked_for_again(qtbot: QtBot) -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), every_ms=20)
    reader.trouble = CancelledError()
    with qtbot.waitSignal(rows.came):
        assert rows.gather((1, 2)) == []
        reader.trouble = None
    rows.gather((1, 2))
    assert [row.case_id for row in rows.gather((1, 2))] == [1, 2]


def test_who_drags_the_list_from_end_to_end_has_the_first_page_and_the_last_read(qtbot: QtBot) -> None:
    """P10: reading every page that flies past would take the processor from the window that is dragged."""
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), every_ms=20)
    ids = array("q", range(1, 50_001))
    for top in range(0, 50_000, 500):
        rows.at_hand(ids, top)
    assert [page[0] for page in reader.asked] == [1]
    with qtbot.waitSignal(rows.came):
        pass
    assert [page[0] for page in reader.asked] == [1, 49_500 + 1 - PAGE // 2]
    assert isinstance(rows.at_hand(ids, 49_500), QueueRow)


def test_the_page_ahead_waits_for_the_page_that_is_on_the_screen() -> None:
    """P10: pages take long beside a sync, and what was read for the screen is never thrown away."""
    tasks = LateTasks()
    model, reader = make(250, tasks)
    for position in range(PAGE):
        painted(model, position)
    assert reader.asked == [tuple(range(1, PAGE + 1))], "the first is asked for, and nothing takes its place"
    tasks.come()
    assert all(isinstance(painted(model, each), QueueRow) for each in range(PAGE))
    assert len(reader.asked) == 2, "then what comes after it"


def test_what_was_flown_past_and_was_read_meanwhile_is_not_asked_for_again(qtbot: QtBot) -> None:
    reader = Reader()
    rows = RowKeeper(reader, InlineTasks(_refuse), every_ms=20)
    ids = array("q", range(1, 2_001))
    rows.at_hand(ids, 0)
    rows.at_hand(ids, 1_000)
    rows.now(ids, 1_000)
    asked = len(reader.asked)
    qtbot.wait_until(lambda: not any(each.isActive() for each in rows.findChildren(QTimer)))
    assert len(reader.asked) == asked


def test_selected_problems_are_found_wherever_they_stand_in_one_look() -> None:
    model, _ = make(5_000)
    assert model.positions((4_000, 7, 9_999)) == [6, 3_999]
    assert model.positions((5_000,)) == [4_999]
    assert model.positions(()) == []
    assert model.position(9_999) is None
    model.replace(array("q"))
    assert model.positions((1, 2)) == []


def test_a_list_that_goes_on_as_it_began_grows_without_a_reset() -> None:
    model, _ = make(200)
    resets: list[int] = []
    grown: list[tuple[int, int]] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda _parent, first, last: grown.append((first, last)))
    model.replace(array("q", range(1, 50_001)))
    assert not resets
    assert grown == [(200, 49_999)]


@given(top=st.integers(0, 19_950))
def test_a_screenful_anywhere_in_the_list_is_read_at_once(top: int) -> None:
    """P10: wherever a person drags the list to, one reading fills the screen."""
    model, reader = make(20_000)
    for position in range(top, top + 50):
        model.row(position)
    assert len(reader.asked) == 1
    assert len(reader.asked[0]) <= PAGE


def test_far_rows_do_not_pile_up() -> None:
    model, reader = make(20_000)
    for position in range(0, 20_000, PAGE):
        model.row(position)
    assert len(reader.asked) == 200
    model.row(0)
    assert len(reader.asked) == 201


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("replace"), st.lists(st.integers(1, 400), unique=True, max_size=250)),
            st.tuples(st.just("forget"), st.lists(st.integers(1, 400), max_size=20)),
            st.tuples(st.just("read"), st.lists(st.integers(0, 249), min_size=1, max_size=3)),
        ),
        max_size=12,
    )
)
def test_whatever_happens_each_place_shows_the_case_that_belongs_there(
    steps: list[tuple[str, list[int]]],
) -> None:
    model, _ = make(120)
    ids = list(range(1, 121))
    for name, numbers in steps:
        if name == "replace":
            ids = numbers
            model.replace(array("q", numbers))
        elif name == "forget":
            model.forget(numbers)
        else:
            for number in numbers:
                if number < len(ids):
                    assert model.row(number).case_id == ids[number]
    assert model.rowCount() == len(ids)
    assert [model.index(at, 0).data(ID_ROLE) for at in range(len(ids))] == ids
    assert [model.row(at).case_id for at in range(len(ids))] == ids

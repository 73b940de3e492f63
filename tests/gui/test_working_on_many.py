"""Working on many: by key, after a look at what changes, and only on what changes."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, NOW, queue_row
from tests.fakes import FakeOffice
from tests.gui.pages import CHICAGO, WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.macros import Macro
from wardoffice.domain.queue import QueueFilter, View
from wardoffice.domain.steps import Step, StepKind
from wardoffice.gui.actions.at_once import MOST_AT_ONCE, few_enough
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs import ask_working
from wardoffice.gui.dialogs.answers import FinishAnswer, StaffChoice
from wardoffice.gui.dialogs.ask_working import WorkingDialogs
from wardoffice.gui.dialogs.pick import Pick
from wardoffice.gui.dialogs.snooze import AT_ONCE
from wardoffice.gui.dialogs.tags import TagAnswer
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.gui.personal.palette import PaletteDialog
from wardoffice.gui.queue.words import row_words

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOVEMBER_30 = date(2026, 11, 30)
THANKS = Macro(1, "Graffiti", "Shift+G", (Step(StepKind.URGENT), Step(StepKind.TAG, "graffiti")))
NEWER = Macro(1, "Graffiti", "Shift+G", (), "This macro has a step that a newer program made: sing.")


def select(page: WindowPage, first: int, last: int) -> None:
    """Select rows from one to another, counted from 0."""
    page.click_row(first)
    page.click_row(last, SHIFT)


def test_a_preview_says_what_changes_and_what_stays_and_only_that_changes(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.staff = StaffChoice(2)
    select(page, 1, 3)
    page.press("a")
    assert dialogs.questions == ["staff of 3", "Assign 3 problems: 2 change, 1 stay"]
    assert dialogs.seen is not None
    assert dialogs.seen.stays[0].words == ("with Joe B. already",)
    assert dialogs.seen.changes[0].words == ("assigned to: Maria R. → Joe B.",)
    assert office.asked("assign") == [(3, 4)]


def test_leaving_the_preview_changes_nothing(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.agrees, dialogs.service_code = False, "PHF"
    dialogs.finish, dialogs.tag, dialogs.day = (
        FinishAnswer(FinishReason.NO_ACTION, ""),
        TagAnswer("x"),
        NOVEMBER_30,
    )
    select(page, 1, 3)
    page.press("tx!z")
    page.chord(Qt.Key.Key_T, SHIFT)
    assert len([each for each in dialogs.questions if "change" in each]) == 5
    assert not office.before


def test_finishing_many_says_who_is_owed_an_answer_still(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """P6."""
    dialogs.finish = FinishAnswer(FinishReason.NO_ACTION, "")
    select(page, 1, 3)
    page.press("x")
    assert dialogs.seen is not None
    assert dialogs.seen.people_owed == 2
    assert [office.known[each].status for each in (2, 3, 4)] == [CaseStatus.FINISHED] * 3


def test_urgent_by_key_is_shown_in_the_row_and_taken_back_by_the_same_key(
    page: WindowPage, office: FakeOffice
) -> None:
    page.press("j!")
    assert page.rows()[1].urgent
    row = page.rows()[1]
    words = row_words(row, NOW, CHICAGO, "Maria R.")
    assert "Urgent" in [badge for badge, _ in words.badges]
    page.press("!")
    assert [row.urgent for row in page.rows()[:2]] == [False, False]
    assert len(office.asked("set_urgent")) == 2


def test_a_tag_is_put_on_found_by_the_filter_and_taken_off(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.tag = TagAnswer("school")
    page.click_row(2)
    page.chord(Qt.Key.Key_T, SHIFT)
    assert dialogs.questions == ["tag of 1, 0 used, on it none"]
    assert office.known[3].tags == ("school",)
    row = page.rows()[2]
    assert "#school" in row_words(row, NOW, CHICAGO, "Maria R.").place_line
    page.office.queue.filters.narrow(QueueFilter(tag="school"))
    assert [row.case_id for row in page.rows()] == [3]
    dialogs.tag = TagAnswer("school", off=True)
    page.chord(Qt.Key.Key_T, SHIFT)
    assert dialogs.questions[-1] == "tag of 1, 1 used, on it school"
    assert [len(row.tags) for row in office.known.values()] == [0] * len(office.known)


def test_the_menu_of_the_filter_offers_the_tags_that_are_used(
    page: WindowPage, dialogs: PreparedDialogs
) -> None:
    dialogs.tag = TagAnswer("school")
    page.chord(Qt.Key.Key_T, SHIFT)
    filters = page.office.queue.filters
    menus = {menu.title(): menu for menu in filters._narrow.menu().findChildren(type(filters._narrow.menu()))}
    assert [each.text() for each in menus["Tag"].actions()] == ["any", "school"]


def test_renaming_a_tag_asks_which_and_what_to(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    page.chord(Qt.Key.Key_T, CTRL | SHIFT)
    assert page.said() == "The office uses no tags yet."
    office.known[3] = queue_row(3, tags=("grafitti",))
    dialogs.renamed = ("grafitti", "graffiti")
    page.chord(Qt.Key.Key_T, CTRL | SHIFT)
    assert office.known[3].tags == ("graffiti",)


def test_snoozing_takes_it_out_of_the_list_into_the_snoozed_and_back_by_hand(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.day = NOVEMBER_30
    page.press("jz")
    assert dialogs.questions == ["snooze 1, 1 owed"]
    assert office.asked("day") == [NOVEMBER_30]
    assert 2 not in [row.case_id for row in page.rows()]
    assert page.chip(View.SNOOZED) == "Snoozed 1"
    page.show_view(View.SNOOZED)
    assert [row.case_id for row in page.rows()] == [2]
    assert page.office.queue.filters._line.text().endswith("back soonest first")
    row = page.rows()[0]
    said = row_words(row, NOW, CHICAGO, "Maria R.").place_line
    assert said.startswith("snoozed until 11/30/2026")
    dialogs.day = AT_ONCE
    page.press("z")
    assert dialogs.questions[-1] == "snooze 1, 1 owed, snoozed"
    assert page.rows() == []
    assert office.asked("wake") == [(2,)]


def test_several_come_back_by_hand_after_a_look_at_what_changes(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    for each in (2, 3):
        office.known[each] = queue_row(each, snoozed_until=NOW + timedelta(days=each))
    page.show_view(View.SNOOZED)
    select(page, 0, 1)
    dialogs.day, dialogs.agrees = AT_ONCE, False
    page.press("z")
    assert dialogs.questions[-1] == "Bring 2 problems back: 2 change, 0 stay"
    assert dialogs.seen is not None
    assert dialogs.seen.changes[0].words == ("back into the lists now",)
    assert not office.before, "leaving it changes nothing"
    dialogs.agrees = True
    page.press("z")
    assert office.asked("wake") == [(2, 3)]


def test_danger_stays_in_the_preview_of_a_snooze(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.day = NOVEMBER_30
    select(page, 0, 2)
    page.press("z")
    assert dialogs.questions[-1] == "Snooze 3 problems: 2 change, 1 stay"
    assert office.asked("snooze") == [(2, 3)]


@pytest.fixture
def with_macro(office: FakeOffice) -> FakeOffice:
    """An office with one macro."""
    office.kept_macros = [THANKS]
    return office


def test_a_macro_runs_by_its_own_key_after_a_preview(
    with_macro: FakeOffice, page: WindowPage, dialogs: PreparedDialogs
) -> None:
    page.click_row(2)
    page.chord(Qt.Key.Key_G, SHIFT)
    assert dialogs.questions == ["Graffiti: 1 change, 0 stay"]
    assert dialogs.seen is not None
    assert dialogs.seen.changes[0].words == ("becomes urgent", "tag added: graffiti")
    assert with_macro.asked("macro") == [1]
    assert page.said() == "Macro run"


def test_a_macro_is_chosen_from_the_list_too(
    with_macro: FakeOffice, page: WindowPage, dialogs: PreparedDialogs
) -> None:
    dialogs.macro = 1
    page.press("r")
    assert dialogs.questions == ["macro of 1", "Graffiti: 1 change, 0 stay"]
    assert with_macro.asked("run_macro") == [(1,)]


def test_a_macro_that_a_newer_program_made_says_so_by_key_and_from_the_list(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """P8: nothing of it is skipped, so nothing of it is done."""
    office.kept_macros = [NEWER]
    page.office.actions.macros.read()
    page.chord(Qt.Key.Key_G, SHIFT)
    told = page.said()
    assert told.startswith("This macro has a step that a newer program made: sing. Nothing was changed.")
    page.office.notifier.close_one()
    dialogs.macro = NEWER.macro_id
    page.press("r")
    assert dialogs.questions == ["macro of 1"], "there is nothing to look at before it is done"
    assert page.said() == told
    assert office.asked("macro") == []


@pytest.fixture
def shown_lists(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What stands in the lists a person is asked to choose from, each left without a choice."""
    shown: list[list[str]] = []

    def leave(question: Pick[int]) -> None:
        (listed,) = question.findChildren(QListWidget)
        shown.append([listed.item(each).text() for each in range(listed.count())])
        question.deleteLater()

    monkeypatch.setattr(ask_working, "pick", leave)
    return shown


def test_a_macro_that_a_newer_program_made_is_listed_with_why_and_not_to_be_changed(
    qtbot: QtBot, office: FakeOffice, shown_lists: list[list[str]]
) -> None:
    asking = WorkingDialogs(None, Moments(CHICAGO, lambda: NOW))
    asking.ask_macro([NEWER, THANKS], office.names(MARIA), making=False)
    asking.ask_which_macro([NEWER])
    assert shown_lists == [
        [
            "Graffiti cannot be run here. This macro has a step that a newer program made: sing.",
            "Graffiti (Shift+G)",
        ],
        ["Make a new macro …", "Put Graffiti away"],
    ]


def test_a_new_macro_has_its_key_at_once_and_loses_it_when_it_is_put_away(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.macro, dialogs.written = 0, Macro(0, "Graffiti", "Shift+G", THANKS.steps)
    page.press("r")
    assert dialogs.questions == ["macro of 0", "write a new macro, N is Write a note"]
    assert [each.name for each in office.kept_macros] == ["Graffiti"]
    page.chord(Qt.Key.Key_G, SHIFT)
    assert office.asked("macro") == [1]
    dialogs.which_macro = (1, True)
    page.chord(Qt.Key.Key_R, SHIFT)
    page.chord(Qt.Key.Key_G, SHIFT)
    assert office.asked("macro") == [1]


def test_a_key_that_is_taken_is_refused_in_words(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.macro, dialogs.written = 0, Macro(0, "Graffiti", "N", THANKS.steps)
    page.press("r")
    assert page.said().startswith("N is taken: Write a note.")
    assert office.kept_macros == []


def test_macros_do_nothing_where_nobody_sees_the_problem(
    with_macro: FakeOffice, page: WindowPage, dialogs: PreparedDialogs
) -> None:
    page.show_screen("outbox")
    page.chord(Qt.Key.Key_G, SHIFT)
    assert dialogs.questions == []
    assert not with_macro.before
    assert not page.office.actions.action(ActionId.MACRO).isEnabled()


def test_a_preview_cuts_nothing_of_what_changes(qtbot: QtBot) -> None:
    from wardoffice.domain.previews import Preview, PreviewLine
    from wardoffice.gui.dialogs.preview import PreviewQuestion
    from wardoffice.gui.widgets.line_table import LineTable

    changes = (
        "type: Tree Removal Inspection → Abandoned Vehicle Complaint",
        "assigned to: nobody → Maria R.",
    )
    line = PreviewLine(1, "2026-00001", "Tree Removal Inspection", "3536 W Inkwater Pl", changes)
    seen = PreviewQuestion("Graffiti", Preview((line,), (), 0), None)
    qtbot.addWidget(seen)
    seen.show()
    (table,) = seen.findChildren(LineTable)
    metrics, column = table.fontMetrics(), table.columnWidth(1)
    needed = metrics.boundingRect(0, 0, column, 0, Qt.TextFlag.TextWordWrap, ", ".join(changes)).height()
    assert needed > metrics.height(), "it is more than one line"
    assert table.rowHeight(0) >= needed
    assert table.viewport().height() >= table.rowHeight(0)


def test_a_preview_of_hundreds_measures_the_rows_in_sight_alone_and_each_that_comes_into_it(
    qtbot: QtBot,
) -> None:
    """P10."""
    from wardoffice.domain.previews import Preview, PreviewLine
    from wardoffice.gui.dialogs.preview import PreviewQuestion
    from wardoffice.gui.widgets.line_table import LineTable

    changes = (
        "type: Tree Removal Inspection → Abandoned Vehicle Complaint",
        "assigned to: nobody → Maria R.",
    )
    many = tuple(
        PreviewLine(each, "2026-00001", "Tree", "3536 W Inkwater Pl", changes) for each in range(500)
    )
    seen = PreviewQuestion("Graffiti", Preview(many, (), 0), None)
    qtbot.addWidget(seen)
    seen.show()
    (table,) = seen.findChildren(LineTable)
    one_line = table.verticalHeader().defaultSectionSize()
    measured = [row for row in range(500) if table.rowHeight(row) != one_line]
    assert measured == list(range(len(measured)))
    assert 0 < len(measured) <= 10
    table.scrollToBottom()
    metrics = table.fontMetrics()
    wraps = Qt.TextFlag.TextWordWrap
    needed = metrics.boundingRect(0, 0, table.columnWidth(1), 0, wraps, ", ".join(changes)).height()
    in_sight = [row for row in range(500) if 0 <= table.rowViewportPosition(row) < table.viewport().height()]
    assert 499 in in_sight
    assert all(table.rowHeight(row) >= needed for row in in_sight)


def test_a_macros_own_key_changes_no_more_at_once_than_any_other(
    with_macro: FakeOffice, page: WindowPage, dialogs: PreparedDialogs
) -> None:
    for number in range(100, 100 + MOST_AT_ONCE):
        with_macro.known[number] = queue_row(number)
    page.office.queue.read_again()
    page.chord(Qt.Key.Key_A, CTRL)
    page.chord(Qt.Key.Key_G, SHIFT)
    assert page.said().startswith("More than 500 problems are selected. Nothing was changed.")
    assert dialogs.questions == []
    assert not with_macro.before
    select(page, 0, 1)
    page.chord(Qt.Key.Key_G, SHIFT)
    assert len(dialogs.questions) == 1


def test_fewer_are_sent_on_at_once_than_are_changed_and_both_are_said_alike(
    page: WindowPage, office: FakeOffice
) -> None:
    for number in range(100, 200):
        office.known[number] = queue_row(number)
    page.office.queue.read_again()
    page.chord(Qt.Key.Key_A, CTRL)
    page.press("q")
    assert page.said() == (
        "More than 100 problems are selected. Nothing was sent. Select fewer, or narrow the list first."
    )


def test_the_limit_and_what_is_said_there_are_the_actions_own(notifier: Notifier) -> None:
    assert few_enough(3, notifier, most=3)
    assert not few_enough(4, notifier, most=3, safe="Nothing was printed.")
    assert notifier.accessibleName() == (
        "More than 3 problems are selected. Nothing was printed. Select fewer, or narrow the list first."
    )
    notifier.close_one()


def test_one_row_more_is_looked_at_than_an_action_may_change(page: WindowPage, office: FakeOffice) -> None:
    for number in range(100, 700):
        office.known[number] = queue_row(number)
    page.office.queue.read_again()
    page.chord(Qt.Key.Key_A, CTRL)
    assert len(page.office.queue.selected_rows()) == MOST_AT_ONCE + 1


def test_the_questions_are_the_real_ones(qtbot: QtBot) -> None:
    from wardoffice.domain.previews import Preview, PreviewLine
    from wardoffice.domain.tags import TagUse
    from wardoffice.gui.dialogs.preview import PreviewQuestion
    from wardoffice.gui.dialogs.tags import RenameTagQuestion, TagsQuestion

    line = PreviewLine(1, "2026-00001", "Pothole", "1 A St", ("becomes urgent",))
    nothing = PreviewQuestion("Make it urgent", Preview((), (line,), 0), None)
    qtbot.addWidget(nothing)
    assert not nothing.take_button.isEnabled(), "there is nothing to do"
    tags = TagsQuestion([TagUse("school", 4), TagUse("park", 1)], ["bench"], 2, None)
    qtbot.addWidget(tags)
    assert not tags.take_button.isEnabled()
    QTest.keyClicks(tags.name, "sch")
    assert tags.answer() == TagAnswer("sch"), "what is typed counts until one is chosen"
    QTest.keyClick(tags.name, Qt.Key.Key_Down)
    assert tags.answer() == TagAnswer("school")
    rename = RenameTagQuestion(TagUse("park", 1), None)
    qtbot.addWidget(rename)
    assert not rename.take_button.isEnabled()
    rename.name.setText("parks")
    assert rename.take_button.isEnabled()


def test_the_palette_and_the_key_sheet_list_the_macros(
    with_macro: FakeOffice, page: WindowPage, dialogs: PreparedDialogs
) -> None:
    page.chord(Qt.Key.Key_K, CTRL)
    palette = page.office.window.findChild(PaletteDialog, "palette")
    assert isinstance(palette, PaletteDialog)
    palette.box.setText("graff")
    assert palette.labels()[0] == "Graffiti"
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    assert dialogs.questions == ["Graffiti: 1 change, 0 stay"]
    assert with_macro.asked("macro") == [1]
    page.press("?")
    sheet = page.office.window.findChild(QDialog, "keySheet")
    assert isinstance(sheet, QDialog)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Graffiti", "Run a macro: several steps"} <= words
    sheet.close()


def test_the_keys_of_screens_are_taken_too(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.macro, dialogs.written = 0, Macro(0, "Graffiti", "Alt+1", THANKS.steps)
    page.press("r")
    assert page.said().startswith("Alt+1 is taken: Queue")
    assert office.kept_macros == []


@pytest.mark.parametrize(("key", "does"), [("1", "Same problem as the first suggestion"), ("Tab", "On to")])
def test_the_keys_of_the_list_are_taken_too(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, key: str, does: str
) -> None:
    """Of two that listen to one key neither hears it."""
    dialogs.macro, dialogs.written = 0, Macro(0, "Graffiti", key, THANKS.steps)
    page.press("r")
    assert page.said().startswith(f"{key} is taken: {does}")
    assert office.kept_macros == []

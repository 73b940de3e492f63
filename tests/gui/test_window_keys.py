"""The triager's walk: every action by a key, and the cursor where the next problem is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from tests.builders_queue import queue_row
from tests.fakes import FakeOffice
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.errors import (
    CannotDoError,
    ChangedSinceError,
    CityUnreachableError,
    FinishedSinceError,
    StoreBusyError,
)
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.gui.dialogs.answers import AnswerGiven, FinishAnswer, PlaceAnswer, StaffChoice
from wardoffice.gui.keys import ActionId
from wardoffice.gui.queue.row_keeper import RowTrouble

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_window_opens_on_what_came_to_us_with_the_first_problem_shown(page: WindowPage) -> None:
    assert page.titles()[:2] == ["Wires Down", "Tree Debris Clean-Up"]
    assert page.current() == page.shown_case() == 1
    assert page.chip(View.TO_US) == "To us 9"
    assert page.chip(View.NEW_IN_311) == "New in 311 2"


def test_j_and_k_walk_and_stop_at_the_ends(page: WindowPage) -> None:
    page.press("jj")
    assert page.current() == page.shown_case() == 3
    page.press("kkkk")
    assert page.current() == page.shown_case() == 1


def test_arrows_walk_as_well(page: WindowPage) -> None:
    page.chord(Qt.Key.Key_Down)
    assert page.shown_case() == 2


def test_finishing_takes_the_row_away_and_goes_to_the_next(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "Drove by.")
    page.press("jx")
    assert dialogs.questions == ["finish 1, 1 owed"]
    assert office.known[2].status is CaseStatus.FINISHED
    assert office.asked("reason") == [(FinishReason.SEEN_DONE, "Drove by.")]
    assert 2 not in [row.case_id for row in page.rows()]
    assert page.current() == page.shown_case() == 3
    assert page.selected() == (3,)
    assert page.chip(View.TO_US) == "To us 8"
    assert page.said() == "Finished"


def test_finishing_the_last_row_goes_to_the_one_above(page: WindowPage, dialogs: PreparedDialogs) -> None:
    dialogs.finish = FinishAnswer(FinishReason.NO_ACTION, "")
    page.click_row(8)
    page.press("x")
    assert page.current() == page.shown_case() == 8


def test_a_whole_view_can_be_worked_off_by_one_key(page: WindowPage, dialogs: PreparedDialogs) -> None:
    dialogs.finish = FinishAnswer(FinishReason.NO_ACTION, "")
    for _ in range(9):
        page.press("x")
    assert page.rows() == []
    assert page.shown_case() is None
    assert page.chip(View.TO_US) == "To us 0"


def test_undo_brings_it_back_and_redo_is_asked_for(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "")
    page.press("x")
    assert page.titles()[0] != "Wires Down"
    page.chord(Qt.Key.Key_Z, CTRL)
    assert page.titles()[0] == "Wires Down"
    assert page.said() == "Undone"
    page.chord(Qt.Key.Key_Z, CTRL | SHIFT)
    assert office.asked("redo") == [None]


def test_undo_offers_the_rest_where_somebody_changed_a_field_since(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.staff = StaffChoice(2)
    page.press("a")
    office.undo_trouble = ChangedSinceError("Joe changed the assignee since.", ["assignee"])
    page.chord(Qt.Key.Key_Z, CTRL)
    assert dialogs.questions[-1] == "undo the rest"
    assert office.known[1].assignee == "Joe B."
    dialogs.rest = True
    page.chord(Qt.Key.Key_Z, CTRL)
    assert office.known[1].assignee == ""


def test_taking_back_goes_on_past_what_was_said_not_to_go_back(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """P4: one mail that has left does not end Ctrl+Z for good."""
    dialogs.staff = StaffChoice(2)
    page.press("a")
    office.undo_trouble = CannotDoError("This has left the office: sent.")
    office.undo_trouble.action_id = 7
    page.chord(Qt.Key.Key_Z, CTRL)
    assert page.said() == "This has left the office: sent."
    office.undo_trouble = None
    page.chord(Qt.Key.Key_Z, CTRL)
    assert office.passed == {7}
    assert office.known[1].assignee == ""


def test_taking_a_merge_back_that_was_finished_since_asks_what_comes_out_of_it(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.staff = StaffChoice(2)
    page.press("a")
    office.undo_trouble = FinishedSinceError("2026-04003")
    dialogs.finish_too = None
    page.chord(Qt.Key.Key_Z, CTRL)
    assert (dialogs.questions[-1], office.known[1].assignee) == ("finished too with 2026-04003", "Joe B.")
    dialogs.finish_too = True
    page.chord(Qt.Key.Key_Z, CTRL)
    assert office.asked("finish too") == [True]
    assert office.known[1].assignee == ""


def test_somebody_new_joins_the_staff_list_and_gets_the_problem(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.staff = StaffChoice(None, "Rosa T.")
    page.press("a")
    assert office.asked("assign") == [(1,)]
    assert page.rows()[0].assignee == "Rosa T."


def test_assigning_many_at_once(page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs) -> None:
    dialogs.staff = StaffChoice(3)
    page.click_row(1)
    page.click_row(3, SHIFT)
    page.press("a")
    assert dialogs.questions == ["staff of 3", "Assign 3 problems: 3 change, 0 stay"]
    assert office.asked("assign") == [(2, 3, 4)]
    assert page.selected() == (2, 3, 4), "what was selected stays selected"
    assert [row.assignee for row in page.rows()[1:4]] == ["Ana L."] * 3


def test_leaving_a_question_changes_nothing(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    page.press("atpnlxbf")
    before = {
        "staff of 1",
        "type of 1",
        "place",
        "note",
        "answer",
        "finish 1, 1 owed, 1 danger",
        "split",
        "files",
    }
    assert set(dialogs.questions) == before
    assert not office.before


def test_type_place_note_and_answer(page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs) -> None:
    dialogs.service_code = "AAF"
    dialogs.place = PlaceAnswer("1 N State St", Point(41.88, -87.63))
    dialogs.words = "She calls again on Friday."
    dialogs.given = AnswerGiven((50,), AnswerWay.CALLED, "Told her.")
    page.press("tpnl")
    assert page.rows()[0].title == "Water on Street"
    assert page.rows()[0].address == "1 N State St"
    assert office.known[1].point == Point(41.88, -87.63)
    assert office.asked("note text") == ["She calls again on Friday."]
    assert office.asked("answer") == [((50,), AnswerWay.CALLED, "Told her.")]
    assert page.rows()[0].owed_since is None


def test_merging_the_selected_and_pulling_apart_again(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.root = 5
    page.click_row(4)
    page.click_row(5, CTRL)
    page.press("m")
    assert dialogs.questions == ["root of 2"]
    assert office.asked("merge") == [(5, 6)]
    assert page.current() == 5
    page.press("u")
    assert office.asked("unmerge") == [(5, 6)]
    assert [row.case_id for row in page.rows()][4:6] == [5, 6]


def test_one_selected_problem_cannot_be_merged(page: WindowPage, dialogs: PreparedDialogs) -> None:
    page.press("m")
    assert dialogs.questions == []


def test_splitting_one_mail_makes_several_problems(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.parts = (SplitPart("Cart gone"), SplitPart("Rats", "2110 W Wilson Ave"))
    page.click_row(4)
    page.press("b")
    assert office.known[5].title == "Cart gone"
    assert "Rats" in page.titles()


def test_taking_a_watched_problem_makes_it_ours(page: WindowPage, office: FakeOffice) -> None:
    page.show_view(View.NEW_IN_311)
    assert page.titles() == ["Graffiti Removal", "Abandoned Vehicle"]
    page.press("g")
    assert office.known[11].ours
    assert page.current() == page.shown_case() == 11, "what was acted on stays until one moves on"
    page.press("j")
    page.press("g")
    assert office.known[12].ours
    assert page.titles() == ["Abandoned Vehicle"]


def test_the_next_key_is_for_the_problem_that_was_answered_though_it_left_the_list(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """P5: else the one that came up in its place would be finished by the key that follows."""
    page.show_view(View.NEW_IN_311)
    before = page.shown_case()
    assert before is not None
    page.press("g")
    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "")
    page.press("x")
    assert office.known[before].status is CaseStatus.FINISHED
    assert page.shown_case() != before, "what is done leaves the list"


def test_reopening_a_finished_problem(page: WindowPage, office: FakeOffice) -> None:
    page.show_view(View.ALL)
    page.click_row(9)
    assert not page.office.actions.action(ActionId.FINISH).isEnabled()
    page.press("o")
    assert office.known[10].status is CaseStatus.OPEN


def test_attaching_chosen_and_pasted_files(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    photo = tmp_path / "hole.jpg"
    dialogs.files = (photo,)
    page.press("f")
    assert office.asked("files") == [(photo,)]
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    page.chord(Qt.Key.Key_V, CTRL)
    assert office.asked("bytes") == [(b"\x89PNG", "pasted picture.png")]
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(photo))])
    QGuiApplication.clipboard().setMimeData(copied)
    page.chord(Qt.Key.Key_V, CTRL)
    assert office.asked("files") == [(photo,), (photo,)]


def test_a_photo_of_the_citys_is_fetched_when_asked_for_and_its_trouble_told(
    page: WindowPage, office: FakeOffice
) -> None:
    """P8: never by itself."""
    assert office.asked("city photo") == []
    page.office.pane.city_photo_asked.emit(1, "https://city.example/1.jpg")
    assert office.asked("city photo") == [(1, "https://city.example/1.jpg")]
    assert page.said() == "Attached"
    office.city_trouble = CityUnreachableError("The city does not answer.")
    page.office.pane.city_photo_asked.emit(1, "https://city.example/2.jpg")
    assert "The city does not answer." in page.said()


def test_search_narrows_the_list_after_typing_rests_and_letters_are_not_keys_there(
    page: WindowPage, office: FakeOffice
) -> None:
    page.search("wilson")
    assert page.titles() == ["Water on Street", "Garbage Cart Maintenance"]  # newest first
    assert not office.before, "typing x, n and o in the box finished, noted and reopened nothing"
    page.chord(Qt.Key.Key_Escape)
    page.press("j")
    assert page.current() == 5


def test_search_that_finds_nothing_says_so_and_shows_no_case(page: WindowPage) -> None:
    page.search("zzz")
    assert page.rows() == []
    assert page.shown_case() is None


def test_filters_narrow_and_say_so(page: WindowPage) -> None:
    filters = page.office.queue.filters
    filters.narrow(QueueFilter(service_code="SFA", assignee_id=0))
    assert page.titles() == ["Street Light Out"]
    assert filters._line.text() == (
        "1 problem · Street Light Out · nobody · safety first, then urgent, then longest unanswered"
    )
    filters.clear()
    assert len(page.rows()) == 9
    filters.sort_by(SortBy.NEWEST)
    assert page.rows()[0].case_id == 9


def test_opening_a_case_that_this_view_does_not_hold_goes_to_all(page: WindowPage) -> None:
    page.search("wilson")
    page.office.open_case(11)
    assert page.current() == page.shown_case() == 11
    assert page.office.queue.filters.view is View.ALL
    assert page.office.top.box.text() == ""


def test_a_broken_row_keeps_its_place_and_the_others_are_shown(office: FakeOffice, page: WindowPage) -> None:
    office.broken = frozenset({2})
    page.office.queue.read_again()
    model = page.office.queue.model
    assert isinstance(model.row(1), RowTrouble)
    assert [model.row(at).case_id for at in range(3)] == [1, 2, 3]
    assert not page.office.window.grab().isNull()


def test_an_error_says_what_is_safe_and_what_to_do_and_stays(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_all: object) -> None:
        raise StoreBusyError("Somebody else is writing.", "Nothing was changed.", "Try again in a minute.")

    dialogs.words = "A note"
    monkeypatch.setattr(office, "note", busy)
    page.press("n")
    assert page.said() == "Somebody else is writing. Nothing was changed. Try again in a minute."
    page.office.notifier.info("Something else")
    assert page.said().startswith("Somebody else is writing.")
    page.chord(Qt.Key.Key_Escape)
    assert page.said() == "Something else"
    page.chord(Qt.Key.Key_Escape)
    assert page.said() == ""


def test_no_key_changes_a_problem_nobody_sees(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "")
    page.show_screen("map")
    page.press("x")
    page.chord(Qt.Key.Key_Z, CTRL)
    assert dialogs.questions == []
    assert not office.before
    page.chord(Qt.Key.Key_Escape)
    assert page.screen() == "queue"
    page.press("x")
    assert office.known[1].status is CaseStatus.FINISHED


def test_the_key_sheet_names_every_key(page: WindowPage) -> None:
    from PySide6.QtWidgets import QDialog, QLabel

    from wardoffice.gui.dialogs.key_sheet import KeyCap

    page.press("?")
    sheet = page.office.window.findChild(QDialog, "keySheet")
    assert isinstance(sheet, QDialog)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    caps = words | {cap.text() for cap in sheet.findChildren(KeyCap)}
    for action in page.office.window.actions():
        assert action.text() in words
        assert any(action.shortcuts()[0].toString() in cap for cap in caps)
    sheet.close()


def test_no_two_actions_share_a_key(page: WindowPage) -> None:
    keys = [key.toString() for action in page.office.window.actions() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_buttons_of_the_pane_do_what_the_keys_do(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    from wardoffice.gui.case.case_action import CaseAction

    dialogs.words = "From the button"
    page.office.pane.action_asked.emit(CaseAction.NOTE)
    assert office.asked("note text") == ["From the button"]
    page.office.pane.same_asked.emit(3)
    assert office.asked("merge") == [(1, 3)]
    page.office.pane.pull_apart_asked.emit(3)
    assert office.asked("unmerge") == [(1, 3)]
    page.office.pane.not_same_asked.emit(3)
    assert office.asked("not_same") == [(1, 3)]
    page.office.pane.undo_asked.emit(1)
    assert office.asked("undo") == [1]


def test_selection_survives_what_others_change(page: WindowPage, office: FakeOffice) -> None:
    page.click_row(2)
    page.click_row(4, CTRL)
    office.known[0] = queue_row(0, "Came just now")
    del office.known[2]
    page.office.queue.read_again()
    assert page.titles()[0] == "Came just now"
    assert page.selected() == (3, 5)
    assert page.current() == 5


def test_a_click_beside_the_rows_chooses_nothing_new(page: WindowPage) -> None:
    from PySide6.QtTest import QTest

    table = page.office.queue.table
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, table.viewport().height() - 2)
    )
    assert page.shown_case() == 1


def test_more_than_500_at_once_change_nothing_and_say_so(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    for number in range(100, 700):
        office.known[number] = queue_row(number)
    page.office.queue.read_again()
    page.chord(Qt.Key.Key_A, CTRL)
    page.press("x")
    assert dialogs.questions == []
    assert not office.before
    assert page.said().startswith("More than 500 problems are selected. Nothing was changed.")

"""A person's own desk: lists by name, keys, columns and the palette, all by keyboard."""

import re
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from tests.fakes import FakeOffice
from tests.fakes_personal import FakePersonal
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage, open_window
from tests.gui.personal_pages import PersonalPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.macros import Macro
from wardoffice.domain.palette import Hit, HitKind, best_fitting
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.saved_views import SavedView
from wardoffice.domain.steps import Step, StepKind
from wardoffice.gui.dialogs.answers import ListName
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.gui.personal.palette import Entry, PaletteDialog
from wardoffice.gui.queue.columns import Column


@pytest.fixture
def desk(desk: WindowPage) -> PersonalPage:
    return PersonalPage(desk)


def test_lists_stand_under_the_views_with_their_counts(desk: PersonalPage) -> None:
    """P7: what a chip counts is what it opens."""
    assert "New today 9" in desk.lists()
    desk.open_list("told by 3+")
    filters = desk.page.office.queue.filters
    assert (filters.view, filters.narrowed.words) == (View.ALL, "status:open told:3")
    assert desk.page.office.top.box.text() == "status:open told:3"
    assert desk.is_marked("told by 3+")
    desk.page.show_view(View.MINE)
    assert not desk.is_marked("told by 3+")


def test_what_is_shown_is_saved_renamed_shared_and_removed(
    desk: PersonalPage, dialogs: PreparedDialogs, personal: FakePersonal
) -> None:
    desk.page.search("wilson")
    desk.page.chord(Qt.Key.Key_Escape)
    dialogs.list_name = ListName("Wilson", shared=False)
    desk.page.chord(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    saved = personal.saved[-1]
    assert (saved.name, saved.view, saved.narrowed) == ("Wilson", View.TO_US, QueueFilter(words="wilson"))
    assert "Wilson 6" in desk.lists()
    dialogs.list_name = ListName("Wilson Ave")
    desk.change(saved.key, "Rename …")
    assert "Wilson Ave 10" in desk.lists()
    desk.change(saved.key, "Share with the office")
    assert personal.saved[-1].shared
    desk.change(saved.key, "Remove")
    assert not any("Wilson" in each for each in desk.lists())


def test_no_list_is_called_like_another_one_above_it(desk: PersonalPage) -> None:
    queue = desk.page.office.queue
    chips = [each.text() for each in queue.filters.findChildren(QAbstractButton) if each.text()]
    views = [re.sub(r" [\d,]+$", "", each) for each in chips]
    lists = [re.sub(r" [\d,]+$", "", each) for each in desk.lists()]
    assert "Mine" in views
    assert "Assigned to me" in lists
    assert set(views).isdisjoint(lists)


def test_a_list_that_cannot_be_counted_says_why_and_the_others_are_counted(
    desk: PersonalPage, personal: FakePersonal
) -> None:
    near = QueueFilter(words='near:"4800 N Damen"')
    personal.saved.append(SavedView("9", "By Damen", View.TO_US, near, SortBy.URGENCY))
    desk.page.office.personal.saved.refresh()
    assert "By Damen ?" in desk.lists()
    assert "Where it is cannot be told." in desk.page.office.queue.saved.chip("9").toolTip()
    assert any(re.fullmatch(r"New today \d+", each) for each in desk.lists())


def test_a_preset_is_taken_off_and_brought_back(desk: PersonalPage) -> None:
    desk.change("mine", "Take off my lists")
    assert not any(each.startswith("Assigned to me") for each in desk.lists())
    desk.page.office.queue.saved.presets_asked.emit()
    assert any(each.startswith("Assigned to me") for each in desk.lists())


def test_columns_are_chosen_kept_and_hold_the_selection(desk: PersonalPage, personal: FakePersonal) -> None:
    desk.page.press("j")
    before = desk.page.selected()
    desk.choose_column(Column.DUE)
    desk.choose_column(Column.NUMBER)
    assert personal.chosen["columns"] == {"shown": ["number", "answer due"]}
    assert desk.headers() == ["Problem", "Our number", "Answer due"]
    assert desk.cell(0, Column.NUMBER) == desk.page.rows()[0].number
    assert desk.page.selected() == before
    desk.page.press("j")
    assert len(desk.page.selected()) == 1
    desk.choose_column(Column.DUE)
    desk.choose_column(Column.NUMBER)
    assert desk.headers() == ["Problem"]


def test_columns_come_back_at_the_next_start(
    qtbot: QtBot, office: FakeOffice, notifier: Notifier, tmp_path: Path
) -> None:
    personal = FakePersonal(chosen={"columns": {"shown": ["number", "gone by now"]}})
    made = open_window(
        office,
        tasks=InlineTasks(notifier.error),
        notifier=notifier,
        dialogs=PreparedDialogs(),
        window_file=tmp_path / "w.ini",
        personal=personal,
    )
    qtbot.addWidget(made.window)
    made.start()
    assert made.queue.model.columns == (Column.NUMBER,)


def test_a_key_is_changed_and_kept(desk: PersonalPage, personal: FakePersonal) -> None:
    desk.change_key(ActionId.TAKE, Qt.Key.Key_F9)
    assert personal.chosen["keys"] == {"take": ["F9"]}
    assert desk.keys_of(ActionId.TAKE) == ["F9"]


def test_a_key_that_is_taken_is_said_and_taken_over_only_when_pressed_again(desk: PersonalPage) -> None:
    said = desk.change_key(ActionId.TAKE, Qt.Key.Key_X)
    assert "Finish" in said
    assert desk.keys_of(ActionId.TAKE) == ["G"]
    said = desk.change_key(ActionId.TAKE, Qt.Key.Key_X, times=2)
    assert "Finish" in said
    assert desk.keys_of(ActionId.TAKE) == ["X"]
    assert desk.keys_of(ActionId.FINISH) == []
    desk.reset_keys()
    assert desk.keys_of(ActionId.TAKE) == ["G"]
    assert desk.keys_of(ActionId.FINISH) == ["X"]


def test_the_key_of_a_screen_is_taken_over_and_chosen_like_any_other(
    qtbot: QtBot, desk: PersonalPage, personal: FakePersonal
) -> None:
    said = desk.change_key(ActionId.TAKE, Qt.Key.Key_3, modifier=Qt.KeyboardModifier.AltModifier)
    assert "Map" in said
    assert desk.keys_of(ActionId.TAKE) == ["G"]
    desk.change_key("screen map", Qt.Key.Key_F8)
    assert personal.chosen["keys"] == {"screen map": ["F8"]}
    desk.page.office.queue.table.setFocus()
    desk.page.chord(Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: desk.page.screen() == "map")
    assert desk.screen_key("map") == "F8"
    desk.reset_keys()
    assert desk.screen_key("map") == "Alt+3"


def test_the_key_of_a_macro_is_chosen_on_the_sheet_for_the_whole_office(
    page: WindowPage, office: FakeOffice
) -> None:
    desk = PersonalPage(page)
    office.kept_macros.append(Macro(7, "Graffiti", "", (Step(StepKind.URGENT),)))
    page.office.actions.macros.read()
    desk.change_key("macro 7", Qt.Key.Key_F8)
    assert [each.key for each in office.kept_macros] == ["F8"]
    desk.change_key(ActionId.FINISH, Qt.Key.Key_F8, times=2)
    assert [each.key for each in office.kept_macros] == [""]
    assert desk.keys_of(ActionId.FINISH) == ["F8"]


def test_a_macro_takes_no_key_that_the_program_has_for_others(page: WindowPage, office: FakeOffice) -> None:
    """Each of them would have two things under one key, of which Qt does neither."""
    desk = PersonalPage(page)
    office.kept_macros.append(Macro(7, "Graffiti", "", (Step(StepKind.URGENT),)))
    page.office.actions.macros.read()
    desk.change_key(ActionId.FINISH, Qt.Key.Key_F8)
    said = desk.change_key("macro 7", Qt.Key.Key_X, times=2)
    assert said == "X is “Finish” for the others here. Take another."
    assert [each.key for each in office.kept_macros] == [""]
    assert desk.keys_of(ActionId.FINISH) == ["F8"]


def test_a_key_that_is_a_macros_too_does_what_it_does_for_this_person_and_the_sheet_says_so(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """The macro was given the key at another desk, or by an older program."""
    desk = PersonalPage(page)
    desk.change_key(ActionId.URGENT, Qt.Key.Key_F9)
    office.kept_macros += [
        Macro(7, "Graffiti", "X", (Step(StepKind.URGENT),)),
        Macro(8, "Rats", "F9", (Step(StepKind.NOTE, words="Rats"),)),
    ]
    page.office.actions.macros.read()
    page.press("x")
    assert dialogs.questions == ["finish 1, 1 owed, 1 danger"]
    page.chord(Qt.Key.Key_F9)
    assert len(office.asked("set_urgent")) == 1
    assert office.asked("macro") == []
    sheet = desk.open_keys()
    assert [sheet.cap(name).text() for name in ("macro 7", "macro 8")] == ["none", "none"]
    assert "Rats (its key F9 is “Urgent, or no longer” here)" in {
        each.text() for each in sheet.findChildren(QLabel)
    }
    sheet.accept()
    desk.reset_keys()
    page.chord(Qt.Key.Key_F9)
    assert dialogs.questions[-1] == "Rats: 1 change, 0 stay"


def test_a_key_that_the_list_itself_listens_to_is_given_to_nothing_else(desk: PersonalPage) -> None:
    """Two that listen to one key both hear nothing, and nobody is told."""
    said = desk.change_key(ActionId.TAKE, Qt.Key.Key_Space, times=2)
    assert said == "Space is “Press the button that has the frame” and stays that. Take another."
    assert desk.keys_of(ActionId.TAKE) == ["G"]


def test_the_sheet_names_the_keys_of_dialogs_too(desk: PersonalPage) -> None:
    sheet = desk.open_keys()
    words = {each.text() for each in sheet.findChildren(QLabel)}
    sheet.accept()
    assert {"Photos", "Blur the part", "Save it to this computer", "Duplicate desk"} <= words


def test_esc_leaves_a_key_as_it_was(desk: PersonalPage) -> None:
    sheet = desk.open_keys()
    cap = sheet.cap(ActionId.TAKE)
    cap.click()
    QTest.keyClick(cap, Qt.Key.Key_Escape)
    assert not cap.isChecked()
    assert sheet.isVisible()
    sheet.accept()
    assert desk.keys_of(ActionId.TAKE) == ["G"]


def test_a_changed_key_works_at_once(desk: PersonalPage) -> None:
    first = desk.page.current()
    desk.change_key(ActionId.NEXT, Qt.Key.Key_F9)
    desk.page.office.queue.table.setFocus()
    desk.page.chord(Qt.Key.Key_F9)
    assert desk.page.current() != first


def test_the_palette_does_an_action_by_a_few_letters(desk: PersonalPage) -> None:
    desk.palette("go to map")
    assert desk.page.screen() == "map"


def test_the_palette_forgives_a_slip(desk: PersonalPage) -> None:
    assert "Write a note" in desk.offered_by_palette("wriet a note")


def test_enter_after_a_name_never_does_an_action_that_is_only_like_it(
    desk: PersonalPage, personal: FakePersonal
) -> None:
    """A name is like "Previous problem", and nobody who bears it is known."""
    first = desk.page.current()
    assert "Previous problem" in desk.offered_by_palette("perez")
    desk.page.office.queue.step(1)
    second = desk.page.current()
    assert second != first
    desk.palette("perez", found=True)
    assert desk.page.current() == second
    assert not desk.offered_by_palette("xy"), "two letters are like too much"


def test_enter_that_comes_before_people_are_found_waits_for_them(
    desk: PersonalPage, personal: FakePersonal
) -> None:
    personal.hits = (Hit(HitKind.PERSON, "Ana Lopez", "773-555-0100", search='from:"Ana Lopez"'),)
    desk.palette("lopez", enters_first=True)
    assert desk.page.office.queue.filters.narrowed.words == 'from:"Ana Lopez"'


def test_what_was_found_for_other_words_or_comes_after_escape_is_never_taken(
    desk: PersonalPage, qtbot: QtBot
) -> None:
    done: list[str] = []
    like = Entry("a", "Previous problem", "", "mdi6.undo", partial(done.append, "previous"))
    case = [Entry("case 1", "Ana Perez", "", "mdi6.undo", partial(done.append, "case"))]
    dialog = PaletteDialog([like], (), desk.page.office.window)
    dialog.done_entry.connect(lambda entry: entry.run())
    dialog.open()
    QTest.keyClicks(dialog.box, "perezes")
    QTest.keyClick(dialog.box, Qt.Key.Key_Return)
    dialog.show_found("perez", case)
    assert done == [], "found by the words before"
    QTest.keyClick(dialog.box, Qt.Key.Key_Down)
    dialog.show_found("perezes", [])
    assert done == [], "who moves presses Enter once more"
    QTest.keyClick(dialog.box, Qt.Key.Key_Backspace)
    QTest.keyClick(dialog.box, Qt.Key.Key_Return)
    dialog.reject()
    dialog.show_found(dialog.box.text(), case)
    assert done == [], "it was left"


def test_what_is_like_the_words_is_done_once_it_is_gone_to(desk: PersonalPage) -> None:
    desk.palette("go to mpa", found=True, down=1)
    assert desk.page.screen() == "map"


def test_what_was_used_last_stands_first(desk: PersonalPage, personal: FakePersonal) -> None:
    desk.palette("next problem")
    assert desk.offered_by_palette("")[0] == "Next problem"
    assert personal.chosen["palette"] == {"recent": ["do next"]}


def test_the_palette_opens_a_case_and_lists_what_a_person_told(
    desk: PersonalPage, personal: FakePersonal
) -> None:
    case_id = desk.page.rows()[2].case_id
    personal.hits = (
        Hit(HitKind.CASE, "2026-04003 Garbage", "4300 N Wolcott", case_id=case_id),
        Hit(HitKind.PERSON, "Rosa Diaz", "773-555-0100", search='from:"Rosa Diaz"'),
    )
    desk.palette("2026-04003", found=True)
    assert desk.page.shown_case() == case_id
    desk.palette("rosa", found=True)
    assert desk.page.office.queue.filters.narrowed.words == 'from:"Rosa Diaz"'
    assert desk.page.office.queue.filters.view is View.ALL


def test_what_is_found_late_moves_the_cursor_of_the_palette_from_nothing(
    desk: PersonalPage, qtbot: QtBot
) -> None:
    """Enter would do something else than what stood under the cursor a moment before."""
    done: list[str] = []
    entries = [
        Entry(key, f"Put {key}", "", "mdi6.undo", partial(done.append, key)) for key in ("a", "b", "c")
    ]
    dialog = PaletteDialog(entries, (), desk.page.office.window)
    dialog.done_entry.connect(lambda entry: entry.run())
    dialog.open()
    QTest.keyClicks(dialog.box, "put")
    QTest.keyClick(dialog.box, Qt.Key.Key_Down)
    chosen = dialog.labels()[1]
    dialog.show_found("put", [Entry("case 1", "Put out fire", "", "mdi6.undo", partial(done.append, "case"))])
    QTest.keyClick(dialog.box, Qt.Key.Key_Return)
    assert [f"Put {each}" for each in done] == [chosen]


def test_what_fits_best_comes_first() -> None:
    labels = ["Set the place", "Split into several", "Place: choose", "Assign"]
    assert best_fitting("place", labels)[0] == [2, 0]
    assert best_fitting("", labels) == ([0, 1, 2, 3], [])
    assert best_fitting("asign", labels) == ([], [3])

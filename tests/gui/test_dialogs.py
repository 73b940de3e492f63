"""The questions, answered by keyboard only."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.builders_queue import NOW, STAFF, TYPES, believable_rows, case_view, queue_row
from tests.gui.case_pages import moments
from wardoffice.domain.cases import AnswerWay, FinishReason, SplitPart
from wardoffice.domain.errors import ChangedSinceError
from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.places import Point
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.dialogs.answers import AnswerGiven, FinishAnswer, PlaceAnswer, SplitAnswer, StaffChoice
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.dialogs.forms import FinishQuestion, PlaceQuestion, point_in
from wardoffice.gui.dialogs.merge import AddedQuestion
from wardoffice.gui.dialogs.split import SplitQuestion

CTRL = Qt.KeyboardModifier.ControlModifier
_LAPTOP = 700  # px of a 768-pixel screen


@pytest.fixture
def asking(qtbot: QtBot) -> Dialogs:
    """The real questions, over a bare window."""
    window = QWidget()
    qtbot.addWidget(window)
    return Dialogs(window, moments())


def in_dialog(does: Callable[[QDialog], None]) -> None:
    """Do it in the question that comes up next; leave it where that fails, so that no test hangs."""

    def do() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isActiveWindow():
            QTimer.singleShot(1, do)  # keys reach shortcuts of the active window only
            return
        try:
            does(dialog)
        finally:
            if dialog.isVisible():
                dialog.done(0)  # without a question of its own

    QTimer.singleShot(0, do)


def keys(typed: str, *chords: tuple[Qt.Key, Qt.KeyboardModifier]) -> Callable[[QDialog], None]:
    """Type, then press these keys, where the focus is."""

    def press(dialog: QDialog) -> None:
        QTest.keyClicks(dialog.focusWidget() or dialog, typed)
        for key, modifier in chords:
            QTest.keyClick(dialog.focusWidget() or dialog, key, modifier)

    return press


ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
TAKE = (Qt.Key.Key_Return, CTRL)
DOWN = (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
ESC = (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)


def test_assigning_to_the_second_person(asking: Dialogs) -> None:
    in_dialog(keys("", DOWN, ENTER))
    assert asking.ask_staff(STAFF, 1) == StaffChoice(2)


def test_assigning_to_nobody(asking: Dialogs) -> None:
    in_dialog(keys("", DOWN, DOWN, DOWN, ENTER))
    assert asking.ask_staff(STAFF, 1) == StaffChoice(None)


def test_leaving_answers_none(asking: Dialogs) -> None:
    in_dialog(keys("", ESC))
    assert asking.ask_staff(STAFF, 1) is None


def test_a_type_is_found_by_parts_of_its_name(asking: Dialogs) -> None:
    in_dialog(keys("out all", ENTER))
    assert asking.ask_type(TYPES, 1) == "SFB"


def test_a_type_that_is_suggested_stands_first_with_its_reason(asking: Dialogs) -> None:
    suggested = (TypeSuggestion(TYPES[2], ("dark alley", "bulb", "lamp")),)
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        listed = dialog.findChild(QListWidget)
        assert isinstance(listed, QListWidget)
        seen.extend(listed.item(row).text() for row in range(listed.count()))
        keys("", ENTER)(dialog)

    in_dialog(look)
    assert asking.ask_type(TYPES, 1, suggested) == TYPES[2].code
    assert seen[0] == f"{TYPES[2].name} (they wrote \u201cdark alley\u201d, \u201cbulb\u201d)"
    assert len(seen) == len(TYPES), "what is suggested is not listed twice"


def test_arrows_move_in_the_list_while_the_box_has_the_focus(asking: Dialogs) -> None:
    in_dialog(keys("light", DOWN, ENTER))
    assert asking.ask_type(TYPES, 2) == "SFB"


def test_a_type_that_is_not_there_cannot_be_taken(asking: Dialogs) -> None:
    def look(dialog: QDialog) -> None:
        keys("zzz", ENTER)(dialog)
        assert dialog.isVisible()
        listed = dialog.findChild(QListWidget)
        assert isinstance(listed, QListWidget)
        assert listed.count() == 0

    in_dialog(look)
    assert asking.ask_type(TYPES, 1) is None


def test_a_place_that_may_be_meant_is_taken_by_a_click(asking: Dialogs) -> None:
    photo = PlaceChoice("Where IMG_1.jpg was taken", "", Point(41.97, -87.68))
    choices = (PlaceChoice("4718 N Hale Ave", "4718 N Hale Ave"), photo)

    def click(name: str) -> Callable[[QDialog], None]:
        def do(dialog: QDialog) -> None:
            buttons = {each.accessibleName(): each for each in dialog.findChildren(QPushButton)}
            buttons[f"Set the place: {name}"].click()

        return do

    in_dialog(click("4718 N Hale Ave"))
    assert asking.ask_place("4718 Hale Ave", choices) == PlaceAnswer("4718 N Hale Ave", None)
    in_dialog(click("Where IMG_1.jpg was taken"))
    assert asking.ask_place("4718 Hale Ave", choices) == PlaceAnswer("", photo.point)


def test_a_place_is_one_short_line_and_a_spot_that_cannot_be_read_is_said(qtbot: QtBot) -> None:
    question = PlaceQuestion("", None)
    qtbot.addWidget(question)
    question.address.insert("2489 N Orlowick Ave\n1965 N Bramhollow Ave\n")
    assert question.answer() == PlaceAnswer("2489 N Orlowick Ave 1965 N Bramhollow Ave", None)
    question.address.setText("x" * 10_000)
    assert len(question.answer().address) <= 200
    assert not question.unclear.isVisibleTo(question)
    for wrong in ("by the bridge", "91, 200"):
        question.spot.setText(wrong)
        assert question.unclear.isVisibleTo(question)
        assert not question.take_button.isEnabled()
    question.spot.setText("41.97, -87.68")
    assert not question.unclear.isVisibleTo(question)
    assert question.take_button.isEnabled()


def test_a_place_is_an_address(asking: Dialogs) -> None:
    in_dialog(keys("1938 W Berteau Ave", ENTER))
    assert asking.ask_place("old address") == PlaceAnswer("1938 W Berteau Ave", None)


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("41.9680, -87.6790", Point(41.968, -87.679)),
        ("41.968 -87.679", Point(41.968, -87.679)),
        ("0, 0", None),
        ("95, 10", None),
        ("somewhere", None),
        ("", None),
    ],
)
def test_a_spot_is_latitude_and_longitude_or_nothing(typed: str, point: Point | None) -> None:
    assert point_in(typed) == point


def test_an_empty_note_cannot_be_saved(asking: Dialogs) -> None:
    in_dialog(keys("   ", TAKE))
    assert asking.ask_note() is None


def test_a_note_is_taken_with_its_lines(asking: Dialogs) -> None:
    def write(dialog: QDialog) -> None:
        keys("One", ENTER)(dialog)
        keys("Two", TAKE)(dialog)

    in_dialog(write)
    assert asking.ask_note() == "One\nTwo"


def test_an_answer_goes_to_those_who_are_owed_one(asking: Dialogs) -> None:
    people = case_view(queue_row(3)).people
    in_dialog(keys("", DOWN, TAKE))
    assert asking.ask_answer(people) == AnswerGiven((50,), AnswerWay.REPLIED, "")


def test_finishing_says_that_people_are_still_owed_an_answer(asking: Dialogs) -> None:
    from PySide6.QtWidgets import QLabel

    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        seen.extend(label.text() for label in dialog.findChildren(QLabel))
        keys("", TAKE)(dialog)

    in_dialog(look)
    assert asking.ask_finish(2, 1, 0) == FinishAnswer(FinishReason.SEEN_DONE, "")
    assert "Finish 2 problems" in seen
    assert "1 person is still owed an answer, and stays so." in seen


@pytest.mark.parametrize(("count", "danger", "said"), [(1, 1, "This one is"), (37, 8, "8 of these are")])
def test_danger_is_not_finished_by_habit(asking: Dialogs, count: int, danger: int, said: str) -> None:
    """One key and one default ended a gas smell as seen and done, and nothing said that it is danger."""

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, FinishQuestion)
        assert any(f"{said} marked as danger." in label.text() for label in dialog.findChildren(QLabel))
        assert not dialog.take_button.property("primary")
        keys("", TAKE)(dialog)
        assert dialog.isVisible(), "nobody said yet why it is over"
        assert not dialog.take_button.isEnabled()
        keys("", DOWN, DOWN, TAKE)(dialog)

    in_dialog(choose)
    assert asking.ask_finish(count, 0, danger) == FinishAnswer(FinishReason.RESIDENT_SAYS_DONE, "")


def test_the_usual_root_stands_first_among_those_to_put_together(asking: Dialogs) -> None:
    watched = queue_row(20, ours=False, opened_at=NOW.replace(year=2025))
    in_dialog(keys("", ENTER))
    assert asking.ask_root([watched, queue_row(21)]) == 21


def test_splitting_needs_two_problems_and_takes_their_words(asking: Dialogs) -> None:
    case = case_view(believable_rows()[4])

    def split(dialog: QDialog) -> None:
        assert isinstance(dialog, SplitQuestion)
        keys("Cart gone", TAKE)(dialog)
        assert dialog.isVisible(), "one problem alone is no split"
        dialog._parts[1].words.setText("Rats")
        QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    in_dialog(split)
    answer = asking.ask_split(case.requests, (), TYPES)
    assert answer == SplitAnswer(50, (SplitPart("Cart gone"), SplitPart("Rats")))


def test_a_proposed_split_is_filled_in_and_can_be_changed(asking: Dialogs) -> None:
    case = case_view(believable_rows()[4])
    parts = (
        SplitPart("Cart gone", "2110 W Wilson Ave", TYPES[0].code),
        SplitPart("Rats\nin the alley", "4812 N Damen Ave"),
    )
    proposal = SplitProposal(50, parts, "It tells of 2 kinds of problems at 2 places.")

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, SplitQuestion)
        assert proposal.reason in "".join(label.text() for label in dialog.findChildren(QLabel))
        dialog._parts[1]._address.setText("4814 N Damen Ave")
        QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    in_dialog(change)
    answer = asking.ask_split(case.requests, (), TYPES, (proposal,))
    assert answer == SplitAnswer(50, (parts[0], SplitPart("Rats in the alley", "4814 N Damen Ave")))


def test_a_proposed_part_keeps_every_word_of_the_resident(qtbot: QtBot) -> None:
    """P1: a long sentence was told whole, and goes to 311 whole."""
    told = "The pothole in front of 4812 N Damen Ave is two feet wide, " * 8
    case = case_view(believable_rows()[4])
    proposal = SplitProposal(50, (SplitPart(told.strip()), SplitPart("Rats")), "Two kinds of problem.")
    dialog = SplitQuestion(case.requests, (), TYPES, None, (proposal,))
    qtbot.addWidget(dialog)
    assert dialog.answer().parts[0].description == told.strip()


def test_what_came_since_scrolls_and_the_buttons_stay_on_the_screen(qtbot: QtBot) -> None:
    added = [AddedSince(Added(AddedKind.NOTE, at), NOW, "Ana", "Looked at it") for at in range(40)]
    dialog = AddedQuestion("2026-00012", added, moments(), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() <= _LAPTOP
    assert len(dialog.findChildren(QCheckBox)) == len(added)


def test_leaving_a_proposed_split_asks_only_where_a_person_wrote_in_it(asking: Dialogs) -> None:
    """The program's own words were asked about as though somebody had typed them."""
    case = case_view(believable_rows()[4])
    proposal = SplitProposal(50, (SplitPart("Cart gone"), SplitPart("Rats")), "It tells of 2 kinds.")
    left: list[bool] = []

    def leave(dialog: QDialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        left.append(not dialog.isVisible())

    in_dialog(leave)
    assert asking.ask_split(case.requests, (), TYPES, (proposal,)) is None
    assert left == [True]


DELETE = (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)


def note(asking: Dialogs) -> object:
    return asking.ask_note()


def answer(asking: Dialogs) -> object:
    return asking.ask_answer(case_view(queue_row(3)).people)


def finish(asking: Dialogs) -> object:
    return asking.ask_finish(1, 0, 0)


def split(asking: Dialogs) -> object:
    return asking.ask_split(case_view(believable_rows()[4]).requests, (), TYPES)


def write_in(dialog: QDialog) -> None:
    """Type into the first field that takes words."""
    field: QWidget = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QPlainTextEdit)][0]
    field.setFocus()
    QTest.keyClicks(field, "Called twice")


@pytest.mark.parametrize("ask", [note, answer, finish, split])
@pytest.mark.parametrize("keeps", [ENTER, ESC])
def test_leaving_a_question_with_typed_words_asks_first_and_keeps_them_by_habit(
    asking: Dialogs, ask: Callable[[Dialogs], object], keeps: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    seen: list[str] = []

    def throw(asked: QDialog) -> None:
        seen.append(asked.windowTitle())
        keys("", DELETE)(asked)

    def leave(dialog: QDialog) -> None:
        write_in(dialog)
        in_dialog(keys("", keeps))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        in_dialog(throw)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    in_dialog(leave)
    assert ask(asking) is None
    assert seen == ["Throw away what you typed?"]


@pytest.mark.parametrize("ask", [note, answer, finish, split])
def test_leaving_a_question_without_words_asks_nothing(
    asking: Dialogs, ask: Callable[[Dialogs], object]
) -> None:
    left: list[bool] = []

    def leave(dialog: QDialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        left.append(not dialog.isVisible())

    in_dialog(leave)
    assert ask(asking) is None
    assert left == [True]


def test_undoing_the_rest_names_what_is_in_the_way(asking: Dialogs) -> None:
    in_dialog(keys("", ENTER))
    assert asking.ask_undo_rest(ChangedSinceError("Joe changed the type since.", ["type"]))
    in_dialog(keys("", ESC))
    assert not asking.ask_undo_rest(ChangedSinceError("Joe changed the type since.", ["type"]))


def test_every_question_shows_the_keys_that_take_and_leave(asking: Dialogs) -> None:
    seen: dict[str, str] = {}

    def look(dialog: QDialog) -> None:
        for button in dialog.findChildren(QPushButton):
            seen[button.text()] = button.accessibleDescription()

    in_dialog(look)
    asking.ask_note()
    assert seen == {"Save note": "Ctrl+Enter", "Cancel": "Esc"}

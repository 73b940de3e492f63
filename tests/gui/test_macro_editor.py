"""Making a macro: steps one under the other, and what is amiss said at once."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import NOW
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.letter_steps import KnownDepartments
from wardoffice.domain.macros import LONGEST_NAME, LONGEST_WORDS, Macro, check_steps
from wardoffice.domain.replying import ReplyKind
from wardoffice.domain.steps import ME, Names, Step, StepKind, step_words
from wardoffice.gui.dialogs.frame import ThrowAway
from wardoffice.gui.macros.editor import MacroQuestion
from wardoffice.gui.macros.step_row import StepRow, first_step

NAMES = Names({"PHF": "Pothole in Street", "GRAF": "Graffiti Removal"}, {2: "Joe B."}, 1, NOW.date())
OTHER = Macro(7, "Pothole", "Shift+P", (Step(StepKind.URGENT),))


def question(qtbot: QtBot, macro: Macro | None = None) -> MacroQuestion:
    made = MacroQuestion(macro, [OTHER], NAMES, tags=["graffiti"], taken={"N": "Write a note"}, parent=None)
    # Closed at the end of a test without being asked what to do with the steps.
    qtbot.addWidget(made, before_close_func=lambda each: each.done(0))
    made.show()
    return made


def test_a_macro_is_written_step_by_step_and_can_be_saved_once_it_is_whole(qtbot: QtBot) -> None:
    made = question(qtbot)
    assert not made.take_button.isEnabled()
    QTest.keyClicks(made.name, "Graffiti")
    assert made.trouble.text() == "A macro has one to 12 steps."
    made.kind.setCurrentText("Set the type")
    made.add.click()
    note = made.add_step(StepKind.NOTE)
    assert made.trouble.text() == "The note is empty."
    words = note.findChild(QLineEdit)
    assert isinstance(words, QLineEdit)
    QTest.keyClicks(words, "Told the blasters.")
    assert made.take_button.isEnabled()
    assert made.trouble.isHidden()
    assert made.macro() == Macro(
        0,
        "Graffiti",
        "",
        (Step(StepKind.SET_TYPE, "GRAF"), Step(StepKind.NOTE, words="Told the blasters.")),
    )


@pytest.mark.parametrize("agreed", [False, True])
def test_esc_asks_before_it_throws_steps_away(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    agreed: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    asked: list[ThrowAway] = []

    def answer(each: ThrowAway) -> bool:
        asked.append(each)
        return agreed

    monkeypatch.setattr(ThrowAway, "agreed", answer)
    kept = question(qtbot, Macro(3, "Graffiti", "", (Step(StepKind.URGENT),)))
    kept.reject()
    assert not kept.isVisible()
    assert not asked, "nothing was changed"
    made = question(qtbot)
    made.add_step(StepKind.NOTE)
    made.reject()
    assert len(asked) == 1
    assert made.isVisible() is not agreed


def test_keys_and_names_that_are_taken_are_said_at_once(qtbot: QtBot) -> None:
    made = question(qtbot, Macro(3, "Graffiti", "", (Step(StepKind.URGENT),)))
    assert made.take_button.isEnabled()
    made.key.setKeySequence(QKeySequence("N"))
    assert made.trouble.text() == "N is taken: Write a note."
    made.key.setKeySequence(QKeySequence("Shift+P"))
    assert "Shift+P is the key of" in made.trouble.text()
    made.key.setKeySequence(QKeySequence("Shift+G"))
    assert made.macro().key == "Shift+G"
    made.name.setText("pothole")
    assert made.trouble.text() == "There is a macro of this name already."


def test_steps_are_moved_and_left_out(qtbot: QtBot) -> None:
    steps = (Step(StepKind.URGENT), Step(StepKind.TAG, "graffiti"), Step(StepKind.TAKE))
    made = question(qtbot, Macro(3, "Graffiti", "", steps))
    rows = made.findChildren(StepRow)
    earlier, later, out = rows[1].findChildren(QToolButton)
    earlier.click()
    assert [each.kind for each in made.macro().steps] == [StepKind.TAG, StepKind.URGENT, StepKind.TAKE]
    later.click()
    later.click()
    assert [each.kind for each in made.macro().steps] == [StepKind.URGENT, StepKind.TAKE, StepKind.TAG]
    out.click()
    assert made.macro().steps == (Step(StepKind.URGENT), Step(StepKind.TAKE))


@pytest.mark.parametrize(
    "step",
    [
        Step(StepKind.SET_TYPE, "PHF"),
        Step(StepKind.ASSIGN, ME),
        Step(StepKind.ASSIGN, ""),
        Step(StepKind.ASSIGN, "2"),
        Step(StepKind.TAG, "park"),
        Step(StepKind.ANSWER, AnswerWay.CALLED.value, "Told them"),
        Step(StepKind.SNOOZE, "11"),
        Step(StepKind.FINISH, FinishReason.REFERRED.value, "To the park district"),
        Step(StepKind.WAKE),
        Step(StepKind.REOPEN),
        Step(StepKind.FORWARD),
        Step(StepKind.FORWARD, "4"),
        Step(StepKind.REPLY, ReplyKind.UPDATE.value),
    ],
)
def test_a_step_reads_back_as_it_was_kept(qtbot: QtBot, step: Step) -> None:
    row = StepRow(step, NAMES, ["graffiti"])
    qtbot.addWidget(row)
    assert row.step() == step


@pytest.mark.parametrize("kind", StepKind)
def test_a_new_step_needs_nothing_but_words(qtbot: QtBot, kind: StepKind) -> None:
    """Each kind begins with its likeliest value; only a tag and a note must be written."""
    row = StepRow(first_step(kind, NAMES), NAMES, ["graffiti"])
    qtbot.addWidget(row)
    for box in row.findChildren(QComboBox):
        if box.isEditable():
            box.setCurrentText("park")
    for line in row.findChildren(QLineEdit):
        if isinstance(line.parent(), StepRow) and kind is StepKind.NOTE:
            line.setText("Seen")
    check_steps([row.step()])


def test_what_is_written_stands_behind_all_else_and_the_editor_says_why(qtbot: QtBot) -> None:
    made = question(qtbot, Macro(3, "Graffiti", "", (Step(StepKind.URGENT),)))
    assert made.written.isHidden()
    answer = made.add_step(StepKind.REPLY)
    made.add_step(StepKind.FORWARD)
    made.add_step(StepKind.TAKE)
    kinds = [StepKind.URGENT, StepKind.TAKE, StepKind.FORWARD, StepKind.REPLY]
    assert [each.kind for each in made.macro().steps] == kinds
    earlier, _later, out = answer.findChildren(QToolButton)
    earlier.click()
    assert [each.kind for each in made.macro().steps] == kinds
    assert "it opens once all else is done" in made.written.text()
    assert not made.written.isHidden()
    assert made.take_button.isEnabled()
    made.add_step(StepKind.FORWARD)
    assert made.trouble.text() == "“forward” stands there twice."
    for row in made.findChildren(StepRow):
        if row.step().writes and row is not answer:
            row.findChildren(QToolButton)[2].click()
    out.click()
    assert made.written.isHidden()


def test_a_department_that_left_the_list_is_named_where_it_was_chosen_and_offered_nowhere_else(
    qtbot: QtBot,
) -> None:
    known = KnownDepartments({4: "Streets & San", 5: "Zoning"}, gone=frozenset({5}))
    names = replace(NAMES, departments=known)
    offered = {}
    for value in ("4", "5"):
        row = StepRow(Step(StepKind.FORWARD, value), names, [])
        qtbot.addWidget(row)
        assert row.step() == Step(StepKind.FORWARD, value)
        (box,) = row.findChildren(QComboBox)
        offered[value] = [box.itemText(at) for at in range(box.count())]
    assert offered["4"] == ["the department of its type", "Streets & San"]
    assert offered["5"] == [*offered["4"], "Zoning (not on the list any more)"]
    assert step_words(Step(StepKind.FORWARD, "5"), names) == "Forward to Zoning (not on the list any more)"


def test_a_type_that_311_dropped_is_named_where_it_was_chosen_and_offered_nowhere_else(qtbot: QtBot) -> None:
    names = replace(NAMES, gone_types=frozenset({"GRAF"}))
    offered = []
    for step in (Step(StepKind.SET_TYPE, "GRAF"), first_step(StepKind.SET_TYPE, names)):
        row = StepRow(step, names, [])
        qtbot.addWidget(row)
        assert row.step() == step
        (box,) = row.findChildren(QComboBox)
        offered.append([box.itemText(at) for at in range(box.count())])
    assert offered == [["Graffiti Removal", "Pothole in Street"], ["Pothole in Street"]]


def test_the_longest_name_and_words_a_macro_may_have_are_kept_when_it_is_opened(qtbot: QtBot) -> None:
    longest = Macro(3, "n" * LONGEST_NAME, "", (Step(StepKind.NOTE, words="w" * LONGEST_WORDS),))
    assert question(qtbot, longest).macro() == longest

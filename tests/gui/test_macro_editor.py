"""Making a macro: steps one under the other, and what is amiss said at once."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import NOW
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.macros import Macro, check_steps
from wardoffice.domain.steps import ME, Names, Step, StepKind
from wardoffice.gui.macros.editor import MacroQuestion
from wardoffice.gui.macros.step_row import StepRow, first_step

NAMES = Names({"PHF": "Pothole in Street", "GRAF": "Graffiti Removal"}, {2: "Joe B."}, 1, NOW.date())
OTHER = Macro(7, "Pothole", "Shift+P", (Step(StepKind.URGENT),))


def question(qtbot: QtBot, macro: Macro | None = None) -> MacroQuestion:
    made = MacroQuestion(macro, [OTHER], NAMES, tags=["graffiti"], taken={"N": "Write a note"}, parent=None)
    qtbot.addWidget(made)
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
        Step(StepKind.REOPEN),
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

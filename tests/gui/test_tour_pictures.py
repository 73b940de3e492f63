"""What is open over the window is pictured whole in every look."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from wardoffice.gui.theme import Theme
from wardoffice.gui.tour.shots import LOOKS, Shots


def test_a_question_that_was_opened_over_a_large_window_fits_the_picture_of_a_small_one(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    small, large = LOOKS[0], LOOKS[1]
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(large.width, large.height)
    question = QDialog(window)
    question.resize(600, large.height * 9 // 10)
    window.show()
    question.show()
    try:
        for wait in Shots(qapp, window, tmp_path, [small]).take("question"):
            qtbot.waitUntil(wait.reached)
    finally:
        Theme(dark=False).apply(qapp)
    assert window.height() == small.height
    assert question.height() < small.height
    assert [each.name for each in tmp_path.iterdir()] == [f"01-question-{small.name}.png"]

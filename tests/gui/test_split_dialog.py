"""What a person gives for a problem to be taken out of a message is taken, or asked for."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_photo
from tests.builders_queue import TYPES, believable_rows, case_view
from wardoffice.domain.cases import SplitPart
from wardoffice.gui.dialogs.split import SplitQuestion


def test_a_place_or_photo_without_words_asks_for_the_words(qtbot: QtBot, tmp_path: Path) -> None:
    """P1: its address, type and photo were given, and went away without a sentence."""
    case = case_view(believable_rows()[4])
    dialog = SplitQuestion(case.requests, (a_photo(1, tmp_path / "cart.jpg"),), TYPES, None)
    qtbot.addWidget(dialog)
    dialog.add_part()
    for part, words in zip(dialog._parts, ("Cart gone", "Rats"), strict=False):
        part.words.setText(words)
    third = dialog._parts[2]
    assert dialog.take_button.isEnabled(), "an empty card is none"
    third._address.setText("4820 N Damen Ave")
    assert not dialog.take_button.isEnabled()
    assert dialog._missing.text() == "Write what is wrong at problem 3."
    third._address.clear()
    assert dialog.take_button.isEnabled()
    third._boxes[1].setChecked(True)
    assert not dialog.take_button.isEnabled()
    third.words.setText("Pothole")
    assert dialog.take_button.isEnabled()
    assert dialog._missing.isHidden()
    assert dialog.answer().parts[2] == SplitPart("Pothole", attachment_ids=(1,))


def test_the_type_says_what_is_wrong_where_nothing_is_written(qtbot: QtBot) -> None:
    case = case_view(believable_rows()[4])
    dialog = SplitQuestion(case.requests, (), TYPES, None)
    qtbot.addWidget(dialog)
    one, other = dialog._parts
    one.words.setText("Cart gone")
    other._type.setCurrentIndex(1)
    assert other.words.placeholderText() == TYPES[0].name
    assert dialog.take_button.isEnabled()
    parts = dialog.answer().parts
    assert parts == (SplitPart("Cart gone"), SplitPart(TYPES[0].name, service_code=TYPES[0].code))

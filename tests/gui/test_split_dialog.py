"""What a person gives for a problem to be taken out of a message is taken, or asked for."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_photo, a_request
from tests.builders_queue import TYPES, believable_rows, case_view
from tests.gui.case_pages import settle
from tests.gui.test_dialogs import ENTER, in_dialog, keys
from wardoffice.domain.cases import SplitPart
from wardoffice.gui.dialogs.split import SplitQuestion, _Part


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


@pytest.fixture
def of_two(qtbot: QtBot) -> SplitQuestion:
    """One problem that two messages told of."""
    requests = (
        a_request(1, description="Cart gone and rats"),
        a_request(2, description="Pothole, light out"),
    )
    dialog = SplitQuestion(requests, (), TYPES, None)
    qtbot.addWidget(dialog, before_close_func=lambda each: each.done(0))
    dialog.show()
    return dialog


def words_shown(dialog: SplitQuestion) -> list[str]:
    """What stands in the cards that are seen."""
    settle()
    return [each.words.text() for each in dialog.findChildren(_Part) if each.isVisible()]


def test_what_was_typed_for_one_request_is_there_again_after_looking_at_another(
    of_two: SplitQuestion,
) -> None:
    """P1: it was thrown away without a question."""
    of_two.add_part()
    for part, words in zip(of_two._parts, ("Cart gone", "Rats", "Smell"), strict=True):
        part.words.setText(words)
    of_two.request.setCurrentIndex(1)
    assert words_shown(of_two) == ["", ""]
    assert not of_two.take_button.isEnabled()
    assert of_two._holds_words(), "leaving asks, though it is typed for the request that is not shown"
    of_two.request.setCurrentIndex(0)
    assert words_shown(of_two) == ["Cart gone", "Rats", "Smell"]
    assert of_two.take_button.isEnabled()
    assert [each.description for each in of_two.answer().parts] == ["Cart gone", "Rats", "Smell"]


def test_words_for_another_request_do_not_go_with_the_one_that_is_split(of_two: SplitQuestion) -> None:
    of_two._parts[0].words.setText("Cart gone")
    of_two.request.setCurrentIndex(1)
    for part, words in zip(of_two._parts, ("Pothole", "Light out"), strict=True):
        part.words.setText(words)
    in_dialog(keys("", ENTER))
    of_two.take_button.click()
    assert of_two.isVisible(), "they are kept"
    of_two.request.setCurrentIndex(0)
    of_two._parts[0].words.clear()
    of_two.request.setCurrentIndex(1)
    of_two.take_button.click()
    assert not of_two.isVisible()
    assert of_two.answer().request_id == 2

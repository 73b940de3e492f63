"""Letters that wait to be posted, and the office's texts: looked at, approved, changed, put back."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.gui.submit_pages import CTRL, DialogPage
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.letter_texts import FilledLetter, LetterKey, LetterState, LetterText
from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.gui.answer.letters_dialog import LettersDialog
from wardoffice.gui.answer.texts_dialog import TextsDialog
from wardoffice.gui.answer.words import letter_words
from wardoffice.gui.case.moments import Moments

_NOW = datetime(2026, 7, 9, 15, tzinfo=UTC)
_MOMENTS = Moments(ZoneInfo("America/Chicago"), lambda: _NOW)


def _letter(letter_id: int, name: str, body: str = "Hello") -> WaitingLetter:
    return WaitingLetter(
        letter_id,
        letter_id,
        f"2026-{letter_id:05}",
        letter_id,
        name,
        "1 A St",
        "en",
        "Tree",
        body,
        "Joe",
        _NOW,
    )


def _state(language: str, *, own: bool = False, speaker: str = "") -> LetterState:
    words = LetterText(f"{{{{ type }}}} {language}", f"{{{{ greeting }}}} {language}\n")
    return LetterState(
        LetterKey.DONE,
        language,
        words,
        own,
        language == "pl",
        speaker,
        _NOW if speaker else None,
        FilledLetter(f"Tree {language}", f"Hello Maria {language}\n"),
    )


def _letters(qtbot: QtBot, *letters: WaitingLetter) -> LettersDialog:
    dialog = LettersDialog(letters, _MOMENTS, None)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog


def _texts(qtbot: QtBot, *states: LetterState, may_change: bool = True) -> TextsDialog:
    staff = ("Ana Ruiz", "Ewa Nowak")
    dialog = TextsDialog(states, _MOMENTS, speakers=staff, may_change=may_change, parent=None)
    # Closed at the end of a test it would ask about words that were not saved.
    qtbot.addWidget(dialog, before_close_func=lambda shown: shown.done(0))
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog


def test_the_ticked_letters_are_printed(qtbot: QtBot) -> None:
    dialog = _letters(qtbot, _letter(1, "Eva"), _letter(2, "Bob"))
    DialogPage(dialog).tick("Letter to Bob")
    with qtbot.waitSignal(dialog.print_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert asked.args == [(1,)]
    assert dialog.isVisible()


def test_the_key_that_prints_everywhere_prints_here_too_and_says_of_no_letter_that_it_was_posted(
    qtbot: QtBot,
) -> None:
    """P6: a letter that is said to be posted settles what is owed."""
    dialog = _letters(qtbot, _letter(1, "Eva"), _letter(2, "Bob"))
    with qtbot.assertNotEmitted(dialog.posted_asked), qtbot.waitSignal(dialog.print_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_P, CTRL)
    assert asked.args == [(1, 2)]
    assert dialog.isVisible()


def test_a_letter_without_an_address_goes_to_no_post_by_itself(qtbot: QtBot) -> None:
    dialog = _letters(qtbot, _letter(1, "Eva"), replace(_letter(2, "Bob"), address=""))
    assert dialog.ticked == (1,)


def test_posted_letters_are_said_to_be_posted(qtbot: QtBot) -> None:
    dialog = _letters(qtbot, _letter(1, "Eva"), _letter(2, "Bob"))
    with qtbot.waitSignal(dialog.posted_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert asked.args == [(1, 2)]
    assert not dialog.isVisible()


def test_the_ticked_letters_are_taken_back(qtbot: QtBot) -> None:
    """P5."""
    dialog = _letters(qtbot, _letter(1, "Eva"), _letter(2, "Bob"))
    DialogPage(dialog).tick("Letter to Bob")
    with qtbot.waitSignal(dialog.withdraw_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Delete)
    assert asked.args == [(1,)]
    assert not dialog.isVisible()


def test_each_letter_can_be_read(qtbot: QtBot) -> None:
    dialog = _letters(qtbot, _letter(1, "Eva", "Hello Eva"), _letter(2, "Bob", "Hello Bob"))
    page = DialogPage(dialog)
    page.button("Read the letter to Bob").click()
    read = page.field("What the letter says")
    assert isinstance(read, QPlainTextEdit)
    assert read.toPlainText() == "Hello Bob"


def test_without_letters_it_says_how_one_comes_to_be(qtbot: QtBot) -> None:
    dialog = _letters(qtbot)
    assert "Reply to somebody by letter" in DialogPage(dialog).words
    assert not dialog.take_button.isEnabled()


def test_a_text_in_another_language_stands_beside_its_english(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"), _state("pl"))
    page = DialogPage(dialog)
    page.choose("Language", "Polish")
    assert "not sent until somebody in the office who speaks" in page.words
    english = page.field("The same in English: words")
    assert isinstance(english, QPlainTextEdit)
    assert english.toPlainText().strip() == "{{ greeting }} en"


def test_it_is_read_filled_in_with_the_english_beside_before_it_is_approved(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"), _state("pl"))
    page = DialogPage(dialog)
    page.choose("Language", "Polish")
    assert not dialog.example.isVisible()
    dialog.filled.click()
    shown = [page.field(name) for name in ("An example", "The example in English")]
    assert [each.toPlainText().strip() for each in shown if isinstance(each, QPlainTextEdit)] == [
        "Tree pl\n\nHello Maria pl",
        "Tree en\n\nHello Maria en",
    ]
    assert all(each.isVisible() for each in shown)
    dialog.languages.setCurrentIndex(0)
    assert dialog.example.isVisible()
    assert not shown[1].isVisible()
    dialog.filled.click()
    assert dialog.wording.isVisible()
    page.write("The text: words", "Hi")
    assert not dialog.filled.isEnabled()  # the example is of the wording that is used


def test_it_is_approved_by_somebody_of_the_office_only(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"), _state("pl"))
    page = DialogPage(dialog)
    page.choose("Language", "Polish")
    assert not dialog.approve_button.isEnabled()
    assert page.choices("Who of the office speaks it") == ["Ana Ruiz", "Ewa Nowak"]
    page.choose("Who of the office speaks it", "Ewa Nowak")
    with qtbot.waitSignal(dialog.approve_asked) as asked:
        dialog.approve_button.click()
    assert asked.args == [LetterKey.DONE, "pl", "Ewa Nowak", _state("pl").source]
    dialog.show_states((_state("en"), _state("pl", speaker="Ewa Nowak")))
    assert "Ewa Nowak approved it today 10:00 AM" in page.words
    assert not dialog.approve_button.isEnabled()  # the next text is approved by somebody again


def test_a_manager_changes_the_words_and_goes_back_to_ours(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"))
    page = DialogPage(dialog)
    assert not dialog.take_button.isEnabled()
    page.write("The text: words", "Hi")
    with qtbot.waitSignal(dialog.reword_asked) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert asked.args is not None
    assert asked.args[-1] == "Hi"
    dialog.show_states((_state("en", own=True),))
    with qtbot.waitSignal(dialog.reset_asked):
        dialog.reset_button.click()


def test_what_was_written_for_one_text_is_there_again_after_looking_at_another(qtbot: QtBot) -> None:
    """P1: also where the texts are read anew meanwhile, since another one was approved or changed."""
    dialog = _texts(qtbot, _state("en"), _state("pl"))
    page = DialogPage(dialog)
    page.write("The text: words", "Hi")
    page.choose("Language", "Polish")
    assert dialog.wording.toPlainText().strip() == "{{ greeting }} pl"
    assert not dialog.take_button.isEnabled()
    assert dialog._holds_words(), "leaving asks"
    dialog.show_states((_state("en"), _state("pl", speaker="Ewa Nowak")))
    dialog.languages.setCurrentIndex(0)
    assert dialog.wording.toPlainText() == "Hi"
    assert dialog.take_button.isEnabled()
    dialog.show_states((_with_words("Hi"), _state("pl")))
    assert not dialog.take_button.isEnabled(), "it is used now"
    dialog.show_states((_with_words("Hi there"), _state("pl")))
    assert dialog.wording.toPlainText() == "Hi there", "nobody wrote anything since it was used"


def _with_words(body: str) -> LetterState:
    return replace(_state("en", own=True), source=LetterText("{{ type }} en", body))


def test_whoever_may_not_change_the_texts_reads_them(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"), may_change=False)
    assert dialog.wording.isReadOnly()
    assert not dialog.take_button.isEnabled()


def test_a_refusal_is_said_and_the_words_stay(qtbot: QtBot) -> None:
    dialog = _texts(qtbot, _state("en"))
    page = DialogPage(dialog)
    page.write("The text: words", "{{ voter }}")
    dialog.show_error(CannotDoError("It names what is never there: voter."))
    assert "never there: voter" in page.words
    assert "voter" in dialog.wording.toPlainText()


def test_every_text_has_a_name_of_its_own() -> None:
    assert len({letter_words(each) for each in LetterKey}) == len(LetterKey)

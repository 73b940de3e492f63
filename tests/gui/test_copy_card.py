"""The copy card, one number, a list of twelve, and what stands in the case afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case
from tests.builders_queue import MARIA
from tests.builders_submissions import OFFICE, a_form, a_near, a_submission
from tests.fakes_submitting import FakeSubmitting
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from tests.gui.submit_pages import CTRL, FormPage, NumbersPage, TypedPage, clipboard
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.copy_card import CardLine, CopyCard
from wardoffice.domain.errors import CannotDoError, CityUnreachableError
from wardoffice.domain.outgoing import OutboxDoing, SubmissionWay
from wardoffice.domain.submissions import ContactChoice, Fit, NumberFinding, SubmissionState
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.next_step import next_step
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.notify import Notifier
from wardoffice.gui.submit.dialog import SubmitDialog
from wardoffice.gui.submit.numbers_dialog import NumbersDialog
from wardoffice.gui.submit.typed_dialog import TypedDialog
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.office.numbers_typed import LineFinding, Noted

DIFFERS = NumberFinding(
    "26-01879950",
    "SR26-01879950",
    Fit.DIFFERS,
    "This is Tree Debris at 1200 N Oakley Ave, asked for on Nov 3.",
    ("The type is another one.", "It lies 2 miles away."),
)


@pytest.fixture
def card(qtbot: QtBot, city: FakeSubmitting, notifier: Notifier) -> Iterator[TypedPage]:
    """The copy card of a pothole, open."""
    dialog = TypedDialog(
        3, "2026-04003", desk=city.desk, tasks=InlineTasks(notifier.error), actor=MARIA, parent=None
    )
    with qtbot.waitActive(dialog):
        dialog.start()
        dialog.activateWindow()
    yield TypedPage(dialog)
    if shiboken6.isValid(dialog):
        dialog.done(0)


def test_the_fields_stand_in_the_order_of_the_citys_form_and_each_is_copied_by_its_key(
    card: TypedPage,
) -> None:
    assert [line.label for line in card.dialog.fields.lines] == [
        "Type",
        "Address",
        "Where is the pothole?",
        "Name",
    ]
    QTest.keyClicks(card.dialog, "2")
    assert clipboard() == "4812 N Damen Ave"
    assert card.dialog.said == "Copied: Address"
    assert "copied" in card.words.splitlines()


def test_a_question_nobody_answered_yet_is_on_the_card_and_is_not_copied(card: TypedPage) -> None:
    QTest.keyClicks(card.dialog, "1")
    QTest.keyClicks(card.dialog, "3")
    assert clipboard() == "Pothole in Street"
    assert "must be answered there" in card.words


def test_every_field_of_a_long_card_has_a_key_of_its_own(card: TypedPage) -> None:
    lines = tuple(CardLine(f"f{at}", f"Field {at}", f"value {at}") for at in range(1, 15))
    card.dialog.fields.show_card(CopyCard(3, lines))
    buttons = card.dialog.fields.findChildren(KeyButton)
    assert [each.key for each in buttons if each.isEnabled()][-14:] == list("1234567890ABDE")
    for key, value in (("0", "value 10"), ("a", "value 11"), ("d", "value 13")):
        QTest.keyClicks(card.dialog, key)
        assert clipboard() == value


def test_a_card_without_the_citys_questions_says_that_they_are_missing(
    card: TypedPage, qtbot: QtBot, city: FakeSubmitting, notifier: Notifier
) -> None:
    form = replace(a_form(), fields=(), untold="The questions could not be read.")
    dialog = TypedDialog(
        3,
        "2026-04003",
        desk=city.desk,
        tasks=InlineTasks(notifier.error),
        actor=MARIA,
        begun=(form, form.values),
        parent=None,
    )
    with qtbot.waitActive(dialog):
        dialog.start()
        dialog.activateWindow()
    assert dialog.said == "The questions could not be read."
    assert "4812 N Damen Ave" in [each.value for each in dialog.fields.lines]
    dialog.done(0)
    assert card.dialog.said == ""


def test_the_whole_card_is_copied_at_once(card: TypedPage) -> None:
    card.press(Qt.Key.Key_C, CTRL)
    assert clipboard().splitlines()[:2] == ["Type: Pothole in Street", "Address: 4812 N Damen Ave"]


def test_whose_contact_goes_is_on_the_card_and_a_residents_only_when_chosen(card: TypedPage) -> None:
    """P9."""
    assert "Jan Kowalski" not in [line.value for line in card.dialog.fields.lines]
    card.choose("Whose contact goes to 311", "Jan Kowalski · (773) 555-0148 · jan@example.org")
    assert card.dialog.fields.lines[-1].value == "Jan Kowalski"


def test_a_number_that_fits_is_linked_by_enter_twice(
    card: TypedPage, city: FakeSubmitting, qtbot: QtBot
) -> None:
    card.type_number("sr26 01879950")
    assert city.asked("look_up") == [(3, "sr26 01879950")]
    assert card.dialog.number.said == "This is a pothole at 4812 N Damen Ave."
    assert not city.asked("note_number"), "P5: a person links it"
    with qtbot.waitSignal(card.dialog.noted):
        card.press(Qt.Key.Key_Return)
    assert city.asked("note_number") == [(3, "SR26-01879950", ContactChoice.NONE, None)]


def test_a_number_that_differs_says_what_it_is_before_it_is_linked_all_the_same(
    card: TypedPage, city: FakeSubmitting
) -> None:
    city.finding = DIFFERS
    card.type_number("26-01879950")
    assert "This is Tree Debris at 1200 N Oakley Ave, asked for on Nov 3." in card.words
    assert "It lies 2 miles away." in card.words
    assert card.button("Link it all the same").isEnabled()


def test_what_is_no_number_cannot_be_linked(card: TypedPage, city: FakeSubmitting) -> None:
    city.finding = NumberFinding("oak", "", Fit.UNUSABLE, "“oak” is no number of 311.")
    card.type_number("oak")
    assert card.dialog.number.said == "“oak” is no number of 311."
    card.press(Qt.Key.Key_Return)
    assert not city.asked("note_number")
    assert len(city.asked("look_up")) == 2


def test_another_number_is_looked_up_anew(card: TypedPage, city: FakeSubmitting) -> None:
    card.type_number("26-01879950")
    QTest.keyClicks(card.dialog.number.typed, "1")
    assert card.dialog.number.said == ""
    assert card.button("Look it up").isEnabled()
    assert not city.asked("note_number")


def test_digits_are_typed_into_the_number_and_copy_nothing_there(card: TypedPage) -> None:
    QTest.keyClicks(card.dialog, "1")
    card.dialog.number.typed.setFocus()
    QTest.keyClicks(card.dialog.number.typed, "2")
    assert clipboard() == "Pothole in Street"
    assert card.dialog.number.typed.text() == "2"


def test_trouble_is_said_and_what_was_typed_stays(card: TypedPage, city: FakeSubmitting) -> None:
    city.trouble = CityUnreachableError("311 does not answer.", "Nothing was noted.")
    card.type_number("26-01879950")
    assert card.dialog.number.said == "311 does not answer. Nothing was noted."
    card.press(Qt.Key.Key_Return)
    city.trouble = CannotDoError("It is noted already.", "Nothing was noted.")
    card.press(Qt.Key.Key_Return)
    assert card.dialog.said == "It is noted already. Nothing was noted."
    assert card.dialog.number.typed.text() == "26-01879950"


FITS = NumberFinding("26-00000001", "SR26-00000001", Fit.FITS, "This is a pothole.")
NAMED = {3: "2026-04003 · Pothole", 5: "2026-04005 · Cart"}


@pytest.fixture
def numbers(qtbot: QtBot, city: FakeSubmitting, notifier: Notifier) -> Iterator[NumbersPage]:
    """The list for two chosen problems, open."""
    city.found = (
        LineFinding("26-00000001", 3, "2026-04003", FITS),
        LineFinding("26-01879950 1200 N Oakley", 5, "2026-04005", DIFFERS),
        LineFinding("oak", None, "", NumberFinding("oak", "", Fit.UNUSABLE, "It goes with none of them.")),
    )
    dialog = NumbersDialog(
        NAMED,
        office=city,
        tasks=InlineTasks(notifier.error),
        actor=MARIA,
        office_contact=OFFICE,
        choice=ContactChoice.NONE,
        parent=None,
    )
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    yield NumbersPage(dialog)
    if shiboken6.isValid(dialog):
        dialog.done(0)


def test_a_pasted_list_shows_for_each_line_its_problem_and_what_311_has(
    numbers: NumbersPage, city: FakeSubmitting
) -> None:
    numbers.write("Numbers, one a line", "26-00000001")
    numbers.press(Qt.Key.Key_Return, CTRL)
    assert city.asked("read_list") == [((3, 5), "26-00000001")]
    assert "3 numbers, 1 fit." in numbers.dialog.said
    for words in ("2026-04003 · Pothole", "This is a pothole.", "It lies 2 miles away.", "Leave out"):
        assert words in numbers.words


def test_only_what_fits_is_ticked_by_itself_and_only_what_is_ticked_is_linked(
    numbers: NumbersPage, city: FakeSubmitting, qtbot: QtBot
) -> None:
    numbers.write("Numbers, one a line", "x")
    numbers.press(Qt.Key.Key_Return, CTRL)
    assert numbers.ticked == ["SR26-00000001"]
    assert [box.isEnabled() for box in numbers.dialog.boxes] == [True, True, False]
    numbers.tick("Link SR26-01879950")
    with qtbot.waitSignal(numbers.dialog.noted):
        numbers.press(Qt.Key.Key_Return, CTRL)
    both = (Noted(3, "SR26-00000001"), Noted(5, "SR26-01879950"))
    assert city.asked("note_numbers") == [(both, ContactChoice.NONE)]


def test_a_list_that_changes_is_looked_up_anew(numbers: NumbersPage) -> None:
    numbers.write("Numbers, one a line", "x")
    numbers.press(Qt.Key.Key_Return, CTRL)
    assert numbers.dialog.findings
    numbers.write("Numbers, one a line", "y")
    assert not numbers.dialog.findings
    assert numbers.button("Look them up").isEnabled()
    numbers.dialog.pasted.clear()


def test_an_empty_list_cannot_be_looked_up(numbers: NumbersPage) -> None:
    assert not numbers.button("Look them up").isEnabled()


def opened(window: WindowPage, kind: type[SubmitDialog | TypedDialog | NumbersDialog]) -> object:
    """The dialog of that kind that is open."""
    return next(each for each in window.office.window.findChildren(kind) if each.isVisible())


def left(window: WindowPage) -> None:
    """Leave what is open, without a question."""
    for kind in (SubmitDialog, TypedDialog, NumbersDialog):
        for each in window.office.window.findChildren(kind):
            each.done(0)


@pytest.mark.parametrize(("key", "kind"), [("S", SubmitDialog), ("E", TypedDialog), ("I", TypedDialog)])
def test_the_keys_open_the_form_the_card_and_the_number(
    window: WindowPage, key: str, kind: type[SubmitDialog | TypedDialog]
) -> None:
    window.click_row(2)
    window.press(key)
    assert opened(window, kind)
    left(window)


def test_with_several_problems_chosen_the_key_of_the_number_takes_a_list(window: WindowPage) -> None:
    window.click_row(2)
    window.click_row(4, Qt.KeyboardModifier.ControlModifier)
    window.press("I")
    dialog = opened(window, NumbersDialog)
    assert isinstance(dialog, NumbersDialog)
    assert "For 2 chosen problems" in NumbersPage(dialog).words
    assert dialog.contact.chosen() == (ContactChoice.OFFICE, None), "as this person had it last"
    left(window)


def test_what_is_sent_goes_at_once_and_can_be_taken_back(window: WindowPage, city: FakeSubmitting) -> None:
    window.click_row(2)
    window.press("S")
    dialog = opened(window, SubmitDialog)
    assert isinstance(dialog, SubmitDialog)
    QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    assert len(city.asked("submit")) == 1
    assert city.asked("run")
    assert window.said() == "To 311: Pothole in Street"
    undo = next(each for each in window.office.notifier.findChildren(KeyButton) if each.text() == "Undo")
    assert undo.isVisible()


def test_it_is_this_one_puts_both_together_instead_of_sending(
    window: WindowPage, city: FakeSubmitting
) -> None:
    """P5: it is a person's word."""
    city.form = a_form(near=(a_near(),), needs_reason="Is it this one?")
    window.click_row(2)
    window.press("S")
    dialog = opened(window, SubmitDialog)
    assert isinstance(dialog, SubmitDialog)
    QTest.mouseClick(FormPage(dialog).button("It is this one: SR26-01879950"), Qt.MouseButton.LeftButton)
    assert not city.asked("submit")
    assert window.said() == "Put together"


def test_the_copy_card_takes_over_what_was_typed_into_the_form(
    window: WindowPage, city: FakeSubmitting
) -> None:
    window.click_row(2)
    window.press("S")
    form = opened(window, SubmitDialog)
    assert isinstance(form, SubmitDialog)
    FormPage(form).write("Address or corner", "4814 N Damen Ave")
    form.copy_button.click()
    card = opened(window, TypedDialog)
    assert isinstance(card, TypedDialog)
    assert card.fields.lines[1].value == "4814 N Damen Ave"
    assert len(city.asked("prepare")) == 1
    left(window)


def test_the_number_is_copied_by_one_key_and_that_is_said(window: WindowPage) -> None:
    window.click_row(2)
    window.press("Y")
    assert window.said() == "It has no 311 number yet."
    window.office.pane.show_case(a_case(case_id=3, submissions=(a_submission(SubmissionState.NUMBERED),)))
    window.press("Y")
    assert clipboard() == "SR26-01879950"
    assert window.said() == "Copied: SR26-01879950"


Shows = Callable[..., CasePanePage]


@pytest.fixture
def shows(qtbot: QtBot, notifier: Notifier) -> Shows:
    """Shows a case with these submissions."""
    pane = CasePane(InlineTasks(notifier.error), moments())
    qtbot.addWidget(pane)
    page = CasePanePage(pane)

    def show(*submissions: object, **changed: object) -> CasePanePage:
        page.show(sent(*submissions, **changed))
        return page

    return show


def sent(*submissions: object, **changed: object) -> CaseView:
    """A case that was answered and assigned, with these submissions."""
    calm: dict[str, object] = {"people": (), "assignee_id": 1, "assignee": "Maria R."}
    return a_case(submissions=submissions, **calm | changed)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubmissionState.QUEUED, "Waits in the outbox"),
        (SubmissionState.SENDING, "Being sent"),
        (SubmissionState.RETRY, "Not sent yet"),
        (SubmissionState.WAITING, "Waits for its number"),
        (SubmissionState.NUMBERED, "SR26-01879950"),
        (SubmissionState.NO_NUMBER, "In 311, no number"),
        (SubmissionState.REFUSED, "Refused"),
        (SubmissionState.UNKNOWN, "Not sure it went: check"),
    ],
)
def test_the_case_says_how_what_was_sent_stands(shows: Shows, state: SubmissionState, words: str) -> None:
    page = shows(a_submission(state))
    assert "Sent to 311" in page.words
    assert words in page.words.splitlines()
    assert "311 may have written to the office." in page.words


def test_what_was_taken_back_and_what_was_never_sent_take_no_room(shows: Shows) -> None:
    assert "Sent to 311" not in shows(a_submission(SubmissionState.WITHDRAWN)).words
    assert "Copy card" in shows().words


def test_a_refusal_is_said_in_its_own_words_with_a_button_to_correct_it(shows: Shows, qtbot: QtBot) -> None:
    page = shows(a_submission(SubmissionState.REFUSED, trouble="311 wants an answer to “Where?”."))
    assert "311 wants an answer to “Where?”." in page.words
    assert "311 refused it." not in page.words
    with qtbot.waitSignal(page.pane.submissions.asked) as asked:
        page.press("Correct it")
    assert asked.args[0] is OutboxDoing.CORRECT


def test_a_guess_of_311_is_confirmed_or_parted_by_one_key(shows: Shows, qtbot: QtBot) -> None:
    guess = a_submission(
        SubmissionState.NUMBERED,
        probable_number="SR26-01879950",
        words="Probably SR26-01879950: the same type, place and time. Say whether it is.",
    )
    page = shows(guess)
    assert "Probably ours" in page.words
    with qtbot.waitActive(page.pane):
        page.pane.show()
        page.pane.activateWindow()
    for key, signal in (("3", page.pane.submissions.confirm_asked), ("4", page.pane.submissions.part_asked)):
        with qtbot.waitSignal(signal) as asked:
            QTest.keyClicks(page.pane, key)
        assert asked.args[0].submission_id == guess.submission_id


def test_a_typed_number_says_who_typed_it_and_how(shows: Shows) -> None:
    page = shows(a_submission(SubmissionState.NUMBERED, way=SubmissionWay.TYPED, notice="Thank you"))
    assert "Pothole in Street · typed into 311" in page.words
    assert "311 says: “Thank you”" in page.words


@pytest.mark.parametrize(
    ("state", "step", "action"),
    [
        (SubmissionState.REFUSED, "311 refused it: correct it", CaseAction.SUBMIT),
        (SubmissionState.UNKNOWN, "Not sure it went to 311: check", None),
        (SubmissionState.QUEUED, "Nothing: it is on its way to 311", None),
        (SubmissionState.WAITING, "Nothing: 311 has it and will give its number", None),
        (SubmissionState.NO_NUMBER, "Waiting on the city, without a number", None),
    ],
)
def test_the_next_step_follows_what_was_sent_last(
    state: SubmissionState, step: str, action: CaseAction | None
) -> None:
    found = next_step(sent(a_submission(state)), moments())
    assert (found.words, found.action) == (step, action)


def test_what_is_not_in_311_is_offered_to_be_sent() -> None:
    assert next_step(sent(), moments()).action is CaseAction.SUBMIT

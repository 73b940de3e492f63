"""The city's form: each kind of answer, what hangs on an answer, what is wrong, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDateTimeEdit, QLineEdit
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, now
from tests.builders_submissions import CITY_TYPES, JAN, WHERE, a_form, a_near
from tests.fakes_submitting import FakeSubmitting
from tests.gui.inline_tasks import InlineTasks
from tests.gui.submit_pages import CTRL, FormPage
from tests.gui.test_dialogs import in_dialog, keys
from wardoffice.domain.conditions import Comparison, Condition, Conditions
from wardoffice.domain.errors import CannotDoError, CityUnreachableError
from wardoffice.domain.service_requests import AttributeChoice
from wardoffice.domain.submissions import ContactChoice, FieldKind, FormField, FormProblem
from wardoffice.gui.notify import Notifier
from wardoffice.gui.submit.dialog import SubmitDialog, problem_words
from wardoffice.gui.submit.inputs import make_input
from wardoffice.gui.submit.questions import Questions

CHICAGO = ZoneInfo("America/Chicago")
UNREACHABLE = CityUnreachableError(
    "311 does not answer.", "Nothing was sent.", "Try again, or use the copy card."
)


@pytest.fixture
def city() -> FakeSubmitting:
    return FakeSubmitting()


Opens = Callable[..., FormPage]


@pytest.fixture
def opened(qtbot: QtBot, city: FakeSubmitting, notifier: Notifier) -> Iterator[Opens]:
    """Opens the form of a pothole, and leaves it at the end without a question."""
    dialogs: list[SubmitDialog] = []

    def open_it(corrects: int | None = None) -> FormPage:
        dialog = SubmitDialog(
            3,
            "2026-04003",
            office=city,
            types=CITY_TYPES,
            tasks=InlineTasks(notifier.error),
            actor=MARIA,
            zone=CHICAGO,
            clock=now,
            corrects=corrects,
            parent=None,
        )
        dialogs.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.start()
            dialog.activateWindow()
        return FormPage(dialog)

    yield open_it
    for dialog in dialogs:
        if shiboken6.isValid(dialog):
            dialog.done(0)


@pytest.fixture
def form(opened: Opens) -> FormPage:
    """The form of a pothole, read and open."""
    return opened()


def test_the_form_comes_with_what_is_known_of_the_problem(form: FormPage) -> None:
    values = form.dialog.form.values()
    assert values.address == "4812 N Damen Ave"
    assert values.point is not None
    assert values.description.startswith("Huge hole")
    assert "2 " not in form.dialog.said
    assert "The office sends both to the department itself." in form.words
    assert "311 gives its number later, within minutes or days." in form.words


def test_the_first_question_has_the_keys(form: FormPage) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Where is the pothole?"


def test_a_question_that_must_be_answered_says_so_in_words(form: FormPage) -> None:
    assert "Where is the pothole? (needed)" in form.words
    assert "How many are there?" in form.words.splitlines()


def test_a_notice_is_read_and_not_answered(form: FormPage) -> None:
    assert "If a wire is down or you smell gas, call 911 now." in form.words
    assert not form.has_field("If a wire is down or you smell gas, call 911 now.")


def test_every_kind_of_answer_is_given_by_keyboard_and_goes_as_the_city_wants_it(form: FormPage) -> None:
    form.choose("Where is the pothole?", "Bike lane")
    form.tick("Is the bike lane closed?")
    form.write("How many are there?", "2")
    form.tick("What was damaged?: Tire")
    form.tick("What was damaged?: Bicycle")
    form.write("Anything the crew should know?", "By the stop")
    assert form.answers == {
        "WHERE": ("BIKE",),
        "MARKED": ("true",),
        "HOWMANY": ("2",),
        "WHAT": ("TIRE", "BIKE"),
        "MORE": ("By the stop",),
    }


def test_a_date_is_nothing_until_a_person_says_it_and_is_in_the_citys_time(form: FormPage) -> None:
    assert "SINCE" not in form.answers
    QTest.mouseClick(form.button("Since when?: Say when …"), Qt.MouseButton.LeftButton)
    assert form.answers["SINCE"] == ("2026-11-20T10:30:00-06:00",)
    picker = form.dialog.findChild(QDateTimeEdit)
    assert isinstance(picker, QDateTimeEdit)
    assert picker.text() == "11/20/2026 10:30 AM"
    QTest.mouseClick(form.button("Since when?: Leave it out"), Qt.MouseButton.LeftButton)
    assert "SINCE" not in form.answers


def test_a_question_that_hangs_on_an_answer_comes_and_goes_with_it(form: FormPage) -> None:
    assert not form.has_field("Is the bike lane closed?")
    form.choose("Where is the pothole?", "Bike lane")
    form.tick("Is the bike lane closed?")
    form.choose("Where is the pothole?", "Crosswalk")
    assert not form.has_field("Is the bike lane closed?")
    assert "MARKED" not in form.answers, "what is not asked is not sent"


def test_choices_that_hang_on_an_answer_are_offered_with_it_only(qtbot: QtBot) -> None:
    only_curb = Conditions((Condition("WHERE", Comparison.IS, ("CURB",)),))
    side = FormField(
        "SIDE",
        "Which side?",
        FieldKind.SINGLE,
        choices=(AttributeChoice("N", "North"), AttributeChoice("S", "South", only_curb)),
    )
    questions = Questions(CHICAGO, now)
    qtbot.addWidget(questions)
    questions.ask((WHERE, side), {"WHERE": ("CURB",), "SIDE": ("S",)})
    assert questions.answers() == {"WHERE": ("CURB",), "SIDE": ("S",)}
    questions.ask((WHERE, side), {"WHERE": ("BIKE",), "SIDE": ("S",)})
    assert questions.answers() == {"WHERE": ("BIKE",)}
    boxes = [each for each in questions.findChildren(QComboBox) if each.accessibleName() == "Which side?"]
    assert [boxes[-1].itemText(at) for at in range(boxes[-1].count())] == ["Choose …", "North"]


def test_a_choice_of_two_hundred_is_found_by_a_part_of_its_words(qtbot: QtBot) -> None:
    parks = tuple(AttributeChoice(f"P{at}", f"Park {at}, Colonia Núñez") for at in range(199))
    which = FormField(
        "PARK", "Which park?", FieldKind.SINGLE, choices=(*parks, AttributeChoice("W", "公園 West"))
    )
    questions = Questions(CHICAGO, now)
    qtbot.addWidget(questions)
    questions.ask((which,), {})
    (box,) = (each for each in questions.findChildren(QComboBox) if each.accessibleName() == "Which park?")
    line = box.lineEdit()
    assert line is not None
    for typed, answer in [
        ("公園", "W"),
        ("park 150", "P150"),
        ("Park 1", "P150"),
        ("moon", "P150"),
        ("", "P150"),
    ]:
        line.setText(typed)
        line.editingFinished.emit()
        assert questions.answers() == {"PARK": (answer,)}, "what names none or many changes nothing"
        assert box.currentText() == box.itemText(box.currentIndex())


def test_ticks_of_many_choices_are_found_by_words_and_none_that_is_ticked_is_lost(qtbot: QtBot) -> None:
    trees = tuple(AttributeChoice(f"T{at}", f"Tree {at}") for at in range(40))
    questions = Questions(CHICAGO, now)
    qtbot.addWidget(questions)
    questions.show()
    questions.ask((FormField("TREES", "Which trees?", FieldKind.MULTI, choices=trees),), {"TREES": ("T7",)})
    (find,) = (each for each in questions.findChildren(QLineEdit) if each.isVisible())
    find.setText("tree 3")
    seen = [each.text() for each in questions.findChildren(QCheckBox) if each.isVisible()]
    assert seen == ["Tree 3", "Tree 7", *(f"Tree {at}" for at in range(30, 40))]
    next(each for each in questions.findChildren(QCheckBox) if each.text() == "Tree 31").click()
    find.clear()
    assert questions.answers() == {"TREES": ("T7", "T31")}


def test_a_question_that_hangs_on_one_that_goes_is_not_asked_either(qtbot: QtBot) -> None:
    def after(code: str, key: str) -> Conditions:
        return Conditions((Condition(code, Comparison.IS, (key,)),))

    first = FormField("A", "First", FieldKind.STRING)
    second = FormField("B", "Second", FieldKind.STRING, shown_when=after("A", "yes"))
    third = FormField("C", "Third", FieldKind.STRING, shown_when=after("B", "yes"))
    questions = Questions(CHICAGO, now)
    qtbot.addWidget(questions)
    questions.ask((third, second, first), {"A": ("no",), "B": ("yes",), "C": ("more",)})
    assert questions.answers() == {"A": ("no",)}
    assert questions.everything_typed() == {"A": ("no",), "B": ("yes",), "C": ("more",)}


def test_what_is_wrong_is_said_beside_its_field_and_in_one_sentence(
    form: FormPage, city: FakeSubmitting
) -> None:
    city.wrong = (
        FormProblem("WHERE", "“Where is the pothole?” must be answered."),
        FormProblem("address", "311 wants an address."),
    )
    form.send()
    assert form.dialog.said == "2 things are missing or wrong: each is said below its field."
    assert form.field("Where is the pothole?").property("wrong") is True
    assert "311 wants an address." in form.words
    focused = QApplication.focusWidget()
    assert focused is form.field("Where is the pothole?")
    assert not city.asked("submit")


def test_an_answer_takes_away_what_was_said_of_it(form: FormPage, city: FakeSubmitting) -> None:
    city.wrong = (FormProblem("WHERE", "“Where is the pothole?” must be answered."),)
    form.send()
    assert form.dialog.said == "“Where is the pothole?” must be answered."
    form.choose("Where is the pothole?", "Curb lane")
    assert form.field("Where is the pothole?").property("wrong") is False


def test_one_problem_is_said_as_it_is() -> None:
    assert problem_words(()) == ""
    assert problem_words((FormProblem("x", "It is wrong."),)) == "It is wrong."


def test_sending_puts_what_was_filled_in_into_the_outbox_and_closes(
    form: FormPage, city: FakeSubmitting, qtbot: QtBot
) -> None:
    form.choose("Where is the pothole?", "Curb lane")
    form.choose("Whose contact goes to 311", "Jan Kowalski · (773) 555-0148 · jan@example.org")
    with qtbot.waitSignal(form.dialog.sent) as sent:
        form.send()
    assert sent.args[0].label == "To 311: Pothole in Street"
    (values,) = city.asked("submit")
    assert values.answers == {"WHERE": ("CURB",)}  # type: ignore[attr-defined]
    assert (values.contact, values.contact_id) == (ContactChoice.RESIDENT, JAN.contact_id)  # type: ignore[attr-defined]
    assert not form.dialog.isVisible()


def test_nobodys_contact_goes_unless_a_person_chooses_it(form: FormPage) -> None:
    """P9."""
    assert form.dialog.form.values().contact is ContactChoice.NONE
    assert "311 can write to nobody about it: the office tells people itself." in form.words
    form.choose("Whose contact goes to 311", "Jan Kowalski · (773) 555-0148 · jan@example.org")
    assert "Their name and contact leave the office. 311 may write to them." in form.words


def test_nothing_typed_is_lost_when_sending_fails(form: FormPage, city: FakeSubmitting) -> None:
    form.write("How many are there?", "4")
    city.trouble = CannotDoError("This problem is on its way to 311 already.", "Nothing was sent.")
    form.send()
    assert form.dialog.said == "This problem is on its way to 311 already. Nothing was sent."
    assert form.dialog.isVisible()
    assert form.answers == {"HOWMANY": ("4",)}
    form.send()
    assert len(city.asked("submit")) == 1


def test_questions_that_could_not_be_read_are_read_again_by_the_same_key(
    opened: Opens, city: FakeSubmitting, qtbot: QtBot
) -> None:
    city.trouble = UNREACHABLE
    page = opened()
    assert "311 does not answer." in page.words
    assert "Nothing was sent. Try again, or use the copy card." in page.words
    assert page.button("Try again").isEnabled()
    page.send()
    assert "Where is the pothole? (needed)" in page.words


def test_another_type_is_found_by_what_people_call_it_and_keeps_what_was_typed(
    form: FormPage, city: FakeSubmitting
) -> None:
    form.write("How many are there?", "3")
    form.write("What is wrong, in a few words", "Still there")
    in_dialog(keys("sinkhole", (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)))
    form.press(Qt.Key.Key_T, CTRL)
    assert city.asked("prepare")[-1] == (3, "PBE", None)
    assert form.answers == {"HOWMANY": ("3",)}
    assert form.dialog.form.values().description == "Still there"


def test_the_description_counts_its_characters(form: FormPage) -> None:
    form.dialog.form.description.setPlainText("a" * 4_001)
    assert "4,001 of 4,000 characters" in form.words
    assert len(form.dialog.form.values().description) == 4_001, "nothing is cut behind a person's back"


def test_one_like_it_near_by_is_shown_with_what_is_known_and_can_be_the_one(
    opened: Opens, city: FakeSubmitting, qtbot: QtBot
) -> None:
    """P5: nothing merges by itself."""
    city.form = a_form(near=(a_near(),), needs_reason="Is it this one? If not, write why.")
    page = opened()
    assert "SR26-01879950 · 40 feet away · asked for on Thu Nov 19" in page.words
    assert "Is it this one? If not, write why." in page.words
    with qtbot.waitSignal(page.dialog.this_one) as chosen:
        QTest.mouseClick(page.button("It is this one: SR26-01879950"), Qt.MouseButton.LeftButton)
    assert chosen.args[0].case_id == 4
    page.write("Send it all the same, because", "There are two")
    assert page.dialog.form.values().reason == "There are two"


def test_without_anything_near_by_no_reason_is_asked(form: FormPage) -> None:
    assert not form.has_field("Send it all the same, because")


def test_a_place_outside_the_ward_asks_for_a_reason(form: FormPage, city: FakeSubmitting) -> None:
    city.wrong = (FormProblem("point", "This is in ward 32, not in ours."),)
    form.send()
    assert form.has_field("Send it all the same, because")


def test_a_correction_begins_with_what_311_said(opened: Opens, city: FakeSubmitting, qtbot: QtBot) -> None:
    city.form = a_form(refused=(FormProblem("WHERE", "311 wants an answer to it."),))
    page = opened(corrects=7)
    assert city.asked("prepare") == [(3, None, 7)]
    assert "311 wants an answer to it." in page.words


def test_where_the_program_cannot_send_it_says_why_and_offers_the_copy_card(
    opened: Opens, city: FakeSubmitting, qtbot: QtBot
) -> None:
    city.form = a_form(trouble="There is no api key for 311 yet.")
    page = opened()
    assert "There is no api key for 311 yet." in page.words
    assert not page.button("Send to 311").isEnabled()
    with qtbot.waitSignal(page.dialog.copy_card_asked):
        page.press(Qt.Key.Key_E, CTRL)


def test_leaving_what_was_not_touched_asks_nothing(form: FormPage) -> None:
    form.press(Qt.Key.Key_Escape)
    assert not form.dialog.isVisible()


def test_leaving_what_was_typed_asks_first(form: FormPage) -> None:
    form.write("How many are there?", "3")
    asked: list[str] = []

    def throw(dialog: object) -> None:
        asked.append(dialog.windowTitle())  # type: ignore[attr-defined]
        keys("", (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier))(dialog)  # type: ignore[arg-type]

    in_dialog(throw)
    form.press(Qt.Key.Key_Escape)
    assert asked == ["Throw away what you typed?"]
    assert not form.dialog.isVisible()


@settings(max_examples=60, deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_every_moment_comes_back_as_the_same_moment(qapp: QApplication, local: datetime) -> None:
    asked = FormField("SINCE", "Since when?", FieldKind.DATETIME)
    when = local.replace(second=0, microsecond=0, tzinfo=CHICAGO)
    picker = make_input(asked, CHICAGO, now)
    picker.put((when.isoformat(),))
    (kept,) = picker.values()
    assert datetime.fromisoformat(kept).replace(tzinfo=None) == replace_fold(when)


def replace_fold(when: datetime) -> datetime:
    """The wall clock of a moment: an hour that the change to summer time leaves out is the one after it."""
    return datetime.fromisoformat(when.isoformat()).astimezone(CHICAGO).replace(tzinfo=None, fold=0)


def test_a_day_has_no_time(qapp: QApplication) -> None:
    picker = make_input(FormField("DAY", "Which day?", FieldKind.DATE), CHICAGO, now)
    picker.put(("2026-11-20",))
    assert picker.values() == ("2026-11-20",)
    picker.put(("not a day",))
    assert picker.values() == ()


def test_who_told_us_is_promised_the_number_only_where_a_person_ticks_it(form: FormPage) -> None:
    box = form.dialog.form.contact.promise
    assert box.isVisible()
    assert box.text() == "Promise Jan Kowalski the 311 number"
    assert not form.dialog.form.values().tell_number
    box.click()
    assert form.dialog.form.values().tell_number

"""Departments at the window: the list, its people and rules, and everything that is sent to them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case
from tests.builders_queue import NOW
from tests.fakes import FakeOffice
from tests.fakes_departments import LINES, OVERDUE, PROPOSAL, a_department
from tests.gui.case_pages import moments, settle, shown_words
from tests.gui.pages import CHICAGO, WindowPage
from tests.gui.test_dialogs import in_dialog
from wardoffice.domain.departments import PersonDraft, TypedAddress
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, ForwardView, UnsaidAnswer
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.domain.routing import RuleView
from wardoffice.gui.case.forwards_card import ForwardsCard
from wardoffice.gui.departments.mail_question import MailQuestion
from wardoffice.gui.departments.phone_questions import DailyQuestion, PasteQuestion
from wardoffice.gui.departments.questions import DepartmentQuestion, PersonQuestion
from wardoffice.gui.office_window import DEPARTMENTS
from wardoffice.office.pasted_answers import PastedAnswer

TODAY = NOW.astimezone(CHICAGO).date()
TAKEN_OFF = CannotDoError("They are not on the list any more.", "Nothing was changed.", "Choose another one.")


def press(root: QWidget, name: str) -> None:
    """Click the button of that name."""
    settle()
    (button,) = (
        each
        for each in root.findChildren(QPushButton)
        if each.isVisibleTo(root) and each.accessibleName() == name
    )
    button.click()


def choose(question: MailQuestion, name: str) -> None:
    """Choose who gets it, and wait out the moment without a change."""
    question.receiver.setCurrentIndex(question.receiver.findText(name))
    question._rest.timeout.emit()
    settle()


def question_of(page: WindowPage) -> QDialog:
    """The dialog that was opened last."""
    settle()
    question: QDialog | None = page.office.departments.actions.question
    assert question is not None
    return question


def shown(page: WindowPage, office: FakeOffice, **known: object) -> QWidget:
    """The screen of departments, brought up with its key."""
    for name, value in known.items():
        setattr(office.departments, name, value)
    page.office.show_screen(DEPARTMENTS)
    settle()
    return page.office.department_screen


def test_the_list_is_searched_by_name_type_and_person(page: WindowPage, office: FakeOffice) -> None:
    screen = page.office.department_screen
    shown(page, office)
    searched = {}
    for words in ("", "comed", "pothole", "dolores", "nobody"):
        screen.search.setText(words)
        searched[words] = list(screen.names)
    assert searched == {
        "": ["CDOT", "ComEd"],
        "comed": ["ComEd"],
        "pothole": ["CDOT"],
        "dolores": ["CDOT"],
        "nobody": [],
    }
    assert "Nothing found" in shown_words(screen)


def test_a_department_says_how_it_is_reached_how_long_it_takes_and_what_it_owes(
    page: WindowPage, office: FakeOffice
) -> None:
    view = a_department(median_days=4.2, answers=7, waiting=2, last_answer_at=NOW - timedelta(days=1))
    screen = shown(page, office, views=(view,), late=(OVERDUE,))
    words = shown_words(screen)
    told = "\n".join(words)
    for said in (
        "2 answers are overdue",
        "Number to give a caller: 311",
        "Half of their answers came within 4 days",
        "As the city publishes: Pothole in Street Complaint",
        "dolores@cdot.example",
    ):
        assert said in told


def test_what_is_odd_of_an_address_stands_under_it_while_it_is_typed(qtbot: QtBot) -> None:
    question = PersonQuestion(
        None, "CDOT", lambda typed, say: say(("It only sends.",) if "noreply" in typed else ()), None
    )
    qtbot.addWidget(question)
    question.email.setText("noreply@cdot.example")
    assert question.lint.text() == "It only sends."
    question.email.setText("dolores@cdot.example")
    assert question.lint.isHidden()
    assert not question.take_button.isEnabled()
    question.name.setText("Dolores")
    assert question.draft().email == "dolores@cdot.example"


def test_a_department_is_changed_in_a_form_that_keeps_what_is_known(qtbot: QtBot) -> None:
    draft = a_department().draft
    question = DepartmentQuestion(draft, None)
    qtbot.addWidget(question)
    assert question.draft() == draft
    question.name.clear()
    assert not question.take_button.isEnabled()


def test_a_proposed_rule_is_accepted_or_refused_by_a_manager(page: WindowPage, office: FakeOffice) -> None:
    rule = RuleView(5, "PHF", "Pothole", 1, "CDOT", "the corridor", "Maria")
    screen = shown(page, office, proposed=(PROPOSAL,), held=(rule,))
    assert "3 of the last 4 went there." in shown_words(screen)
    press(screen, "Accept: Rodent Baiting")
    press(screen, "Not a rule: Rodent Baiting")
    press(screen, "Take away: Pothole")
    assert office.departments.asked("decide") == [(PROPOSAL, True), (PROPOSAL, False)]
    assert office.departments.asked("remove_rule") == [5]


def test_what_is_overdue_is_asked_again_in_the_mail_that_is_shown(
    page: WindowPage, office: FakeOffice
) -> None:
    screen = shown(page, office, late=(OVERDUE,))
    press(screen, "Ask again")
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    question.words.setPlainText("Please look.")
    question._rest.timeout.emit()
    settle()
    shown_mail = question.mail
    assert shown_mail is not None
    assert "Please look." in question.text.toPlainText()
    press(question, "Send")
    (sent,) = office.departments.asked("chase")
    assert sent is shown_mail
    assert isinstance(sent, DepartmentMail)
    assert len(sent.parts) == 2


def test_a_mail_that_lacks_something_cannot_be_sent(page: WindowPage, office: FakeOffice) -> None:
    shown(page, office, late=(OVERDUE,), gaps=("place",))
    page.office.departments.actions.chase()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    assert "place" in question.trouble
    assert not question.take_button.isEnabled()
    question.reject()


def test_what_is_not_overdue_yet_can_be_asked_about_as_well(page: WindowPage, office: FakeOffice) -> None:
    shown(page, office, early=(OVERDUE,))
    page.office.departments.actions.chase()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    assert "None of it is overdue yet: tick what you ask about all the same." in shown_words(question)
    assert question.wish().ticked == (), "nobody is pressed by one Ctrl+Enter for what is not due"
    question.reject()


def test_nothing_overdue_is_said_in_words(page: WindowPage, office: FakeOffice) -> None:
    shown(page, office)
    page.office.departments.actions.chase()
    settle()
    assert page.office.departments.actions.question is None
    assert "No answer is overdue" in shown_words(page.office.department_screen)


def test_today_s_list_is_copied_and_then_noted(page: WindowPage, office: FakeOffice) -> None:
    screen = shown(page, office)
    press(screen, "Today's list")
    question = question_of(page)
    assert isinstance(question, DailyQuestion)
    question.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    press(question, "Copy")
    assert QGuiApplication.clipboard().text() == "4802 N Damen Ave, Pothole, 2026-04102, URGENT"
    press(question, "They have it")
    assert office.departments.asked("note_told") == [(1, (2,))]


def test_what_came_back_shows_its_problems_before_it_is_filed(page: WindowPage, office: FakeOffice) -> None:
    screen = shown(page, office)
    press(screen, "Paste what came back")
    question = question_of(page)
    assert isinstance(question, PasteQuestion)
    assert not question.take_button.isEnabled()
    question.words.setPlainText("4801 done\nthanks")
    question._rest.timeout.emit()
    settle()
    assert question.said == "It is about 1 problem"
    press(question, "File it")
    (filed,) = office.departments.asked("file")
    assert filed == PastedAnswer(1, "4801 done\nthanks", (1,))


def pasted(page: WindowPage, words: str) -> PasteQuestion:
    """The box for what came back, with these words in it, looked at."""
    page.office.departments.actions.paste()
    question = question_of(page)
    assert isinstance(question, PasteQuestion)
    question.words.setPlainText(words)
    looked_at(question)
    return question


def looked_at(question: PasteQuestion) -> None:
    question._rest.timeout.emit()
    settle()


def test_what_came_back_is_filed_under_whom_was_asked_and_not_under_whoever_stands_first(
    page: WindowPage, office: FakeOffice
) -> None:
    """Else the others, who answered, would be asked again."""
    office.departments.asked_about = frozenset({2})
    question = pasted(page, "4801 done")
    looked_at(question)
    assert question.receiver.currentText() == "ComEd"
    assert "ComEd was asked about it." in shown_words(question)
    press(question, "File it")
    (filed,) = office.departments.asked("file")
    assert filed == PastedAnswer(2, "4801 done", (1,))


def test_who_was_chosen_by_hand_stays_and_that_they_were_not_asked_is_said_before_it_is_filed(
    page: WindowPage, office: FakeOffice
) -> None:
    office.departments.asked_about = frozenset({2})
    question = pasted(page, "")
    question.receiver.activated.emit(0)
    question.words.setPlainText("4801 done")
    looked_at(question)
    assert question.receiver.currentText() == "CDOT"
    said = "CDOT was asked about none of these: look whom it is from. ComEd was asked."
    assert said in shown_words(question)
    office.departments.asked_about = frozenset()
    looked_at(question)
    assert "CDOT was asked about none of these: look whom it is from." in shown_words(question)
    question.done(0)


def test_the_list_opens_on_who_has_something_and_says_what_to_do_where_nobody_has(
    page: WindowPage, office: FakeOffice
) -> None:
    office.departments.views = (a_department(5, "Animal Care"), a_department(1, "CDOT"))
    office.departments.without = frozenset({5})
    page.office.departments.actions.daily_list()
    question = question_of(page)
    assert isinstance(question, DailyQuestion)
    assert question.receiver.currentText() == "CDOT"
    assert question.list.isVisible()
    question.receiver.setCurrentIndex(question.receiver.findText("Animal Care"))
    settle()
    words = "\n".join(shown_words(question))
    assert "Nothing open goes to Animal Care now" in words
    assert "Choose another department above" in words
    assert not question.list.isVisible()
    assert not question.take_button.isEnabled()
    question.reject()


def test_a_list_that_is_cut_says_of_how_many(page: WindowPage, office: FakeOffice) -> None:
    office.departments.listed = tuple(replace(LINES[0], case_id=each) for each in range(812))
    page.office.departments.actions.daily_list()
    question = question_of(page)
    assert isinstance(question, DailyQuestion)
    assert question.list.count() == 300
    assert question.said == (
        "300 problems are on it. Only the first 300 of 812 stand here: danger first, then the oldest."
    )
    question.reject()


def test_a_problem_is_referred_by_mail_or_by_phone(page: WindowPage, office: FakeOffice) -> None:
    page.click_row(0)
    page.office.departments.actions.refer_out()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    choose(question, "ComEd")
    assert "Number to give: 1-800-334-7661" in question.note.text()
    question.by_phone.setChecked(True)
    question.words.setPlainText("Spoke to Lee")
    question._rest.timeout.emit()
    settle()
    press(question, "Write it down")
    (told,) = office.departments.asked("told")
    assert told == ((1,), 2, "Spoke to Lee", TODAY + timedelta(days=7))


def test_whom_nobody_suggests_is_chosen_by_a_person(page: WindowPage, office: FakeOffice) -> None:
    """The first of the alphabet is no suggestion: a resident's words would go to whoever that is (P9)."""
    page.click_row(0)
    page.office.departments.actions.refer_out()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    settle()
    assert question.receiver.currentText() == "Choose who gets it …"
    for by_phone in (True, False):
        question.by_phone.setChecked(by_phone)
        question._rest.timeout.emit()
        assert question.trouble == "Choose who gets it."
        assert not question.take_button.isEnabled()
        assert question.mail is None
    assert office.departments.asked("told") == []
    choose(question, "ComEd")
    assert question.trouble == ""
    assert question.mail is not None
    assert question.take_button.isEnabled()
    question.done(0)


def test_a_call_that_cannot_be_written_down_keeps_its_words_and_says_why(
    page: WindowPage, office: FakeOffice
) -> None:
    office.departments.refuses = TAKEN_OFF
    page.click_row(0)
    page.office.departments.actions.refer_out()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    choose(question, "ComEd")
    question.by_phone.setChecked(True)
    question.words.setPlainText("Spoke to Lee for ten minutes")
    question._rest.timeout.emit()
    press(question, "Write it down")
    settle()
    assert question.isVisible()
    assert question.words.toPlainText() == "Spoke to Lee for ten minutes"
    assert question.trouble == "They are not on the list any more. Choose another one."
    assert office.departments.asked("told") == []

    office.departments.refuses = None
    press(question, "Write it down")
    settle()
    assert len(office.departments.asked("told")) == 1
    assert question.result() == QDialog.DialogCode.Accepted


def test_no_day_that_has_begun_can_be_chosen_to_look_for_their_answer(
    page: WindowPage, office: FakeOffice
) -> None:
    page.click_row(0)
    page.office.departments.actions.refer_out()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    question.day.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    assert question.wish().look_on == TODAY + timedelta(days=1)
    question.done(0)


def test_what_came_back_and_cannot_be_filed_keeps_its_words_and_says_why(
    page: WindowPage, office: FakeOffice
) -> None:
    question = pasted(page, "4801 done")
    office.departments.refuses = TAKEN_OFF
    press(question, "File it")
    settle()
    assert question.isVisible()
    assert question.words.toPlainText() == "4801 done"
    assert question.trouble == "They are not on the list any more. Choose another one."

    office.departments.refuses = None
    press(question, "File it")
    settle()
    (filed,) = office.departments.asked("file")
    assert filed == PastedAnswer(1, "4801 done", (1,))
    assert question.result() == QDialog.DialogCode.Accepted


def test_what_was_not_fixed_is_sent_back_to_whom_it_goes_to(page: WindowPage, office: FakeOffice) -> None:
    page.click_row(0)
    page.office.departments.actions.send_back()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    assert "as the city publishes" in question.note.text()
    press(question, "Send")
    (packet,) = office.departments.asked("packet")
    assert isinstance(packet, DepartmentMail)
    assert packet.purpose is MailPurpose.REOPEN


def a_forward(*, forward_id: int = 1) -> ForwardView:
    return ForwardView(
        forward_id,
        1,
        "CDOT",
        MailPurpose.FORWARD,
        ForwardWay.MAIL,
        NOW - timedelta(days=9),
        "Ana",
        standing="sent",
        due_at=NOW - timedelta(days=2),
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "No answer: overdue"),
        ({"due_at": NOW + timedelta(days=60)}, "No answer yet"),
        ({"answered_at": NOW, "answer": "Friday."}, "Answered"),
        ({"left": False, "standing": "refused", "trouble": "550 no such user"}, "Refused"),
        ({"left": False, "standing": "waits to be sent"}, "Waits to be sent"),
    ],
)
def test_the_case_says_how_each_forward_stands(qtbot: QtBot, more: dict[str, Any], said: str) -> None:
    card = ForwardsCard(moments())
    qtbot.addWidget(card)
    card.show_case(a_case(forwards=(replace(a_forward(), **more),)))
    words = shown_words(card)
    assert said in words
    assert ("They answered" in words) == (said.startswith("No answer"))
    done = "sent, " if more.get("left", True) else "written, "
    assert any(each.startswith(done) for each in words), "what has not left was written, and not sent"


def test_an_answer_by_phone_and_a_later_day_are_asked_from_the_card(qtbot: QtBot) -> None:
    card = ForwardsCard(moments())
    qtbot.addWidget(card)
    card.show_case(a_case(forwards=(a_forward(forward_id=7),)))
    with qtbot.waitSignal(card.answered) as answered:
        press(card, "They answered: CDOT")
    assert answered.args == [7, "CDOT", 1]
    with qtbot.waitSignal(card.later) as later:
        press(card, "Look later: CDOT")
    assert later.args == [7]


def test_a_mail_that_may_be_their_answer_is_said_to_be_one_for_this_or_for_all(
    page: WindowPage, office: FakeOffice, qtbot: QtBot
) -> None:
    """P5: nobody takes it for one by itself."""
    card = ForwardsCard(moments())
    qtbot.addWidget(card)
    mail = UnsaidAnswer(12, "Will be done on Friday.", NOW, "Dolores Finch")
    card.show_case(a_case(forwards=(replace(a_forward(forward_id=7), unsaid=mail, together=3),)))
    words = shown_words(card)
    assert {"Their answer?", "“Will be done on Friday.”", "It answers all 3"} <= set(words)
    page.office.departments.follow(card)
    press(card, "It answers this: CDOT")
    press(card, "It answers all 3: CDOT")
    settle()
    assert office.departments.asked("answers") == [(7, 12, False), (7, 12, True)]
    page.chord(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert office.departments.asked("answers_all") == [page.current()]


def test_what_was_said_by_phone_is_about_one_problem_or_about_all_of_the_mail(
    page: WindowPage, office: FakeOffice
) -> None:
    actions = page.office.departments.actions
    in_dialog(lambda dialog: dialog.accept())
    actions.log_answer(7, "CDOT", 1)

    def tick(dialog: QDialog) -> None:
        (box,) = (each for each in dialog.findChildren(QCheckBox) if each.isVisibleTo(dialog))
        assert box.text() == "It is about all 3 problems of that mail that wait"
        box.click()
        dialog.accept()

    in_dialog(tick)
    actions.log_answer(7, "CDOT", 3)
    settle()
    assert office.departments.asked("log") == [(7, "", False), (7, "", True)]


def test_an_answer_is_looked_for_three_days_later(page: WindowPage, office: FakeOffice) -> None:
    page.office.departments.actions.look_later(7)
    settle()
    assert office.departments.asked("look_later") == [(7, TODAY + timedelta(days=3))]


def test_an_address_on_no_list_is_asked_again_where_the_shown_department_owes_nothing(
    page: WindowPage, office: FakeOffice
) -> None:
    late = replace(OVERDUE, department_id=None, department="lee@crew.example", address="lee@crew.example")
    shown(page, office, late=(late,))
    page.office.departments.actions.chase()
    question = question_of(page)
    assert isinstance(question, MailQuestion)
    assert question.receiver.currentText() == "lee@crew.example"
    press(question, "Send")
    (sent,) = office.departments.asked("chase")
    assert isinstance(sent, DepartmentMail)
    assert sent.department_id is None


def test_an_address_on_no_list_says_how_it_answers_and_can_be_put_on_one(
    page: WindowPage, office: FakeOffice
) -> None:
    """P6: what was sent to a typed address is seen where all others are."""
    typed = TypedAddress(
        "lee@crew.example", median_days=3.0, answers=2, waiting=1, lint=("The last mail there came back.",)
    )
    screen = shown(page, office, typed_at=(typed,))
    words = shown_words(screen)
    assert "lee@crew.example" in words
    assert any("Half of their answers came within 3 days" in each and "1 waits" in each for each in words)
    assert any("The last mail there came back." in each for each in words)

    in_dialog(lambda dialog: _name_and_take(dialog, "Lee Park"))
    press(screen, "Put them on the list of this department: lee@crew.example")
    assert office.departments.asked("add_person") == [(1, PersonDraft("Lee Park", "lee@crew.example"))]


def test_a_typed_address_is_kept_from_the_problem_it_was_typed_at(
    page: WindowPage, office: FakeOffice, qtbot: QtBot
) -> None:
    office.departments.views = (a_department(), replace(a_department(), department_id=9, name="Crew"))
    card = ForwardsCard(moments())
    qtbot.addWidget(card)
    page.office.departments.follow(card)
    typed = replace(a_forward(), department="crew", typed_to="lee@crew.example")
    card.show_case(a_case(forwards=(typed,)))

    in_dialog(lambda dialog: _name_and_take(dialog, "Lee Park"))
    press(card, "Keep lee@crew.example")
    settle()
    assert office.departments.asked("add_person") == [(9, PersonDraft("Lee Park", "lee@crew.example"))]


def _name_and_take(dialog: QDialog, name: str) -> None:
    assert isinstance(dialog, PersonQuestion)
    dialog.name.setText(name)
    dialog.take_button.click()

"""Incidents at the window: begun with a key, a name logged in a moment, all told at once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case
from tests.builders_queue import NOW
from tests.fakes import FakeOffice
from tests.fakes_incidents import RING, a_caller, an_incident, an_update
from tests.gui.case_pages import moments, settle, shown_words
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.gui.test_dialogs import TAKE, in_dialog, keys
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.incident_wish import UpdateWish
from wardoffice.domain.incidents import BLOCK_METRES, IncidentDraft, IncidentName, IncidentView
from wardoffice.domain.under_way import AnswerUnderWay, UnderWay
from wardoffice.gui.case.incident_card import IncidentCard
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.incident.asking import NEW, IncidentDialogs
from wardoffice.gui.incident.questions import BeginQuestion, Described, Ended
from wardoffice.gui.incident.screen import IncidentScreen
from wardoffice.gui.incident.update_question import UpdateQuestion
from wardoffice.gui.office_window import INCIDENTS, MAP, QUEUE

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(qtbot: QtBot) -> IncidentScreen:
    shown = IncidentScreen(moments())
    qtbot.addWidget(shown)
    return shown


@pytest.fixture
def asking(qtbot: QtBot) -> IncidentDialogs:
    """The real questions, over a bare window."""
    window = QWidget()
    qtbot.addWidget(window)
    return IncidentDialogs(window)


def press(root: QWidget, name: str) -> None:
    """Click the button of that name."""
    settle()
    shown = [each for each in root.findChildren(QPushButton) if each.isVisibleTo(root)]
    (button,) = (each for each in shown if each.accessibleName() == name)
    button.click()


def test_the_selected_problems_go_under_a_new_incident_by_one_key(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.incidents.draft = IncidentDraft("Main break", "Crews are there.")
    page.click_row(0)
    page.click_row(1, CTRL)
    page.press("v")
    (draft,) = office.incidents.asked("begin")
    assert isinstance(draft, IncidentDraft)
    assert (draft.name, draft.case_ids, draft.ring) == ("Main break", (1, 2), ())
    assert page.screen() == INCIDENTS
    view = page.office.incident_screen.view
    assert view is not None
    assert view.name == "Main break"
    assert page.office.incident_screen.log.name.hasFocus()


def test_problems_go_under_one_that_goes_on_or_a_new_one(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    office.incidents.known = {1: an_incident(), 2: an_incident(2, name="Over", ended_at=NOW)}
    dialogs.incidents.which = 1
    page.press("v")
    assert dialogs.incidents.asked == [("which", ["Main break on Damen"], 1)]
    assert office.incidents.asked("take_in") == [(1,)]
    dialogs.incidents.which = NEW
    page.press("v")
    assert dialogs.incidents.asked[-1] == ("begin", (1,), ())
    assert office.incidents.asked("begin") == []


def test_the_area_drawn_on_the_map_is_that_of_the_incident(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    dialogs.incidents.draft = IncidentDraft("Main break")
    page.office.map_keeper.ring = RING
    page.show_screen(MAP)
    page.press("v")
    assert dialogs.incidents.asked == [("begin", (), RING)]
    assert [each.ring for each in office.incidents.asked("begin") if isinstance(each, IncidentDraft)] == [
        RING
    ]


def test_a_name_and_a_number_are_logged_with_two_enters(page: WindowPage, office: FakeOffice) -> None:
    office.incidents.known = {1: an_incident()}
    page.show_screen(INCIDENTS)
    log = page.office.incident_screen.log
    for name, phone in (("Ana", "773 555 0188"), ("Bo", "")):
        assert log.name.hasFocus()
        QTest.keyClicks(log.name, name)
        QTest.keyClick(log.name, Qt.Key.Key_Return)
        QTest.keyClicks(log.phone, phone)
        QTest.keyClick(log.phone, Qt.Key.Key_Return)
    assert office.incidents.asked("log_call") == [("Ana", "773 555 0188", ""), ("Bo", "", "")]
    assert page.said() == "Call logged: Bo"
    assert (log.name.text(), log.phone.text()) == ("", "")


def test_what_cannot_be_logged_stays_where_it_was_typed(page: WindowPage, office: FakeOffice) -> None:
    office.incidents.known = {1: an_incident()}
    office.incidents.refuses = CannotDoError("“12” is no phone number.", "Nothing was logged.")
    page.show_screen(INCIDENTS)
    log = page.office.incident_screen.log
    QTest.keyClicks(log.name, "Ana")
    QTest.keyClicks(log.phone, "12")
    QTest.keyClick(log.phone, Qt.Key.Key_Return)
    assert "is no phone number" in page.said()
    assert (log.name.text(), log.phone.text()) == ("Ana", "12")


def test_the_next_caller_is_typed_while_the_last_is_being_written(
    page: WindowPage, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing waits its turn beside a sync: nothing typed meanwhile is lost or logged twice."""
    office.incidents.known = {1: an_incident()}
    page.show_screen(INCIDENTS)
    log = page.office.incident_screen.log
    log_call = office.incidents.log_call

    def slowly(actor: Actor, incident_id: int, name: str, phone: str) -> Changes:
        QTest.keyClick(log.phone, Qt.Key.Key_Return)
        QTest.keyClicks(log.name, "Bo")
        return log_call(actor, incident_id, name, phone)

    monkeypatch.setattr(office.incidents, "log_call", slowly)
    QTest.keyClicks(log.name, "Ana")
    QTest.keyClick(log.phone, Qt.Key.Key_Return)
    assert office.incidents.asked("log_call") == [("Ana", "", "")]
    assert log.name.text() == "Bo"
    office.incidents.refuses = CannotDoError("“12” is no phone number.", "Nothing was logged.")
    QTest.keyClicks(log.phone, "12")
    QTest.keyClick(log.phone, Qt.Key.Key_Return)
    assert "Not logged: Bo · 12." in page.said()
    assert log.name.text() == "Bo", "the one who is being typed, called Bo as well"


@pytest.fixture
def two_incidents(page: WindowPage, office: FakeOffice) -> IncidentScreen:
    """The main break is shown, and a strange fire goes on as well; Rosa's name is typed for the break."""
    office.incidents.known = {1: an_incident(name="Strange fire"), 2: an_incident(2, name="Main break")}
    page.show_screen(INCIDENTS)
    screen = page.office.incident_screen
    QTest.keyClicks(screen.log.name, "Rosa")
    return screen


def two_enters(screen: IncidentScreen) -> None:
    """What a person at the phone presses after a name."""
    QTest.keyClick(screen.log.name, Qt.Key.Key_Return)
    QTest.keyClick(screen.log.phone, Qt.Key.Key_Return)


def heard_of_elsewhere(page: WindowPage) -> None:
    """Something was done in a second window, or at another desk."""
    page.office.acting.hear(Changes())


def test_who_is_typed_for_one_incident_is_never_logged_for_the_one_that_comes_up_by_itself(
    page: WindowPage, office: FakeOffice, two_incidents: IncidentScreen
) -> None:
    """P6: an answer would be owed about a fire that she did not call about."""
    del office.incidents.known[2]
    heard_of_elsewhere(page)
    assert two_incidents.view is not None
    assert two_incidents.view.name == "Strange fire"
    two_enters(two_incidents)
    assert office.incidents.asked("log_call") == []
    assert page.said() == (
        "“Main break” is not shown any more, and you were typing a call for it. Not logged: Rosa. "
        "Log it for the one that is shown, choose another one in the list, or clear both fields."
    )
    assert two_incidents.log.name.text() == "Rosa", "her name is not lost"
    assert any("what you typed stays here" in each for each in shown_words(two_incidents.log))
    heard_of_elsewhere(page)
    two_enters(two_incidents)
    assert office.incidents.asked("log_call") == [], "nor at the next refresh"
    press(two_incidents.log, "Log it for “Strange fire”")
    assert office.incidents.asked("log_call") == [("Rosa", "", "")]
    assert [each.name for each in office.incidents.known[1].callers][-1] == "Rosa"
    QTest.keyClicks(two_incidents.log.name, "Bo")
    two_enters(two_incidents)
    assert [each.name for each in office.incidents.known[1].callers][-1] == "Bo"


def test_what_was_typed_is_logged_where_it_belongs_once_that_is_back(
    page: WindowPage, office: FakeOffice, two_incidents: IncidentScreen
) -> None:
    taken_back = office.incidents.known.pop(2)
    heard_of_elsewhere(page)
    office.incidents.known[2] = taken_back
    heard_of_elsewhere(page)
    two_incidents.list.setCurrentRow(0)
    two_enters(two_incidents)
    assert [each.name for each in office.incidents.known[2].callers][-1] == "Rosa"


def test_who_chooses_another_incident_takes_along_what_they_typed(
    office: FakeOffice, two_incidents: IncidentScreen
) -> None:
    two_incidents.list.setCurrentRow(1)
    two_enters(two_incidents)
    assert [each.name for each in office.incidents.known[1].callers][-1] == "Rosa"


def test_a_name_typed_for_an_incident_that_is_over_meanwhile_stays_in_sight(
    page: WindowPage, office: FakeOffice, two_incidents: IncidentScreen
) -> None:
    for each, view in office.incidents.known.items():
        office.incidents.known[each] = replace(view, ended_at=NOW)
    heard_of_elsewhere(page)
    assert "“Main break” is over, and you were typing a call for it. Not logged: Rosa." in page.said()
    assert two_incidents.log.isVisible()
    two_enters(two_incidents)
    assert office.incidents.asked("log_call") == []


def test_a_name_typed_for_the_last_incident_is_named_and_waits_for_the_next(
    page: WindowPage, office: FakeOffice, two_incidents: IncidentScreen
) -> None:
    kept = dict(office.incidents.known)
    office.incidents.known.clear()
    heard_of_elsewhere(page)
    assert "Not logged: Rosa. Write it down as a problem of its own" in page.said()
    office.incidents.known[1] = kept[1]
    heard_of_elsewhere(page)
    assert two_incidents.log.name.text() == "Rosa"
    two_enters(two_incidents)
    assert office.incidents.asked("log_call") == []


def test_a_problem_goes_under_the_incident_that_proposed_it_not_one_chosen_since(
    page: WindowPage, office: FakeOffice, two_incidents: IncidentScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P5. The other one is being read while a person presses what stands there still."""
    show = office.incidents.show

    def slowly(actor: Actor, incident_id: int) -> IncidentView:
        monkeypatch.setattr(office.incidents, "show", show)
        press(two_incidents, "2026-04006 belongs to it")
        return show(actor, incident_id)

    monkeypatch.setattr(office.incidents, "show", slowly)
    two_incidents.list.setCurrentRow(1)
    assert [each.case_id for each in office.incidents.known[2].cases] == [4, 5, 6]
    assert [each.case_id for each in office.incidents.known[1].cases] == [4, 5]


def test_who_called_before_is_named_while_somebody_types(screen: IncidentScreen) -> None:
    screen.show_incident(an_incident())
    screen.log.phone.setText("(773) 555-0101")
    assert any(each.startswith("Maria Lopez called") for each in shown_words(screen.log))
    screen.log.phone.clear()
    screen.log.name.setText("maria lopez")
    assert any("With the number they are counted once" in each for each in shown_words(screen.log))
    screen.log.name.setText("Maria")
    assert any("Enter, number, Enter" in each for each in shown_words(screen.log))


def test_all_who_wait_are_told_at_once_and_the_rest_stays_listed(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    late = a_caller(3, name="Late")
    office.incidents.known = {1: an_incident(callers=(a_caller(), late))}
    dialogs.incidents.update = AnswerGiven((1,), AnswerWay.CALLED, "Water is back.")
    page.show_screen(INCIDENTS)
    press(page.office.incident_screen, "Update to all")
    assert dialogs.incidents.asked == [("update", ["Maria Lopez", "Late"])]
    assert office.incidents.asked("update_all") == [((1,), AnswerWay.CALLED, "Water is back.")]
    assert "2 people told us: 1 still to answer" in shown_words(page.office.incident_screen)


def test_an_update_is_sent_in_the_languages_it_was_written_in(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    office.incidents.known = {1: an_incident(callers=(a_caller(email="eva@x.example", language="es"),))}
    dialogs.incidents.update = AnswerGiven(
        (1,), AnswerWay.CALLED, "Back at 6.", send=True, translated={"es": "Vuelve a las 6."}
    )
    page.show_screen(INCIDENTS)
    press(page.office.incident_screen, "Update to all")
    assert office.incidents.asked("send_all") == [((1,), "Back at 6.", {"es": "Vuelve a las 6."})]
    assert "It goes in 15 seconds." in shown_words(page.office.notifier)


def test_nobody_was_told_what_lies_in_the_outbox(screen: IncidentScreen) -> None:
    waits = AnswerUnderWay(UnderWay.IN_OUTBOX, NOW)
    caller = a_caller(owed_since=None, answered_at=NOW, under_way=waits)
    screen.show_incident(an_incident(callers=(caller,)))
    words = shown_words(screen)
    assert "answer waits in the outbox" in words
    assert not any(each.startswith("told ") for each in words)


def test_an_update_that_did_not_go_is_there_again_with_all_that_was_written(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    """As where another desk told them meanwhile."""
    office.incidents.known = {1: an_incident(callers=(a_caller(email="eva@x.example"),))}
    office.incidents.refuses = CannotDoError("Eva was answered about this since you opened it.")
    given = AnswerGiven((1,), AnswerWay.CALLED, "Back at 6.", send=True)
    dialogs.incidents.update = given
    page.show_screen(INCIDENTS)
    press(page.office.incident_screen, "Update to all")
    assert "Eva was answered about this" in page.said()
    assert dialogs.incidents.asked[-1] == ("begun", given)


def test_who_waits_for_no_answer_any_more_is_said_where_their_mail_is_written_again(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    office.incidents.known = {1: an_incident()}
    page.office.incidents.write_again(UpdateWish(1, 2, "Back at 6."))
    assert "waits for no answer any more. What it said stands in the outbox still." in page.said()
    begun = AnswerGiven((2,), AnswerWay.REPLIED, "Back at 6.", send=True)
    assert dialogs.incidents.asked[-1] == ("begun", begun)


def test_an_update_is_written_again_with_its_words_in_each_language_to_those_it_was_for(
    asking: IncidentDialogs,
) -> None:
    eva, rosa = a_caller(email="eva@x.example"), a_caller(2, email="rosa@x.example", language="es")
    begun = AnswerGiven(
        (2,), AnswerWay.REPLIED, "Back at 6.", send=True, translated={"es": "Vuelve a las 6."}
    )
    in_dialog(keys("", TAKE))
    assert asking.ask_update(an_update(eva, rosa), begun) == begun


def test_what_may_belong_to_it_is_answered_by_a_person(page: WindowPage, office: FakeOffice) -> None:
    """P5."""
    office.incidents.known = {1: an_incident()}
    page.show_screen(INCIDENTS)
    screen = page.office.incident_screen
    assert any("told since it began" in each for each in shown_words(screen))
    press(screen, "2026-04006 belongs to it")
    assert office.incidents.asked("take_in") == [(6,)]
    press(screen, "2026-04004 is none of it")
    assert office.incidents.asked("leave_out") == [4]
    press(screen, "Open 2026-04005")
    assert page.screen() == QUEUE
    assert page.current() == 5


def test_it_is_named_anew_and_ended(page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs) -> None:
    office.incidents.known = {1: an_incident()}
    dialogs.incidents.described = Described("Break on Damen", "Back at 6.")
    dialogs.incidents.ended = Ended(FinishReason.SEEN_DONE)
    page.show_screen(INCIDENTS)
    screen = page.office.incident_screen
    press(screen, "Change name and words")
    assert office.incidents.asked("describe") == [("Break on Damen", "Back at 6.")]
    press(screen, "It is over")
    assert office.incidents.asked("end") == [FinishReason.SEEN_DONE]
    assert not screen.log.isVisible()


def test_without_an_incident_the_screen_says_what_one_is_for(page: WindowPage) -> None:
    page.show_screen(INCIDENTS)
    assert "No incident" in shown_words(page.office.incident_screen)


def test_a_problem_says_under_which_incident_it_stands_and_opens_it(
    page: WindowPage, office: FakeOffice, qtbot: QtBot
) -> None:
    card = IncidentCard()
    qtbot.addWidget(card)
    card.show_case(a_case(incident=IncidentName(1, "Main break", "Crews are there.")))
    assert "Crews are there." in shown_words(card)
    with qtbot.waitSignal(card.incident_asked) as asked:
        press(card, "Open the incident Main break")
    assert asked.args == [1]
    office.incidents.known = {1: an_incident(), 2: an_incident(2, name="Newer")}
    page.office.pane.incident_asked.emit(1)
    view = page.office.incident_screen.view
    assert view is not None
    assert (page.screen(), view.incident_id) == (INCIDENTS, 1)


def test_a_new_one_needs_a_name_and_a_place(asking: IncidentDialogs) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, BeginQuestion)
        assert not dialog.take_button.isEnabled()
        dialog.name.setText("Break")
        assert not dialog.take_button.isEnabled(), "an address is needed where nothing is selected or drawn"
        dialog.address.setText("4812 N Damen Ave")
        dialog.metres.setCurrentIndex(0)
        dialog.script.setPlainText("Crews are there.")
        keys("", TAKE)(dialog)

    in_dialog(fill)
    draft = asking.ask_begin((), ())
    assert draft == IncidentDraft(
        "Break", "Crews are there.", address="4812 N Damen Ave", metres=BLOCK_METRES
    )


@pytest.mark.parametrize("ring", [(), RING])
def test_around_what_is_selected_or_in_what_was_drawn(
    asking: IncidentDialogs, ring: tuple[object, ...]
) -> None:
    def name(dialog: QDialog) -> None:
        keys("Break", TAKE)(dialog)

    in_dialog(name)
    draft = asking.ask_begin((1, 2), RING if ring else ())
    assert draft == IncidentDraft("Break", ring=RING if ring else (), case_ids=(1, 2))


def test_who_is_not_ticked_was_not_told(asking: IncidentDialogs) -> None:
    def untick(dialog: QDialog) -> None:
        boxes = [each for each in dialog.findChildren(QCheckBox) if each.isVisible()]
        assert all(box.isChecked() for box in boxes)
        boxes[1].click()
        keys("Back at 6.", TAKE)(dialog)
        assert dialog.isVisible(), "one habit must not log that all of them were called"
        assert isinstance(dialog, UpdateQuestion)
        dialog.way.setCurrentIndex(dialog.way.findText("called"))
        keys("", TAKE)(dialog)

    in_dialog(untick)
    told = asking.ask_update(an_update(a_caller(), a_caller(2, name="Joe & Ann")))
    assert told == AnswerGiven((1,), AnswerWay.CALLED, "Back at 6.")


def test_an_update_can_be_sent_to_those_with_an_address_once_it_says_something(
    asking: IncidentDialogs,
) -> None:
    def choose(dialog: QDialog) -> None:
        (send,) = (each for each in dialog.findChildren(QCheckBox) if "by mail" in each.text())
        send.click()
        take = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Send it")
        assert not take.isEnabled()
        keys("Back at 6.", TAKE)(dialog)

    in_dialog(choose)
    told = asking.ask_update(an_update(a_caller(email="eva@x.example"), a_caller(2)))
    assert told is not None
    assert (told.send, told.words) == (True, "Back at 6.")


def test_each_language_shows_what_its_readers_get_with_the_english_beside(qtbot: QtBot) -> None:
    """Who is not translated for reads it in English, and the question says so."""
    eva, rosa = a_caller(email="eva@x.example"), a_caller(2, email="rosa@x.example", language="es")
    jan = a_caller(3, email="jan@x.example", language="pl")
    form = replace(an_update(eva, rosa, jan), unapproved={"pl": frozenset({3})}, reached=frozenset({1, 2, 3}))
    english = replace(form.texts[0], readers=frozenset({1, 3}))
    question = UpdateQuestion(replace(form, texts=(english, *form.texts[1:])), None)
    qtbot.addWidget(question, before_close_func=lambda _question: question.done(0))
    question.show()
    question.send.click()
    question.words.setPlainText("Back at 6.")
    assert [question.language.itemText(at) for at in range(question.language.count())] == [
        "English · 3 people"
    ]
    assert question.read.toPlainText() == "Hello,\n\nBack at 6.\n"
    assert not question.english.isVisible()
    assert any("1 reads Polish" in each for each in shown_words(question))
    question.translated["es"].setPlainText("Vuelve a las 6.")
    assert [question.language.itemText(at) for at in range(question.language.count())] == [
        "English · 2 people",
        "Spanish · 1 person",
    ]
    question.language.setCurrentIndex(1)
    assert question.read.toPlainText() == "Hola:\n\nVuelve a las 6.\n"
    assert question.english.isVisible()
    assert question.english.toPlainText() == "Hello,\n\nBack at 6.\n"
    assert question.answer().translated == {"es": "Vuelve a las 6."}
    question.send.click()
    assert question.answer().translated == {}


def test_its_problems_stay_as_they_are_unless_somebody_says_else(asking: IncidentDialogs) -> None:
    in_dialog(lambda dialog: dialog.accept())
    assert asking.ask_end(replace(an_incident(), callers=())) == Ended(None)

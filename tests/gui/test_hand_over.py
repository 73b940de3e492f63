"""Handing over in the window: whose ward it is, what to say, what was done; nothing by itself (P5)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_person
from tests.builders_queue import queue_row
from tests.fakes import FakeOffice
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.wards import HandOver, HandOverWay, WardOffice
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.dialogs.hand_over import HandOverQuestion

QUILL = WardOffice(32, "Ald. Quill", "(312) 555-0132", "w32@example.org", "1 Elm St")
TOLD = a_person(owed_since=None)


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def pane(qtbot: QtBot) -> CasePanePage:
    made = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(made)
    made.resize(760, 760)
    with qtbot.waitExposed(made):
        made.show()
    return CasePanePage(made)


def elsewhere(office: WardOffice = QUILL) -> CaseView:
    return a_case(people=(TOLD,), ward=32, elsewhere=office)


def question(qtbot: QtBot, office: WardOffice, owed: int = 1) -> HandOverQuestion:
    made = HandOverQuestion(office, 1, owed, None)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):  # keys reach shortcuts of the active window only
        made.show()
        made.activateWindow()
    return made


class TestThePane:
    def test_it_says_whose_ward_it_is_how_they_are_reached_and_what_to_do(self, pane: CasePanePage) -> None:
        pane.show(elsewhere())
        assert "Not our ward: this is in Ward 32. Their office: Ald. Quill, (312) 555-0132." in pane.words
        assert pane.named("nextStep") == "Next: Hand it over to Ward 32: it is not in ours"
        assert CaseAction.HAND_OVER in pane.offered

    def test_an_owed_answer_comes_before_the_other_ward_p6(self, pane: CasePanePage) -> None:
        pane.show(a_case(ward=32, elsewhere=QUILL))
        assert pane.named("nextStep").startswith("Next: Answer")

    def test_one_of_ours_offers_no_handing_over(self, pane: CasePanePage) -> None:
        pane.show(a_case())
        assert CaseAction.HAND_OVER not in pane.offered

    @pytest.mark.parametrize(
        ("metres", "words"), [(11.6, "40 feet from Ward 32"), (0.2, "On the border with Ward 32")]
    )
    def test_a_near_border_is_told_in_metres(self, pane: CasePanePage, metres: float, words: str) -> None:
        pane.show(a_case(border_ward=32, border_metres=metres))
        assert words in pane.named("caseFacts")

    def test_new_boundaries_say_where_it_was_before(self, pane: CasePanePage) -> None:
        pane.show(a_case(people=(TOLD,), ward=32, elsewhere=QUILL, ward_before=47))
        assert "Before the new boundaries it was in Ward 47." in pane.words

    def test_handed_over_it_says_to_whom(self, pane: CasePanePage) -> None:
        pane.show(
            a_case(
                people=(TOLD,),
                status=CaseStatus.FINISHED,
                finish_reason=FinishReason.HANDED_OVER,
                handed_to=32,
                elsewhere=QUILL,
            )
        )
        assert "We are done: handed over to Ward 32" in pane.words
        assert CaseAction.HAND_OVER not in pane.offered


class TestTheQuestion:
    def test_it_reads_out_the_office_and_logs_what_was_ticked(self, qtbot: QtBot) -> None:
        asked = question(qtbot, QUILL)
        said = asked.script.text()
        assert "This place is in Ward 32, and not in ours." in said
        assert "(312) 555-0132" in said
        for way in (HandOverWay.CALLED, HandOverWay.GIVEN):
            asked.boxes[way].click()
        QTest.keyClicks(asked.words, "Ruth will look.")
        assert asked.answer() == HandOver(QUILL, (HandOverWay.CALLED, HandOverWay.GIVEN), "Ruth will look.")

    def test_nothing_is_ticked_by_itself_p5(self, qtbot: QtBot) -> None:
        assert question(qtbot, QUILL).answer() == HandOver(QUILL)

    def test_an_office_nobody_knows_is_typed_in_and_read_out(self, qtbot: QtBot) -> None:
        asked = question(qtbot, WardOffice(32))
        fields = [each for each in asked.findChildren(QLineEdit) if each.isVisible()]
        assert [each.accessibleName() for each in fields] == [
            "Who holds the office",
            "Phone",
            "E-mail",
            "Address",
        ]
        assert fields[0].hasFocus()
        QTest.keyClicks(fields[0], "Theo Lind")
        QTest.keyClicks(fields[1], "312-555-0199")
        assert "Theo Lind's office looks after it. You reach them at 312-555-0199." in asked.script.text()
        assert asked.answer().office == WardOffice(32, "Theo Lind", "312-555-0199")

    def test_what_stands_there_can_be_corrected_by_key(self, qtbot: QtBot) -> None:
        asked = question(qtbot, QUILL)
        assert not any(each.isVisible() for each in asked.findChildren(QLineEdit))
        QTest.keyClick(asked, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
        phone = next(each for each in asked.findChildren(QLineEdit) if each.accessibleName() == "Phone")
        assert phone.isVisible()
        phone.setText("312-555-0188")
        assert asked.answer().office.phone == "312-555-0188"

    def test_leaving_asks_only_where_something_was_typed(self, qtbot: QtBot) -> None:
        asked = question(qtbot, QUILL)
        QTest.keyClick(asked, Qt.Key.Key_Escape)
        assert not asked.isVisible()

    def test_every_word_fits_a_small_screen(self, qtbot: QtBot) -> None:
        long = WardOffice(
            32, "Alderperson " + "Quill " * 8, "(312) 555-0132", "w32@example.org", "1 Elm " * 8
        )
        asked = question(qtbot, long)
        assert asked.height() <= 533, "two thirds of 800 pixels: Qt cuts a dialog there"
        assert asked.script.height() >= asked.script.heightForWidth(asked.script.width())

    def test_the_words_field_is_the_last_before_the_buttons(self, qtbot: QtBot) -> None:
        asked = question(qtbot, QUILL)
        assert isinstance(asked.findChild(QPlainTextEdit), QPlainTextEdit)
        assert "Hand over" in [each.text() for each in asked.findChildren(QPushButton)]


class TestTheWindow:
    def test_h_hands_over_what_lies_in_one_other_ward(
        self, page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
    ) -> None:
        office.known[1] = queue_row(1, elsewhere=32)
        page.office.queue.read_again()
        page.click_row(0)
        dialogs.handed = HandOver(QUILL, (HandOverWay.CALLED,))
        page.press("h")
        assert dialogs.questions == ["hand 1 over to ward 32, 1 owed"]
        assert office.known[1].status is CaseStatus.FINISHED
        assert page.said() == "Handed over to Ward 32"

    def test_several_are_handed_over_after_a_look_at_what_changes(
        self, page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
    ) -> None:
        for each in (1, 2):
            office.known[each] = queue_row(each, elsewhere=32)
        page.office.queue.read_again()
        page.click_row(0)
        page.click_row(1, Qt.KeyboardModifier.ShiftModifier)
        dialogs.handed, dialogs.agrees = HandOver(QUILL, (HandOverWay.CALLED,)), False
        page.press("h")
        assert dialogs.questions[-1] == "Hand 2 problems over to Ward 32: 2 change, 0 stay"
        assert dialogs.seen is not None
        assert dialogs.seen.changes[0].words == ("finished: handed over to another ward",)
        assert dialogs.seen.people_owed == 2
        assert not office.before, "leaving it changes nothing"
        dialogs.agrees = True
        page.press("h")
        assert office.asked("hand_over") == [(1, 2)]

    def test_h_does_nothing_for_one_of_ours(self, page: WindowPage, dialogs: PreparedDialogs) -> None:
        page.press("h")
        assert dialogs.questions == []

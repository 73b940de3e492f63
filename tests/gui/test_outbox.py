"""The outbox on screen: how each thing stands, what a person says about it, and the count in the rail."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, NOW, now
from tests.builders_submissions import a_full_outbox, an_outbox_line
from tests.fakes_submitting import FakeSubmitting
from tests.gui.case_pages import shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from tests.gui.submit_pages import OutboxPage
from tests.gui.test_dialogs import ENTER, ESC, in_dialog, keys
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CityUnreachableError, LeaseHeldError, SecretsError
from wardoffice.domain.outgoing import (
    OUTBOX_PAGE,
    OutboxDoing,
    OutboxKind,
    OutboxState,
    RecipientLine,
    RecipientState,
)
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OUTBOX, QUEUE
from wardoffice.gui.outbox.mail_shown import MailShown
from wardoffice.gui.outbox.view import OutboxView
from wardoffice.gui.outbox.words import Part, recipient_words
from wardoffice.gui.sending import SendRunner
from wardoffice.office.sent_report import SentReport

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def city() -> FakeSubmitting:
    return FakeSubmitting(kept=a_full_outbox())


@pytest.fixture
def page(window: WindowPage) -> OutboxPage:
    """The outbox's screen, up."""
    window.show_screen(OUTBOX)
    return OutboxPage(window.office.outgoing.view)


def test_each_line_says_how_it_stands_in_words_and_what_needs_a_person_stands_first(page: OutboxPage) -> None:
    assert [row[0] for row in page.rows()] == [
        "Not sure it went: check",
        "Refused",
        "Not sent yet: will be tried again",
        "Waits to be sent",
        "Being sent",
        "Waits for its number",
        "Sent",
        "Taken back",
    ]
    assert page.rows()[2] == [
        "Not sent yet: will be tried again",
        "Rodent Baiting",
        "4812 N Damen Ave",
        "",
        "Fri Nov 20, 10:20 AM",
        "Fri Nov 20, 10:32 AM",
    ]


def test_the_line_under_the_cursor_is_explained(page: OutboxPage) -> None:
    for words in (
        "311 did not answer. It may have the request, or not.",
        "The connection broke after the request was sent.",
        "311 was read 4 minutes ago, and nothing like it was there.",
        "Look for it, or say that it went.",
    ):
        assert words in page.words


def test_only_what_fits_a_line_is_offered(page: OutboxPage) -> None:
    assert page.offered() == {OutboxDoing.LOOK_AGAIN, OutboxDoing.IT_WENT, OutboxDoing.SEND_AGAIN}
    page.press("J")
    assert page.offered() == {OutboxDoing.CORRECT, OutboxDoing.LINK}
    page.press("JJ")
    assert page.offered() == {OutboxDoing.WITHDRAW}
    page.press("W")
    page.press("K")
    assert page.current is not None
    assert page.current.state is OutboxState.RETRY


@pytest.mark.parametrize(
    ("steps", "key", "asked"),
    [("", "L", "look_again"), ("", "Y", "it_went"), ("J", "D", "link"), ("JJ", "W", "withdraw")],
)
def test_every_action_has_its_key(
    page: OutboxPage, city: FakeSubmitting, steps: str, key: str, asked: str
) -> None:
    page.press(steps)
    line = page.current
    assert line is not None
    page.press(key)
    assert city.asked(asked) == [line.outbox_id]
    assert city.asked("run"), "what was queued or asked for goes at once"


def test_a_key_that_does_not_fit_the_line_does_nothing(page: OutboxPage, city: FakeSubmitting) -> None:
    page.press("W")
    assert not city.asked("withdraw")


def test_sending_again_asks_for_the_reason_first(page: OutboxPage, city: FakeSubmitting) -> None:
    in_dialog(keys("The city has nothing", ENTER))
    page.press("S")
    assert city.asked("send_again") == [10]
    assert city.asked("reason") == ["The city has nothing"]


def test_without_a_reason_nothing_is_sent_again(page: OutboxPage, city: FakeSubmitting) -> None:
    """P3, P5."""
    in_dialog(keys("  ", ENTER, ESC))
    page.press("S")
    assert not city.asked("send_again")


def test_correcting_opens_the_form_with_what_was_refused(
    page: OutboxPage, city: FakeSubmitting, window: WindowPage
) -> None:
    page.press("J")
    page.press("C")
    assert city.asked("prepare") == [(3, None, 2)]
    for dialog in window.office.window.findChildren(QLineEdit):
        if dialog.window() is not window.office.window:
            dialog.window().close()
            break


def test_a_part_shows_only_its_own_and_says_what_would_be_there(page: OutboxPage) -> None:
    page.show_part(Part.NEED_PERSON)
    assert [row[0] for row in page.rows()] == ["Not sure it went: check", "Refused"]
    page.show_part(Part.ON_THEIR_WAY)
    assert len(page.rows()) == 4
    page.view.show_lines((an_outbox_line(),))
    page.show_part(Part.TAKEN_BACK)
    assert "Nothing was taken back" in page.words


def test_an_empty_outbox_says_what_would_stand_there(qtbot: QtBot) -> None:
    view = OutboxView(Moments(CHICAGO, now), now)
    qtbot.addWidget(view)
    assert "The outbox is empty" in OutboxPage(view).words
    assert "to 311, to departments and to residents stands here" in OutboxPage(view).words


def test_the_cursor_stays_on_its_line_when_the_outbox_changes(page: OutboxPage) -> None:
    page.press("JJJ")
    assert page.current is not None
    before = page.current.outbox_id
    page.view.show_lines(tuple(reversed(a_full_outbox())))
    assert page.current.outbox_id == before


def test_a_key_meant_for_a_line_that_left_by_itself_is_for_no_other_one(
    page: OutboxPage, city: FakeSubmitting
) -> None:
    """P3: settled at another desk; "it went" would be said of a request that never did."""
    doubtful = a_full_outbox()[0]
    one, other = (replace(doubtful, outbox_id=each) for each in (11, 12))
    page.view.show_lines((one, other))
    page.show_part(Part.NEED_PERSON)
    page.press("J")
    page.press("K")
    assert page.current == one
    page.view.show_lines((other, an_outbox_line()))
    page.press("Y")
    assert city.asked("it_went") == []
    assert "The message you were on is not in this list any more: choose another one." in page.words
    page.view.show_lines((other,))
    page.press("Y")
    assert city.asked("it_went") == [], "nor at the next refresh"
    page.press("J")
    page.press("Y")
    assert city.asked("it_went") == [12]


def test_who_said_what_a_line_needed_goes_on_with_the_next(page: OutboxPage, city: FakeSubmitting) -> None:
    doubtful = a_full_outbox()[0]
    one, other = (replace(doubtful, outbox_id=each) for each in (11, 12))
    city.kept = (one, other)
    page.view.show_lines(city.kept)
    page.show_part(Part.NEED_PERSON)
    page.press("Y")
    page.view.show_lines((other,))
    page.press("Y")
    assert city.asked("it_went") == [11, 12]


def test_enter_opens_the_problem(page: OutboxPage, window: WindowPage) -> None:
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert window.screen() == QUEUE
    assert window.current() == 3


def test_the_rail_counts_what_needs_a_person_and_says_it(window: WindowPage, city: FakeSubmitting) -> None:
    button = window.office.window.findChild(QToolButton, f"rail-{OUTBOX}")
    assert isinstance(button, QToolButton)
    assert button.accessibleName() == "Outbox: 2 need a person"
    city.kept = ()
    window.office.outgoing.keeper.refresh()
    assert button.accessibleName() == "Outbox"


def test_what_happens_in_the_list_shows_in_the_outbox(window: WindowPage, city: FakeSubmitting) -> None:
    city.kept = (an_outbox_line(90, state=OutboxState.QUEUED),)
    window.office.acting.changed.emit(Changes(frozenset({3})))
    assert len(window.office.outgoing.view.lines) == 1


def test_the_model_of_the_table_keeps_qts_rules(page: OutboxPage) -> None:
    model = page.view.table.model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.view.show_lines(a_full_outbox()[:2])
    page.view.show_lines(a_full_outbox())
    assert tester.model() is model


def runner(city: FakeSubmitting, notifier: Notifier, *, by_itself: bool = True) -> SendRunner:
    return SendRunner(city, InlineTasks(notifier.error), notifier, MARIA, now, by_itself=by_itself)


def due(made: SendRunner) -> int:
    """In how many milliseconds it runs again, -1 for never."""
    return made._due.remainingTime() if made._due.isActive() else -1


def test_the_sender_runs_on_start_and_tells_what_changed(
    qtbot: QtBot, city: FakeSubmitting, notifier: Notifier
) -> None:
    city.report = SentReport(changes=Changes(frozenset({3})))
    made = runner(city, notifier)
    with qtbot.waitSignals([made.sent, made.ended]):
        made.start()
    assert city.asked("run") == [False]
    assert due(made) == -1, "nothing waits"


def test_no_tick_stands_for_what_may_not_have_gone(
    qapp: object, city: FakeSubmitting, notifier: Notifier
) -> None:
    report = SentReport()
    report.add(Changes(frozenset({3})), unknown=1)
    report.add(Changes(frozenset({4})), sent=1)
    city.report = report
    notifier.info("To 311: Restaurant Complaint", about=frozenset({3}))
    runner(city, notifier, by_itself=False).run()
    assert notifier.accessibleName().startswith("Not sure it went.")
    notifier.close_one()


def test_the_sender_comes_back_when_something_is_due_and_neither_too_soon_nor_too_late(
    qapp: object, city: FakeSubmitting, notifier: Notifier
) -> None:
    made = runner(city, notifier)
    for wait, least, most in (
        (timedelta(seconds=-5), 900, 1_100),  # a timer of Qt's may be a twentieth off
        (timedelta(seconds=40), 38_000, 42_000),
        (timedelta(days=2), 285_000, 315_000),
    ):
        city.report = SentReport(next_at=NOW + wait)
        made.run()
        assert least <= due(made) <= most
    made._due.stop()


def test_a_window_that_does_not_sync_by_itself_sends_on_request_only(
    qapp: object, city: FakeSubmitting, notifier: Notifier
) -> None:
    made = runner(city, notifier, by_itself=False)
    made.start()
    assert not city.asked("run")
    city.report = SentReport(next_at=NOW)
    made.run()
    assert due(made) == -1


def test_another_program_that_sends_is_no_trouble_and_another_trouble_is_told_once(
    qapp: object, city: FakeSubmitting, notifier: Notifier
) -> None:
    said: list[str] = []
    notifier.said.connect(said.append)
    made = runner(city, notifier)
    city.trouble = LeaseHeldError("Another program sends.", "wardoffice sync")
    made.run()
    assert said == []
    assert due(made) > 28_000
    for _ in range(2):
        city.trouble = SecretsError("There is no keyring.")
        made.run()
    assert said == ["There is no keyring."]
    city.trouble = CityUnreachableError("311 does not answer.")
    made.run()
    assert len(said) == 2
    made._due.stop()
    notifier.hide()


class TestMail:
    """Mails stand in the same list, with what became of each recipient."""

    @pytest.fixture
    def city(self) -> FakeSubmitting:
        waiting = an_outbox_line(
            21,
            OutboxState.QUEUED,
            kind=OutboxKind.MAIL,
            what="Answer: Your street light",
            where="Ana Lopez",
            next_at=NOW + timedelta(seconds=12),
            recipients=(RecipientLine("ana@example.org", "Ana Lopez", RecipientState.PENDING),),
            may=frozenset({OutboxDoing.WITHDRAW, OutboxDoing.CHANGE, OutboxDoing.SEND_NOW}),
        )
        partly = an_outbox_line(
            20,
            OutboxState.SENT,
            kind=OutboxKind.MAIL,
            needs_person=True,
            number="",
            recipients=(
                RecipientLine("lights@x.example", "Lights", RecipientState.ACCEPTED, 250, "kept"),
                RecipientLine("gone@x.example", "", RecipientState.BOUNCED, None, "no such person"),
            ),
            may=frozenset({OutboxDoing.SEEN}),
        )
        return FakeSubmitting(kept=(partly, waiting))

    def test_each_recipient_has_their_fate_and_each_row_its_clock(self, page: OutboxPage) -> None:
        assert [row[0] for row in page.rows()] == ["Sent to some of them", "Waits to be sent"]
        assert page.rows()[1][-1] == "goes in 12 s"
        shown = page.words
        assert "gone@x.example: came back (no such person)" in shown
        assert "Lights <lights@x.example>: sent" in shown

    def test_nobody_waits_for_a_mail_that_was_taken_back(self) -> None:
        person = RecipientLine("ana@example.org", "Ana Lopez", RecipientState.PENDING)
        assert recipient_words(person, OutboxState.QUEUED) == "Ana Lopez <ana@example.org>: waits"
        assert recipient_words(person, OutboxState.WITHDRAWN) == "Ana Lopez <ana@example.org>: taken back"

    @pytest.mark.parametrize(
        ("steps", "key", "asked"),
        [("", "X", "seen"), ("J", "N", "send_now"), ("J", "E", "change"), ("J", "W", "withdraw")],
    )
    def test_every_action_on_a_mail_has_its_key(
        self, page: OutboxPage, city: FakeSubmitting, steps: str, key: str, asked: str
    ) -> None:
        page.press(steps)
        line = page.current
        assert line is not None
        page.press(key)
        assert city.asked(asked) == [line.outbox_id]

    @pytest.mark.parametrize("key", ["N", "W"])
    def test_nothing_counts_down_to_a_mail_that_went_at_once_or_was_taken_back(
        self, page: OutboxPage, window: WindowPage, key: str
    ) -> None:
        notifier = window.office.notifier
        notifier.recall("To Buildings", 15, lambda: None)
        page.press("J")
        page.press(key)
        notifier.close_one()
        assert "To Buildings" not in notifier.accessibleName()
        assert notifier.isHidden()

    def test_the_mail_is_shown_as_it_goes(
        self, page: OutboxPage, city: FakeSubmitting, window: WindowPage
    ) -> None:
        page.press("P")
        assert city.asked("preview") == [20]
        (shown,) = window.office.window.findChildren(MailShown)
        assert shown.words.toPlainText() == "It is done."
        shown.close()

    def test_older_ones_are_said_to_be_left_out_and_come_at_a_click(
        self, page: OutboxPage, city: FakeSubmitting, window: WindowPage
    ) -> None:
        assert not page.older.isVisibleTo(page.view)
        city.older = tuple(an_outbox_line(1000 + each, OutboxState.SENT) for each in range(OUTBOX_PAGE + 3))
        window.office.outgoing.keeper.refresh()
        assert (page.older.text(), len(page.rows())) == ("Show older ones: 3 more", OUTBOX_PAGE + 2)
        page.older.click()
        assert len(page.rows()) == OUTBOX_PAGE + 5
        assert not page.older.isVisibleTo(page.view)

    def test_that_nothing_sends_mail_stands_above_the_list(
        self, city: FakeSubmitting, page: OutboxPage, window: WindowPage
    ) -> None:
        warning = "No server that sends mail is set up: all mail waits here."
        assert not [each for each in shown_words(page.view) if each.startswith(warning)]
        city.has_server = False
        window.office.outgoing.keeper.refresh()
        assert [each for each in shown_words(page.view) if each.startswith(warning)]

    def test_everything_is_held_and_let_go(self, page: OutboxPage, window: WindowPage) -> None:
        view = window.office.outgoing.view
        view.hold.click()
        assert view.hold.text() == "Let everything go"
        view.hold.click()
        assert view.hold.text() == "Hold everything"

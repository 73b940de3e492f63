"""A mail of which nobody knows whether it went, settled by keys in the window of a real office (P3, P6)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import OfficeBuilder
from tests.forwarding import forward_jobs
from tests.gui.case_pages import shown_words
from tests.gui.outbox_desk import Desk, outbox_desk
from tests.gui.practice_pages import Answer
from wardoffice.domain.forwarding import ForwardWish, Receiver, ShownResident
from wardoffice.domain.outgoing import OutboxDoing, OutboxState
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.replying import ReplyChoice, ReplyKind, ReplyTo, ReplyWay
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.check.sending_card import SendingCard
from wardoffice.gui.forward.dialog import ForwardDialog
from wardoffice.gui.office_window import CHECK, OUTBOX


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with outbox_desk(qtbot, tmp_path / "office", monkeypatch) as opened:
        yield opened


def test_by_f_it_did_not_go_and_she_is_owed_an_answer_until_that_is_taken_back(desk: Desk) -> None:
    assert desk.outbox.offered() == {
        OutboxDoing.LOOK_AGAIN,
        OutboxDoing.IT_WENT,
        OutboxDoing.IT_DID_NOT_GO,
        OutboxDoing.SEND_AGAIN,
    }
    assert not desk.owes()
    assert "it did not go" in desk.key("F")
    assert desk.states() == [OutboxState.REFUSED]
    assert desk.owes()
    assert desk.line.trouble == f"{desk.office.actor.name} says that it did not go."
    assert desk.outbox.offered() == {OutboxDoing.CHANGE, OutboxDoing.SEND_AGAIN, OutboxDoing.WITHDRAW}

    assert desk.key("Ctrl+Z").startswith("Taken back: ")
    assert desk.states() == [OutboxState.UNKNOWN]
    assert not desk.owes()
    assert OutboxDoing.IT_DID_NOT_GO in desk.outbox.offered()

    desk.key("Ctrl+Shift+Z")
    assert desk.states() == [OutboxState.REFUSED]
    assert desk.owes()


def test_by_e_what_did_not_go_is_written_anew_from_what_was_written(desk: Desk) -> None:
    desk.key("F")
    desk.outbox.view.table.setFocus()
    desk.outbox.press("E")
    desk.page.settle()
    (dialog,) = desk.page.office.window.findChildren(ReplyDialog)
    assert dialog.kind is ReplyKind.UPDATE
    assert dialog.choice().fields["news"] == "We saw it."
    assert desk.states() == [OutboxState.WITHDRAWN]
    assert desk.owes()
    dialog.done(0)


def test_by_e_a_forward_of_several_is_chosen_anew_from_all_that_was_chosen(desk: Desk) -> None:
    office = OfficeBuilder(desk.office.store)
    ids = [office.mail("A hole", address=f"{n} W Oak St", service_code="PHF").case_id for n in (12, 14)]
    to = Receiver(None, "crew@streets.example", (Addressee("crew@streets.example"),))
    chosen = ForwardWish(
        tuple(ids),
        to,
        instruction="Both by Friday.",
        photo_ids=(),
        with_map=False,
        resident=ShownResident(words=True),
    )
    forwarding = forward_jobs(desk.office.store).forwarding
    forwarding.send(desk.office.actor, forwarding.preview(desk.office.actor, chosen))
    desk.page.office.outgoing.keeper.refresh()
    desk.page.settle()
    desk.outbox.view.table.setFocus()
    desk.outbox.press("J")
    assert desk.line.state is OutboxState.QUEUED
    desk.outbox.press("E")
    desk.page.settle()
    (dialog,) = desk.page.office.window.findChildren(ForwardDialog)
    shown = dialog.choices.wish()
    assert shown.receiver is not None
    assert shown.receiver.to == to.to
    assert replace(shown, receiver=to) == chosen
    dialog.done(0)


def test_who_was_parted_from_the_problem_is_said_and_nobody_else_is_ticked(desk: Desk) -> None:
    begun = ReplyChoice(ReplyKind.UPDATE, (ReplyTo(999, ReplyWay.MAIL),), {"news": "It is done."})
    desk.page.office.answers.open_for(desk.case_id, begun)
    desk.page.settle()
    assert "not among the people of this problem any more" in desk.page.said()
    (dialog,) = desk.page.office.window.findChildren(ReplyDialog)
    assert dialog.choice().to == ()
    assert dialog.choice().fields["news"] == "It is done."
    dialog.done(0)


def test_what_did_not_go_is_sent_once_more_by_s_and_settles_what_is_owed(desk: Desk) -> None:
    desk.key("F")
    desk.key("S", Answer("Send it once more", "She never got it."))
    assert desk.states() == [OutboxState.REFUSED, OutboxState.QUEUED]
    assert not desk.owes()
    assert [row[0] for row in desk.outbox.rows()] == ["Waits to be sent", "Refused"]
    desk.key("Ctrl+Z")
    assert desk.states() == [OutboxState.REFUSED, OutboxState.WITHDRAWN]
    assert desk.owes()


def test_by_y_it_went_and_nobody_is_owed_anything(desk: Desk) -> None:
    desk.key("Y")
    assert desk.states() == [OutboxState.SENT]
    assert not desk.owes()
    assert desk.outbox.offered() == set()


def test_the_311_and_mail_check_tells_of_it_and_leads_there(desk: Desk) -> None:
    desk.page.show_screen(CHECK)
    desk.page.settle()
    card = desk.page.office.window.findChild(SendingCard)
    assert isinstance(card, SendingCard)
    assert "nothing waits · not sure that 1 went" in shown_words(card)
    assert "1 needs a person" in shown_words(card)
    card.outbox.click()
    desk.page.settle()
    assert desk.page.screen() == OUTBOX

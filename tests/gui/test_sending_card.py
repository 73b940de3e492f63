"""What goes out, beside what comes in: in plain words what left, what waits, and what keeps it."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, NOW, now
from tests.gui.case_pages import shown_words
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.outgoing import OutboxHeld
from wardoffice.domain.sending_state import SendingState, WayOutBooks
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.sending_card import SendingCard

_LEFT = WayOutBooks(left_at=NOW - timedelta(hours=1))
_WAITS = WayOutBooks(
    NOW - timedelta(hours=1), 2, 1, NOW + timedelta(minutes=5), "The server does not answer."
)


@dataclass
class Sending:
    """Says what it is given."""

    now: SendingState = field(
        default_factory=lambda: SendingState(_LEFT, WayOutBooks(), "smtp.example", "office@ward47.example")
    )

    def state(self, _actor: Actor) -> SendingState:
        return self.now


@pytest.fixture
def sending() -> Sending:
    return Sending()


@pytest.fixture
def card(qtbot: QtBot, sending: Sending) -> SendingCard:
    made = SendingCard(
        sending, InlineTasks(list[WardOfficeError]().append), MARIA, Moments(ZoneInfo("America/Chicago"), now)
    )
    qtbot.addWidget(made)
    made.refresh()
    return made


def buttons(card: SendingCard) -> dict[str, QAbstractButton]:
    return {
        each.text(): each
        for each in card.findChildren(QAbstractButton)
        if each.isVisibleTo(card) and each.text()
    }


def test_it_says_when_something_left_last_and_that_nothing_waits(card: SendingCard) -> None:
    words = shown_words(card)
    assert "Mail, by office@ward47.example" in words
    assert any(each.startswith("Last left today") for each in words)
    assert any(each.startswith("last left ") and each.endswith(" · nothing waits") for each in words)
    assert "Nothing left yet" in words, "of requests to 311"
    assert "Nothing needs a person." in words
    assert set(buttons(card)) == {"Open the outbox"}


def test_what_waits_is_told_with_its_trouble_and_the_next_try(card: SendingCard, sending: Sending) -> None:
    sending.now = SendingState(_LEFT, _WAITS, "smtp.example", "office@ward47.example", need_person=1)
    card.refresh()
    words = shown_words(card)
    assert "Could not be sent yet" in words
    assert "The server does not answer." in words
    told = next(each for each in words if "next try" in each)
    assert "2 wait · not sure that 1 went · next try " in told
    assert "1 needs a person" in words


def test_a_refused_sign_in_is_said_and_one_can_sign_in_at_once(
    card: SendingCard, sending: Sending, qtbot: QtBot
) -> None:
    mail = WayOutBooks(waiting=3)
    sending.now = SendingState(
        mail, _LEFT, "smtp.example", "office@ward47.example", refused="The password is wrong."
    )
    card.refresh()
    assert {"Wants you to sign in", "The password is wrong.", "3 wait · nothing waits"} & set(
        shown_words(card)
    ) == {"Wants you to sign in", "The password is wrong."}
    with qtbot.waitSignal(card.sign_in_asked) as asked:
        buttons(card)["Sign in"].click()
    assert asked.args == ["office@ward47.example"]


def test_what_is_held_or_not_set_up_is_said_in_words(card: SendingCard, sending: Sending) -> None:
    sending.now = SendingState(
        _WAITS, _WAITS, "smtp.example", "office@ward47.example", held=OutboxHeld("Ben", NOW)
    )
    card.refresh()
    assert shown_words(card).count("Held by Ben") == 2
    sending.now = SendingState(WayOutBooks(waiting=1), WayOutBooks())
    card.refresh()
    words = shown_words(card)
    assert {"Mail", "Not set up", "No server that sends mail is set up: mails wait in the outbox."} <= set(
        words
    )


def test_it_leads_to_the_outbox(card: SendingCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.outbox_asked):
        card.outbox.click()

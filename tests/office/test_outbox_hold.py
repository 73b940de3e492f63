"""Who holds everything in the outbox, and who lets it go, stands in the history and can be taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.office_history import HistoryFilter, HistoryGroup
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store


@pytest.fixture
def hold(store: Store) -> OutboxHold:
    return OutboxHold(store)


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria R.")


def told(store: Store, actor: Actor) -> list[tuple[str, str, datetime]]:
    """What the office's history says of it, the newest first, each with who did it and when."""
    asked = HistoryFilter(group=HistoryGroup.OFFICE)
    page = HistoryPanel(store, ZoneInfo("America/Chicago")).history(actor, asked)
    return [(each.line.label, each.line.who, each.line.at) for each in page.lines]


def test_who_held_everything_and_who_let_it_go_is_in_the_history(
    store: Store, office: OfficeBuilder, hold: OutboxHold, maria: Actor
) -> None:
    joe = office.staff("Joe A.")
    assert hold.hold(maria).label == "Everything in the outbox held"
    held = hold.state(joe)
    assert held is not None
    assert held.by == "Maria R."
    assert hold.let_go(joe).label == "Everything in the outbox let go"
    assert hold.state(maria) is None
    let_go, kept = told(store, maria)[:2]
    assert kept == ("Everything in the outbox held", "Maria R.", held.since)
    assert let_go[:2] == ("Everything in the outbox let go", "Joe A.")
    assert let_go[2] > held.since


def test_who_held_it_first_stays_named_and_pressing_again_leaves_no_second_line(
    store: Store, office: OfficeBuilder, hold: OutboxHold, maria: Actor
) -> None:
    hold.hold(maria)
    assert hold.hold(office.staff("Joe A.")).action_id is None
    held = hold.state(maria)
    assert held is not None
    assert held.by == "Maria R."
    hold.let_go(maria)
    assert hold.let_go(maria).action_id is None
    assert len([words for words, *_ in told(store, maria) if "outbox" in words]) == 2


def test_what_was_let_go_since_is_held_by_no_undo(store: Store, hold: OutboxHold, maria: Actor) -> None:
    held = hold.hold(maria).action_id
    hold.let_go(maria)
    with pytest.raises(CannotDoError, match="nothing left"):
        Undoing(store).undo(maria, held)
    Undoing(store).undo(maria)
    assert hold.state(maria) is not None, "letting go was taken back"


def test_a_volunteer_holds_nothing(hold: OutboxHold) -> None:
    with pytest.raises(NotAllowedError):
        hold.hold(Actor(None, "V", Role.VOLUNTEER))
    assert hold.state(Actor(None, "V", Role.VOLUNTEER)) is None

"""How the way out stands, told from what is known: what left, what waits, what keeps it (P3)."""

import pytest

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice, lost
from tests.forwarding import forward_jobs
from tests.office.test_forwarding import look_and_send, wish
from tests.office.test_mail_outbox import answered
from wardoffice.domain.errors import SignInRefusedError
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.sending_state import WayOutBooks
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sending_check import SendingCheck
from wardoffice.office.sending_door import SendingDoor
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now))


@pytest.fixture
def door(store: Store) -> SendingDoor:
    return SendingDoor(store, "smtp.example", "office@ward47.example", SignInWay.PASSWORD)


@pytest.fixture
def check(store: Store, door: SendingDoor, ours: SubmittingOffice) -> SendingCheck:
    return SendingCheck(store, door, ours.profile.key)


def test_of_an_empty_outbox_nothing_is_said(check: SendingCheck, ours: SubmittingOffice) -> None:
    state = check.state(ours.ana)
    assert (state.mail, state.city, state.need_person) == (WayOutBooks(), WayOutBooks(), 0)
    assert (state.host, state.refused, state.held) == ("smtp.example", "", None)


def test_what_waits_what_left_and_what_is_in_doubt_is_told_of_each_way(
    check: SendingCheck, ours: SubmittingOffice, store: Store, office: OfficeBuilder
) -> None:
    answered(office, store, ours.ana)
    look_and_send(forward_jobs(store), ours.ana, wish(ours.told("Another hole")))
    ours.submit(ours.told())
    ours.send()
    ours.submit(ours.told("A second hole"))
    ours.desk.troubles = [lost(kept=False)]
    ours.send()
    ours.submit(ours.told("A third hole"))
    state = check.state(ours.ana)
    assert (state.mail.waiting, state.mail.in_doubt, state.mail.left_at) == (1, 1, None)
    assert state.mail.next_at is not None
    assert (state.city.waiting, state.city.in_doubt) == (1, 1)
    assert state.city.left_at is not None
    assert state.need_person == 1
    with store.writing() as session:
        session.get_one(OutboxMessage, 2).trouble = "The server does not answer."
    assert check.state(ours.ana).mail.trouble == "The server does not answer."


def test_no_next_try_is_told_where_nobody_tries(
    check: SendingCheck, door: SendingDoor, ours: SubmittingOffice, store: Store
) -> None:
    look_and_send(forward_jobs(store), ours.ana, wish(ours.told()))
    ours.submit(ours.told("A second hole"))
    both = check.state(ours.ana)
    assert both.mail.next_at is not None
    assert both.city.next_at is not None
    door.shut(SignInRefusedError("The password is wrong."))
    shut = check.state(ours.ana)
    assert shut.refused == "The password is wrong."
    assert (shut.mail.next_at, shut.city.next_at) == (None, both.city.next_at)
    door.let_in()
    OutboxHold(store).hold(ours.ana)
    held = check.state(ours.ana)
    assert held.held is not None
    assert (held.mail.next_at, held.city.next_at) == (None, None)
    assert SendingCheck(store, SendingDoor(store, "", "", None), "x").state(ours.ana).mail.next_at is None


def test_what_somebody_may_not_see_is_not_counted_for_them(
    check: SendingCheck, ours: SubmittingOffice, store: Store, office: OfficeBuilder
) -> None:
    case_id = ours.told()
    look_and_send(forward_jobs(store), ours.ana, wish(case_id))
    ours.submit(case_id)
    office.restrict(case_id, ours.ana)
    assert (check.state(ours.ana).mail.waiting, check.state(ours.ana).city.waiting) == (1, 1)
    other = check.state(office.staff("Bo"))
    assert (other.mail.waiting, other.city.waiting) == (0, 0)

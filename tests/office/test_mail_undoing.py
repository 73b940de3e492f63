"""Undo and mails: no mail leaves twice or at once by it, and what is said of those that left is true."""

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.forwarding import OFFICE, forward_jobs
from tests.office.test_forwarding import look_and_send, wish
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import RECALL, Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.people import FollowUpKind
from wardoffice.office.mail_fate import refuse_mail, settle_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.undoing import Undoing
from wardoffice.store.casework import owed_in
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, FollowUp, Forward, OutboxMessage, OutboxRecipient

PROGRAM = Actor.program("mail")


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria R.")


@pytest.fixture
def outbox(store: Store) -> MailOutbox:
    return MailOutbox(store, SentLooking(store, None, provider_keeps=False))


def pothole(office: OfficeBuilder) -> int:
    office.service_type("PHF", "Pothole in Street")
    return office.mail("A hole", address="4800 N Damen Ave", service_code="PHF").case_id


def states(store: Store) -> list[OutboxState]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def reply(store: Store, office: OfficeBuilder, actor: Actor, *names: str) -> list[int]:
    """One problem told by each of these; each is answered by a mail of their own, in one action."""
    writing, told = MailWriting(store, OFFICE), []
    for name in names:
        contact = office.contact(name, f"{name}@home.example")
        told.append((office.mail("A hole", contact_id=contact).case_id, contact))
    mails = [
        OutgoingMail(
            MailPurpose.ANSWER,
            (Addressee(f"{name}@home.example", name, contact),),
            "A hole",
            "We saw it.",
            case_id=case_id,
            number="2026-00017",
        )
        for name, (case_id, contact) in zip(names, told, strict=True)
    ]
    rendered = [writing.render(each) for each in mails]
    with store.unit_of_work(actor, ActionKind.ANSWER) as work:
        for mail, (case_id, contact) in zip(rendered, told, strict=True):
            given = FollowUp(
                case_id=case_id,
                contact_id=contact,
                outbox_id=writing.queue(work, mail).id,
                kind=FollowUpKind.ANSWER,
                done_at=work.now,
                created_at=work.now,
            )
            work.add(given)
            for owed in owed_in(work.session, [case_id], [contact]):
                owed.done_at, owed.done_by_id = work.now, given.id
    return [case_id for case_id, _ in told]


def owed(store: Store, case_id: int) -> int:
    with store.reading() as session:
        contacts = [each for each in session.scalars(select(FollowUp.contact_id)) if each is not None]
        return len(owed_in(session, [case_id], contacts))


def test_what_was_taken_back_to_be_changed_is_not_queued_again_beside_the_changed_one(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id, jobs = pothole(office), forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id))
    outbox.change(maria, 1)
    look_and_send(jobs, maria, wish(case_id, instruction="Please look at it today."))
    with store.reading() as session:
        settle = session.scalars(select(Action.id).where(Action.kind == ActionKind.SETTLE)).one()
    with pytest.raises(CannotDoError, match="Another mail was written in its place"):
        Undoing(store).undo(maria, settle)
    assert states(store) == [OutboxState.WITHDRAWN, OutboxState.QUEUED]
    with store.reading() as session:
        standing = select(Forward.outbox_id).where(Forward.withdrawn_at.is_(None))
        assert session.scalars(standing).all() == [2]


def test_a_mail_that_waits_again_can_be_taken_back_as_long_as_a_new_one(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    look_and_send(forward_jobs(store), maria, wish(pothole(office)))
    undoing = Undoing(store)
    for take_back, bring_back in (
        (undoing.undo, undoing.redo),
        (lambda _: outbox.withdraw(maria, 1), undoing.undo),
    ):
        take_back(maria)
        assert isinstance(store.now, Clock)
        store.now.forward(seconds=600)
        bring_back(maria)
        assert states(store) == [OutboxState.QUEUED]
        with store.reading() as session:
            waits = session.get_one(OutboxMessage, 1).not_before - store.now()
        assert RECALL / 2 < waits <= RECALL


def test_an_answer_that_was_refused_can_be_taken_back_for_it_never_left(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    (case_id,) = reply(store, office, maria, "rosa")
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        refuse_mail(work, 1, "550 No such user.")
    Undoing(store).undo(maria)
    assert states(store) == [OutboxState.WITHDRAWN]
    assert owed(store, case_id) == 1


def test_of_several_answers_those_that_left_are_named_and_stand_and_the_rest_is_taken_back(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    gone, waiting = reply(store, office, maria, "rosa", "bob")
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        work.session.get_one(OutboxRecipient, 1).code = 250
        work.session.flush()
        settle_mail(work, 1, taken=True)
    with pytest.raises(ChangedSinceError, match="a mail that has left the office: sent"):
        Undoing(store).undo(maria)
    Undoing(store).undo(maria, rest_only=True)
    assert states(store) == [OutboxState.SENT, OutboxState.WITHDRAWN]
    assert (owed(store, gone), owed(store, waiting)) == (0, 1)

"""Undo and mails: no mail leaves twice or at once by it, and what is said of those that left is true."""

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.forwarding import OFFICE, STREETS, WATER, forward_jobs
from tests.office.test_forwarding import look_and_send, wish
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
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


def half_sent(store: Store, office: OfficeBuilder, actor: Actor) -> int:
    """One mail that answers Rosa and Bob: it went to her, and his server does not take it now."""
    writing, told = MailWriting(store, OFFICE), []
    for name in ("rosa", "bob"):
        contact = office.contact(name, f"{name}@home.example")
        told.append((office.mail("A hole", contact_id=contact).case_id, contact, f"{name}@home.example"))
    to = tuple(Addressee(address, "", contact) for _, contact, address in told)
    rendered = writing.render(
        OutgoingMail(MailPurpose.ANSWER, to, "A hole", "We saw it.", number="2026-00017")
    )
    with store.unit_of_work(actor, ActionKind.ANSWER) as work:
        sent = writing.queue(work, rendered)
        for case_id, contact, _ in told:
            given = FollowUp(
                case_id=case_id,
                contact_id=contact,
                outbox_id=sent.id,
                kind=FollowUpKind.ANSWER,
                done_at=work.now,
                created_at=work.now,
            )
            work.add(given)
            for debt in owed_in(work.session, [case_id], [contact]):
                debt.done_at, debt.done_by_id = work.now, given.id
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        for recipient_id, code in ((1, 250), (2, 451)):
            work.session.get_one(OutboxRecipient, recipient_id).code = code
        work.session.flush()
        settle_mail(work, sent.id, taken=True, why="451 later")
    return told[1][0]


def fates(store: Store) -> list[RecipientState]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxRecipient.state).order_by(OutboxRecipient.id)))


def test_a_mail_that_was_stopped_for_one_who_waited_waits_for_them_again_and_owes_no_more_than_before(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id, undoing = half_sent(store, office, maria), Undoing(store)
    stopped = [RecipientState.ACCEPTED, RecipientState.WITHDRAWN]
    outbox.withdraw(maria, 1)
    for _ in range(2):
        assert (fates(store), owed(store, case_id)) == (stopped, 1)
        undoing.undo(maria)
        assert (fates(store), owed(store, case_id)) == ([RecipientState.ACCEPTED, RecipientState.PENDING], 0)
        with store.reading() as session:
            mail = session.get_one(OutboxMessage, 1)
            assert mail.state is OutboxState.SENT
            assert mail.not_before - store.now() > RECALL / 2
        undoing.redo(maria)
    assert (fates(store), owed(store, case_id)) == (stopped, 1)


def test_whom_it_reached_after_all_it_cannot_be_stopped_for_again(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id, undoing = half_sent(store, office, maria), Undoing(store)
    outbox.withdraw(maria, 1)
    undoing.undo(maria)
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        work.session.get_one(OutboxRecipient, 2).code = 250
        work.session.flush()
        settle_mail(work, 1, taken=True)
    with pytest.raises(CannotDoError, match="It went to bob@home"):
        undoing.redo(maria)
    assert (fates(store), owed(store, case_id)) == ([RecipientState.ACCEPTED] * 2, 0)


def test_whoever_was_answered_since_does_not_get_the_stopped_mail_as_well(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id = half_sent(store, office, maria)
    outbox.withdraw(maria, 1)
    with store.reading() as session:
        settle = session.scalars(select(Action.id).where(Action.kind == ActionKind.SETTLE)).one()
        bob = session.get_one(OutboxRecipient, 2).contact_id
    with store.unit_of_work(maria, ActionKind.ANSWER) as work:
        work.add(
            FollowUp(
                case_id=case_id,
                contact_id=bob,
                kind=FollowUpKind.ANSWER,
                done_at=work.now,
                created_at=work.now,
            )
        )
    with pytest.raises(CannotDoError, match="Another mail was written in its place"):
        Undoing(store).undo(maria, settle)
    assert fates(store) == [RecipientState.ACCEPTED, RecipientState.WITHDRAWN]


def test_undoing_an_answer_that_went_to_some_says_where_the_rest_is_stopped(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    half_sent(store, office, maria)
    with store.reading() as session:
        first = session.scalars(select(Action.id).where(Action.kind == ActionKind.ANSWER)).first()
    with pytest.raises(CannotDoError) as refused:
        Undoing(store).undo(maria, first)
    assert refused.value.next_step == "Take it back in the outbox for those it has not reached yet."


def forwarded(store: Store) -> dict[str, bool]:
    """To whom the problem stands forwarded, and whether it does."""
    with store.reading() as session:
        rows = session.execute(select(Forward.department, Forward.withdrawn_at).order_by(Forward.id))
        return {name: withdrawn is None for name, withdrawn in rows}


def test_a_forward_is_taken_back_whatever_other_department_was_told_since(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    case_id, jobs = pothole(office), forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id, receiver=STREETS))
    with store.reading() as session:
        first = session.scalars(select(Action.id).where(Action.kind == ActionKind.FORWARD)).one()
    look_and_send(jobs, maria, wish(case_id, receiver=WATER))
    undoing = Undoing(store)
    undoing.undo(maria, first)
    assert forwarded(store) == {STREETS.name: False, WATER.name: True}
    with store.reading() as session:
        last = session.scalars(select(Action.id).order_by(Action.id.desc())).first()
    undoing.undo(maria, last)
    assert forwarded(store) == {STREETS.name: True, WATER.name: True}
    assert states(store) == [OutboxState.QUEUED] * 2


def test_a_mail_waits_again_whatever_other_department_was_told_since(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id, jobs = pothole(office), forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id, receiver=STREETS))
    outbox.withdraw(maria, 1)
    with store.reading() as session:
        settle = session.scalars(select(Action.id).where(Action.kind == ActionKind.SETTLE)).one()
    look_and_send(jobs, maria, wish(case_id, receiver=WATER))
    Undoing(store).undo(maria, settle)
    assert forwarded(store) == {STREETS.name: True, WATER.name: True}


def test_a_forward_that_has_left_is_named_as_such_though_others_were_told_since(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    case_id, jobs = pothole(office), forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id, receiver=STREETS))
    with store.reading() as session:
        first = session.scalars(select(Action.id).where(Action.kind == ActionKind.FORWARD)).one()
    look_and_send(jobs, maria, wish(case_id, receiver=WATER))
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        work.session.get_one(OutboxRecipient, 1).code = 250
        work.session.flush()
        settle_mail(work, 1, taken=True)
    with pytest.raises(CannotDoError, match="This has left the office: sent"):
        Undoing(store).undo(maria, first)
    assert forwarded(store) == {STREETS.name: True, WATER.name: True}


def test_an_acknowledgement_that_was_taken_back_does_not_wait_again_beside_a_newer_one(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    """Of another problem too: nobody is thanked twice within the day."""
    writing, bo = MailWriting(store, OFFICE), office.staff("Bo")
    to = (Addressee("eva@x.example", "Eva", office.contact("Eva", "eva@x.example")),)

    def thank(actor: Actor) -> None:
        mail = OutgoingMail(MailPurpose.ACKNOWLEDGEMENT, to, "A hole", "Thank you.")
        rendered = writing.render(mail)
        with store.unit_of_work(actor, ActionKind.ANSWER) as work:
            writing.queue(work, rendered)

    thank(maria)
    outbox.withdraw(maria, 1)
    thank(bo)
    with pytest.raises(CannotDoError, match=r"eva@x\.example got an acknowledgement"):
        Undoing(store).undo(maria)
    outbox.withdraw(bo, 2)
    Undoing(store).undo(maria)
    assert states(store) == [OutboxState.QUEUED, OutboxState.WITHDRAWN]

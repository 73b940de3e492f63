"""Sending a refused mail once more: nobody gets what was written anew, or is kept back now."""

import pytest
from sqlalchemy import select

from tests.builders import PLACING, OfficeBuilder
from tests.forwarding import OFFICE, forward_jobs
from tests.office.department_desk import department_desk
from tests.office.test_chasing import chase, two_overdue
from tests.office.test_forwarding import HERE, POTHOLE, look_and_send, wish
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.people import FollowUpKind
from wardoffice.office.mail_fate import refuse_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import FollowUp, OutboxMessage

PROGRAM = Actor.program("mail")


@pytest.fixture
def outbox(store: Store) -> MailOutbox:
    return MailOutbox(store, SentLooking(store, None, provider_keeps=False))


@pytest.fixture
def case_id(office: OfficeBuilder) -> int:
    office.service_type(POTHOLE, "Pothole in Street")
    return office.mail("A hole", address="4800 N Damen Ave", point=HERE, service_code=POTHOLE).case_id


def is_refused(store: Store, outbox_id: int = 1) -> None:
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        refuse_mail(work, outbox_id, "552 5.2.2 mailbox full")


def states(store: Store) -> list[OutboxState]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def line(store: Store, actor: Actor, outbox_id: int = 1) -> OutboxLine:
    with store.reading() as session:
        (found,) = mail_lines(session, actor, outbox_ids=[outbox_id])
    return found


def answers(store: Store, actor: Actor, contact_id: int, case_id: int, purpose: MailPurpose) -> None:
    """One answer by mail, about one problem."""
    writing = MailWriting(store, OFFICE)
    to = (Addressee("eva@x.example", "Eva", contact_id),)
    rendered = writing.render(OutgoingMail(purpose, to, "A hole", "We saw it.", case_id=case_id))
    with store.unit_of_work(actor, ActionKind.ANSWER) as work:
        work.add(
            FollowUp(
                case_id=case_id,
                contact_id=contact_id,
                outbox_id=writing.queue(work, rendered).id,
                kind=FollowUpKind.ANSWER,
                done_at=work.now,
                created_at=work.now,
            )
        )


def test_a_refused_forward_that_was_written_anew_is_not_sent_again_and_its_line_says_so(
    store: Store, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    jobs = forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id))
    is_refused(store)
    assert OutboxDoing.SEND_AGAIN in line(store, maria).may
    look_and_send(jobs, maria, wish(case_id))
    with pytest.raises(CannotDoError, match="sent or told anew since"):
        outbox.send_again(maria, 1, "They made room.")
    assert states(store) == [OutboxState.REFUSED, OutboxState.QUEUED]
    first = line(store, maria)
    assert (first.words, first.next_step) == (
        "Refused; what it says was sent or told anew since.",
        "Take it back.",
    )
    assert first.may == {OutboxDoing.WITHDRAW}
    outbox.withdraw(maria, 2)
    outbox.send_again(maria, 1, "They made room.")
    assert states(store) == [OutboxState.REFUSED, OutboxState.WITHDRAWN, OutboxState.QUEUED]


def test_what_was_written_anew_before_a_refused_one_was_put_away_and_brought_back_is_not_sent_again(
    store: Store, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    jobs = forward_jobs(store)
    look_and_send(jobs, maria, wish(case_id))
    is_refused(store)
    look_and_send(jobs, maria, wish(case_id))
    outbox.withdraw(maria, 1)
    Undoing(store).undo(maria)
    assert states(store)[0] is OutboxState.REFUSED
    with pytest.raises(CannotDoError, match="sent or told anew since"):
        outbox.send_again(maria, 1, "They made room.")


def test_a_refused_answer_that_was_given_anew_is_not_sent_again(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    answers(store, maria, eva, case_id, MailPurpose.ANSWER)
    is_refused(store)
    answers(store, maria, eva, case_id, MailPurpose.ANSWER)
    with pytest.raises(CannotDoError, match="sent or told anew since"):
        outbox.send_again(maria, 1, "She made room.")


def test_a_refused_chase_is_not_sent_again_beside_a_newer_one(sqlite_store: Store) -> None:
    desk = department_desk(sqlite_store)
    _, forwards = two_overdue(desk)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    with desk.store.reading() as session:
        refused = session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id.desc())).first()
    assert refused is not None
    is_refused(desk.store, refused)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    outbox = MailOutbox(desk.store, SentLooking(desk.store, None, provider_keeps=False))
    with pytest.raises(CannotDoError, match="sent or told anew since"):
        outbox.send_again(desk.ana, refused, "They made room.")
    assert len(desk.forwards(MailPurpose.CHASE)) == 2


def told_of_two(office: OfficeBuilder) -> tuple[int, int, int]:
    """Somebody, and two problems they told of."""
    eva = office.contact("Eva", "eva@x.example")
    return eva, office.mail("A hole", contact_id=eva).case_id, office.mail("A tree", contact_id=eva).case_id


def test_nobody_is_thanked_twice_within_the_day_by_a_refused_acknowledgement_that_is_sent_again(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    eva, one, other = told_of_two(office)
    answers(store, maria, eva, one, MailPurpose.ACKNOWLEDGEMENT)
    is_refused(store)
    answers(store, maria, eva, other, MailPurpose.ACKNOWLEDGEMENT)
    with pytest.raises(CannotDoError, match=r"eva@x\.example got an acknowledgement"):
        outbox.send_again(maria, 1, "She made room.")
    outbox.withdraw(maria, 2)
    outbox.send_again(maria, 1, "She made room.")
    assert states(store)[-1] is OutboxState.QUEUED


def test_a_refused_forward_of_what_was_restricted_since_stays_here(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    look_and_send(forward_jobs(store), maria, wish(case_id))
    is_refused(store)
    office.restrict(case_id, maria)
    with pytest.raises(CannotDoError, match="is restricted to named people"):
        outbox.send_again(maria, 1, "They made room.")
    assert states(store) == [OutboxState.REFUSED]


def test_a_refused_forward_of_what_was_finished_since_stays_here(
    store: Store, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    look_and_send(forward_jobs(store), maria, wish(case_id))
    is_refused(store)
    Triage(store, PLACING).finish(maria, [case_id], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="is finished"):
        outbox.send_again(maria, 1, "They made room.")
    assert states(store) == [OutboxState.REFUSED]


def test_a_restricted_problem_that_somebody_agreed_to_send_is_sent_again(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor, case_id: int
) -> None:
    office.restrict(case_id, maria)
    look_and_send(forward_jobs(store), maria, wish(case_id, restricted_too=True))
    is_refused(store)
    outbox.send_again(maria, 1, "They made room.")
    assert states(store) == [OutboxState.REFUSED, OutboxState.QUEUED]

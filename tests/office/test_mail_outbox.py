"""The outbox's mails: who sees them, what is shown of many, and what people may still say of one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.forwarding import OFFICE, forward_jobs
from tests.office.test_forwarding import HERE, POTHOLE, look_and_send, wish
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Bounce, MessageKind, NotDelivered
from wardoffice.domain.outgoing import OutboxDoing, OutboxKind, OutboxState, RecipientState, SubmissionWay
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.replying import ReplyKind, ReplyTo, ReplyWay, choice_values
from wardoffice.office.mail_effects import link_message
from wardoffice.office.mail_fate import came_back, refuse_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.sorted_mail import Sorted
from wardoffice.office.undoing import Undoing
from wardoffice.store.bounced import cases_of_mail, mark_bounced
from wardoffice.store.casework import owed_in
from wardoffice.store.mail_consequences import answers_by
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.outbox_reading import outbox_counts, outbox_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    FollowUp,
    Forward,
    Message,
    MessageLink,
    OutboxMessage,
    OutboxRecipient,
    Submission,
)

PROGRAM = Actor.program("mail")


class NothingKept:
    """A folder of sent mail in which nothing lies."""

    def look(self, _message_ids: object) -> frozenset[str]:
        return frozenset()

    def keep(self, _raw: bytes, _message_id: str, _at: datetime) -> bool:
        return False

    def abort(self) -> None:
        return


@pytest.fixture
def outbox(store: Store) -> MailOutbox:
    return MailOutbox(store, SentLooking(store, None, provider_keeps=False))


def bundle(store: Store, office: OfficeBuilder, actor: Actor) -> list[int]:
    """Two problems forwarded in one mail."""
    office.service_type(POTHOLE, "Pothole in Street")
    ids = [
        office.mail("A hole", address=f"48{n}0 N Damen Ave", point=HERE, service_code=POTHOLE).case_id
        for n in (1, 2)
    ]
    look_and_send(forward_jobs(store), actor, wish(*ids))
    return ids


def seen_by(store: Store, actor: Actor) -> list[int]:
    with store.reading() as session:
        return [line.outbox_id for line in mail_lines(session, actor)]


def fate_is_unknown(store: Store, outbox_id: int = 1) -> None:
    """As it stands where nobody can look for it."""
    with store.writing() as session:
        sent = session.get_one(OutboxMessage, outbox_id)
        sent.state, sent.looked = OutboxState.UNKNOWN, "The program reads no mailbox."
        for row in session.scalars(select(OutboxRecipient).where(OutboxRecipient.outbox_id == outbox_id)):
            row.code = 250


def test_a_mail_about_several_problems_is_hidden_with_each_restricted_one_among_them(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    bo = office.staff("Bo")
    _, second = bundle(store, office, maria)
    assert seen_by(store, bo) == [1]
    office.restrict(second, maria)
    assert seen_by(store, maria) == [1]
    assert seen_by(store, bo) == []
    for refused in (outbox.preview, outbox.withdraw, outbox.change, outbox.send_now, outbox.it_went):
        with pytest.raises(CannotDoError, match="no such mail"):
            refused(bo, 1)
    outbox.send_all_now(bo)
    with store.reading() as session:
        assert session.get_one(OutboxMessage, 1).not_before > store.now()


def test_what_was_sent_once_more_is_hidden_as_well_and_so_is_the_first(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    bo = office.staff("Bo")
    first, _ = bundle(store, office, maria)
    fate_is_unknown(store)
    outbox.send_again(maria, 1, "They did not get it.")
    assert seen_by(store, bo) == [2, 1]
    office.restrict(first, maria)
    assert seen_by(store, bo) == []
    assert seen_by(store, maria) == [2, 1]


def test_a_forward_that_one_of_them_has_stands_where_the_second_try_for_the_others_is_refused(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    bundle(store, office, maria)
    fate_is_unknown(store)
    with store.writing() as session:
        session.add(OutboxRecipient(outbox_id=1, address="a@cdot.example", state=RecipientState.ACCEPTED))
    outbox.send_again(maria, 1, "The other one did not get it.")

    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        refuse_mail(work, 2, "550 No such user")

    with store.reading() as session:
        forwards = session.scalars(select(Forward)).all()
        assert [(each.outbox_id, each.withdrawn_at) for each in forwards] == [(1, None), (1, None)]


def test_no_number_of_later_mails_hides_one_that_waits_or_needs_a_person(
    store: Store, outbox: MailOutbox, maria: Actor
) -> None:
    ended = [OutboxState.SENT] * 505
    states = [OutboxState.UNKNOWN, OutboxState.REFUSED, OutboxState.SENT, OutboxState.QUEUED, *ended]
    with store.writing() as session:
        for number, state in enumerate(states, 1):
            session.add(
                OutboxMessage(
                    id=number,
                    kind=OutboxKind.MAIL,
                    state=state,
                    looked="It is not in the folder of sent mail." if state is OutboxState.UNKNOWN else "",
                    message_id=f"<{number}@office.example>",
                    purpose=MailPurpose.ANSWER,
                    not_before=store.now(),
                    created_at=store.now(),
                )
            )
            reached = RecipientState.BOUNCED if number == 3 else RecipientState.ACCEPTED
            reached = RecipientState.PENDING if state is OutboxState.QUEUED else reached
            session.flush()
            session.add(OutboxRecipient(outbox_id=number, address="ana@home.example", state=reached))
    with store.reading() as session:
        lines = outbox_lines(session, maria)
        assert [line.outbox_id for line in lines if line.needs_person] == [3, 2, 1]
        assert [line.outbox_id for line in lines if OutboxDoing.SEND_NOW in line.may] == [4]
        assert len(lines) == 504
        counts = outbox_counts(session, maria)
        assert (counts.need_person, counts.ended_mails, counts.left_out(len(lines) - 4)) == (3, 505, 5)


def test_no_number_of_later_requests_to_311_hides_one_that_waits_or_needs_a_person(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    """Those at their end come by the page, and how many are left out is counted."""
    case_id = office.mail("A hole").case_id
    first = [OutboxState.UNKNOWN, OutboxState.REFUSED, OutboxState.QUEUED, OutboxState.SENT]
    with store.writing() as session:
        for number, state in enumerate([*first, *[OutboxState.SENT] * 505], 1):
            session.add(
                OutboxMessage(
                    id=number,
                    kind=OutboxKind.SUBMISSION,
                    state=state,
                    case_id=case_id,
                    not_before=store.now(),
                    created_at=store.now(),
                )
            )
            session.flush()
            session.add(
                Submission(
                    case_id=case_id,
                    outbox_id=number,
                    way=SubmissionWay.API,
                    city="chicago",
                    service_code="PHF",
                    looked="Nothing like it was there." if state is OutboxState.UNKNOWN else "",
                    number="" if number <= 4 else f"SR26-{number:08}",
                    next_poll_at=store.now() if number == 4 else None,
                    token="t4" if number == 4 else "",
                    created_at=store.now(),
                )
            )
    with store.reading() as session:
        lines, counts = outbox_lines(session, maria), outbox_counts(session, maria)
        assert [line.outbox_id for line in lines if line.needs_person] == [2, 1]
        assert {line.outbox_id for line in lines} >= {1, 2, 3, 4}
        assert len(lines) == 4 + 500
        assert (counts.need_person, counts.ended_submissions, counts.left_out(500)) == (2, 505, 5)
        more = outbox_lines(session, maria, ended=1000)
        assert (len(more), counts.left_out(1000)) == (509, 0)


def comes_back(store: Store, outbox_id: int = 1) -> None:
    """As a bounce that names all its recipients is filed."""
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        sent = work.session.get_one(OutboxMessage, outbox_id)
        to = work.session.scalars(select(OutboxRecipient).where(OutboxRecipient.outbox_id == outbox_id)).all()
        told = tuple(
            NotDelivered(row.address.casefold(), permanent=True, answer="No such user.") for row in to
        )
        mark_bounced(work.session, sent, Bounce("", told))
        came_back(work, sent)


def state_of(store: Store, outbox_id: int = 1) -> OutboxState:
    with store.reading() as session:
        return session.get_one(OutboxMessage, outbox_id).state


def test_one_in_doubt_that_comes_back_is_known_to_have_gone_and_is_not_sent_to_nobody(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    bundle(store, office, maria)
    fate_is_unknown(store)
    comes_back(store)
    assert state_of(store) is OutboxState.SENT
    with store.reading() as session:
        (line,) = mail_lines(session, maria)
    assert line.needs_person
    assert line.may == {OutboxDoing.SEEN}
    with pytest.raises(CannotDoError, match="known what became of it"):
        outbox.send_again(maria, 1, "They did not get it.")
    fate_is_unknown(store)
    with pytest.raises(CannotDoError, match="nobody left"):
        outbox.send_again(maria, 1, "They did not get it.")
    assert seen_by(store, maria) == [1]


def test_one_that_came_back_while_it_was_on_its_way_is_not_tried_again_for_nobody(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    bundle(store, office, maria)
    with store.writing() as session:
        session.get_one(OutboxMessage, 1).state = OutboxState.FINISHING
    comes_back(store)
    looking = SentLooking(store, NothingKept(), provider_keeps=True)
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        looking.begin(work, 1, "The connection broke.")
        work.session.get_one(OutboxMessage, 1).finishing_at = work.now - timedelta(hours=1)
    looking.look_now(1, lambda: False)
    assert state_of(store) is OutboxState.SENT


def answered(office: OfficeBuilder, store: Store, actor: Actor) -> int:
    """A problem whose teller was written to; what became of that mail is unknown."""
    office.service_type(POTHOLE, "Pothole in Street")
    rosa = office.contact("Rosa", "rosa@home.example")
    case_id = office.mail("A hole", contact_id=rosa, service_code=POTHOLE).case_id
    writing = MailWriting(store, OFFICE)
    to = (Addressee("rosa@home.example", "Rosa", rosa),)
    mail = OutgoingMail(
        MailPurpose.ANSWER,
        to,
        "A hole",
        "We saw it.",
        case_id=case_id,
        number="2026-00017",
        wish=choice_values(ReplyKind.UPDATE, ReplyTo(rosa, ReplyWay.MAIL), {"news": "We saw it."}),
    )
    rendered = writing.render(mail)
    with store.unit_of_work(actor, ActionKind.ANSWER) as work:
        message = writing.queue(work, rendered)
        answer = FollowUp(
            case_id=case_id,
            contact_id=rosa,
            outbox_id=message.id,
            kind=FollowUpKind.ANSWER,
            done_at=work.now,
            created_at=work.now,
        )
        work.add(answer)
        for owed in owed_in(work.session, [case_id], [rosa]):
            owed.done_at, owed.done_by_id = work.now, answer.id
    fate_is_unknown(store)
    return case_id


def is_owed(store: Store, case_id: int) -> bool:
    with store.reading() as session:
        contacts = session.scalars(select(FollowUp.contact_id)).all()
        return bool(owed_in(session, [case_id], [each for each in contacts if each is not None]))


def test_a_person_says_that_one_in_doubt_did_not_go_and_the_answer_is_owed_again(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    case_id = answered(office, store, maria)
    assert not is_owed(store, case_id)
    with store.reading() as session:
        (line,) = mail_lines(session, maria)
    assert OutboxDoing.IT_DID_NOT_GO in line.may
    outbox.it_did_not_go(maria, 1)
    assert state_of(store) is OutboxState.REFUSED
    assert is_owed(store, case_id)
    Undoing(store).undo(maria)
    assert state_of(store) is OutboxState.UNKNOWN
    assert not is_owed(store, case_id)
    outbox.it_went(maria, 1)
    assert state_of(store) is OutboxState.SENT
    assert not is_owed(store, case_id)


def test_what_is_still_looked_for_or_known_cannot_be_said_not_to_have_gone(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor
) -> None:
    bundle(store, office, maria)
    with pytest.raises(CannotDoError, match="known what became of it"):
        outbox.it_did_not_go(maria, 1)
    fate_is_unknown(store)
    with store.writing() as session:
        session.get_one(OutboxMessage, 1).looked = ""
    with pytest.raises(CannotDoError, match="still looks for it"):
        outbox.it_did_not_go(maria, 1)


@pytest.mark.parametrize("refused", [False, True])
def test_whoever_takes_back_the_second_leaves_the_first_what_it_was(
    store: Store, office: OfficeBuilder, outbox: MailOutbox, maria: Actor, *, refused: bool
) -> None:
    case_id = answered(office, store, maria)
    outbox.send_again(maria, 1, "She did not get it.")
    if refused:
        with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
            refuse_mail(work, 2, "550 No such user.")
        assert is_owed(store, case_id)
    outbox.withdraw(maria, 2)
    outbox.it_went(maria, 1)
    assert state_of(store) is OutboxState.SENT
    assert not is_owed(store, case_id)
    with store.reading() as session:
        (answer,) = answers_by(session, 1)
        assert answer.contact_id is not None


def test_a_mail_about_several_problems_that_comes_back_is_shown_with_each_of_them(
    store: Store, office: OfficeBuilder, maria: Actor
) -> None:
    ids = bundle(store, office, maria)
    told = office.mail("It could not be delivered.").message_id
    with store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        first, *_ = cases_of_mail(work.session, work.session.get_one(OutboxMessage, 1))
        bounce = Sorted(MessageKind.BOUNCE, "", first, LinkReason.BOUNCE, bounced_id=1)
        link_message(work, work.session.get_one(Message, told), bounce)
    with store.reading() as session:
        links = select(MessageLink.case_id).where(MessageLink.reason == LinkReason.BOUNCE)
        assert sorted(session.scalars(links)) == sorted(ids)

"""Makes one mail of the outbox take the place of another, with all that hangs on it."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.casework import homes_of, owed_in, unseen_links
from wardoffice.store.columns import Base
from wardoffice.store.mail_consequences import answers_by, forwards_by
from wardoffice.store.tables import Attachment, Case, FollowUp, Forward, OutboxMessage, OutboxRecipient
from wardoffice.store.unit_of_work import UnitOfWork

Row = TypeVar("Row", bound=Base)
_NOT_REACHED = (RecipientState.PENDING, RecipientState.REFUSED)


def is_taken_up_mail(session: Session, outbox_id: int) -> bool:
    """Whether a later mail takes the place of this one; nobody else makes one until we commit."""
    session.execute(select(OutboxMessage.id).where(OutboxMessage.id == outbox_id).with_for_update())
    later = select(OutboxMessage.id).where(
        OutboxMessage.again_of_id == outbox_id, OutboxMessage.withdrawn_at.is_(None)
    )
    return session.scalar(later.limit(1)) is not None


def mails_instead(session: Session, outbox_id: int) -> list[OutboxMessage]:
    """The mails that stand in the place of this one, and of one another: the latest first."""
    found: list[OutboxMessage] = []
    later: OutboxMessage | None = None
    while (
        later := session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.again_of_id == (later.id if later else outbox_id))
            .where(OutboxMessage.withdrawn_at.is_(None))
            .limit(1)
        )
    ) is not None:
        found.insert(0, later)
    return found


def is_in_doubt_alone(session: Session, mail: OutboxMessage) -> bool:
    """Whether nobody got a mail of unknown fate before, and nobody gets it from another."""
    if _addresses(session, mail.id, RecipientState.ACCEPTED) or is_taken_up_mail(session, mail.id):
        return False
    waits = _addresses(session, mail.id, RecipientState.PENDING)
    while mail.again_of_id is not None:
        mail = session.get_one(OutboxMessage, mail.again_of_id)
        if waits & _addresses(session, mail.id, RecipientState.ACCEPTED):
            return False
    return True


def reached_before(session: Session, mail: OutboxMessage) -> OutboxMessage | None:
    """The mail whose place this one took, or the one before that, which somebody has."""
    while mail.again_of_id is not None:
        mail = session.get_one(OutboxMessage, mail.again_of_id)
        if _addresses(session, mail.id, RecipientState.ACCEPTED):
            return mail
    return None


def queue_again(work: UnitOfWork, before: OutboxMessage, message_id: str, sha256: str) -> OutboxMessage:
    """Queue the same mail under a Message-ID of its own, to those whom the first did not surely reach."""
    again = work.add(
        OutboxMessage(
            kind=OutboxKind.MAIL,
            state=OutboxState.QUEUED,
            case_id=before.case_id,
            message_id=message_id,
            rendered_sha256=sha256,
            subject=before.subject,
            not_before=work.now + RECALL,
            created_at=work.now,
            purpose=before.purpose,
            staff_id=work.actor.staff_id,
            wish=dict(before.wish),
            again_of_id=before.id,
        )
    )
    to = select(OutboxRecipient).where(
        OutboxRecipient.outbox_id == before.id, OutboxRecipient.state.in_(_NOT_REACHED)
    )
    for row in work.session.scalars(to.order_by(OutboxRecipient.id)).all():
        changed = {"state": RecipientState.PENDING, "code": None, "answer": "", "settled_at": None}
        work.add(_copy(row, outbox_id=again.id, **changed))
    files = select(Attachment).where(Attachment.outbox_id == before.id).order_by(Attachment.id)
    for file in work.session.scalars(files).all():
        work.add(_copy(file, outbox_id=again.id, created_at=work.now))
    _move(work, before, again)
    return again


def _move(work: UnitOfWork, before: OutboxMessage, again: OutboxMessage) -> None:
    """What the first mail was is now the second: where it was taken back with it, it is done anew."""
    if before.state is not OutboxState.REFUSED:
        for forward in forwards_by(work.session, before.id):
            forward.outbox_id = again.id
        for answer in answers_by(work.session, before.id):
            answer.outbox_id = again.id
        return
    anew = {"outbox_id": again.id, "created_at": work.now, "withdrawn_at": None}
    for forward in work.session.scalars(select(Forward).where(Forward.outbox_id == before.id)).all():
        work.add(_copy(forward, **anew))
    taken_back = select(FollowUp).where(FollowUp.outbox_id == before.id, FollowUp.kind == FollowUpKind.ANSWER)
    for answer in work.session.scalars(taken_back).all():
        given = work.add(_copy(answer, done_at=work.now, **anew))
        _deal_with(work, given, answer.created_at)


def give_back(work: UnitOfWork, again: OutboxMessage) -> bool:
    """What a mail was that is taken out of the outbox is again the one's in doubt whose place it took.

    So is what was taken back as it was refused. False where there is none, or the first did surely not go.
    """
    before = work.session.get(OutboxMessage, again.again_of_id) if again.again_of_id is not None else None
    if before is None or before.state in {OutboxState.REFUSED, OutboxState.WITHDRAWN}:
        return False
    for forward in work.session.scalars(select(Forward).where(Forward.outbox_id == again.id)).all():
        if forward.withdrawn_at in (None, again.settled_at):
            forward.outbox_id, forward.withdrawn_at = before.id, None
    given = select(FollowUp).where(FollowUp.outbox_id == again.id, FollowUp.kind == FollowUpKind.ANSWER)
    for answer in work.session.scalars(given).all():
        if answer.withdrawn_at is None:
            answer.outbox_id = before.id
        elif answer.withdrawn_at == again.settled_at:
            answer.outbox_id, answer.withdrawn_at = before.id, None
            _deal_with(work, answer, answer.created_at)
    return True


def _deal_with(work: UnitOfWork, given: FollowUp, until: datetime) -> None:
    """What was owed until then to whom this answer goes is settled, and what they had written is seen."""
    if given.contact_id is None:
        return
    case = work.session.get_one(Case, given.case_id)
    homes = homes_of(work.session, case.root_id or case.id)
    for owed in owed_in(work.session, homes, [given.contact_id]):
        if owed.created_at <= until:
            owed.done_at, owed.done_by_id = work.now, given.id
    for link in unseen_links(work.session, homes, [given.contact_id]):
        if link.created_at <= until:
            link.seen_at, link.seen_by_id = work.now, given.id


def _addresses(session: Session, outbox_id: int, state: RecipientState) -> set[str]:
    rows = select(OutboxRecipient.address).where(
        OutboxRecipient.outbox_id == outbox_id, OutboxRecipient.state == state
    )
    return {each.casefold() for each in session.scalars(rows)}


def _copy(row: Row, **changed: object) -> Row:
    columns = {each.key: getattr(row, each.key) for each in inspect(type(row)).column_attrs}
    columns.pop("id")
    return type(row)(**(columns | changed))

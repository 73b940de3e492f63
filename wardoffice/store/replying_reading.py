"""Reads what an answer must know of people: what they wrote, and whether mail reaches them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.tables import (
    Contact,
    FollowUp,
    Message,
    MessageLink,
    OutboxMessage,
    OutboxRecipient,
    Request,
)

_SILENT = (MessageKind.AUTOMATIC, MessageKind.LIST, MessageKind.BOUNCE)
_MOST_IN_THREAD = 20
_NOBODY = (550, 551, 553)  # RFC 5321, section 4.2.2; with 5.1.x of RFC 3463 where more is said
ACKNOWLEDGED_FOR = timedelta(days=1)
"""How long after one nobody gets another acknowledgement."""


def threads_of(session: Session, homes: Collection[int]) -> dict[int, list[str]]:
    """The Message-IDs of what each contact wrote about these cases, and of what that answered, in order."""
    in_cases = or_(
        Message.id.in_(select(Request.message_id).where(Request.case_id.in_(homes))),
        Message.id.in_(
            select(MessageLink.message_id).where(
                MessageLink.case_id.in_(homes), MessageLink.withdrawn_at.is_(None)
            )
        ),
    )
    rows = session.execute(
        select(Message.contact_id, Message.message_id, Message.references)
        .where(in_cases, Message.message_id != "")
        .order_by(Message.received_at, Message.id)
    )
    found: dict[int, list[str]] = {}
    for contact_id, message_id, references in rows:
        if contact_id is None:
            continue
        thread = found.setdefault(contact_id, [])
        for each in (*(references or ()), message_id):
            if each in thread:
                thread.remove(each)
            thread.append(each)
        del thread[:-_MOST_IN_THREAD]
    return found


def silent_senders(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Those of them who only ever sent what a machine or a list sent."""
    rows = session.execute(
        select(Message.contact_id, func.count(), func.count().filter(Message.kind.in_(_SILENT)))
        .where(Message.contact_id.in_(contact_ids))
        .group_by(Message.contact_id)
    )
    return {contact_id for contact_id, all_of_them, silent in rows if contact_id and all_of_them == silent}


def bounced_addresses(session: Session, addresses: Collection[str]) -> set[str]:
    """Those (case-folded) to which the last mail came back, or whose server said that there is nobody.

    What was refused for another reason, or as a whole, says nothing of the address; and what its owner wrote
    from it since says that it is read again.
    """
    lowered = func.lower(OutboxRecipient.address)
    nobody = and_(
        OutboxRecipient.state == RecipientState.REFUSED,
        OutboxRecipient.code.in_(_NOBODY),
        or_(~OutboxRecipient.answer.startswith("5."), OutboxRecipient.answer.startswith("5.1.")),
    )
    newest = (
        select(func.max(OutboxRecipient.id))
        .join(OutboxMessage, OutboxMessage.id == OutboxRecipient.outbox_id)
        .where(
            lowered.in_({each.casefold() for each in addresses}),
            or_(
                and_(
                    OutboxMessage.state == OutboxState.SENT,
                    OutboxRecipient.state.in_((RecipientState.ACCEPTED, RecipientState.BOUNCED)),
                ),
                nobody,
            ),
        )
        .group_by(lowered)
    )
    wrote_since = (
        select(Message.id)
        .where(
            Message.contact_id == OutboxRecipient.contact_id,
            func.lower(Message.sender_address) == lowered,
            Message.kind.not_in(_SILENT),
            Message.received_at > func.coalesce(OutboxRecipient.settled_at, OutboxMessage.created_at),
        )
        .exists()
    )
    bounced = (
        select(OutboxRecipient.address)
        .join(OutboxMessage, OutboxMessage.id == OutboxRecipient.outbox_id)
        .where(OutboxRecipient.id.in_(newest), OutboxRecipient.state != RecipientState.ACCEPTED, ~wrote_since)
    )
    return {each.casefold() for each in session.scalars(bounced)}


def acknowledged_since(
    session: Session, addresses: Collection[str], since: datetime, *, besides: Collection[int] = ()
) -> set[str]:
    """Those (case-folded) that an acknowledgement goes or went to since then, about whatever problem.

    ``besides`` are mails that do not count.
    """
    rows = session.scalars(
        select(OutboxRecipient.address)
        .join(OutboxMessage, OutboxMessage.id == OutboxRecipient.outbox_id)
        .where(
            func.lower(OutboxRecipient.address).in_({each.casefold() for each in addresses}),
            OutboxMessage.purpose == MailPurpose.ACKNOWLEDGEMENT,
            OutboxMessage.id.not_in(besides),
            OutboxMessage.created_at > since,
            OutboxMessage.withdrawn_at.is_(None),
            OutboxMessage.state != OutboxState.REFUSED,
            OutboxRecipient.state != RecipientState.REFUSED,
        )
    )
    return {each.casefold() for each in rows}


def postal_addresses(session: Session, contact_ids: Collection[int]) -> dict[int, str]:
    """Where letters reach them."""
    rows = session.execute(select(Contact.id, Contact.address).where(Contact.id.in_(contact_ids)))
    return {row.id: row.address for row in rows}


def newest_answer(session: Session, homes: Collection[int]) -> int:
    """The id of the newest answer given to anybody about these cases; 0 where there is none."""
    return session.scalar(select(func.max(FollowUp.id)).where(*_answers_in(homes))) or 0


def answered_after(
    session: Session, homes: Collection[int], contact_ids: Collection[int], answer_id: int
) -> set[int]:
    """Those of these people who got an answer about these cases that is newer than this one."""
    newer = select(FollowUp.contact_id).where(
        *_answers_in(homes), FollowUp.contact_id.in_(contact_ids), FollowUp.id > answer_id
    )
    return {each for each in session.scalars(newer) if each is not None}


def _answers_in(homes: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        FollowUp.case_id.in_(homes),
        FollowUp.kind == FollowUpKind.ANSWER,
        FollowUp.withdrawn_at.is_(None),
    )

"""Writes on a mail of ours that it did not arrive, and finds whose case that is."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.messages import Bounce, MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.mail_consequences import has_id
from wardoffice.store.tables import FollowUp, Forward, Message, OutboxMessage, OutboxRecipient

_IN_DOUBT = frozenset({OutboxState.FINISHING, OutboxState.UNKNOWN})
_REACHED = frozenset({RecipientState.ACCEPTED, RecipientState.BOUNCED})
_COMES_BACK_WITHIN = timedelta(days=7)


def bounced_mail(session: Session, bounce: Bounce) -> OutboxMessage | None:
    """The mail of the outbox that a bounce is about, by its Message-ID."""
    if not bounce.returned_id:
        return None
    return session.scalar(_sent().where(has_id([bounce.returned_id])).limit(1))


def only_mail_to(session: Session, addresses: Collection[str], now: datetime) -> OutboxMessage | None:
    """The mail of the outbox that went to one of these in the week before, where there is only one.

    For servers that leave the Message-ID out, and relays that write one of their own.
    """
    # Not joined and made distinct: PostgreSQL compares no JSON, which some of the columns are.
    mail = aliased(OutboxMessage)
    in_doubt = and_(OutboxRecipient.state == RecipientState.PENDING, mail.state.in_(_IN_DOUBT))
    went = (
        select(OutboxRecipient.outbox_id)
        .join(mail, mail.id == OutboxRecipient.outbox_id)
        .where(func.lower(OutboxRecipient.address).in_({each.casefold() for each in addresses}))
        .where(or_(OutboxRecipient.state.in_(_REACHED), in_doubt))
    )
    found = session.scalars(
        _sent()
        .where(OutboxMessage.id.in_(went), OutboxMessage.created_at > now - _COMES_BACK_WITHIN)
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def cases_of_mail(session: Session, mail: OutboxMessage) -> list[int]:
    """The problems a mail of the outbox is about: its own, or those of the forwards and answers it makes."""
    if mail.case_id is not None:
        return [mail.case_id]
    found: set[int] = set()
    for kind in (Forward, FollowUp):
        found.update(session.scalars(select(kind.case_id).where(kind.outbox_id == mail.id)))
    return sorted(found)


def recipients_of(session: Session, mail: OutboxMessage) -> Sequence[str]:
    """The addresses a mail of the outbox went to."""
    return session.scalars(select(OutboxRecipient.address).where(OutboxRecipient.outbox_id == mail.id)).all()


def bounced_answer(session: Session, bounce: Bounce) -> Message | None:
    """The mail of ours from a mail program that a bounce is about, by its Message-ID."""
    if not bounce.returned_id:
        return None
    return session.scalar(
        select(Message)
        .where(Message.message_id == bounce.returned_id, Message.kind == MessageKind.SENT)
        .order_by(Message.id)
        .limit(1)
    )


def bounces_of(session: Session, message_id: str) -> list[Message]:
    """The bounces that are about a mail of ours; ``recipients`` are whom each says it did not reach."""
    if not message_id:
        return []
    return list(
        session.scalars(
            select(Message)
            .where(Message.in_reply_to == message_id, Message.kind == MessageKind.BOUNCE)
            .order_by(Message.id)
        )
    )


def answers_to(session: Session, message_id: int, contact_ids: Collection[int]) -> list[FollowUp]:
    """The answers to these people that were read from a mail of ours."""
    return list(
        session.scalars(
            select(FollowUp).where(
                FollowUp.message_id == message_id,
                FollowUp.contact_id.in_(contact_ids),
                FollowUp.kind == FollowUpKind.ANSWER,
                FollowUp.withdrawn_at.is_(None),
            )
        )
    )


def settled_by(session: Session, answer_id: int) -> list[FollowUp]:
    """What an answer settled."""
    return list(
        session.scalars(
            select(FollowUp).where(FollowUp.done_by_id == answer_id, FollowUp.withdrawn_at.is_(None))
        )
    )


def mark_bounced(session: Session, mail: OutboxMessage, bounce: Bounce) -> Collection[str]:
    """Set the recipients it did not reach to *bounced*; returns their addresses.

    A delay is only noted: the server goes on trying. Who still waits for it was not reached by it, and so
    not by what came back.
    """
    told = {each.recipient: each for each in bounce.recipients}
    failed = []
    for row in session.scalars(select(OutboxRecipient).where(OutboxRecipient.outbox_id == mail.id)):
        found = told.get(row.address.casefold())
        if found is None or not _has_left(mail, row, bounce):
            continue
        row.answer = found.answer or row.answer
        if found.permanent:
            row.state = RecipientState.BOUNCED
            failed.append(row.address)
    return failed


def _has_left(mail: OutboxMessage, row: OutboxRecipient, bounce: Bounce) -> bool:
    """Whether it may have gone to this recipient; one to be tried again did where a bounce names it."""
    if row.state is not RecipientState.PENDING:
        return row.state in _REACHED
    named = bool(bounce.returned_id) and bounce.returned_id in {mail.message_id, mail.copy_id}
    tried = mail.state is OutboxState.RETRY and mail.finishing_at is not None
    return mail.state in _IN_DOUBT or (named and tried)


def _sent() -> Select[OutboxMessage]:
    return select(OutboxMessage).where(
        OutboxMessage.kind == OutboxKind.MAIL, OutboxMessage.withdrawn_at.is_(None)
    )

"""Reads how the way out stands: what left last, what waits, what may not have arrived."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import WAITING, OutboxKind, OutboxState, RecipientState
from wardoffice.domain.sending_state import WayOutBooks
from wardoffice.store.mail_outbox import next_mail_due
from wardoffice.store.mail_sight import hidden_mails
from wardoffice.store.outbox import next_due
from wardoffice.store.tables import Case, OutboxMessage, OutboxRecipient, QueueEntry, Submission
from wardoffice.store.visibility import visible

_UNDER_WAY = WAITING | {OutboxState.SENDING, OutboxState.FINISHING}


def mail_way_out(session: Session, actor: Actor) -> WayOutBooks:
    """How mail stands, of what the actor may see."""
    pending = select(OutboxRecipient.outbox_id).where(OutboxRecipient.state == RecipientState.PENDING)
    partly = and_(OutboxMessage.state == OutboxState.SENT, OutboxMessage.id.in_(pending))
    mails = and_(OutboxMessage.kind == OutboxKind.MAIL, OutboxMessage.id.not_in(hidden_mails(session, actor)))
    again = select(OutboxMessage.again_of_id).where(
        OutboxMessage.again_of_id.is_not(None), OutboxMessage.withdrawn_at.is_(None)
    )
    return _books(
        session,
        mails,
        waits=or_(OutboxMessage.state.in_(_UNDER_WAY), partly),
        stands=OutboxMessage.id.not_in(again),
        next_at=next_mail_due(session),
    )


def city_way_out(session: Session, actor: Actor, city: str) -> WayOutBooks:
    """How requests to the city with this key stand, of what the actor may see."""
    seen = (
        select(Submission.outbox_id)
        .join(Case, Case.id == Submission.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(Submission.outbox_id.is_not(None), Submission.city == city, visible(actor))
    )
    again = select(Submission.again_of_id).where(
        Submission.again_of_id.is_not(None), Submission.withdrawn_at.is_(None)
    )
    standing = select(Submission.outbox_id).where(
        Submission.withdrawn_at.is_(None), Submission.id.not_in(again), Submission.outbox_id.is_not(None)
    )
    return _books(
        session,
        OutboxMessage.id.in_(seen),
        waits=OutboxMessage.state.in_(_UNDER_WAY),
        stands=OutboxMessage.id.in_(standing),
        next_at=next_due(session, city),
    )


def _books(
    session: Session,
    which: ColumnElement[bool],
    *,
    waits: ColumnElement[bool],
    stands: ColumnElement[bool],
    next_at: datetime | None,
) -> WayOutBooks:
    standing = and_(which, stands, OutboxMessage.withdrawn_at.is_(None))
    left = select(func.max(OutboxMessage.settled_at)).where(which, OutboxMessage.state == OutboxState.SENT)
    trouble = (
        select(OutboxMessage.trouble)
        .where(standing, waits, OutboxMessage.trouble != "")
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    return WayOutBooks(
        left_at=session.scalar(left),
        waiting=_count(session, and_(standing, waits)),
        in_doubt=_count(session, and_(standing, OutboxMessage.state == OutboxState.UNKNOWN)),
        next_at=next_at,
        trouble=session.scalar(trouble) or "",
    )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(OutboxMessage.id)).where(condition)) or 0

"""What hangs on a mail of the outbox: the answers it gives and the forwards it makes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.tables import FollowUp, Forward, OutboxMessage, OutboxRecipient

_RENDERED_WITHIN = timedelta(minutes=10)  # its Date is when it was rendered, a moment before it was queued
_MAY_BE_REACHED = frozenset({RecipientState.PENDING, RecipientState.ACCEPTED})
_LEFT = (OutboxState.SENDING, OutboxState.FINISHING, OutboxState.SENT, OutboxState.UNKNOWN)


def answers_by(session: Session, outbox_id: int) -> list[FollowUp]:
    """The answers that stand which this mail gives."""
    return list(
        session.scalars(
            select(FollowUp).where(
                FollowUp.outbox_id == outbox_id,
                FollowUp.kind == FollowUpKind.ANSWER,
                FollowUp.withdrawn_at.is_(None),
            )
        )
    )


def forwards_by(session: Session, outbox_id: int) -> list[Forward]:
    """The forwards that stand which this mail makes."""
    return list(
        session.scalars(select(Forward).where(Forward.outbox_id == outbox_id, Forward.withdrawn_at.is_(None)))
    )


def contacts_not_reached(session: Session, outbox_id: int) -> set[int]:
    """The contacts among its recipients whom it did not reach by any of their addresses."""
    rows = session.execute(
        select(OutboxRecipient.contact_id, OutboxRecipient.state).where(
            OutboxRecipient.outbox_id == outbox_id, OutboxRecipient.contact_id.is_not(None)
        )
    ).all()
    reached = {contact for contact, state in rows if state in _MAY_BE_REACHED}
    return {contact for contact, _ in rows if contact is not None} - reached


def reached_nobody(session: Session, outbox_id: int) -> bool:
    """Whether none of its recipients got it, or may get it."""
    states = session.scalars(
        select(OutboxRecipient.state).where(OutboxRecipient.outbox_id == outbox_id)
    ).all()
    return not any(state in _MAY_BE_REACHED for state in states)


def has_id(message_ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that a mail of the outbox has one of these Message-IDs, or its copy has."""
    return or_(OutboxMessage.message_id.in_(message_ids), OutboxMessage.copy_id.in_(message_ids))


def mail_by_id(session: Session, message_id: str) -> OutboxMessage | None:
    """The mail of the outbox that has this Message-ID, or whose copy has it."""
    if not message_id:
        return None
    return session.scalar(select(OutboxMessage).where(has_id([message_id])).limit(1))


def relay_writes_ids(session: Session) -> bool:
    """Whether a copy of ours was ever seen under a Message-ID of a relay's own: ours then finds none."""
    found = select(OutboxMessage.id).where(OutboxMessage.copy_id != "").limit(1)
    return session.scalar(found) is not None


def mail_with_copy(session: Session, subject: str, to: Collection[str], at: datetime) -> OutboxMessage | None:
    """The mail of the outbox whose copy has a Message-ID of a relay's own: the same subject, people and time.

    Only subjects with the number of a problem are looked at: others may be anybody's.
    """
    if not subject.startswith("["):
        return None
    wanted = {each.casefold() for each in to}
    rows = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.subject == subject,
            OutboxMessage.copy_id == "",
            or_(OutboxMessage.state.in_(_LEFT), _goes_again()),
            OutboxMessage.created_at > at - _RENDERED_WITHIN,
            OutboxMessage.created_at < at + _RENDERED_WITHIN,
        )
        .order_by(OutboxMessage.id.desc())
    )
    for row in rows:
        addresses = session.scalars(
            select(OutboxRecipient.address).where(OutboxRecipient.outbox_id == row.id)
        )
        if {each.casefold() for each in addresses} == wanted:
            return row
    return None


def _goes_again() -> ColumnElement[bool]:
    """The condition that it may have left already, and is to be tried again."""
    return and_(OutboxMessage.state == OutboxState.RETRY, OutboxMessage.finishing_at.is_not(None))

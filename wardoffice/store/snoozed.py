"""The conditions on queue rows that are, or are not, snoozed at a moment (aware UTC)."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.store.tables import QueueEntry
from wardoffice.store.visibility import visible


def asleep(now: datetime) -> ColumnElement[bool]:
    """Out of the lists at that moment."""
    return QueueEntry.snoozed_until > now


def awake(now: datetime) -> ColumnElement[bool]:
    """In the lists at that moment."""
    return or_(QueueEntry.snoozed_until.is_(None), QueueEntry.snoozed_until <= now)


def next_end(session: Session, actor: Actor, now: datetime) -> datetime | None:
    """When the first of those that are asleep is back; None where none is."""
    return session.scalar(select(func.min(QueueEntry.snoozed_until)).where(asleep(now), visible(actor)))

"""The conditions on queue rows that are, or are not, snoozed at a moment (aware UTC)."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from wardoffice.store.tables import QueueEntry


def asleep(now: datetime) -> ColumnElement[bool]:
    """Out of the lists at that moment."""
    return QueueEntry.snoozed_until > now


def awake(now: datetime) -> ColumnElement[bool]:
    """In the lists at that moment."""
    return or_(QueueEntry.snoozed_until.is_(None), QueueEntry.snoozed_until <= now)

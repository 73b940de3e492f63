"""Reads which problems the duplicate desk looks around: those of ours that are not over."""

from array import array

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.queue import Desk
from wardoffice.store.tables import QueueEntry
from wardoffice.store.visibility import visible

_OURS = (Desk.TO_US, Desk.REALLY_DONE, Desk.WAITING_ON_CITY)
_PORTION = 5_000


def ours_not_over(session: Session, actor: Actor) -> "array[int]":
    """Their ids, those with the newest word first."""
    found = session.scalars(
        select(QueueEntry.case_id)
        .where(QueueEntry.desk.in_(_OURS), visible(actor))
        .order_by(QueueEntry.last_word_at.desc(), QueueEntry.case_id.desc())
        .execution_options(yield_per=_PORTION)
    )
    return array("q", found)

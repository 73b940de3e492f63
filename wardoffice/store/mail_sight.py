"""Finds the mails of the outbox that somebody may not see: those about a problem restricted to others."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.store.batches import batches
from wardoffice.store.tables import FollowUp, Forward, OutboxMessage
from wardoffice.store.visibility import hidden_cases


def hidden_mails(session: Session, actor: Actor) -> set[int]:
    """The mails that tell, among others, of a problem this actor may not see.

    A mail about several names none itself: its forwards and answers do. Where another was sent in its place
    those stand with that one, and both say the same.
    """
    found: set[int] = set()
    for part in batches(hidden_cases(session, actor)):
        found.update(session.scalars(select(OutboxMessage.id).where(OutboxMessage.case_id.in_(part))))
        for kind in (Forward, FollowUp):
            told = select(kind.outbox_id).where(kind.case_id.in_(part), kind.outbox_id.is_not(None))
            found.update(each for each in session.scalars(told) if each is not None)
    new = set(found)
    while new:
        new = _told_again(session, new) - found
        found |= new
    return found


def _told_again(session: Session, outbox_ids: set[int]) -> set[int]:
    """The mails that one of these takes the place of, or that take the place of one of these."""
    near: set[int] = set()
    for part in batches(outbox_ids):
        rows = session.execute(
            select(OutboxMessage.id, OutboxMessage.again_of_id).where(
                OutboxMessage.again_of_id.is_not(None),
                or_(OutboxMessage.id.in_(part), OutboxMessage.again_of_id.in_(part)),
            )
        )
        near.update(each for row in rows for each in row if each is not None)
    return near

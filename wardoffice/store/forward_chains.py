"""Which forwards belong together: those of one mail, and one with all that asked about it again."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.store.tables import Forward


def sent_together(session: Session, forward: Forward) -> list[Forward]:
    """The forwards of the same mail, in its order; the one alone where it was no mail."""
    if forward.outbox_id is None:
        return [forward]
    return list(
        session.scalars(
            select(Forward)
            .where(Forward.outbox_id == forward.outbox_id, Forward.withdrawn_at.is_(None))
            .order_by(Forward.id)
        )
    ) or [forward]


def chain_of(session: Session, forward: Forward) -> list[Forward]:
    """The first asking and every time it was asked again, itself among them."""
    first = forward.chase_of_id or forward.id
    return list(
        session.scalars(
            select(Forward)
            .where(or_(Forward.id == first, Forward.chase_of_id == first), Forward.withdrawn_at.is_(None))
            .order_by(Forward.id)
        )
    ) or [forward]

"""Whether everything in the outbox is held, one fact for the whole office."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxHeld
from wardoffice.store.fitting import fit
from wardoffice.store.tables import OutboxHoldRow
from wardoffice.store.unit_of_work import UnitOfWork

_STAND = select(OutboxHoldRow).where(OutboxHoldRow.withdrawn_at.is_(None)).order_by(OutboxHoldRow.id)


def outbox_held(session: Session) -> OutboxHeld | None:
    """Who holds everything, the first of several; None where it goes out."""
    row = session.scalar(_STAND.limit(1))
    return OutboxHeld(row.held_by, row.created_at) if row is not None else None


def hold_outbox(work: UnitOfWork) -> None:
    """Let nothing leave from now on; who held it first stays named."""
    if outbox_held(work.session) is None:
        work.add(fit(OutboxHoldRow(held_by=work.actor.name, created_at=work.now)))


def let_outbox_go(work: UnitOfWork) -> None:
    """Let everything leave again."""
    for row in work.session.scalars(_STAND).all():
        row.withdrawn_at = work.now

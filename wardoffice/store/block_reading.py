"""Which problems may lie on a block: those in its box, and those with such a number and no point."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.places import Box
from wardoffice.store.tables import QueueEntry
from wardoffice.store.visibility import visible

_BLOCK = 100
_MOST = 2_000


def cases_near_block(session: Session, actor: Actor, box: Box, first: int) -> Sequence[tuple[int, str]]:
    """Ids and addresses of roots, newest first; whose number and street fit is for the caller to see."""
    inside = and_(QueueEntry.lat.between(box.south, box.north), QueueEntry.long.between(box.west, box.east))
    hundred = str(first // _BLOCK) if first else ""
    numbered = QueueEntry.address.like(f"{hundred}__ %")
    rows = session.execute(
        select(QueueEntry.case_id, QueueEntry.address)
        .where(visible(actor), or_(inside, and_(QueueEntry.lat.is_(None), numbered)))
        .order_by(QueueEntry.opened_at.desc())
        .limit(_MOST)
    )
    return [(row.case_id, row.address) for row in rows]

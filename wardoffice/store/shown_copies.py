"""Whether the folder of sent mail shows mails of ours under the Message-IDs that we gave them.

Some providers write ids of their own into what they send. Until one of ours was seen there, that a mail in
doubt is not found under its id tells nothing.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.tables import OutboxMessage

_FACT = "sent mail shows our ids"
_ENOUGH = 5


def shows_our_ids(session: Session) -> bool:
    """Whether one of our ids was ever seen there."""
    return read_fact(session, _FACT).at is not None


def note_shown(session: Session, at: datetime) -> None:
    """One of our ids was seen there, at ``at`` (aware UTC) for the first time."""
    if not shows_our_ids(session):
        write_fact(session, _FACT, {}, at)


def ids_that_went(session: Session) -> list[str]:
    """The Message-IDs of the newest mails that surely went, which must stand there if any of ours does."""
    went = select(OutboxMessage.message_id).where(
        OutboxMessage.kind == OutboxKind.MAIL, OutboxMessage.state == OutboxState.SENT
    )
    return list(session.scalars(went.order_by(OutboxMessage.id.desc()).limit(_ENOUGH)))

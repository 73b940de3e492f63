"""Whether everything in the outbox is held, one fact for the whole office."""

from datetime import datetime

from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxHeld
from wardoffice.store.facts import read_fact, write_fact

_FACT = "outbox held"


def outbox_held(session: Session) -> OutboxHeld | None:
    """Who holds everything; None where it goes out."""
    fact = read_fact(session, _FACT)
    return OutboxHeld(str(fact.value.get("by", "")), fact.at) if fact.at is not None else None


def hold_outbox(session: Session, by: str, at: datetime) -> None:
    """Let nothing leave from now on; who held it first stays named."""
    if outbox_held(session) is None:
        write_fact(session, _FACT, {"by": by}, at)


def let_outbox_go(session: Session) -> None:
    """Let everything leave again."""
    write_fact(session, _FACT, {}, None)

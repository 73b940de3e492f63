"""Finds what keeps undo from setting back what is still as an action left it: somebody built on it since."""

from sqlalchemy.orm import Session

from wardoffice.domain.row_words import row_in_the_way
from wardoffice.store.tables import Event
from wardoffice.store.undo_reading import acted_on_since


def withdraws(event: Event) -> bool:
    """Whether the event made a row or brought it back, so that undo withdraws it."""
    return not event.field or (event.field == "withdrawn_at" and event.before is not None)


def in_the_way_of(session: Session, event: Event) -> str:
    """What was built since on what the event left, in words; "" where nothing was and it can go back."""
    built = withdraws(event) and acted_on_since(session, event)
    return row_in_the_way(event.entity) if built else ""

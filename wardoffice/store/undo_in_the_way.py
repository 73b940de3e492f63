"""Finds what keeps undo from setting back what is still as an action left it: somebody built on it since.

A row was worked on, or a problem was put into another that speaks for both.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.row_words import row_in_the_way
from wardoffice.language import text
from wardoffice.store.columns import Base
from wardoffice.store.merge_reading import chain_of
from wardoffice.store.tables import Case, Event
from wardoffice.store.undo_reading import acted_on_since

_OF_EACH = frozenset({"safety_words", "safety_at", "restricted", "taken_at", "withdrawn_at", "merged_into"})
"""What every case says of itself, also under a root; all else is what the root says."""


def withdraws(event: Event) -> bool:
    """Whether the event made a row or brought it back, so that undo withdraws it."""
    return not event.field or (event.field == "withdrawn_at" and event.before is not None)


def in_the_way_of(session: Session, row: Base, event: Event) -> str:
    """What was built since on what the event left, in words; "" where nothing was and it can go back."""
    if withdraws(event):
        return row_in_the_way(event.entity) if acted_on_since(session, event) else ""
    return _put_together_since(session, row, event) if isinstance(row, Case) else ""


def _put_together_since(session: Session, row: Case, event: Event) -> str:
    """What was put into another can only be read: set back there, a field would be seen by nobody."""
    if row.merged_into is None or event.field in _OF_EACH:
        return ""
    last = session.scalar(
        select(func.max(Event.action_id)).where(
            Event.entity == event.entity, Event.entity_id == row.id, Event.field == "merged_into"
        )
    )
    if last is None or last <= event.action_id:
        return ""
    root = chain_of(session, row)[-1]
    return text("{number}, put together with {root} since", number=row.number, root=root.number)

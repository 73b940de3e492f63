"""Finds what keeps undo from setting back what is still as an action left it: somebody built on it since.

A row was worked on, a problem was put into another that speaks for both, a name or a key was given away.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.row_words import row_in_the_way
from wardoffice.language import text
from wardoffice.store.columns import Base
from wardoffice.store.macro_reading import macros
from wardoffice.store.merge_reading import chain_of
from wardoffice.store.tables import Case, Event, MacroRow, SavedViewRow
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
    match row:
        case Case():
            return _put_together_since(session, row, event)
        case MacroRow():
            return _macro_in_its_place(session, row, event)
        case SavedViewRow():
            return _list_in_its_place(session, row, event)
    return ""


def _brings_back(event: Event) -> bool:
    return event.field == "withdrawn_at" and event.before is None


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


def _macro_in_its_place(session: Session, row: MacroRow, event: Event) -> str:
    """Of two macros with one key neither would run, and of two with one name nobody knows which."""
    back = _brings_back(event)
    if row.withdrawn_at is not None and not back:
        return ""
    name = row.name if back else event.before if event.field == "name" else ""
    key = row.key if back else event.before if event.field == "key" else ""
    for other in macros(session):
        if other.macro_id == row.id:
            continue
        if key and other.key == key:
            return text("the key {key}, which “{name}” has now", key=key, name=other.name)
        if name and other.name.casefold() == name.casefold():
            return text("the name “{name}”, which another macro has now", name=other.name)
    return ""


def _list_in_its_place(session: Session, row: SavedViewRow, event: Event) -> str:
    """Nobody has two lists of one name."""
    back = _brings_back(event)
    if not back and (event.field != "name" or row.withdrawn_at is not None):
        return ""
    name = row.name if back else str(event.before)
    others = session.scalars(
        select(SavedViewRow.name).where(
            SavedViewRow.id != row.id,
            SavedViewRow.withdrawn_at.is_(None),
            SavedViewRow.shared | (SavedViewRow.staff_id == row.staff_id),
        )
    )
    if name.casefold() in {other.casefold() for other in others}:
        return text("the name “{name}”, which another list has now", name=name)
    return ""

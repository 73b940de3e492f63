"""Says without trying why nothing of an action can be taken back now: all was changed since, or has left.

What undo itself would find is looked up for many actions at once; an action of which only a part was changed
since is not refused, for undo names that part and offers the rest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.history import field_words
from wardoffice.domain.outgoing import WAITING, OutboxState, state_words
from wardoffice.language import text
from wardoffice.store.batches import batches
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.recorder import RECORDED, plain
from wardoffice.store.tables import Case, Event, OutboxMessage


def why_not_now(session: Session, events: Mapping[int, Sequence[Event]]) -> dict[int, str]:
    """Why each of these actions cannot be taken back as things stand, by its id; "" where it can."""
    rows = _rows(session, events)
    return {action_id: _refusal(rows, some) for action_id, some in events.items()}


def _refusal(rows: Mapping[tuple[str, int], Any], events: Sequence[Event]) -> str:
    for event in events:
        made = None if event.field else rows.get(_key(event))
        if isinstance(made, OutboxMessage) and made.state not in WAITING | {OutboxState.WITHDRAWN}:
            return text("it has left the office: {state}", state=state_words(made.state))
    if any(_merges(event) for event in events if _stands(rows, event)):
        return ""  # putting together is always taken back
    asked = [event for event in events if event.field not in DERIVED]
    if any(_stands(rows, event) for event in asked):
        return ""
    fields = dict.fromkeys(field_words(event.field) for event in asked if event.field)
    if fields:
        return text("changed since: {fields}", fields=", ".join(fields))
    return text("there is nothing left of it to take back")


def _stands(rows: Mapping[tuple[str, int], Any], event: Event) -> bool:
    """Whether what the event left is there still."""
    row = rows.get(_key(event))
    if row is None:
        return False
    if event.field:
        return bool(plain(getattr(row, event.field)) == event.after)
    return getattr(row, "withdrawn_at", None) is None and getattr(row, "active", True)


def _merges(event: Event) -> bool:
    return event.entity == Case.__tablename__ and event.field == "merged_into" and event.before is None


def _rows(session: Session, events: Mapping[int, Sequence[Event]]) -> dict[tuple[str, int], Any]:
    """The rows these events tell of, by table and id."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for some in events.values():
        for event in some:
            wanted[event.entity].add(event.entity_id)
    found: dict[tuple[str, int], Any] = {}
    for entity, ids in wanted.items():
        kind: Any = RECORDED[entity]
        for part in batches(ids):
            found |= {(entity, row.id): row for row in session.scalars(select(kind).where(kind.id.in_(part)))}
    return found


def _key(event: Event) -> tuple[str, int]:
    return event.entity, event.entity_id

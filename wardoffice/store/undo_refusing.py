"""Says without trying why nothing of an action can be taken back now: all was changed since, or has left.

What undo itself would find is looked up for many actions at once; an action of which only a part was changed
since is not refused, for undo names that part and offers the rest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import WAITING, OutboxState, state_words
from wardoffice.domain.row_words import field_in_the_way
from wardoffice.language import text
from wardoffice.store.batches import batches
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.merge_reading import may_join_again
from wardoffice.store.recorder import RECORDED, plain
from wardoffice.store.tables import Case, Event, OutboxMessage

_ROOT = "root"


def why_not_now(session: Session, events: Mapping[int, Sequence[Event]]) -> dict[int, str]:
    """Why each of these actions cannot be taken back as things stand, by its id; "" where it can."""
    rows = _rows(session, events)
    return {action_id: _refusal(rows, some) for action_id, some in events.items()}


def is_gone(session: Session, events: Sequence[Event]) -> bool:
    """Whether nothing of an action is left, and nothing of it to name: what it made or joined is no more."""
    rows = _rows(session, {0: events})
    return not (
        _left(rows, events) or any(_stands(rows, event) or _is_changed(rows, event) for event in events)
    )


def _refusal(rows: Mapping[tuple[str, int], Any], events: Sequence[Event]) -> str:
    left = _left(rows, events)
    if left is not None:
        return text("it has left the office: {state}", state=state_words(left.state))
    if any(_merges(event) for event in events if _stands(rows, event)):
        return ""  # putting together is always taken back
    asked = [event for event in events if event.field not in DERIVED]
    if any(_stands(rows, event) for event in asked):
        return ""
    fields = dict.fromkeys(field_in_the_way(event.field) for event in asked if event.field)
    if fields:
        return text("changed since: {fields}", fields=", ".join(fields))
    return text("there is nothing left of it to take back")


def _left(rows: Mapping[tuple[str, int], Any], events: Sequence[Event]) -> OutboxMessage | None:
    """What an action queued and has left."""
    made = (rows.get(_key(event)) for event in events if not event.field)
    staying = WAITING | {OutboxState.WITHDRAWN}
    return next((row for row in made if isinstance(row, OutboxMessage) and row.state not in staying), None)


def _is_changed(rows: Mapping[tuple[str, int], Any], event: Event) -> bool:
    """Whether a field says neither what the event left there nor what stood there before it."""
    row = rows.get(_key(event))
    if row is None or not event.field or event.field in DERIVED or _merges(event):
        return False
    return plain(getattr(row, event.field)) not in (event.before, event.after)


def _stands(rows: Mapping[tuple[str, int], Any], event: Event) -> bool:
    """Whether what the event left is there still."""
    row = rows.get(_key(event))
    if row is None:
        return False
    if event.field:
        return bool(plain(getattr(row, event.field)) == event.after) and not _misses_root(rows, event)
    return getattr(row, "withdrawn_at", None) is None and getattr(row, "active", True)


def _merges(event: Event) -> bool:
    return event.entity == Case.__tablename__ and event.field == "merged_into" and event.before is None


def _misses_root(rows: Mapping[tuple[str, int], Any], event: Event) -> bool:
    """Whether what the event pulled apart cannot be put together again."""
    return _parts(event) and (_ROOT, event.id) not in rows


def _parts(event: Event) -> bool:
    return event.entity == Case.__tablename__ and event.field == "merged_into" and event.before is not None


def _rows(session: Session, events: Mapping[int, Sequence[Event]]) -> dict[tuple[str, int], Any]:
    """The rows these events tell of, by table and id; and under ``_ROOT`` what may be put together again."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for some in events.values():
        for event in some:
            wanted[event.entity].add(event.entity_id)
    found: dict[tuple[str, int], Any] = {}
    for entity, ids in wanted.items():
        kind: Any = RECORDED[entity]
        for part in batches(ids):
            found |= {(entity, row.id): row for row in session.scalars(select(kind).where(kind.id.in_(part)))}
    parting = [event for some in events.values() for event in some if _parts(event)]
    return found | {(_ROOT, each.id): each for each in parting if may_join_again(session, each)}


def _key(event: Event) -> tuple[str, int]:
    return event.entity, event.entity_id

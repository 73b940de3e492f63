"""Says without trying why nothing of an action can be taken back now: all was changed since, or has left.

What undo itself would find is looked up for many actions at once; an action of which only a part was changed
since is not refused, for undo names that part and offers the rest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from wardoffice.store.tables import Case, Event, Incident, OutboxMessage
from wardoffice.store.undo_in_the_way import in_the_way_of, withdraws
from wardoffice.store.undo_reading import going_back

_LOOKED_AT = (Case, Incident)
"""The rows an action made of which it is looked up whether somebody built on them: few, and others stand on
them. Of the rest, undo itself finds it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of some events: their rows, by table and id, and by the events' ids what stands against.

    ``built`` is what somebody built on what the event left; ``parted`` is what cannot be put together again.
    """

    rows: Mapping[tuple[str, int], Any]
    built: Mapping[int, str]
    parted: frozenset[int]

    def row(self, event: Event) -> Any:  # noqa: ANN401 - a row of any table
        return self.rows.get((event.entity, event.entity_id))


def why_not_now(session: Session, events: Mapping[int, Sequence[Event]]) -> dict[int, str]:
    """Why each of these actions cannot be taken back as things stand, by its id; "" where it can."""
    asked = {action_id: going_back(some) for action_id, some in events.items()}
    found = _look_up(session, [event for some in asked.values() for event in some])
    return {action_id: _refusal(found, some) for action_id, some in asked.items()}


def is_gone(session: Session, events: Sequence[Event]) -> bool:
    """Whether nothing of an action is left, and nothing of it to name: what it made or joined is no more."""
    events = going_back(events)
    found = _look_up(session, events)
    return not (
        _left(found, events) or any(_stands(found, event) or _is_changed(found, event) for event in events)
    )


def _refusal(found: _Found, events: Sequence[Event]) -> str:
    left = _left(found, events)
    if left is not None:
        return text("it has left the office: {state}", state=state_words(left.state))
    if any(_merges(event) for event in events if _stands(found, event)):
        return ""  # putting together is always taken back
    asked = [event for event in events if event.field not in DERIVED]
    if any(_stands(found, event) for event in asked):
        return ""
    changed = dict.fromkeys(_in_the_way(found, asked))
    if changed:
        return text("changed since: {fields}", fields=", ".join(changed))
    return text("there is nothing left of it to take back")


def _in_the_way(found: _Found, events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        if event.id in found.built:
            yield found.built[event.id]
        elif event.field:
            yield field_in_the_way(event.field)


def _left(found: _Found, events: Sequence[Event]) -> OutboxMessage | None:
    """What an action queued and has left."""
    made = (found.row(event) for event in events if not event.field)
    staying = WAITING | {OutboxState.WITHDRAWN}
    return next((row for row in made if isinstance(row, OutboxMessage) and row.state not in staying), None)


def _is_changed(found: _Found, event: Event) -> bool:
    """Whether somebody built on what it left, or a field says neither that nor what stood there before."""
    if event.id in found.built:
        return True
    row = found.row(event)
    if row is None or not event.field or event.field in DERIVED or _merges(event):
        return False
    return plain(getattr(row, event.field)) not in (event.before, event.after)


def _stands(found: _Found, event: Event) -> bool:
    """Whether what the event left is there still, and can go back."""
    as_left = _is_as_left(found.row(event), event)
    return as_left and event.id not in found.built and event.id not in found.parted


def _is_as_left(row: Any, event: Event) -> bool:  # noqa: ANN401 - a row of any table
    if row is None:
        return False
    if event.field:
        return bool(plain(getattr(row, event.field)) == event.after)
    return getattr(row, "withdrawn_at", None) is None and getattr(row, "active", True)


def _merges(event: Event) -> bool:
    return event.entity == Case.__tablename__ and event.field == "merged_into" and event.before is None


def _parts(event: Event) -> bool:
    return event.entity == Case.__tablename__ and event.field == "merged_into" and event.before is not None


def _look_up(session: Session, events: Sequence[Event]) -> _Found:
    rows = _rows(session, events)
    built: dict[int, str] = {}
    for event in events:
        row = rows.get((event.entity, event.entity_id))
        if row is None or not _is_as_left(row, event):
            continue
        asked = isinstance(row, _LOOKED_AT) or not withdraws(event)
        if asked and (words := in_the_way_of(session, row, event)):
            built[event.id] = words
    parting = [event for event in events if _parts(event)]
    parted = frozenset(each.id for each in parting if not may_join_again(session, each))
    return _Found(rows, built, parted)


def _rows(session: Session, events: Sequence[Event]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        wanted[event.entity].add(event.entity_id)
    found: dict[tuple[str, int], Any] = {}
    for entity, ids in wanted.items():
        kind: Any = RECORDED[entity]
        for part in batches(ids):
            found |= {(entity, row.id): row for row in session.scalars(select(kind).where(kind.id.in_(part)))}
    return found

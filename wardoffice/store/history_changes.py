"""What an action changed, in people's words: fields before and after, what was written, said or attached."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.case_view import FieldChange
from wardoffice.domain.history import FIELD_WORDS, field_words
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.snoozing import day_words
from wardoffice.language import text
from wardoffice.store.batches import batches
from wardoffice.store.tables import (
    Action,
    Attachment,
    Case,
    CaseTag,
    Contact,
    Event,
    FollowUp,
    Forward,
    Letter,
    Note,
    Request,
    ServiceTypeRow,
    Staff,
)

_LONGEST = 200
_HALF_A_DAY = timedelta(hours=12)
_MADE: dict[str, Any] = {
    kind.__tablename__: kind for kind in (Attachment, CaseTag, FollowUp, Forward, Letter, Note, Request)
}
"""The rows that are told of when a person makes them or takes them away."""


def changes_of(
    session: Session, actions: Sequence[Action], events: Mapping[int, Sequence[Event]]
) -> dict[int, tuple[FieldChange, ...]]:
    """What each of these actions changed, by its id; what many problems share is said once.

    Where a change is not of all the problems of its action, ``numbers`` says of which it is.
    """
    names = _names(session, [event for some in events.values() for event in some])
    by_hand = {action.id for action in actions if action.staff_id is not None}
    return {
        action.id: _changes(_net(events.get(action.id, ())), names, made_too=action.id in by_hand)
        for action in actions
    }


@dataclass(frozen=True, slots=True)
class _Change:
    """A field of a row as it was before an action and after it."""

    entity: str
    entity_id: int
    case_id: int | None
    field: str
    before: Any
    after: Any


def _net(events: Iterable[Event]) -> list[_Change]:
    """Each field once, from what it said first to what it said last, but for those that say it again."""
    net: dict[tuple[str, int, str], _Change] = {}
    for event in events:
        key = event.entity, event.entity_id, event.field
        before = net[key].before if key in net else event.before
        net[key] = _Change(*key[:2], event.case_id, event.field, before, event.after)
    return [each for each in net.values() if not each.field or each.before != each.after]


def _changes(changes: Sequence[_Change], names: "_Names", *, made_too: bool) -> tuple[FieldChange, ...]:
    of_all = {each.case_id for each in changes if each.case_id is not None}
    said: dict[FieldChange, set[int]] = defaultdict(set)
    for each in changes:
        told = names.told(each) if each.field in FIELD_WORDS else names.made(each) if made_too else None
        if told is not None:
            said[told].update([each.case_id] if each.case_id is not None else [])
    found = (
        replace(
            told,
            numbers=names.numbers(cases)
            if cases < of_all or told.field == field_words("merged_into")
            else (),
        )
        for told, cases in said.items()
    )
    return tuple(sorted(found, key=lambda change: change.numbers))


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids in events are called, and the rows that were made."""

    staff: dict[int, str]
    services: dict[str, str]
    cases: dict[int, str]
    people: dict[int, str]
    rows: dict[tuple[str, int], Any]

    def numbers(self, case_ids: Iterable[int]) -> tuple[str, ...]:
        """The numbers of problems in order."""
        return tuple(sorted(self.cases[each] for each in case_ids if each in self.cases))

    def told(self, each: _Change) -> FieldChange:
        """A field, before and after."""
        return FieldChange(
            field_words(each.field), self.said(each.field, each.before), self.said(each.field, each.after)
        )

    def made(self, each: _Change) -> FieldChange | None:
        """A row that was made, taken away or brought back; None for what goes without saying."""
        row = self.rows.get((each.entity, each.entity_id))
        told = _WHAT[each.entity](self, row) if row is not None else None
        if told is None or each.field not in {"", "withdrawn_at"}:
            return None
        what, words = told
        gone = each.field == "withdrawn_at" and each.after is not None
        words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        return FieldChange(what, words if gone else None, text("taken away") if gone else words)

    def said(self, field: str, value: object) -> str:
        """A value of an event in words."""
        if value is None or value == "" or (field == "place_source" and value == PlaceSource.NONE):
            return text("nobody") if field == "assignee_id" else text("nothing")
        said = str(value)
        match field:
            case "assignee_id":
                said = self.staff.get(int(said), said)
            case "service_code":
                said = self.services.get(said, said)
            case "merged_into" | "case_id":
                said = self.cases.get(int(said), said)
            case "still_open" | "urgent":
                said = text("yes") if value else text("no")
            case "status" | "finish_reason" | "place_source" | "state" | "closing":
                said = text(said)
            case "snoozed_until":
                # The day that began then, wherever the city lies.
                said = day_words((datetime.fromisoformat(said) + _HALF_A_DAY).date())
        return said


def _answer(names: _Names, row: FollowUp) -> tuple[str, str] | None:
    if row.kind is FollowUpKind.ANSWER_OWED:
        return None
    what = text("we said") if row.kind is FollowUpKind.PROMISE else text("answered")
    way = text(row.way.value) if row.way is not None else ""
    who = names.people.get(row.contact_id or 0, "")
    return what, ", ".join(part for part in (who, way, row.words) if part)


def _forward(_names: _Names, row: Forward) -> tuple[str, str]:
    return text("to department"), ", ".join(part for part in (row.department, row.words) if part)


_WHAT: dict[str, Callable[[_Names, Any], tuple[str, str] | None]] = {
    "attachment": lambda _, row: (text("file"), row.filename),
    "case_tag": lambda _, row: (text("tag"), row.name),
    "follow_up": _answer,
    "forward": _forward,
    "letter": lambda _, row: (text("letter"), row.subject or row.body),
    "note": lambda _, row: (text("note"), row.text),
    "request": lambda _, row: (text("problem"), row.description),
}
"""What each of those rows is called, and what it says."""


def _names(session: Session, events: Sequence[Event]) -> _Names:
    cases = {
        value
        for event in events
        if event.field in {"merged_into", "case_id"}
        for value in (event.before, event.after)
        if value is not None
    } | {event.case_id for event in events if event.case_id is not None}
    rows = _rows(session, events)
    people = {row.contact_id for row in rows.values() if isinstance(row, FollowUp) and row.contact_id}
    return _Names(
        dict(session.execute(select(Staff.id, Staff.name)).all()),
        dict(session.execute(select(ServiceTypeRow.code, ServiceTypeRow.name)).all()),
        _by_id(session, Case, Case.number, cases),
        _by_id(session, Contact, Contact.name, people),
        rows,
    )


def _by_id(session: Session, kind: Any, wanted: Any, ids: Collection[int]) -> dict[int, str]:  # noqa: ANN401 - any table, any of its columns
    found: dict[int, str] = {}
    for part in batches(ids):
        found |= dict(session.execute(select(kind.id, wanted).where(kind.id.in_(part))).all())
    return found


def _rows(session: Session, events: Iterable[Event]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.entity in _MADE and event.field in {"", "withdrawn_at"}:
            wanted[event.entity].add(event.entity_id)
    found: dict[tuple[str, int], Any] = {}
    for entity, ids in wanted.items():
        kind = _MADE[entity]
        for part in batches(ids):
            found |= {(entity, row.id): row for row in session.scalars(select(kind).where(kind.id.in_(part)))}
    return found

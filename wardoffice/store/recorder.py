"""Writes the history while a unit of work flushes: which fields changed, before and after.

Only the columns a person's action may set are told of. Columns that the store derives, and rows that only a
sync or the ledger writes, are left out, so that they never stand in the way of an undo.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import Session

from wardoffice.domain.changes import Changes
from wardoffice.store.bulk import insert_tuples, table_of
from wardoffice.store.columns import Base
from wardoffice.store.tables import (
    Attachment,
    Case,
    CaseTag,
    CaseViewer,
    Contact,
    ContactPoint,
    Department,
    DepartmentPerson,
    Event,
    FollowUp,
    Forward,
    Incident,
    IncidentCase,
    Letter,
    LetterApproval,
    LetterWording,
    MacroRow,
    Message,
    MessageLink,
    Note,
    NotSame,
    OutboxHoldRow,
    OutboxMessage,
    Request,
    RoutingRule,
    SavedViewRow,
    Staff,
    Submission,
    WardOfficeRow,
)

RECORDED: dict[str, type[Base]] = {
    kind.__tablename__: kind
    for kind in (
        Attachment,
        Case,
        CaseTag,
        CaseViewer,
        Contact,
        Department,
        DepartmentPerson,
        FollowUp,
        Forward,
        Incident,
        IncidentCase,
        Letter,
        LetterApproval,
        LetterWording,
        MacroRow,
        Message,
        MessageLink,
        Note,
        NotSame,
        OutboxHoldRow,
        OutboxMessage,
        Request,
        RoutingRule,
        SavedViewRow,
        Staff,
        Submission,
        WardOfficeRow,
    )
}
"""The rows the history tells of, by table name; each has an integer ``id``."""

_UNTOLD = frozenset(
    {
        "version",
        "root_id",
        "id",
        "created_at",
        "border_ward",
        "border_metres",
        "ward_before",
        "plain_name",
        "payload",
        "wish",
    }
)
_AS_THEY_ARE = frozenset({int, float, bool})
_LONGEST_TOLD = 200


class FieldEvent(NamedTuple):
    """One change as it goes into the history, by the columns of ``event``."""

    case_id: int | None
    entity: str
    entity_id: int
    field: str
    before: object
    after: object


@dataclass(slots=True)
class Recorder:
    """Collects, during one unit of work, the events of its flushes and the ids they touch.

    ``answered`` are messages whose owed answer changed: one answer may be owed for several cases. ``placed``
    are cases whose point changed. ``born`` are roots written whole, with all that follows from them.
    ``people`` were known before, and have another name or one more way to reach them.
    """

    events: list[FieldEvent] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    staff: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    placed: set[int] = field(default_factory=set)
    born: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    _met: set[int] = field(default_factory=set)
    _new: list[Base] = field(default_factory=list)

    def listen(self, session: Session) -> None:
        """Record everything this session flushes."""
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)

    def tell_of_new(
        self, table: Table, row_id: int, case_id: int | None, values: Mapping[str, object]
    ) -> None:
        """Record a row that was written past the session; ``values`` are its columns."""
        self.events.append(FieldEvent(case_id, table.name, row_id, "", None, _told(values.items())))

    def changes(self) -> Changes:
        """The ids touched so far; cases are homes, not yet roots."""
        return Changes(frozenset(self.cases), frozenset(self.messages), frozenset(self.staff))

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        for row in session.dirty:
            if isinstance(row, Base) and session.is_modified(row):
                self._touch(row)
                if isinstance(row, Case) and _point_changed(row):
                    self.placed.add(row.id)
                if isinstance(row, Contact) and row.id not in self._met and _name_changed(row):
                    self.people.add(row.id)
                if row.__tablename__ in RECORDED:
                    self.events.extend(_field_events(row, self.moved))
                    self.cases.update(_former_cases(row))
        # A new row has no key before the flush: it is told of afterwards.
        self._new = [row for row in session.new if isinstance(row, Base)]

    def _after_flush(self, _session: Session, _context: object) -> None:
        for row in self._new:
            self._touch(row)
            if isinstance(row, Case) and row.lat is not None:
                self.placed.add(row.id)
            if isinstance(row, Contact):
                self._met.add(row.id)
            if isinstance(row, ContactPoint) and row.contact_id not in self._met:
                self.people.add(row.contact_id)
            if row.__tablename__ in RECORDED:
                self.events.append(
                    FieldEvent(_case_of(row), row.__tablename__, _id(row), "", None, _told_values(row))
                )
        self._new = []

    def _touch(self, row: Base) -> None:
        if isinstance(row, Message):
            self.messages.add(_id(row))
        if isinstance(row, FollowUp) and row.message_id is not None:
            self.answered.add(row.message_id)
        if isinstance(row, Staff):
            self.staff.add(_id(row))
        case_id = _case_of(row)
        if case_id is not None:
            self.cases.add(case_id)


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A column's value as the history keeps it: times as ISO text, words as their value."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def store_events(session: Session, action_id: int, events: list[FieldEvent]) -> None:
    """Add the collected events to the history."""
    insert_tuples(
        session,
        table_of(Event),
        ("action_id", *FieldEvent._fields),
        [(action_id, *each) for each in events],
    )


def _id(row: Base) -> int:
    return int(getattr(row, "id", 0) or 0)


def _case_of(row: Base) -> int | None:
    if isinstance(row, Case):
        return row.id
    case_id = getattr(row, "case_id", None)
    return int(case_id) if case_id is not None and row.__tablename__ in RECORDED else None


def _point_changed(case: Case) -> bool:
    attributes = inspect(case).attrs
    return attributes.lat.history.has_changes() or attributes.long.history.has_changes()


def _name_changed(person: Contact) -> bool:
    return inspect(person).attrs.name.history.has_changes()


def _former_cases(row: Base) -> Iterator[int]:
    """The cases a row leaves: one whose photo moves away must be shown anew too."""
    for name in ("case_id", "merged_into"):
        if hasattr(row, name):
            yield from (
                int(former) for former in inspect(row).attrs[name].history.deleted if former is not None
            )


def _field_events(row: Base, moved: set[int]) -> Iterator[FieldEvent]:
    for attribute in inspect(row).attrs:
        if attribute.key in _UNTOLD or not attribute.history.has_changes():
            continue
        before = attribute.history.deleted[0] if attribute.history.deleted else None
        if plain(before) == plain(attribute.value):
            continue
        if isinstance(row, Case) and attribute.key in {"merged_into", "withdrawn_at"}:
            moved.add(row.id)
        yield FieldEvent(
            _case_of(row), row.__tablename__, _id(row), attribute.key, plain(before), plain(attribute.value)
        )


def _told_values(row: Base) -> dict[str, object]:
    return _told((attribute.key, attribute.value) for attribute in inspect(row).attrs)


def _told(values: Iterable[tuple[str, object]]) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, value in values:
        if not value or name in _UNTOLD:
            continue
        if type(value) is str:
            # What a person wrote stands in the row itself; the history says only that it was made.
            if len(value) <= _LONGEST_TOLD:
                told[name] = value
        else:
            told[name] = value if type(value) in _AS_THEY_ARE else plain(value)
    return told

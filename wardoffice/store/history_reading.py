"""Reads the history: the lines of a case, and what a person did last."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.case_view import FieldChange, HistoryLine
from wardoffice.domain.history import FIELD_WORDS, ActionKind, describe, field_words
from wardoffice.language import text
from wardoffice.store.tables import Action, Case, Event, ServiceTypeRow, Staff

NOT_UNDONE_BY_HAND = frozenset(
    {ActionKind.CITY_SYNC, ActionKind.MAIL_INTAKE, ActionKind.EXPORT, ActionKind.CITY_ANSWER}
)


def case_history(session: Session, case_ids: Collection[int]) -> tuple[HistoryLine, ...]:
    """What was done to these cases, newest first."""
    events: dict[int, list[Event]] = defaultdict(list)
    found = session.scalars(select(Event).where(Event.case_id.in_(case_ids)).order_by(Event.id))
    for event in found:
        events[event.action_id].append(event)
    names = _names(session, (event for some in events.values() for event in some))
    actions = session.scalars(select(Action).where(Action.id.in_(list(events))).order_by(Action.id.desc()))
    return tuple(
        HistoryLine(
            action_id=action.id,
            at=action.at,
            who=action.who,
            label=describe(action.kind, action.details),
            changes=_changes(events[action.id], names),
            undone=action.undone,
            can_undo=not action.undone and action.kind not in NOT_UNDONE_BY_HAND,
        )
        for action in actions
    )


def _changes(events: Sequence[Event], names: "_Names") -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            field_words(event.field),
            names.said(event.field, event.before),
            names.said(event.field, event.after),
        )
        for event in events
        if event.field in FIELD_WORDS
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids in events are called."""

    staff: dict[int, str]
    services: dict[str, str]
    cases: dict[int, str]

    def said(self, field: str, value: object) -> str:
        """A value of an event in words."""
        if value is None or value == "":
            return text("nothing")
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
        return said


def _names(session: Session, events: Iterable[Event]) -> _Names:
    cases = {
        value
        for event in events
        if event.field in {"merged_into", "case_id"}
        for value in (event.before, event.after)
        if value is not None
    }
    return _Names(
        dict(session.execute(select(Staff.id, Staff.name)).all()),
        dict(session.execute(select(ServiceTypeRow.code, ServiceTypeRow.name)).all()),
        dict(session.execute(select(Case.id, Case.number).where(Case.id.in_(cases))).all()),
    )

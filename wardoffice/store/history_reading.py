"""Reads the history in people's words: who did what, before and after, and what can be taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import FieldChange, HistoryLine
from wardoffice.domain.history import FIELD_WORDS, describe, field_words, redoes
from wardoffice.domain.undo_rules import why_not_allowed
from wardoffice.language import text
from wardoffice.store.tables import Action, Case, Event, ServiceTypeRow, Staff
from wardoffice.store.undo_refusing import why_not_now

_MOST_CHANGES = 40


def case_history(session: Session, actor: Actor, case_ids: Collection[int]) -> tuple[HistoryLine, ...]:
    """What was done to these cases, newest first, and what this actor can take back of it."""
    events: dict[int, list[Event]] = defaultdict(list)
    found = session.scalars(select(Event).where(Event.case_id.in_(case_ids)).order_by(Event.id))
    for event in found:
        events[event.action_id].append(event)
    actions = session.scalars(select(Action).where(Action.id.in_(list(events))).order_by(Action.id.desc()))
    return history_lines(session, actor, actions.all(), events)


def history_lines(
    session: Session, actor: Actor, actions: Sequence[Action], events: Mapping[int, Sequence[Event]]
) -> tuple[HistoryLine, ...]:
    """These actions in words; ``events`` are those of each that are looked at, by the action's id."""
    names = _names(session, (event for some in events.values() for event in some))
    refused = {
        action.id: why_not_allowed(actor, action.kind, action.staff_id)
        for action in actions
        if not action.undone
    }
    allowed = {each: events.get(each, ()) for each, reason in refused.items() if not reason}
    refused |= why_not_now(session, allowed)
    return tuple(
        HistoryLine(
            action_id=action.id,
            at=action.at,
            who=action.who,
            label=describe(action.kind, action.details),
            changes=_changes(events.get(action.id, ()), names),
            undone=action.undone,
            can_undo=not action.undone and not refused[action.id],
            why_not=refused.get(action.id, ""),
            redoes=redoes(action.kind, action.details),
        )
        for action in actions
    )


def _changes(events: Sequence[Event], names: "_Names") -> tuple[FieldChange, ...]:
    """What changed, each said once: an action on many problems changes many of them alike."""
    said = dict.fromkeys(
        FieldChange(
            field_words(event.field),
            names.said(event.field, event.before),
            names.said(event.field, event.after),
        )
        for event in events
        if event.field in FIELD_WORDS
    )
    return tuple(said)[:_MOST_CHANGES]


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

"""Reads the history in people's words: who did what, before and after, and what can be taken back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import HistoryLine
from wardoffice.domain.history import describe, redoes
from wardoffice.domain.undo_rules import why_not_allowed
from wardoffice.store.history_changes import changes_of
from wardoffice.store.tables import Action, Event
from wardoffice.store.undo_refusing import why_not_now


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
    changes = changes_of(session, actions, events)
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
            changes=changes[action.id],
            undone=action.undone,
            can_undo=not action.undone and not refused[action.id],
            why_not=refused.get(action.id, ""),
            redoes=redoes(action.kind, action.details),
        )
        for action in actions
    )

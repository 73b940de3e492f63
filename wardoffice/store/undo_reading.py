"""Reads what undo needs: the events of an action, what is taken back, and whether somebody built on it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.history import ActionKind
from wardoffice.store.tables import Action, Case, Event, Incident, IncidentCase, OutboxMessage, Submission

_FOLLOWED_UP = (OutboxMessage.__tablename__, Submission.__tablename__)


def action_events(session: Session, action_id: int) -> list[Event]:
    """The events of an action in the order they happened."""
    return list(session.scalars(select(Event).where(Event.action_id == action_id).order_by(Event.id)))


def going_back(events: Sequence[Event]) -> list[Event]:
    """An action's events but for the fields of problems it made: those go, and stay, with the problem."""
    made = {event.entity_id for event in events if _is_case(event) and not event.field}
    return [
        event
        for event in events
        if not (_is_case(event) and event.entity_id in made) or event.field in {"", "merged_into"}
    ]


def _is_case(event: Event) -> bool:
    return event.entity == Case.__tablename__


def mark_taken_back(session: Session, action: Action) -> None:
    """Say that an action is being taken back, and what stands again or no longer by that.

    An undo that is taken back leaves what it undid standing, unless another undo holds it back still; so on
    along the whole chain of undo and redo. The undo that is being written need not be known here.
    """
    action.undone = True
    session.flush()
    while action.undo_of_id is not None:
        action = session.get_one(Action, action.undo_of_id)
        held = select(Action.id).where(Action.undo_of_id == action.id, Action.undone.is_(False)).limit(1)
        action.undone = session.scalar(held) is not None
        session.flush()


def is_at_work(session: Session, staff_id: int) -> bool:
    """Whether somebody of the staff did anything, or was given a problem."""
    did = select(Action.id).where(Action.staff_id == staff_id)
    given = select(Case.id).where(Case.assignee_id == staff_id)
    return any(session.scalar(each.limit(1)) is not None for each in (did, given))


def acted_on_since(session: Session, made: Event) -> bool:
    """Whether a later standing action changed the row this event made, filed something in it, or built on it.

    Nobody is to find another problem under one that is gone, whoever put it there and in whatever way.
    """
    if _is_case(made) and _holds_others(session, made.entity_id):
        return True
    later = and_(Event.action_id != made.action_id, Event.id > made.id)
    on_it = and_(Event.entity == made.entity, Event.entity_id == made.entity_id)
    if _is_case(made):
        on_it = or_(on_it, Event.case_id == made.entity_id)
    on_it = or_(on_it, *(_on_incident(each) for each in _incidents(session, made)))
    # What the city answered is no act of a person; whether it has left is asked of the message itself.
    of_people = Action.staff_id.is_not(None) if made.entity in _FOLLOWED_UP else true()
    standing = and_(Action.kind != ActionKind.UNDO, Action.undone.is_(False))
    found = select(Event.id).join(Action, Action.id == Event.action_id)
    return session.scalar(found.where(later, on_it, of_people, standing).limit(1)) is not None


def _holds_others(session: Session, case_id: int) -> bool:
    """Whether a problem stands right under this one."""
    under = select(Case.id).where(Case.merged_into == case_id, Case.withdrawn_at.is_(None))
    return session.scalar(under.limit(1)) is not None


def _incidents(session: Session, made: Event) -> list[int]:
    """The incident the event made, or whose own problem it made: neither stands without the other."""
    if made.entity == Incident.__tablename__:
        return [made.entity_id]
    if not _is_case(made):
        return []
    return list(session.scalars(select(Incident.id).where(Incident.case_id == made.entity_id)))


def _on_incident(incident_id: int) -> ColumnElement[bool]:
    """The condition that an event says what belongs to an incident, or that its callers were told."""
    said = select(IncidentCase.id).where(IncidentCase.incident_id == incident_id)
    member = and_(Event.entity == IncidentCase.__tablename__, Event.entity_id.in_(said))
    told = and_(Action.kind == ActionKind.UPDATE_ALL, Action.details["incident"].as_integer() == incident_id)
    return or_(member, told)

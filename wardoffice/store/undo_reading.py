"""Reads what undo needs: the events of an action, and whether somebody built on them since."""

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.history import ActionKind
from wardoffice.store.history_reading import NOT_UNDONE_BY_HAND, undone_actions
from wardoffice.store.tables import Action, Case, Event, OutboxMessage, Submission

_FOLLOWED_UP = (OutboxMessage.__tablename__, Submission.__tablename__)


def action_events(session: Session, action_id: int) -> list[Event]:
    """The events of an action in the order they happened."""
    return list(session.scalars(select(Event).where(Event.action_id == action_id).order_by(Event.id)))


def is_undone(session: Session, action_id: int) -> bool:
    """Whether the action stands taken back now."""
    return action_id in undone_actions(session)


def last_action(session: Session, staff_id: int | None) -> Action | None:
    """This person's newest action that is neither an undo nor taken back."""
    return session.scalar(
        select(Action)
        .where(
            Action.staff_id == staff_id,
            Action.kind.not_in([ActionKind.UNDO, *NOT_UNDONE_BY_HAND]),
            Action.id.not_in(undone_actions(session)),
        )
        .order_by(Action.id.desc())
        .limit(1)
    )


def last_undo(session: Session, staff_id: int | None) -> Action | None:
    """This person's newest standing undo, unless they did something by hand since."""
    undone = undone_actions(session)
    newest = session.scalars(
        select(Action)
        .where(Action.staff_id == staff_id, Action.kind.not_in(NOT_UNDONE_BY_HAND))
        .order_by(Action.id.desc())
        .limit(200)
    )
    for action in newest:
        if action.kind is not ActionKind.UNDO:
            return None
        undo_of = session.get(Action, action.undo_of_id) if action.undo_of_id else None
        redoes = undo_of is not None and undo_of.kind is ActionKind.UNDO
        if action.id not in undone and not redoes:
            return action
    return None


def acted_on_since(session: Session, made: Event) -> bool:
    """Whether a later standing action changed the row this event made, or filed something in it."""
    later = and_(Event.action_id != made.action_id, Event.id > made.id)
    on_it = and_(Event.entity == made.entity, Event.entity_id == made.entity_id)
    if made.entity == Case.__tablename__:
        on_it = or_(on_it, Event.case_id == made.entity_id)
    # What the city answered is no act of a person; whether it has left is asked of the message itself.
    of_people = Action.staff_id.is_not(None) if made.entity in _FOLLOWED_UP else true()
    undone = undone_actions(session)
    actions = session.scalars(
        select(Action)
        .join(Event, Event.action_id == Action.id)
        .where(later, on_it, of_people, Action.kind != ActionKind.UNDO)
    )
    return any(action.id not in undone for action in actions)

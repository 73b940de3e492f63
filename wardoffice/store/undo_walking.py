"""Which of a person's own actions is taken back next, and which is done again.

What nothing is left of is passed over: somebody else pulled it apart or took it back, or its problems are no
longer this person's to see. What left the office, or was changed since, is not: it is said, once.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.history import ActionKind, unwound
from wardoffice.domain.undo_rules import EVERYWHERE, NOT_UNDONE_BY_HAND
from wardoffice.store.tables import Action, Case, Event
from wardoffice.store.undo_reading import action_events
from wardoffice.store.undo_refusing import is_gone
from wardoffice.store.visibility import may_see

_NOT_BY_HAND = (ActionKind.UNDO, *NOT_UNDONE_BY_HAND)
_READ_TOGETHER = 20


def next_undo(session: Session, actor: Actor, past: Collection[int] = ()) -> Action | None:
    """This person's newest standing action that is no undo; ``past`` are those they were told of."""
    return _first(session, actor, _own_actions(session, actor.staff_id), past)


def next_redo(session: Session, actor: Actor, past: Collection[int] = ()) -> Action | None:
    """This person's newest standing undo that redoes nothing, unless they did something by hand since."""
    return _first(session, actor, _own_undos(session, actor.staff_id), past)


def seen_events(session: Session, actor: Actor, action: Action) -> list[Event]:
    """The events of an action but for those of problems the actor may not see.

    What changes every problem alike (a tag's name, who works here) is taken back in all it changed.
    """
    events = action_events(session, action.id)
    cases = {event.case_id: session.get_one(Case, event.case_id) for event in events if event.case_id}
    if unwound(action.kind, action.details)[0] in EVERYWHERE or may_see(session, actor, *cases.values()):
        return events
    # Of what is taken back whole, who is named on it is taken back as well: it goes with the others.
    seen = {
        case_id
        for case_id, case in cases.items()
        if case.withdrawn_at is not None or may_see(session, actor, case)
    }
    if all(cases[case_id].withdrawn_at is not None for case_id in seen):
        return []
    return [event for event in events if event.case_id is None or event.case_id in seen]


def _first(session: Session, actor: Actor, actions: Iterator[Action], past: Collection[int]) -> Action | None:
    return next(
        (
            action
            for action in actions
            if action.id not in past and not is_gone(session, seen_events(session, actor, action))
        ),
        None,
    )


def _own_actions(session: Session, staff_id: int | None) -> Iterator[Action]:
    before: int | None = None
    while True:
        asked = select(Action).where(
            Action.staff_id == staff_id, Action.kind.not_in(_NOT_BY_HAND), Action.undone.is_(False)
        )
        if before is not None:
            asked = asked.where(Action.id < before)
        some = session.scalars(asked.order_by(Action.id.desc()).limit(_READ_TOGETHER)).all()
        yield from some
        if len(some) < _READ_TOGETHER:
            return
        before = some[-1].id


def _own_undos(session: Session, staff_id: int | None) -> Iterator[Action]:
    own = select(func.max(Action.id)).where(Action.staff_id == staff_id, Action.kind.not_in(_NOT_BY_HAND))
    undone = aliased(Action)
    yield from session.scalars(
        select(Action)
        .join(undone, undone.id == Action.undo_of_id)
        .where(
            Action.staff_id == staff_id,
            Action.kind == ActionKind.UNDO,
            Action.undone.is_(False),
            undone.kind != ActionKind.UNDO,
            Action.id > (session.scalar(own) or 0),
        )
        .order_by(Action.id.desc())
    ).all()

"""Restricted cases are seen only by the people named on them, on every list, count, map and search.

Problems that were put together are one matter on screen: whoever is not named on each restricted one among
them sees none of it. Nothing is copied for that, so pulling them apart leaves each as open as it was.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from wardoffice.domain.actor import Actor, Role
from wardoffice.store.tables import Case, CaseViewer, QueueEntry

_HOME = aliased(Case)
"""Made once: making it took as long as reading a page of the queue."""


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on a queue row that the actor may see it. The program itself sees all: it files mail."""
    if actor.role is Role.PROGRAM:
        return true()
    hidden = (
        select(_HOME.id)
        .where(_HOME.root_id == QueueEntry.case_id, _HOME.withdrawn_at.is_(None))
        .where(_HOME.restricted, ~_is_named(_HOME.id, actor))
        .exists()
    )
    return or_(QueueEntry.restricted.is_(False), ~hidden)


def may_see(session: Session, actor: Actor, *cases: Case) -> bool:
    """Whether the actor may see each of the cases and everything it was put together with: one question."""
    if actor.role is Role.PROGRAM:
        return True
    roots = [case.root_id or case.id for case in cases]
    together = and_(Case.root_id.in_(roots), Case.withdrawn_at.is_(None))
    hidden = select(Case.id).where(
        or_(together, Case.id.in_([case.id for case in cases])), Case.restricted, ~_is_named(Case.id, actor)
    )
    return session.scalar(hidden.limit(1)) is None


def is_restricted(session: Session, case: Case) -> bool:
    """Whether a case, or anything it was put together with, is for named people only."""
    return bool(session.scalar(select(restricted_below(case.root_id or case.id))))


def restricted_below(root_id: ColumnElement[int] | InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """The condition that any case under a root is restricted."""
    return exists().where(_HOME.root_id == root_id, _HOME.restricted, _HOME.withdrawn_at.is_(None))


def _is_named(case_id: ColumnElement[int] | InstrumentedAttribute[int], actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        CaseViewer.case_id == case_id,
        CaseViewer.staff_id == actor.staff_id,
        CaseViewer.withdrawn_at.is_(None),
    )


def hidden_cases(session: Session, actor: Actor) -> list[int]:
    """The cases this actor may not see: few, so lists of other things leave them out by id."""
    if actor.role is Role.PROGRAM:
        return []
    home = aliased(Case)
    hidden = select(home.root_id).where(
        home.restricted, home.withdrawn_at.is_(None), ~_is_named(home.id, actor)
    )
    return list(session.scalars(select(Case.id).where(Case.root_id.in_(hidden))))

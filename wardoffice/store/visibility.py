"""Restricted cases are seen only by the people named on them, on every list, count, map and search."""

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor, Role
from wardoffice.store.tables import Case, CaseViewer, QueueEntry


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on a queue row that the actor may see it. The program itself sees all: it files mail."""
    if actor.role is Role.PROGRAM:
        return true()
    return or_(
        QueueEntry.restricted.is_(False),
        exists().where(CaseViewer.case_id == QueueEntry.case_id, CaseViewer.staff_id == actor.staff_id),
    )


def may_see(session: Session, actor: Actor, case: Case) -> bool:
    """Whether the actor may see the case. An absorbed case is as restricted as its root."""
    if actor.role is Role.PROGRAM:
        return True
    for case_id in {case.id, case.root_id or case.id}:
        restricted = session.scalar(select(Case.restricted).where(Case.id == case_id))
        if restricted and session.get(CaseViewer, (case_id, actor.staff_id or 0)) is None:
            return False
    return True


def hidden_cases(session: Session, actor: Actor) -> list[int]:
    """The restricted cases this actor may not see: few, so lists of other things leave them out by id."""
    if actor.role is Role.PROGRAM:
        return []
    named = exists().where(CaseViewer.case_id == Case.id, CaseViewer.staff_id == actor.staff_id)
    return list(session.scalars(select(Case.id).where(Case.restricted, ~named)))

"""Reads the staff list, and who is named for what."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Role, StaffMember
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.staffing import StaffEntry
from wardoffice.store.tables import Case, CaseViewer, Staff


def staff_members(session: Session) -> tuple[StaffMember, ...]:
    """The active people of the office, by name."""
    rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name))
    return tuple(StaffMember(row.id, row.name, row.role) for row in rows)


def staff_entries(session: Session) -> tuple[StaffEntry, ...]:
    """The active people, and how many open problems each was given."""
    given = (
        select(Case.assignee_id, func.count().label("problems"))
        .where(Case.assignee_id.is_not(None), Case.status == CaseStatus.OPEN, Case.withdrawn_at.is_(None))
        .group_by(Case.assignee_id)
    )
    counts = {each.assignee_id: each.problems for each in session.execute(given)}
    return tuple(StaffEntry(each, counts.get(each.staff_id, 0)) for each in staff_members(session))


def open_cases_of(session: Session, staff_id: int) -> list[Case]:
    """The open problems somebody was given."""
    given = select(Case).where(
        Case.assignee_id == staff_id, Case.status == CaseStatus.OPEN, Case.withdrawn_at.is_(None)
    )
    return list(session.scalars(given.order_by(Case.id)))


def named_viewers(session: Session, case_id: int) -> frozenset[int]:
    """The people named for a restricted case; nobody for one that is open to all."""
    named = select(CaseViewer.staff_id).where(
        CaseViewer.case_id == case_id, CaseViewer.withdrawn_at.is_(None)
    )
    return frozenset(session.scalars(named))


def seen_by_nobody_else(session: Session, staff_id: int) -> int:
    """How many restricted cases only this person of the active staff may see."""
    named = (
        select(CaseViewer.case_id)
        .join(Staff, Staff.id == CaseViewer.staff_id)
        .join(Case, Case.id == CaseViewer.case_id)
        .where(Staff.active, CaseViewer.withdrawn_at.is_(None), Case.restricted, Case.withdrawn_at.is_(None))
        .group_by(CaseViewer.case_id)
        .having(func.count() == 1, func.max(CaseViewer.staff_id) == staff_id)
    )
    return session.scalar(select(func.count()).select_from(named.subquery())) or 0


def managers(session: Session) -> int:
    """How many active managers the office has."""
    counted = select(func.count()).where(Staff.active, Staff.role == Role.MANAGER)
    return session.scalar(counted) or 0

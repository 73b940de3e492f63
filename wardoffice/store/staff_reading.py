"""Reads the staff list."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import StaffMember
from wardoffice.store.tables import Staff


def staff_members(session: Session) -> tuple[StaffMember, ...]:
    """The active people of the office, by name."""
    rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name))
    return tuple(StaffMember(row.id, row.name, row.role) for row in rows)

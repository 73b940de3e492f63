"""The list of ward offices: how to reach whoever looks after another ward."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.wards import WardOffice
from wardoffice.store.fitting import fit
from wardoffice.store.tables import WardOfficeRow
from wardoffice.store.unit_of_work import UnitOfWork

_WAYS = tuple(each.name for each in fields(WardOffice) if each.name != "ward")


def ward_office(session: Session, ward: int) -> WardOffice:
    """How to reach the office of a ward; with nothing but its number where that is not known."""
    row = session.scalar(
        select(WardOfficeRow).where(WardOfficeRow.ward == ward, WardOfficeRow.withdrawn_at.is_(None))
    )
    return WardOffice(ward) if row is None else _office(row)


def ward_offices(session: Session) -> tuple[WardOffice, ...]:
    """All that are known, by ward."""
    rows = select(WardOfficeRow).where(WardOfficeRow.withdrawn_at.is_(None)).order_by(WardOfficeRow.ward)
    return tuple(_office(row) for row in session.scalars(rows))


def keep_ward_offices(work: UnitOfWork, offices: Sequence[WardOffice]) -> int:
    """Write these, each instead of what was known of its ward; returns how many that changed."""
    rows = {
        row.ward: row
        for row in work.session.scalars(
            select(WardOfficeRow).where(WardOfficeRow.ward.in_([each.ward for each in offices]))
        )
    }
    changed = 0
    for each in {each.ward: each for each in offices}.values():
        row = rows.get(each.ward)
        if row is None:
            row = WardOfficeRow(ward=each.ward, created_at=work.now)
            work.session.add(row)
        row.withdrawn_at = None
        for name in _WAYS:
            setattr(row, name, getattr(each, name))
        fit(row)
        changed += work.session.is_modified(row)
    work.session.flush()
    return changed


def _office(row: WardOfficeRow) -> WardOffice:
    return WardOffice(row.ward, *(getattr(row, name) for name in _WAYS))

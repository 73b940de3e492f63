"""What changed in the city's list of services, reading by reading, and what of it the office has seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.service_list import (
    ServiceChange,
    ServiceChangeLine,
    compare_services,
)
from wardoffice.domain.service_requests import ServiceType
from wardoffice.store.fitting import fit
from wardoffice.store.tables import ServiceChangeRow, ServiceTypeRow


def note_list_changes(session: Session, city: str, listed: Sequence[ServiceType], now: datetime) -> None:
    """Note what is different from the list as it is kept, before that is brought up to date.

    The first list of a city is no change.
    """
    kept = session.scalars(select(ServiceTypeRow).where(ServiceTypeRow.city == city)).all()
    if not kept:
        return
    before = [
        ServiceType(row.code, row.name, has_definition=row.has_definition, groups=tuple(row.groups))
        for row in kept
        if row.gone_at is None
    ]
    gone = [row.code for row in kept if row.gone_at is not None]
    note_changes(session, city, compare_services(before, gone, listed), now)


def note_changes(session: Session, city: str, changes: Iterable[ServiceChange], now: datetime) -> None:
    """Note changes as the office's to see."""
    for each in changes:
        row = ServiceChangeRow(
            city=city,
            at=now,
            kind=each.kind,
            code=each.code,
            name=each.name,
            before=each.before,
            after=each.after,
        )
        session.add(fit(row))
    session.flush()


def service_changes(session: Session, city: str, most: int) -> tuple[ServiceChangeLine, ...]:
    """The changes, newest first, at most so many."""
    found = session.scalars(
        select(ServiceChangeRow)
        .where(ServiceChangeRow.city == city)
        .order_by(ServiceChangeRow.at.desc(), ServiceChangeRow.id)
        .limit(most)
    )
    return tuple(
        ServiceChangeLine(
            row.id, row.at, ServiceChange(row.kind, row.code, row.name, row.before, row.after), row.seen_at
        )
        for row in found
    )


def count_changes(session: Session, city: str) -> tuple[int, int]:
    """How many changes were noted, and how many of them nobody has seen."""
    counted, seen = session.execute(
        select(func.count(), func.count(ServiceChangeRow.seen_at)).where(ServiceChangeRow.city == city)
    ).one()
    return counted, counted - seen


def mark_seen(session: Session, city: str, up_to: int, now: datetime) -> None:
    """The office has seen all changes up to this one; what came since stays new."""
    session.execute(
        update(ServiceChangeRow)
        .where(
            ServiceChangeRow.city == city,
            ServiceChangeRow.id <= up_to,
            ServiceChangeRow.seen_at.is_(None),
        )
        .values(seen_at=now)
    )

"""Keeps and reads a city's Service List."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import ServiceType
from wardoffice.store.fitting import fit, fit_values
from wardoffice.store.service_changes import note_list_changes
from wardoffice.store.tables import ServiceTypeRow


def store_service_types(session: Session, city: str, types: Sequence[ServiceType], now: datetime) -> None:
    """Keep the Service List as it is now, and note what changed in it.

    A type that is gone keeps its name for old records.
    """
    # Cities list a type twice, too; and what is cut as its column cuts it is found again the same.
    listed = {each.code: each for each in map(_fitting, types)}
    if not listed:
        return  # a broken answer, rather than a city that takes no requests any more
    note_list_changes(session, city, tuple(listed.values()), now)
    rows = {
        row.code: row for row in session.scalars(select(ServiceTypeRow).where(ServiceTypeRow.city == city))
    }
    for code, each in listed.items():
        row = rows.pop(code, None)
        if row is None:
            row = ServiceTypeRow(city=city, code=code)
            session.add(row)
        row.name = each.name
        row.groups, row.keywords = list(each.groups), list(each.keywords)
        row.has_definition, row.answer_kind, row.gone_at = each.has_definition, each.answer_kind, None
        fit(row)
    for row in rows.values():
        row.gone_at = row.gone_at or now
    session.flush()


def _fitting(told: ServiceType) -> ServiceType:
    return replace(told, **fit_values(ServiceTypeRow.__table__, {"code": told.code, "name": told.name}))


def service_names(session: Session) -> dict[str, str]:
    """The names of service types by code."""
    return dict(session.execute(select(ServiceTypeRow.code, ServiceTypeRow.name)).all())


def gone_types(session: Session) -> frozenset[str]:
    """The codes of service types that 311 has dropped."""
    codes = select(ServiceTypeRow.code).group_by(ServiceTypeRow.code)
    return frozenset(session.scalars(codes.having(func.count() == func.count(ServiceTypeRow.gone_at))))


def service_types(session: Session) -> tuple[ServiceType, ...]:
    """The city's service types that are not gone, by name."""
    rows = session.scalars(
        select(ServiceTypeRow).where(ServiceTypeRow.gone_at.is_(None)).order_by(ServiceTypeRow.name)
    )
    return tuple(
        ServiceType(
            row.code,
            row.name,
            has_definition=row.has_definition,
            keywords=tuple(row.keywords),
            groups=tuple(row.groups),
        )
        for row in rows
    )

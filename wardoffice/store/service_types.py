"""Keeps a city's Service List."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import ServiceType
from wardoffice.store.city_values import LONGEST_NUMBER
from wardoffice.store.fitting import fit
from wardoffice.store.tables import ServiceTypeRow


def store_service_types(session: Session, city: str, types: Sequence[ServiceType], now: datetime) -> None:
    """Keep the Service List as it is now; a type that is gone keeps its name for old records."""
    rows = {
        row.code: row for row in session.scalars(select(ServiceTypeRow).where(ServiceTypeRow.city == city))
    }
    # Cities list a type twice, too; and a code is cut as its column cuts it, to be found again.
    for code, each in {each.code.replace("\0", "")[:LONGEST_NUMBER]: each for each in types}.items():
        row = rows.pop(code, None)
        if row is None:
            row = ServiceTypeRow(city=city, code=code)
            session.add(row)
        row.name = each.name
        row.groups, row.keywords = list(each.groups), list(each.keywords)
        row.has_definition, row.gone_at = each.has_definition, None
        fit(row)
    for row in rows.values():
        row.gone_at = row.gone_at or now
    session.flush()

"""Finds a record of the city by its number, however it is spelled."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.tables import Case, Request, ServiceAlias, ServiceRecord


def record_of_number(session: Session, city: str, number: str) -> ServiceRecord | None:
    """The record with this number, or one it had before; ``number`` in its usual spelling."""
    found = session.scalar(
        select(ServiceRecord)
        .where(ServiceRecord.city == city, ServiceRecord.number.in_(spellings(number)))
        .order_by(ServiceRecord.number != number)
        .limit(1)
    )
    if found is not None:
        return found
    return session.scalar(
        select(ServiceRecord)
        .join(ServiceAlias, ServiceAlias.service_record_id == ServiceRecord.id)
        .where(ServiceAlias.city == city, ServiceAlias.number.in_(spellings(number)))
        .limit(1)
    )


def root_of_number(session: Session, city: str, number: str) -> int | None:
    """The root under which the request with this number stands, None where it is not here."""
    record = record_of_number(session, city, number)
    if record is None:
        return None
    return session.scalar(
        select(Case.root_id)
        .join(Request, Request.case_id == Case.id)
        .where(Request.service_record_id == record.id, Request.withdrawn_at.is_(None))
    )

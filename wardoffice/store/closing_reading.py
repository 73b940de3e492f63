"""Counts and lists what the city closed in a span of time, by what the closing meant."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.closing_counts import ClosedLine, ClosedSpan, ClosingPart
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.places import shown_address
from wardoffice.store.columns import UtcTime, Word
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import Case, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible

_MOST_LISTED = 2_000
_CLOSED = tuple(kind for kind in ClosingKind if kind.is_closed)


def count_closings(session: Session, actor: Actor, city: str, span: ClosedSpan) -> dict[ClosingPart, int]:
    """How many were closed under each part, of those the actor may see; every part is there."""
    part = _part().label("part")
    counted = _closed_in(select(part, func.count()), actor, city, span).group_by(part)
    found: dict[ClosingPart, int] = dict(session.execute(counted).all())
    return {each: found.get(each, 0) for each in ClosingPart}


def list_closings(
    session: Session, actor: Actor, city: str, span: ClosedSpan, which: ClosingPart
) -> tuple[ClosedLine, ...]:
    """The requests behind one of these counts, the one closed last first; at most 2,000."""
    closed_at = _closed_at().label("closed_at")
    columns = select(
        Case.root_id.label("case_id"),
        ServiceRecord.number,
        ServiceRecord.service_code,
        ServiceRecord.service_name,
        ServiceRecord.address,
        ServiceRecord.requested_at,
        ServiceRecord.status_notes,
        ServiceRecord.status_text,
        closed_at,
    )
    rows = session.execute(
        _closed_in(columns, actor, city, span)
        .where(_part() == which)
        .order_by(closed_at.desc(), ServiceRecord.number.desc())
        .limit(_MOST_LISTED)
    )
    names = service_names(session)
    return tuple(
        ClosedLine(
            row.case_id,
            row.number,
            names.get(row.service_code) or row.service_name,
            shown_address(row.address),
            row.requested_at,
            row.closed_at,
            row.status_notes or row.status_text,
        )
        for row in rows
    )


def _closed_at() -> ColumnElement[Any]:
    """When it was closed: GeoReport v2 has no such field, there it is the last update of a closed request."""
    return func.coalesce(ServiceRecord.closed_at, ServiceRecord.updated_at, type_=UtcTime())


def _part() -> ColumnElement[Any]:
    """``domain.closing_counts.part_of``, in SQL."""
    word = Word(ClosingPart)
    by_kind = [
        (ServiceRecord.closing == part.kind, literal(part, word))
        for part in ClosingPart
        if part.kind is not None
    ]
    return case(
        (ServiceRecord.crew, literal(ClosingPart.CREW, word)),
        (ServiceRecord.still_open, literal(ClosingPart.GOES_ON, word)),
        *by_kind,
    )


def _closed_in(statement: Select[Any], actor: Actor, city: str, span: ClosedSpan) -> Select[Any]:
    return (
        statement.select_from(ServiceRecord)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            ServiceRecord.city == city,
            ServiceRecord.closing.in_(_CLOSED),
            and_(_closed_at() >= span.start, _closed_at() < span.end),
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
            visible(actor),
        )
    )

"""Lays what the city's open-data portal says beside what its 311 system says of the same requests.

They are compared only where both were asked: 311 for the days its list was read of, or for a number; the
portal between the oldest request and the newest word that were read of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.places import shown_address
from wardoffice.domain.portal import Difference, Freshness, SideBySide, SourceLine, portal_facts
from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.city_books import read_so_far
from wardoffice.store.city_values import HISTORY
from wardoffice.store.columns import Word
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import Case, CityCursor, PortalRecord, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible

_SAME = and_(PortalRecord.city == ServiceRecord.city, PortalRecord.number == ServiceRecord.number)


@dataclass(frozen=True, slots=True)
class Span:
    """What was read of each source (aware UTC): 311 from a day on, the portal between two moments."""

    city_from: datetime | None
    portal_from: datetime | None
    portal_to: datetime | None


def read_span(session: Session, city: str) -> Span:
    """How much of both was read."""
    oldest = session.scalar(
        # The first by the index of days, which is the portal's as a rule: no reading of all rows.
        select(ServiceRecord.requested_at)
        .join(PortalRecord, _SAME)
        .where(ServiceRecord.city == city, ServiceRecord.requested_at.is_not(None))
        .order_by(ServiceRecord.requested_at)
        .limit(1)
    )
    swept = read_so_far(session, city).swept_at
    city_from = swept - HISTORY if swept is not None else None
    return Span(city_from, oldest, freshness(session, city).portal_newest)


def freshness(session: Session, city: str) -> Freshness:
    """When each source was last read, and the newest word of the portal."""
    read_at, newest = session.execute(
        select(func.max(PortalRecord.read_at), func.max(PortalRecord.updated_at)).where(
            PortalRecord.city == city
        )
    ).one()
    cursor = session.get(CityCursor, city)
    return Freshness(cursor.read_at if cursor is not None else None, read_at, newest)


def records_in(session: Session, case_ids: Sequence[int]) -> tuple[int, ...]:
    """The city's records filed in these cases."""
    filed = select(Request.service_record_id).where(
        Request.case_id.in_(case_ids), Request.service_record_id.is_not(None), Request.withdrawn_at.is_(None)
    )
    return tuple(each for each in session.scalars(filed) if each is not None)


def sides_of(session: Session, span: Span, record_ids: Sequence[int]) -> dict[int, SideBySide]:
    """Both words on these records of a city, by the record's id."""
    statement = (
        _both(span, ServiceRecord.id.label("record_id"))
        .select_from(ServiceRecord)
        .outerjoin(PortalRecord, _SAME)
        .where(ServiceRecord.id.in_(record_ids))
        .order_by(ServiceRecord.number)
    )
    return {row.record_id: _side(row) for row in session.execute(statement)}


def count_differences(session: Session, actor: Actor, city: str, span: Span) -> dict[Difference, int]:
    """How many requests of the ward stand how, of those the actor may see."""
    difference = _difference(span).label("difference")
    counted = _shown(select(difference, func.count()), actor, city).group_by(difference)
    found: dict[Difference, int] = dict(session.execute(counted).all())
    return {each: found.get(each, 0) for each in Difference}


def list_difference(
    session: Session, actor: Actor, city: str, span: Span, which: Difference
) -> tuple[SourceLine, ...]:
    """The requests behind one of these counts, the newest first."""
    more = (
        Case.root_id.label("case_id"),
        ServiceRecord.service_code,
        ServiceRecord.service_name,
        ServiceRecord.address,
        ServiceRecord.requested_at,
    )
    names = service_names(session)
    statement = _shown(_both(span, *more), actor, city).where(_difference(span) == which)
    rows = session.execute(statement.order_by(ServiceRecord.requested_at.desc(), ServiceRecord.number.desc()))
    return tuple(
        SourceLine(
            row.case_id,
            names.get(row.service_code) or row.service_name,
            shown_address(row.address),
            row.requested_at,
            _side(row),
        )
        for row in rows
    )


def _shown(statement: Select[Any], actor: Actor, city: str) -> Select[Any]:
    return (
        statement.select_from(ServiceRecord)
        .outerjoin(PortalRecord, _SAME)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            ServiceRecord.city == city,
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
            visible(actor),
        )
    )


def _both(span: Span, *more: ColumnElement[Any] | Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    return select(
        *more,
        ServiceRecord.number.label("sr_number"),
        ServiceRecord.status.label("last_status"),
        ServiceRecord.updated_at.label("last_updated_at"),
        PortalRecord.number.label("portal_number"),
        PortalRecord.status.label("portal_status"),
        PortalRecord.status_text.label("portal_words"),
        PortalRecord.updated_at.label("portal_updated_at"),
        PortalRecord.closed_at.label("portal_closed_at"),
        PortalRecord.more.label("portal_besides"),
        PortalRecord.city_status,
        PortalRecord.city_updated_at,
        _difference(span).label("difference"),
    )


def _difference(span: Span) -> ColumnElement[Any]:
    word = Word(Difference)
    open_there = PortalRecord.status != CityStatus.CLOSED
    open_here = PortalRecord.city_status != CityStatus.CLOSED
    asked = or_(PortalRecord.asked_at.is_not(None), _made(span.city_from, None))
    # The portal was asked for the ward by the city's own field: where that differs, it was not asked.
    asked_there = or_(ServiceRecord.ward.is_(None), ServiceRecord.ward == ServiceRecord.ward_by_polygon)
    published = (
        and_(_made(span.portal_from, span.portal_to), asked_there) if span.portal_to is not None else false()
    )
    return case(
        (and_(PortalRecord.number.is_(None), published), literal(Difference.ONLY_IN_311, word)),
        (PortalRecord.number.is_(None), literal(Difference.NOT_PUBLISHED, word)),
        (and_(PortalRecord.city_status.is_(None), asked), literal(Difference.ONLY_ON_PORTAL, word)),
        (PortalRecord.city_status.is_(None), literal(Difference.NOT_ASKED, word)),
        (and_(open_here, ~open_there), literal(Difference.OPEN_IN_311, word)),
        (and_(~open_here, open_there), literal(Difference.OPEN_ON_PORTAL, word)),
        else_=literal(Difference.SAME, word),
    )


def _made(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Whether a request was made in a span that has a beginning."""
    if since is None:
        return false()
    begun = ServiceRecord.requested_at >= since
    return begun if until is None else and_(begun, ServiceRecord.requested_at <= until)


def _side(row: Row[Any]) -> SideBySide:
    if row.portal_number is None:
        return SideBySide(row.sr_number, row.difference, row.last_status, row.last_updated_at)
    return SideBySide(
        row.sr_number,
        row.difference,
        row.city_status,
        row.city_updated_at,
        row.portal_status,
        row.portal_words,
        row.portal_updated_at,
        row.portal_closed_at,
        portal_facts(row.portal_besides),
    )

"""Lays what the city's open-data portal says beside what its 311 system says of the same request.

Both are one record here (``service_record``), which holds what was told last; ``portal_record`` keeps the
portal's own word, and 311's where the portal has gone past it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from wardoffice.domain.portal import SideBySide
from wardoffice.domain.service_requests import ServiceRequest
from wardoffice.domain.tracking_numbers import is_usable, normal_number, spellings
from wardoffice.store.fitting import fit
from wardoffice.store.queue_reading import point_of
from wardoffice.store.tables import PortalRecord, Request, ServiceAlias, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork

_Known = tuple[ServiceRecord, PortalRecord | None]


def complete_from_known(
    session: Session, requests: Sequence[ServiceRequest], legacy: Mapping[str, str] | None = None
) -> list[ServiceRequest]:
    """Records of a source that tells little, with what is known of them besides.

    Each takes the number it is known by here, whatever its spelling (``legacy`` gives the number it had
    before). What only 311 tells (words, pictures, questions, its own code) stays as 311 told it.
    """
    if not requests:
        return []
    before = legacy or {}
    known = _known_by_spelling(session, requests, before)
    told = [(each, _known(each, known, before)) for each in requests]
    return [each if record is None else _completed(each, record) for each, record in told]


def note_portal_words(work: UnitOfWork, requests: Sequence[ServiceRequest]) -> None:
    """Keep what the portal says of these, before they are filed; an older word never replaces a newer one."""
    if not requests:
        return
    city, numbers = requests[0].city, [each.number for each in requests]
    rows = {
        row.number: row
        for row in work.session.scalars(
            select(PortalRecord).where(PortalRecord.city == city, PortalRecord.number.in_(numbers))
        )
    }
    records = {
        row.number: row
        for row in work.session.scalars(
            select(ServiceRecord).where(ServiceRecord.city == city, ServiceRecord.number.in_(numbers))
        )
    }
    for each in requests:
        row, record = rows.get(each.number), records.get(each.number)
        if row is not None and row.updated_at and each.updated_at and each.updated_at < row.updated_at:
            continue
        told_by_311 = record is not None and (row is None or record.last_seen_at > row.read_at)
        if row is None:
            row = rows[each.number] = PortalRecord(city=city, number=each.number)
            work.session.add(row)
        if record is not None and told_by_311:
            row.city_status, row.city_updated_at = record.status, record.updated_at
        row.status, row.status_text, row.updated_at = each.status, each.status_text, each.updated_at
        row.read_at = work.now
        fit(row)
    work.session.flush()


def side_by_side(session: Session, case_ids: Sequence[int]) -> tuple[SideBySide, ...]:
    """Both sources' word on each request of the city filed in these cases, by number."""
    return _read(session, Request.case_id.in_(case_ids))


def known_numbers(session: Session, city: str) -> Iterator[str]:
    """Every number of the city that is here or was sent by the office."""
    here = select(ServiceRecord.number).where(ServiceRecord.city == city)
    yield from session.scalars(here)
    sent = select(Submission.number).where(Submission.city == city, Submission.number != "")
    for number in session.scalars(sent):
        yield normal_number(number)


def portal_read_at(session: Session, city: str) -> datetime | None:
    """When a word of the portal was last taken in."""
    return session.scalar(
        select(PortalRecord.read_at)
        .where(PortalRecord.city == city)
        .order_by(PortalRecord.read_at.desc())
        .limit(1)
    )


def _read(session: Session, which: ColumnElement[bool]) -> tuple[SideBySide, ...]:
    same = and_(PortalRecord.city == ServiceRecord.city, PortalRecord.number == ServiceRecord.number)
    rows = session.execute(
        select(ServiceRecord, PortalRecord)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .outerjoin(PortalRecord, same)
        .where(which, Request.withdrawn_at.is_(None))
        .order_by(ServiceRecord.number)
    )
    return tuple(_laid(record, portal) for record, portal in rows)


def _laid(record: ServiceRecord, portal: PortalRecord | None) -> SideBySide:
    if portal is None:
        return SideBySide(record.number, record.status, record.updated_at)
    told_since = record.last_seen_at > portal.read_at
    return SideBySide(
        record.number,
        record.status if told_since else portal.city_status,
        record.updated_at if told_since else portal.city_updated_at,
        portal.status,
        portal.updated_at,
    )


def _known_by_spelling(
    session: Session, requests: Sequence[ServiceRequest], legacy: Mapping[str, str]
) -> dict[str, _Known]:
    city = requests[0].city
    wanted = {way for each in requests for way in _ways(each, legacy) if is_usable(way)}
    same = and_(PortalRecord.city == ServiceRecord.city, PortalRecord.number == ServiceRecord.number)
    found = session.execute(
        select(ServiceRecord, PortalRecord)
        .outerjoin(PortalRecord, same)
        .where(ServiceRecord.city == city, ServiceRecord.number.in_(wanted))
    )
    known: dict[str, _Known] = {record.number: (record, portal) for record, portal in found}
    aliases = session.execute(
        select(ServiceAlias.number, ServiceRecord, PortalRecord)
        .join(ServiceRecord, ServiceRecord.id == ServiceAlias.service_record_id)
        .outerjoin(PortalRecord, same)
        .where(ServiceAlias.city == city, ServiceAlias.number.in_(wanted))
    )
    former: dict[str, _Known] = {alias: (record, portal) for alias, record, portal in aliases}
    return former | known


def _ways(each: ServiceRequest, legacy: Mapping[str, str]) -> tuple[str, ...]:
    before = legacy.get(each.number, "")
    return spellings(each.number) + (spellings(normal_number(before)) if before else ())


def _known(
    each: ServiceRequest,
    known: Mapping[str, _Known],
    legacy: Mapping[str, str],
) -> _Known | None:
    return next((known[way] for way in _ways(each, legacy) if way in known), None)


def _completed(each: ServiceRequest, known: _Known) -> ServiceRequest:
    record, portal = known
    if portal is not None and portal.city_status is None and record.last_seen_at <= portal.read_at:
        return replace(each, number=record.number)  # 311 never told of it: there is nothing to save
    return replace(
        each,
        number=record.number,
        status_notes=each.status_notes or record.status_notes,
        service_code=record.service_code or each.service_code,
        service_name=record.service_name or each.service_name,
        description=each.description or record.description,
        agency=each.agency or record.agency,
        requested_at=record.requested_at or each.requested_at,
        expected_at=each.expected_at or record.expected_at,
        address=record.address or each.address,
        zipcode=record.zipcode or each.zipcode,
        point=each.point or point_of(record.lat, record.long),
        media_urls=each.media_urls or tuple(record.media_urls),
        channel=record.channel or each.channel,
        duplicate=each.duplicate or record.duplicate,
        parent_number=each.parent_number or record.parent_number,
        attributes=each.attributes or tuple((name, value) for name, value in record.attributes),
    )

"""Keeps what the city's open-data portal says, and what its 311 system says, of the same requests.

Both are one record here (``service_record``), which holds what was told last; ``portal_record`` keeps the
portal's own word, and 311's last one beside it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import CityStatus, ServiceRequest
from wardoffice.domain.tracking_numbers import is_usable, normal_number, spellings
from wardoffice.store.among import among
from wardoffice.store.bulk import Values, insert_rows, table_of
from wardoffice.store.fitting import fit_values
from wardoffice.store.known_records import known_records
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import PortalRecord, ServiceAlias, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork

_Known = tuple[ServiceRecord, PortalRecord | None]
_SAME = and_(PortalRecord.city == ServiceRecord.city, PortalRecord.number == ServiceRecord.number)


def complete_from_known(
    session: Session,
    requests: Sequence[ServiceRequest],
    legacy: Mapping[str, str] | None = None,
    *,
    any_columns: bool = False,
) -> list[ServiceRequest]:
    """Records of a source that tells little, with what is known of them besides.

    Each takes the number it is known by here, whatever its spelling (``legacy`` gives the number it had
    before). What only 311 tells (words, pictures, questions, its own code) stays as 311 told it. A source of
    ``any_columns`` may lack what the portal always has: what it leaves unsaid stays as either told it.
    """
    if not requests:
        return []
    before = legacy or {}
    known = _known_by_spelling(session, requests, before)
    told = [(each, _known(each, known, before)) for each in requests]
    return [
        each if record is None else _completed(each, record, any_columns=any_columns) for each, record in told
    ]


def note_portal_words(
    work: UnitOfWork,
    requests: Sequence[ServiceRequest],
    ahead: Collection[str] = (),
    more: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Keep what the portal says of these, before they are filed; an older word never replaces a newer one.

    The numbers ``ahead`` were dated in the future: their word has no date that says how far the portal told.
    ``more`` gives what else stands in the row of a number; what one export leaves out stays as another told.
    """
    if not requests:
        return
    city, numbers = requests[0].city, [each.number for each in requests]
    rows = _portal_rows(work.session, city, numbers)
    records = known_records(work.session, city, numbers, ("status", "updated_at"))
    fresh: dict[str, Values] = {}
    for each in requests:
        row = rows.get(each.number)
        said = fresh.get(each.number, {}).get("updated_at") if row is None else row.updated_at
        older = said is not None and each.updated_at is not None and each.updated_at < said
        if row is not None:
            row.read_at = work.now
        if older:
            continue
        word = fit_values(
            table_of(PortalRecord),
            {
                "status": each.status,
                "status_text": each.status_text,
                "updated_at": None if each.number in ahead else each.updated_at,
                "closed_at": each.closed_at,
            },
        )
        told = (more or {}).get(each.number, {})
        besides = {name: value.replace("\0", "") for name, value in told.items()}
        if row is None:
            # Until the portal tells of it, a record holds what 311 told.
            record = records.get(each.number)
            fresh[each.number] = word | {
                "city": city,
                "number": each.number,
                "read_at": work.now,
                "city_status": record.values["status"] if record is not None else None,
                "city_updated_at": record.values["updated_at"] if record is not None else None,
                "more": fresh.get(each.number, {}).get("more", {}) | besides,
            }
        else:
            row.more = row.more | besides
            for name, value in word.items():
                setattr(row, name, value)
    insert_rows(work.session, table_of(PortalRecord), list(fresh.values()))
    work.session.flush()


def note_city_words(work: UnitOfWork, requests: Sequence[ServiceRequest], *, live: bool = True) -> None:
    """Keep what 311 says of those the portal told of too; an older word never replaces a newer one.

    One without a date replaces a dated one only where it is told ``live``, and closes.
    """
    if not requests:
        return
    rows = _portal_rows(work.session, requests[0].city, [each.number for each in requests])
    for each in requests:
        row = rows.get(each.number)
        if row is None:
            continue
        if row.city_updated_at and each.updated_at and each.updated_at < row.city_updated_at:
            continue
        if row.city_updated_at and each.updated_at is None:
            if live and each.status is CityStatus.CLOSED:
                row.city_status = each.status
            continue
        row.city_status, row.city_updated_at = each.status, each.updated_at


def open_and_not_asked(session: Session, city: str, before: datetime, limit: int) -> tuple[str, ...]:
    """Numbers of requests made before a day that the portal calls open and 311 was never asked for."""
    return tuple(
        session.scalars(
            select(PortalRecord.number)
            .join(ServiceRecord, _SAME)
            .where(
                PortalRecord.city == city,
                PortalRecord.status == CityStatus.OPEN,
                PortalRecord.city_status.is_(None),
                PortalRecord.asked_at.is_(None),
                ServiceRecord.requested_at < before,
            )
            .order_by(PortalRecord.number.desc())
            .limit(limit)
        )
    )


def note_asked(session: Session, city: str, numbers: Sequence[str], now: datetime) -> None:
    """Remember that 311 was asked for these by their numbers, whatever it answered."""
    for row in _portal_rows(session, city, numbers).values():
        row.asked_at = now
    session.flush()


def known_numbers(session: Session, city: str) -> Iterator[str]:
    """Every number of the city that is here or was sent by the office."""
    here = select(ServiceRecord.number).where(ServiceRecord.city == city)
    yield from session.scalars(here)
    sent = select(Submission.number).where(Submission.city == city, Submission.number != "")
    for number in session.scalars(sent):
        yield normal_number(number)


def _portal_rows(session: Session, city: str, numbers: Sequence[str]) -> dict[str, PortalRecord]:
    usable = [each for each in numbers if "\0" not in each]
    found = select(PortalRecord).where(PortalRecord.city == city, among(PortalRecord.number, usable))
    return {row.number: row for row in session.scalars(found)}


def _known_by_spelling(
    session: Session, requests: Sequence[ServiceRequest], legacy: Mapping[str, str]
) -> dict[str, _Known]:
    city = requests[0].city
    wanted = {way for each in requests for way in _ways(each, legacy) if is_usable(way)}
    found = session.execute(
        select(ServiceRecord, PortalRecord)
        .outerjoin(PortalRecord, _SAME)
        .where(ServiceRecord.city == city, among(ServiceRecord.number, wanted))
    )
    known: dict[str, _Known] = {record.number: (record, portal) for record, portal in found}
    aliases = session.execute(
        select(ServiceAlias.number, ServiceRecord, PortalRecord)
        .join(ServiceRecord, ServiceRecord.id == ServiceAlias.service_record_id)
        .outerjoin(PortalRecord, _SAME)
        .where(ServiceAlias.city == city, among(ServiceAlias.number, wanted))
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


def _completed(each: ServiceRequest, known: _Known, *, any_columns: bool) -> ServiceRequest:
    record, portal = known
    if not each.status_text:  # an export without statuses: silence is no word
        status, told = record.status, record.status_text
        each = replace(each, status=status, status_text=told, closed_at=each.closed_at or record.closed_at)
    if portal is not None and portal.city_status is None and not any_columns:
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
        made_by=each.made_by or record.made_by,
        ward=record.ward if each.ward is None else each.ward,
        duplicate=each.duplicate or record.duplicate,
        parent_number=each.parent_number or record.parent_number,
        attributes=each.attributes or tuple((name, value) for name, value in record.attributes),
    )

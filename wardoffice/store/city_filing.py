"""Files the city's records: new ones get a home, known ones are brought up to date.

A record is filed by the first rule that holds (DESIGN section 5): (1) a submission with its number or token;
(2) a number a person typed, which is a submission typed by staff; (3) an unanswered submission of the same
type within 30 m, from 10 minutes before to 7 days after it; (4) a watched case of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.places import PlaceSource, Point, metres_between, shown_address
from wardoffice.domain.safety import danger_in
from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest, ServiceType
from wardoffice.store.city_placing import give_place
from wardoffice.store.fitting import fit
from wardoffice.store.numbers import take_numbers
from wardoffice.store.queue_reading import point_of
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.tables import (
    Case,
    Request,
    ServiceAlias,
    ServiceNote,
    ServiceRecord,
    ServiceTypeRow,
    Submission,
)
from wardoffice.store.unit_of_work import UnitOfWork

_OURS_METRES = 30.0
_OURS_BEFORE = timedelta(minutes=10)
_OURS_AFTER = timedelta(days=7)
_SPOT_DEGREES = 0.00025  # about 25 m
_SPOT_COUNT = 3
_SPOT_WINDOW = timedelta(days=60)
THREE_AT_A_SPOT = "three at a spot"
SAFETY = "safety"
LONGEST_NUMBER = 100
"""Of a city's request number or service code; numbers that are longer cannot be kept apart."""


@dataclass(frozen=True, slots=True)
class PlacedRequest:
    """A record of the city and where it lies: ``address_key`` is normalised, ``ward`` is by polygon."""

    request: ServiceRequest
    place: Point | None
    source: PlaceSource
    ward: int | None
    address_key: str


def file_records(work: UnitOfWork, placed: Sequence[PlacedRequest]) -> int:
    """File one page of records of one city; returns how many were new."""
    if not placed:
        return 0
    known = _known(work.session, placed)
    fresh: list[PlacedRequest] = []
    # Cities repeat records on a page, and saved answers in a file: the one told last counts.
    for each in {each.request.number: each for each in placed}.values():
        record = known.get(each.request.number)
        if record is None:
            fresh.append(each)
        else:
            _bring_up_to_date(work, record, each)
    _file_new(work, fresh)
    return len(fresh)


def expected_anyway(session: Session, outside: Sequence[PlacedRequest]) -> list[PlacedRequest]:
    """Of records outside the ward those that are here already, or that the office itself sent in."""
    if not outside:
        return []
    city = outside[0].request.city
    tokens = [token for each in outside if (token := each.request.token) and "\0" not in token]
    numbers = [each.request.number for each in outside]
    sent = session.execute(
        select(Submission.number, Submission.token).where(
            Submission.city == city,
            Submission.withdrawn_at.is_(None),
            or_(Submission.number.in_(numbers), Submission.token.in_(tokens)),
        )
    )
    named = {name for pair in sent for name in pair if name} | set(_known(session, outside))
    return [each for each in outside if each.request.number in named or each.request.token in named]


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


def _known(session: Session, placed: Sequence[PlacedRequest]) -> dict[str, ServiceRecord]:
    city = placed[0].request.city
    numbers = [each.request.number for each in placed]
    found = {
        row.number: row
        for row in session.scalars(
            select(ServiceRecord).where(ServiceRecord.city == city, ServiceRecord.number.in_(numbers))
        )
    }
    aliases = session.execute(
        select(ServiceAlias.number, ServiceRecord)
        .join(ServiceRecord, ServiceRecord.id == ServiceAlias.service_record_id)
        .where(ServiceAlias.city == city, ServiceAlias.number.in_(numbers))
    )
    return found | dict(aliases.all())


def _bring_up_to_date(work: UnitOfWork, record: ServiceRecord, each: PlacedRequest) -> None:
    told = each.request
    if record.updated_at and told.updated_at and told.updated_at < record.updated_at:
        return  # an older update never overrides a newer one
    before = record.status
    _copy(record, each)
    if not work.session.is_modified(record) and not _notes_differ(work.session, record, told):
        return
    record.last_seen_at = work.now
    _write_notes(work.session, record, told)
    home = work.session.scalar(select(Request.case_id).where(Request.service_record_id == record.id))
    if home is not None:
        work.touch([home])
        give_place(work.session.get_one(Case, home), record, each.source)
    if before is not record.status:
        work.recorder.events.append(
            FieldEvent(home, "service_record", record.id, "status", before.value, record.status.value)
        )


def _file_new(work: UnitOfWork, fresh: Sequence[PlacedRequest]) -> None:
    records = []
    for each in fresh:
        record = ServiceRecord(
            city=each.request.city,
            number=each.request.number,
            first_seen_at=work.now,
            last_seen_at=work.now,
        )
        _copy(record, each)
        records.append(record)
    work.session.add_all(records)
    work.session.flush()
    ours = _any_sent(work.session, records)
    homes = [_submitted_home(work.session, record) if ours else None for record in records]
    numbers = iter(take_numbers(work.session, work.now, homes.count(None)))
    cases = [
        _watched_case(work, record, each, next(numbers))
        for record, each, home in zip(records, fresh, homes, strict=True)
        if home is None
    ]
    work.session.add_all(cases)
    work.session.flush()
    born = iter(cases)
    work.session.add_all(
        Request(
            case_id=home if home is not None else next(born).id,
            service_record_id=record.id,
            description=record.description,
            created_at=record.requested_at or work.now,
        )
        for record, home in zip(records, homes, strict=True)
    )
    for record, each in zip(records, fresh, strict=True):
        _write_notes(work.session, record, each.request)
    work.session.flush()
    work.touch([home for home in homes if home is not None])
    for record in records:
        _apply_spot_rule(work, record)


def _copy(record: ServiceRecord, each: PlacedRequest) -> None:
    told = each.request
    record.token = told.token or record.token or ""
    record.status, record.status_text, record.status_notes = told.status, told.status_text, told.status_notes
    record.service_code, record.service_name = told.service_code, told.service_name
    record.description, record.agency = told.description, told.agency
    record.requested_at, record.updated_at = told.requested_at, told.updated_at
    record.expected_at, record.closed_at = told.expected_at, told.closed_at
    record.address, record.address_key, record.zipcode = told.address, each.address_key, told.zipcode
    record.lat, record.long = (each.place.lat, each.place.long) if each.place else (None, None)
    record.ward, record.ward_by_polygon = told.ward, each.ward
    record.media_urls = list(told.media_urls)
    record.channel, record.duplicate, record.parent_number = told.channel, told.duplicate, told.parent_number
    record.attributes = [list(pair) for pair in told.attributes]
    fit(record)


def _notes_differ(session: Session, record: ServiceRecord, told: ServiceRequest) -> bool:
    if not told.notes:
        return False
    rows = session.scalars(
        select(ServiceNote).where(ServiceNote.service_record_id == record.id).order_by(ServiceNote.position)
    )
    known = [(row.at, row.kind, row.summary, row.detail, row.number) for row in rows]
    new = [fit(_note(record, position, note)) for position, note in enumerate(told.notes)]
    return known != [(row.at, row.kind, row.summary, row.detail, row.number) for row in new]


def _write_notes(session: Session, record: ServiceRecord, told: ServiceRequest) -> None:
    if not told.notes:
        return  # asked without extensions, a record comes without its notes: those we have stay
    session.execute(delete(ServiceNote).where(ServiceNote.service_record_id == record.id))
    session.add_all(fit(_note(record, position, note)) for position, note in enumerate(told.notes))


def _note(record: ServiceRecord, position: int, note: CityNote) -> ServiceNote:
    return ServiceNote(
        service_record_id=record.id,
        position=position,
        at=note.at,
        kind=note.kind,
        summary=note.summary,
        detail=note.detail,
        number=note.number,
    )


def _any_sent(session: Session, records: Sequence[ServiceRecord]) -> bool:
    """Whether any of these can be the office's own at all: one question, where each record would ask two."""
    if not records:
        return False
    waiting = and_(Submission.service_record_id.is_(None), Submission.number == "")
    sent = select(Submission.id).where(
        Submission.city == records[0].city,
        Submission.withdrawn_at.is_(None),
        or_(
            waiting,
            Submission.number.in_([record.number for record in records]),
            Submission.token.in_([record.token for record in records if record.token]),
        ),
    )
    return session.scalar(sent.limit(1)) is not None


def _submitted_home(session: Session, record: ServiceRecord) -> int | None:
    """The case a record belongs to because the office made it: rules 1 to 3."""
    submission = session.scalar(
        select(Submission).where(
            Submission.city == record.city,
            Submission.withdrawn_at.is_(None),
            or_(
                Submission.number == record.number,
                (Submission.token == record.token) if record.token else Submission.id.is_(None),
            ),
        )
    )
    if submission is None and record.requested_at is not None:
        submission = _likely_ours(session, record)
    if submission is None:
        return None
    submission.service_record_id = record.id
    session.flush()  # the next record of this page must not find it waiting still
    return submission.case_id


def _likely_ours(session: Session, record: ServiceRecord) -> Submission | None:
    point = point_of(record.lat, record.long)
    if point is None or record.requested_at is None:
        return None
    waiting = session.scalars(
        select(Submission)
        .where(
            Submission.city == record.city,
            Submission.service_code == record.service_code,
            Submission.service_record_id.is_(None),
            Submission.number == "",
            Submission.withdrawn_at.is_(None),
            Submission.created_at.between(
                record.requested_at - _OURS_AFTER, record.requested_at + _OURS_BEFORE
            ),
        )
        .order_by(Submission.created_at, Submission.id)
    )
    for submission in waiting:
        there = point_of(submission.lat, submission.long)
        if there is not None and metres_between(point, there) <= _OURS_METRES:
            return submission
    return None


def _watched_case(work: UnitOfWork, record: ServiceRecord, each: PlacedRequest, number: str) -> Case:
    danger = "" if record.status is CityStatus.CLOSED else danger_in(record.description)
    return fit(
        Case(
            number=number,
            title=record.service_name,
            service_code=record.service_code,
            lat=record.lat,
            long=record.long,
            address=shown_address(record.address),
            place_source=each.source,
            ward=each.ward,
            opened_at=record.requested_at or work.now,
            safety_words=danger,
            rule=SAFETY if danger else "",
        )
    )


def _apply_spot_rule(work: UnitOfWork, record: ServiceRecord) -> None:
    """Every third open request of one type at one spot in sixty days is the office's own matter.

    Records come in any order, newest first as a rule: one that comes late may make a later one the third.
    """
    if record.status is CityStatus.CLOSED or record.lat is None or record.long is None:
        return
    opened = record.requested_at or work.now
    spot = work.session.execute(
        select(ServiceRecord.requested_at, Case)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            ServiceRecord.city == record.city,
            ServiceRecord.lat.between(record.lat - _SPOT_DEGREES, record.lat + _SPOT_DEGREES),
            ServiceRecord.long.between(record.long - _SPOT_DEGREES, record.long + _SPOT_DEGREES),
            ServiceRecord.service_code == record.service_code,
            ServiceRecord.status != CityStatus.CLOSED,
            ServiceRecord.requested_at.between(opened - _SPOT_WINDOW, opened + _SPOT_WINDOW),
        )
        .order_by(ServiceRecord.requested_at, ServiceRecord.number)
    ).all()
    for (first, _), (third, case) in zip(spot, spot[_SPOT_COUNT - 1 :], strict=False):
        if first and third and third - first <= _SPOT_WINDOW and not case.rule:
            case.rule = THREE_AT_A_SPOT

"""Keeps the steps of the city's requests that are told apart from them (FixMyStreet's request updates).

A step is a note of its own on a record that is here; a newer one that says how the request stands moves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import CityNote, CityStatus, RequestUpdate, ServiceRequest
from wardoffice.store.among import among
from wardoffice.store.fitting import fit
from wardoffice.store.known_records import known_records
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import Request, ServiceRecord, ServiceUpdate
from wardoffice.store.unit_of_work import UnitOfWork

STEP = "update"
"""The kind of a note that was a step."""


@dataclass(frozen=True, slots=True)
class KeptSteps:
    """How many were new, and the requests that they say stand differently, as they stand now."""

    new: int
    moved: tuple[ServiceRequest, ...]


def keep_steps(work: UnitOfWork, city: str, steps: Sequence[RequestUpdate]) -> KeptSteps:
    """Keep those of requests that are here and were not kept before.

    A step without a time is left out: nobody could say whether it is older than what is known. What is moved
    follows from all steps, known ones too: a reading that was killed moves them the next time.
    """
    known = known_records(work.session, city, {each.request_number for each in steps})
    have = set(
        work.session.scalars(
            select(ServiceUpdate.number).where(
                ServiceUpdate.city == city, among(ServiceUpdate.number, [each.number for each in steps])
            )
        )
    )
    here = [each for each in steps if each.at is not None and each.request_number in known]
    usable = {each.number: each for each in here if each.number not in have}
    for each in usable.values():
        work.session.add(
            fit(
                ServiceUpdate(
                    city=city,
                    number=each.number,
                    service_record_id=known[each.request_number].id,
                    at=each.at,
                    status=each.status,
                    status_text=each.status_text,
                    description=each.description,
                    media_urls=list(each.media_urls),
                )
            )
        )
    work.session.flush()
    ids = {known[each.request_number].id for each in usable.values()}
    homes = select(Request.case_id).where(Request.service_record_id.in_(ids), Request.withdrawn_at.is_(None))
    work.touch(work.session.scalars(homes).all())
    newest = {
        known[each.request_number].id: each
        for each in sorted(here, key=lambda each: (each.at or work.now, each.number))
        if each.status in {CityStatus.OPEN, CityStatus.CLOSED}
    }
    records = work.session.scalars(select(ServiceRecord).where(ServiceRecord.id.in_(newest)))
    moved = (_moved(record, newest[record.id]) for record in records)
    return KeptSteps(len(usable), tuple(each for each in moved if each is not None))


def with_steps(
    session: Session, notes: Mapping[int, tuple[CityNote, ...]]
) -> dict[int, tuple[CityNote, ...]]:
    """The notes of records, by id, with their steps among them in the order they happened."""
    found = {record_id: list(known) for record_id, known in notes.items()}
    stepped = set()
    rows = select(ServiceUpdate).where(ServiceUpdate.service_record_id.in_(notes))
    for row in session.scalars(rows.order_by(ServiceUpdate.at, ServiceUpdate.number)):
        summary = row.status_text.replace("_", " ").lower()
        found[row.service_record_id].append(CityNote(row.at, STEP, summary, row.description))
        stepped.add(row.service_record_id)
    return {
        record_id: tuple(_by_time(known) if record_id in stepped else known)
        for record_id, known in found.items()
    }


def _by_time(notes: Sequence[CityNote]) -> list[CityNote]:
    """In the order they happened; a note without a time stays behind the one it was told after."""
    last, ordered = datetime.min.replace(tzinfo=UTC), []
    for note in notes:
        last = note.at or last
        ordered.append((last, note))
    return [note for _, note in sorted(ordered, key=lambda each: each[0])]


def _moved(record: ServiceRecord, step: RequestUpdate) -> ServiceRequest | None:
    """The record as the step says it stands; None where it is older than what is known."""
    if step.status is None or step.at is None or (record.updated_at and step.at < record.updated_at):
        return None
    if (record.status, record.updated_at) == (step.status, step.at):
        return None
    closed = step.status is CityStatus.CLOSED
    return ServiceRequest(
        city=record.city,
        number=record.number,
        status=step.status,
        status_text=step.status_text,
        status_notes=step.description or step.status_text.replace("_", " ").lower(),
        service_code=record.service_code,
        service_name=record.service_name,
        description=record.description,
        agency=record.agency,
        requested_at=record.requested_at,
        updated_at=step.at,
        expected_at=record.expected_at,
        closed_at=step.at if closed else None,
        address=record.address,
        zipcode=record.zipcode,
        point=point_of(record.lat, record.long),
        ward=record.ward,
        media_urls=tuple(record.media_urls),
        channel=record.channel,
        duplicate=record.duplicate,
        parent_number=record.parent_number,
        attributes=tuple((name, value) for name, value in record.attributes),
        token=record.token,
    )

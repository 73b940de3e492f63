"""Files the city's records: new ones get a home, known ones are brought up to date.

A record's home is the case the office asked for it in (rules 1 to 3 of DESIGN section 5, see
``submitted_homes``), or (4) a watched case of its own.
"""

from collections.abc import Sequence

from sqlalchemy import insert

from wardoffice.store.city_updating import bring_up_to_date
from wardoffice.store.city_values import PlacedRequest, case_values, note_values, record_values
from wardoffice.store.known_records import known_records
from wardoffice.store.numbers import take_numbers
from wardoffice.store.queue_reading import point_of
from wardoffice.store.spot_rule import apply_spot_rule
from wardoffice.store.submitted_homes import NewRecord, submitted_homes
from wardoffice.store.tables import Case, Request, ServiceNote, ServiceRecord
from wardoffice.store.unit_of_work import UnitOfWork


def file_records(work: UnitOfWork, placed: Sequence[PlacedRequest]) -> int:
    """File one page of records of one city; returns how many were new."""
    if not placed:
        return 0
    known = known_records(work.session, placed)
    fresh: list[PlacedRequest] = []
    # Cities repeat records on a page, and saved answers in a file: the one told last counts.
    for each in {each.request.number: each for each in placed}.values():
        record = known.get(each.request.number)
        if record is None:
            fresh.append(each)
        else:
            bring_up_to_date(work, record, each)
    _file_new(work, fresh)
    return len(fresh)


def _file_new(work: UnitOfWork, fresh: Sequence[PlacedRequest]) -> None:
    told = [record_values(each) for each in fresh]
    records = [
        ServiceRecord(
            city=each.request.city,
            number=each.request.number,
            first_seen_at=work.now,
            last_seen_at=work.now,
            **values,
        )
        for each, values in zip(fresh, told, strict=True)
    ]
    work.session.add_all(records)
    work.session.flush()
    homes = submitted_homes(work.session, [_new_record(record) for record in records])
    numbers = iter(take_numbers(work.session, work.now, homes.count(None)))
    cases = [
        Case(number=next(numbers), **case_values(each, values, work.now))
        for values, each, home in zip(told, fresh, homes, strict=True)
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
    notes = [
        {"service_record_id": record.id} | note
        for record, each in zip(records, fresh, strict=True)
        for note in note_values(each.request)
    ]
    if notes:
        work.session.execute(insert(ServiceNote), notes)
    work.session.flush()
    work.touch([home for home in homes if home is not None])
    apply_spot_rule(work, records)


def _new_record(record: ServiceRecord) -> NewRecord:
    return NewRecord(
        record.id,
        record.city,
        record.number,
        record.token,
        record.service_code,
        record.requested_at,
        point_of(record.lat, record.long),
    )

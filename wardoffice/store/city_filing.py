"""Files the city's records: new ones get a home, known ones are brought up to date.

A record's home is the case the office asked for it in (rules 1 to 3 of filing, in ARCHITECTURE;
``submitted_homes``), or (4) a watched case of its own. A page is written table by table, past the mapper: a
ward's year is twenty thousand records, each with a case, a request, notes and a history.
"""

from collections.abc import Sequence

from wardoffice.domain.likely_ours import Traces
from wardoffice.domain.places import Point
from wardoffice.store.bulk import Values, insert_rows, insert_tuples, reserve_ids, table_of, with_defaults
from wardoffice.store.city_closings import new_filed, read_closing, settle, values_of
from wardoffice.store.city_updating import ToldAgain, bring_up_to_date, is_older
from wardoffice.store.city_values import NOTE_COLUMNS, PlacedRequest, case_values, note_values, record_values
from wardoffice.store.documents import Told
from wardoffice.store.known_records import known_records
from wardoffice.store.notices import join_notices
from wardoffice.store.numbers import take_numbers
from wardoffice.store.point_reading import point_of
from wardoffice.store.queue_entries import add_watched_entries
from wardoffice.store.search import add_words
from wardoffice.store.spot_rule import apply_spot_rule
from wardoffice.store.submitted_homes import NewRecord, submitted_homes
from wardoffice.store.tables import Case, Request, ServiceNote, ServiceRecord
from wardoffice.store.undated_telling import is_undated
from wardoffice.store.unit_of_work import UnitOfWork

_RECORD = table_of(ServiceRecord)
_NOTE = table_of(ServiceNote)
_CASE = table_of(Case)
_REQUEST = table_of(Request)


def file_records(work: UnitOfWork, placed: Sequence[PlacedRequest], *, live: bool = True) -> int:
    """File one page of records of one city, told ``live`` or by a file; returns how many were new."""
    if not placed:
        return 0
    # Cities repeat records on a page, and saved answers in a file: the one told last counts.
    page: dict[str, tuple[PlacedRequest, Values]] = {}
    for each in placed:
        told, before = record_values(each), page.get(each.request.number)
        if before is None or not (is_undated(told, before[1]) or is_older(told, before[1], work.now)):
            page[each.request.number] = (each, told)
    names = tuple(record_values(placed[0]))
    city = placed[0].request.city
    known = known_records(work.session, city, page, names)
    again = bring_up_to_date(
        work,
        [ToldAgain(known[number], *told) for number, told in page.items() if number in known],
        live=live,
    )
    fresh = [each for number, (each, _) in page.items() if number not in known]
    closings = [read_closing(each.request) for each in fresh]
    records = _write_records(
        work,
        fresh,
        [
            page[each.request.number][1] | values_of(each.request, closing)
            for each, closing in zip(fresh, closings, strict=True)
        ],
    )
    new = [
        new_filed(record, each.request.notes, closing)
        for record, each, closing in zip(records, fresh, closings, strict=True)
    ]
    settle(work, city, again + new)  # before their cases are shown
    _find_homes(work, fresh, records)
    return len(fresh)


def _find_homes(work: UnitOfWork, fresh: Sequence[PlacedRequest], records: Sequence[Values]) -> None:
    """File new records each in its home, with what follows from that."""
    if not fresh:
        return
    homes = submitted_homes(work.session, [_new_record(record) for record in records], work.now)
    work.touch({home for home in homes if home is not None})
    watched = [
        (each, record) for each, record, home in zip(fresh, records, homes, strict=True) if home is None
    ]
    cases = _write_cases(work, watched)
    born = iter(cases)
    filed_in = [next(born)["id"] if home is None else home for home in homes]
    _write_requests(work, records, filed_in)
    # What is in such a case is known without looking: its row and words need no reading of what was written.
    add_watched_entries(work.session, [case["id"] for case in cases])
    add_words(
        work.session,
        {case["id"]: _told(case, record) for case, (_, record) in zip(cases, watched, strict=True)},
        {case["id"]: case["opened_at"] for case in cases},
    )
    work.recorder.born.update(case["id"] for case in cases)
    apply_spot_rule(work, records)
    join_notices(work, zip((record["number"] for record in records), filed_in, strict=True))


def _write_records(work: UnitOfWork, fresh: Sequence[PlacedRequest], told: Sequence[Values]) -> list[Values]:
    ids = reserve_ids(work.session, _RECORD, len(fresh))
    records = [
        {
            "id": record_id,
            "city": each.request.city,
            "number": each.request.number,
            "first_seen_at": work.now,
            "last_seen_at": work.now,
            **values,
        }
        for record_id, each, values in zip(ids, fresh, told, strict=True)
    ]
    insert_rows(work.session, _RECORD, records)
    notes = note_values(dict(zip(ids, (each.request for each in fresh), strict=True)))
    insert_tuples(work.session, _NOTE, ("service_record_id", *NOTE_COLUMNS), notes)
    return records


def _write_cases(work: UnitOfWork, watched: Sequence[tuple[PlacedRequest, Values]]) -> list[Values]:
    ids = reserve_ids(work.session, _CASE, len(watched))
    numbers = take_numbers(work.session, work.now, len(watched))
    cases = [
        with_defaults(
            _CASE, {"id": case_id, "root_id": case_id, "number": number} | case_values(*each, work.now)
        )
        for case_id, number, each in zip(ids, numbers, watched, strict=True)
    ]
    _place(work, cases)
    insert_rows(work.session, _CASE, cases)
    for case in cases:
        work.recorder.tell_of_new(_CASE, case["id"], case["id"], case)
    return cases


def _place(work: UnitOfWork, cases: Sequence[Values]) -> None:
    """Give each case with a point the ward the boundaries in force say, before it is written."""
    placed = [case for case in cases if case["lat"] is not None]
    if work.places_of is None or not placed:
        return
    places = work.places_of([Point(case["lat"], case["long"]) for case in placed])
    for case, place in zip(placed, places, strict=True):
        case["ward"] = place.ward or case["ward"]
        case["border_ward"], case["border_metres"] = place.border_ward, place.border_metres


def _write_requests(work: UnitOfWork, records: Sequence[Values], homes: Sequence[int]) -> None:
    ids = reserve_ids(work.session, _REQUEST, len(records))
    requests = [
        {
            "id": request_id,
            "case_id": home,
            "service_record_id": record["id"],
            "description": record["description"],
            "created_at": min(record["requested_at"] or work.now, work.now),
        }
        for request_id, record, home in zip(ids, records, homes, strict=True)
    ]
    insert_rows(work.session, _REQUEST, requests)
    for request in requests:
        work.recorder.tell_of_new(_REQUEST, request["id"], request["case_id"], request)


def _told(case: Values, record: Values) -> Told:
    """The words a case and its record are found by, in the order of ``search``."""
    return Told(
        words=[case["title"], record["description"], record["service_name"]],
        numbers=[case["number"], record["number"]],
        addresses=[case["address"], record["address"]],
    )


def _new_record(record: Values) -> NewRecord:
    return NewRecord(
        record["id"],
        record["city"],
        record["number"],
        record["token"],
        record["service_code"],
        record["requested_at"],
        Traces(point_of(record["lat"], record["long"]), record["address_key"], record["description"]),
    )

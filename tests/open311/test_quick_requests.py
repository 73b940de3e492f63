"""The quick reader gives what the patient one gives, to the last repair, or leaves the page to it."""

import json
import pickle
import re
from collections import Counter
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.benchmarks.open311_kinds import as_xml, kinds_of_json
from tests.benchmarks.open311_pages import page
from tests.open311.conftest import RECORDINGS, SAMPLES
from tests.open311.test_wire_fuzz import SMALL_JSON
from wardoffice.domain.errors import CityError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityNote, CityStatus, Refusal, RequestPage, ServiceRequest
from wardoffice.open311.answers import read_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.dates import read_date
from wardoffice.open311.drafts import draft_of
from wardoffice.open311.moments import Moments
from wardoffice.open311.quick_requests import read_quickly
from wardoffice.open311.records import REQUEST_LISTS, REQUEST_NAMES, find_records
from wardoffice.open311.repairs import Repair, Repairs
from wardoffice.open311.request_reading import read_record
from wardoffice.open311.requests_wire import read_requests, read_some
from wardoffice.open311.values import Values

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
FROM, TO = datetime.fromisoformat("1969-12-30"), datetime.fromisoformat("2100-01-03")
NOW = datetime(2026, 7, 1, tzinfo=UTC)
CHICAGO = WireContext("chicago", ZoneInfo("America/Chicago"), NOW, (41.6, -88.0, 42.1, -87.4))
ELSEWHERE = WireContext("elsewhere", ZoneInfo("UTC"), None, None, ())
FILES = sorted(SAMPLES.glob("*")) + (sorted(RECORDINGS.glob("*")) if RECORDINGS.is_dir() else [])


def read_patiently(body: bytes, context: WireContext) -> RequestPage:
    """The page, each of its records by the patient reader alone."""
    document = read_answer(body, "", context, 200)
    records = find_records(document, REQUEST_LISTS, REQUEST_NAMES)
    values = Values(context, document.repairs)
    found = [read_record(record, values) for record in records]
    requests = tuple(each for each in found if isinstance(each, ServiceRequest))
    refusals = tuple(each for each in found if isinstance(each, Refusal))
    return RequestPage(requests, refusals, values.counted(), len(records))


def same(body: bytes, context: WireContext = CHICAGO) -> RequestPage | None:
    """The quick reader's page, after a look that it, and what is read in all, is what patience gives."""
    quick = read_quickly(body, context, 200)
    try:
        patient = read_patiently(body, context)
    except CityError:
        assert quick is None
        return None
    for page_read in (read_some(body, "", context), quick or patient):
        assert page_read == patient
        assert repr(page_read.requests) == repr(patient.requests)  # equal times may be in different zones
    return quick


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("context", [CHICAGO, ELSEWHERE], ids=lambda context: context.city)
def test_both_readers_agree_on_every_recording(path: Path, context: WireContext) -> None:
    same(path.read_bytes(), context)


@pytest.mark.parametrize("extensions", [True, False])
def test_a_whole_page_of_chicagos_is_read_quickly(*, extensions: bool) -> None:
    found = same(page(200, 3, extensions=extensions))
    assert found is not None
    assert (found.records, found.repairs) == (200, {})
    assert any(request.notes for request in found.requests) == extensions


def test_chicagos_recording_is_read_quickly(recordings: Path) -> None:
    assert same((recordings / "chicago-requests-extensions-notes-2014.json").read_bytes()) is not None


TEXTS = st.sampled_from(
    [
        "open",
        "Closed",
        "closed",
        " x ",
        "",
        "a\u00a0",
        "é",
        "0",
        "12",
        "yes",
        "http://a/b",
        "\ud83d",
        "\0",
        "\\ud83d",
    ]
)
DATES = st.one_of(
    st.datetimes(FROM, TO).map(lambda moment: moment.replace(microsecond=0).isoformat()),
    st.sampled_from(
        [
            "2026-07-01T00:00:00Z",
            "1970-01-01T00:00:00+14:00",
            "2099-12-31T23:00:00-12:00",
            "0001-01-01T00:00:00Z",
        ]
    ),
    st.builds(
        lambda moment, zone: moment.strftime("%Y-%m-%dT%H:%M:%S") + zone,
        st.datetimes(FROM, TO),
        st.sampled_from(["", "Z", "-05:00", "+1400", "-00:15", "+05:37", "+24:00", " ", "z", ".5Z", ".000Z"]),
    ),
    TEXTS,
)
DEGREES = st.one_of(
    st.none(), st.integers(-200, 200), st.floats(), st.sampled_from([41.9, -87.6, 0.0, "41.9", ""])
)
PLAIN = {
    "status": TEXTS,
    "status_notes": TEXTS,
    "service_name": TEXTS,
    "description": TEXTS,
    "token": TEXTS,
    "address": TEXTS,
    "service_code": st.one_of(TEXTS, st.integers(), st.none()),
    "lat": DEGREES,
    "long": DEGREES,
    "requested_datetime": DATES,
    "updated_datetime": DATES,
    "duplicate_parent_service_request_id": TEXTS,
    "parent_service_request_id": TEXTS,
}
ODD = [
    "expected_datetime",
    "closed_datetime",
    "closed_date",
    "closure_details",
    "address_id",
    "adress_id",
    "zipcode",
    "media_url",
    "origin",
    "source",
    "interface_used",
    "attributes",
    "activities",
    "nobody_reads_this",
]
NOTES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "datetime": DATES,
            "type": st.sampled_from(["closed", "activity", " opened"]),
            "summary": TEXTS,
            "description": TEXTS,
            "extended_attributes": st.fixed_dictionaries({}, optional={"service_request_id": TEXTS}),
        },
    ),
    max_size=4,
)
EXTENDED = st.dictionaries(
    st.sampled_from(
        ["channel", "ward", "zip", "duplicate", "parent_service_request_id", "photos", "media_urls", "police"]
    ),
    SMALL_JSON,
    max_size=5,
)
RECORDS = st.fixed_dictionaries(
    {"service_request_id": st.sampled_from(["1", " 2", "SR18-00000001", 7, 0])},
    optional={
        **{name: st.one_of(plain, plain, plain, SMALL_JSON) for name, plain in PLAIN.items()},
        **dict.fromkeys(ODD, SMALL_JSON),
        "notes": st.one_of(st.none(), NOTES, NOTES, SMALL_JSON),
        "extended_attributes": st.one_of(st.none(), EXTENDED, EXTENDED, SMALL_JSON),
    },
)


@given(
    st.lists(RECORDS, max_size=3), st.sampled_from([CHICAGO, ELSEWHERE]), st.sampled_from(["ascii", "utf-8"])
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
def test_both_readers_agree_on_whatever_a_field_holds(
    records: list[dict[str, Any]], context: WireContext, charset: str
) -> None:
    body = json.dumps(records, ensure_ascii=charset == "ascii").encode("utf-8", "surrogatepass")
    same(body, context)
    same(b'{"requests":' + body + b"}", context)
    same(json.dumps(records)[:-1].encode() + b', {"service_request_id": 007}]', context)


@given(st.lists(RECORDS, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_both_readers_agree_on_whatever_an_element_holds(records: list[dict[str, Any]]) -> None:
    same(_NOT_XML.sub("", as_xml(json.dumps(records).encode()).decode("utf-8", "replace")).encode())


@pytest.mark.parametrize(
    ("written", "read", "texts"),
    [
        (rb"a \ud83d b \udc00", "a ? b ?", 1),
        (rb"\ud83d\ud83d\ude00\n", "?\U0001f600", 1),
        (rb"\"\ud83d\"\uDBFF\u00e9", '"?"?\u00e9', 1),
        (rb"\\ud83d \\\ude00", "\\ud83d \\?", 1),
        (rb'\ud83d", "status": "\udc00 open', "?", 2),
        (rb'\ud83d", "nobody reads this \udc00": ["\\", "\ud83d \ud83d"], "status": "open', "?", 3),
    ],
)
def test_half_characters_become_question_marks_and_each_text_counts_once(
    written: bytes, read: str, texts: int
) -> None:
    found = same(b'[{"service_request_id": "1", "description": "%s"}]' % written)
    assert found is not None
    assert found.requests[0].description == read.strip()
    assert found.repairs[Repair.CONTROL] == texts


def test_a_page_of_xml_is_read_as_the_same_page_of_json() -> None:
    clean = page(200, 3, extensions=True)
    found, same_in_json = read_some(as_xml(clean), "", CHICAGO), read_some(clean, "", CHICAGO)
    assert found.requests == same_in_json.requests
    assert found.repairs == {Repair.POINT_TEXT: 400}


@given(st.lists(st.one_of(DATES, st.none(), st.integers(), st.booleans(), st.just("")), max_size=6))
def test_times_that_are_read_together_are_what_each_is_alone(written: list[str | int | None]) -> None:
    moments = Moments(CHICAGO.zone, NOW)
    took = moments.take(written)
    assert not took or all(each is None or isinstance(each, str) for each in written)
    for each in filter(None, written):
        repairs: Repairs = Counter()
        alone = read_date(each, CHICAGO.zone, repairs)
        if took or each in moments:
            assert moments[each] == alone
            assert moments[each].tzinfo is UTC
            assert alone is not None
            assert alone <= NOW
            assert repairs == ({Repair.DATE_NO_ZONE: 1} if each in moments.zoneless else {})
    assert moments.count_zoneless(written) == sum(each in moments.zoneless for each in written)
    assert took or not moments


def test_times_as_cities_write_them_are_read_together() -> None:
    for zone in ("Z", "-05:00", ".000-0500", ""):
        written = [f"2026-06-01T{hour:02}:30:00{zone}" for hour in range(24)] + [None]
        assert Moments(CHICAGO.zone, NOW).take(written)


@given(DATES)
def test_a_date_read_quickly_is_the_date_read_slowly(written: str) -> None:
    repairs: Repairs = Counter()
    quick = Values(CHICAGO, repairs).past(written)
    slow = read_date(written, CHICAGO.zone, Counter())
    assert quick == slow
    assert quick is None or quick.tzinfo is UTC
    assert (repairs[Repair.DATE_FUTURE] == 1) == (slow is not None and slow > NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'[{"service_request_id": " "}]',
        b'[{"service_request_id": null}]',
        b'[{"service_request_id": "5", "status": 3}]',
        b'[{"service_request_id": "5", "nobody_reads_this": "\xe9"}]',
        b'[{"service_request_id": "5"}',
        b'[{"code": 400, "description": "no"}]',
        b'[{"service_request_id": "1", "description": "\\u0000a \\ud800"}, {"service_request_id": "2"}]',
        b'{"service_requests": [{"service_request_id": "5"}], "errors": ["Bad key"]}',
        b'{"service_requests": {"request": {"service_request_id": "5"}}}',
        b'{"answer": {"service_requests": []}}',
    ],
)
def test_what_needs_patience_is_left_to_the_patient_reader(body: bytes) -> None:
    assert same(body) is None
    assert read_quickly(b'[{"service_request_id": "5"}]', CHICAGO, 500) is None


@pytest.mark.parametrize("kind", kinds_of_json())
def test_every_kind_of_page_that_is_timed_is_read_quickly(kind: str) -> None:
    assert same(kinds_of_json()[kind](page(60, 3, extensions=True))) is not None


ODD_RECORDS = [
    b'{"service_request_id": "1", "status_notes": 5}',
    b'{"service_request_id": "1", "status": false, "lat": "x", "long": "41.9"}',
    b'{"service_request_id": "1", "agency_responsible": {"recipient": ["Roads"]}}',
    b'{"service_request_id": ["1"], "token": 0}',
    b'{"service_request_id": "1", "notes": {"note": {"summary": "a", "datetime": 1}}}',
    b'{"service_request_id": "1", "notes": ["a", null, {"summary": 0, "extended_attributes": "x"}]}',
    b'{"service_request_id": "1", "notes": [{"extended_attributes": {"service_request_id": 7}}]}',
    b'{"service_request_id": "1", "extended_attributes": [{"ward": "0"}]}',
    b'{"service_request_id": "1", "description": "\\u0000a", "unread": "\\u0000"}',
    b'{"service_request_id": "1", "unread": "\\\\ud83d\\ude00 \\ud83d\\ude00 \\udE00"}',
    b'{"request": {"service_request_id": "1"}}',
    b'{"token": "abc", "service_name": "Rodents"}',
    b'{"service_name": "Rodents"}',
    b'"not a record"',
    b"[]",
    b"null",
]


@pytest.mark.parametrize("odd", ODD_RECORDS)
@pytest.mark.parametrize("wrapper", [b"%s", b'{"service_requests": %s}', b'{"meta": [], "requests": %s}'])
def test_one_odd_record_is_read_patiently_among_quick_ones(odd: bytes, wrapper: bytes) -> None:
    plain = b'{"service_request_id": "SR1", "status": "Open", "requested_datetime": "2026-05-01T10:00:00"}'
    found = same(wrapper % b"[%s, %s, %s]" % (plain, odd, plain))
    assert found is not None
    assert found.records == 3
    assert found.repairs[Repair.STATUS_CASE] == 2
    assert found.repairs[Repair.DATE_NO_ZONE] == 2


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-08T01:59:59",  # the clock is put forward
        "2026-03-08T02:30:00",
        "2026-03-08T03:00:00",
        "2026-11-01T00:59:59",  # the clock is put back
        "2026-11-01T01:30:00",
        "2026-11-01 01:30:00",
        "2026-06-01 01:30:00",
        "2026-06-01T01:30:60",
        "2026-06-01T01:30-05",
        "2026-06-01T0130-0500",
        "2026-W23-1T10:00:00",
        "20260601T101112.123",
        "1969-12-31T18:00:00",
        "2026-06-30T18:59:59",
        "2026-06-30T19:00:01",  # a second after the time of reading
        "2026-06-01T01:30:00.000Z",
        "2026-06-01T01:30:00.000-0500",
        "2026-06-01T01:30:00.97-05:00",
        "2026-06-01T01:30:00.000",
    ],
)
def test_dates_without_zone_and_with_fractions_are_read_alike(written: str) -> None:
    plain = '{"service_request_id": "2"}'
    record = json.dumps({"service_request_id": "1", "status": "open", "requested_datetime": written})
    assert same(f"[{record},{plain}]".encode()) is not None


def test_a_city_that_names_no_ward_field_gets_no_ward_from_other_numbers() -> None:
    record = {
        "service_request_id": "12",
        "status": "open",
        "zipcode": "34",
        "extended_attributes": {"ward": "7"},
    }
    body = json.dumps([record]).encode()
    for read in (read_requests(body, "", ELSEWHERE), read_patiently(body, ELSEWHERE)):
        assert read.requests[0].ward is None
        assert read.repairs == {}


@pytest.mark.parametrize(
    "value",
    [
        Point(41.9, -87.6),
        CityNote(NOW, "closed", "Request closed"),
        ServiceRequest("chicago", "1", CityStatus.OPEN, requested_at=NOW - timedelta(days=1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_filled_draft_is_the_value_itself(value: object) -> None:
    draft = draft_of(type(value))()
    for each in fields(value):  # type: ignore[arg-type]
        setattr(draft, each.name, getattr(value, each.name))
    draft.__class__ = type(value)
    assert draft == value
    assert pickle.loads(pickle.dumps(draft)) == value
    assert hash(draft) == hash(value)
    with pytest.raises(FrozenInstanceError):
        setattr(draft, fields(value)[0].name, 0)  # type: ignore[arg-type]

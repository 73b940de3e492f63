"""Promise P8 on the wire: whatever a server sends, a value or an error in words, never another exception."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.open311.conftest import SAMPLES
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.service_requests import RequestPage, UpdatePage
from wardoffice.open311.answers import read_discovery, read_post_answer, read_token_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.repairs import Repair
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.services_wire import read_service_definition, read_services
from wardoffice.open311.updates_wire import read_updates

CONTEXT = WireContext(
    "any", ZoneInfo("America/Chicago"), datetime(2026, 7, 1, tzinfo=UTC), (41.6, -88, 42.1, -87.4)
)
READERS: tuple[Callable[[bytes, str, WireContext], object], ...] = (
    read_requests,
    read_services,
    read_service_definition,
    read_post_answer,
    read_token_answer,
    read_updates,
    read_discovery,
)
KEYS = [
    "service_request_id",
    "status",
    "status_notes",
    "service_code",
    "description",
    "requested_datetime",
    "updated_datetime",
    "lat",
    "long",
    "media_url",
    "address",
    "adress_id",
    "zipcode",
    "token",
    "extended_attributes",
    "ward",
    "notes",
    "attributes",
    "activities",
    "code",
    "values",
    "order",
    "closure_details",
    "errors",
    "error",
    "service_requests",
    "request",
    "services",
    "service",
    "groups",
    "keywords",
    "endpoints",
    "url",
    "formats",
    "photos",
    "datetime",
    "duplicate",
    "attribute",
    "variable",
    "key",
    "name",
    "value",
    "type",
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["open", "2026-01-01T00:00:00Z", "41.9", "-87.6", "0001-01-01", "http://x/y", "1e999", "\ud800"]
    ),
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=8),
    ),
    max_leaves=25,
)
SMALL_JSON = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.sampled_from(KEYS), st.one_of(SCALARS, st.lists(SCALARS, max_size=2)), max_size=3),
    st.lists(st.dictionaries(st.sampled_from(KEYS), SCALARS, max_size=3), max_size=2),
)
RECORD = st.dictionaries(st.sampled_from(KEYS), SMALL_JSON, max_size=10).map(
    lambda record: {"service_request_id": "1", **record}
)
XML_SAMPLES = [path.read_bytes() for path in sorted(SAMPLES.glob("*.xml"))]
JSON_SAMPLES = [path.read_bytes() for path in sorted(SAMPLES.glob("*.json"))]
PIECES = st.sampled_from(
    [
        b"",
        b"<",
        b">",
        b"&",
        b"&nbsp;",
        b"&#0;",
        b"&#xD800;",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a [",
        b"\x00",
        b"<!ENTITY a 'b'>",
        b"\xff\xfe",
        b"<?xml encoding='utf-16'?>",
        b"<request>",
        b"</request>",
        b"00",
        b'"',
        b"\\",
        b"{",
        b"]",
        b'<?xml version="1.0" encoding="rot13"?>',
        b"HTTP/1.1 500 No\r\n\r\n",
    ]
)


def check(body: bytes, content_type: str = "") -> None:
    for read in READERS:
        try:
            found = read(body, content_type, CONTEXT)
        except (CityAnswerError, CityRefusedError) as trouble:
            sentences = (trouble.happened, trouble.safe, trouble.next_step)
            found = None
        else:
            sentences = ("no", "trouble", "here")
        assert all(sentences)
        if isinstance(found, RequestPage):
            assert found.records == len(found.requests) + len(found.refusals)
            waits = any(each.has_token or each.is_request for each in found.refusals)
            assert found.requests or waits or not found.records, "nothing usable is an error, not a page (P2)"
            for request in found.requests:
                assert request.number
                assert request.point is None or request.point.is_valid()
                repr(request).encode()
        if isinstance(found, UpdatePage) and found.records and not found.updates:
            told = body.decode("utf-8", "replace")
            assert "update_id" in told or "service_request_id" in told or "\\u" in told


@given(ANY_JSON)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
def test_any_json_value_is_read_or_refused_in_words_p8(tree: object) -> None:
    check(json.dumps(tree).encode())


@given(st.lists(RECORD, min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
def test_any_json_value_in_any_field_is_read_or_refused_in_words_p8(records: list[object]) -> None:
    check(json.dumps(records).encode())


ADDRESS = st.integers(0, 99).map("http://photos/{}.jpg".format)
MEDIA = st.recursive(
    st.one_of(ADDRESS, st.lists(ADDRESS, min_size=2, max_size=3).map(", ".join), SCALARS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["url", "media_url", "media", "image", "id", "thumbnail"]), inner),
    ),
    max_leaves=8,
)


@given(st.sampled_from(["media_url", "media"]), MEDIA)
@settings(deadline=None, max_examples=300)
def test_every_web_address_of_media_is_kept_or_counted_p2(key: str, media: object) -> None:
    body = json.dumps([{"service_request_id": "1", key: media}])
    page = read_requests(body.encode(), "", CONTEXT)
    (request,) = page.requests
    sent = set(re.findall(r"http://photos/[0-9]+\.jpg", body))
    kept = set(request.media_urls)
    assert len(sent - kept) <= page.repairs.get(Repair.MEDIA_BESIDE, 0)
    assert sent >= {each for each in kept if "photos" in each}


@given(st.sampled_from(XML_SAMPLES + JSON_SAMPLES), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
def test_mangled_answers_are_read_or_refused_in_words_p8(body: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 40)))
        piece = data.draw(st.one_of(PIECES, st.binary(max_size=6)))
        body = body[:start] + piece + body[end:]
    check(
        body, data.draw(st.sampled_from(["", "text/xml; charset=utf-16", "application/json; charset=none"]))
    )


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-16"))))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_read_or_refused_in_words_p8(body: bytes) -> None:
    check(body)


@pytest.mark.parametrize(
    "body",
    [
        b'[{"service_request_id": ' + b"9" * 10_000 + b"}]",
        b'[{"service_request_id": "1", "a": ' + b'{"b":' * 900 + b"1" + b"}" * 900 + b"}]",
        b'[{"service_request_id": "1", "description": ' + b"[" * 900 + b"]" * 900 + b"}]",
        b'{"\\u0000": ' * 900 + b"1" + b"}" * 900,
        b'["' + b'\\"' * 200_000,
        b"<a>" + b"<![CDATA[" * 50_000,
        b"<service_requests><request>" + b"<b>" * 55 + b"</b>" * 55 + b"</request></service_requests>",
    ],
)
def test_depth_and_length_are_no_way_to_break_it_p8(body: bytes) -> None:
    with suppress(CityAnswerError):
        check(body)

"""Receipts, tokens, errors and discovery documents."""

import pytest

from tests.open311.conftest import SAMPLES
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.submissions import Receipt
from wardoffice.open311.answers import (
    Discovery,
    Endpoint,
    read_answer,
    read_discovery,
    read_post_answer,
    read_token_answer,
)
from wardoffice.open311.context import WireContext
from wardoffice.open311.repairs import Repair


@pytest.mark.parametrize(
    ("body", "receipt"),
    [
        (b'[{"service_request_id": 293944, "account_id": null}]', Receipt("293944", "")),
        (b'[{"token": "503fc", "service_notice": " Soon "}]', Receipt("", "503fc", "Soon")),
        (b'{"service_requests": {"request": {"token": 12}}}', Receipt("", "12")),
        (b"<service_requests><request><token>T</token></request></service_requests>", Receipt("", "T")),
        (b'[{"service_request_id": "1", "status": "open", "description": "all of it"}]', Receipt("1", "")),
        (b'[{"token": "T"}, {"service_request_id": "1"}]', Receipt("1", "T")),
        (b'[{"service_request_id": "1"}, {"token": "T"}]', Receipt("1", "T")),
    ],
)
def test_a_receipt_is_a_number_or_a_token(body: bytes, receipt: Receipt, chicago: WireContext) -> None:
    assert read_post_answer(body, "", chicago, 201) == receipt


def test_a_post_answer_with_neither_is_not_taken_for_success(chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="neither a number nor a token"):
        read_post_answer(b"[]", "", chicago)


def test_a_token_without_a_number_yet_is_an_empty_number(chicago: WireContext) -> None:
    assert read_token_answer(b'[{"token": "12"}]', "", chicago) == Receipt("", "12")
    assert read_token_answer(b"[]", "", chicago).number == ""


def test_a_duplicate_refused_on_sending_keeps_the_citys_words(chicago: WireContext) -> None:
    body = b"<errors><error><code>400</code><description>base is a duplicate.</description></error></errors>"
    with pytest.raises(CityRefusedError, match="base is a duplicate"):
        read_post_answer(body, "text/xml", chicago, 400)


@pytest.mark.parametrize(
    ("body", "codes", "words"),
    [
        (b'[{"code": 1, "description": "a"}, {"code": "2", "description": "b"}]', ("1", "2"), ("a", "b")),
        (b"<errors><error><code>1</code></error><error>b</error></errors>", ("1",), ("b",)),
        (b'{"errors": ["a"]}', (), ("a",)),
        (b'{"error": "a"}', (), ("a",)),
    ],
)
def test_errors_are_found_in_every_shape(
    body: bytes, codes: tuple[str, ...], words: tuple[str, ...], chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError) as refused:
        read_answer(body, "", chicago, 200)
    assert (refused.value.codes, refused.value.words) == (codes, words)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"<errors/>",
        b'[{"service_request_id": "1", "code": "x", "description": "a request, no error"}]',
    ],
)
def test_what_holds_no_error_is_refused_by_its_status_alone(body: bytes, chicago: WireContext) -> None:
    read_answer(body, "", chicago, 200)
    with pytest.raises(CityRefusedError) as refused:
        read_answer(body, "", chicago, 400)
    assert (refused.value.status, refused.value.codes) == (400, ())


def test_a_discovery_document_names_its_endpoints(chicago: WireContext) -> None:
    assert read_discovery((SAMPLES / "discovery.xml").read_bytes(), "text/xml", chicago) == Discovery(
        "Call 311", (Endpoint("https://example.org/open311/v2", "production"),)
    )


def test_one_endpoint_where_a_list_belongs_is_taken(chicago: WireContext) -> None:
    body = b'{"discovery": {"endpoints": {"url": "https://example.org", "type": "test"}}}'
    assert read_discovery(body, "", chicago).endpoints == (Endpoint("https://example.org", "test"),)


@pytest.mark.parametrize("body", [b'"a bare string"', b"{}", b"[]", b'{"endpoints": [{"type": "test"}]}'])
def test_a_discovery_without_an_address_is_said_in_words(body: bytes, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="names no address"):
        read_discovery(body, "", chicago)


@pytest.mark.parametrize("told", [b"0", b'"null"', b'"N/A"', b'"none"', b'"Pending"'])
def test_a_placeholder_beside_a_token_does_not_hide_it(told: bytes, chicago: WireContext) -> None:
    body = b'[{"service_request_id": ' + told + b', "token": "T1"}]'
    assert read_post_answer(body, "", chicago) == Receipt("", "T1")
    assert chicago.repairs[Repair.PLACEHOLDER] == 1

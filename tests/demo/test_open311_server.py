"""The made-up city's endpoint speaks GeoReport v2: any client can read every answer in both formats."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from tests.demo.conftest import NOW, SEED
from wardoffice.demo.catalogue import services
from wardoffice.demo.city import MadeUpCity, make_city
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.open311_desk import API_KEY
from wardoffice.demo.open311_server import Open311Server
from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.service_requests import CityStatus, Window
from wardoffice.open311.answers import read_answer, read_discovery, read_post_answer, read_token_answer
from wardoffice.open311.cities import load_city
from wardoffice.open311.client import Open311Client
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.services_wire import read_service_definition, read_services
from wardoffice.open311.updates_wire import read_updates

CONTEXT = WireContext("practice", CITY_ZONE, NOW + timedelta(days=1))


def _words_of(answer: HTTPError) -> tuple[str, ...]:
    """The city's own sentences in an answer that says no."""
    with pytest.raises(CityRefusedError) as refused:
        read_answer(answer.read(), answer.headers["Content-Type"], CONTEXT, answer.code)
    return refused.value.words


class Caller:
    """Asks one endpoint; ``trouble`` is for answers that say no."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str, **arguments: object) -> tuple[bytes, str]:
        with urlopen(f"{self.url}/{path}?{urlencode(arguments)}", timeout=10) as answer:
            return answer.read(), answer.headers["Content-Type"]

    def json(self, path: str, **arguments: object) -> Any:  # noqa: ANN401 - any JSON value
        return json.loads(self.get(path, **arguments)[0])

    def post(self, fields: dict[str, str], form: str = "json") -> tuple[bytes, str]:
        with urlopen(f"{self.url}/requests.{form}", urlencode(fields).encode(), timeout=10) as answer:
            return answer.read(), answer.headers["Content-Type"]

    def trouble(self, path: str, body: dict[str, str] | None = None) -> tuple[int, list[str]]:
        data = urlencode(body).encode() if body is not None else None
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{self.url}/{path}", data, timeout=10)
        with refused.value as answer:
            return answer.code, list(_words_of(answer))


@pytest.fixture
def live_city() -> MadeUpCity:
    return make_city(SEED, NOW)


@pytest.fixture
def server(live_city: MadeUpCity) -> Iterator[Open311Server]:
    running = Open311Server(live_city, lambda number: number.encode())
    yield running
    running.stop()


@pytest.fixture
def caller(server: Open311Server) -> Caller:
    return Caller(server.url)


def test_discovery_names_the_endpoint_in_both_formats(server: Open311Server) -> None:
    for form in ("json", "xml"):
        with urlopen(f"{server.discovery_url}.{form}", timeout=10) as answer:
            found = read_discovery(answer.read(), answer.headers["Content-Type"], CONTEXT)
        assert [endpoint.url for endpoint in found.endpoints] == [server.url]


def test_every_service_and_definition_reads_the_same_in_both_formats(caller: Caller) -> None:
    listed = [read_services(*caller.get(f"services.{form}"), CONTEXT) for form in ("json", "xml")]
    assert listed[0] == listed[1]
    assert "pothole" in listed[0][0].keywords
    for service in services():
        both = [
            read_service_definition(*caller.get(f"services/{service.code}.{form}"), CONTEXT)
            for form in ("json", "xml")
        ]
        assert both[0] == both[1] == service.definition
    datatypes = {each.datatype for service in services() for each in service.attributes}
    assert datatypes == {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def test_every_request_reads_the_same_in_both_formats_and_as_the_city_has_it(
    caller: Caller, live_city: MadeUpCity
) -> None:
    """P2: nothing is skipped, whatever the record looks like."""
    pages = {
        form: [
            read_requests(
                *caller.get(f"requests.{form}", page_size=400, page=page, extensions="true",
                            start_date="2026-08-20T00:00:00Z"),
                CONTEXT,
            )
            for page in (1, 2)
        ]
        for form in ("json", "xml")
    }  # fmt: skip
    read = {form: [record for page in both for record in page.requests] for form, both in pages.items()}
    assert not [refusal for both in pages.values() for page in both for refusal in page.refusals]
    assert read["json"] == read["xml"]
    known = {record.number: record for record in live_city.requests()}
    assert len(read["json"]) > 500
    for record in read["json"]:
        ours = known[record.number]
        assert (record.status, record.service_code, record.requested_at, record.updated_at) == (
            ours.status, ours.service_code, ours.requested_at, ours.updated_at
        )  # fmt: skip
        assert (record.description, record.address, record.channel) == (
            ours.description, ours.address, ours.channel
        )  # fmt: skip
        assert record.parent_number == ours.parent_number
        assert len(record.notes) == len(ours.notes)
        if ours.point is not None and ours.point.is_valid():
            assert record.point == ours.point


def test_pages_hold_every_request_once(caller: Caller, live_city: MadeUpCity) -> None:
    """P2."""
    seen: list[str] = []
    for page in range(1, 100):
        records = caller.json("requests.json", page=page, page_size=37, updated_after="2020-01-01T00:00:00Z")
        seen += [record["service_request_id"] for record in records]
        if not records:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == {record.number for record in live_city.requests()}


def test_a_page_holds_50_unless_asked_and_500_at_most(caller: Caller) -> None:
    assert len(caller.json("requests.json")) == 50
    assert len(caller.json("requests.json", page_size=5000, updated_after="2020-01-01T00:00:00Z")) == 500


def test_windows_statuses_types_and_numbers_are_kept_to(caller: Caller, live_city: MadeUpCity) -> None:
    start, end = NOW - timedelta(days=30), NOW - timedelta(days=20)
    found = caller.json(
        "requests.json", start_date=start.isoformat(), end_date=end.isoformat(), page_size=500
    )
    expected = {
        each.number
        for each in live_city.requests()
        if each.requested_at and start <= each.requested_at <= end
    }
    assert {each["service_request_id"] for each in found} == expected
    both = caller.json("requests.json", status="closed", service_code="PHF,GRAF", page_size=500)
    assert {each["status"] for each in both} == {"closed"}
    assert {each["service_code"] for each in both} == {"PHF", "GRAF"}
    numbers = sorted(expected)[:3]
    named = caller.json("requests.json", service_request_id=",".join(numbers), status="nonsense")
    assert {each["service_request_id"] for each in named} == set(numbers)
    assert [each["service_request_id"] for each in caller.json(f"requests/{numbers[0]}.json")] == numbers[:1]


def test_updates_are_found_after_the_city_lived_on(caller: Caller, live_city: MadeUpCity) -> None:
    assert caller.json("requests.json", updated_after=(NOW + timedelta(seconds=1)).isoformat()) == []
    live_city.live(NOW + timedelta(days=2))
    moved = caller.json(
        "requests.json", updated_after=(NOW + timedelta(seconds=1)).isoformat(), page_size=500
    )
    assert any(each["status"] == CityStatus.CLOSED for each in moved)
    assert any(datetime.fromisoformat(each["requested_datetime"]) > NOW for each in moved)


def test_an_empty_argument_means_none_and_a_bare_plus_is_understood(caller: Caller) -> None:
    assert len(caller.json("requests.json", status="", start_date="", page="")) == 50
    with urlopen(f"{caller.url}/requests.json?start_date=2026-11-01T00:00:00+00:00", timeout=10) as answer:
        assert len(json.load(answer)) == 50


def test_empty_values_are_null_in_json_and_empty_in_xml(caller: Caller) -> None:
    record = caller.json("requests.json")[0]
    assert record["service_notice"] is None
    element = ET.fromstring(caller.get("requests.xml")[0]).find("request/service_notice")
    assert element is not None
    assert element.text is None
    assert "notes" not in record


def test_a_request_can_be_sent_and_is_found_at_once(caller: Caller) -> None:
    fields = {
        "api_key": API_KEY,
        "service_code": "PHF",
        "lat": "41.92",
        "long": "-87.72",
        "attribute[PHWHERE]": "CURBLANE",
        "description": "Deep ☂ hole",
    }
    for form in ("json", "xml"):
        receipt = read_post_answer(*caller.post(fields, form), CONTEXT)
        found = caller.json(f"requests/{receipt.number}.json", extensions="true")[0]
        assert found["description"] == "Deep ☂ hole"
        assert found["attributes"] == {"PHWHERE": "CURBLANE"}
        assert found["status"] == "open"


def test_a_batch_type_answers_with_a_token_that_becomes_a_number(caller: Caller) -> None:
    fields = {"api_key": API_KEY, "service_code": "PBE", "address_string": "2431 N Bramhollow Ave"}
    receipt = read_post_answer(*caller.post(fields), CONTEXT)
    assert receipt.token
    assert not receipt.number
    first = read_token_answer(*caller.get(f"tokens/{receipt.token}.json"), CONTEXT)
    second = read_token_answer(*caller.get(f"tokens/{receipt.token}.xml"), CONTEXT)
    assert not first.number
    assert second.number
    found = caller.json(f"requests/{second.number}.json")[0]
    assert found["address"] == "2431 N Bramhollow Ave"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"api_key": API_KEY}, 400, "service_code was not provided"),
        ({"api_key": API_KEY, "service_code": "NOPE"}, 404, "NOPE"),
        ({"api_key": API_KEY, "service_code": "WBT"}, 400, "location"),
        ({"api_key": API_KEY, "service_code": "WBT", "lat": "x", "long": "1"}, 400, "not a place"),
        ({"api_key": API_KEY, "service_code": "WBT", "lat": "nan", "long": "1"}, 400, "not a place"),
        ({"api_key": API_KEY, "service_code": "PHF", "lat": "41.9", "long": "-87.7"}, 400, "PHWHERE"),
        (
            {"api_key": API_KEY, "service_code": "PHF", "lat": "41.9", "long": "-87.7",
             "attribute[PHWHERE]": "MOON"}, 400, "no such choice",
        ),
        (
            {"api_key": API_KEY, "service_code": "SIE", "lat": "41.9", "long": "-87.7",
             "attribute[CART]": "STOLEN", "attribute[HOWMANY]": "many"}, 400, "must be a number",
        ),
        (
            {"api_key": API_KEY, "service_code": "WBT", "lat": "41.9", "long": "-87.7",
             "description": "x" * 4001}, 400, "longer than 4000",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_sentences(
    caller: Caller, fields: dict[str, str], status: int, words: str
) -> None:
    """P8."""
    for form in ("json", "xml"):
        code, sentences = caller.trouble(f"requests.{form}", fields)
        assert code == status
        assert any(words in sentence for sentence in sentences)


def test_all_that_is_wrong_is_said_at_once(caller: Caller) -> None:
    code, sentences = caller.trouble("requests.json", {"api_key": API_KEY, "service_code": "PHF"})
    assert code == 400
    assert len(sentences) == 2


def test_a_double_is_refused_for_the_type_that_guards_against_them(caller: Caller) -> None:
    fields = {
        "api_key": API_KEY,
        "service_code": "SKA",
        "lat": "41.9211",
        "long": "-87.7211",
        "attribute[PLATE]": "AB 1",
    }
    caller.post(fields)
    code, sentences = caller.trouble("requests.xml", fields)
    assert code == 400
    assert sentences == ["Invalid service request: base is a duplicate."]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("requests/SR00-00000000.xml", 404),
        ("services/NOPE.json", 404),
        ("tokens/none.json", 404),
        ("nothing.xml", 404),
        ("requests.json?page=0", 400),
        ("requests.xml?page_size=x", 400),
        ("requests.json?start_date=yesterday", 400),
        ("requests.csv", 400),
        ("requests.json?jurisdiction_id=elsewhere.example", 404),
    ],
)
def test_questions_that_cannot_be_answered_get_an_error_of_the_spec(
    caller: Caller, path: str, status: int
) -> None:
    code, sentences = caller.trouble(path)
    assert code == status
    assert sentences


def test_a_requests_picture_is_served_where_its_media_url_says(caller: Caller, live_city: MadeUpCity) -> None:
    shown = next(record.number for record in live_city.requests() if record.media_urls)
    url = caller.json(f"requests/{shown}.json")[0]["media_url"]
    with urlopen(url, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.read() == shown.encode()


def test_stopping_ends_connections_that_a_client_keeps_open(live_city: MadeUpCity) -> None:
    import httpx

    running = Open311Server(live_city)
    with httpx.Client() as client:
        assert client.get(f"{running.url}/services.json").status_code == 200
        began = datetime.now(UTC)
        running.stop()
        assert datetime.now(UTC) - began < timedelta(seconds=2)
        with pytest.raises(httpx.TransportError):
            client.get(f"{running.url}/services.json")


def test_a_posted_file_is_refused_with_a_sentence_that_says_how_else(caller: Caller) -> None:
    boundary = "multipart/form-data; boundary=x"
    request = Request(f"{caller.url}/requests.json", b"--x--", {"Content-Type": boundary})
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=10)
    with refused.value as answer:
        (sentence,) = _words_of(answer)
    assert answer.code == 400
    assert "media_url" in sentence


@pytest.mark.parametrize("form", ["json", "xml"])
def test_every_step_of_a_request_is_told_by_itself_too(caller: Caller, city: MadeUpCity, form: str) -> None:
    page = read_updates(*caller.get(f"servicerequestupdates.{form}"), CONTEXT)
    assert not page.refusals
    told = {record.number: record for record in city.requests()}
    since = city.now - timedelta(days=90)
    expected = {
        f"{number}-{position}"
        for number, record in told.items()
        for position, note in enumerate(record.notes, start=1)
        if note.at and note.at >= since
    }
    assert {each.number for each in page.updates} == expected
    assert [each.at for each in page.updates] == sorted(each.at for each in page.updates if each.at)
    closed = {each.request_number for each in page.updates if each.status is CityStatus.CLOSED}
    assert closed
    assert all(told[number].status is CityStatus.CLOSED for number in closed)


def test_our_own_client_reads_the_steps_as_its_profile_says(server: Open311Server, city: MadeUpCity) -> None:
    profile = structs.replace(load_city("practice").at(server.url), request_updates=True)
    client = Open311Client(profile, clock=lambda: city.now)
    assert client.tells_steps
    page = client.steps(Window(city.now - timedelta(days=30), city.now))
    client.close()
    assert page.updates
    assert {each.city for each in page.updates} == {"practice"}
    assert all(city.now - timedelta(days=30) <= each.at <= city.now for each in page.updates if each.at)

"""A look at an endpoint: two small questions, asked once, and honest about what came."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.open311.city_server import CityServer, profile_for, reply, stall
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.watching import Outcome
from wardoffice.open311.fetching import Limits
from wardoffice.open311.portal_profile import PortalProfile
from wardoffice.open311.probing import CityEndpoint, PortalEndpoint
from wardoffice.open311.questions import Questions

NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
TYPES = json.dumps([{"service_code": "P", "service_name": "Pothole"}, {"service_code": "T"}]).encode()


def _requests(count: int, **fields: object) -> bytes:
    made = [
        {
            "service_request_id": str(number),
            "status": "open",
            "requested_datetime": (NOW - timedelta(hours=number)).isoformat(),
            **fields,
        }
        for number in range(1, count + 1)
    ]
    return json.dumps(made).encode()


def _endpoint(city: CityServer, key: str | None = None, **fields: object) -> CityEndpoint:
    return CityEndpoint(profile_for(city, page_size=5, **fields), lambda: key, lambda: NOW)


def test_a_city_that_answers_is_counted_and_timed() -> None:
    with CityServer() as city:
        city.on("/services.json", reply(TYPES))
        city.on("/requests.json", reply(_requests(5)))
        told = _endpoint(city).look(lambda: False)
        asked = [(each.path, each.arguments.get("page_size")) for each in city.questions]
    assert (told.outcome, told.questions, told.failed, told.status) == (Outcome.UP, 2, 0, 200)
    assert (told.services, told.requests, told.more) == (2, 5, True)
    assert told.newest_at == NOW - timedelta(hours=1)
    assert told.milliseconds is not None
    assert asked == [("/services.json", None), ("/requests.json", "5")], "two questions, each asked once"


def test_a_request_of_the_future_is_not_the_newest_word() -> None:
    with CityServer() as city:
        city.on("/services.json", reply(TYPES))
        city.on("/requests.json", reply(_requests(1, requested_datetime="2031-01-01T00:00:00Z")))
        assert _endpoint(city).look(lambda: False).newest_at is None


def test_half_an_answer_is_an_error_and_says_which_and_why() -> None:
    with CityServer() as city:
        city.on("/services.json", reply(TYPES))
        city.on("/requests.json", reply(b"<html><title>Down for repair</title></html>", 503, "text/html"))
        told = _endpoint(city).look(lambda: False)
        assert len(city.questions) == 2, "what fails is not asked again: a probe sees the first answer"
    assert (told.outcome, told.failed, told.status, told.services) == (Outcome.ERRORS, 1, 503, 2)
    assert told.requests is None
    assert told.trouble


def test_a_city_that_is_not_there_did_not_answer() -> None:
    with CityServer() as city:
        endpoint = _endpoint(city)
    told = endpoint.look(lambda: False)
    assert (told.outcome, told.failed, told.status, told.milliseconds) == (Outcome.DOWN, 2, None, None)
    assert told.trouble


def test_a_look_at_a_stalled_city_stops_when_it_is_told_to() -> None:
    """P10: quitting waits for no endpoint."""
    with CityServer() as city:
        city.on("/services.json", stall())
        endpoint = _endpoint(city)
        with pytest.raises(CancelledError):
            endpoint.look(lambda: bool(city.questions))


def test_a_city_that_wants_a_key_for_reading_gets_it() -> None:
    with CityServer() as city:
        city.on("/services.json", reply(TYPES))
        city.on("/requests.json", reply(_requests(1)))
        _endpoint(city, "hush", key_for_reading=True).look(lambda: False)
        assert {each.arguments.get("api_key") for each in city.questions} == {"hush"}


def test_a_question_that_takes_too_long_is_no_answer() -> None:
    with CityServer() as city:
        city.on("/services.json", stall())
        questions = Questions(
            profile_for(city), None, lambda: NOW, lambda: False, Limits(read_seconds=0.2, whole_seconds=0.4)
        )
        reply_ = questions.services()
        questions.close()
    assert reply_.status is None
    assert reply_.trouble is not None
    assert 150 <= reply_.milliseconds < 5_000


def test_the_portal_is_asked_for_its_newest_row_and_no_more() -> None:
    with CityServer() as city:
        root = city.url.removesuffix("/open311/v2")
        row = {"sr_number": "SR26-00000001", "created_date": "2026-11-21T09:00:00.000", "status": "Open"}
        city.on("/resource/v6vf-nfxy.json", reply(json.dumps([row]).encode()))
        endpoint = PortalEndpoint(
            profile_for(city), PortalProfile(base_url=root, dataset="v6vf-nfxy"), lambda: NOW
        )
        told = endpoint.look(lambda: False)
        assert city.questions[0].arguments["$limit"] == "1"
    assert (told.outcome, told.questions) == (Outcome.UP, 1)
    assert told.newest_at == datetime(2026, 11, 21, 15, tzinfo=UTC), "the portal keeps the city's own clock"


def test_only_https_has_a_certificate_to_look_at() -> None:
    with CityServer() as city:
        assert _endpoint(city).tls is None
        assert not _endpoint(city).address.encrypted
        secure = _endpoint(city, base_url="https://311.example.org:8443/v2")
    assert secure.tls == ("311.example.org", 8443)
    assert secure.address.encrypted

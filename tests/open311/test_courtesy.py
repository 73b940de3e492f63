"""How the client treats an endpoint: by turns, heeding pauses, and never asking twice for the same."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.loopback import PATIENCE
from tests.open311.city_server import CityServer, Exchange, profile_for, reply
from tests.open311.test_client import ONCE, PAGE, QUICKLY, WINDOW
from wardoffice.domain.errors import CancelledError, CityRefusedError, CitySlowError
from wardoffice.domain.ports import Listed
from wardoffice.domain.service_requests import ServiceType
from wardoffice.open311.client import Open311Client
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.fetching import Limits
from wardoffice.open311.pacing import Pace
from wardoffice.open311.retrying import seconds_to_stay_away

THEN = "Sun, 01 Mar 2026 06:00:00 GMT"


@pytest.fixture
def city() -> Iterator[CityServer]:
    with CityServer() as server:
        yield server


def test_a_list_that_did_not_change_is_not_sent_again(city: CityServer) -> None:
    """RFC 9110: ETag and Last-Modified come back as If-None-Match and If-Modified-Since."""
    body = b'[{"service_code": "1"}]'
    city.on("/services.json", reply(body, ETag='"a1"', Last_Modified=THEN), reply(b"", 304), reply(body))
    with closing(Open311Client(profile_for(city))) as client:
        listed = client.services_since(("", ""))
        assert listed == Listed((ServiceType("1", "1"),), ('"a1"', THEN))
        assert client.services_since(listed.version) is None
        assert client.services_since(listed.version) == Listed((ServiceType("1", "1"),))
    assert "if-none-match" not in city.questions[0].headers
    for asked in city.questions[1:]:
        assert asked.headers["if-none-match"] == '"a1"'
        assert asked.headers["if-modified-since"] == THEN


def test_a_single_request_that_did_not_change_is_what_it_was(city: CityServer) -> None:
    """And for every client of the endpoint in this program."""
    city.on("/requests/SR1.json", reply(PAGE, ETag='W/"7"'), reply(b"", 304))
    courtesy = Courtesy()
    for _ in range(2):
        with closing(Open311Client(profile_for(city), courtesy=courtesy)) as client:
            assert client.request("SR1").number == "SR1"
    assert [each.headers.get("if-none-match") for each in city.questions] == [None, 'W/"7"']


def test_an_empty_answer_to_a_number_says_that_there_is_none(city: CityServer) -> None:
    city.on("/requests/SR1.json", reply(b"[]"))
    with closing(Open311Client(profile_for(city))) as client, pytest.raises(CityRefusedError) as caught:
        client.request("SR1")
    assert caught.value.status == 404


@pytest.mark.parametrize("written", ["1", "date"])
def test_an_endpoint_that_asks_for_a_pause_gets_it(city: CityServer, written: str) -> None:
    """RFC 9110, section 10.2.3: seconds or an HTTP date."""
    until = datetime.now(UTC) + timedelta(seconds=2)
    pause = written if written == "1" else format_datetime(until, usegmt=True)
    city.on("/services.json", reply(b"", 429, Retry_After=pause), reply(b'[{"service_code": "1"}]'))
    started = time.monotonic()
    with closing(Open311Client(profile_for(city), retries=QUICKLY)) as client:
        assert client.services() == (ServiceType("1", "1"),)
    assert 0.5 < time.monotonic() - started < 4


def test_an_endpoint_that_asks_for_a_long_pause_is_not_waited_for(city: CityServer) -> None:
    """Nor asked again before it is over, by any client of it in this program."""
    city.on("/services.json", reply(b"", 503, Retry_After="900"))
    courtesy = Courtesy()
    with closing(Open311Client(profile_for(city), retries=QUICKLY, courtesy=courtesy)) as client:
        with pytest.raises(CityRefusedError) as caught:
            client.services()
        assert caught.value.retry_after == 900
        with pytest.raises(CityRefusedError, match="asked us not to ask again before"):
            client.services()
    with (
        closing(Open311Client(profile_for(city), courtesy=courtesy)) as other,
        pytest.raises(CityRefusedError),
    ):
        other.request("SR1")
    assert len(city.questions) == 1


def test_a_pause_that_an_endpoint_asks_for_ends_when_cancelled(city: CityServer) -> None:
    city.on("/services.json", reply(b"", 429, Retry_After="25"))
    stop = threading.Event()

    def cancel_when_asked() -> None:
        city.wait_for_questions(1)
        stop.set()

    canceller = threading.Thread(target=cancel_when_asked)
    canceller.start()
    started = time.monotonic()
    with (
        closing(Open311Client(profile_for(city), cancelled=stop.is_set)) as client,
        pytest.raises(CancelledError),
    ):
        client.services()
    canceller.join()
    assert time.monotonic() - started < PATIENCE


def test_questions_to_one_endpoint_take_turns(city: CityServer) -> None:
    city.on("/services.json", reply(b"[]"))
    courtesy = Courtesy(Pace(0.15))
    started = time.monotonic()
    for _ in range(2):
        with closing(Open311Client(profile_for(city), courtesy=courtesy)) as client:
            client.services()
            client.services()
    assert time.monotonic() - started >= 0.45


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 01 Mar 2026 06:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 05:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_a_pause_is_read_as_seconds_or_as_a_date(written: str, seconds: float | None) -> None:
    assert seconds_to_stay_away(written, WINDOW.start) == seconds


def test_what_is_mended_in_a_list_of_types_is_counted(city: CityServer) -> None:
    city.on("/services.json", reply(b'{"services": [{"service_code": 1}, {"service_name": "No code"}]}'))
    with closing(Open311Client(profile_for(city))) as client:
        client.services()
        assert client.repairs["list wrapped in an object"] == 1
        assert client.repairs["type without a code left out of the list of types"] == 1


def test_headers_that_come_drop_by_drop_are_given_up(city: CityServer) -> None:
    """Each drop comes before any read would time out, so only a bound on the whole ends it."""

    def drops(exchange: Exchange) -> None:
        exchange.handler.send_response_only(200)
        exchange.handler.flush_headers()
        exchange.handler.close_connection = True
        while not exchange.closing.wait(0.05):
            exchange.send(b"X-Drop: 1\r\n")

    city.on("/services.json", drops)
    started = time.monotonic()
    limits = Limits(connect_seconds=0.5, read_seconds=5, whole_seconds=0.5)
    with (
        closing(Open311Client(profile_for(city), limits=limits, retries=ONCE)) as client,
        pytest.raises(CitySlowError, match="did not finish its answer"),
    ):
        client.services()
    assert time.monotonic() - started < 3

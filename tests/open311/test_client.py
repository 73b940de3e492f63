"""The client against a real server on loopback that is slow, broken or hostile."""

import gzip
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.loopback import PATIENCE
from tests.open311.city_server import (
    Behaviour,
    CityServer,
    cut,
    drip,
    endless,
    packed,
    profile_for,
    redirect,
    reply,
    stall,
)
from wardoffice.domain.errors import (
    CancelledError,
    CannotDoError,
    CityAnswerError,
    CityError,
    CityRefusedError,
    CityUnreachableError,
)
from wardoffice.domain.ports import City
from wardoffice.domain.service_requests import ServiceDefinition, ServiceType, Window
from wardoffice.open311.client import Open311Client
from wardoffice.open311.fetching import USER_AGENT, Limits
from wardoffice.open311.retrying import Retries

WINDOW = Window(datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 3, 8, 6, tzinfo=UTC))
ONCE = Retries(attempts=1)
QUICKLY = Retries(attempts=3, first_wait=0.001, longest_wait=0.002)
SHORT = Limits(connect_seconds=2, read_seconds=0.3, whole_seconds=5, most_bytes=100_000)
PAGE = json.dumps([{"service_request_id": "SR1", "status": "open"}]).encode()


@pytest.fixture
def city() -> Iterator[CityServer]:
    with CityServer() as server:
        yield server


def ask_services(
    city: CityServer, limits: Limits = SHORT, retries: Retries = ONCE
) -> tuple[ServiceType, ...]:
    with closing(Open311Client(profile_for(city), limits=limits, retries=retries)) as client:
        return client.services()


def test_the_client_is_a_city_of_the_domain(city: CityServer) -> None:
    with closing(Open311Client(profile_for(city))) as client:
        port: City = client
        assert port.page_size == 50


def test_pages_are_asked_for_in_the_citys_own_way(city: CityServer) -> None:
    city.pages("/requests.json", [PAGE])
    profile = profile_for(
        city,
        jurisdiction_id="example.org",
        extensions=True,
        date_style="local",
        extra={"status": "open,closed"},
    )
    with closing(Open311Client(profile, api_key="secret")) as client:
        first = client.requests(WINDOW, 1, 128, by_update=False)
        second = client.requests(WINDOW, 2, 128, by_update=False)
    assert [request.number for request in first.requests] == ["SR1"]
    assert (second.requests, second.records) == ((), 0)
    assert city.questions[0].arguments == {
        "jurisdiction_id": "example.org",
        "extensions": "true",
        "status": "open,closed",
        "start_date": "2026-03-01T00:00:00",
        "end_date": "2026-03-08T00:00:00",
        "page": "1",
        "page_size": "128",
    }
    assert city.questions[0].headers["user-agent"] == USER_AGENT
    assert city.questions[0].headers["accept-encoding"] == "gzip"


def test_changes_are_asked_for_by_update_time_where_the_city_can(city: CityServer) -> None:
    city.pages("/requests.json", [PAGE])
    with closing(Open311Client(profile_for(city, updated_after=True))) as client:
        client.requests(WINDOW, 1, 50, by_update=True)
    arguments = city.questions[0].arguments
    assert arguments["updated_after"] == "2026-03-01T06:00:00Z"
    assert arguments["updated_before"] == "2026-03-08T06:00:00Z"
    assert "start_date" not in arguments


def test_a_city_that_cannot_tell_changes_is_not_asked_for_them(city: CityServer) -> None:
    profile = profile_for(city, updated_after=False)
    with closing(Open311Client(profile)) as client, pytest.raises(CannotDoError):
        client.requests(WINDOW, 1, 50, by_update=True)
    assert city.questions == []


def test_more_than_the_city_gives_at_once_is_not_asked_for_p2(city: CityServer) -> None:
    with (
        closing(Open311Client(profile_for(city, max_page_size=50))) as client,
        pytest.raises(ValueError, match="51"),
    ):
        client.requests(WINDOW, 1, 51, by_update=False)


def test_a_city_without_paging_gives_all_on_the_first_page(city: CityServer) -> None:
    city.on("/requests.xml", reply(b"<service_requests/>", content_type="text/xml"))
    with closing(Open311Client(profile_for(city, paging=False, format="xml"))) as client:
        assert client.requests(WINDOW, 1, 50, by_update=False).records == 0
        assert client.requests(WINDOW, 2, 50, by_update=False).records == 0
    assert len(city.questions) == 1
    assert "page" not in city.questions[0].arguments


def test_single_things_are_asked_for_by_their_quoted_code(city: CityServer) -> None:
    city.on("/services/Bike%3A%20a%2Fb.json", reply(b'{"service_code": "Bike: a/b", "attributes": []}'))
    city.on("/requests/SR1.json", reply(PAGE))
    city.on("/tokens/t1.json", reply(b'[{"token": "t1", "service_request_id": 7}]'))
    with closing(Open311Client(profile_for(city))) as client:
        assert client.definition("Bike: a/b") == ServiceDefinition("Bike: a/b")
        assert client.request("SR1").number == "SR1"
        assert client.number_for("t1") == "7"
        assert (client.key, client.page_size) == ("loopback", 50)


def test_an_unknown_number_is_a_refusal_with_the_citys_code(city: CityServer) -> None:
    with closing(Open311Client(profile_for(city))) as client, pytest.raises(CityRefusedError) as caught:
        client.request("nope")
    assert (caught.value.status, caught.value.codes) == (404, ("404",))
    assert len(city.questions) == 1  # a refusal does not pass by asking again


@pytest.mark.parametrize("sent", ["secret", None])
def test_the_key_is_sent_for_reading_only_where_it_is_wanted_p9(
    city: CityServer, sent: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    city.on("/services.json", reply(b"oops", 403))
    profile = profile_for(city, key_for_reading=sent is not None)
    with (
        closing(Open311Client(profile, "secret", retries=ONCE)) as client,
        pytest.raises(CityError) as caught,
    ):
        client.services()
    assert city.questions[0].arguments.get("api_key") == sent
    assert "secret" not in str(caught.value)
    assert "secret" not in caplog.text


def test_trouble_that_passes_is_asked_again(city: CityServer) -> None:
    services = reply(b'[{"service_code": "1"}]')
    city.on("/services.json", reply(b"", 503), cut(b"[1, 2, 3]", 2), services)
    assert ask_services(city, retries=QUICKLY) == (ServiceType("1", "1"),)
    assert len(city.questions) == 3


def test_trouble_that_stays_is_given_up(city: CityServer) -> None:
    city.on("/services.json", reply(b"<html>down</html>", 500, "text/html"))
    with pytest.raises(CityRefusedError, match="a fault of its own") as caught:
        ask_services(city, retries=QUICKLY)
    assert caught.value.status == 500
    assert len(city.questions) == 3


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        (
            reply(b"<html><title>Sign in</title></html>", content_type="text/html"),
            CityAnswerError,
            "“Sign in”",
        ),
        (reply(b'[{"service_code": "1"'), CityAnswerError, "breaks off before its end"),
        (reply(b'[{"code": 7, "description": "No"}]'), CityRefusedError, "“No”"),
        (reply(b""), CityAnswerError, "empty answer"),
        (reply(b"[" + b" " * 100_000), CityAnswerError, "larger than 0.1 MB"),
        (endless(b" " * 10_000), CityAnswerError, "larger than 0.1 MB"),
        (endless(gzip.compress(b" " * 10_000_000), encoding="gzip"), CityAnswerError, "larger than 0.1 MB"),
        (packed(b"[" + b" " * 30_000_000), CityAnswerError, "larger than 0.1 MB"),
        (reply(gzip.compress(b"[]" * 500)[:-9], Content_Encoding="gzip"), CityAnswerError, "broken off"),
        (reply(gzip.compress(b"[]") * 2, Content_Encoding="gzip"), CityAnswerError, "more behind its end"),
        (reply(b"not gzip", Content_Encoding="gzip"), CityAnswerError, "cannot be unpacked"),
        (reply(b"[]", Content_Encoding="br"), CityAnswerError, r"cannot be unpacked \(br\)"),
        (cut(b"[1, 2, 3]", 4), CityUnreachableError, "connection to the 311 system broke"),
        (stall(), CityUnreachableError, "sent nothing for 0.3 seconds"),
        (stall(after=b"[1,"), CityUnreachableError, "sent nothing for 0.3 seconds"),
        (redirect("file:///etc/passwd"), CityAnswerError, r"file:.*which was not followed"),
        (redirect("ftp://127.0.0.1/"), CityAnswerError, "which was not followed"),
        (redirect("http://elsewhere.example/services.json?a=b"), CityAnswerError, r"elsewhere\.example/"),
        (redirect("/open311/v2/services.json"), CityAnswerError, "in circles"),
    ],
)
def test_every_misbehaviour_of_a_server_is_said_in_words_p8(
    city: CityServer, behaviour: Behaviour, kind: type[CityError], words: str
) -> None:
    city.on("/services.json", behaviour)
    with pytest.raises(kind, match=words) as caught:
        ask_services(city)
    assert caught.value.happened.endswith(".")
    assert caught.value.safe
    assert caught.value.next_step


def test_an_answer_that_drips_for_ever_is_given_up(city: CityServer) -> None:
    city.on("/services.json", drip(b"[" + b" " * 1000, pause=0.02))
    with pytest.raises(CityUnreachableError, match=r"did not finish its answer within 0\.4 seconds"):
        ask_services(city, Limits(read_seconds=5, whole_seconds=0.4))


def test_a_packed_answer_is_unpacked(city: CityServer) -> None:
    city.on("/services.json", packed(b'[{"service_code": "1"}]'))
    assert ask_services(city) == (ServiceType("1", "1"),)


def test_a_redirect_on_the_same_host_is_followed(city: CityServer) -> None:
    city.on("/services.json", redirect("/open311/v2/moved.json", 308))
    city.on("/moved.json", reply(b'[{"service_code": "1"}]'))
    assert ask_services(city) == (ServiceType("1", "1"),)


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    with CityServer() as gone:
        profile = profile_for(gone)
    with (
        closing(Open311Client(profile, retries=ONCE)) as client,
        pytest.raises(CityUnreachableError) as caught,
    ):
        client.services()
    assert "cannot be reached" in caught.value.happened


@pytest.mark.parametrize("behaviour", [stall(), stall(after=b"[1,"), drip(b" " * 1000)])
def test_a_call_that_hangs_stops_when_cancelled_and_no_other_begins(
    city: CityServer, behaviour: Behaviour
) -> None:
    city.on("/services.json", behaviour)
    stop = threading.Event()
    stopped_at: list[float] = []

    def cancel_when_asked() -> None:
        city.wait_for_questions(1)
        stopped_at.append(time.monotonic())
        stop.set()

    canceller = threading.Thread(target=cancel_when_asked)
    canceller.start()
    with closing(Open311Client(profile_for(city), cancelled=stop.is_set)) as client:
        with pytest.raises(CancelledError):
            client.services()
        assert time.monotonic() - stopped_at[0] < PATIENCE
        canceller.join()
        with pytest.raises(CancelledError):
            client.services()
    assert len(city.questions) == 1


@pytest.mark.parametrize("behaviour", [stall(), stall(after=b"[1,"), drip(b" " * 1000)])
def test_closing_from_another_thread_ends_a_pending_call_at_once(
    city: CityServer, behaviour: Behaviour
) -> None:
    city.on("/services.json", behaviour)
    client = Open311Client(profile_for(city))
    closed_at: list[float] = []

    def close_when_asked() -> None:
        city.wait_for_questions(1)
        closed_at.append(time.monotonic())
        client.close()

    closer = threading.Thread(target=close_when_asked)
    closer.start()
    with pytest.raises(CancelledError):
        client.services()
    assert time.monotonic() - closed_at[0] < PATIENCE
    closer.join()
    with pytest.raises(CancelledError):
        client.services()
    client.close()


def test_a_reused_connection_can_be_stopped_too(city: CityServer) -> None:
    city.on("/services.json", reply(b"[]"), stall())
    stop = threading.Event()
    with closing(Open311Client(profile_for(city), cancelled=stop.is_set)) as client:
        client.services()

        def cancel_when_asked() -> None:
            city.wait_for_questions(2)
            stop.set()

        canceller = threading.Thread(target=cancel_when_asked)
        canceller.start()
        with pytest.raises(CancelledError):
            client.services()
        canceller.join()

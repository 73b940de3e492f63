"""The office's keys stand in nothing that is shown, stored or logged of a city's answer (P9)."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.open311.city_server import Behaviour, CityServer, profile_for, redirect, reply
from wardoffice.domain.errors import CityAnswerError, CityError, CityRefusedError, WardOfficeError
from wardoffice.domain.service_requests import Window
from wardoffice.open311.client import Open311Client
from wardoffice.open311.context import WireContext
from wardoffice.open311.portal_client import PortalClient, PortalDataset
from wardoffice.open311.questions import Questions
from wardoffice.open311.retrying import Retries
from wardoffice.open311.secrecy import kept_from_errors, records_without_key, without_key, words_without_key

NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
KEY = "0f3Ac9d1&77"
ONCE = Retries(attempts=1)


@pytest.fixture
def city() -> Iterator[CityServer]:
    with CityServer() as running:
        yield running


def all_that_is_said(trouble: BaseException) -> str:
    said = ""
    seen: BaseException | None = trouble
    while seen is not None:
        said += f" {seen} {seen.args} {getattr(seen, 'words', ())} {getattr(seen, 'codes', ())}"
        seen = seen.__cause__ or seen.__context__
    return said


@pytest.mark.parametrize(
    "spelt",
    [KEY, KEY.lower(), KEY.upper(), "0f3Ac9d1%2677", "0f3Ac9d1&amp;77", "0F3AC9D1%2677"],
)
def test_a_key_is_struck_in_every_spelling(spelt: str) -> None:
    assert words_without_key(f"Key {spelt}!", KEY) == "Key (key)!"
    for codec in ("utf-8", "utf-16-le", "utf-16-be"):
        assert without_key(f"Key {spelt}!".encode(codec), KEY).decode(codec) == "Key (key)!"


def test_a_key_that_a_sentence_was_cut_off_in_is_struck_as_well() -> None:
    assert words_without_key("The city knows no 0f3Ac9d…", KEY) == "The city knows no (key)…"


def test_a_short_key_is_left_in_records_where_it_is_an_ordinary_word() -> None:
    assert records_without_key(b"a test of the light", "test") == b"a test of the light"
    assert without_key(b"no such key: test", "test") == b"no such key: (key)"
    assert records_without_key(b"by 0f3Ac9d1&77", KEY) == b"by (key)"


def test_without_a_key_nothing_is_changed() -> None:
    assert without_key(b"all", None) == records_without_key(b"all", None) == b"all"
    assert words_without_key("all", None) == "all"


def raise_with_key_behind() -> None:
    raise CityRefusedError(
        f"No {KEY}.", 403, (KEY,), "Safe.", f"Not {KEY}.", words=(f"bad {KEY}",)
    ) from ValueError(f"GET /x?api_key={KEY}")


def test_an_error_and_what_lies_behind_it_hold_no_key() -> None:
    with pytest.raises(WardOfficeError) as caught, kept_from_errors(KEY):
        raise_with_key_behind()
    assert "0f3Ac9d1" not in all_that_is_said(caught.value)
    assert str(caught.value) == "No (key). Safe. Not (key)."


def test_what_lies_behind_an_error_stays_where_it_holds_no_key() -> None:
    with pytest.raises(CityRefusedError) as caught, kept_from_errors("another-key"):
        raise_with_key_behind()
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    "said",
    [
        reply(f'[{{"code": 403, "description": "Invalid api_key {KEY}"}}]'.encode(), 403),
        reply(f"No such key: {KEY}".encode(), 403),
        redirect(f"http://elsewhere.example/{KEY}/services.json"),
    ],
)
def test_a_city_that_echoes_the_key_it_reads_with_gets_it_into_no_error(
    city: CityServer, said: Behaviour
) -> None:
    city.on("/services.json", said)
    profile = profile_for(city, key_for_reading=True)
    with closing(Open311Client(profile, KEY, retries=ONCE)) as client, pytest.raises(CityError) as caught:
        client.services()
    assert "0f3Ac9d1" not in all_that_is_said(caught.value)
    asked = Questions(profile, KEY, lambda: NOW, lambda: False)
    answered = asked.services()
    asked.close()
    assert answered.trouble is not None
    assert "0f3Ac9d1" not in all_that_is_said(answered.trouble) + answered.body.decode()


def test_a_record_that_holds_the_key_is_kept_without_it(city: CityServer) -> None:
    told = {"service_request_id": "SR1", "status": "open", "description": f"Sent by {KEY}"}
    city.on("/requests/SR1.json", reply(json.dumps([told]).encode()))
    with closing(Open311Client(profile_for(city), KEY)) as client:
        assert client.request("SR1").description == "Sent by (key)"


def test_a_portal_that_echoes_the_app_token_gets_it_into_no_error(city: CityServer) -> None:
    refused = json.dumps({"error": True, "message": f"Invalid app_token specified: {KEY}"}).encode()
    city.on("/resource/x.json", reply(refused, 403))
    portal = PortalClient(
        PortalDataset(f"{city.url}/resource/x"),
        lambda now: WireContext("chicago", ZoneInfo("America/Chicago"), now),
        lambda: KEY,
        lambda: NOW,
        lambda: False,
        retries=ONCE,
    )
    with closing(portal), pytest.raises((CityRefusedError, CityAnswerError)) as caught:
        list(portal.pages(Window(NOW, NOW)))
    assert "Invalid app_token specified: (key)" in str(caught.value)
    assert "0f3Ac9d1" not in all_that_is_said(caught.value)

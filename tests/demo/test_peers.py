"""Another program's Open311 client is content with the practice ward's endpoint: PyPI's ``three``."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.demo.conftest import NOW, SEED
from wardoffice.demo.catalogue import services
from wardoffice.demo.city import make_city
from wardoffice.demo.open311_desk import API_KEY
from wardoffice.demo.open311_server import JURISDICTION, Open311Server

CLIENT = Path(__file__).with_name("three_client.py")
Call = tuple[str, Sequence[object], Mapping[str, object]]


@pytest.fixture
def server() -> Iterator[Open311Server]:
    running = Open311Server(make_city(SEED, NOW))
    yield running
    running.stop()


def three(server: Open311Server, *calls: Call, **settings: str) -> list[Any]:
    """What the client gives back for each call."""
    asked = {"endpoint": server.url, "settings": settings, "calls": calls}
    done = subprocess.run(
        [sys.executable, str(CLIENT)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_it_finds_the_endpoint_by_discovery(server: Open311Server) -> None:
    outside, inside = three(
        server, ("discovery", [], {}), ("get", ["discovery"], {}), discovery=f"{server.discovery_url}.json"
    )
    assert [each["url"] for each in outside["endpoints"]] == [server.url]
    assert inside == outside


def test_it_lists_services_and_asks_what_one_needs(server: Open311Server) -> None:
    asked = next(each for each in services() if each.definition.attributes)
    listed, definition = three(server, ("services", [], {}), ("services", [asked.code], {}))
    assert {each["service_code"] for each in listed} == {each.code for each in services()}
    assert definition["service_code"] == asked.code
    assert [each["code"] for each in definition["attributes"]] == [
        each.code for each in asked.definition.attributes
    ]


def test_it_lists_requests_by_type_state_days_and_count_and_finds_one(server: Open311Server) -> None:
    code = services()[0].code
    few, typed, closed, days = three(
        server,
        ("requests", [], {"count": 5}),
        ("requests", [code], {"count": 500}),
        ("requests", [], {"status": "closed", "count": 500}),
        ("requests", [], {"start": "11-01-2026", "end": "11-10-2026", "count": 500}),
        jurisdiction=JURISDICTION,
    )
    assert len(few) == 5
    assert typed
    assert {each["service_code"] for each in typed} == {code}
    assert {each["status"] for each in closed} == {"closed"}
    assert days
    assert all("2026-10-31" <= each["requested_datetime"][:10] <= "2026-11-10" for each in days)
    number = few[0]["service_request_id"]
    (found,), several = three(
        server, ("request", [number], {}), ("requests", [], {"service_request_id": number})
    )
    assert found["service_request_id"] == number
    assert several == [found]


def test_it_sends_a_request_in_and_learns_its_number_from_the_token(server: Open311Server) -> None:
    batch = next(each for each in services() if each.batch)
    answers = {
        f"attribute[{each.code}]": each.choices[0].key if each.choices else "1"
        for each in batch.definition.attributes
        if each.required and each.variable
    }
    request = {"name": "Ann Lee", "lat": "41.93", "long": "-87.70", "description": "It is still there."}
    (sent,), (refused, *_) = three(
        server,
        ("post", [batch.code], {**request, **answers, "address": "2431 N Bramhollow Ave"}),
        ("post", [batch.code], {**request, "api_key": "wrong"}),
        api_key=API_KEY,
    )
    assert "service_request_id" not in sent
    assert refused["code"] == 403
    token = sent["token"]
    _, (numbered,) = three(server, ("token", [token], {}), ("token", [token], {}))
    assert numbered["token"] == token
    (made,) = three(server, ("request", [numbered["service_request_id"]], {}))[0]
    assert made["address"] == "2431 N Bramhollow Ave"


def test_it_takes_the_same_in_xml(server: Open311Server) -> None:
    asked = {"convert": False}
    services_, requests, discovery = three(
        server,
        ("services", [], asked),
        ("requests", [], {"count": 3, **asked}),
        ("get", ["discovery"], asked),
        format="xml",
    )
    assert {each.text for each in ET.fromstring(services_).iter("service_code")} == {
        each.code for each in services()
    }
    assert len(ET.fromstring(requests).findall("request")) == 3
    assert ET.fromstring(discovery).findtext("endpoints/endpoint/url") == server.url

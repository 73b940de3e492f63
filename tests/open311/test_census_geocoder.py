"""The online geocoder: asked for an address and nothing else, and never waited for long."""

import json
from collections.abc import Iterator

import pytest

from tests.open311.city_server import CityServer, reply, stall
from wardoffice.domain.errors import CancelledError, CityAnswerError, CityUnreachableError
from wardoffice.domain.places import AddressPoint, Point
from wardoffice.open311.census_geocoder import CensusGeocoder
from wardoffice.open311.fetching import Limits

PATH = "/locations/onelineaddress"
HERE = {"matchedAddress": "4812 N DAMEN AVE, CHICAGO, IL, 60625", "coordinates": {"x": -87.679, "y": 41.968}}


@pytest.fixture
def city() -> Iterator[CityServer]:
    with CityServer() as server:
        yield server


def geocoder(city: CityServer) -> CensusGeocoder:
    return CensusGeocoder(
        city.url, Limits(connect_seconds=2, read_seconds=0.3, whole_seconds=0.8, most_bytes=100_000)
    )


def answer(*matches: object) -> bytes:
    return json.dumps({"result": {"input": {"benchmark": {}}, "addressMatches": list(matches)}}).encode()


def never() -> bool:
    return False


def test_an_address_is_found_and_nothing_else_was_said(city: CityServer) -> None:
    """P9."""
    city.on(PATH, reply(answer(HERE)))
    found = geocoder(city).find("4812 N Damen Ave, Chicago, IL", never)
    assert found == (AddressPoint(HERE["matchedAddress"], Point(41.968, -87.679)),)  # type: ignore[arg-type]  # a str
    (asked,) = city.questions
    assert asked.arguments == {
        "address": "4812 N Damen Ave, Chicago, IL",
        "benchmark": "Public_AR_Current",
        "format": "json",
    }


def test_an_unknown_address_has_no_places(city: CityServer) -> None:
    city.on(PATH, reply(answer()))
    assert geocoder(city).find("1 Nowhere", never) == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<html>busy</html>", 200), (b'{"result": 3}', 200), (b"", 200), (answer(HERE), 503)],
)
def test_what_is_no_answer_is_told_in_sentences(city: CityServer, body: bytes, status: int) -> None:
    """P8."""
    city.on(PATH, reply(body, status))
    with pytest.raises(CityAnswerError, match="no usable answer") as caught:
        geocoder(city).find("4812 N Damen Ave", never)
    assert caught.value.safe
    assert caught.value.next_step


def test_a_service_that_hangs_is_left(city: CityServer) -> None:
    city.on(PATH, stall())
    with pytest.raises(CityUnreachableError, match="Census Bureau"):
        geocoder(city).find("4812 N Damen Ave", never)
    with pytest.raises(CancelledError):
        geocoder(city).find("4812 N Damen Ave", lambda: True)

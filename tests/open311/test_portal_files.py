"""Whole data sets of the city's portal: its ward map and offices, and every trouble in words."""

from collections.abc import Iterator

import pytest

from tests.demo.conftest import NOW, SEED
from tests.open311.city_server import CityServer, reply, stall
from wardoffice.demo.city import make_city
from wardoffice.demo.portal import APP_TOKEN, WARD_MAP, WARD_OFFICES, PortalServer
from wardoffice.demo.ward_offices import ward_offices
from wardoffice.domain.errors import CancelledError, CityAnswerError, CityRefusedError, CityUnreachableError
from wardoffice.office.ward_office_list import read_portal_offices
from wardoffice.open311.fetching import Limits
from wardoffice.open311.portal_files import PortalFiles
from wardoffice.open311.retrying import Retries

ONCE = Retries(attempts=1)


@pytest.fixture
def practice() -> Iterator[PortalServer]:
    running = PortalServer(make_city(SEED, NOW))
    yield running
    running.stop()


def files(url: str, token: str | None = None, *, limits: Limits | None = None) -> PortalFiles:
    return PortalFiles(url, lambda: token, lambda: False, limits=limits or Limits(), retries=ONCE)


def test_the_practice_portal_gives_its_map_and_its_offices(practice: PortalServer) -> None:
    portal = files(practice.url, APP_TOKEN)
    assert b'"FeatureCollection"' in portal.areas(WARD_MAP)
    offices = read_portal_offices(portal.table(WARD_OFFICES))
    portal.close()
    assert [each.ward for each in offices] == sorted(int(str(row["ward"])) for row in ward_offices())


def test_all_rows_are_asked_for_and_the_token_goes_in_a_header() -> None:
    with CityServer() as city:
        city.on("/resource/abcd-1234.geojson", reply(b"{}"))
        portal = files(city.url, "secret")
        portal.areas("abcd-1234")
        portal.close()
        (question,) = city.questions
    assert question.arguments == {"$limit": "5000"}
    assert question.headers["x-app-token"] == "secret"


def test_a_refusal_a_silence_and_a_flood_are_said_in_words_p8() -> None:
    with CityServer() as city:
        city.on("/resource/gone-0000.json", reply(b'{"error": true}', 404))
        city.on("/resource/slow-0000.json", stall())
        city.on("/resource/wide-0000.json", reply(b"x" * 5000))
        portal = files(city.url, limits=Limits(read_seconds=0.2, whole_seconds=1, most_bytes=1000))
        with pytest.raises(CityRefusedError) as refused:
            portal.table("gone-0000")
        with pytest.raises(CityUnreachableError) as silent:
            portal.table("slow-0000")
        with pytest.raises(CityAnswerError):
            portal.table("wide-0000")
        portal.close()
    assert refused.value.status == 404
    assert "portal" in silent.value.happened
    assert silent.value.next_step


def test_closed_it_takes_no_more() -> None:
    portal = files("http://127.0.0.1:9")
    portal.close()
    with pytest.raises(CancelledError):
        portal.table("abcd-1234")

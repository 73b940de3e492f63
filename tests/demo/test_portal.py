"""The made-up city's data portal answers what our reader asks, a day late and now and then amiss."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.portal_files import LEFT_OUT
from wardoffice.demo.city import DAYS_BACK, MadeUpCity, make_city
from wardoffice.demo.portal import APP_TOKEN, PortalServer
from wardoffice.demo.streets import PRACTICE_WARD
from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.portal import PortalRow, portal_status
from wardoffice.domain.service_requests import CityStatus, Window
from wardoffice.open311.context import WireContext
from wardoffice.open311.portal_client import PortalClient, PortalDataset

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
YEAR = Window(NOW - timedelta(days=365), NOW)


@pytest.fixture(scope="module")
def city() -> MadeUpCity:
    return make_city(42, NOW)


@pytest.fixture(scope="module")
def server(city: MadeUpCity) -> Iterator[PortalServer]:
    running = PortalServer(city)
    yield running
    running.stop()


def client(server: PortalServer, token: str | None = APP_TOKEN) -> PortalClient:
    return PortalClient(
        PortalDataset(f"{server.url}/resource/v6vf-nfxy", 500, left_out=LEFT_OUT.types),
        lambda now: WireContext("practice", ZoneInfo("America/Chicago"), now),
        lambda: token,
        lambda: NOW,
        lambda: False,
    )


@pytest.fixture(scope="module")
def rows(server: PortalServer) -> dict[str, PortalRow]:
    portal = client(server)
    found = [row for page in portal.pages(YEAR, PRACTICE_WARD) for row in page.rows]
    portal.close()
    assert len({row.number for row in found}) == len(found)
    return {row.number: row for row in found}


def test_it_holds_a_year_of_the_ward_and_few_enough_to_be_quick(rows: dict[str, PortalRow]) -> None:
    assert 1_500 < len(rows) < 4_000
    months = {row.requested_at.strftime("%Y-%m") for row in rows.values() if row.requested_at}
    assert len(months) >= 12
    assert {row.ward for row in rows.values()} == {PRACTICE_WARD}


def test_what_is_no_wards_work_is_counted(server: PortalServer) -> None:
    portal = client(server)
    assert portal.left_out(YEAR, PRACTICE_WARD) == {"311IOC": 728, "AVN": 363}
    portal.close()


def test_it_tells_other_things_than_311_of_some(city: MadeUpCity, rows: dict[str, PortalRow]) -> None:
    feed = {each.number: each for each in city.requests() if each.ward == PRACTICE_WARD}
    both = [(feed[number], row) for number, row in rows.items() if number in feed]
    done = [
        told
        for told, row in both
        if told.status is CityStatus.OPEN and portal_status(row.status) is CityStatus.CLOSED
    ]
    assert 0 < len(done) < len(both) / 10
    young = NOW - timedelta(days=DAYS_BACK - 1)
    only_here = [each for each in rows.values() if each.requested_at and each.requested_at > young]
    assert len([each for each in only_here if each.number not in feed]) == 3
    assert feed.keys() - rows.keys()


def test_311_answers_for_what_is_older_than_its_list_by_number_only(city: MadeUpCity) -> None:
    elder = city.elders()[0]
    assert city.request(elder.number) == elder
    assert elder.number not in {each.number for each in city.requests()}


def test_another_token_is_refused_and_none_is_taken(server: PortalServer) -> None:
    week = Window(NOW - timedelta(days=9), NOW)
    anonymous = client(server, None)
    assert list(anonymous.pages(week, PRACTICE_WARD))
    anonymous.close()
    wrong = client(server, "wrong")
    with pytest.raises(CityRefusedError):
        list(wrong.pages(week, PRACTICE_WARD))
    wrong.close()


@pytest.mark.parametrize("asked", ["drop table", "ward = '51' and status = 'Open'"])
def test_what_it_does_not_understand_is_an_error(server: PortalServer, asked: str) -> None:
    answer = httpx.get(f"{server.url}/resource/v6vf-nfxy.json", params={"$where": asked})
    assert (answer.status_code, answer.json()["error"]) == (400, True)
    assert httpx.get(f"{server.url}/resource/xxxx-xxxx.json").status_code == 404

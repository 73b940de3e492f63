"""An office on the made-up city reads its year from the portal and asks 311 for the rest."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wardoffice.bootstrap.opening import open_office
from wardoffice.demo.city import MadeUpCity, make_city
from wardoffice.demo.open311_server import Open311Server
from wardoffice.demo.portal import APP_TOKEN, PortalServer
from wardoffice.demo.streets import PRACTICE_WARD, wards_geojson
from wardoffice.domain.errors import SecretsError
from wardoffice.domain.portal import Difference
from wardoffice.office.settings import FILE_NAME, CitySettings, OfficeSettings, Settings, save_settings
from wardoffice.office.ward_files import map_without_day
from wardoffice.system.secrets import MemorySecrets, portal_secret

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def city() -> MadeUpCity:
    return make_city(42, NOW)


@pytest.fixture
def servers(city: MadeUpCity) -> Iterator[tuple[Open311Server, PortalServer]]:
    feed, portal = Open311Server(city), PortalServer(city)
    yield feed, portal
    feed.stop()
    portal.stop()


def write_settings(
    folder: Path, feed: Open311Server, portal: PortalServer, *, take_everything: bool = False
) -> None:
    save_settings(
        folder / FILE_NAME,
        Settings(
            office=OfficeSettings(ward=PRACTICE_WARD),
            city=CitySettings(
                key="practice",
                base_url=feed.url,
                portal_url=portal.url,
                take_everything=take_everything,
            ),
        ),
    )
    map_without_day(folder).write_text(json.dumps(wards_geojson()), encoding="utf-8")


def nothing(*_: object) -> None:
    """Nobody watches."""


def never() -> bool:
    return False


def test_the_year_comes_with_the_app_token_of_the_keyring_and_both_sources_are_laid_side_by_side(
    tmp_path: Path, servers: tuple[Open311Server, PortalServer]
) -> None:
    """P9: the token is in no setting and no log."""
    write_settings(tmp_path, *servers)
    secrets = MemorySecrets({portal_secret("practice"): APP_TOKEN})
    with open_office(tmp_path, secrets=secrets, clock=lambda: NOW) as office:
        report = office.sync.run(office.actor, nothing, never, whole_year=True)
        counts = office.sources.counts(office.actor).counts
    assert report.ok
    told = json.loads(json.dumps(report.as_dict()))["year"]
    assert (told["step"], told["source"], told["trouble"]) == ("done", "portal", "")
    assert told["records"] > 1_500
    assert told["asked"] == told["answered"] > 0
    assert told["left_out"] == {"311IOC": 728, "AVN": 363}
    assert any("728 information-only calls" in each for each in report.sentences())
    for each in (Difference.OPEN_IN_311, Difference.ONLY_ON_PORTAL, Difference.ONLY_IN_311):
        assert 0 < counts[each] < 40, each
    for kept in tmp_path.rglob("*"):
        if kept.is_file():
            assert APP_TOKEN.encode() not in kept.read_bytes(), kept


def test_a_wrong_token_is_told_and_the_feed_is_read_back_instead(
    tmp_path: Path, servers: tuple[Open311Server, PortalServer]
) -> None:
    write_settings(tmp_path, *servers)
    secrets = MemorySecrets({portal_secret("practice"): "wrong"})
    with open_office(tmp_path, secrets=secrets, clock=lambda: NOW) as office:
        assert office.year is not None
        office.sync.read("city", office.actor, nothing, never)
        state = office.year.advance(office.actor, nothing, never)
        assert "Invalid app_token" in state.trouble
        assert "wrong" not in state.trouble
        for _ in range(3):
            state = office.year.advance(office.actor, nothing, never)
    assert state.source is not None
    assert (state.source.value, state.trouble) == ("311", "")


def test_what_is_no_wards_work_is_taken_in_where_the_office_wants_it(
    tmp_path: Path, servers: tuple[Open311Server, PortalServer]
) -> None:
    write_settings(tmp_path, *servers, take_everything=True)
    with open_office(tmp_path, secrets=MemorySecrets(), clock=lambda: NOW) as office:
        assert office.year is not None
        office.sync.read("city", office.actor, nothing, never)
        state = office.year.run(office.actor, nothing, never)
    assert (state.step.value, state.left_out) == ("done", {})
    assert state.records > 2_600


class NoKeyring:
    """A computer without a keyring."""

    def get(self, _name: str) -> str | None:
        raise SecretsError("There is no keyring.")

    def put(self, name: str, _secret: str) -> None:
        self.get(name)

    def remove(self, name: str) -> None:
        self.get(name)


def test_without_a_keyring_the_portal_is_asked_without_a_token(
    tmp_path: Path, servers: tuple[Open311Server, PortalServer]
) -> None:
    write_settings(tmp_path, *servers)
    with open_office(tmp_path, secrets=NoKeyring(), clock=lambda: NOW) as office:
        assert office.year is not None
        office.sync.read("city", office.actor, nothing, never)
        state = office.year.advance(office.actor, nothing, never)
    assert state.trouble == ""
    assert state.records > 0

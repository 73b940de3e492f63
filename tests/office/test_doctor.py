"""The check-up names what is wrong, where, and what to do; and tells no secrets."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders_watching import CHICAGO, CITY, MAILBOX, probes_of
from tests.databases import open_store
from tests.open311.city_server import CityServer, profile_for, reply, stall
from wardoffice.bootstrap import make_doctor
from wardoffice.demo.city import make_city
from wardoffice.demo.open311_server import Open311Server
from wardoffice.demo.portal import PortalServer
from wardoffice.domain.errors import CancelledError, CannotDoError, SecretsError
from wardoffice.domain.health import Finding, Health, ok, problem, warning
from wardoffice.domain.service_requests import Window
from wardoffice.domain.watching import Certificate
from wardoffice.geo.ward_files import read_areas
from wardoffice.office.city_file import check_city_file
from wardoffice.office.doctor import Check, Doctor, DoctorReport
from wardoffice.office.doctor_city import CityCheck
from wardoffice.office.doctor_history import Watched, check_history
from wardoffice.office.doctor_house import (
    check_boundaries,
    check_folder,
    check_forms,
    check_secrets,
    check_settings,
    check_store,
)
from wardoffice.office.doctor_line import line_findings
from wardoffice.office.doctor_portal import PortalCheck
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.settings import (
    FILE_NAME,
    CitySettings,
    OfficeSettings,
    Settings,
    save_settings,
)
from wardoffice.open311.cities import CityProfile, city_keys, load_city
from wardoffice.open311.portal_profile import WardMapProfile, WardsProfile
from wardoffice.store.city_books import FailedPage, Reading, close_window, finish_reading
from wardoffice.store.engine import sqlite_url
from wardoffice.store.probes import keep_probe
from wardoffice.store.store import Store
from wardoffice.system.secrets import MemorySecrets, city_secret, mailbox_secret

NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
SECRET = "hunter2-of-the-ward"
CITIES = Path(__file__).parents[2] / "resources" / "cities"


def _clock() -> datetime:
    return NOW


def _never() -> bool:
    return False


def _run(*checks: Check) -> DoctorReport:
    return Doctor([(f"check {number}", each) for number, each in enumerate(checks)]).run(
        lambda _part, _done, _total: None, _never
    )


def _said(findings: Iterator[Finding] | list[Finding], health: Health) -> str:
    return "\n".join(f"{each.sentence} {each.next_step}" for each in findings if each.health is health)


class TestTheReport:
    def test_a_problem_ends_with_one_and_a_warning_does_not(self) -> None:
        well, minor, bad = ok("a", "Well."), warning("b", "Look."), problem("c", "Bad.", "Mend it.")
        assert [DoctorReport(each).exit_code for each in ((well,), (well, minor), (minor, bad, well))] == [
            0,
            0,
            1,
        ]
        assert DoctorReport(()).exit_code == 0

    def test_every_check_runs_whatever_the_others_find(self) -> None:
        def broken(_cancelled: Callable[[], bool]) -> Iterator[Finding]:
            yield ok("b", "So far so good.")
            raise CannotDoError("It broke.", "Nothing was changed.", "Mend it.")

        report = _run(broken, lambda _cancelled: [ok("c", "Fine.")])
        assert [each.health for each in report.findings] == [Health.OK, Health.PROBLEM, Health.OK]
        assert report.findings[1].sentence == "It broke. Nothing was changed."
        assert report.findings[1].next_step == "Mend it."

    def test_a_check_up_can_be_stopped(self) -> None:
        def stopped(_cancelled: Callable[[], bool]) -> Iterator[Finding]:
            raise CancelledError

        with pytest.raises(CancelledError):
            _run(stopped)

    def test_a_person_reads_lines_and_a_program_one_object(self) -> None:
        report = DoctorReport((ok("a", "Well."), problem("b", "Bad.", "Mend it.")))
        lines = report.sentences()
        assert lines[0].split() == ["ok", "Well."]
        assert "Mend it." in lines[2]
        assert lines[-1] == "1 problem, 0 warnings among 2 things looked at."
        told = json.loads(json.dumps(report.as_dict()))
        assert told["health"] == "problem"
        assert told["findings"][1] == {
            "check": "b", "health": "problem", "sentence": "Bad.", "next_step": "Mend it.",
        }  # fmt: skip


class TestTheHouse:
    def test_a_missing_folder_is_named_and_not_made(self, tmp_path: Path) -> None:
        missing = tmp_path / "office"
        assert str(missing) in _said(check_folder(missing), Health.WARNING)
        assert not missing.exists()

    def test_a_whole_office_is_sound(self, tmp_path: Path) -> None:
        with open_store(tmp_path):
            pass
        findings = list(
            check_store(sqlite_url(tmp_path / "office.sqlite"), tmp_path / "office.sqlite", tmp_path)
        )
        assert {each.health for each in findings} == {Health.OK}
        assert "sound" in _said(findings, Health.OK)

    def test_data_is_looked_at_in_each_dialect(self, store: Store, tmp_path: Path) -> None:
        findings = list(check_store(store.url, None, tmp_path))
        assert {each.health for each in findings} == {Health.OK}
        assert [each.check for each in findings] == ["data", "data", "files"]

    def test_no_data_yet_is_no_trouble(self, tmp_path: Path) -> None:
        file = tmp_path / "office.sqlite"
        (finding,) = check_store(sqlite_url(file), file, tmp_path)
        assert finding.health is Health.OK
        assert not file.exists(), "looking makes nothing"

    def test_a_lost_file_of_the_store_is_counted(self, tmp_path: Path) -> None:
        file = tmp_path / "office.sqlite"
        with open_store(tmp_path) as store:
            kept, gone = store.files.keep(b"one"), store.files.keep(b"another")
            with sqlite3.connect(file) as raw:
                for each in (kept, gone):
                    raw.execute(
                        "INSERT INTO stored_file"
                        " (sha256, size, media_type, camera, dhash, trouble, doubts, created_at)"
                        " VALUES (?, ?, '', '', '', '', '[]', '2026-01-01 00:00:00')",
                        (each.sha256, each.size),
                    )
            raw.close()
            store.files.path(gone.sha256).unlink()
        said = _said(list(check_store(sqlite_url(file), file, tmp_path)), Health.PROBLEM)
        assert "1 file of 2 is not there" in said

    def test_a_damaged_file_is_told_in_words(self, tmp_path: Path) -> None:
        """P8: bad input gives a clear sentence."""
        file = tmp_path / "office.sqlite"
        with open_store(tmp_path):
            pass
        whole = file.read_bytes()
        file.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
        report = _run(lambda _cancelled: check_store(sqlite_url(file), file, tmp_path))
        assert report.exit_code == 1

    def test_data_of_a_newer_program_is_said_to_be_that(self, tmp_path: Path) -> None:
        file = tmp_path / "office.sqlite"
        with open_store(tmp_path):
            pass
        with sqlite3.connect(file) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.close()
        assert "newer version" in _said(list(check_store(sqlite_url(file), file, tmp_path)), Health.PROBLEM)

    def test_the_keyring_is_a_problem_only_where_it_is_needed(self) -> None:
        class NoKeyring(MemorySecrets):
            def get(self, name: str) -> str | None:
                raise SecretsError("There is no keyring.", "Nothing was written.", "Install one.")

        with_mail = Settings(mail=(MailSettings(host="imap.example.org", user="ward"),))
        assert [each.health for each in check_secrets(Settings(), None, NoKeyring())] == [Health.WARNING]
        assert [each.health for each in check_secrets(with_mail, None, NoKeyring())] == [Health.PROBLEM]
        assert "mail.password" in _said(check_secrets(with_mail, None, MemorySecrets()), Health.PROBLEM)

    def test_each_mailbox_is_asked_for_what_it_needs(self) -> None:
        mail = (
            MailSettings(host="imap.example.org", user="ward"),
            MailSettings(host="outlook.example.org", user="photos", sign_in="microsoft"),
        )
        settings = Settings(mail=mail)
        secrets = MemorySecrets({"mail:ward@imap.example.org": "x"})
        assert "config set mail.2.client_id" in _said(list(check_settings(settings)), Health.PROBLEM)
        said = _said(check_secrets(settings, None, secrets), Health.PROBLEM)
        assert "Nobody has signed in to the mailbox photos@outlook.example.org" in said
        assert "wardoffice sign-in 2" in said
        assert "imap.example.org" not in said
        secrets.put("mail-sign-in:photos@outlook.example.org", "{}")
        assert Health.PROBLEM not in {each.health for each in check_secrets(settings, None, secrets)}

    def test_which_map_of_wards_is_in_force_is_told(self, tmp_path: Path) -> None:
        today = date(2026, 11, 21)
        assert "no map of wards" in _said(check_boundaries(tmp_path, 25, today), Health.WARNING)
        square = [[-87.7, 41.8], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.9], [-87.7, 41.8]]
        geometry = {"type": "Polygon", "coordinates": [square]}
        feature = {"type": "Feature", "properties": {"ward": "25"}, "geometry": geometry}
        content = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (tmp_path / "wards-2023-05-15.geojson").write_text(content)
        assert "since 2023-05-15" in _said(check_boundaries(tmp_path, 25, today), Health.OK)
        assert "no ward 7" in _said(check_boundaries(tmp_path, 7, today), Health.PROBLEM)

    def test_broken_settings_end_the_check_up_with_their_sentence(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).write_text("[mail]\nport = 'many'\n")
        report = make_doctor(tmp_path, None, MemorySecrets(), _clock).run(lambda *_: None, _never)
        assert report.exit_code == 1
        assert "mail.port" in _said(list(report.findings), Health.PROBLEM)


class TestWhatTheOfficeSaw:
    OFFICE = Watched((CITY, MAILBOX), "chicago", CHICAGO)

    def _found(self, folder: Path) -> list[Finding]:
        file = folder / "office.sqlite"
        return list(check_history(sqlite_url(file), file, self.OFFICE, NOW))

    def test_uptime_errors_gaps_repairs_and_the_last_reading_are_told(self, tmp_path: Path) -> None:
        with open_store(tmp_path) as store, store.writing() as session:
            for probe in probes_of(CITY, NOW, hours=2, down=(0, 1, 2)):
                keep_probe(session, probe)
            window = Window(NOW - timedelta(hours=3), NOW - timedelta(hours=2))
            failed = FailedPage(window, by_update=False, page=1, page_size=50, reason="It broke.")
            close_window(session, "chicago", window, [failed], NOW)
            read_at = NOW - timedelta(days=2)
            finish_reading(session, "chicago", Reading(None, True, {}, {"a date without a zone": 7}), read_at)
        found = self._found(tmp_path)
        warned, well = _said(found, Health.WARNING), _said(found, Health.OK)
        assert "Chicago: in 48 hours up 81.1% of 1.9 h watched" in warned
        assert "Last answer: 11/21/2026 11:09 AM" in warned, "by the clock of the city"
        assert "6 of 24 questions failed in 48 hours (25.0%)" in well
        assert "ward47@example.org was not watched yet" in well
        assert "to its end on 11/19/2026 11:40 AM" in warned
        assert "wardoffice sync" in warned
        assert "1 part of 311's feed could not be read yet" in warned
        assert "It broke." in warned
        assert "mended 7 times in 311's answers: a date without a zone" in well

    def test_a_good_office_is_told_to_be_well(self, tmp_path: Path) -> None:
        with open_store(tmp_path) as store, store.writing() as session:
            for probe in probes_of(CITY, NOW, hours=48):
                keep_probe(session, probe)
            finish_reading(session, "chicago", Reading(None, True, {}, {}), NOW - timedelta(hours=1))
        found = self._found(tmp_path)
        assert {each.health for each in found} == {Health.OK}
        assert "no gaps" in _said(found, Health.OK)

    def test_where_there_is_no_data_nothing_is_told_and_nothing_made(self, tmp_path: Path) -> None:
        assert self._found(tmp_path) == []
        assert not list(tmp_path.iterdir())

    def test_the_command_reads_it_from_the_offices_own_data(
        self, tmp_path: Path, practice_city: CityProfile
    ) -> None:
        city = CitySettings(key="practice", base_url=practice_city.base_url)
        save_settings(tmp_path / FILE_NAME, Settings(office=OfficeSettings(ward=51), city=city))
        with open_store(tmp_path):
            pass
        report = make_doctor(tmp_path, None, MemorySecrets(), _clock).run(lambda *_: None, _never)
        assert {"uptime", "sync", "gaps"} <= {each.check for each in report.findings}
        assert "never read 311" in _said(list(report.findings), Health.WARNING)


class TestTheLine:
    def test_http_only_is_a_warning_but_not_on_this_machine(self) -> None:
        def seen(url: str, certificate: Certificate | None = None) -> list[Finding]:
            return list(line_findings("311", url, lambda _host, _port, _cancelled: certificate, _never, NOW))

        assert [each.health for each in seen("http://311.example.org/v2")] == [Health.WARNING]
        assert seen("http://127.0.0.1:80/v2") == []
        good = Certificate(trusted=True, ends_at=datetime(2027, 6, 1, tzinfo=UTC))
        soon = Certificate(trusted=True, ends_at=datetime(2026, 12, 1, tzinfo=UTC))
        bad = Certificate(trusted=False, reason="self-signed certificate")
        for certificate, health in ((good, Health.OK), (soon, Health.WARNING), (bad, Health.PROBLEM)):
            assert [each.health for each in seen("https://311.example.org/v2", certificate)] == [health]


@pytest.fixture(scope="module")
def practice_city() -> Iterator[CityProfile]:
    """The made-up city on loopback, with its profile."""
    server = Open311Server(make_city(51, NOW))
    try:
        yield load_city("practice").at(server.url)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def practice_portal() -> Iterator[str]:
    """The address of the made-up city's data portal."""
    server = PortalServer(make_city(51, NOW))
    try:
        yield server.url
    finally:
        server.stop()


def _tried(profile: CityProfile, cancelled: Callable[[], bool] = _never) -> list[Finding]:
    return list(CityCheck(profile, lambda: None, _clock, lambda *_: None)(cancelled))


class TestTheCity:
    def test_the_practice_city_is_well_and_its_file_is_right(self, practice_city: CityProfile) -> None:
        findings = _tried(practice_city)
        assert {each.health for each in findings} == {Health.OK}, _said(findings, Health.WARNING)
        said = _said(findings, Health.OK)
        for words in (
            "discovery document at",
            "answers in XML too",
            "tells its questions",
            "turns pages",
            "tells the ward of",
        ):
            assert words in said

    def test_a_file_that_is_wrong_about_its_city_is_told_which_field_to_change(
        self, practice_city: CityProfile
    ) -> None:
        wrong = replace(practice_city, paging=False, ward_field="extended_attributes.precinct")
        said = _said(_tried(wrong), Health.WARNING)
        assert "Set paging to true." in said
        assert "Correct ward_field" in said

    @pytest.mark.parametrize(
        ("lat", "long", "counted"),
        [(52.5, 13.4, "0 were swapped and 30 left out"), (-87.6, 41.9, "30 were swapped and 0 left out")],
    )
    def test_bounds_that_fit_none_of_the_citys_places_are_found_out(
        self, lat: float, long: float, counted: str
    ) -> None:
        place = {"status": "open", "lat": lat, "long": long}
        requests = json.dumps([{"service_request_id": str(each), **place} for each in range(30)]).encode()
        with CityServer() as city:
            city.on("/services.json", reply(b'[{"service_code": "P"}]'))
            city.on("/requests.json", reply(requests))
            findings = _tried(profile_for(city, bounds=(41.6, -88.0, 42.1, -87.4)))
        assert counted in _said(findings, Health.WARNING)
        assert any("Check bounds" in each.next_step for each in findings)

    def test_a_city_that_ignores_paging_and_updates_is_found_out(self) -> None:
        requests = json.dumps(
            [
                {
                    "service_request_id": str(number),
                    "status": "open",
                    "requested_datetime": f"2026-11-{10 + number % 10:02}T12:00:00",
                    "updated_datetime": f"2026-11-{10 + number % 10:02}T12:00:00",
                }
                for number in range(30)
            ]
        ).encode()
        with CityServer() as city:
            city.on("/services.json", reply(b'[{"service_code": "P"}]'))
            city.on("/requests.json", reply(requests))
            findings = _tried(profile_for(city, updated_after=True))
            methods = {each.path for each in city.questions}
        assert "Set paging to false." in _said(findings, Health.PROBLEM)
        assert "Set updated_after to false." in _said(findings, Health.WARNING)
        assert "no time zone" in _said(findings, Health.OK)
        assert "Mended 60 times on one page: date without time zone" in _said(findings, Health.OK)
        assert len(methods) <= 5

    def test_a_city_that_is_not_there_is_one_problem_and_no_more_questions(self) -> None:
        with CityServer() as city:
            profile = profile_for(city)
        findings = _tried(profile)
        assert [each.health for each in findings] == [Health.PROBLEM]
        assert "base_url" in findings[0].next_step

    def test_a_web_page_in_place_of_requests_is_told_in_words(self) -> None:
        with CityServer() as city:
            city.on("/services.json", reply(b'[{"service_code": "P"}]'))
            city.on("/requests.json", reply(b"<html>Sorry</html>", 200, "text/html"))
            assert "list of requests cannot be read" in _said(_tried(profile_for(city)), Health.PROBLEM)

    def test_a_check_up_of_a_stalled_city_is_stopped_at_once(self) -> None:
        with CityServer() as city:
            city.on("/services.json", stall())
            with pytest.raises(CancelledError):
                _tried(profile_for(city), lambda: bool(city.questions))


class TestACityFile:
    @pytest.mark.parametrize("key", city_keys())
    def test_every_file_that_comes_with_the_program_fits(self, key: str) -> None:
        profile, findings = check_city_file(CITIES / f"{key}.json")
        assert profile == load_city(key)
        assert [each.health for each in findings] == [Health.OK]

    def _amiss(self, tmp_path: Path, **changed: object) -> str:
        fields = {"key": "x", "name": "X", "base_url": "https://x.example/v2", "timezone": "America/Chicago"}
        path = tmp_path / "x.json"
        path.write_text(json.dumps({**fields, **changed}))
        profile, findings = check_city_file(path)
        assert profile is None
        return _said(findings, Health.PROBLEM)

    def test_each_wrong_field_is_named_with_what_it_must_be(self, tmp_path: Path) -> None:
        """P8: bad settings give a clear sentence."""
        said = self._amiss(tmp_path, page_size=0, format="yaml", paging="yes", base_url="ftp://x")
        assert (
            "page_size is 0. page_size must be a number from 1 to 100000: records asked for at once." in said
        )
        assert 'format is "yaml". format must be one of "json", "xml": what to ask for.' in said
        assert 'paging is "yes". paging must be true or false' in said
        assert 'base_url is "ftp://x"' in said

    def test_an_unknown_field_offers_the_one_that_was_meant(self, tmp_path: Path) -> None:
        assert "There is no field pagesize. Did you mean page_size?" in self._amiss(tmp_path, pagesize=5)

    def test_a_part_of_a_field_is_named_with_its_path(self, tmp_path: Path) -> None:
        portal = {"base_url": "https://data.example", "dataset": "none of these"}
        said = self._amiss(tmp_path, portal=portal)
        assert 'portal.dataset is "none of these". portal.dataset must be text that fits' in said
        del portal["dataset"]
        assert "The field portal.dataset is missing." in self._amiss(tmp_path, portal=portal)
        said = self._amiss(tmp_path, portal={**portal, "dataset": "v6vf-nfxy", "wardfield": "ward"})
        assert "There is no field portal.wardfield. Did you mean ward_field?" in said
        left_out = [{"code": "X", "name": "X", "one": "x", "many": ""}]
        assert 'many is ""' in self._amiss(tmp_path, left_out=left_out)

    def test_what_is_missing_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.json"
        path.write_text("{}")
        said = _said(check_city_file(path)[1], Health.PROBLEM)
        for name in ("key", "name", "base_url", "timezone"):
            assert f"The field {name} is missing." in said

    def test_two_fields_that_do_not_go_together_are_told(self, tmp_path: Path) -> None:
        assert "page_size" in self._amiss(tmp_path, page_size=500, max_page_size=50)
        assert "timezone" in self._amiss(tmp_path, timezone="Chicago")

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'{"key": "x",\n "name" }', "line 2, column 9"),
            (b"[]", "one object"),
            (b"\xff\xfe\x00", "no JSON"),
        ],
    )
    def test_what_is_no_object_is_told_with_its_line(
        self, tmp_path: Path, content: bytes, words: str
    ) -> None:
        path = tmp_path / "x.json"
        path.write_bytes(content)
        assert words in _said(check_city_file(path)[1], Health.PROBLEM)

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        assert "cannot be read" in _said(check_city_file(tmp_path / "none.json")[1], Health.PROBLEM)

    def test_a_new_citys_file_is_checked_and_then_tried(
        self, tmp_path: Path, practice_city: CityProfile, practice_portal: str
    ) -> None:
        """Adding a city is one file and a check-up of it."""
        path = tmp_path / "new.json"
        fields = json.loads((CITIES / "practice.json").read_text())
        portal = {**fields["portal"], "base_url": practice_portal}
        path.write_text(json.dumps({**fields, "base_url": practice_city.base_url, "portal": portal}))
        report = make_doctor(tmp_path / "nowhere", path, MemorySecrets(), _clock).run(lambda *_: None, _never)
        assert report.exit_code == 0
        assert {each.check for each in report.findings} >= {"city file", "311", "portal"}
        assert not (tmp_path / "nowhere").exists()

    @pytest.mark.parametrize("path", ["a..b", ".ward", "ward.", "extended attributes.ward", "."])
    def test_a_path_to_the_ward_that_leads_nowhere_is_named(self, tmp_path: Path, path: str) -> None:
        said = self._amiss(tmp_path, ward_field=path)
        assert f'ward_field is "{path}". ward_field must be text that fits' in said


class TestThePortalOfACityFile:
    def _found(self, portal_url: str, **changed: object) -> list[Finding]:
        profile = load_city("practice").portal_at(portal_url)
        assert profile.portal is not None
        portal = replace(profile.portal, **changed)
        return list(PortalCheck(profile, portal, _clock, lambda *_: None, read_areas)(_never))

    def test_all_it_says_is_tried_and_right(self, practice_portal: str) -> None:
        found = self._found(practice_portal)
        assert {each.health for each in found} == {Health.OK}
        said = _said(found, Health.OK)
        for words in ("answers in", "by ward", "wrds-2023 is a map", "wrds-offi lists"):
            assert words in said

    def test_one_that_is_not_there_is_one_problem_and_no_more_questions(self) -> None:
        (found,) = self._found("http://127.0.0.1:9")
        assert found.health is Health.PROBLEM
        assert "portal.base_url" in found.next_step

    def test_each_data_set_that_is_not_what_its_file_says_is_named(self, practice_portal: str) -> None:
        """P8: a map that is no map, and a list that is none, is found before an office depends on it."""
        maps = (WardMapProfile(dataset="wrds-offi", since=date(2023, 5, 15)),)
        wards = WardsProfile(count=3, first=51, maps=maps, offices="gone-0000")
        said = _said(self._found(practice_portal, wards=wards, dataset="gone-0001"), Health.PROBLEM)
        for words in ("gone-0001 gives no requests", "wrds-offi is no map", "gone-0000 is no list"):
            assert words in said
        for field in ("portal.dataset", "portal.wards.maps", "portal.wards.offices"):
            assert f"Check {field}" in said

    def test_a_ward_field_that_its_requests_do_not_have_is_named(self, practice_portal: str) -> None:
        (found,) = [
            each
            for each in self._found(practice_portal, ward_field="ward_no")
            if each.health is not Health.OK
        ]
        assert "ward_no" in found.sentence
        assert "portal.ward_field" in found.next_step


def test_no_secret_is_ever_told(tmp_path: Path, practice_city: CityProfile) -> None:
    """P9: secrets live in the keyring only."""
    settings = Settings(
        office=OfficeSettings(ward=51),
        city=CitySettings(key="practice", base_url=practice_city.base_url),
        mail=(MailSettings(host="127.0.0.1", port=9, user="ward", tls=False),),
    )
    save_settings(tmp_path / FILE_NAME, settings)
    secrets = MemorySecrets({city_secret("practice"): SECRET, mailbox_secret("ward", "127.0.0.1"): SECRET})
    report = make_doctor(tmp_path, None, secrets, _clock).run(lambda *_: None, _never)
    assert SECRET not in json.dumps(report.as_dict())
    assert SECRET not in "\n".join(report.sentences())
    assert "mailbox" in _said(list(report.findings), Health.PROBLEM).lower()


def test_a_form_profile_that_cannot_be_used_is_named_and_the_others_are_not(tmp_path: Path) -> None:
    assert [each.health for each in check_forms(tmp_path)] == [Health.OK]
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "ours.toml").write_text("name = 3", encoding="utf-8")
    [found] = check_forms(tmp_path)
    assert (found.health, "ours.toml" in found.sentence) == (Health.PROBLEM, True)

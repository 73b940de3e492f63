"""Files brought in by hand: each gets an outcome, and one that cannot be read keeps no other out (P8)."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.gathering import (
    CITY,
    HERE,
    NORTH,
    PROGRAM,
    WARD,
    city_filing,
    mail_reading,
    never,
    table_import,
    write_wards,
)
from tests.mail.mails import JPEG, mail, mixed, part, picture
from tests.mail.outlook_files import (
    ATTACH_DATA,
    ATTACH_NAME,
    BODY,
    SENDER_SMTP,
    SUBJECT,
    Properties,
    outlook_file,
)
from tests.photos.pictures import drawn, saved
from tests.portal_files import portal_row, write_csv
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CancelledError, NotAllowedError
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled, MapSource
from wardoffice.domain.service_requests import RequestPage
from wardoffice.domain.wards import WardOffice
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.boundary_change import BoundaryChange
from wardoffice.office.importing import AnswerReading, Importing, ImportReport, Outcome, WardFiles
from wardoffice.office.streets import Streets
from wardoffice.office.ward_download import WardBoundaries
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Message, ServiceRecord


def _no_portal(_cancelled: Cancelled) -> MapSource:
    raise AssertionError


@pytest.fixture
def importing(sqlite_store: Store, tmp_path: Path) -> Importing:
    def read(body: bytes, kind: str) -> RequestPage:
        return read_requests(body, kind, WireContext(CITY, ZoneInfo("America/Chicago")))

    offices = WardOfficeList(sqlite_store)
    boundaries = Boundaries(tmp_path / "office", lambda: date(2026, 7, 1))
    change = BoundaryChange(sqlite_store, boundaries, WARD)
    wards = WardBoundaries(boundaries, change, offices, None, _no_portal)
    return Importing(
        sqlite_store,
        mail_reading(sqlite_store),
        city_filing(sqlite_store),
        AnswerReading(CITY, read),
        table_import(sqlite_store, tmp_path / "city"),
        wards=WardFiles(wards, offices, Streets(tmp_path / "office", lambda: PlaceFinder(()))),
    )


def bring(importing: Importing, *paths: Path) -> ImportReport:
    return importing.import_files(PROGRAM, paths, lambda _done, _total: None, never)


def answer(path: Path, *records: object) -> Path:
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def one(number: str, place: Point | None = HERE) -> dict[str, object]:
    where = {"lat": place.lat, "long": place.long} if place else {}
    return {"service_request_id": number, "status": "open", "service_code": "PHF", **where}


def test_a_mail_saved_from_outlook_is_imported_like_any_mail(importing: Importing, tmp_path: Path) -> None:
    path = tmp_path / "hole.msg"
    photo: Properties = {ATTACH_DATA: JPEG, ATTACH_NAME: "hole.jpg"}
    path.write_bytes(
        outlook_file({SUBJECT: "Hole", BODY: "Deep", SENDER_SMTP: "ana@example.org"}, attachments=[photo])
    )
    [first] = bring(importing, path).files
    assert (first.kind, first.outcome, first.requests, first.attachments) == ("msg", Outcome.IMPORTED, 1, 1)
    assert bring(importing, path).files[0].outcome is Outcome.KNOWN


def test_a_mail_goes_in_once_and_is_known_the_second_time(
    importing: Importing, sqlite_store: Store, tmp_path: Path
) -> None:
    """P1: with what is new in it counted."""
    path = tmp_path / "a.eml"
    photo = saved(tmp_path / "p.jpg", drawn(640, 480)).read_bytes()
    path.write_bytes(mixed(part("See"), picture(photo), picture(photo, "two.jpg")))
    (first,) = bring(importing, path).files
    assert (first.kind, first.outcome, first.requests, first.attachments) == ("eml", Outcome.IMPORTED, 1, 2)
    (second,) = bring(importing, path).files
    assert (second.outcome, second.requests, second.attachments) == (Outcome.KNOWN, 0, 0)
    assert second.message
    assert _count(sqlite_store, Message) == 1


def test_a_reply_in_a_file_tells_of_no_new_problem(importing: Importing, tmp_path: Path) -> None:
    first, reply = tmp_path / "a.eml", tmp_path / "b.eml"
    first.write_bytes(mail())
    reply.write_bytes(mail("Thanks", In_Reply_To="<one@example.org>", Message_ID="<2@example.org>"))
    assert [each.requests for each in bring(importing, first, reply).files] == [1, 0]


def test_all_that_one_mail_told_of_is_counted(importing: Importing, tmp_path: Path) -> None:
    """Two residents whom a colleague attached, and a records request that is a problem besides."""
    attached = [
        part(mail("Pothole", From=f"{name}@example.org", Message_ID=f"<{name}@x>"), "message/rfc822")
        for name in ("ana", "bob")
    ]
    photo = saved(tmp_path / "p.jpg", drawn(640, 480)).read_bytes()
    paper = mixed(part("This is a FOIA request."), picture(photo), Message_ID="<paper@x>")
    first, second = tmp_path / "a.eml", tmp_path / "b.eml"
    first.write_bytes(mixed(part("See both"), *attached, From="joe@ward47.example", Subject="Fwd: two"))
    second.write_bytes(paper)
    assert [each.requests for each in bring(importing, first, second).files] == [2, 2]


def test_a_whole_mailbox_goes_in_mail_by_mail(
    importing: Importing, sqlite_store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "inbox.mbox"
    mails = [mail(f"Pothole {each}", Message_ID=f"<{each}@example.org>") for each in range(3)]
    path.write_bytes(b"".join(b"From x Mon Nov  2 09:30:00 2026\r\n" + each + b"\r\n\r\n" for each in mails))
    (line,) = bring(importing, path).files
    assert (line.kind, line.outcome, line.requests) == ("mbox", Outcome.IMPORTED, 3)
    assert _count(sqlite_store, Case) == 3
    assert bring(importing, path).files[0].outcome is Outcome.KNOWN


def test_a_saved_answer_goes_in_as_the_feed_does(
    importing: Importing, sqlite_store: Store, tmp_path: Path
) -> None:
    """P2: the numbers of the line add up."""
    path = answer(tmp_path / "a.json", one("SR1"), one("SR2", NORTH), one("SR3", None))
    (line,) = bring(importing, path).files
    assert (line.kind, line.outcome, line.requests) == ("open311 json", Outcome.IMPORTED, 2)
    assert line.message.startswith("3 records: 1 in the ward, 1 outside, 1 without a place, 0 that cannot")
    assert bring(importing, path).files[0].outcome is Outcome.KNOWN
    assert _count(sqlite_store, ServiceRecord) == 2


def test_an_answer_in_xml_goes_in_too(importing: Importing, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        "<service_requests><request><service_request_id>SR1</service_request_id><status>open</status>"
        f"<lat>{HERE.lat}</lat><long>{HERE.long}</long></request></service_requests>",
        encoding="utf-8",
    )
    (line,) = bring(importing, path).files
    assert (line.kind, line.outcome, line.requests) == ("open311 xml", Outcome.IMPORTED, 1)


def test_records_that_are_all_outside_the_ward_are_not_called_known(
    importing: Importing, tmp_path: Path
) -> None:
    (line,) = bring(importing, answer(tmp_path / "a.json", one("SR1", NORTH))).files
    assert (line.outcome, line.requests) == (Outcome.IMPORTED, 0)
    assert "1 outside" in line.message


def test_an_answer_with_some_records_that_cannot_be_used_is_not_called_done(
    importing: Importing, tmp_path: Path
) -> None:
    report = bring(importing, answer(tmp_path / "a.json", one("SR1"), {"status": "open"}))
    (line,) = report.files
    assert (line.outcome, line.requests) == (Outcome.QUARANTINED, 1)
    assert "1 that cannot be used" in line.message
    assert not report.ok


def test_an_answer_that_is_no_list_of_requests_is_refused_with_the_reason(
    importing: Importing, tmp_path: Path
) -> None:
    services = answer(tmp_path / "services.json", {"service_code": "PHF", "service_name": "Pothole"})
    (line,) = bring(importing, services).files
    assert (line.outcome, line.requests) == (Outcome.REFUSED, 0)
    assert line.message


def test_every_other_thing_is_named_and_the_good_files_go_in(
    importing: Importing, sqlite_store: Store, tmp_path: Path
) -> None:
    """P8: an empty file, a PDF, a folder, half an answer, a web page, a file that is not there."""
    good, folder = tmp_path / "good.eml", tmp_path / "folder.eml"
    good.write_bytes(mail())
    folder.mkdir()
    bad = {
        "empty.eml": b"",
        "empty.json": b"",
        "empty.xml": b" ",
        "empty.mbox": b"",
        "letter.pdf": b"%PDF-1.4",
        "half.json": b'[{"service_request_id": "SR1", ',
        "page.xml": b"<html><body>Sorry</body></html>",
        "wards.geojson": b'{"type": "FeatureCollection"}',
        "noise.eml": bytes(range(256)) * 4,
        "nothing": b"",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    paths = [*(tmp_path / name for name in bad), tmp_path, folder, tmp_path / "gone.eml", good]
    report = bring(importing, *paths)
    outcomes = {Path(each.file): each for each in report.files}
    assert set(outcomes) == set(paths)
    assert outcomes.pop(good).outcome is Outcome.IMPORTED
    assert not [each for each in outcomes.values() if each.outcome in {Outcome.IMPORTED, Outcome.KNOWN}]
    assert not [each.file for each in outcomes.values() if not each.message]
    assert not report.ok
    assert _count(sqlite_store, Message) == 1


def test_a_map_of_wards_is_kept_and_a_broken_one_refused(importing: Importing, tmp_path: Path) -> None:
    write_wards(tmp_path / "same.json")
    assert bring(importing, tmp_path / "same.json").files[0].kind == "wards"
    write_wards(tmp_path / "new.geojson")
    (line,) = bring(importing, tmp_path / "new.geojson").files
    assert (line.kind, line.outcome) == ("wards", Outcome.IMPORTED)
    assert "2 wards" in line.message
    assert (tmp_path / "office" / "wards.geojson").exists()


def test_a_list_of_ward_offices_is_kept_and_a_broken_one_refused(
    importing: Importing, sqlite_store: Store, tmp_path: Path
) -> None:
    table = tmp_path / "offices.csv"
    table.write_text("Ward,Alderman,Ward Phone,Address,City\n32,Ald. Quill,312-555-0132,1 Elm St,Chicago\n")
    (line,) = bring(importing, table).files
    assert (line.kind, line.outcome) == ("ward offices", Outcome.IMPORTED)
    (office,) = WardOfficeList(sqlite_store).offices(PROGRAM)
    assert office == WardOffice(32, "Ald. Quill", "312-555-0132", address="1 Elm St, Chicago")
    table.write_text("ward,phone\nnone,312\n")
    (line,) = bring(importing, table).files
    assert line.outcome is Outcome.REFUSED
    assert "line 2" in line.message
    assert WardOfficeList(sqlite_store).offices(PROGRAM) == (office,)


def test_the_report_for_other_programs_has_a_line_a_file_and_totals(
    importing: Importing, tmp_path: Path
) -> None:
    """P1: file, kind, outcome, requests, attachments, message."""
    (tmp_path / "a.eml").write_bytes(mail())
    told = bring(importing, tmp_path / "a.eml", tmp_path / "b.pdf").as_dict()
    assert set(told) == {"files", "totals"}
    assert set(told["files"][0]) == {"file", "kind", "outcome", "requests", "attachments", "message"}
    assert json.loads(json.dumps(told))["totals"] == {
        "files": 2,
        "imported": 1,
        "known": 0,
        "quarantined": 0,
        "refused": 1,
        "requests": 1,
        "attachments": 0,
    }


def test_the_report_in_sentences_has_a_line_a_file(importing: Importing, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    sentences = bring(importing, tmp_path / "a.eml", tmp_path / "b.pdf").sentences()
    assert len(sentences) == 2
    assert "b.pdf" in sentences[1]


def test_an_import_can_be_stopped_between_files(importing: Importing, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    with pytest.raises(CancelledError):
        importing.import_files(PROGRAM, [tmp_path / "a.eml"], lambda _done, _total: None, lambda: True)


def test_a_volunteer_may_not_import(importing: Importing, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        importing.import_files(Actor(1, "Ana", Role.VOLUNTEER), [], lambda _done, _total: None, never)


def _count(store: Store, kind: type[Message] | type[Case] | type[ServiceRecord]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


class TestTables:
    def test_the_portals_csv_is_known_by_its_header_and_every_row_is_told_of(
        self, importing: Importing, sqlite_store: Store, tmp_path: Path
    ) -> None:
        """P8: broken rows are named by their line, the others go in."""
        path = write_csv(
            tmp_path / "a.csv",
            [portal_row("SR26-00000001"), ["broken"], portal_row("SR26-00000002", sr_short_code="AVN")],
        )
        (line,) = bring(importing, path).files
        assert (line.kind, line.outcome, line.requests) == ("portal csv", Outcome.QUARANTINED, 1)
        assert "Requests of the whole city: 2, of them 1 in the ward" in line.message
        assert "1 left out" in line.message
        assert "One row cannot be used. Line 3: " in line.message
        (again,) = bring(importing, path).files
        assert (again.outcome, again.requests) == (Outcome.KNOWN, 0)
        with sqlite_store.reading() as session:
            assert session.scalars(select(ServiceRecord.number)).all() == ["SR26-00000001"]

    def test_requests_with_wards_and_addresses_are_never_taken_for_a_list_of_ward_offices(
        self, importing: Importing, sqlite_store: Store, tmp_path: Path
    ) -> None:
        """P2, P8: the list in use stays, and the requests go in."""
        offices = tmp_path / "offices.csv"
        offices.write_text("ward,name,phone\n47,Ruth Quill,312-555-0147\n", encoding="utf-8")
        bring(importing, offices)
        kept = WardOfficeList(sqlite_store).offices(PROGRAM)
        bulk = tmp_path / "bulk.csv"
        bulk.write_text(
            "service_request_id,requested_datetime,status_description,address,phone,ward,service_name\n"
            "SR26-00000001,2026-06-01T10:00:00-05:00,open,4812 N DAMEN AVE,1,47,Pothole\n"
            "SR26-00000002,2026-06-01T10:00:00-05:00,open,4814 N DAMEN AVE,1,47,Pothole\n",
            encoding="utf-8",
        )
        (line,) = bring(importing, bulk).files
        assert (line.kind, line.outcome, line.requests) == ("open311 csv", Outcome.IMPORTED, 2)
        without_days = tmp_path / "days.csv"
        without_days.write_text("service_request_id,ward,address\nSR26-00000003,47,1 Elm St\n", "utf-8")
        (refused,) = bring(importing, without_days).files
        assert refused.outcome is Outcome.REFUSED
        assert "no table of service requests" in refused.message
        assert WardOfficeList(sqlite_store).offices(PROGRAM) == kept

    def test_a_bulk_file_goes_in_as_the_records_it_holds(
        self, importing: Importing, sqlite_store: Store, tmp_path: Path
    ) -> None:
        rows = [
            [
                "A-1",
                "2026-06-01T10:00:00Z",
                "",
                "closed",
                "Done",
                "Pothole",
                "4812 N DAMEN",
                "41.95",
                "-87.68",
            ],
            ["A-2", "2026-06-02T10:00:00Z", "", "open", "", "Pothole", "", "42.05", "-87.68"],
            ["cut"],
            ["", "2026-06-02T10:00:00Z", "", "open", "", "Pothole", "", "41.95", "-87.68"],
        ]
        header = "service_request_id,requested_datetime,updated_datetime,status_description,status_notes"
        path = write_csv(
            tmp_path / "a.csv", rows, [*header.split(","), "service_name", "address", "lat", "long"]
        )
        (line,) = bring(importing, path).files
        assert (line.kind, line.outcome, line.requests) == ("open311 csv", Outcome.QUARANTINED, 1)
        assert line.message.startswith(
            "4 records: 1 in the ward, 1 outside, 0 without a place, 2 that cannot"
        )
        assert "Line 4" in line.message
        with sqlite_store.reading() as session:
            told = session.scalars(select(ServiceRecord)).one()
            assert (told.number, told.status.value, told.service_name) == ("A-1", "closed", "Pothole")

    @pytest.mark.parametrize(
        "content", [b"", b"a,b\n1,2\n", b"service_request_id,requested_datetime\n", b"\xff\xfes\0r\0"]
    )
    def test_any_other_table_is_refused_in_words(
        self, importing: Importing, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        (line,) = bring(importing, path).files
        assert (line.outcome, line.requests) == (Outcome.REFUSED, 0)
        assert "a.csv" in line.message


def test_a_map_of_streets_is_known_from_one_of_wards_by_its_lines(
    importing: Importing, tmp_path: Path
) -> None:
    path = tmp_path / "lines.geojson"
    line = {"type": "LineString", "coordinates": [[-87.68, 41.96], [-87.68, 41.97]]}
    street = {"type": "Feature", "properties": {"name": "N DAMEN AVE"}, "geometry": line}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [street]}), encoding="utf-8")
    (tmp_path / "office").mkdir(exist_ok=True)

    (brought,) = bring(importing, path).files

    assert (brought.kind, brought.outcome) == ("streets", Outcome.IMPORTED)
    assert brought.message == "The map draws 1 street now."
    lines = Streets(tmp_path / "office", lambda: PlaceFinder(())).around(None)
    assert [each.name for each in lines] == ["N Damen Ave"]

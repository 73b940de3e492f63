"""The city's portal as a second source: one record a request, the newer word holds, both words are kept."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.gathering import (
    CITY,
    NOW,
    PROGRAM,
    WARD,
    FakeCity,
    city_filing,
    city_sync,
    exporting_from,
    never,
    no_progress,
    record,
)
from tests.portal_files import LEFT_OUT, OLD_HEADER, old_row, portal_row, write_csv
from wardoffice.domain.actor import Role
from wardoffice.domain.closing_counts import ClosedSpan, ClosingPart
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.errors import CancelledError, CannotDoError, UnreadableError
from wardoffice.domain.places import Point
from wardoffice.domain.portal import Difference, PortalFacts
from wardoffice.domain.service_requests import CityStatus, ServiceType
from wardoffice.office.closings import Closings
from wardoffice.office.exporting import Export, Exported, Format
from wardoffice.office.portal_import import PortalImport, PortalPlace, PortalReport
from wardoffice.office.table_import import TableImport
from wardoffice.office.two_sources import TwoSources
from wardoffice.open311.bulk_csv import read_bulk
from wardoffice.open311.cities import load_city
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.lines import look_at
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, PortalRecord, ServiceRecord

BOX = (Point(41.9, -87.8), Point(42.0, -87.6))
NEWER = (NOW - timedelta(hours=1)).astimezone(ZoneInfo("America/Chicago")).strftime("%m/%d/%Y %I:%M:%S %p")
OLDER = (NOW - timedelta(days=9)).astimezone(ZoneInfo("America/Chicago")).strftime("%m/%d/%Y %I:%M:%S %p")


class Portal:
    """An office that takes files of the portal in."""

    def __init__(self, store: Store, folder: Path, *, ward: int = WARD, ward_map: bool = True) -> None:
        self.store = store
        self.folder = folder
        self.parquet = CityParquet(folder / "city", LEFT_OUT)
        place = PortalPlace(CITY, ZoneInfo("America/Chicago"), ward, BOX if ward_map else None)
        self.job = PortalImport(store, self.parquet, city_filing(store, ward_map=ward_map), place)

    def file(
        self, *rows: Sequence[str], header: Sequence[str] | None = None, name: str = "portal.csv"
    ) -> Path:
        return write_csv(self.folder / name, rows, *([header] if header else []))

    def take(self, path: Path) -> PortalReport:
        columns = portal_columns(header_of(path))
        assert columns is not None
        return self.job.take_csv(path, columns, never)

    def record(self, number: str) -> ServiceRecord:
        with self.store.reading() as session:
            row = session.scalars(select(ServiceRecord).where(ServiceRecord.number == number)).one()
            session.expunge(row)
        return row

    def values(self, number: str) -> dict[str, object]:
        """All columns of a record."""
        told = self.record(number)
        return {column.name: getattr(told, column.name) for column in ServiceRecord.__table__.columns}

    def tables(self) -> TableImport:
        """The import of bulk files, with what the city's own file says."""
        context = replace(load_city("chicago").context(), city=CITY)
        return TableImport(
            self.job, city_filing(self.store, ward_map=False), CITY, lambda path: read_bulk(path, context)
        )

    def count(self, kind: type) -> int:
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0

    def differences(self, number: str) -> list[Difference]:
        with self.store.reading() as session:
            case_id = session.scalars(select(Case.id).where(Case.title != "").order_by(Case.id)).all()
        told = TwoSources(self.store, CITY)
        lines = [line for each in case_id for line in told.of_case(PROGRAM, each)]
        return [line.difference for line in lines if line.number == number]


@pytest.fixture
def portal(sqlite_store: Store, tmp_path: Path) -> Portal:
    return Portal(sqlite_store, tmp_path)


@pytest.fixture
def clock(sqlite_store: Store) -> Clock:
    assert isinstance(sqlite_store.now, Clock)
    return sqlite_store.now


def sync(portal: Portal, *requests: object) -> None:
    city = FakeCity(list(requests))  # type: ignore[arg-type]
    city_sync(portal.store, city).run(PROGRAM, no_progress, never)


def test_every_row_is_counted_and_the_wards_rows_become_records(portal: Portal) -> None:
    """P2 for the second source: inside, unknown, outside and left out are all rows."""
    path = portal.file(
        portal_row("SR26-00000001"),
        portal_row("SR26-00000002", latitude="42.05", ward="48"),
        portal_row("SR26-00000003", latitude="42.05", ward="47"),
        portal_row("SR26-00000004", latitude="", longitude="", ward="47", street_address=""),
        portal_row("SR26-00000005", latitude="", longitude="", ward="", street_address=""),
        portal_row("SR26-00000006", sr_short_code="311IOC", sr_type="311 INFORMATION ONLY CALL"),
        portal_row("SR26-00000007", sr_short_code="AVN", sr_type="Aircraft Noise Complaint", ward="48"),
        ["broken"],
    )
    report = portal.take(path)
    assert (report.rows, report.inside, report.place_unknown, report.outside) == (7, 2, 1, 2)
    assert report.left_out == {"311IOC": 1, "AVN": 1}
    assert (report.left_out_here, report.broken, report.new) == (1, 1, 3)
    assert report.examples[0].line == 9
    told = portal.record("SR26-00000001")
    assert (told.status_text, told.channel, told.ward, told.ward_by_polygon) == ("Open", "Phone Call", 47, 47)
    assert portal.count(ServiceRecord) == 3


def test_the_same_file_again_is_known(portal: Portal) -> None:
    path = portal.file(portal_row("SR26-00000001"))
    assert not portal.take(path).known
    again = portal.take(path.rename(path.with_name("other.csv")))
    assert again == PortalReport(known=True)
    assert portal.count(ServiceRecord) == 1


def test_an_import_that_was_killed_goes_on_and_ends_the_same(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P3: the Parquet file stands, the ward's rows were not filed yet."""
    path = portal.file(portal_row("SR26-00000001"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(portal.job, "file", die)
        with pytest.raises(KeyboardInterrupt):
            portal.take(path)
    assert portal.parquet.has(look_at(path, never).digest)
    report = portal.take(path)
    assert (report.known, report.new, portal.count(ServiceRecord)) == (False, 1, 1)


def test_a_stopped_import_stops_at_once_and_the_next_one_ends_it(portal: Portal) -> None:
    path = portal.file(*(portal_row(f"SR26-{number:08}") for number in range(450)))
    columns = portal_columns(header_of(path))
    assert columns is not None
    with pytest.raises(CancelledError):
        portal.job.take_csv(path, columns, lambda: True)
    assert portal.count(ServiceRecord) == 0
    with pytest.raises(CancelledError):
        portal.job.take_csv(path, columns, lambda: portal.count(ServiceRecord) > 0)
    assert 0 < portal.count(ServiceRecord) < 450
    assert not portal.take(path).known
    assert portal.count(ServiceRecord) == 450


@pytest.mark.parametrize("spelling", ["SR26-00000001", "sr2600000001", "26-00000001"])
def test_the_same_request_from_both_sources_is_one_record(portal: Portal, spelling: str) -> None:
    sync(portal, record("SR26-00000001", description="deep hole", media_urls=("https://x/1.jpg",)))
    portal.take(portal.file(portal_row(spelling, status="Completed", last_modified_date=NEWER)))
    told = portal.record("SR26-00000001")
    assert portal.count(ServiceRecord) == 1
    assert (told.status, told.status_text) == (CityStatus.CLOSED, "Completed")
    assert (told.description, told.media_urls) == ("deep hole", ["https://x/1.jpg"])
    assert told.service_code == "PHF"


def test_a_number_the_city_had_before_finds_the_record(portal: Portal) -> None:
    sync(portal, record("18-00000001"))
    portal.take(portal.file(portal_row("SR18-00099999", legacy_sr_number="18-00000001")))
    assert portal.count(ServiceRecord) == 1


def test_an_older_row_never_overrides_what_311_said_later(portal: Portal) -> None:
    sync(portal, record("SR26-00000001"))
    portal.take(portal.file(portal_row("SR26-00000001", status="Completed", last_modified_date=OLDER)))
    assert portal.record("SR26-00000001").status is CityStatus.OPEN
    assert portal.differences("SR26-00000001") == [Difference.OPEN_IN_311]


def test_what_311_says_later_holds_and_keeps_its_own_code(portal: Portal, clock: Clock) -> None:
    row = portal_row("SR26-00000001", status="Completed", last_modified_date=OLDER, created_date=OLDER)
    portal.take(portal.file(row))
    assert portal.differences("SR26-00000001") == [Difference.NOT_ASKED]
    clock.forward(hours=1)
    sync(portal, record("SR26-00000001", service_code="4fd3"))
    told = portal.record("SR26-00000001")
    assert (told.status, told.service_code) == (CityStatus.OPEN, "4fd3")
    assert portal.differences("SR26-00000001") == [Difference.OPEN_IN_311]
    clock.forward(hours=1)
    portal.take(
        portal.file(portal_row("SR26-00000001", status="Completed", last_modified_date=NEWER), name="2.csv")
    )
    assert portal.record("SR26-00000001").status is CityStatus.CLOSED
    assert portal.differences("SR26-00000001") == [Difference.OPEN_IN_311]
    assert portal.count(PortalRecord) == 1


def test_what_a_department_made_for_itself_that_day_is_nobodys_request(portal: Portal, clock: Clock) -> None:
    """Counted apart from what people asked, whatever 311 says of it later."""
    made = clock() - timedelta(hours=30)
    own = {
        "created_department": "CDOT - Department of Transportation",
        "owner_department": "CDOT - Department of Transportation",
        "origin": "Departmental Survey",
        "status": "Completed",
        "created_date": _on_the_portal(made),
        "closed_date": _on_the_portal(made + timedelta(hours=4)),
        "last_modified_date": _on_the_portal(made + timedelta(hours=4)),
    }
    asked = own | {"created_department": "311 City Services", "origin": "Phone Call"}
    portal.take(portal.file(portal_row("SR26-00000001", **own), portal_row("SR26-00000002", **asked)))
    assert [portal.record(f"SR26-0000000{each}").crew for each in (1, 2)] == [True, False]
    ended = made + timedelta(hours=9)
    closed: dict[str, Any] = {
        "requested_at": made,
        "updated_at": ended,
        "closed_at": ended,
        "status": CityStatus.CLOSED,
    }
    told = [
        record(f"SR26-0000000{each}", agency="CDOT - Department of Transportation", **closed)
        for each in (1, 2)
    ]
    sync(portal, *told)
    first = portal.record("SR26-00000001")
    assert (first.crew, first.made_by) == (True, "CDOT - Department of Transportation")
    counts = Closings(portal.store, CITY, ZoneInfo("America/Chicago")).counts(
        PROGRAM, ClosedSpan(made, clock())
    )
    assert (counts.called_closed, counts.closed, counts.parts[ClosingPart.CREW]) == (2, 1, 1)
    lines = TwoSources(portal.store, CITY).lines(PROGRAM, Difference.SAME)
    assert {line.both.number: line.both.facts for line in lines} == {
        "SR26-00000001": PortalFacts(own["owner_department"], own["created_department"], own["origin"]),
        "SR26-00000002": PortalFacts(own["owner_department"], "311 City Services", "Phone Call"),
    }


def _on_the_portal(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%m/%d/%Y %I:%M:%S %p")


def test_what_only_one_source_tells_is_said(portal: Portal) -> None:
    sync(portal, record("SR26-00000001"), record("SR26-00000002"))
    portal.take(portal.file(portal_row("SR26-00000002"), portal_row("SR26-00000003")))
    assert portal.differences("SR26-00000001") == [Difference.ONLY_IN_311]
    assert portal.differences("SR26-00000002") == [Difference.SAME]
    assert portal.differences("SR26-00000003") == [Difference.ONLY_ON_PORTAL]


def test_both_words_are_not_for_who_may_not_see_the_case(portal: Portal) -> None:
    office = OfficeBuilder(portal.store)
    portal.take(portal.file(portal_row("SR26-00000001")))
    with portal.store.reading() as session:
        case_id = session.scalars(select(Case.id)).one()
    manager, staff = office.staff(role=Role.MANAGER), office.staff()
    office.restrict(case_id, manager)
    told = TwoSources(portal.store, CITY)
    assert len(told.of_case(manager, case_id)) == 1
    assert told.of_case(staff, case_id) == ()


def test_a_type_takes_the_citys_code_by_its_name(portal: Portal) -> None:
    with portal.store.writing() as session:
        types = [ServiceType("4fd3", "Pothole in Street Complaint")]
        store_service_types(session, CITY, types, NOW)
    portal.take(portal.file(portal_row("SR26-00000001"), portal_row("SR26-00000002", sr_type="Other")))
    assert portal.record("SR26-00000001").service_code == "4fd3"
    assert portal.record("SR26-00000002").service_code == "PHF"


def test_an_older_export_is_taken_in_and_its_day_is_its_time(portal: Portal) -> None:
    portal.take(portal.file(old_row("1200012345"), header=OLD_HEADER))
    told = portal.record("12-00012345")
    assert (told.status, told.duplicate) == (CityStatus.CLOSED, True)
    assert told.updated_at == told.closed_at is not None


def test_what_an_older_export_tells_by_one_day_is_not_called_closed_within_minutes(portal: Portal) -> None:
    one_day = {"status": "Completed", "creation_date": "11/06/2017", "completion_date": "11/06/2017"}
    portal.take(portal.file(old_row("1700012345", **one_day), header=OLD_HEADER))
    told = portal.record("17-00012345")
    assert told.closed_at == told.requested_at is not None
    assert told.closing is ClosingKind.NO_REASON


def test_a_time_of_change_in_the_future_is_the_time_of_reading(portal: Portal) -> None:
    portal.take(portal.file(portal_row("SR26-00000001", last_modified_date="01/01/2099 01:00:00 AM")))
    told = portal.record("SR26-00000001").updated_at
    assert told is not None
    assert NOW < told < portal.store.now()


def test_a_record_that_moved_out_of_the_ward_is_still_told_of(portal: Portal) -> None:
    sync(portal, record("SR26-00000001"))
    portal.take(
        portal.file(
            portal_row("SR26-00000001", latitude="42.05", ward="48", last_modified_date=NEWER),
        )
    )
    assert portal.record("SR26-00000001").ward_by_polygon == 48


def test_words_longer_than_any_column_go_in_cut(store: Store, tmp_path: Path) -> None:
    """P8, on both databases: one endless word stops nothing."""
    portal = Portal(store, tmp_path)
    endless = "x" * 1_000
    row = portal_row(
        "SR26-00000001", status=endless, sr_type=endless, street_address=endless, zip_code=endless
    )
    assert portal.take(portal.file(row, portal_row("SR26-00000002"))).new == 2
    assert portal.take(portal.file(row, name="again.csv")).new == 0


def test_before_a_ward_is_chosen_nothing_is_imported(sqlite_store: Store, tmp_path: Path) -> None:
    portal = Portal(sqlite_store, tmp_path, ward=0)
    with pytest.raises(CannotDoError) as told:
        portal.take(portal.file(portal_row("SR26-00000001")))
    assert "office.ward" in told.value.next_step


def test_a_file_without_rows_is_refused_in_words(portal: Portal) -> None:
    with pytest.raises(UnreadableError):
        portal.take(portal.file())
    with pytest.raises(UnreadableError):
        portal.take(portal.file(["broken"]))


def test_types_that_are_no_wards_work_are_left_out_of_the_311_feed_too(portal: Portal) -> None:
    """They are counted, and the equation of the books holds with them (P2)."""
    noise = record("SR26-00000002", service_code="5c18", service_name="AIRCRAFT NOISE COMPLAINT")
    city = FakeCity([record("SR26-00000001"), noise])
    books = city_sync(portal.store, city).run(PROGRAM, no_progress, never)
    assert (books.received, books.inside, books.left_out) == (2, 1, 1)
    assert books.left_out_by_type == {"AVN": 1}
    assert portal.count(ServiceRecord) == 1


def test_each_difference_counts_the_list_it_opens(store: Store, tmp_path: Path) -> None:
    """P7, and what was asked of one source only is in neither list."""
    portal = Portal(store, tmp_path)
    clock = store.now
    assert isinstance(clock, Clock)
    long_ago = NOW - timedelta(days=200)
    sync(
        portal,
        record("SR26-00000001"),
        record("SR26-00000002"),
        record("SR26-00000003", status=CityStatus.CLOSED),
        record("SR26-00000004"),
        record("SR26-00000009", requested_at=NOW - timedelta(minutes=5)),
    )
    clock.forward(hours=1)
    portal.take(
        portal.file(
            portal_row("SR26-00000001", status="Completed", created_date=OLDER, last_modified_date=NEWER),
            portal_row("SR26-00000002", created_date=OLDER),
            portal_row("SR26-00000003", created_date=OLDER, last_modified_date=NEWER),
            portal_row("SR26-00000005", created_date=OLDER),
            portal_row("SR25-00000006", created_date=long_ago.strftime("%m/%d/%Y %I:%M:%S %p")),
        )
    )
    sources = TwoSources(portal.store, CITY)
    told = sources.counts(PROGRAM)
    assert {each: count for each, count in told.counts.items() if count} == {
        Difference.OPEN_IN_311: 1,
        Difference.SAME: 1,
        Difference.OPEN_ON_PORTAL: 1,
        Difference.ONLY_IN_311: 1,
        Difference.ONLY_ON_PORTAL: 1,
        Difference.NOT_ASKED: 1,
        Difference.NOT_PUBLISHED: 1,
    }
    for each in Difference:
        lines = sources.lines(PROGRAM, each)
        assert len(lines) == told.counts[each]
        assert all(line.both.difference is each for line in lines)
    (line,) = sources.lines(PROGRAM, Difference.OPEN_IN_311)
    assert (line.both.number, line.both.city, line.both.portal) == (
        "SR26-00000001",
        CityStatus.OPEN,
        CityStatus.CLOSED,
    )
    assert told.fresh.portal_read_at is not None
    assert told.fresh.portal_newest is not None
    assert told.fresh.city_read_at is not None


def test_a_later_word_of_311_is_kept_beside_the_portals_even_where_it_is_older(portal: Portal) -> None:
    """The portal's newer row stands in the record; what 311 says goes on to be told."""
    sync(portal, record("SR26-00000001"))
    portal.take(portal.file(portal_row("SR26-00000001", status="Completed", last_modified_date=NEWER)))
    assert portal.differences("SR26-00000001") == [Difference.OPEN_IN_311]
    closed = NOW - timedelta(hours=3)
    sync(portal, record("SR26-00000001", status=CityStatus.CLOSED, updated_at=closed, closed_at=closed))
    assert portal.differences("SR26-00000001") == [Difference.SAME]


@pytest.mark.parametrize("from_311", [False, True])
def test_our_own_bulk_file_read_back_without_a_ward_map_takes_nothing_away(
    sqlite_store: Store, tmp_path: Path, clock: Clock, *, from_311: bool
) -> None:
    """P2: neither the whole file, nor one that has only the columns a file must have."""
    portal = Portal(sqlite_store, tmp_path, ward_map=False)
    if from_311:
        sync(portal, record("SR26-00000001", ward=WARD, zipcode="60625"))
    portal.take(portal.file(portal_row("SR26-00000001", status="Canceled", closed_date=NEWER)))
    before = portal.values("SR26-00000001")
    assert (before["ward"], before["zipcode"]) == (WARD, "60625")
    whole, little = tmp_path / "whole.csv", tmp_path / "little.csv"
    manager = OfficeBuilder(sqlite_store).staff(role=Role.MANAGER)
    exporting_from(sqlite_store).write_file(manager, Export(Exported.SERVICE_REQUESTS, Format.CSV), whole)
    with whole.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    few = ("service_request_id", "requested_datetime", "updated_datetime", "status_description", "status")
    later = (clock() - timedelta(hours=1)).isoformat()
    little_row = {name: row[name] for name in few} | {"updated_datetime": later}
    write_csv(little, [list(little_row.values())], few)
    for path in (whole, little):
        portal.tables().take(path, never)
        now = portal.values("SR26-00000001")
        assert {name: value for name, value in now.items() if value != before[name]}.keys() <= {
            "updated_at",
            "last_seen_at",
            *(("closed_at",) if path is little else ()),
        }
    assert portal.count(ServiceRecord) == 1

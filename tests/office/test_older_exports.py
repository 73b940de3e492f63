"""Older exports of the portal become records of the ward like any other: by their own words, never more."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.gathering import (
    CITY,
    PROGRAM,
    WARD,
    FakeCity,
    city_filing,
    city_sync,
    never,
    no_progress,
    record,
)
from tests.portal_files import LEFT_OUT, older_file
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.store import Store
from wardoffice.store.tables import PortalRecord, ServiceRecord

NUMBER = "17-07692101"


class OlderFiles:
    """An office that takes older files in."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.path = folder / "older.csv"
        box = (Point(41.9, -87.8), Point(42.0, -87.6))
        place = PortalPlace(CITY, ZoneInfo("America/Chicago"), WARD, box)
        self.job = PortalImport(store, CityParquet(folder / "city", LEFT_OUT), city_filing(store), place)

    def take(self, kind: str, **told: str) -> ServiceRecord:
        older_file(self.path, kind, NUMBER, **told)
        columns = portal_columns(header_of(self.path))
        assert columns is not None
        assert self.job.take_csv(self.path, columns, never).inside == 1
        with self.store.reading() as session:
            row = session.scalars(select(ServiceRecord)).one()
            session.expunge(row)
        return row


@pytest.fixture
def files(sqlite_store: Store, tmp_path: Path) -> OlderFiles:
    return OlderFiles(sqlite_store, tmp_path)


def test_a_request_without_a_status_is_neither_open_nor_closed(files: OlderFiles) -> None:
    told = files.take("vacant buildings", service_request_type="Vacant/Abandoned Building")
    assert (told.status, told.status_text, told.closed_at) == (CityStatus.UNKNOWN, "", None)
    assert (told.service_name, told.address) == ("Vacant/Abandoned Building", "4812 N DAMEN AVE")
    assert told.ward_by_polygon == WARD


def test_an_export_that_says_no_status_changes_none_that_is_known(files: OlderFiles) -> None:
    known = record(NUMBER, status=CityStatus.CLOSED, status_text="Completed", updated_at=None)
    city_sync(files.store, FakeCity([known])).run(PROGRAM, no_progress, never)
    told = files.take("vacant buildings")
    assert (told.status, told.status_text) == (CityStatus.CLOSED, "Completed")


@pytest.mark.parametrize(
    ("kind", "action", "meaning"),
    [
        ("pot holes", "Completed", ClosingKind.WORK_DONE),
        ("pot holes", "Dispatched", ClosingKind.NO_REASON),
        ("rodent baiting", "Area inspected, no cause and no baiting", ClosingKind.NOTHING_FOUND),
        ("garbage carts", "", ClosingKind.NO_REASON),
    ],
)
def test_the_last_action_tells_what_the_closing_means(
    files: OlderFiles, kind: str, action: str, meaning: ClosingKind
) -> None:
    told = files.take(kind, most_recent_action=action)
    assert (told.status_notes, told.closing) == (action, meaning)


def test_without_an_action_the_activity_is_the_note(files: OlderFiles) -> None:
    assert files.take("tree debris", current_activity="Dispatch Crew").status_notes == "Dispatch Crew"


def test_the_wards_rows_are_kept_in_full_beside_the_record(store: Store, tmp_path: Path) -> None:
    """On both databases, and what one export leaves out stays as another told it."""
    files = OlderFiles(store, tmp_path)
    files.take(
        "abandoned vehicles",
        vehicle_color="Blue",
        most_recent_action="Towed",
        how_many_days_has_the_vehicle_been_reported_as_parked="30",
        precinct="24",
    )
    files.take("street lights one out", community_area="5")
    with store.reading() as session:
        assert session.scalars(select(PortalRecord.more)).one() == {
            "vehicle_color": "Blue",
            "most_recent_action": "Towed",
            "how_many_days_has_the_vehicle_been_reported_as_parked": "30",
            "community_area": "5",
            "police_district": "19",
        }

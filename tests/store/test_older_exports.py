"""The portal's data sets of one type each, as they were until 2018: a row of every one of them comes back."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.portal_files import OLD_HEADERS, older_file
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalRow
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.parquet import CityParquet, Wanted

ZONE = ZoneInfo("America/Chicago")
WITHOUT_STATUS = "vacant buildings"


def never() -> bool:
    return False


def read_back(folder: Path, path: Path) -> PortalRow:
    city = CityParquet(folder / "city")
    columns = portal_columns(header_of(path))
    assert columns is not None
    taken = city.take_csv(path, columns, zone=ZONE, known=lambda _: False, cancelled=never)
    assert taken is not None
    assert (taken.rows, taken.broken, taken.without_date) == (1, 0, 0)
    ((row,),) = city.rows(taken.digest, Wanted(47, None), ZONE, never)
    return row


@pytest.mark.parametrize("kind", [each for each in OLD_HEADERS if each != WITHOUT_STATUS])
def test_a_row_of_every_older_export_comes_back(tmp_path: Path, kind: str) -> None:
    row = read_back(tmp_path, older_file(tmp_path / "a.csv", kind, "17-07692101"))
    assert (row.number, row.service_name, row.status) == ("17-07692101", "An older type", "Completed")
    assert (row.address, row.zipcode, row.ward) == ("4812 N DAMEN AVE", "60625", 47)
    assert (row.requested_at, row.closed_at) == (
        datetime(2017, 11, 6, 6, tzinfo=UTC),
        datetime(2017, 11, 8, 6, tzinfo=UTC),
    )
    assert row.point == Point(41.95, -87.68)


def test_vacant_buildings_have_names_of_their_own_an_address_in_parts_and_no_status(tmp_path: Path) -> None:
    row = read_back(tmp_path, older_file(tmp_path / "a.csv", WITHOUT_STATUS, "17-07692101"))
    assert (row.number, row.service_name, row.status) == ("17-07692101", "An older type", "")
    assert row.duplicate is False
    assert (row.address, row.zipcode, row.ward) == ("4812 N DAMEN AVE", "60625", 47)
    assert (row.requested_at, row.closed_at) == (datetime(2017, 11, 6, 6, tzinfo=UTC), None)
    assert row.point == Point(41.95, -87.68)


def test_an_address_of_which_parts_are_missing_has_no_gaps(tmp_path: Path) -> None:
    path = older_file(
        tmp_path / "a.csv",
        WITHOUT_STATUS,
        "17-07692101",
        address_street_direction="  ",
        address_street_suffix="",
    )
    assert read_back(tmp_path, path).address == "4812 DAMEN"

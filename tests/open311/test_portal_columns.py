"""The portal's files are known by their header: today's export, the older ones, and no other table."""

from pathlib import Path

import pytest

from tests.portal_files import HEADER, OLD_HEADER, portal_row, write_csv
from wardoffice.domain.portal import PortalRow, as_request, portal_status
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.tracking_numbers import is_usable, normal_number, spellings
from wardoffice.open311.portal_columns import header_of, portal_columns

BULK = ["service_request_id", "requested_datetime", "status_description", "service_name", "lat", "long"]


def test_todays_export_has_every_field_and_the_precinct_is_not_one() -> None:
    columns = portal_columns(HEADER)
    assert columns is not None
    assert columns.width == len(HEADER) == 39
    assert set(columns.meanings) == {
        *("number", "service_name", "service_code", "agency", "status", "origin"),
        *("requested", "updated", "closed", "duplicate", "legacy_number", "parent_number"),
        *("address", "zipcode", "community_area", "police_district", "ward", "lat", "long"),
    }
    assert {HEADER[place] for place in columns.meanings.values()}.isdisjoint({"PRECINCT", "POLICE_BEAT"})
    assert HEADER[columns.meanings["requested"]] == "CREATED_DATE"
    left = set(range(39)) - set(columns.meanings.values()) - set(columns.more.values())
    assert {HEADER[place] for place in left} == {"PRECINCT", "X_COORDINATE", "Y_COORDINATE", "LOCATION"}


def test_an_older_export_has_what_it_says() -> None:
    columns = portal_columns(OLD_HEADER)
    assert columns is not None
    said = {field: OLD_HEADER[place] for field, place in columns.meanings.items()}
    assert said["number"] == "Service Request Number"
    assert said["closed"] == "Completion Date"
    assert "updated" not in said
    assert "parent_number" not in said


def test_a_header_is_read_whatever_follows_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001")])
    with path.open("ab") as file:
        file.write(b"\xff\xfe\0")
    assert header_of(path) == HEADER
    path.write_bytes(b"")
    assert header_of(path) == []
    path.write_bytes(b"\x89PNG\r\n\0\0" * 40_000)
    assert portal_columns(header_of(path)) is None


@pytest.mark.parametrize("header", [[], ["a"], BULK, HEADER[1:], [name for name in HEADER if name != "WARD"]])
def test_any_other_table_is_none_of_the_portals(header: list[str]) -> None:
    assert portal_columns(header) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("SR25-00000001", "SR25-00000001"),
        (" sr25-00000001 ", "SR25-00000001"),
        ("SR2500000001", "SR25-00000001"),
        ("1200012345", "12-00012345"),
        ("101002860551", "101002860551"),
        ("", ""),
    ],
)
def test_one_number_has_one_spelling(written: str, number: str) -> None:
    assert normal_number(written) == number
    assert normal_number(number) == number


@pytest.mark.parametrize("number", ["", "a b", "1\0", "9" * 101, "\n", "№7"])
def test_what_cannot_name_a_request_is_no_number(number: str) -> None:
    assert not is_usable(number)
    assert is_usable("SR26-00000001")


def test_a_number_is_looked_for_with_and_without_its_letters() -> None:
    assert spellings("SR25-00000001") == ("SR25-00000001", "25-00000001")
    assert spellings("12-00012345") == ("12-00012345", "SR12-00012345")
    assert spellings("101") == ("101",)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Completed", CityStatus.CLOSED),
        ("Completed - Dup", CityStatus.CLOSED),
        ("Canceled", CityStatus.CLOSED),
        ("Open", CityStatus.OPEN),
        ("Open - Dup", CityStatus.OPEN),
        ("Somewhere else", CityStatus.UNKNOWN),
        ("", CityStatus.UNKNOWN),
    ],
)
def test_the_portals_status_is_read_as_one_of_the_citys(written: str, status: CityStatus) -> None:
    assert portal_status(written) is status


def test_a_type_gets_its_open311_code_by_its_name_and_keeps_the_short_one_otherwise() -> None:
    row = PortalRow("SR1", "Pothole in Street Complaint", "PHF")
    assert as_request(row, "chicago", {"pothole in street complaint": "4fd3"}).service_code == "4fd3"
    assert as_request(row, "chicago", {}).service_code == "PHF"

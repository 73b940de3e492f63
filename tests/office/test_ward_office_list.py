"""The list of ward offices is read as people and portals write it, and a bad one is refused by its line."""

import json
from pathlib import Path

import pytest

from tests.builders import OfficeBuilder
from tests.ward_boundaries import LOOKER
from wardoffice.assets import resource
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.wards import WardOffice
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import (
    WardOfficeList,
    is_ward_offices,
    read_portal_offices,
    read_ward_offices,
)
from wardoffice.office.ward_office_schema import ward_office_schema
from wardoffice.store.store import Store

QUILL = WardOffice(32, "Ruth Quill", "(312) 555-0132", "w@example.org", "1 Elm St", "https://w32.example.org")


def table(folder: Path, text: str) -> Path:
    path = folder / "offices.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_by_our_names_is_read(tmp_path: Path) -> None:
    header = "ward,name,phone,email,address,website"
    row = "32,Ruth Quill,(312) 555-0132,w@example.org,1 Elm St,https://w32.example.org"
    assert read_ward_offices(table(tmp_path, f"{header}\n{row}\n")) == (QUILL,)


def test_the_portals_own_answer_is_read(tmp_path: Path) -> None:
    del tmp_path
    rows = [
        {
            "ward": "32",
            "alderman": "Ruth Quill",
            "address": "1 Elm St",
            "city": "Chicago",
            "state": "IL",
            "zipcode": "60600",
            "ward_phone": "(312) 555-0132",
            "email": "w@example.org",
            "website": {"url": "https://w32.example.org"},
            "location": {"latitude": "41.9"},
        }
    ]
    (office,) = read_portal_offices(json.dumps(rows).encode())
    assert office == WardOffice(
        32,
        "Ruth Quill",
        "(312) 555-0132",
        "w@example.org",
        "1 Elm St, Chicago, IL, 60600",
        "https://w32.example.org",
    )


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        (["ward", "phone"], True),
        (["WARD", "ALDERMAN", "ADDRESS"], True),
        (["SR_NUMBER", "WARD", "ADDRESS"], False),
        (["service_request_id", "requested_datetime", "address", "lat", "ward"], False),
        (["service_request_id", "requested_datetime", "status_description", "address", "ward"], False),
        (["Service_Request_ID", "ward", "address", "phone"], False),
        (["Service Request Number", "Ward", "Address"], False),
        (["ward"], False),
        ([], False),
    ],
)
def test_a_table_is_known_by_its_first_row(header: list[str], *, is_one: bool) -> None:
    assert is_ward_offices(header) is is_one


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ward,phone\n32,1\nabc,2\n", "line 3"),
        ("ward,phone\n0,1\n", "no ward 0"),
        ("ward,phone\n32," + "9" * 101 + "\n", "line 2"),
        ("ward,phone\n", "lists no office"),
        ("ward,phone\n32,1\n33,1\n32,2\n", "line 4: ward 32 is listed a second time"),
    ],
)
def test_a_bad_line_is_named_p8(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_ward_offices(table(tmp_path, text))


def test_a_row_that_is_there_twice_is_one_office(tmp_path: Path) -> None:
    twice = table(tmp_path, "ward,phone\n32,1\n32, 1\n")
    assert read_ward_offices(twice) == (WardOffice(32, phone="1"),)


def test_a_table_that_is_not_utf8_is_refused_in_words_p8(tmp_path: Path) -> None:
    path = tmp_path / "offices.csv"
    path.write_bytes(b"ward,name\n32,\xff\xfe\n")
    with pytest.raises(UnreadableError) as caught:
        read_ward_offices(path)
    assert caught.value.safe


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"error": true}', b"[{}]", b"\xff"])
def test_an_answer_that_is_no_list_is_refused_in_words_p8(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_portal_offices(body)


def test_what_is_kept_can_be_changed_and_taken_back(office: OfficeBuilder) -> None:
    ana, offices = office.staff("Ana"), WardOfficeList(office.store)
    offices.keep(ana, [QUILL])
    other = WardOffice(32, "Theo Lind")
    assert offices.keep(ana, [other]).label == "Office of Ward 32 written down"
    assert offices.offices(ana) == (other,)
    undoing = Undoing(office.store)
    undoing.undo(ana)
    assert offices.offices(ana) == (QUILL,)
    undoing.undo(ana)
    assert offices.offices(ana) == ()
    offices.keep(ana, [other])
    assert offices.offices(ana) == (other,)


def test_nothing_is_no_list(store: Store) -> None:
    with pytest.raises(CannotDoError):
        WardOfficeList(store).keep(LOOKER, [])


def test_the_schema_of_a_row_is_the_one_that_is_published() -> None:
    kept = resource("cities").parent.parent / "schemas" / "ward-office.json"
    assert kept.read_text(encoding="utf-8") == ward_office_schema()

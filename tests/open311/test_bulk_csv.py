"""A bulk file that was written reads back as what it was written from."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.open311.bulk_csv import read_bulk, shielded, unshielded
from wardoffice.open311.context import WireContext

CONTEXT = WireContext("x", ZoneInfo("America/Chicago"))
HEADER = ("service_request_id", "requested_datetime", "status_description", "description", "lat", "long")


def description_of(path: Path, cell: str) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [HEADER, ("26-00000001", "2026-07-01T09:00:00Z", "open", cell, "41.9", "-87.7")]
        )
    (page,) = read_bulk(path, CONTEXT)
    (told,) = page.requests
    assert told.point is not None
    assert told.point.long == -87.7
    return told.description


@given(st.from_regex(r"['=+\-@\t\ra ]{0,6}", fullmatch=True) | st.text(max_size=20))
def test_any_text_comes_back_from_its_cell_and_no_cell_begins_a_formula(said: str) -> None:
    cell = shielded(said)
    assert unshielded(cell) == said
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "said", ["=1+1", "+1 312 555 0100", "- deep hole", "@ the corner", "'=", "'tis deep"]
)
def test_what_was_written_for_a_spreadsheet_is_read_as_it_was_said(tmp_path: Path, said: str) -> None:
    assert description_of(tmp_path / "a.csv", shielded(said)) == said
    assert description_of(tmp_path / "b.csv", said) in {said, said.removeprefix("'")}


@pytest.mark.parametrize("path", [("extended_attributes", "ward"), ("ward",), ("extra", "ward_no"), ()])
def test_the_ward_of_a_file_is_read_wherever_the_citys_endpoint_tells_its_own(
    tmp_path: Path, path: tuple[str, ...]
) -> None:
    file = tmp_path / "wards.csv"
    file.write_text(
        "service_request_id,requested_datetime,status,status_description,ward,duplicate\n"
        "SR26-00000001,2026-06-01T10:00:00Z,closed,Completed - Dup,47,true\n"
        "SR26-00000002,2026-06-01T10:00:00Z,,Open,,\n",
        encoding="utf-8",
    )
    (page,) = read_bulk(file, WireContext("x", ZoneInfo("America/Chicago"), ward_path=path))
    told = [(each.status.value, each.status_text, each.ward, each.duplicate) for each in page.requests]
    assert told == [("closed", "Completed - Dup", 47, True), ("open", "Open", None, False)]

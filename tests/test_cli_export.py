"""``wardoffice export`` and the CSV branch of ``import``, on a real office's folder."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.gathering import write_office
from tests.portal_files import portal_row, write_csv
from wardoffice import cli
from wardoffice.system.secrets import MemorySecrets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office", city_url="http://127.0.0.1:9/open311/v2")


def ward_office(folder: Path, *arguments: str) -> int:
    return cli.run(cli.parse([*arguments, "--data-dir", str(folder)]), secrets=MemorySecrets())


def test_the_portals_csv_goes_in_and_comes_out_in_every_format(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "portal.csv", [portal_row("SR26-00000001"), portal_row("SR26-00000002")])
    assert ward_office(folder, "import", "--json", str(path)) == 0
    (line,) = json.loads(capsys.readouterr().out)["files"]
    assert (line["kind"], line["outcome"], line["requests"]) == ("portal csv", "imported", 2)
    assert ward_office(folder, "export", "service-requests") == 0
    out = json.loads(capsys.readouterr().out)
    assert [each["service_request_id"] for each in out] == ["SR26-00000001", "SR26-00000002"]
    assert ward_office(folder, "export", "cases", "--format", "csv") == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 2
    target = tmp_path / "map.geojson"
    assert ward_office(folder, "export", "requests", "--format", "geojson", "--out", str(target)) == 0
    assert capsys.readouterr().out.startswith("2 written to ")
    assert len(json.loads(target.read_text(encoding="utf-8"))["features"]) == 2


def test_what_the_city_closed_is_counted_for_the_days_that_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ["--first", "2026-05-01", "--last", "2026-05-31"]
    assert ward_office(folder, "export", "closings", "--format", "csv", *days) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(row["first_day"], row["last_day"], row["requests"]) for row in rows} == {
        ("2026-05-01", "2026-05-31", "0")
    }
    assert "goes on elsewhere" in {row["closing"] for row in rows}
    assert ward_office(folder, "export", "closings", "--first", "2026-06-01", "--last", "2026-05-31") == 1
    assert "is after" in capsys.readouterr().err


def test_a_name_that_nobody_has_ends_with_1_and_writes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "people.csv"
    asked = ["export", "requests", "--as", "Nobody", "--reason", "FOIA", "--out", str(target)]
    assert ward_office(folder, *asked) == 1
    said = capsys.readouterr()
    assert (said.out, target.exists()) == ("", False)
    assert "Nobody is not on the staff list." in said.err

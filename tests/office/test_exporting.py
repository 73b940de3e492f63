"""What leaves the office: everything, readable elsewhere, people only by a manager who says why."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from tests.gathering import (
    HERE,
    PROGRAM,
    FakeCity,
    city_sync,
    exporting_from,
    never,
    no_progress,
    record,
    table_import,
)
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.exporting import Export, Exported, Exporting, Format
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.open311.bulk_csv import BULK_COLUMNS, read_bulk
from wardoffice.open311.context import WireContext
from wardoffice.store.store import Store
from wardoffice.store.tables import Action

SECRET = "Rosa Quintana"


@pytest.fixture
def exporting(store: Store) -> Exporting:
    return exporting_from(store)


def written(exporting: Exporting, actor: Actor, export: Export) -> str:
    pieces: list[str] = []
    count = exporting.write(actor, export, pieces.append)
    whole = "".join(pieces)
    if export.format is Format.JSON:
        assert len(json.loads(whole)) == count
    return whole


def as_json(exporting: Exporting, actor: Actor, what: Exported, reason: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written(exporting, actor, Export(what, Format.JSON, reason)))
    return found


def as_csv(exporting: Exporting, actor: Actor, what: Exported) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(exporting, actor, Export(what, Format.CSV)))))


def test_every_list_begins_with_the_bulk_columns_and_says_what_is_there(
    office: OfficeBuilder, exporting: Exporting
) -> None:
    staff = office.staff()
    told = office.mail("Deep hole", address="4812 N Damen Ave", point=HERE)
    office.city_record("SR26-00000001", status=CityStatus.CLOSED, point=HERE, service_name="Pothole")
    for what in (Exported.REQUESTS, Exported.CASES, Exported.SERVICE_REQUESTS):
        rows = as_csv(exporting, staff, what)
        assert tuple(rows[0])[: len(BULK_COLUMNS)] == BULK_COLUMNS
    (city,) = as_json(exporting, staff, Exported.SERVICE_REQUESTS)
    assert (city["service_request_id"], city["status"], city["lat"]) == ("SR26-00000001", "closed", HERE.lat)
    mine, _ = as_json(exporting, staff, Exported.REQUESTS)
    assert (mine["description"], mine["address"], mine["source"]) == ("Deep hole", "4812 N Damen Ave", "mail")
    cases = as_json(exporting, staff, Exported.CASES)
    assert [each["tracking_numbers"] for each in cases[1:]] == ["SR26-00000001"]
    assert len({each["service_request_id"] for each in cases}) == 2
    assert told.case_id


def test_places_are_points_in_degrees_long_before_lat(office: OfficeBuilder, exporting: Exporting) -> None:
    """RFC 7946; what has no place has no geometry, and is not left out."""
    office.city_record("SR26-00000001", point=HERE)
    office.city_record("SR26-00000002")
    export = Export(Exported.SERVICE_REQUESTS, Format.GEOJSON)
    whole = json.loads(written(exporting, office.staff(), export))
    assert whole["type"] == "FeatureCollection"
    first, second = whole["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [HERE.long, HERE.lat]}
    assert second["geometry"] is None
    assert second["properties"]["service_request_id"] == "SR26-00000002"


def test_people_are_in_no_list_unless_a_manager_says_why(office: OfficeBuilder, exporting: Exporting) -> None:
    """P9 and section 11 of the design: by a manager, with a reason, logged."""
    manager, staff = office.staff(role=Role.MANAGER), office.staff()
    contact = office.contact(SECRET, email="rosa@example.org", phone="773 555 0100")
    office.mail("Hole", contact_id=contact, subject=f"From {SECRET}")
    for what in Exported:
        for form in (Format.JSON, Format.CSV):
            whole = written(exporting, manager, Export(what, form))
            assert SECRET not in whole
            assert "rosa@" not in whole
            assert "555" not in whole
    for nobody in (staff, office.staff(role=Role.ALDERMAN), office.staff(role=Role.VOLUNTEER)):
        with pytest.raises(NotAllowedError):
            written(exporting, nobody, Export(Exported.REQUESTS, Format.JSON, "newsletter"))
    (row,) = as_json(exporting, manager, Exported.REQUESTS, "FOIA 26-114")
    assert (row["name"], row["email"], row["phone"]) == (SECRET, "rosa@example.org", "773 555 0100")
    with exporting._store.reading() as session:
        (action,) = session.scalars(select(Action).where(Action.kind == ActionKind.EXPORT)).all()
        assert (action.staff_id, action.details["reason"]) == (manager.staff_id, "FOIA 26-114")
    told = as_json(exporting, manager, Exported.HISTORY)
    assert any("FOIA 26-114" in line["what"] for line in told)


def test_what_was_written_out_cannot_be_taken_back(office: OfficeBuilder, exporting: Exporting) -> None:
    manager = office.staff(role=Role.MANAGER)
    as_json(exporting, manager, Exported.REQUESTS, "FOIA 26-114")
    with pytest.raises(CannotDoError):
        Undoing(exporting._store).undo(manager)


@pytest.mark.parametrize("what", [each for each in Exported if each is not Exported.CLOSINGS])
def test_restricted_cases_are_left_out_for_who_may_not_see_them(
    office: OfficeBuilder, exporting: Exporting, what: Exported
) -> None:
    staff, named = office.staff(), office.staff(role=Role.MANAGER)
    told = office.mail("Hidden matter", address="1 HIDDEN ST")
    office.city_record("SR26-00000009", case_id=told.case_id)
    office.mail("Open matter")
    office.restrict(told.case_id, named)
    whole = written(exporting, staff, Export(what, Format.JSON))
    assert "idden" not in whole.lower().replace("overridden", "")
    assert "SR26-00000009" not in whole
    if what is not Exported.SERVICE_REQUESTS:
        assert "Open matter" in whole
    if what is not Exported.HISTORY:
        assert "SR26-00000009" in written(exporting, named, Export(what, Format.JSON))


def test_the_history_tells_fields_of_cases_and_no_values_of_people(
    office: OfficeBuilder, exporting: Exporting
) -> None:
    staff = office.staff()
    told = office.mail("Hole", contact_id=office.contact(SECRET))
    Triage(exporting._store, placing(lambda _point: None)).note(staff, told.case_id, f"{SECRET} called again")
    Triage(exporting._store, placing(lambda _point: None)).assign(staff, [told.case_id], staff.staff_id)
    lines = as_json(exporting, staff, Exported.HISTORY)
    assert [line["what"] for line in lines][-1] == f"Assigned to {staff.name}"
    assert (lines[-1]["field"], lines[-1]["after"]) == ("assignee_id", staff.staff_id)
    assert SECRET not in json.dumps(lines)
    with pytest.raises(CannotDoError):
        written(exporting, staff, Export(Exported.HISTORY, Format.GEOJSON))


def test_no_cell_is_a_formula_for_a_spreadsheet(office: OfficeBuilder, exporting: Exporting) -> None:
    office.mail('=HYPERLINK("http://x";"y")', point=HERE)
    (row,) = as_csv(exporting, office.staff(), Exported.REQUESTS)
    assert row["description"].startswith("'=")
    assert row["long"] == str(HERE.long)


def test_what_was_written_as_a_bulk_file_reads_back_in_the_same_words(
    office: OfficeBuilder, exporting: Exporting, tmp_path: Path
) -> None:
    notes = ("=1+1", "- deep", "'@ corner", "two\rlines", 'a, "b"\nc')
    for place, said in enumerate(notes):
        office.city_record(f"SR26-0000000{place}", address=said)
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        exporting.write(office.staff(), Export(Exported.SERVICE_REQUESTS, Format.CSV), file.write)
    (page,) = read_bulk(path, WireContext("x", ZoneInfo("America/Chicago")))
    assert not page.refusals
    assert {each.number: each.address for each in page.requests} == {
        f"SR26-0000000{place}": said for place, said in enumerate(notes)
    }


def test_a_volunteer_writes_nothing_out(office: OfficeBuilder, exporting: Exporting) -> None:
    with pytest.raises(NotAllowedError):
        written(exporting, office.staff(role=Role.VOLUNTEER), Export(Exported.CASES, Format.JSON))


def test_a_reason_for_people_where_there_are_none_is_refused(
    office: OfficeBuilder, exporting: Exporting
) -> None:
    with pytest.raises(CannotDoError):
        written(exporting, office.staff(role=Role.MANAGER), Export(Exported.CASES, Format.JSON, "why"))


def test_a_person_is_found_by_name(office: OfficeBuilder, exporting: Exporting) -> None:
    manager = office.staff("Ana", Role.MANAGER)
    assert exporting.person("Ana") == manager
    with pytest.raises(CannotDoError):
        exporting.person("Nobody")


def test_a_file_is_there_whole_or_not_at_all(
    office: OfficeBuilder, exporting: Exporting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = office.staff()
    office.mail("Hole")
    path = tmp_path / "out" / "cases.json"
    with pytest.raises(CannotDoError):
        exporting.write_file(staff, Export(Exported.CASES, Format.JSON), path)
    path.parent.mkdir()
    path.write_text("what was there before")

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(exporting, "write", fail)
        with pytest.raises(CannotDoError):
            exporting.write_file(staff, Export(Exported.CASES, Format.JSON), path)
    assert [each.name for each in path.parent.iterdir()] == ["cases.json"]
    assert path.read_text() == "what was there before"
    assert exporting.write_file(staff, Export(Exported.CASES, Format.JSON), path) == 1
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 1


def test_what_was_written_as_csv_reads_back_in_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    """Nothing is locked in: the city's records go out and come in again as the same."""
    exporting, staff = exporting_from(store), OfficeBuilder(store).staff()
    told = [
        record("SR26-00000001", description='deep, "wide"\nhole', media_urls=("https://x/1.jpg",)),
        record("SR26-00000002", status=CityStatus.CLOSED, address="4812 N DAMEN AVE", channel="Phone Call"),
    ]
    city_sync(store, FakeCity(told)).run(PROGRAM, no_progress, never)
    before = as_json(exporting, staff, Exported.SERVICE_REQUESTS)
    path = tmp_path / "out.csv"
    assert exporting.write_file(staff, Export(Exported.SERVICE_REQUESTS, Format.CSV), path) == 2
    report = table_import(store, tmp_path / "city").take(path, never)
    assert (report.kind, report.known, report.broken, report.requests) == ("open311 csv", True, 0, 0)
    assert as_json(exporting, staff, Exported.SERVICE_REQUESTS) == before

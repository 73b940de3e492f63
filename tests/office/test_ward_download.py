"""The city's ward maps are fetched and looked at whole before one replaces anything (P8)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from tests.builders import OfficeBuilder
from tests.gathering import never, no_progress
from tests.ward_boundaries import (
    AWAY,
    BORDER,
    LOOKER,
    OURS,
    THEIRS,
    BoundedOffice,
    bounded,
    square,
    two_wards,
)
from wardoffice.domain.errors import CancelledError, CannotDoError, CityUnreachableError, UnreadableError
from wardoffice.domain.places import Point
from wardoffice.domain.wards import WardOffice
from wardoffice.office.ward_download import CityWards, WardBoundaries
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.store import Store

NEW, OLD = date(2023, 5, 15), date(2015, 5, 18)
BOUNDS = (41.0, -88.0, 43.0, -87.0)
OFFICES = [{"ward": "32", "alderman": "Ruth Quill", "ward_phone": "(312) 555-0132", "city": "Chicago"}]


@dataclass
class FakePortal:
    """Implements MapSource over answers by data set; an error among them is raised."""

    answers: dict[str, bytes | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def areas(self, dataset: str) -> bytes:
        self.asked.append(dataset)
        answer = self.answers[dataset]
        if isinstance(answer, Exception):
            raise answer
        return answer

    table = areas

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Iterator[BoundedOffice]:
    with bounded(sqlite_store, tmp_path / "maps") as drawn:
        drawn.folder.mkdir()
        yield drawn


@pytest.fixture
def portal() -> FakePortal:
    return FakePortal(
        {"new": two_wards(), "old": two_wards(BORDER - 0.02), "list": json.dumps(OFFICES).encode()}
    )


def jobs(office: BoundedOffice, portal: FakePortal, *, city: bool = True) -> WardBoundaries:
    maps = CityWards({OURS, THEIRS}, (("new", NEW), ("old", OLD)), "list", BOUNDS)
    return WardBoundaries(
        office.boundaries,
        office.change,
        WardOfficeList(office.store),
        maps if city else None,
        lambda _cancelled: portal,
        ward=OURS,
        bounds=BOUNDS,
    )


def test_both_maps_and_the_offices_come_and_serve_at_once(office: BoundedOffice, portal: FakePortal) -> None:
    wards = jobs(office, portal)
    assert (wards.missing, wards.can_download) == (True, True)
    case_id = OfficeBuilder(office.store).mail(point=AWAY).case_id
    steps: list[tuple[int, int | None]] = []
    report = wards.download(LOOKER, lambda done, total: steps.append((done, total)), never)
    assert report.ok
    assert (report.kept, report.wards, report.offices) == ((NEW, OLD), 2, 1)
    assert steps[-1] == (3, 3)
    assert not wards.missing
    assert portal.closed
    assert OfficeBuilder(office.store).case(case_id).ward == THEIRS
    assert WardOfficeList(office.store).offices(LOOKER) == (WardOffice(32, "Ruth Quill", "(312) 555-0132"),)
    listed = wards.listed(LOOKER)
    assert (listed.begins, listed.in_force_since) == ((OLD, NEW), NEW)
    assert "2 wards, in force now" in listed.sentences()[1]
    assert json.loads(json.dumps(listed.as_dict()))["in_force_since"] == "2023-05-15"
    assert json.loads(json.dumps(report.as_dict()))["maps"] == ["2023-05-15", "2015-05-18"]
    between = Point(41.95, BORDER - 0.01)
    days = [date(2019, 7, 1), date(2024, 7, 1)]
    assert office.boundaries.wards_then([between, between], days) == [THEIRS, OURS]


@pytest.mark.parametrize(
    ("features", "why"),
    [
        ([square(OURS, -87.8, -87.7)], "it has no ward 32"),
        ([square(OURS, -87.8, -87.7), square(THEIRS, -87.7, -87.6), square(9, -87.6, -87.5)], "no ward 9"),
        ([square(OURS, -87.8, -87.7), square(THEIRS, -87.7, -87.6999)], "square kilometres"),
        ([square(OURS, -87.8, -87.7), square(THEIRS, -87.7, -86.9)], "square kilometres|lie in the city"),
        ([square(OURS, -87.8, -87.7), square(THEIRS, -87.75, -87.6)], "lie upon each other"),
        ([square(OURS, -77.8, -77.7), square(THEIRS, -77.7, -77.6)], "does not lie in the city"),
        ([], "no list of features"),
    ],
)
def test_a_map_that_is_not_this_citys_replaces_nothing_p8(
    office: BoundedOffice, portal: FakePortal, features: list[object], why: str
) -> None:
    office.draw()
    before = {path.name: path.read_bytes() for path in office.folder.glob("wards*.geojson")}
    portal.answers["old"] = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with pytest.raises(UnreadableError, match=why) as caught:
        jobs(office, portal).download(LOOKER, no_progress, never)
    assert caught.value.safe
    assert {path.name: path.read_bytes() for path in office.folder.glob("wards*.geojson")} == before
    assert office.boundaries.begins == (None,)


def features(*squares: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": squares}).encode()


def swapped() -> bytes:
    drawn = json.loads(two_wards())
    for each in drawn["features"]:
        [ring] = each["geometry"]["coordinates"]
        each["geometry"]["coordinates"] = [[[lat, long] for long, lat in ring]]
    return json.dumps(drawn).encode()


@pytest.mark.parametrize("city", [True, False])
@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        (
            features(square(OURS, 2.2, 2.3, 48.8, 48.9), square(THEIRS, 2.3, 2.4, 48.8, 48.9)),
            "lie in the city",
        ),
        (swapped(), "latitude and longitude are the wrong way round"),
        (features(square(THEIRS, -87.7, -87.6)), f"no ward {OURS}"),
    ],
)
def test_a_map_brought_as_a_file_that_is_not_this_citys_replaces_nothing_p8(
    office: BoundedOffice, portal: FakePortal, drawn: bytes, why: str, *, city: bool
) -> None:
    wards = jobs(office, portal, city=city)
    file = office.folder / "drawn.json"
    file.write_bytes(two_wards())
    wards.take(LOOKER, file)
    kept = (office.folder / "wards.geojson").read_bytes()
    file.write_bytes(drawn)
    with pytest.raises(UnreadableError, match=why) as caught:
        wards.take(LOOKER, file)
    assert "the map in use stays" in caught.value.safe
    assert "file" not in caught.value.next_step
    assert (office.folder / "wards.geojson").read_bytes() == kept


def test_a_map_with_fewer_wards_than_the_city_is_not_kept(office: BoundedOffice, portal: FakePortal) -> None:
    file = office.folder / "drawn.json"
    file.write_bytes(features(square(OURS, -87.8, -87.7)))
    with pytest.raises(UnreadableError, match=f"no ward {THEIRS}"):
        jobs(office, portal).take(LOOKER, file)
    assert jobs(office, portal, city=False).take(LOOKER, file).wards == 1


def test_a_portal_that_is_down_or_a_person_who_stops_it_changes_nothing(
    office: BoundedOffice, portal: FakePortal
) -> None:
    wards = jobs(office, portal)
    with pytest.raises(CancelledError):
        wards.download(LOOKER, no_progress, lambda: True)
    portal.answers["old"] = CityUnreachableError("The city's data portal did not answer.")
    with pytest.raises(CityUnreachableError):
        wards.download(LOOKER, no_progress, never)
    assert wards.missing


def test_a_list_of_offices_that_does_not_come_is_named_and_the_maps_are_kept(
    office: BoundedOffice, portal: FakePortal
) -> None:
    portal.answers["list"] = b"<html>"
    report = jobs(office, portal).download(LOOKER, no_progress, never)
    assert not report.ok
    assert "list of ward offices" in report.sentences()[-1]
    assert office.boundaries.known


def test_a_city_that_names_no_maps_says_how_else(office: BoundedOffice, portal: FakePortal) -> None:
    wards = jobs(office, portal, city=False)
    assert not wards.can_download
    with pytest.raises(CannotDoError) as caught:
        wards.download(LOOKER, no_progress, never)
    assert "wards import" in caught.value.next_step
    assert "wards download" in wards.listed(LOOKER).sentences()[0]


def test_a_file_is_kept_under_its_day_beside_the_others(office: BoundedOffice, portal: FakePortal) -> None:
    wards = jobs(office, portal)
    file = office.folder / "drawn.json"
    file.write_bytes(two_wards())
    wards.take(LOOKER, file)
    file.write_bytes(two_wards(BORDER - 0.02))
    report = wards.take(LOOKER, file, NEW)
    assert report.kept == (NEW,)
    assert office.boundaries.begins == (None, NEW)


@pytest.mark.parametrize("city", [True, False])
def test_last_decades_map_does_not_become_the_one_in_force_by_having_a_day(
    office: BoundedOffice, portal: FakePortal, *, city: bool
) -> None:
    wards = jobs(office, portal, city=city)
    current, old = office.folder / "current.json", office.folder / "old.json"
    current.write_bytes(two_wards())
    old.write_bytes(two_wards(BORDER - 0.02))
    wards.take(LOOKER, current)
    with pytest.raises(CannotDoError, match="no day") as caught:
        wards.take(LOOKER, old, OLD)
    assert str(office.folder / "wards.geojson") in caught.value.next_step
    assert (caught.value.safe, office.boundaries.begins) == ("Nothing was changed.", (None,))
    wards.take(LOOKER, office.folder / "wards.geojson", NEW)
    begins = list(office.boundaries.begins)
    wards.take(LOOKER, old, OLD)
    assert (begins, list(office.boundaries.begins)) == ([NEW], [OLD, NEW])
    assert office.boundaries.in_force_since == NEW


def test_a_map_without_a_day_is_not_put_behind_a_dated_one_unsaid(
    office: BoundedOffice, portal: FakePortal
) -> None:
    wards = jobs(office, portal)
    old, current = office.folder / "old.json", office.folder / "current.json"
    old.write_bytes(two_wards(BORDER - 0.02))
    current.write_bytes(two_wards())
    wards.take(LOOKER, old, OLD)
    with pytest.raises(CannotDoError, match="2015-05-18") as caught:
        wards.take(LOOKER, current)
    assert "--since" in caught.value.next_step
    assert office.boundaries.begins == (OLD,)

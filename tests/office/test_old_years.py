"""A record of an old year belongs to the ward of its day; its problem lies where the map of today says."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.gathering import record
from tests.ward_boundaries import BORDER, OURS, THEIRS, BoundedOffice, bounded
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus, RequestPage, ServiceRequest
from wardoffice.geo.addresses import normalise
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.office.record_placing import WardPlacing
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Request, ServiceRecord

OLD, NEW = date(2015, 5, 18), date(2023, 5, 15)
THEN = datetime(2019, 7, 1, 12, tzinfo=UTC)
LATELY = datetime(2024, 7, 1, 12, tzinfo=UTC)
BEFORE_ALL = datetime(2012, 7, 1, 12, tzinfo=UTC)
BETWEEN = Point(41.95, BORDER - 0.01)
"""Ours by the old map, theirs by the new one."""


@pytest.fixture
def maps(sqlite_store: Store, tmp_path: Path) -> Iterator[BoundedOffice]:
    with bounded(sqlite_store, tmp_path / "maps") as office:
        office.draw(BORDER, OLD)
        office.draw(BORDER - 0.02, NEW)
        yield office


def file(maps: BoundedOffice, *requests: ServiceRequest) -> Counter[str]:
    placing = WardPlacing(OURS, maps.boundaries, normalise, ZoneInfo("America/Chicago"))
    tally = Tally()
    CityFiling(maps.store, placing).file(RequestPage(requests, records=len(requests)), tally)
    return tally.counted


def made(number: str, at: datetime, status: CityStatus = CityStatus.CLOSED, **more: object) -> ServiceRequest:
    return record(number, BETWEEN, requested_at=at, updated_at=at, status=status, **more)


def wards(maps: BoundedOffice) -> dict[str, tuple[int | None, int | None]]:
    """By number: the record's ward then, the problem's ward today."""
    with maps.store.reading() as session:
        rows = (
            session.query(ServiceRecord.number, ServiceRecord.ward_by_polygon, Case.ward)
            .join(Request, Request.service_record_id == ServiceRecord.id)
            .join(Case, Case.id == Request.case_id)
        )
        return {number: (then, today) for number, then, today in rows}


def test_a_record_of_2019_is_ours_by_the_map_of_2019(maps: BoundedOffice) -> None:
    counted = file(maps, made("SR1", THEN), made("SR2", LATELY))
    assert (counted["inside"], counted["outside"]) == (1, 1)
    assert wards(maps) == {"SR1": (OURS, THEIRS)}


def test_an_old_one_that_is_still_open_is_ours_where_it_lies_in_our_ward_today(
    maps: BoundedOffice,
) -> None:
    maps.draw(BORDER + 0.02, date(2025, 5, 1))
    place = Point(41.95, BORDER + 0.01)
    still = record("SR3", place, requested_at=THEN, updated_at=THEN)
    done = record("SR4", place, requested_at=THEN, updated_at=THEN, status=CityStatus.CLOSED)
    counted = file(maps, still, done)
    assert (counted["inside"], counted["outside"]) == (1, 1)
    assert wards(maps) == {"SR3": (THEIRS, OURS)}


def test_before_all_maps_the_citys_own_ward_counts_and_else_the_map_of_today(maps: BoundedOffice) -> None:
    named = made("SR5", BEFORE_ALL, ward=OURS)
    unnamed = made("SR6", BEFORE_ALL)
    counted = file(maps, named, unnamed)
    assert (counted["inside"], counted["outside"]) == (1, 1)
    assert wards(maps) == {"SR5": (OURS, THEIRS)}

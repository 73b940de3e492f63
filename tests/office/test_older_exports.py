"""Older exports of the portal become records of the ward like any other: by their own words, never more."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.gathering import (
    CITY,
    WARD,
    city_filing,
    never,
)
from tests.portal_files import LEFT_OUT, older_file
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.store import Store
from wardoffice.store.tables import ServiceRecord

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

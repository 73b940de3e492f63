"""A portal in memory for the tests of the year before, and a 311 system that can be asked by number."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.gathering import CITY, HERE, WARD, FakeCity, city_filing
from tests.portal_files import LEFT_OUT
from wardoffice.domain.errors import CityError, CityUnreachableError
from wardoffice.domain.portal import PortalPage, PortalRow
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.office.city_year import CityYear
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.office.year_reading import AskByNumber, FeedYear, PortalYear
from wardoffice.office.year_words import YearTelling
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.store import Store

ZONE = ZoneInfo("America/Chicago")


def row(number: str, made: datetime, **told: Any) -> PortalRow:  # noqa: ANN401 - any field
    """A completed pothole of the ward."""
    usual: dict[str, Any] = {
        "service_name": "Pothole in Street",
        "service_code": "PHF",
        "status": "Completed",
        "requested_at": made,
        "updated_at": made,
        "closed_at": made,
        "ward": WARD,
        "point": HERE,
    }
    return PortalRow(number, **{**usual, **told})


@dataclass
class FakePortal:
    """Implements Portal over a list, two rows a page; ``fails`` says before which page it breaks."""

    rows: list[PortalRow] = field(default_factory=list)
    asked: list[tuple[Window, int | None, bool]] = field(default_factory=list)
    fails: Callable[[int], bool] = lambda _page: False
    trouble: Callable[[], CityError] = lambda: CityUnreachableError("The portal did not answer.")
    given: int = 0

    def pages(
        self, window: Window, ward: int | None = None, *, by_update: bool = False
    ) -> Iterator[PortalPage]:
        self.asked.append((window, ward, by_update))
        found = [
            each
            for each in self.rows
            if each.ward == ward
            and LEFT_OUT.of(each.service_code, "") is None
            and _within(each.updated_at if by_update else each.requested_at, window)
        ]
        for start in range(0, len(found), 2):
            if self.fails(self.given):
                raise self.trouble()
            self.given += 1
            some = tuple(found[start : start + 2])
            yield PortalPage(some, records=len(some))
        if not found and self.fails(self.given):
            raise self.trouble()

    def left_out(self, window: Window, ward: int | None = None) -> Counter[str]:
        return Counter(
            kind.code
            for each in self.rows
            if (kind := LEFT_OUT.of(each.service_code, ""))
            and each.ward == ward
            and _within(each.requested_at, window)
        )

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class NumberedCity(FakeCity):
    """A city that can be asked by number too, and remembers for what."""

    numbers: list[tuple[str, ...]] = field(default_factory=list)

    def requests_by_number(self, numbers: Sequence[str]) -> RequestPage:
        self.numbers.append(tuple(numbers))
        if self.bad & set(numbers):
            raise self.trouble()
        found = tuple(each for each in self.records if each.number in numbers)
        return RequestPage(found, records=len(found))


def city_year(
    store: Store, city: NumberedCity, portal: FakePortal | None, *, at_once: int = 2, ward: int = WARD
) -> CityYear:
    """The year of a ward in a store."""
    filing = city_filing(store)
    rows = PortalImport(store, CityParquet(Path("unused")), filing, PortalPlace(CITY, ZONE, ward, None))

    def connect(_cancelled: Cancelled) -> NumberedCity:
        return city

    return CityYear(
        store,
        CITY,
        ward,
        portal=PortalYear(lambda _cancelled: portal, rows, filing, key=CITY, ward=ward, zone=ZONE)
        if portal is not None
        else None,
        feed=FeedYear(store, CITY, connect, filing),
        asking=AskByNumber(connect, filing, CITY, at_once) if at_once else None,
        telling=YearTelling(ZONE, LEFT_OUT.types),
    )


def _within(moment: datetime | None, window: Window) -> bool:
    return moment is not None and window.start <= moment <= window.end

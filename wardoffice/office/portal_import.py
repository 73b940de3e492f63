"""Takes in the city's open-data portal: a second source of the city's own records.

Every row of a file goes to Parquet for reports on the whole city. Those that may be the ward's are filed like
records of the 311 feed; types that are nothing to do for a ward are left out of these, and counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wardoffice.domain.errors import CancelledError, CannotDoError, UnreadableError
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalColumns, PortalRow, as_request
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_requests import RequestPage, ServiceRequest
from wardoffice.language import text
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.store.city.parquet import BrokenRow, CityParquet, Wanted
from wardoffice.store.city_books import LEFT_OUT
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.leases import HeldLease
from wardoffice.store.portal_records import complete_from_known, known_numbers, note_portal_words
from wardoffice.store.service_types import service_types
from wardoffice.store.store import Store
from wardoffice.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PortalPlace:
    """Whose rows are filed: the city's key and clock, our ward, its south-west and north-east corners."""

    city: str
    zone: ZoneInfo
    ward: int
    box: tuple[Point, Point] | None


@dataclass(frozen=True, slots=True)
class PortalReport:
    """What a file held: ``rows`` are inside, of unknown place, outside, or left out by kind.

    ``left_out`` are those of the types that are nothing to do for a ward, by their code, ``left_out_here``
    those of them the city counts to our ward. ``broken`` rows cannot be used; ``lines_not_utf8`` were read as
    an older program's letters; ``new`` counts records nobody had told of. A file taken in before is
    ``known``, and nothing else is counted.
    """

    rows: int = 0
    inside: int = 0
    place_unknown: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    left_out_here: int = 0
    broken: int = 0
    without_date: int = 0
    lines_not_utf8: int = 0
    new: int = 0
    known: bool = False
    examples: tuple[BrokenRow, ...] = ()

    @property
    def outside(self) -> int:
        """Rows of other wards."""
        return self.rows - self.inside - self.place_unknown - sum(self.left_out.values())


class PortalImport:
    """The import of the portal's files and answers."""

    def __init__(self, store: Store, parquet: CityParquet, filing: CityFiling, place: PortalPlace) -> None:
        self._store = store
        self._parquet = parquet
        self._filing = filing
        self._place = place

    def take_csv(self, path: Path, columns: PortalColumns, cancelled: Cancelled) -> PortalReport:
        """Take in one file; killed or stopped at any point, the next run goes on and ends the same (P3).

        Raises CannotDoError before a ward is chosen, UnreadableError for a file without rows, StoreError,
        CancelledError, or OSError.
        """
        place = self._place
        if not place.ward:
            raise CannotDoError(
                text("The office has not said which ward it is."),
                text("Nothing was imported."),
                text("Set it first: wardoffice config set office.ward NUMBER."),
            )
        taken = self._parquet.take_csv(path, columns, zone=place.zone, known=self._has, cancelled=cancelled)
        if taken is None:
            return PortalReport(known=True)
        digest = taken.digest
        if not taken.rows:
            raise UnreadableError(
                text("{name} holds no request that can be used.", name=path.name),
                text("Nothing of it was imported."),
                taken.examples[0].reason if taken.examples else "",
            )
        tally = Tally()
        with self._store.reading() as session:
            wanted = Wanted(place.ward, place.box, tuple(known_numbers(session, place.city)))
        for rows in self._parquet.rows(digest, wanted, place.zone, cancelled):
            if cancelled():
                raise CancelledError
            self.file(rows, tally)
        self._filing.settle(place.city, tally)
        with self._store.writing() as session:
            write_fact(session, _fact(digest), {**self._what(), "name": path.name}, self._store.now())
        return PortalReport(
            rows=taken.rows,
            inside=tally.counted["inside"],
            place_unknown=tally.counted["place_unknown"],
            left_out=self._parquet.left_out(digest),
            left_out_here=sum(self._parquet.left_out(digest, place.ward).values()),
            broken=taken.broken,
            without_date=taken.without_date,
            lines_not_utf8=taken.lines_not_utf8,
            new=tally.new,
            examples=taken.examples,
        )

    def file(self, rows: Sequence[PortalRow], tally: Tally, held: HeldLease | None = None) -> None:
        """File rows of the portal where they belong, beside what 311 says of the same requests."""
        now = self._store.now()
        with self._store.reading() as session:
            codes = {each.name.casefold(): each.code for each in service_types(session)}
        requests = []
        ahead: set[str] = set()
        for row in rows:
            if kind := self._filing.left_out.of(row.service_code, row.service_name):
                tally.counted.update(["received", "left_out", f"{LEFT_OUT}{kind.code}"])
                continue
            request = as_request(row, self._place.city, codes)
            if request.updated_at is not None and request.updated_at > now:
                ahead.add(request.number)
                request = replace(request, updated_at=now)  # no word is newer than the day it is read
            requests.append(request)
        legacy = {row.number: row.legacy_number for row in rows if row.legacy_number}

        def prepare(work: UnitOfWork, some: Sequence[ServiceRequest]) -> Sequence[ServiceRequest]:
            completed = complete_from_known(work.session, some, legacy)
            here = {told.number: now.number for told, now in zip(some, completed, strict=True)}
            renamed = {here[number] for number in ahead if number in here}
            besides = {here[row.number]: row.besides for row in rows if row.number in here}
            note_portal_words(work, completed, renamed, besides)
            return completed

        self._filing.file(RequestPage(tuple(requests), records=len(requests)), tally, held, prepare)

    def _has(self, digest: str) -> bool:
        with self._store.reading() as session:
            done = _covers(read_fact(session, _fact(digest)).value, self._what())
        return done and self._parquet.has(digest)

    def _what(self) -> dict[str, Any]:
        """What an import files: a file counts as taken in only for the same."""
        return {"ward": self._place.ward, "left_out": [each.code for each in self._filing.left_out.types]}


def _fact(digest: str) -> str:
    return f"portal file {digest}"


def _covers(done: Mapping[str, Any], what: Mapping[str, Any]) -> bool:
    return all(done.get(name) == value for name, value in what.items())

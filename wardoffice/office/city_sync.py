"""Reads the city's feed into the store, window by window, counting every record and losing none (P2).

Each page is one transaction under the job's lease, so that a killed sync starts again where it was: records
are known by their number, and the cursor moves only when all windows are read.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import CityBooks
from wardoffice.domain.history import ActionKind
from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.ports import Cancelled, City, Progress
from wardoffice.domain.service_requests import RequestPage, ServiceRequest, Window
from wardoffice.language import plural
from wardoffice.office.page_reading import PageReader
from wardoffice.office.record_placing import WardPlacing
from wardoffice.store.city_books import Reading, city_books, close_window, finish_reading, read_so_far
from wardoffice.store.city_filing import file_records
from wardoffice.store.city_joining import join_own_record, own_records
from wardoffice.store.city_placing import place_by_address
from wardoffice.store.city_values import LONGEST_NUMBER
from wardoffice.store.known_records import expected_anyway
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.portal_records import note_city_words
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store
from wardoffice.store.unit_of_work import UnitOfWork

FIRST_DAYS = 90
_OVERLAP = timedelta(hours=2)
_SWEEP_EVERY = timedelta(days=1)
_PORTION = 100
"""Records a transaction: small enough that a waiting person never waits long."""


@dataclass(slots=True)
class Tally:
    """What records were counted as: ``unplaced`` are the numbers whose place was unknown when they came."""

    counted: Counter[str] = field(default_factory=Counter)
    unplaced: set[str] = field(default_factory=set)
    new: int = 0

    def sentence(self) -> str:
        """What was read, in words."""
        counted = self.counted
        return plural(
            "One record: {inside:,} in the ward, {outside:,} outside, {unknown:,} without a place, "
            "{refused:,} that cannot be used.",
            "{count} records: {inside:,} in the ward, {outside:,} outside, {unknown:,} without a place, "
            "{refused:,} that cannot be used.",
            counted["received"],
            inside=counted["inside"],
            outside=counted["outside"],
            unknown=counted["place_unknown"],
            refused=counted["refused"],
        )


Prepare = Callable[[UnitOfWork, Sequence[ServiceRequest]], Sequence[ServiceRequest]]
"""Completes records of a source other than 311, inside the transaction that files them."""


class CityFiling:
    """Places records and files those of the ward; shared by the sync and the import of saved answers.

    Requests of the types ``left_out`` are counted and not filed, but for those known or sent by the office.
    """

    def __init__(self, store: Store, placing: WardPlacing, left_out: LeftOutTypes | None = None) -> None:
        self._store = store
        self._placing = placing
        self.left_out = left_out or LeftOutTypes()

    def file(
        self,
        page: RequestPage,
        tally: Tally,
        held: HeldLease | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        """File a page in small transactions and count what it held; ``settle`` when all are filed.

        ``prepare`` sees the records of each transaction first and says what to file.
        """
        tally.counted += Counter(received=page.records, refused=len(page.refusals))
        for start in range(0, len(page.requests), _PORTION):
            some = page.requests[start : start + _PORTION]
            with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
                if held is not None:
                    held.beat(work.session)
                if prepare is None:
                    note_city_words(work, some)
                self._file(work, some if prepare is None else prepare(work, some), tally)

    def _file(self, work: UnitOfWork, requests: Sequence[ServiceRequest], tally: Tally) -> None:
        """An outside record is kept too where it is known or was sent by the office: it may have moved."""
        counted = tally.counted
        kept, outside = [], []
        usable = [each for each in requests if len(each.number) <= LONGEST_NUMBER and "\0" not in each.number]
        counted["refused"] += len(requests) - len(usable)
        for placed in self._placing.place(work, usable):
            request = placed.request
            if kind := self.left_out.of(request.service_code, request.service_name):
                counted.update(["left_out", f"left_out:{kind.code}"])
                outside.append(placed)
                continue
            if self._placing.is_ours(placed):
                counted["inside"] += 1
                kept.append(placed)
            elif placed.ward is None and placed.source is PlaceSource.NONE:
                counted["place_unknown"] += 1
                tally.unplaced.add(request.number)
                kept.append(placed)
            else:
                counted["outside"] += 1
                outside.append(placed)
            if request.ward is not None and placed.place is not None and self._placing.wards.known:
                by_field = placed.source is PlaceSource.WARD_FIELD
                counted["ward_differs"] += by_field or request.ward != placed.ward
        tally.new += file_records(work, [*kept, *expected_anyway(work.session, outside)])

    def settle(self, city: str, tally: Tally, held: HeldLease | None = None) -> None:
        """What only shows once all is read: records placed by addresses, and cases that are one record's."""
        with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
            if held is not None:
                held.beat(work.session)
            known = self._placing.wards.known
            placed = place_by_address(work, city, self._placing.ward_of if known else None)
        if known:
            for number in tally.unplaced & placed.keys():
                tally.counted["place_unknown"] -= 1
                tally.counted["inside" if placed[number] == self._placing.ward else "outside"] += 1
        with self._store.reading() as session:
            pairs = own_records(session, city)
        for pair in pairs:
            with self._store.unit_of_work(Actor.program("311"), ActionKind.MERGE) as work:
                if held is not None:
                    held.beat(work.session)
                join_own_record(work, pair)


Connect = Callable[[Cancelled], City]
"""Makes a connection to the endpoint that ends its waiting when it is told to."""


class CitySync:
    """Reads one endpoint, ``key``, over a connection made for each run."""

    def __init__(self, store: Store, key: str, connect: Connect, filing: CityFiling) -> None:
        self._store = store
        self._key = key
        self._connect = connect
        self._filing = filing

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> CityBooks:
        """Read everything new.

        Raises CityError, LeaseHeldError, or CancelledError; what was read until then is kept.
        """
        require(actor, Doing.SYNC)
        with lease(self._store, f"311 {self._key}") as held, closing(self._connect(cancelled)) as city:
            types = city.services()
            with self._store.writing() as session:
                held.beat(session)
                store_service_types(session, self._key, types, self._store.now())
            now = self._store.now()
            tally = Tally()
            repairs: Counter[str] = Counter()
            newest: datetime | None = None
            done = 0
            start, by_update = self._start(city, now)
            for window in _windows(start, now, city.max_span_days):
                reader = PageReader(city, window, cancelled, by_update=by_update)
                for page in reader.pages():
                    self._filing.file(page, tally, held)
                    repairs.update(page.repairs)
                    newest = _newest(newest, page, now)
                    done += len(page.requests)
                    progress(done, None)
                with self._store.writing() as session:
                    held.beat(session)
                    close_window(session, self._key, window, reader.failed, self._store.now())
            self._filing.settle(self._key, tally, held)
            with self._store.writing() as session:
                held.beat(session)
                reading = Reading(newest, not by_update, tally.counted, repairs)
                finish_reading(session, self._key, reading, self._store.now())
        with self._store.reading() as session:
            return city_books(session, self._key)

    def _start(self, city: City, now: datetime) -> tuple[datetime, bool]:
        """From when on to ask, and whether by update; else all days are read anew, with an older gap.

        All days are read at first, once a day (a city may publish or move a record later than any overlap),
        and at every reading where a city cannot be asked by update.
        """
        with self._store.reading() as session:
            so_far = read_so_far(session, self._key)
        first = now - timedelta(days=FIRST_DAYS)
        if so_far.read_to is None:
            return first, False
        swept = so_far.swept_at is not None and now - so_far.swept_at < _SWEEP_EVERY
        if swept and city.tells_updates:
            return so_far.read_to - _OVERLAP, True
        return min(first, so_far.read_to), False


def _windows(start: datetime, now: datetime, span_days: int) -> Iterator[Window]:
    """Windows of at most the city's span from ``start`` to now, newest first."""
    end = now
    while end > start:
        begin = max(start, end - timedelta(days=span_days))
        yield Window(begin, end)
        end = begin


def _newest(so_far: datetime | None, page: RequestPage, now: datetime) -> datetime | None:
    """The newest update told of so far; a time in the future says nothing."""
    told = (each.updated_at or each.requested_at for each in page.requests)
    return max((each for each in (so_far, *told) if each is not None and each <= now), default=None)

"""Reads the city's feed into the store, window by window, counting every record and losing none (P2).

Each page is one transaction under the job's lease, so that a killed sync starts again where it was: records
are known by their number, and the cursor moves only when all windows are read.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import CityBooks, CityFindings, ToldBy
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityError,
    CityRefusedError,
    CitySlowError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.ports import Cancelled, City, Progress
from wardoffice.domain.service_requests import Refusal, RequestPage, ServiceRequest, Window
from wardoffice.language import plural, text
from wardoffice.office.city_missing import MissingCheck
from wardoffice.office.city_steps import StepReading
from wardoffice.office.feed_reading import FeedReading, Gathered, Plan, days_instead, plan
from wardoffice.office.page_reading import Bounds
from wardoffice.office.reading_manner import Manner
from wardoffice.office.record_placing import WardPlacing
from wardoffice.office.window_reading import WindowReader
from wardoffice.store.city_books import (
    FailedPage,
    Reading,
    ReadSoFar,
    city_books,
    close_window,
    count_repairs,
    finish_reading,
    gap_of_days,
    oldest_gap,
    read_so_far,
)
from wardoffice.store.city_filing import file_records
from wardoffice.store.city_findings import read_findings, save_findings
from wardoffice.store.city_joining import join_own_record, own_records
from wardoffice.store.city_missing import mark_there
from wardoffice.store.city_placing import place_by_address
from wardoffice.store.city_values import LONGEST_NUMBER
from wardoffice.store.known_records import expected_anyway
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.portal_records import note_city_words
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.unusable_records import forget_unusable, note_unusable

_PORTION = 250
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
        *,
        saved: bool = False,
    ) -> None:
        """File a page in small transactions and count what it held; ``settle`` when all are filed.

        ``prepare`` sees the records of each transaction first and says what to file. ``saved`` answers may be
        of any day.
        """
        tally.counted += Counter(received=page.records, refused=len(page.refusals))
        self.list_unusable(page.refusals, ToldBy.FEED, held)
        for start in range(0, len(page.requests), _PORTION):
            some = page.requests[start : start + _PORTION]
            with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
                if held is not None:
                    held.beat(work.session)
                if prepare is None:
                    note_city_words(work, some, live=not saved)
                live = prepare is None and not saved
                self._file(work, some if prepare is None else prepare(work, some), tally, live=live)

    def list_unusable(
        self, refusals: Sequence[Refusal], told_by: ToldBy, held: HeldLease | None = None
    ) -> None:
        """List records without what they would be filed by, for a person to see."""
        for city in {each.city for each in refusals if each.is_request}:
            with self._store.writing() as session:
                if held is not None:
                    held.beat(session)
                some = [each for each in refusals if each.city == city]
                note_unusable(session, city, told_by, some, self._store.now())

    def _file(
        self, work: UnitOfWork, requests: Sequence[ServiceRequest], tally: Tally, *, live: bool
    ) -> None:
        """An outside record is kept too where it is known or was sent by the office: it may have moved."""
        counted = tally.counted
        kept, outside = [], []
        usable = [each for each in requests if _is_usable(each)]
        counted["refused"] += len(requests) - len(usable)
        if len(usable) < len(requests):
            unusable = [_refusal_of(each) for each in requests if not _is_usable(each)]
            note_unusable(work.session, requests[0].city, ToldBy.FEED, unusable, work.now)
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
        tally.new += file_records(work, [*kept, *expected_anyway(work.session, outside)], live=live)
        if usable:
            mark_there(work, usable[0].city, [each.number for each in usable])

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


def _is_usable(request: ServiceRequest) -> bool:
    return len(request.number) <= LONGEST_NUMBER and "\0" not in request.number


def _refusal_of(request: ServiceRequest) -> Refusal:
    return Refusal(
        text("Its number is too long, or holds what cannot be kept."),
        request.number[:LONGEST_NUMBER],
        is_request=True,
        city=request.city,
        told_at=request.requested_at,
        service_name=request.service_name,
        address=request.address,
    )


Connect = Callable[[Cancelled], City]
"""Makes a connection to the endpoint that ends its waiting when it is told to."""


class CitySync:
    """Reads one endpoint, ``key``, over a connection made for each run."""

    def __init__(
        self, store: Store, key: str, connect: Connect, filing: CityFiling, bounds: Bounds | None = None
    ) -> None:
        self._store = store
        self._key = key
        self._connect = connect
        self._filing = filing
        self._bounds = bounds

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> CityBooks:
        """Read everything new.

        Raises CityError, LeaseHeldError, or CancelledError; what was read until then is kept.
        """
        require(actor, Doing.SYNC)
        with lease(self._store, f"311 {self._key}") as held:
            now = self._store.now()
            with self._store.reading() as session:
                so_far, found = read_so_far(session, self._key), read_findings(session, self._key)
            if found.ask_from is not None and found.ask_from > now:
                raise _asked_to_stay_away()
            with closing(self._connect(cancelled)) as city:
                found, not_read = self._read_types(city, found, held)
                sink = _Sink(self._store, self._key, self._filing, held)
                reader = WindowReader(city, Manner(city, found), cancelled, self._bounds)
                reading = FeedReading(city, found, now, sink, reader)
                todo = plan(so_far, found, city, now)
                try:
                    sweep = self._read(reading, todo, so_far, progress)
                except (CityError, CancelledError) as error:
                    self._remember(city, reading, held, error)
                    raise
                self._filing.settle(self._key, sink.tally, held)
                gathered = reading.gathered
                with self._store.writing() as session:
                    held.beat(session)
                    repairs = gathered.repairs + Counter(city.repairs)
                    told = Reading(gathered.newest, sweep, sink.tally.counted, repairs, not_read)
                    finish_reading(session, self._key, told, self._store.now())
                    if sweep:
                        forget_unusable(session, self._key, now, todo.start)
                    save_findings(session, self._key, reading.found_by(todo))
                if sweep:
                    self._ask_about_unseen(city, gathered, held, cancelled)
                if city.tells_steps:
                    self._read_steps(city, held, cancelled)
        with self._store.reading() as session:
            return city_books(session, self._key)

    def _read_steps(self, city: City, held: HeldLease, cancelled: Cancelled) -> None:
        moved = _Sink(self._store, self._key, self._filing, held)  # nor are these
        StepReading(self._store, self._key, moved.take).run(city, held, cancelled)
        self._filing.settle(self._key, moved.tally, held)

    def _ask_about_unseen(
        self, city: City, gathered: Gathered, held: HeldLease, cancelled: Cancelled
    ) -> None:
        asked = _Sink(
            self._store, self._key, self._filing, held
        )  # their words are no part of the list's books
        MissingCheck(self._store, self._key, asked.take).run(city, gathered, held, cancelled)
        self._filing.settle(self._key, asked.tally, held)

    def _read(self, reading: FeedReading, todo: Plan, so_far: ReadSoFar, progress: Progress) -> bool:
        """Read what the plan says; whether all days were read anew."""
        if todo.by_update:
            if not reading.read_updates(todo.start, progress):
                reading.read_days(days_instead(so_far, self._store.now()).start, progress)
                return False
            with self._store.reading() as session:
                gap = None if todo.beside_gaps else gap_of_days(session, self._key)
            if gap is not None:  # what changed holds no record that never did
                reading.read_days(gap.start, progress, gap.end)
            return False
        reading.read_days(todo.start, progress)
        if todo.sweep and reading.trusts_updates:
            with self._store.reading() as session:
                changed = oldest_gap(session, self._key, by_update=True)
            if changed is not None:  # a window of days holds no old request that changed
                reading.read_updates(changed, progress)
        return todo.sweep

    def _read_types(
        self, city: City, found: CityFindings, held: HeldLease
    ) -> tuple[CityFindings, tuple[str, ...]]:
        """Keep the Service List; its trouble is named and keeps no request from being read."""
        try:
            listed = city.services_since(found.services_version)
        except (CityAnswerError, CityRefusedError, CitySlowError) as error:
            if isinstance(error, CityRefusedError) and error.retry_after is not None:
                raise
            words = text("The city's list of types could not be read: {reason}", reason=error.happened)
            return found, (words,)
        if listed is None:
            return found, ()
        with self._store.writing() as session:
            held.beat(session)
            store_service_types(session, self._key, listed.types, self._store.now())
        return replace(found, services_version=listed.version), ()

    def _remember(
        self, city: City, reading: FeedReading, held: HeldLease, error: CityError | CancelledError
    ) -> None:
        """Of a reading that ended early: how to ask the endpoint, what was mended, when to come back."""
        found = reading.found
        if isinstance(error, CityRefusedError) and error.retry_after is not None:
            found = replace(found, ask_from=self._store.now() + timedelta(seconds=error.retry_after))
        with self._store.writing() as session:
            held.beat(session)
            save_findings(session, self._key, found)
            count_repairs(session, self._key, reading.gathered.repairs + Counter(city.repairs))


class _Sink:
    """Files pages and books windows, each in transactions under the lease."""

    def __init__(self, store: Store, key: str, filing: CityFiling, held: HeldLease) -> None:
        self.tally = Tally()
        self._store = store
        self._key = key
        self._filing = filing
        self._held = held

    def take(self, page: RequestPage) -> None:
        self._filing.file(page, self.tally, self._held)

    def close(self, window: Window, failed: list[FailedPage], *, by_update: bool | None) -> None:
        with self._store.writing() as session:
            self._held.beat(session)
            close_window(session, self._key, window, failed, self._store.now(), by_update=by_update)


def _asked_to_stay_away() -> CityRefusedError:
    return CityRefusedError(
        text("The 311 system asked us not to come back yet."),
        HTTPStatus.TOO_MANY_REQUESTS,
        (),
        text("Nothing was changed; all that was read before is kept."),
        text("Nothing needs doing: it will be asked again within the hour."),
    )

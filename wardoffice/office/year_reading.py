"""Reads pieces of the year before: a month of the ward from the portal, or a day of the whole city's feed.

Each piece is filed page by page in small transactions; a piece that was cut off is read again whole, which
changes nothing, since records are known by their numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from wardoffice.domain.books import ToldBy
from wardoffice.domain.errors import CancelledError, CityAnswerError, CityRefusedError
from wardoffice.domain.ports import Cancelled, CityByNumber, Portal, Progress
from wardoffice.domain.service_requests import Window
from wardoffice.domain.year import YearSource
from wardoffice.office.city_sync import CityFiling, Connect, Tally
from wardoffice.office.portal_import import PortalImport
from wardoffice.office.reading_manner import Manner
from wardoffice.office.window_reading import WindowReader
from wardoffice.store.city_books import close_window, left_out_by_type
from wardoffice.store.city_findings import read_findings, save_findings
from wardoffice.store.leases import HeldLease
from wardoffice.store.store import Store

_UNKNOWN = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
"""What a city may answer where it does not know one of several numbers."""


@dataclass(frozen=True, slots=True)
class PieceRead:
    """What a piece held: ``records``, those of them that were ``new``, and those left out by their code."""

    records: int = 0
    new: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


class YearReader(Protocol):
    """One source the year can be read from. Calls raise a CityError or CancelledError."""

    source: YearSource

    def piece_before(self, moment: datetime) -> Window:
        """The next older piece: it ends at ``moment``."""
        ...

    def read(self, piece: Window, held: HeldLease, progress: Progress, cancelled: Cancelled) -> PieceRead:
        """Read and file a piece to its end."""
        ...


ConnectPortal = Callable[[Cancelled], Portal]
"""Makes a connection to the portal that ends its waiting when it is told to."""

ConnectByNumber = Callable[[Cancelled], CityByNumber]
"""The same to a 311 system that can be asked by number."""


class PortalYear:
    """The ward's requests from the portal, a calendar month of ``zone`` at a time."""

    source = YearSource.PORTAL

    def __init__(
        self,
        connect: ConnectPortal,
        filing: PortalImport,
        cities: CityFiling,
        *,
        key: str,
        ward: int,
        zone: ZoneInfo,
    ) -> None:
        self._connect = connect
        self._filing = filing
        self._cities = cities
        self._key = key
        self._ward = ward
        self._zone = zone

    def piece_before(self, moment: datetime) -> Window:
        """The days of the month before ``moment``."""
        local = (moment - timedelta(microseconds=1)).astimezone(self._zone)
        first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return Window(first.astimezone(moment.tzinfo), moment)

    def read(self, piece: Window, held: HeldLease, progress: Progress, cancelled: Cancelled) -> PieceRead:
        """Every row of the ward made in it."""
        with closing(self._connect(cancelled)) as portal:
            return self._file(portal, piece, held, progress, cancelled, by_update=False)

    def read_changed(
        self, since: Window, held: HeldLease, progress: Progress, cancelled: Cancelled
    ) -> PieceRead:
        """Every row of the ward changed in a window."""
        with closing(self._connect(cancelled)) as portal:
            return self._file(portal, since, held, progress, cancelled, by_update=True)

    def _file(
        self,
        portal: Portal,
        piece: Window,
        held: HeldLease,
        progress: Progress,
        cancelled: Cancelled,
        *,
        by_update: bool,
    ) -> PieceRead:
        tally = Tally()
        for page in portal.pages(piece, self._ward, by_update=by_update):
            if cancelled():
                raise CancelledError
            tally.counted["refused"] += len(page.refusals)
            self._cities.list_unusable(page.refusals, ToldBy.PORTAL, held)
            self._filing.file(page.rows, tally, held)
            progress(tally.counted["received"], None)
        left_out = {} if by_update else dict(portal.left_out(piece, self._ward))
        for code, count in left_out_by_type(tally.counted).items():
            left_out[code] = left_out.get(code, 0) + count
        self._cities.settle(self._key, tally, held)
        return PieceRead(tally.counted["received"], tally.new, left_out)


class FeedYear:
    """Everybody's requests from the 311 system, a day at a time: it cannot be asked for one ward."""

    source = YearSource.CITY

    def __init__(self, store: Store, key: str, connect: Connect, filing: CityFiling) -> None:
        self._store = store
        self._key = key
        self._connect = connect
        self._filing = filing

    def piece_before(self, moment: datetime) -> Window:
        """The day before ``moment``."""
        return Window(moment - timedelta(days=1), moment)

    def read(self, piece: Window, held: HeldLease, progress: Progress, cancelled: Cancelled) -> PieceRead:
        """Every record made in it; a page that fails becomes a gap of the year, and the others are read."""
        tally = Tally()
        with closing(self._connect(cancelled)) as city:
            with self._store.reading() as session:
                found = read_findings(session, self._key)
            reader = WindowReader(city, Manner(city, found), cancelled)
            for page in reader.pages(piece):
                self._filing.file(page, tally, held)
                progress(tally.counted["received"], None)
        with self._store.writing() as session:
            held.beat(session)
            close_window(session, self._key, piece, reader.failed, self._store.now(), of_year=True)
            save_findings(session, self._key, reader.manner.found(read_findings(session, self._key)))
        self._filing.settle(self._key, tally, held)
        return PieceRead(tally.counted["received"], tally.new, left_out_by_type(tally.counted))


class AskByNumber:
    """Asks the 311 system for requests by their numbers, at most ``at_once`` in a question."""

    def __init__(self, connect: ConnectByNumber, filing: CityFiling, key: str, at_once: int) -> None:
        self._connect = connect
        self._filing = filing
        self._key = key
        self.at_once = at_once

    def ask(self, numbers: Sequence[str], held: HeldLease, cancelled: Cancelled) -> int:
        """File what it says of these; returns how many it knew. An answer that fails is asked in halves."""
        tally = Tally()
        with closing(self._connect(cancelled)) as city:
            self._ask(city, numbers, held, tally)
        self._filing.settle(self._key, tally, held)
        return tally.counted["received"]

    def _ask(self, city: CityByNumber, numbers: Sequence[str], held: HeldLease, tally: Tally) -> None:
        try:
            page = city.requests_by_number(numbers)
        except (CityAnswerError, CityRefusedError) as error:
            if isinstance(error, CityRefusedError) and error.status not in _UNKNOWN:
                raise
            if len(numbers) == 1:
                return  # what it answers of this one cannot be read: the portal's word stands alone
            half = len(numbers) // 2
            self._ask(city, numbers[:half], held, tally)
            self._ask(city, numbers[half:], held, tally)
        else:
            self._filing.file(page, tally, held)

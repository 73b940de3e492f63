"""One reading of a city's feed: which windows to ask for, in which way, and what came of it (P2)."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from wardoffice.domain.books import CityFindings, UpdatesAsked
from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.ports import City, Progress
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.office.update_judging import UpdateJudge
from wardoffice.office.window_reading import WindowReader, windows
from wardoffice.store.city_books import FailedPage, ReadSoFar

FIRST_DAYS = 90
"""How many days are read at first, and anew once a day."""

_RECENT = timedelta(days=7)
_OVERLAP = timedelta(hours=2)
_SWEEP_EVERY = timedelta(days=1)
_TRY_UPDATES_EVERY = timedelta(days=1)
_GAPS_EVERY = timedelta(hours=1)
_UPDATE_SPAN_DAYS = 7
"""A record that cannot be read holds the cursor at the start of its window: that is not far back, then."""

_NO_QUESTION = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals that say nothing of the question, only of who asks and how often."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From when on to ask: by update, or by request day; ``sweep`` for all days anew.

    ``beside_gaps``: only for what is new, as the gaps were asked for a short while ago.
    """

    start: datetime
    by_update: bool = False
    sweep: bool = False
    beside_gaps: bool = False


def plan(so_far: ReadSoFar, found: CityFindings, city: City, now: datetime) -> Plan:
    """What to read.

    All days are read at first and once a day: a city may publish or move a record later than any overlap. In
    between, what changed since the cursor; where a city cannot tell that, the days since the cursor, a week
    at least. A city that once did not tell it is tried again once a day. Where a gap holds the cursor, all
    since then is asked for once an hour.
    """
    first = now - timedelta(days=FIRST_DAYS)
    if so_far.read_to is None:
        return Plan(first, sweep=True)
    if so_far.swept_at is None or now - so_far.swept_at >= _SWEEP_EVERY:
        return Plan(min(first, so_far.read_to), sweep=True)
    beside = found.told_to if _asked_for_gaps(found, now) else None
    if may_ask_updates(found, city, now):
        start = max(so_far.read_to, beside or so_far.read_to)
        return Plan(start - _OVERLAP, by_update=True, beside_gaps=beside is not None)
    return Plan(now - _RECENT, beside_gaps=True) if beside is not None else days_instead(so_far, now)


def _asked_for_gaps(found: CityFindings, now: datetime) -> bool:
    return found.gaps_asked_at is not None and now - found.gaps_asked_at < _GAPS_EVERY


def days_instead(so_far: ReadSoFar, now: datetime) -> Plan:
    """The days to read where it cannot be told what changed."""
    recent = now - _RECENT
    return Plan(min(recent, so_far.read_to - _OVERLAP) if so_far.read_to is not None else recent)


def may_ask_updates(found: CityFindings, city: City, now: datetime) -> bool:
    """Whether asking by update is worth a try: not where the city's file says no, or it failed today."""
    if city.tells_updates is False:
        return False
    if found.updates in {UpdatesAsked.UNKNOWN, UpdatesAsked.OBEYED} or found.updates_tried_at is None:
        return True
    return now - found.updates_tried_at >= _TRY_UPDATES_EVERY


class Sink(Protocol):
    """Where pages go, and where a window that was read whole is booked."""

    def take(self, page: RequestPage) -> None:
        """File a page."""
        ...

    def close(self, window: Window, failed: list[FailedPage], *, by_update: bool | None) -> None:
        """Settle the gaps of a window: of what was asked for by update, of days, or both (None)."""
        ...


@dataclass(slots=True)
class Gathered:
    """What came so far: the newest word told, what was mended, and of a sweep what was seen, and where."""

    now: datetime
    newest: datetime | None = None
    repairs: Counter[str] = field(default_factory=Counter)
    done: int = 0
    seen: set[str] = field(default_factory=set)
    whole: list[Window] = field(default_factory=list)

    def take(self, page: RequestPage) -> None:
        """Count a page; a time in the future says nothing of how far the city has told."""
        self.repairs.update(page.repairs)
        told = (each.updated_at or each.requested_at for each in page.requests)
        newest = max((each for each in told if each is not None and each <= self.now), default=None)
        if newest is not None and (self.newest is None or newest > self.newest):
            self.newest = newest
        self.done += len(page.requests)


class FeedReading:
    """Reads the windows of a plan from one city into a sink."""

    def __init__(
        self, city: City, found: CityFindings, now: datetime, sink: Sink, reader: WindowReader
    ) -> None:
        self.gathered = Gathered(now)
        self._city = city
        self._found = found
        self._now = now
        self._sink = sink
        self._reader = reader

    @property
    def found(self) -> CityFindings:
        """What is known of the endpoint by now."""
        return self._reader.manner.found(self._found)

    def found_by(self, todo: Plan) -> CityFindings:
        """What is known of the endpoint once the plan was read to its end."""
        found, newest = self.found, self.gathered.newest
        told = [each for each in (found.told_to, newest) if each is not None]
        asked = found.gaps_asked_at if todo.beside_gaps else self._now
        return replace(found, ask_from=None, told_to=max(told, default=None), gaps_asked_at=asked)

    @property
    def trusts_updates(self) -> bool:
        """Whether gaps of what was asked for by update can be asked for so again."""
        return self._city.tells_updates is not False and self._found.updates in {
            UpdatesAsked.UNKNOWN,
            UpdatesAsked.OBEYED,
        }

    def read_days(self, start: datetime, progress: Progress, end: datetime | None = None) -> None:
        """Read all that was requested from ``start`` on, until ``end`` or now."""
        for window in windows(start, end or self._now, self._city.max_span_days):
            for page in self._reader.pages(window):
                self._take(page, progress)
            if not self._reader.failed:
                self.gathered.whole.append(window)
            self.gathered.seen |= self._reader.seen
            # Where it cannot be told what changed, nothing but its days can be asked for again.
            kind = False if self.trusts_updates else None
            self._sink.close(window, self._reader.failed, by_update=kind)

    def read_updates(self, start: datetime, progress: Progress) -> bool:
        """Read all that changed from ``start`` on; whether the city told that.

        Windows are booked only once that is sure. What came from a city that did not is kept as well.
        """
        verdict, read = self._ask_updates(start, progress)
        if verdict is not None:
            self._found = replace(self._found, updates=verdict, updates_tried_at=self._now)
        if verdict not in {None, UpdatesAsked.OBEYED}:
            return False
        for window, failed in read:
            self._sink.close(window, failed, by_update=True)
        return True

    def _ask_updates(
        self, start: datetime, progress: Progress
    ) -> tuple[UpdatesAsked | None, list[tuple[Window, list[FailedPage]]]]:
        """The verdict, None where nothing but failures came, and the windows read with their failures."""
        judge = UpdateJudge(Window(start, self._now))
        read: list[tuple[Window, list[FailedPage]]] = []
        span = min(_UPDATE_SPAN_DAYS, self._city.max_span_days)
        try:
            for window in windows(start, self._now, span):
                for page in self._reader.pages(window, by_update=True):
                    judge.take(page)
                    self._take(page, progress)
                    if judge.ignored:
                        return UpdatesAsked.IGNORED, []
                read.append((window, self._reader.failed))
        except CityRefusedError as refusal:
            if refusal.status in _NO_QUESTION or refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            return UpdatesAsked.REFUSED, []
        verdict = judge.verdict()
        if verdict is UpdatesAsked.SILENT and any(failed for _, failed in read):
            return None, read
        return verdict, read

    def _take(self, page: RequestPage, progress: Progress) -> None:
        self._sink.take(page)
        self.gathered.take(page)
        progress(self.gathered.done, None)

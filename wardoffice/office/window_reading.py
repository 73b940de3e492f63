"""Reads windows of an endpoint whole: by pages, or cut in time until an answer is whole where it has none."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from wardoffice.domain.books import Paging
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.language import text
from wardoffice.office.page_asking import Strikes
from wardoffice.office.page_reading import Bounds, Ending, ListRead, PageReader, Seen
from wardoffice.office.reading_manner import Manner
from wardoffice.store.city_books import FailedPage

_SHORTEST = timedelta(minutes=1)


class WindowReader:
    """Reads window after window of one endpoint, remembering how it is best asked.

    One reader serves a whole run (a sync, a back-fill)::

        manner = Manner(city, read_findings(session, city.key))
        reader = WindowReader(city, manner, cancelled)
        for window in windows(start, end, city.max_span_days):  # newest first
            for page in reader.pages(window):
                filing.file(page, tally, held)                  # one or more transactions a page
            close_window(session, city.key, window, reader.failed, now, by_update=False)
            save_findings(session, city.key, manner.found(before))

    After the last page of a window, ``failed`` holds what of it could not be read, for the list of gaps, and
    ``seen`` the numbers of all that came. It raises CityUnreachableError when the connection breaks,
    CityRefusedError when the city says no, any CityError when it fails at everything, and CancelledError; the
    window is then not read whole: leave its gaps and the cursor as they are, and read it again from its
    start. Records come in no order that could be relied on, each once a window.
    """

    def __init__(
        self, city: City, manner: Manner, cancelled: Cancelled, bounds: Bounds | None = None
    ) -> None:
        self.failed: list[FailedPage] = []
        self.manner = manner
        self._city = city
        self._cancelled = cancelled
        self._bounds = bounds or Bounds()
        self._strikes = Strikes()
        self._seen = Seen()

    @property
    def seen(self) -> set[str]:
        """The numbers of all records of the window that was read last."""
        return self._seen.numbers

    def pages(self, window: Window, *, by_update: bool = False) -> Iterator[RequestPage]:
        """Every page of a window at most as long as the city allows, by request day or ``by_update``."""
        self.failed = []
        self._seen = Seen()
        end = window.end
        while end > window.start:
            start = max(window.start, end - self.manner.span) if self._in_time() else window.start
            part = Window(start, end)
            before = len(self.seen)
            yield from self._whole(part, by_update=by_update)
            if self._in_time():
                self.manner.grow_span(len(self.seen) - before)
            end = start

    def _in_time(self) -> bool:
        return self.manner.paging is Paging.NONE

    def _whole(self, window: Window, *, by_update: bool) -> Iterator[RequestPage]:
        reader = self._reader(window, by_update=by_update)
        whole = yield from reader.pages()
        if whole.must_be_cut_in_time:
            yield from self._halves(window, whole, by_update=by_update)
        elif whole.ending is Ending.DOUBTED:
            yield from self._parts(window, reader, whole, by_update=by_update)
        else:
            self.failed += whole.failed

    def _halves(self, window: Window, whole: ListRead, *, by_update: bool) -> Iterator[RequestPage]:
        """A window that failed or may be cut, in two: both are read before either is cut further.

        So a city that fails at one record is seen to answer in between, and an answer that turns out to have
        been whole is known by its halves holding no more.
        """
        span = window.end - window.start
        if span < 2 * _SHORTEST:
            self.failed.append(_gap(window, whole, by_update=by_update))
            return
        middle = window.start + span / 2
        halves = []
        for part in (Window(middle, window.end), Window(window.start, middle)):
            half = yield from self._reader(part, by_update=by_update).pages()
            halves.append((part, half))
        if whole.ending is Ending.CUT:
            unread = any(half.is_unread for _, half in halves)
            if not unread and all(half.numbers == whole.numbers for _, half in halves):
                # It takes neither pages nor dates: nothing that can be asked brings more.
                self.failed.append(_gap(window, whole, by_update=by_update))
                return
            if not unread and all(half.numbers < whole.numbers for _, half in halves):
                # Each holds less than came at once before, so neither is cut, nor was the whole.
                self.manner.most_at_once = max(self.manner.most_at_once, len(whole.numbers) + 1)
                return
            self.manner.halve_span(span)
        for part, half in halves:
            if half.must_be_cut_in_time:
                yield from self._halves(part, half, by_update=by_update)
            else:
                self.failed += half.failed

    def _parts(
        self, window: Window, reader: PageReader, whole: ListRead, *, by_update: bool
    ) -> Iterator[RequestPage]:
        """Whether a list had ended where it said 404, told by two parts of its time, which end elsewhere.

        They hold what it held where it had, and neither holds all of it.
        """
        middle = whole.widest_pause()
        if middle is None:
            if not reader.ends_in_a_page_that_is_not_full(whole):
                self.failed.append(_gap(window, whole, by_update=by_update))
            return
        parts = []
        for part in (Window(middle, window.end), Window(window.start, middle)):
            part_reader = self._reader(part, by_update=by_update, answered=True)
            read = yield from part_reader.pages()
            parts.append((part, part_reader, read))
        found = {number for *_, read in parts for number in read.numbers}
        ended = found == whole.numbers and all(len(read.numbers) < len(found) for *_, read in parts)
        for part, part_reader, read in parts:
            if read.must_be_cut_in_time:
                yield from self._halves(part, read, by_update=by_update)
            elif read.ending is not Ending.DOUBTED or ended:
                self.failed += read.failed
            elif read.numbers:
                yield from self._parts(part, part_reader, read, by_update=by_update)
            else:  # what came a moment ago is not found
                self.failed.append(_gap(part, read, by_update=by_update))

    def _reader(self, window: Window, *, by_update: bool, answered: bool = False) -> PageReader:
        return PageReader(
            self._city,
            window,
            self._cancelled,
            by_update=by_update,
            manner=self.manner,
            strikes=self._strikes,
            seen=self._seen,
            bounds=self._bounds,
            answered=answered,
        )


def windows(start: datetime, end: datetime, span_days: int) -> Iterator[Window]:
    """Windows of at most ``span_days`` from ``start`` to ``end`` (aware UTC), newest first."""
    while end > start:
        begin = max(start, end - timedelta(days=span_days))
        yield Window(begin, end)
        end = begin


def _gap(window: Window, read: ListRead, *, by_update: bool) -> FailedPage:
    count = len(read.numbers)
    if read.ending is Ending.STUCK:
        reason = read.reason
    elif read.ending is Ending.DOUBTED:
        reason = text(
            "The list ends with “not found” behind {count:,} records, and there may be others.", count=count
        )
    else:
        reason = text(
            "The city gives no more than {count:,} records at once here, and there may be others.",
            count=count,
        )
    return FailedPage(window, by_update, 1, count or 1, reason)

"""Reads windows of an endpoint whole: by pages, or cut in time until an answer is whole where it has none."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from wardoffice.domain.books import Paging
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.language import text
from wardoffice.office.page_reading import Bounds, PageReader, Seen, Strikes
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
        yield from reader.pages()
        if reader.stuck is not None or reader.cut:
            yield from self._halves(window, reader, by_update=by_update)
        elif reader.doubted and not reader.failed:
            yield from self._parts(window, reader, by_update=by_update)
        else:
            self.failed += reader.failed

    def _halves(self, window: Window, whole: PageReader, *, by_update: bool) -> Iterator[RequestPage]:
        """A window that failed or may be cut, in two: both are read before either is cut further.

        So a city that fails at one record is seen to answer in between, and an answer that turns out to have
        been whole is known by its halves holding no more.
        """
        span = window.end - window.start
        if span < 2 * _SHORTEST:
            self.failed.append(_gap(window, whole, by_update=by_update))
            return
        middle = window.start + span / 2
        halves = [
            (part, self._reader(part, by_update=by_update))
            for part in (Window(middle, window.end), Window(window.start, middle))
        ]
        for _, half in halves:
            yield from half.pages()
        if whole.stuck is None:
            found = [half.numbers for _, half in halves]
            unread = any(half.stuck is not None or half.failed for _, half in halves)
            if not unread and all(numbers == whole.numbers for numbers in found):
                # It takes neither pages nor dates: nothing that can be asked brings more.
                self.failed.append(_gap(window, whole, by_update=by_update))
                return
            if not unread and all(numbers < whole.numbers for numbers in found):
                # Each holds less than came at once before, so neither is cut, nor was the whole.
                self.manner.most_at_once = max(self.manner.most_at_once, len(whole.numbers) + 1)
                return
            self.manner.halve_span(span)
        for part, half in halves:
            if half.stuck is not None or half.cut:
                yield from self._halves(part, half, by_update=by_update)
            else:
                self.failed += half.failed

    def _parts(self, window: Window, whole: PageReader, *, by_update: bool) -> Iterator[RequestPage]:
        """Whether a list had ended where it said 404, told by two parts of its time, which end elsewhere.

        They hold what it held where it had, and neither holds all of it.
        """
        middle = whole.widest_pause()
        if middle is None:
            if not whole.ends_in_a_page_that_is_not_full():
                self.failed.append(_gap(window, whole, by_update=by_update))
            return
        parts = [
            (part, self._reader(part, by_update=by_update, answered=True))
            for part in (Window(middle, window.end), Window(window.start, middle))
        ]
        for _, reader in parts:
            yield from reader.pages()
        found = {number for _, reader in parts for number in reader.numbers}
        ended = found == whole.numbers and all(len(reader.numbers) < len(found) for _, reader in parts)
        for part, reader in parts:
            if reader.stuck is not None or reader.cut:
                yield from self._halves(part, reader, by_update=by_update)
            elif not reader.doubted or reader.failed or ended:
                self.failed += reader.failed
            elif reader.numbers:
                yield from self._parts(part, reader, by_update=by_update)
            else:  # what came a moment ago is not found
                self.failed.append(_gap(part, reader, by_update=by_update))

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


def _gap(window: Window, reader: PageReader, *, by_update: bool) -> FailedPage:
    count = len(reader.numbers)
    if reader.stuck is not None:
        reason = reader.stuck.happened
    elif reader.doubted:
        reason = text(
            "The list ends with “not found” behind {count:,} records, and there may be others.", count=count
        )
    else:
        reason = text(
            "The city gives no more than {count:,} records at once here, and there may be others.",
            count=count,
        )
    return FailedPage(window, by_update, 1, len(reader.numbers) or 1, reason)

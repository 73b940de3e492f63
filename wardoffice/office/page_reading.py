"""Reads the pages of a window, halving one that fails until its bad record stands alone (P2)."""

from collections.abc import Iterator

from wardoffice.domain.errors import CancelledError, CityAnswerError, CityError, CityRefusedError
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import Refusal, RequestPage, Window
from wardoffice.store.city_books import FailedPage

_GIVE_UP_AFTER = 12
_SERVER_ERROR = 500
_REPEATS_THAT_END = 2


class PageReader:
    """The pages of one window, in order, until the empty one. ``failed`` is complete once they are read.

    A city that fails twelve times in a row is not holding bad records, it is down: the last error is raised.
    """

    def __init__(self, city: City, window: Window, cancelled: Cancelled, *, by_update: bool) -> None:
        self.failed: list[FailedPage] = []
        self._city = city
        self._window = window
        self._by_update = by_update
        self._cancelled = cancelled
        self._failures_in_a_row = 0
        self._seen: set[str] = set()
        self._refusals_seen: set[tuple[Refusal, ...]] = set()

    def pages(self) -> Iterator[RequestPage]:
        """Every page that can be read, cut to records not seen on an earlier page of this window.

        A city that ignores the page number repeats itself: two pages with nothing new end the window.
        """
        page, repeats = 1, 0
        while repeats < _REPEATS_THAT_END:
            failed_before = len(self.failed)
            parts = list(self._read(page, self._city.max_page_size))
            if not any(part.records for part in parts) and len(self.failed) == failed_before:
                return
            new = 0
            for part in parts:
                fresh = self._fresh(part)
                new += fresh.records
                yield fresh
            repeats = 0 if new or len(self.failed) > failed_before else repeats + 1
            page += 1

    def _fresh(self, part: RequestPage) -> RequestPage:
        """What no earlier page of this window held, so that every record is counted once."""
        requests = tuple(
            {each.number: each for each in part.requests if each.number not in self._seen}.values()
        )
        self._seen.update(each.number for each in requests)
        # A refused record has no number to know it by: a page is known again by all that it refuses.
        refusals = () if part.refusals in self._refusals_seen else part.refusals
        self._refusals_seen.add(part.refusals)
        return RequestPage(requests, refusals, part.repairs, len(requests) + len(refusals))

    def _read(self, page: int, size: int) -> Iterator[RequestPage]:
        if self._cancelled():
            raise CancelledError
        try:
            found = self._city.requests(self._window, page, size, by_update=self._by_update)
        except (CityAnswerError, CityRefusedError) as error:
            if isinstance(error, CityRefusedError) and error.status < _SERVER_ERROR:
                raise
            self._failures_in_a_row += 1
            if self._failures_in_a_row > _GIVE_UP_AFTER:
                raise
            yield from self._halves(page, size, error)
        else:
            self._failures_in_a_row = 0
            yield found

    def _halves(self, page: int, size: int, error: CityError) -> Iterator[RequestPage]:
        if size == 1:
            self.failed.append(FailedPage(self._window, self._by_update, page, size, error.happened))
            return
        # Page p of size s holds the same records as pages (p-1)k+1 to pk of size s/k.
        parts = next(factor for factor in (2, 3, 5, 7, size) if size % factor == 0)
        for part in range((page - 1) * parts + 1, page * parts + 1):
            yield from self._read(part, size // parts)

"""Reads the pages of a window, halving one that fails until its bad record stands alone (P2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import count as count_from
from itertools import pairwise

from wardoffice.domain.books import Paging
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityError,
    CityRefusedError,
    CitySlowError,
    CityTooMuchError,
)
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import Refusal, RequestPage, Window
from wardoffice.language import text
from wardoffice.office.reading_manner import Manner, factors
from wardoffice.store.city_books import FailedPage

_GIVE_UP_AFTER = 12
_SLOW_IN_A_ROW = 3
_REPEATS_THAT_END = 2
_READINGS_OF_A_MOVING_LIST = 3
_PAGES_ASKED_TWICE = 8
_PAUSE = timedelta(seconds=4)  # windows are asked for in whole seconds

_NOT_FOUND = RequestPage(())

_Page = tuple[int, int, frozenset[str]]
"""A page, its size, and the numbers it held."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a list that never ends is left: after so many records or pages of one window."""

    records: int = 1_000_000
    pages: int = 20_000


@dataclass(slots=True)
class Strikes:
    """Failures in a row over all windows of one reading; a city that fails at everything is down."""

    failures: int = 0
    slow: int = 0

    def over(self) -> None:
        """Something could be read."""
        self.failures = self.slow = 0


@dataclass(slots=True)
class Seen:
    """What a reading of one window saw already, however many times it was asked for in parts."""

    numbers: set[str] = field(default_factory=set)
    refusals: set[tuple[Refusal, ...]] = field(default_factory=set)

    def fresh(self, page: RequestPage) -> RequestPage:
        """What of a page is new, so that every record is counted once."""
        requests = tuple(
            {each.number: each for each in page.requests if each.number not in self.numbers}.values()
        )
        self.numbers.update(each.number for each in requests)
        # A refused record has no number to know it by: a page is known again by all that it refuses.
        refusals = () if page.refusals in self.refusals else page.refusals
        self.refusals.add(page.refusals)
        return RequestPage(requests, refusals, page.repairs, len(requests) + len(refusals), page.seconds)


class PageReader:
    """The pages of one window of one endpoint, asked once in order until the empty one.

    Use it through ``WindowReader``, which cuts windows in time where pages do not help. Once ``pages`` is
    read to its end, ``failed`` is complete; ``cut`` says that the city may hold more than came, ``stuck``
    that a page failed which cannot be asked for in smaller ones, ``doubted`` that the list ended with a 404
    where there may be more; ``numbers`` are all that came. ``answered`` says that the city answered for a
    time that holds this window: then a 404 is no wrong address.

    A city that fails twelve times in a row is not holding bad records, it is down: the last error is raised,
    and so is a third answer in a row that does not come in time, and any refusal that is not a fault of its
    own. A connection that breaks says nothing of the page: it is raised at once.
    """

    def __init__(
        self,
        city: City,
        window: Window,
        cancelled: Cancelled,
        *,
        by_update: bool,
        manner: Manner,
        strikes: Strikes | None = None,
        seen: Seen | None = None,
        bounds: Bounds | None = None,
        answered: bool = False,
    ) -> None:
        self.failed: list[FailedPage] = []
        self.cut = False
        self.doubted = False
        self.stuck: CityError | None = None
        self.numbers: set[str] = set()
        self._city = city
        self._window = window
        self._by_update = by_update
        self._cancelled = cancelled
        self._manner = manner
        self._strikes = strikes or Strikes()
        self._seen = seen or Seen()
        self._bounds = bounds or Bounds()
        self._times: set[datetime] = set()
        self._behind_full = True
        self._answered = answered

    def pages(self) -> Iterator[RequestPage]:
        """Every page that can be read, cut to records not seen before.

        A list that moves while it is read may slip a record past the reader, from a page not yet read to one
        that was: the pages of a short list are asked for twice, of a long one the first and the last, and
        when one of them changed meanwhile, all are read again.
        """
        for _ in range(_READINGS_OF_A_MOVING_LIST):
            walk = _Walk(self._size())
            while not walk.ended:
                self._behind_full = walk.all_full
                parts = list(self._read(walk.page, walk.size))
                for each in (each for part in parts for each in part.requests):
                    self.numbers.add(each.number)
                    if at := each.updated_at if self._by_update else each.requested_at:
                        self._times.add(at)
                for part in map(self._seen.fresh, parts):
                    if part.records or part.repairs:
                        yield part
                self._judge(walk, parts)
            if not self._moved(walk.several):
                return

    def widest_pause(self) -> datetime | None:
        """A moment in the longest time between two records that came, if there is one to speak of."""
        if len(self._times) < 2:  # noqa: PLR2004 - before and behind it
            return None
        before, after = max(pairwise(sorted(self._times)), key=lambda pair: pair[1] - pair[0])
        return before + (after - before) / 2 if after - before >= _PAUSE else None

    def ends_in_a_page_that_is_not_full(self) -> bool:
        """Whether the list ends where it did, asked for in pages of a size that does not divide it."""
        count = len(self.numbers)
        size = next(size for size in count_from(2) if count % size)
        if size > self._manner.largest or self._has_own_size():
            return False
        last = self._again(count // size + 1, size)
        return last is not None and last.records == count % size

    def _judge(self, walk: "_Walk", parts: list[RequestPage]) -> None:
        """What a page says of how the city counts pages, and where to go on."""
        manner = self._manner
        failed = len(self.failed) > walk.failed
        records = sum(part.records for part in parts)
        new = sum(walk.own.fresh(part).records for part in parts)
        walk.read += records
        walk.failed = len(self.failed)
        if walk.page == 1:
            self._judge_first(walk, records)
        elif new:
            # Behind a page that was not full there is nothing, unless its size is not ours.
            manner.paging = Paging.OBEYED if walk.all_full else Paging.OWN_SIZE
        if new and not failed:
            walk.several.append((walk.page, walk.size, _numbers(parts)))
            del walk.several[_PAGES_ASKED_TWICE:-1]
        walk.repeats = 0 if new or failed else walk.repeats + 1
        if self.stuck is not None or walk.ended or (not records and not failed):
            walk.ended = True
        elif walk.repeats >= _REPEATS_THAT_END:
            walk.ended = True
            if walk.page == 1 + _REPEATS_THAT_END:  # so every page was the first
                manner.paging, manner.tried_pages = Paging.NONE, True
                self.cut = len(walk.own.numbers) >= manner.most_at_once
        elif walk.page >= self._bounds.pages or walk.read >= self._bounds.records:
            walk.ended = True
            self._leave(walk)
        else:
            walk.all_full = walk.all_full and (failed or records == walk.size)
            walk.go_on(manner)

    def _judge_first(self, walk: "_Walk", records: int) -> None:
        """A first page may be all there is, or all that a city without pages gives at once."""
        manner = self._manner
        if manner.paging is Paging.NONE:
            full = records >= manner.most_at_once
            walk.ended = not full or manner.tried_pages or not manner.can_page
            self.cut = full and walk.ended
        elif self.failed and not records and walk.size > 1 and manner.paging is Paging.UNKNOWN:
            # Only the bad record exists, or the size is ignored and every part was the same whole answer.
            self.stuck = CityAnswerError(self.failed[-1].reason)
            self.failed.clear()

    def _size(self) -> int:
        return self._manner.largest if self._manner.paging is Paging.NONE else self._manner.size

    def _read(self, page: int, size: int) -> Iterator[RequestPage]:
        if self._cancelled():
            raise CancelledError
        try:
            found = self._city.requests(self._window, page, size, by_update=self._by_update)
        except CityError as error:
            if _is_not_found(error):
                yield from self._not_found(page, size, error)
                return
            if not self._may_be_the_page(error, size):
                raise
            yield from self._less(page, size, error)
        else:
            self._strikes.over()
            self._manner.took(found.seconds, full=found.records >= size)
            if found.records > size and self._manner.paging is not Paging.NONE:
                self._manner.paging = Paging.OWN_SIZE
            yield found

    def _not_found(self, page: int, size: int, error: CityError) -> Iterator[RequestPage]:
        """What a 404 leaves of a page: nothing, as some cities say that there are no more.

        Behind a page that was not full there are none. Else it may as well be a fault: the page's first two
        records are asked for alone (of a city with pages of its own size, the page once more), and where one
        comes, the page again, and in parts. Where none does, the end is ``doubted``.
        """
        if page > 1 and not self._behind_full:
            yield RequestPage(())
            return
        alone = [(page, size)] if self._has_own_size() else [((page - 1) * size + each, 1) for each in (1, 2)]
        answers = [self._again(*each) for each in alone]
        if not any(each is None or each.records for each in answers):
            if page == 1 and not self._answered:
                raise error
            self.doubted = self.doubted or all(each is _NOT_FOUND for each in answers)
            yield RequestPage(())
            return
        again = self._again(page, size)
        if again is not None and again.records:
            self._strikes.over()
            yield again
            return
        yield from self._less(page, size, error)
        if self.doubted:  # a list that ends in this page would have shown what it holds
            self.doubted = False
            self.failed.append(FailedPage(self._window, self._by_update, page, size, error.happened))

    def _again(self, page: int, size: int) -> RequestPage | None:
        """What a question gets now: an empty page for a 404, None where what is there cannot be read."""
        try:
            return self._city.requests(self._window, page, size, by_update=self._by_update)
        except CityError as error:
            if _is_not_found(error):
                return _NOT_FOUND
            if not self._may_be_the_page(error, size + 1):
                raise
            return None

    def _may_be_the_page(self, error: CityError, size: int) -> bool:
        """Whether asking for less may bring more: not where the connection broke, or the city says no."""
        if isinstance(error, CitySlowError):
            self._strikes.slow += 1
            self._manner.too_much()
            return size > 1 and self._strikes.slow < _SLOW_IN_A_ROW
        if isinstance(error, CityTooMuchError):
            self._manner.too_much()
        if isinstance(error, CityRefusedError):
            return error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and error.retry_after is None
        return isinstance(error, CityAnswerError)

    def _less(self, page: int, size: int, error: CityError) -> Iterator[RequestPage]:
        """A page that failed, asked for in parts; page p of size s is pages (p-1)k+1 to pk of size s/k."""
        self._strikes.failures += 1
        if self._strikes.failures > _GIVE_UP_AFTER:
            raise error
        if self._manner.paging in {Paging.NONE, Paging.OWN_SIZE}:
            self.stuck = error
            return
        if size == 1:
            self.failed.append(FailedPage(self._window, self._by_update, page, size, error.happened))
            return
        parts = next(factors(size))
        for part in range((page - 1) * parts + 1, page * parts + 1):
            yield from self._read(part, size // parts)
            if self._has_own_size():  # so its parts were other pages than we meant
                self.stuck = error
                return

    def _has_own_size(self) -> bool:
        return self._manner.paging is Paging.OWN_SIZE

    def _leave(self, walk: "_Walk") -> None:
        reason = text("The list goes on without an end: left after {records:,} records.", records=walk.read)
        self.failed.append(FailedPage(self._window, self._by_update, walk.page, walk.size, reason))

    def _moved(self, pages: list[_Page]) -> bool:
        if self.failed or self.stuck is not None or self.cut or self.doubted or len(pages) == 1:
            return False
        if len(pages) > _PAGES_ASKED_TWICE:
            pages = [pages[0], pages[-1]]
        return any(_numbers(list(self._read(page, size))) != numbers for page, size, numbers in pages)


@dataclass(slots=True)
class _Walk:
    """One way through the pages, as far as it came; ``several``: the first with news, and the last."""

    size: int
    page: int = 1
    repeats: int = 0
    read: int = 0
    failed: int = 0
    all_full: bool = True
    ended: bool = False
    several: list[_Page] = field(default_factory=list)
    own: Seen = field(default_factory=Seen)

    def go_on(self, manner: Manner) -> None:
        """To the next page, in the size that is best by now where its pages begin at the same record."""
        done = self.page * self.size
        if self.all_full and manner.paging in {Paging.UNKNOWN, Paging.OBEYED} and done % manner.size == 0:
            self.page, self.size = done // manner.size + 1, manner.size
        else:
            self.page += 1


def _is_not_found(error: CityError) -> bool:
    return isinstance(error, CityRefusedError) and error.status == HTTPStatus.NOT_FOUND


def _numbers(parts: list[RequestPage]) -> frozenset[str]:
    return frozenset(each.number for part in parts for each in part.requests)

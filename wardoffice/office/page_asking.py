"""Asks for one page of a window, in parts where it fails, and says in one value what came of it (P2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

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
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.office.reading_manner import Manner, factors
from wardoffice.store.city_books import FailedPage

_GIVE_UP_AFTER = 12
_SLOW_IN_A_ROW = 3

_NOT_FOUND = RequestPage(())


@dataclass(slots=True)
class Strikes:
    """Failures in a row over all windows of one reading; a city that fails at everything is down."""

    failures: int = 0
    slow: int = 0

    def over(self) -> None:
        """Something could be read."""
        self.failures = self.slow = 0


@dataclass(frozen=True, slots=True)
class PageRead:
    """What came of asking for one page.

    ``parts`` are the answers that hold it, ``failed`` what of it cannot be read. ``stuck`` is the error of a
    page that failed and cannot be asked for in smaller ones; ``doubted`` says that a 404 stood where the list
    may end, and where there may be more.
    """

    parts: tuple[RequestPage, ...] = ()
    failed: tuple[FailedPage, ...] = ()
    stuck: CityError | None = None
    doubted: bool = False

    @property
    def records(self) -> int:
        """How many records it held."""
        return sum(part.records for part in self.parts)

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers of those that could be used."""
        return frozenset(each.number for part in self.parts for each in part.requests)


class PageAsker:
    """Asks one endpoint for pages of one window; ``answered`` as in :class:`PageReader`.

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
        strikes: Strikes,
        answered: bool,
    ) -> None:
        self._city = city
        self._window = window
        self._by_update = by_update
        self._cancelled = cancelled
        self._manner = manner
        self._strikes = strikes
        self._answered = answered

    @property
    def has_own_size(self) -> bool:
        """Whether the city's pages have another size than the one asked for."""
        return self._manner.paging is Paging.OWN_SIZE

    def read(self, page: int, size: int, *, behind_full: bool) -> PageRead:
        """What came of a page; ``behind_full`` where all pages before it were full."""
        if self._cancelled():
            raise CancelledError
        try:
            found = self._ask(page, size)
        except CityError as error:
            if _is_not_found(error):
                return self._not_found(page, size, error, behind_full=behind_full)
            if not self._may_be_the_page(error, size):
                raise
            return self._in_parts(page, size, error, behind_full=behind_full)
        self._strikes.over()
        self._manner.took(found.seconds, full=found.records >= size)
        if found.records > size and self._manner.paging is not Paging.NONE:
            self._manner.paging = Paging.OWN_SIZE
        return PageRead((found,))

    def again(self, page: int, size: int) -> RequestPage | None:
        """What a question gets now: an empty page for a 404, None where what is there cannot be read."""
        try:
            return self._ask(page, size)
        except CityError as error:
            if _is_not_found(error):
                return _NOT_FOUND
            if not self._may_be_the_page(error, size + 1):
                raise
            return None

    def failure(self, page: int, size: int, reason: str) -> FailedPage:
        """A page of this window that could not be read."""
        return FailedPage(self._window, self._by_update, page, size, reason)

    def _ask(self, page: int, size: int) -> RequestPage:
        return self._city.requests(self._window, page, size, by_update=self._by_update)

    def _not_found(self, page: int, size: int, error: CityError, *, behind_full: bool) -> PageRead:
        """What a 404 leaves of a page: nothing, as some cities say that there are no more.

        Behind a page that was not full there are none. Else it may as well be a fault: the page's first two
        records are asked for alone (of a city with pages of its own size, the page once more), and where one
        comes, the page again, and in parts. Where none does, the end is doubted.
        """
        if page > 1 and not behind_full:
            return PageRead()
        alone = [(page, size)] if self.has_own_size else [((page - 1) * size + each, 1) for each in (1, 2)]
        answers = [self.again(*each) for each in alone]
        if not any(each is None or each.records for each in answers):
            if page == 1 and not self._answered:
                raise error
            return PageRead(doubted=all(each is _NOT_FOUND for each in answers))
        again = self.again(page, size)
        if again is not None and again.records:
            self._strikes.over()
            return PageRead((again,))
        parts = self._in_parts(page, size, error, behind_full=behind_full)
        if not parts.doubted:
            return parts
        # A list that ends in this page would have shown what it holds.
        return replace(parts, doubted=False, failed=(*parts.failed, self.failure(page, size, error.happened)))

    def _in_parts(self, page: int, size: int, error: CityError, *, behind_full: bool) -> PageRead:
        """A page that failed, asked for in parts; page p of size s is pages (p-1)k+1 to pk of size s/k."""
        self._strikes.failures += 1
        if self._strikes.failures > _GIVE_UP_AFTER:
            raise error
        if self._manner.paging in {Paging.NONE, Paging.OWN_SIZE}:
            return PageRead(stuck=error)
        if size == 1:
            return PageRead(failed=(self.failure(page, size, error.happened),))
        count = next(factors(size))
        read: list[PageRead] = []
        for part in range((page - 1) * count + 1, page * count + 1):
            read.append(self.read(part, size // count, behind_full=behind_full))
            if self.has_own_size:  # so its parts were other pages than we meant
                return _joined(read, error)
        return _joined(read)

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


def _joined(read: Sequence[PageRead], stuck: CityError | None = None) -> PageRead:
    """What came of the parts of a page, as one."""
    return PageRead(
        tuple(part for each in read for part in each.parts),
        tuple(failed for each in read for failed in each.failed),
        stuck or next((each.stuck for each in read if each.stuck is not None), None),
        any(each.doubted for each in read),
    )


def _is_not_found(error: CityError) -> bool:
    return isinstance(error, CityRefusedError) and error.status == HTTPStatus.NOT_FOUND

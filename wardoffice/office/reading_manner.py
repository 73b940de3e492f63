"""How an endpoint is asked in one reading: as earlier readings found best, and changed by what comes.

A page that comes slowly is halved for the next questions, several that come quickly double it, never beyond
what the city gives at once (Chicago's endpoint times out at 200 records some days and gives 500 on others).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from wardoffice.domain.books import CityFindings, Paging
from wardoffice.domain.ports import City

_SLOW_SECONDS = 10.0
_QUICK_SECONDS = 2.0
_QUICK_ONES = 3
_SHORTEST_SPAN = timedelta(minutes=1)
_LEAST_LIMIT = 25
"""No city gives fewer records at once: 50 is the smallest limit told of (GeoReport's own is 1,000)."""


class Manner:
    """The page size, what becomes of ``page``, and the window to ask for where there are no pages.

    An answer of fewer than ``most_at_once`` records is surely whole where there are no pages; ``tried_pages``
    says that pages were tried in this reading.
    """

    def __init__(self, city: City, found: CityFindings) -> None:
        self.largest = city.max_page_size
        self.size = min(found.page_size or city.page_size, self.largest)
        self.paging = found.paging if city.has_pages else Paging.NONE
        self.can_page = city.has_pages
        self.tried_pages = False
        least = min(_LEAST_LIMIT, self.largest) if city.has_pages else self.largest
        self.most_at_once = max(found.most_at_once, least)
        self.longest_span = timedelta(days=city.max_span_days)
        self.span = min(timedelta(days=found.span_days) or self.longest_span, self.longest_span)
        self._quick = 0
        self._too_large = self.largest + 1

    def found(self, before: CityFindings) -> CityFindings:
        """What was found out, for the next reading."""
        return replace(
            before,
            page_size=self.size,
            paging=self.paging,
            most_at_once=self.most_at_once if self.paging is Paging.NONE else 0,
            span_days=self.span / timedelta(days=1) if self.paging is Paging.NONE else 0.0,
        )

    def too_much(self) -> None:
        """An answer did not come whole: ask for less from here on."""
        self._quick = 0
        self._too_large = min(self._too_large, self.size)
        self.size = smaller(self.size)

    def took(self, seconds: float, *, full: bool) -> None:
        """A page came after so many seconds; one that is not ``full`` says nothing of larger ones."""
        if seconds > _SLOW_SECONDS:
            self.too_much()
        elif full and seconds < _QUICK_SECONDS:
            self._quick += 1
            if self._quick >= _QUICK_ONES:
                self._quick = 0
                larger = min(self.size * 2, self.largest)
                self.size = larger if larger < self._too_large else self.size
        elif full:
            self._quick = 0

    def halve_span(self, span: timedelta) -> None:
        """A window of this length held more than came at once."""
        self.span = max(_SHORTEST_SPAN, min(self.span, span / 2))

    def grow_span(self, records: int) -> None:
        """A window of ``span`` held so few that one twice as long will come whole."""
        if records * 4 < self.most_at_once:
            self.span = min(self.span * 2, self.longest_span)


def smaller(size: int) -> int:
    """The next smaller page size whose pages lie within the pages of ``size``; 1 stays 1."""
    return size // next(factor for factor in factors(size)) if size > 1 else 1


def factors(size: int) -> Iterator[int]:
    """Numbers of parts a page can be cut into so that the parts are pages themselves, the smallest first."""
    return (factor for factor in (2, 3, 5, 7, size) if size % factor == 0)

"""Reads the pages of a window in order until the empty one, and says in one value how its list ended (P2)."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import count as count_from
from itertools import pairwise

from wardoffice.domain.books import Paging
from wardoffice.domain.errors import CityAnswerError, CityError
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import Refusal, RequestPage, Window
from wardoffice.language import text
from wardoffice.office.page_asking import PageAsker, PageRead, Strikes
from wardoffice.office.reading_manner import Manner
from wardoffice.store.city_books import FailedPage

_REPEATS_THAT_END = 2
_READINGS_OF_A_MOVING_LIST = 3
_PAGES_ASKED_TWICE = 8
_PAUSE = timedelta(seconds=4)  # windows are asked for in whole seconds

_Page = tuple[int, int, frozenset[str]]
"""A page, its size, and the numbers it held."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a list that never ends is left: after so many records or pages of one window."""

    records: int = 1_000_000
    pages: int = 20_000


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


class Ending(Enum):
    """How the list of a window ended."""

    TOLD = auto()
    """As the city says, but for what failed."""
    CUT = auto()
    """The city may hold more than came."""
    STUCK = auto()
    """At a page that failed and cannot be asked for in smaller ones."""
    DOUBTED = auto()
    """With a 404, where there may be more; nothing failed."""


@dataclass(frozen=True, slots=True)
class ListRead:
    """What came of reading a window.

    ``numbers`` are all that came, ``times`` when they were asked for or changed; ``failed`` are its pages
    that cannot be read, and ``reason`` is why it is stuck, "" where it is not.
    """

    ending: Ending
    numbers: frozenset[str]
    times: frozenset[datetime]
    failed: tuple[FailedPage, ...] = ()
    reason: str = ""

    @property
    def must_be_cut_in_time(self) -> bool:
        """Whether only shorter windows can bring more."""
        return self.ending in {Ending.CUT, Ending.STUCK}

    @property
    def is_unread(self) -> bool:
        """Whether some of what the city would tell could not be read."""
        return self.ending is Ending.STUCK or bool(self.failed)

    def widest_pause(self) -> datetime | None:
        """A moment in the longest time between two records that came, if there is one to speak of."""
        if len(self.times) < 2:  # noqa: PLR2004 - before and behind it
            return None
        before, after = max(pairwise(sorted(self.times)), key=lambda pair: pair[1] - pair[0])
        return before + (after - before) / 2 if after - before >= _PAUSE else None


class PageReader:
    """The pages of one window of one endpoint, asked once in order until the empty one.

    Use it through ``WindowReader``, which cuts windows in time where pages do not help. ``answered`` says
    that the city answered for a time that holds this window: then a 404 is no wrong address. It raises what
    :class:`PageAsker` raises.
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
        self._by_update = by_update
        self._manner = manner
        self._seen = seen or Seen()
        self._bounds = bounds or Bounds()
        self._asker = PageAsker(
            city,
            window,
            cancelled,
            by_update=by_update,
            manner=manner,
            strikes=strikes or Strikes(),
            answered=answered,
        )

    def pages(self) -> Generator[RequestPage, None, ListRead]:
        """Every page that can be read, cut to records not seen before; returns how the list ended.

        A list that moves while it is read may slip a record past the reader, from a page not yet read to one
        that was: the pages of a short list are asked for twice, of a long one the first and the last, and
        when one of them changed meanwhile, all are read again.
        """
        so_far = _SoFar()
        for _ in range(_READINGS_OF_A_MOVING_LIST):
            walk = _Walk(self._manner.largest if self._manner.paging is Paging.NONE else self._manner.size)
            while not walk.ended:
                read = self._asker.read(walk.page, walk.size, behind_full=walk.all_full)
                so_far.meet(read, by_update=self._by_update)
                yield from self._fresh(read)
                so_far.book(self._judge(walk, read), cut=walk.cut)
            if not so_far.may_have_moved or not self._moved(walk, so_far):
                break
        return so_far.outcome()

    def ends_in_a_page_that_is_not_full(self, whole: ListRead) -> bool:
        """Whether the list ends where it did, asked for in pages of a size that does not divide it."""
        count = len(whole.numbers)
        size = next(size for size in count_from(2) if count % size)
        if size > self._manner.largest or self._asker.has_own_size:
            return False
        last = self._asker.again(count // size + 1, size)
        return last is not None and last.records == count % size

    def _fresh(self, read: PageRead) -> Iterator[RequestPage]:
        return (part for part in map(self._seen.fresh, read.parts) if part.records or part.repairs)

    def _judge(self, walk: "_Walk", read: PageRead) -> PageRead:
        """What a page says of how the city counts pages, and where to go on; what it is now known to be."""
        manner = self._manner
        new = sum(walk.own.fresh(part).records for part in read.parts)
        walk.read += read.records
        if walk.page == 1:
            read = self._judge_first(walk, read)
        elif new:
            # Behind a page that was not full there is nothing, unless its size is not ours.
            manner.paging = Paging.OBEYED if walk.all_full else Paging.OWN_SIZE
        if new and not read.failed:
            walk.several.append((walk.page, walk.size, read.numbers))
            del walk.several[_PAGES_ASKED_TWICE:-1]
        walk.repeats = 0 if new or read.failed else walk.repeats + 1
        if read.stuck is not None or walk.ended or (not read.records and not read.failed):
            walk.ended = True
        elif walk.repeats >= _REPEATS_THAT_END:
            walk.ended = True
            if walk.page == 1 + _REPEATS_THAT_END:  # so every page was the first
                manner.paging, manner.tried_pages = Paging.NONE, True
                walk.cut = len(walk.own.numbers) >= manner.most_at_once
        elif walk.page >= self._bounds.pages or walk.read >= self._bounds.records:
            walk.ended = True
            reason = text(
                "The list goes on without an end: left after {records:,} records.", records=walk.read
            )
            read = replace(read, failed=(*read.failed, self._asker.failure(walk.page, walk.size, reason)))
        else:
            walk.all_full = walk.all_full and (bool(read.failed) or read.records == walk.size)
            walk.go_on(manner)
        return read

    def _judge_first(self, walk: "_Walk", read: PageRead) -> PageRead:
        """A first page may be all there is, or all that a city without pages gives at once."""
        manner = self._manner
        if manner.paging is Paging.NONE:
            full = read.records >= manner.most_at_once
            walk.ended = not full or manner.tried_pages or not manner.can_page
            walk.cut = full and walk.ended
        elif read.failed and not read.records and walk.size > 1 and manner.paging is Paging.UNKNOWN:
            # Only the bad record exists, or the size is ignored and every part was the same whole answer.
            return replace(read, stuck=CityAnswerError(read.failed[-1].reason), failed=())
        return read

    def _moved(self, walk: "_Walk", so_far: "_SoFar") -> bool:
        """Whether pages that were read hold other records by now."""
        pages = walk.several
        if len(pages) == 1:
            return False
        if len(pages) > _PAGES_ASKED_TWICE:
            pages = [pages[0], pages[-1]]
        for page, size, numbers in pages:
            again = self._asker.read(page, size, behind_full=walk.all_full)
            so_far.book(again, cut=False)
            if again.numbers != numbers:
                return again.stuck is None
        return False


@dataclass(slots=True)
class _SoFar:
    """What a reading gathered, until its list has ended."""

    numbers: set[str] = field(default_factory=set)
    times: set[datetime] = field(default_factory=set)
    failed: list[FailedPage] = field(default_factory=list)
    stuck: CityError | None = None
    cut: bool = False
    doubted: bool = False

    def meet(self, read: PageRead, *, by_update: bool) -> None:
        """Remember what came, and when it was asked for or changed."""
        for each in (each for part in read.parts for each in part.requests):
            self.numbers.add(each.number)
            if at := each.updated_at if by_update else each.requested_at:
                self.times.add(at)

    def book(self, read: PageRead, *, cut: bool) -> None:
        """Remember what became of a page."""
        self.failed += read.failed
        self.stuck = read.stuck or self.stuck
        self.doubted = self.doubted or read.doubted
        self.cut = cut

    @property
    def may_have_moved(self) -> bool:
        """Whether all was read, so that only a list that moves can have hidden something."""
        return not (self.failed or self.stuck is not None or self.cut or self.doubted)

    def outcome(self) -> ListRead:
        """How it ended."""
        if self.stuck is not None:
            ending = Ending.STUCK
        elif self.cut:
            ending = Ending.CUT
        else:
            ending = Ending.DOUBTED if self.doubted and not self.failed else Ending.TOLD
        reason = self.stuck.happened if self.stuck is not None else ""
        return ListRead(ending, frozenset(self.numbers), frozenset(self.times), tuple(self.failed), reason)


@dataclass(slots=True)
class _Walk:
    """One way through the pages, as far as it came; ``several``: the first with news, and the last."""

    size: int
    page: int = 1
    repeats: int = 0
    read: int = 0
    all_full: bool = True
    ended: bool = False
    cut: bool = False
    several: list[_Page] = field(default_factory=list)
    own: Seen = field(default_factory=Seen)

    def go_on(self, manner: Manner) -> None:
        """To the next page, in the size that is best by now where its pages begin at the same record."""
        done = self.page * self.size
        if self.all_full and manner.paging in {Paging.UNKNOWN, Paging.OBEYED} and done % manner.size == 0:
            self.page, self.size = done // manner.size + 1, manner.size
        else:
            self.page += 1

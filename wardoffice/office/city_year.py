"""Reads the year before the first sync in the background: once, newest first, piece by piece.

The ward's own year comes from the city's portal where there is one that answers, else all the city's requests
from its 311 system. Then 311 is asked, by number, for what the portal calls open and is older than the feed
is read. Each piece moves the year's own cursor when it is filed, so that the reading goes on where it was
stopped or killed (P3). Once it is done nothing is asked again, but for parts that failed and, once a day, for
what changed on the portal since.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import CityError, CityRefusedError, LeaseHeldError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.service_requests import Window
from wardoffice.domain.year import YearSource, YearState, YearStep
from wardoffice.office.feed_reading import FIRST_DAYS
from wardoffice.office.year_reading import AskByNumber, FeedYear, PieceRead, PortalYear, YearReader
from wardoffice.office.year_words import YearTelling
from wardoffice.store.city_books import read_so_far
from wardoffice.store.city_findings import read_findings
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.portal_records import note_asked, open_and_not_asked
from wardoffice.store.source_reading import freshness
from wardoffice.store.store import Store
from wardoffice.store.year_record import read_year, write_year, year_gaps

DAYS = 365
_GIVE_UP_AFTER = 3
_AGAIN_AFTER = timedelta(days=1)
_OVERLAP = timedelta(days=2)


class CityYear:
    """The year of one ward; ``portal`` and ``asking`` are None where the city has no such thing."""

    def __init__(
        self,
        store: Store,
        key: str,
        ward: int,
        *,
        portal: PortalYear | None,
        feed: FeedYear,
        asking: AskByNumber | None,
        telling: YearTelling,
    ) -> None:
        self._store = store
        self._key = key
        self._ward = ward
        self._portal = portal
        self._feed = feed
        self._asking = asking
        self.telling = telling
        """Says a state in words."""

    def state(self, actor: Actor) -> YearState:
        """How far it is."""
        require(actor, Doing.LOOK)
        return self._read()

    def due(self, actor: Actor) -> bool:
        """Whether there is anything to read: never before the feed was read to its end once."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            if read_so_far(session, self._key).swept_at is None:
                return False
            later = read_findings(session, self._key).ask_from
        state = self._read()
        from_portal = state.source is YearSource.PORTAL or (state.source is None and self._portal is not None)
        if not (from_portal and state.step is not YearStep.ASKING) and later and later > self._store.now():
            return False  # the 311 system asked us to stay away until then
        return state.step is not YearStep.DONE or self._again_due(state)

    def advance(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> YearState:
        """Read the next piece, if there is any; ``progress`` counts its records.

        Trouble of the city or the portal is remembered in the state. Raises LeaseHeldError where another
        program reads the year right now, and CancelledError.
        """
        require(actor, Doing.SYNC)
        if not self.due(actor):
            return self._read()
        with lease(self._store, f"311 {self._key} year") as held:
            state = self._begun(self._read())
            try:
                state = self._next(state, held, progress, cancelled)
            except CityError as error:
                state = self._failed(state, error)
            with self._store.writing() as session:
                held.beat(session)
                write_year(session, self._key, self._ward, state, self._store.now())
        return self._read()

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> YearState:
        """Read all that is left; ends early where a source fails again and again.

        Where another program reads it right now this one leaves it at that. Raises CancelledError.
        """
        so_far = 0

        def count(done: int, _total: int | None) -> None:
            progress(so_far + done, None)

        state = self._read()
        records = state.records
        try:
            state = self.advance(actor, count, cancelled)
            before: YearState | None = None
            while state != before and state.failures < _GIVE_UP_AFTER and self.due(actor):
                so_far = state.records - records
                before, state = state, self.advance(actor, count, cancelled)
        except LeaseHeldError:
            return self._read()
        return state

    def _read(self) -> YearState:
        with self._store.reading() as session:
            return read_year(session, self._key, self._ward)

    def _begun(self, state: YearState) -> YearState:
        if state.step is not YearStep.NOT_BEGUN:
            return state
        now = self._store.now()
        source = YearSource.PORTAL if self._portal is not None else YearSource.CITY
        # The feed itself has read its first days; the portal's word on them is the second source.
        back_to = now if source is YearSource.PORTAL else now - timedelta(days=FIRST_DAYS)
        start = now - timedelta(days=DAYS)
        return replace(
            state, step=YearStep.WINDOWS, source=source, begun_at=now, start=start, back_to=back_to
        )

    def _next(self, state: YearState, held: HeldLease, progress: Progress, cancelled: Cancelled) -> YearState:
        match state.step:
            case YearStep.WINDOWS:
                return self._read_piece(state, held, progress, cancelled)
            case YearStep.ASKING:
                return self._ask(state, held, cancelled)
            case _:
                return self._read_again(state, held, progress, cancelled)

    def _read_piece(
        self, state: YearState, held: HeldLease, progress: Progress, cancelled: Cancelled
    ) -> YearState:
        reader = self._reader(state)
        start, back_to = _known(state.start), _known(state.back_to)
        piece = reader.piece_before(back_to)
        piece = Window(max(piece.start, start), piece.end)
        state = _counted(state, reader.read(piece, held, progress, cancelled))
        if piece.start > start:
            return replace(state, back_to=piece.start)
        return replace(state, back_to=start, step=YearStep.ASKING, fresh_at=self._store.now())

    def _reader(self, state: YearState) -> YearReader:
        if state.source is YearSource.PORTAL and self._portal is not None:
            return self._portal
        return self._feed

    def _ask(self, state: YearState, held: HeldLease, cancelled: Cancelled) -> YearState:
        numbers: tuple[str, ...] = ()
        now = self._store.now()
        if self._asking is not None:
            before = now - timedelta(days=FIRST_DAYS)
            with self._store.reading() as session:
                numbers = open_and_not_asked(session, self._key, before, self._asking.at_once)
        if self._asking is None or not numbers:
            return replace(state, step=YearStep.DONE, done_at=now, failures=0, trouble="")
        answered = self._asking.ask(numbers, held, cancelled)
        with self._store.writing() as session:
            held.beat(session)
            note_asked(session, self._key, numbers, self._store.now())
        return replace(
            state,
            asked=state.asked + len(numbers),
            answered=state.answered + answered,
            failures=0,
            trouble="",
        )

    def _again_due(self, state: YearState) -> bool:
        due = state.fresh_at is None or self._store.now() - state.fresh_at >= _AGAIN_AFTER
        return due and (state.gaps > 0 or state.source is YearSource.PORTAL)

    def _read_again(
        self, state: YearState, held: HeldLease, progress: Progress, cancelled: Cancelled
    ) -> YearState:
        now = self._store.now()
        with self._store.reading() as session:
            gaps = year_gaps(session, self._key)
            newest = freshness(session, self._key).portal_newest
        for gap in gaps:
            self._feed.read(gap, held, progress, cancelled)
        if state.source is YearSource.PORTAL and self._portal is not None:
            # A portal that dated nothing, or all of it ahead, has not said how far it has told.
            since = newest - _OVERLAP if newest is not None else _known(state.start)
            self._portal.read_changed(Window(since, now), held, progress, cancelled)
        return replace(state, fresh_at=now, failures=0, trouble="")

    def _failed(self, state: YearState, error: CityError) -> YearState:
        """After three failures in a row a portal is given up for the feed, all else until later.

        Being asked to stay away for a while is no failure.
        """
        waiting = isinstance(error, CityRefusedError) and error.retry_after is not None
        state = replace(state, failures=state.failures + (not waiting), trouble=str(error))
        if state.failures < _GIVE_UP_AFTER:
            return state
        match state.step:
            case YearStep.WINDOWS if state.source is YearSource.PORTAL:
                listed = _known(state.begun_at) - timedelta(days=FIRST_DAYS)
                back_to = min(_known(state.back_to), listed)
                return replace(state, source=YearSource.CITY, back_to=back_to, failures=0)
            case YearStep.DONE:
                return replace(state, fresh_at=self._store.now())
            case _:
                return state


def _counted(state: YearState, read: PieceRead) -> YearState:
    return replace(
        state,
        records=state.records + read.records,
        new=state.new + read.new,
        left_out=Counter(state.left_out) + Counter(read.left_out),
        failures=0,
        trouble="",
    )


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("a year that has begun says from when to when")
    return moment

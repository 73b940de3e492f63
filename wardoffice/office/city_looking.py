"""Looks in 311 for a request of which no answer came, and joins a number to a record that is here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, CityError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.likely_ours import Traces, may_be_one
from wardoffice.domain.polling import next_asking
from wardoffice.domain.ports import CityDesk
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.language import text
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.office.sent_report import SentReport
from wardoffice.store.city_joining import join_own_record, own_records
from wardoffice.store.leases import HeldLease
from wardoffice.store.outbox import Outgoing, note_asking, record_of
from wardoffice.store.store import Store

_BEFORE = timedelta(minutes=10)
_AHEAD = timedelta(days=1)
"""A city whose clock is fast makes requests after our now; what lies near by place and type is enough."""
_SENDER = Actor.program("311")


class CityLooking:
    """Finds in one city's feed what the office sent; ``normalise`` makes addresses comparable."""

    def __init__(
        self,
        store: Store,
        key: str,
        filing: CityFiling,
        zone: ZoneInfo,
        normalise: Callable[[str], str],
    ) -> None:
        self._store = store
        self._key = key
        self._filing = filing
        self._zone = zone
        self._normalise = normalise

    def look(self, held: HeldLease | None, desk: CityDesk, each: Outgoing, report: SentReport) -> bool:
        """Read what was made of this type since it was sent, and file what lies there; whether it was found.

        What lies within 30 m, or without a point at the same address, is filed by the four rules, which finds
        the submission again ("probably ours").
        Trouble with the city is said and looked past, and does not count as having looked: only when all of
        it was read may a person send it once more. Raises CancelledError.
        """
        now = self._store.now()
        since = (each.sent_at or now) - _BEFORE
        try:
            pages = desk.like(each.service_code, Window(since, now + _AHEAD), whole=True)
        except CancelledError:
            raise
        except CityError as trouble:
            self._note(held, each, text("Could not look in 311: {why}", why=trouble.happened))
            return False
        tally = Tally()
        for page in pages:
            self._filing.file(self._likely(page, each), tally, held)
        with self._store.reading() as session:
            found = record_of(session, each.submission_id)
        if found:
            report.add(Changes(frozenset({each.case_id})), numbers=0)
            return True
        self._note(held, each, self._not_there(each, since, now), looked_at=now)
        report.add(Changes(frozenset({each.case_id})))
        return False

    def join(self, number: str, report: SentReport) -> None:
        """Put the record with this number, where it is here, under the case it was sent for."""
        with self._store.reading() as session:
            pairs = own_records(session, self._key, number)
        for pair in pairs:
            with self._store.unit_of_work(_SENDER, ActionKind.MERGE) as work:
                join_own_record(work, pair)
            report.add(work.changes)

    def _note(
        self, held: HeldLease | None, each: Outgoing, looked: str, looked_at: datetime | None = None
    ) -> None:
        with self._store.writing() as session:
            if held is not None:
                held.beat(session)
            at = next_asking(each.polls + 1, self._store.now(), each.poll_until)
            note_asking(session, each.submission_id, next_at=at, looked=looked, looked_at=looked_at)

    def _not_there(self, each: Outgoing, since: datetime, now: datetime) -> str:
        if each.traces.point is None:
            return text(
                "Looked in 311 at {now}: nothing of this type at this address was made since {since}.",
                now=self._clock(now),
                since=self._clock(since),
            )
        return text(
            "Looked in 311 at {now}: nothing of this type within 100 feet was made since {since}.",
            now=self._clock(now),
            since=self._clock(since),
        )

    def _likely(self, page: RequestPage, each: Outgoing) -> RequestPage:
        """Only what can be the one looked for: filing more would be a sync by the back door."""
        kept = tuple(
            told
            for told in page.requests
            if told.service_code == each.service_code
            and may_be_one(each.traces, Traces(told.point, self._normalise(told.address), told.description))
        )
        return RequestPage(kept, (), {}, len(kept))

    def _clock(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%b} {local.day}, {int(f'{local:%I}')}:{local:%M %p}"

"""What the city closed in a span of time, by what the closing meant; the list behind each count (P7)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.closing_counts import ClosedLine, ClosedSpan, ClosingCounts, ClosingPart
from wardoffice.store.closing_reading import count_closings, list_closings
from wardoffice.store.source_reading import freshness
from wardoffice.store.store import Store


class Closings:
    """Reads the closings of one city's requests; days are the city's own."""

    def __init__(self, store: Store, city: str, zone: ZoneInfo) -> None:
        self._store = store
        self._city = city
        self._zone = zone

    def days(self, first: date, last: date) -> ClosedSpan:
        """The span of these days of the city, both whole."""
        return ClosedSpan(self._midnight(first), self._midnight(last + timedelta(days=1)))

    def last_days(self, count: int) -> ClosedSpan:
        """Today and the days before it, ``count`` in all."""
        today = self.today()
        return self.days(today - timedelta(days=count - 1), today)

    def today(self) -> date:
        """The city's day."""
        return self._store.now().astimezone(self._zone).date()

    def counts(self, actor: Actor, span: ClosedSpan) -> ClosingCounts:
        """How many requests of the ward were closed in a span, by part, of those the actor may see."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            parts = count_closings(session, actor, self._city, span)
            return ClosingCounts(parts, freshness(session, self._city).city_read_at)

    def lines(self, actor: Actor, span: ClosedSpan, which: ClosingPart) -> tuple[ClosedLine, ...]:
        """The requests behind one of these counts, the one closed last first; at most 2,000."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return list_closings(session, actor, self._city, span, which)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)

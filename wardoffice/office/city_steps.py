"""Reads what happened to the city's requests where it is told apart from them (FixMyStreet's extension).

What is asked for follows the city's own newest step, with an overlap; steps are known by their number, so
that one read twice is kept once. An older step never overrides a newer word.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import RequestPage, Window
from wardoffice.store.city_steps import keep_steps
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.leases import HeldLease
from wardoffice.store.store import Store

OVERLAP = timedelta(hours=2)


class StepReading:
    """Reads the steps of one city; ``file`` files the requests that stand differently now."""

    def __init__(self, store: Store, key: str, file: Callable[[RequestPage], None]) -> None:
        self._store = store
        self._fact = f"steps of {key}"
        self._key = key
        self._file = file

    def run(self, city: City, held: HeldLease, cancelled: Cancelled) -> int:
        """Read every step since the last time; returns how many were new.

        Raises CityError, or CancelledError.
        """
        now, new = self._store.now(), 0
        with self._store.reading() as session:
            read_to = read_fact(session, self._fact).value.get("read_to", "")
        span = timedelta(days=city.max_span_days)
        begin = datetime.fromisoformat(read_to) - OVERLAP if read_to else now - span
        newest = read_to
        while begin < now:
            if cancelled():
                raise CancelledError
            end = min(begin + span, now)
            page = city.steps(Window(begin, end))
            with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
                held.beat(work.session)
                kept = keep_steps(work, self._key, page.updates)
            new += kept.new
            if kept.moved:
                self._file(RequestPage(kept.moved, records=len(kept.moved)))
            told = [each.at for each in page.updates if each.at is not None and each.at <= now]
            newest = max(newest, *(at.isoformat() for at in told)) if told else newest
            begin = end
        with self._store.writing() as session:
            held.beat(session)
            write_fact(session, self._fact, {"read_to": newest}, now)
        return new

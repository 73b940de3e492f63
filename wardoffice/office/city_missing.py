"""Asks the city about records that its list holds no longer, before they are flagged.

A list may be wrong for a day: only a record that the city does not know by its number either is flagged as
missing, and none is dropped. Few are asked about in a run, so that an endpoint that forgets everything is not
flooded with questions, nor every record flagged at once.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, CityAnswerError, CityRefusedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.ports import Cancelled, City
from wardoffice.domain.service_requests import RequestPage
from wardoffice.office.feed_reading import Gathered
from wardoffice.store.city_missing import asked_about, mark_missing, not_in_list, renumber
from wardoffice.store.leases import HeldLease
from wardoffice.store.store import Store

MOST_ASKED = 20
"""Questions about single records in one run."""

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_log = logging.getLogger(__name__)


class MissingCheck:
    """Asks one city, after all its days were read anew; ``file`` files what it tells of single records."""

    def __init__(self, store: Store, key: str, file: Callable[[RequestPage], None]) -> None:
        self._store = store
        self._key = key
        self._file = file

    def run(self, city: City, gathered: Gathered, held: HeldLease, cancelled: Cancelled) -> None:
        """Ask about what was not seen.

        Raises CancelledError, CityUnreachableError, or CityRefusedError where the city says no to us at all.
        """
        with self._store.reading() as session:
            unseen = not_in_list(session, self._key, gathered.whole, gathered.seen, MOST_ASKED)
        for number in unseen:
            if cancelled():
                raise CancelledError
            self._ask(city, number, held)

    def _ask(self, city: City, number: str, held: HeldLease) -> None:
        try:
            told = city.request(number)
        except CityRefusedError as refusal:
            if refusal.status in _GONE:
                with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
                    held.beat(work.session)
                    mark_missing(work, self._key, number)
            elif refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR or refusal.retry_after is not None:
                raise
            else:
                self._cannot_tell(number, refusal)
            return
        except CityAnswerError as error:
            self._cannot_tell(number, error)
            return
        with self._store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
            held.beat(work.session)
            if told.number != number:
                renumber(work, self._key, number, told.number)
        self._file(RequestPage((told,), records=1))
        with self._store.writing() as session:
            held.beat(session)
            asked_about(session, self._key, told.number, self._store.now())

    def _cannot_tell(self, number: str, error: Exception) -> None:
        """Neither there nor gone: it stays as it is, and is asked about again after the next sweep."""
        _log.info("The city could not be asked about %s: %s", number, error)

"""The city's list of services: what changed in it, and the questions it asks for each type.

Definitions are read in the background, a few at a time, long before anybody needs one to submit a request.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Protocol

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import CityAnswerError, CityRefusedError, CityUnreachableError
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_list import ServiceNews
from wardoffice.domain.service_requests import ServiceDefinition
from wardoffice.store.service_changes import count_changes, mark_seen, note_changes, service_changes
from wardoffice.store.service_definitions import keep_definition, note_untold, stale_definitions
from wardoffice.store.store import Store

_MOST = 500
_A_FEW = 5
_STALE = timedelta(days=7)


class Definitions(Protocol):
    """Where service definitions are asked for."""

    def definition(self, code: str) -> ServiceDefinition:
        """The questions of one service type; raises a CityError."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class ServiceList:
    """Keeps ``city``'s definitions fresh; ``connect`` opens its endpoint for one reading, None for none."""

    def __init__(self, store: Store, city: str, connect: Callable[[Cancelled], Definitions] | None) -> None:
        self._store = store
        self._city = city
        self._connect = connect

    def news(self, actor: Actor) -> ServiceNews:
        """What changed, at most the newest 500."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            counted, unseen = count_changes(session, self._city)
            return ServiceNews(service_changes(session, self._city, _MOST), counted, unseen)

    def mark_seen(self, actor: Actor, up_to: int) -> None:
        """The office has seen every change up to this one, by its id."""
        require(actor, Doing.TRIAGE)
        with self._store.writing() as session:
            mark_seen(session, self._city, up_to, self._store.now())

    def read_definitions(self, actor: Actor, cancelled: Cancelled) -> int:
        """Read a few definitions never read, or a week old; returns how many came. Raises CancelledError.

        One the city does not tell waits a week like the others. A city that does not answer is left alone.
        """
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            codes = stale_definitions(session, self._city, self._store.now(), _STALE, _A_FEW)
        if not codes or self._connect is None:
            return 0
        came = 0
        with closing(self._connect(cancelled)) as city:
            for code in codes:
                try:
                    told = city.definition(code)
                except CityUnreachableError:
                    return came
                except (CityRefusedError, CityAnswerError):
                    self._note_untold(code)
                    continue
                self._keep(code, told)
                came += 1
        return came

    def _keep(self, code: str, told: ServiceDefinition) -> None:
        now = self._store.now()
        # Under the code of the list: some cities leave it out of the definition, or write it otherwise.
        named = ServiceDefinition(code, told.attributes)
        with self._store.writing() as session:
            note_changes(session, self._city, keep_definition(session, self._city, named, now), now)

    def _note_untold(self, code: str) -> None:
        with self._store.writing() as session:
            note_untold(session, self._city, code, self._store.now())

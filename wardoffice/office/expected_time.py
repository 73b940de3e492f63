"""How long this type of request takes here: what a resident can be told while on the phone."""

from datetime import timedelta

from wardoffice.domain.actor import Actor
from wardoffice.domain.expected_time import ExpectedTime, expected_time
from wardoffice.store.durations import durations
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.visibility import may_see

SPAN = timedelta(days=365)


class ExpectedTimes:
    """Of the requests of ``city`` that this office has."""

    def __init__(self, store: Store, city: str) -> None:
        self._store = store
        self._city = city

    def for_case(self, actor: Actor, case_id: int) -> ExpectedTime | None:
        """For the type of a problem; None where it has none, or too few of it were closed to tell."""
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            code = case.service_code if case is not None and may_see(session, actor, case) else ""
            if not code:
                return None
            now = self._store.now()
            found = durations(session, self._city, code, now - SPAN, now)
        return expected_time(found.closed, found.still_open)

"""What 311 and the city's open-data portal say of the same requests, side by side."""

from datetime import datetime

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.portal import SideBySide
from wardoffice.store.casework import homes_of
from wardoffice.store.portal_records import portal_read_at, side_by_side
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.visibility import may_see


class TwoSources:
    """Reads both words on the requests of ``city``."""

    def __init__(self, store: Store, city: str) -> None:
        self._store = store
        self._city = city

    def of_case(self, actor: Actor, case_id: int) -> tuple[SideBySide, ...]:
        """Each request of the city under this problem; none where the actor may not see it."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            if case is None or case.withdrawn_at is not None or not may_see(session, actor, case):
                return ()
            return side_by_side(session, homes_of(session, case.root_id or case.id))

    def portal_read_at(self, actor: Actor) -> datetime | None:
        """When a word of the portal was last taken in (aware UTC), or None."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return portal_read_at(session, self._city)

"""What 311 and the city's open-data portal say of the same requests, side by side."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.portal import Difference, SideBySide, SourceCounts, SourceLine
from wardoffice.store.casework import homes_of
from wardoffice.store.source_reading import (
    count_differences,
    freshness,
    list_difference,
    read_span,
    records_in,
    sides_of,
)
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
            records = records_in(session, homes_of(session, case.root_id or case.id))
            return tuple(sides_of(session, read_span(session, self._city), records).values())

    def counts(self, actor: Actor) -> SourceCounts:
        """How many requests stand how, of those the actor may see."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            counted = count_differences(session, actor, self._city, read_span(session, self._city))
            return SourceCounts(counted, freshness(session, self._city))

    def lines(self, actor: Actor, which: Difference) -> tuple[SourceLine, ...]:
        """The requests behind one of the counts (P7), the newest first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return list_difference(session, actor, self._city, read_span(session, self._city), which)

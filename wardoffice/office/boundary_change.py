"""Places every problem anew once other boundaries are in force, and says what moved; no more happens (P5).

Boundaries change by an import, a download, or because the day came on which a map kept already begins. What
is in force is remembered, so that a change is found whichever way it came, also while the program was closed.
"""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.wards import NONE_MOVED, WardMoves
from wardoffice.office.boundaries import Boundaries
from wardoffice.store.case_wards import place_again, ward_moves
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.leases import lease
from wardoffice.store.store import Store

_FACT = "ward boundaries"


class BoundaryChange:
    """The job after a change; ``ward`` is ours, 0 while nobody said."""

    def __init__(self, store: Store, boundaries: Boundaries, ward: int) -> None:
        self._store = store
        self._boundaries = boundaries
        self._ward = ward

    def settle(self, actor: Actor, cancelled: Cancelled = lambda: False) -> WardMoves:
        """Place all anew if the boundaries are not those of the last time; what moved since is returned.

        Nothing is returned where nothing changed. Raises LeaseHeldError; stopped or killed in the middle, the
        next call begins again and ends the same.
        """
        require(actor, Doing.LOOK)
        version = self._boundaries.version()
        with self._store.reading() as session:
            if not version or read_fact(session, _FACT).value.get("version") == version:
                return NONE_MOVED
        with lease(self._store, _FACT) as held:
            after: int | None = 0
            while after is not None:
                if cancelled():
                    return NONE_MOVED
                with self._store.writing() as session:
                    held.beat(session)
                    after = place_again(session, after, self._boundaries.places_of)
            with self._store.writing() as session:
                held.beat(session)
                write_fact(session, _FACT, {"version": version}, self._store.now())
        return self.moves(actor)

    def moves(self, actor: Actor) -> WardMoves:
        """The open problems that new boundaries put into another ward and nobody dealt with yet."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return ward_moves(session, actor, self._ward)

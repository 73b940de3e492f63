"""All pairs that may be one problem, for the duplicate desk. Nothing is put together by it (P5)."""

from array import array
from collections.abc import Collection

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.duplicate_pairs import PairFound, PairView
from wardoffice.domain.places import metres_between
from wardoffice.office.case_pane import CasePane
from wardoffice.office.comparing import Comparing
from wardoffice.office.likely_same import Likely, LikelySame
from wardoffice.store.duplicate_reading import Looking, still_roots
from wardoffice.store.pair_reading import ours_not_over
from wardoffice.store.roots import roots_of
from wardoffice.store.store import Store


class DuplicatePairs:
    """Only pairs with one of ours are looked for: what the city has twice is the city's matter."""

    def __init__(self, store: Store, comparing: Comparing, cases: CasePane) -> None:
        self._store = store
        self._comparing, self._likely = comparing, LikelySame(comparing)
        self._cases = cases

    def to_look_at(self, actor: Actor) -> "array[int]":
        """The problems of ours that are not over, those with the newest word first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return ours_not_over(session, actor)

    def among(self, actor: Actor, case_ids: Collection[int]) -> tuple[PairFound, ...]:
        """The pairs that these problems are one half of, or what they stand under by now.

        A few dozen at a time, each takes milliseconds.
        """
        require(actor, Doing.LOOK)
        found: dict[tuple[int, int], PairFound] = {}
        with self._store.reading() as session:
            roots = roots_of(session, case_ids)
        for case_id in roots:
            with self._store.reading() as session:
                for each in self._likely.of(Looking(session, actor), case_id):
                    one, other = sorted((case_id, each.case_id))
                    pair = PairFound(one, other, each.likeness.strong, each.likeness.weight)
                    found[pair.key] = pair
        return tuple(found.values())

    def look(self, actor: Actor, one: int, other: int) -> PairView | None:
        """Both side by side as they are now; None where that question is answered meanwhile."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            if not still_roots(session, actor, (one, other)):
                return None
            looking = Looking(session, actor)
            likely = self._between(self._likely.of(looking, one), other) or self._between(
                self._likely.of(looking, other), one
            )
        if likely is None:
            return None
        both = [self._cases.show(actor, case_id) for case_id in (one, other)]
        left, right = sorted(both, key=lambda case: (case.opened_at, case.case_id))
        points = left.place.point, right.place.point
        return PairView(
            left,
            right,
            likely.likeness.strong,
            likely.likeness.reasons,
            metres_between(points[0], points[1]) if points[0] and points[1] else None,
            self._comparing.days_apart(left.opened_at, right.opened_at),
        )

    @staticmethod
    def _between(found: Collection[Likely], case_id: int) -> Likely | None:
        return next((each for each in found if each.case_id == case_id), None)

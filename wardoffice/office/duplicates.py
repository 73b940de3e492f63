"""Which other cases may be the same problem, and a person's word that they are not."""

from collections.abc import Collection

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.office.comparing import Comparing
from wardoffice.office.likely_same import LikelySame
from wardoffice.store.casework import homes_of, requests_in
from wardoffice.store.duplicate_reading import Looking, first_photos
from wardoffice.store.not_same import said_of, say_not_same
from wardoffice.store.queue_reading import queue_rows
from wardoffice.store.store import Store
from wardoffice.store.unit_of_work import UnitOfWork


class Duplicates:
    """Suggestions and refusals."""

    def __init__(self, store: Store, comparing: Comparing) -> None:
        self._store = store
        self._likely = LikelySame(comparing)

    def suggest(self, actor: Actor, case_id: int) -> tuple[Suggestion, ...]:
        """At most five cases that may be the same problem, the likeliest first, with reasons in words."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            best = self._likely.of(Looking(session, actor), case_id)
            ids = [each.case_id for each in best]
            rows = queue_rows(session, actor, ids)
            photos = first_photos(session, ids)
        return tuple(
            Suggestion(
                case_id=row.case_id,
                number=row.number,
                title=row.title,
                address=row.address,
                tracking_numbers=row.tracking_numbers,
                people=row.people,
                thumbnail=self._store.files.thumbnail(photos[row.case_id]) if row.case_id in photos else None,
                strong=each.likeness.strong,
                reasons=each.likeness.reasons,
            )
            for each in best
            if (row := rows.get(each.case_id)) is not None
        )

    def not_same(self, actor: Actor, case_id: int, other_id: int) -> Changes:
        """Say that two problems are not the same: kept for good, per pair of their requests (P4)."""
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.NOT_SAME) as work:
            one, other = work.root(case_id), work.root(other_id)
            work.details["number"] = other.number
            work.touch([one.id, other.id])
            say_not_same(work, _requests_of(work, one.id), _requests_of(work, other.id))
        return work.changes

    def said_not_same(self, actor: Actor, case_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """The pairs among these, the lower id first, of which somebody said that they are not the same."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return frozenset(said_of(session, actor, case_ids))


def _requests_of(work: UnitOfWork, root_id: int) -> list[int]:
    return [each.id for each in requests_in(work.session, homes_of(work.session, root_id))]

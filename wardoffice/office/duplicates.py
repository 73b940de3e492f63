"""Which other cases may be the same problem, and a person's word that they are not."""

from collections.abc import Sequence
from itertools import product

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.office.comparing import Comparing
from wardoffice.office.likely_same import LikelySame
from wardoffice.store.bulk import insert_rows, reserve_ids, table_of
from wardoffice.store.casework import homes_of, not_same_pairs, requests_in
from wardoffice.store.duplicate_reading import Looking, first_photos
from wardoffice.store.queue_reading import queue_rows
from wardoffice.store.store import Store
from wardoffice.store.tables import NotSame
from wardoffice.store.unit_of_work import UnitOfWork

_NOT_SAME = table_of(NotSame)


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
            _keep_apart(work, _requests_of(work, one.id), _requests_of(work, other.id))
        return work.changes


def _requests_of(work: UnitOfWork, root_id: int) -> list[int]:
    return [each.id for each in requests_in(work.session, homes_of(work.session, root_id))]


def _keep_apart(work: UnitOfWork, mine: Sequence[int], theirs: Sequence[int]) -> None:
    """Keep each pair as not the same; written at once, for a campaign has many thousands of pairs."""
    known = not_same_pairs(work.session, mine, theirs)
    for row in known:
        row.withdrawn_at = None
    held = {(row.request_id, row.other_id) for row in known}
    wanted = ((min(pair), max(pair)) for pair in product(mine, theirs))
    missing = [pair for pair in wanted if pair not in held]
    ids = reserve_ids(work.session, _NOT_SAME, len(missing))
    rows = [
        {"id": row_id, "request_id": low, "other_id": high, "created_at": work.now}
        for row_id, (low, high) in zip(ids, missing, strict=True)
    ]
    insert_rows(work.session, _NOT_SAME, rows)
    for row_id, values in zip(ids, rows, strict=True):
        work.recorder.tell_of_new(_NOT_SAME, row_id, None, values)

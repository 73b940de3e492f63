"""Which other cases may be the same problem, and a person's word that they are not."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.same_pictures import with_picture
from wardoffice.office.comparing import Comparing
from wardoffice.store.casework import homes_of, not_same_pair, requests_in
from wardoffice.store.duplicate_reading import Reach, candidates, first_photos
from wardoffice.store.picture_reading import same_pictures
from wardoffice.store.queue_reading import queue_rows, service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import NotSame

MOST = 5
REACH = Reach(metres=150.0, days=90.0)
"""How far is looked at all: as far as the kind of problem that reaches farthest."""


class Duplicates:
    """Suggestions and refusals."""

    def __init__(self, store: Store, comparing: Comparing) -> None:
        self._store = store
        self._comparing = comparing

    def suggest(self, actor: Actor, case_id: int) -> tuple[Suggestion, ...]:
        """At most five cases that may be the same problem, the likeliest first, with reasons in words."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            pictures = same_pictures(session, actor, case_id)
            found = candidates(session, actor, case_id, REACH, pictures.keys())
            if found is None:
                return ()
            names = service_names(session)
            one, *others = (
                self._comparing.prepared(each, names.get(each.service_code, ""))
                for each in (found[0], *found[1])
            )
            alike = []
            for other in others:
                likeness = self._comparing.compare(one, other)
                if other.case_id in pictures:
                    likeness = with_picture(likeness, pictures[other.case_id])
                if likeness is not None:
                    alike.append((likeness, other))
            alike.sort(key=lambda pair: -pair[0].weight)
            best = alike[:MOST]
            ids = [other.case_id for _, other in best]
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
                strong=likeness.strong,
                reasons=likeness.reasons,
            )
            for likeness, other in best
            if (row := rows.get(other.case_id)) is not None
        )

    def not_same(self, actor: Actor, case_id: int, other_id: int) -> Changes:
        """Say that two problems are not the same: kept for good, per pair of their requests (P4)."""
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.NOT_SAME) as work:
            one, other = work.root(case_id), work.root(other_id)
            work.details["number"] = other.number
            work.touch([one.id, other.id])
            others = requests_in(work.session, homes_of(work.session, other.id))
            for mine in requests_in(work.session, homes_of(work.session, one.id)):
                for theirs in others:
                    known = not_same_pair(work.session, mine.id, theirs.id)
                    if known is not None:
                        known.withdrawn_at = None
                        continue
                    low, high = sorted((mine.id, theirs.id))
                    work.session.add(NotSame(request_id=low, other_id=high, created_at=work.now))
        return work.changes

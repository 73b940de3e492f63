"""Putting problems together and pulling them apart (P4).

A merge sets ``merged_into`` on the absorbed cases and fills what the root lacks from them; nothing else
moves. An unmerge clears it again; what the merge gave the root goes back only where the root still holds it.
"""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import CaseStatus, FinishReason, check_mergeable, choose_root
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.language import text
from wardoffice.store.casework import merge_candidates, merge_events
from wardoffice.store.recorder import plain
from wardoffice.store.restoring import restore_field
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

_PLACE = ("lat", "long", "address", "place_source", "place_metres", "place_others", "place_apart", "ward")
_STATUS = ("status", "finish_reason", "finished_at", "verified_at", "verified_by_id")
# Fields that say one thing together go back together: a ward without its point would be half a place.
_TOGETHER = (_PLACE, _STATUS, ("service_code",), ("assignee_id",))


class Merging:
    """The actions that join and part cases."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def merge(self, actor: Actor, case_ids: Sequence[int], root_id: int | None = None) -> Changes:
        """Put cases together under one of them, by default the best (``choose_root``).

        Raises CannotDoError for fewer than two, for an absorbed case, or a root that is not among them.
        """
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.MERGE) as work:
            cases = [work.case(case_id) for case_id in dict.fromkeys(case_ids)]
            candidates = merge_candidates(work.session, cases)
            check_mergeable(candidates)
            chosen = choose_root(candidates) if root_id is None else root_id
            root = next((case for case in cases if case.id == chosen), None)
            if root is None:
                raise CannotDoError(
                    text("The problem the others go into must be one of those selected."),
                    text("Nothing was changed."),
                )
            others = [case for case in cases if case is not root]
            work.details.update(count=len(others), number=root.number, given={})
            for other in others:
                other.merged_into = root.id
                _fill(work, root, other)
        return work.changes

    def unmerge(self, actor: Actor, case_id: int, *, finish_too: bool = False) -> Changes:
        """Pull an absorbed case apart from its root, whatever was merged before or after.

        It returns with the status it had; ``finish_too`` finishes it with the reason of its root.
        """
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.UNMERGE) as work:
            case = work.case(case_id)
            work.details["number"] = case.number
            pull_apart(work, case, finish_too=finish_too)
        return work.changes


def pull_apart(work: UnitOfWork, case: Case, *, finish_too: bool = False) -> None:
    """Clear ``merged_into`` and give back what the merge gave the root, where the root still holds it."""
    if case.merged_into is None:
        raise CannotDoError(
            text("{number} stands for itself already.", number=case.number), text("Nothing was changed.")
        )
    above = work.session.get_one(Case, case.merged_into)
    root = work.session.get_one(Case, case.root_id or above.id)
    merged = merge_events(work.session, case.id, above.id)
    case.merged_into = None
    if finish_too and root.status is CaseStatus.FINISHED and case.status is CaseStatus.OPEN:
        case.status = CaseStatus.FINISHED
        case.finish_reason = root.finish_reason or FinishReason.NO_ACTION
        case.finished_at = work.now
        case.verified_at, case.verified_by_id = root.verified_at, root.verified_by_id
    if merged is None:
        return
    action, events = merged
    given = action.details.get("given", {})
    gifts = {
        event.field: event
        for event in events
        if event.entity == Case.__tablename__
        and event.entity_id == above.id
        and given.get(event.field) == case.id
    }
    for fields in _TOGETHER:
        some = [gifts[field] for field in fields if field in gifts]
        if all(plain(getattr(above, event.field)) == event.after for event in some):
            for event in some:
                restore_field(above, event.field, event.before)


def _fill(work: UnitOfWork, root: Case, other: Case) -> None:
    """Give the root what it lacks; ``given`` remembers from which case, for the unmerge."""
    given = work.details["given"]

    def give(*fields: str) -> None:
        for field in fields:
            if getattr(root, field) != getattr(other, field):
                setattr(root, field, getattr(other, field))
                given[field] = other.id

    if root.lat is None and not root.address and (other.lat is not None or other.address):
        give(*_PLACE)
    if not root.service_code and other.service_code:
        give("service_code")
    if root.assignee_id is None and other.assignee_id is not None:
        give("assignee_id")
    if root.status is CaseStatus.FINISHED and other.status is CaseStatus.OPEN:
        give(*_STATUS)

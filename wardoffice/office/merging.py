"""Putting problems together and pulling them apart (P4).

A merge sets ``merged_into`` on the absorbed cases and fills what the root lacks from them; nothing else
moves. An unmerge clears it again; what the merge gave the root goes back only where the root still holds it.
Who pulls apart by hand says as well that the two are not the same; who undoes a merge does not.
Making another case the root turns the way from it to the former root round: who is with whom stays.
"""

from collections.abc import Sequence
from itertools import pairwise

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import CaseStatus, FinishReason, check_mergeable, choose_root
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.merging import Added, AddedSince
from wardoffice.language import text
from wardoffice.office.root_fields import Fields, Groups, fill, give_back, keep, take_over
from wardoffice.store.casework import merge_candidates, requests_in, with_copies
from wardoffice.store.merge_reading import (
    added_row,
    added_since,
    chain_of,
    hangs_by,
    link_of,
    standing_under,
)
from wardoffice.store.not_same import say_not_same
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, Event, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import may_see


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
            cases = work.cases(case_ids)
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
                fill(work, root, other)
        return work.changes

    def make_root(self, actor: Actor, case_id: int) -> Changes:
        """Let an absorbed case be the one the others stand under, with all that the root says now.

        Raises CannotDoError for a case that stands for itself.
        """
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.MAKE_ROOT) as work:
            turn(work, work.case(case_id))
        return work.changes

    def added_since(self, actor: Actor, case_id: int) -> tuple[AddedSince, ...]:
        """What came to the problem an absorbed case was put into since, the oldest first.

        Where that was put into another, what came to the other since counts too. It stays there when the
        case is pulled apart; ``unmerge`` brings along what a person picks of it.
        """
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            if case is None or case.merged_into is None or not may_see(session, actor, case):
                return ()
            return added_since(session, case)

    def unmerge(
        self, actor: Actor, case_id: int, *, finish_too: bool = False, bring: Sequence[Added] = ()
    ) -> Changes:
        """Pull an absorbed case apart from its root, whatever was merged before or after.

        It is another problem then, for good, and no more suggested as the same. It returns with the status
        it had; ``finish_too`` finishes it with the reason of its root. ``bring``
        is what of ``added_since`` moves along. Raises CannotDoError for anything else.
        """
        require(actor, Doing.MERGE)
        with self._store.unit_of_work(actor, ActionKind.UNMERGE) as work:
            case = work.case(case_id)
            work.details["number"] = case.number
            _say_not_same(work, case)
            if bring:
                _bring(work, case, bring)
            pull_apart(work, case, finish_too=finish_too)
        return work.changes


def pull_apart(work: UnitOfWork, case: Case, *, finish_too: bool = False) -> None:
    """Clear ``merged_into`` and give back what the merge gave the root, where the root still holds it.

    What another that stays would give as well, it keeps by that.
    """
    keep(work, *_part(work, case, finish_too=finish_too))


def _part(work: UnitOfWork, case: Case, *, finish_too: bool) -> tuple[Case, Groups]:
    """Clear ``merged_into``; returns the one it stood under, and what went back there."""
    if case.merged_into is None:
        raise CannotDoError(
            text("{number} stands for itself already.", number=case.number), text("Nothing was changed.")
        )
    _, above, *_more = chain = chain_of(work.session, case)
    root = chain[-1]
    if finish_too and root.status is CaseStatus.FINISHED and case.status is CaseStatus.OPEN:
        case.status = CaseStatus.FINISHED
        case.finish_reason = root.finish_reason or FinishReason.NO_ACTION
        case.finished_at = work.now
        case.verified_at, case.verified_by_id = root.verified_at, root.verified_by_id
        case.handed_to = root.handed_to
    groups = give_back(work, case, above)
    case.merged_into = None
    return above, groups


def _say_not_same(work: UnitOfWork, case: Case) -> None:
    """Remember that the case, with what was put into it, is not the same as those it was put into.

    Of the others that stand there nothing was said: two that went into a wrong one may be the same.
    """
    _, *above = chain_of(work.session, case)
    leaving = standing_under(work.session, case.id)
    mine, theirs = (requests_in(work.session, each) for each in (leaving, [each.id for each in above]))
    say_not_same(work, [each.id for each in mine], [each.id for each in theirs])


def finished_over(work: UnitOfWork, pairs: Sequence[tuple[int, int]]) -> Case | None:
    """The root that was finished since over one of these pairs, whose part would come out open."""
    for pair in pairs:
        for case in work.cases(pair):
            root = chain_of(work.session, case)[-1]
            below = case.merged_into in pair and case.status is CaseStatus.OPEN
            if below and root.status is CaseStatus.FINISHED:
                return root
    return None


def part_pairs(work: UnitOfWork, pairs: Sequence[tuple[int, int]], *, finish_too: bool = False) -> None:
    """Pull apart what a merge joined, whichever of two stands under the other by now."""
    freed: dict[Case, list[Fields]] = {}
    for case_id, above_id in pairs:
        case, other = work.case(case_id), work.session.get_one(Case, above_id)
        lower = case if case.merged_into == other.id else other if other.merged_into == case.id else None
        if lower is not None:
            above, groups = _part(work, lower, finish_too=finish_too)
            freed.setdefault(above, []).extend(groups)
    # Only once all have left is it known who stays.
    for above, back in freed.items():
        keep(work, above, tuple(back))


def turn(work: UnitOfWork, new: Case) -> None:
    """Make a case the root of all it stands with; raises CannotDoError where it is one already."""
    chain = chain_of(work.session, new)
    if len(chain) == 1:
        raise CannotDoError(
            text("{number} stands for itself already.", number=new.number), text("Nothing was changed.")
        )
    old = chain[-1]
    work.details.update(number=new.number, former=old.number, given={})
    take_over(work, new, old, through=chain[1].id)
    freed = {}
    for lower, upper in reversed(list(pairwise(chain))):
        freed[upper] = give_back(work, lower, upper)
        lower.merged_into = None
        upper.merged_into = lower.id
    turned: Case | None = None
    for upper in reversed(chain[1:]):
        keep(work, upper, freed[upper], turned)
        turned = upper


def turn_back(work: UnitOfWork, events: Sequence[Event]) -> None:
    """Make the former root the root again, by the events of the action that made another one.

    Raises CannotDoError where the two do not stand together any more.
    """
    moved = [each for each in events if each.entity == Case.__tablename__ and each.field == "merged_into"]
    former = work.case(next(each.entity_id for each in moved if each.before is None))
    made = next(each.entity_id for each in moved if each.after is None)
    if chain_of(work.session, former)[-1].id != made:
        raise CannotDoError(
            text("{number} and the other are not together any more.", number=former.number),
            text("Nothing was taken back."),
        )
    turn(work, former)


def _bring(work: UnitOfWork, case: Case, wanted: Sequence[Added]) -> None:
    """Give things that were added above the case since the merge their home in the case.

    A photo takes along the copies made of it: where its blur stayed behind, the face would be sent on (P9).
    """
    offered = {each.added for each in added_since(work.session, case)}
    if not offered.issuperset(wanted):
        raise CannotDoError(
            text("Something of this was changed meanwhile."),
            text("Nothing was changed."),
            text("Pull it apart again, and choose from what is there now."),
        )
    for each in dict.fromkeys(wanted):
        row = added_row(work.session, each)
        match row:
            case MessageLink():
                _bring_message(work, case, row)
            case Attachment():
                for file in with_copies(work.session, [row]):
                    file.case_id = case.id
            case _:
                row.case_id = case.id
        work.session.flush()


def _bring_message(work: UnitOfWork, case: Case, link: MessageLink) -> None:
    for each in hangs_by(work.session, link):
        each.case_id = case.id
    own = link_of(work.session, link.message_id, case.id)
    if own is None:
        link.case_id = case.id
        return
    link.withdrawn_at = work.now
    if own.withdrawn_at is not None:
        own.withdrawn_at, own.seen_at, own.seen_by_id = None, link.seen_at, link.seen_by_id

"""What several told of stays at the problem they were put into, whichever of them is pulled out (P4, P6)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.errors import ChangedSinceError, FinishedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

pytestmark = pytest.mark.sqlite
HERE, THERE = Point(41.9, -87.7), Point(41.91, -87.71)
ZONE = ZoneInfo("America/Chicago")


@pytest.fixture
def merging(office: OfficeBuilder) -> Merging:
    return Merging(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda _: 1))


def three(office: OfficeBuilder) -> tuple[int, int, int]:
    root, one, two = (office.mail(said).case_id for said in ("smell", "gas", "gas here"))
    return root, one, two


def to_us(office: OfficeBuilder, actor: Actor) -> list[int]:
    return list(Queue(office.store).ids(actor, View.TO_US, QueueFilter(), SortBy.URGENCY))


@pytest.mark.parametrize("at_once", [True, False])
def test_an_open_and_urgent_problem_that_stays_keeps_its_root_open_and_urgent_when_another_is_pulled_out(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor, *, at_once: bool
) -> None:
    """P6: finished again it would hide the one that stays from every list."""
    root, one, two = three(office)
    triage.set_urgent(ana, [one, two], urgent=True)
    triage.set_place(ana, one, "1 A St", HERE)
    triage.set_place(ana, two, "2 B St", THERE)
    triage.finish(ana, [root], FinishReason.NOTHING_FOUND)
    for others in [[one, two]] if at_once else [[one], [two]]:
        merging.merge(ana, [root, *others], root)
    merging.unmerge(ana, one)
    row = office.case(root)
    assert (row.status, row.urgent, row.address, row.lat) == (CaseStatus.OPEN, True, "2 B St", THERE.lat)
    assert root in to_us(office, ana)
    merging.unmerge(ana, two)
    row = office.case(root)
    assert (row.status, row.urgent, row.address, row.lat) == (CaseStatus.FINISHED, False, "", None)
    assert row.finish_reason is FinishReason.NOTHING_FOUND


def test_a_snoozed_root_sleeps_again_only_when_the_last_that_woke_it_is_pulled_out(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    """P6: who is owed an answer would be in no working list until then."""
    root, one, two = three(office)
    Snoozing(office.store, ZONE).snooze(ana, [root], (office.store.now() + timedelta(days=30)).date())
    merging.merge(ana, [root, one, two], root)
    merging.unmerge(ana, one)
    assert office.case(root).snoozed_until is None
    assert root in to_us(office, ana)
    merging.unmerge(ana, two)
    assert office.case(root).snoozed_until is not None


def test_what_is_kept_by_another_is_undone_and_done_again_like_the_rest(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, one, two = three(office)
    triage.set_place(ana, one, "1 A St", HERE)
    triage.set_place(ana, two, "2 B St", THERE)
    triage.finish(ana, [root], FinishReason.NOTHING_FOUND)
    merging.merge(ana, [root, one, two], root)
    first, second = merging.unmerge(ana, one), merging.unmerge(ana, two)
    undoing = Undoing(office.store)

    def says(status: CaseStatus, address: str) -> None:
        assert (office.case(root).status, office.case(root).address) == (status, address)

    undoing.undo(ana, first.action_id)
    says(CaseStatus.OPEN, "1 A St")
    undoing.redo(ana)
    says(CaseStatus.FINISHED, "")
    undoing.undo(ana, second.action_id)
    says(CaseStatus.OPEN, "2 B St")
    undoing.undo(ana, first.action_id)
    says(CaseStatus.OPEN, "1 A St")
    undoing.redo(ana)
    says(CaseStatus.OPEN, "2 B St")
    merging.unmerge(ana, two)
    says(CaseStatus.FINISHED, "")


def test_a_merge_taken_back_leaves_what_another_merge_would_have_given(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, one, two = three(office)
    triage.finish(ana, [root], FinishReason.NOTHING_FOUND)
    first = merging.merge(ana, [root, one], root)
    second = merging.merge(ana, [root, two], root)
    undoing = Undoing(office.store)
    undoing.undo(ana, first.action_id)
    assert office.case(root).status is CaseStatus.OPEN
    undoing.undo(ana, second.action_id)
    assert office.case(root).status is CaseStatus.FINISHED


@pytest.mark.parametrize("finish_too", [True, False])
def test_a_merge_that_was_finished_since_is_taken_back_as_a_person_says(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor, *, finish_too: bool
) -> None:
    """A person is asked: finished too, or open again; also by Ctrl+Z."""
    root, one, _ = three(office)
    merge = merging.merge(ana, [root, one], root)
    triage.finish(office.staff("Bo"), [root], FinishReason.SEEN_DONE)
    undoing = Undoing(office.store)
    with pytest.raises(FinishedSinceError) as asked:
        undoing.undo(ana, finish_too=None)
    assert (asked.value.number, asked.value.action_id) == (office.case(root).number, merge.action_id)
    assert office.case(one).merged_into == root
    undoing.undo(ana, merge.action_id, finish_too=finish_too)
    row = office.case(one)
    assert row.status is (CaseStatus.FINISHED if finish_too else CaseStatus.OPEN)
    assert (row.finish_reason, row.merged_into) == (FinishReason.SEEN_DONE if finish_too else None, None)


def test_nobody_is_asked_where_nothing_was_finished_since(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, one, two = three(office)
    triage.finish(ana, [root], FinishReason.SEEN_DONE)
    merging.merge(ana, [root, one], root)
    Undoing(office.store).undo(ana, finish_too=None)
    triage.finish(ana, [one], FinishReason.SEEN_DONE)
    merging.merge(ana, [two, one], two)
    triage.finish(office.staff("Bo"), [two], FinishReason.SEEN_DONE)
    Undoing(office.store).undo(ana, finish_too=None)
    assert office.case(one).merged_into is None


def test_what_was_pulled_out_of_one_that_is_part_of_another_is_put_back_unless_that_was_moved_since(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    """P4: it goes back to what it stood with, and to nothing else."""
    low, middle, top = three(office)
    merging.merge(ana, [middle, low], middle)
    merging.merge(ana, [top, middle], top)
    apart, undoing = merging.unmerge(ana, low), Undoing(office.store)
    undoing.undo(ana)
    assert (office.case(low).merged_into, office.case(low).root_id) == (middle, top)
    undoing.redo(ana)
    merging.merge(ana, [low, top], low)
    with pytest.raises(ChangedSinceError, match="part of"):
        undoing.undo(ana, apart.action_id)
    assert office.case(low).merged_into is None


def test_a_record_joined_to_its_own_problem_keeps_nothing_open(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, one, _ = three(office)
    record = office.city_record("SR26-1", service_code="PHF")
    with office.store.unit_of_work(Actor.program("311 sync"), ActionKind.CITY_SYNC, given={}) as work:
        work.case(record.case_id).merged_into = root
    triage.finish(ana, [root], FinishReason.NOTHING_FOUND)
    merging.merge(ana, [root, one], root)
    merging.unmerge(ana, one)
    assert office.case(root).status is CaseStatus.FINISHED


def test_the_former_root_stays_open_for_those_under_it_when_it_leaves_the_new_one(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    """P6: also a case that stood above another and now stands below says of it what it would be given."""
    root, one, two = three(office)
    triage.finish(ana, [root], FinishReason.NOTHING_FOUND)
    merging.merge(ana, [root, one, two], root)
    merging.make_root(ana, one)
    merging.unmerge(ana, root)
    assert (office.case(root).status, office.case(two).merged_into) == (CaseStatus.OPEN, root)
    low, middle, top = three(office)
    triage.finish(ana, [middle], FinishReason.NOTHING_FOUND)
    merging.merge(ana, [middle, low], middle)
    merging.merge(ana, [top, middle], top)
    merging.make_root(ana, low)
    merging.unmerge(ana, middle)
    assert (office.case(middle).status, office.case(top).merged_into) == (CaseStatus.OPEN, middle)

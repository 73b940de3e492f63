"""Putting problems together and pulling them apart exactly, at any later time (P4)."""

from collections.abc import Callable

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import FollowUp, Request

pytestmark = pytest.mark.sqlite
HERE = Point(41.9, -87.7)


@pytest.fixture
def merging(office: OfficeBuilder) -> Merging:
    return Merging(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda point: 1 if point.lat > 0 else None))


def test_the_oldest_of_ours_is_the_root_even_beside_an_older_record_of_the_city(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    city, first, second = office.city_record().case_id, office.mail().case_id, office.mail().case_id
    changes = merging.merge(ana, [second, city, first])
    assert [office.case(each).merged_into for each in (city, first, second)] == [first, None, first]
    assert changes.cases == {city, first, second}
    assert "2 other problems" in changes.label


def test_only_roots_go_together_and_the_root_must_be_among_them(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    one, other, third = (office.mail().case_id for _ in range(3))
    merging.merge(ana, [one, other], one)
    for wrong, root in (([other, third], None), ([one], None), ([one, one], None), ([one, third], other)):
        with pytest.raises(CannotDoError) as refused:
            merging.merge(ana, wrong, root)
        assert "Nothing was changed." in refused.value.safe
    with pytest.raises(CannotDoError):
        merging.unmerge(ana, one)


def test_an_absorbed_case_is_read_only_and_its_number_finds_the_root(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    one, other = office.mail().case_id, office.mail().case_id
    merging.merge(ana, [one, other], one)
    actions: list[Callable[[], Changes]] = [
        lambda: triage.note(ana, other, "no"),
        lambda: triage.finish(ana, [other], FinishReason.NO_ACTION),
        lambda: triage.set_type(ana, [other], "PHF"),
        lambda: triage.take(ana, [other]),
        lambda: triage.assign(ana, [other], ana.staff_id),
    ]
    for action in actions:
        with pytest.raises(CannotDoError):
            action()
    shown = CasePane(office.store).show(ana, other)
    assert shown.case_id == one
    assert [(each.case_id, each.merged_into) for each in shown.absorbed] == [(other, one)]
    assert len(shown.requests) == len(shown.messages) == 2


def test_a_volunteer_may_not_put_together(office: OfficeBuilder, merging: Merging) -> None:
    volunteer = office.staff("Vic", Role.VOLUNTEER)
    with pytest.raises(NotAllowedError):
        merging.merge(volunteer, [office.mail().case_id, office.mail().case_id])


def test_what_the_root_lacked_it_gets_and_gives_back(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    root = office.mail().case_id
    other = office.mail(address="1 A St", point=HERE, service_code="PHF").case_id
    merging.merge(ana, [root, other], root)
    filled = office.case(root)
    assert (filled.lat, filled.address, filled.service_code) == (41.9, "1 A St", "PHF")
    merging.unmerge(ana, other)
    bare = office.case(root)
    assert (bare.lat, bare.long, bare.address, bare.service_code) == (None, None, "", "")
    assert bare.place_source is PlaceSource.NONE
    assert office.case(other).address == "1 A St"


def test_what_a_person_set_at_the_root_since_stays_whole(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    """The new place is in the same ward as the one the merge gave: a place goes back whole or stays."""
    root, other = office.mail().case_id, office.mail().case_id
    triage.set_place(ana, other, "1 A St", HERE)
    merging.merge(ana, [root, other], root)
    triage.set_place(ana, root, "2 B St", Point(41.8, -87.6))
    merging.unmerge(ana, other)
    kept = office.case(root)
    assert (kept.address, kept.lat, kept.ward) == ("2 B St", 41.8, 1)
    assert kept.place_source is PlaceSource.PERSON


def test_cases_come_apart_in_any_order_with_all_that_came_with_them(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    low, middle, top = office.mail("low"), office.mail("middle"), office.mail("top")
    merging.merge(ana, [low.case_id, middle.case_id], middle.case_id)
    merging.merge(ana, [middle.case_id, top.case_id], top.case_id)
    merging.unmerge(ana, middle.case_id)
    pane = CasePane(office.store)
    assert {each.description for each in pane.show(ana, middle.case_id).requests} == {"low", "middle"}
    assert {each.description for each in pane.show(ana, top.case_id).requests} == {"top"}
    assert office.case(low.case_id).root_id == middle.case_id


def test_an_open_case_opens_a_finished_root_which_is_finished_again_after_the_unmerge(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, other = office.mail(owed=False).case_id, office.mail(owed=False).case_id
    triage.finish(ana, [root], FinishReason.SEEN_DONE)
    before = office.case(root)
    merging.merge(ana, [root, other], root)
    assert office.case(root).status is CaseStatus.OPEN
    merging.unmerge(ana, other)
    after = office.case(root)
    assert after.status is CaseStatus.FINISHED
    assert (after.finished_at, after.verified_at, after.verified_by_id, after.finish_reason) == (
        before.finished_at,
        before.verified_at,
        before.verified_by_id,
        before.finish_reason,
    )


@pytest.mark.parametrize("finish_too", [True, False])
def test_a_case_leaves_a_finished_root_as_open_as_it_came_or_finished_too(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor, *, finish_too: bool
) -> None:
    """Also where it hangs two merges below that root."""
    low, middle, top = (office.mail(owed=False).case_id for _ in range(3))
    merging.merge(ana, [low, middle], middle)
    merging.merge(ana, [middle, top], top)
    triage.finish(ana, [top], FinishReason.SEEN_DONE)
    merging.unmerge(ana, low, finish_too=finish_too)
    case = office.case(low)
    assert case.status is (CaseStatus.FINISHED if finish_too else CaseStatus.OPEN)
    assert (case.verified_by_id == ana.staff_id) is finish_too
    assert (case.finish_reason is FinishReason.SEEN_DONE) is finish_too


def test_answers_given_at_the_root_stay_given_and_requests_keep_their_home(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    from wardoffice.domain.cases import AnswerWay

    one = office.mail(contact_id=office.contact())
    other = office.mail(contact_id=office.contact())
    merging.merge(ana, [one.case_id, other.case_id], one.case_id)
    triage.log_answer(ana, one.case_id, [one.contact_id or 0, other.contact_id or 0], AnswerWay.CALLED, "")
    merging.unmerge(ana, other.case_id)
    with office.read() as session:
        assert session.query(FollowUp).filter_by(done_at=None).count() == 0
    assert office.row(Request, other.request_ids[0]).case_id == other.case_id
    assert CasePane(office.store).show(ana, other.case_id).people[0].owed_since is None


def test_taking_a_merge_back_is_pulling_apart_and_redo_puts_together_again(
    office: OfficeBuilder, merging: Merging, triage: Triage, ana: Actor
) -> None:
    root, other = office.mail().case_id, office.mail(service_code="PHF").case_id
    merging.merge(ana, [root, other], root)
    triage.note(office.staff("Bo"), root, "worked on since")
    undoing = Undoing(office.store)
    undoing.undo(ana)
    assert (office.case(other).merged_into, office.case(root).service_code) == (None, "")
    undoing.redo(ana)
    assert (office.case(other).merged_into, office.case(root).service_code) == (root, "PHF")
    merging.unmerge(ana, other)
    assert (office.case(other).merged_into, office.case(root).service_code) == (None, "")


def test_together_apart_and_together_elsewhere_gives_back_only_its_own(
    office: OfficeBuilder, merging: Merging, ana: Actor
) -> None:
    one, two = office.mail().case_id, office.mail().case_id
    other = office.mail(service_code="PHF").case_id
    for root in (one, two, one):
        merging.merge(ana, [root, other], root)
        assert office.case(root).service_code == "PHF"
        merging.unmerge(ana, other)
        assert office.case(root).service_code == ""

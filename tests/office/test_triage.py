"""What staff do to a case: one transaction each, refused in sentences where it does not fit."""

from collections.abc import Callable

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.staff import Staff as StaffList
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import Staff

pytestmark = pytest.mark.sqlite
HERE = Point(41.9, -87.7)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda point: 1 if point.long < -87.5 else None))


def test_several_cases_are_given_to_a_person_and_to_nobody_again(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    cases = office.mail("One", "Two").case_ids
    changes = triage.assign(ana, cases, ana.staff_id)
    assert changes.cases == set(cases)
    assert changes.label == "2 problems assigned to Ana Ruiz"
    assert {office.case(each).assignee_id for each in cases} == {ana.staff_id}
    assert triage.assign(ana, cases[:1], None).label == "Assigned to nobody"
    assert office.case(cases[0]).assignee_id is None


def test_nobody_who_left_or_never_was_is_given_a_case(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    case_id = office.mail().case_id
    triage.assign(ana, [case_id], ana.staff_id)
    left = office.staff("Left")
    with office.store.writing() as session:
        session.get_one(Staff, left.staff_id).active = False
    for staff_id in (999, left.staff_id):
        with pytest.raises(CannotDoError):
            triage.assign(ana, [case_id], staff_id)
    assert office.case(case_id).assignee_id == ana.staff_id


def test_a_problem_is_given_to_a_new_person_in_one_action_that_is_taken_back_whole(
    office: OfficeBuilder, triage: Triage
) -> None:
    boss, case_id = office.staff("Boss", Role.MANAGER), office.mail().case_id
    people, undoing = StaffList(office.store), Undoing(office.store)
    changes = triage.assign(boss, [case_id], None, "Rosa T.")
    assert changes.label == "Assigned to Rosa T."
    assert {office.case(case_id).assignee_id} == changes.staff
    undoing.undo(boss)
    assert office.case(case_id).assignee_id is None
    assert [each.name for each in people.members(boss)] == ["Boss"]
    undoing.redo(boss)
    assert {office.case(case_id).assignee_id} == changes.staff
    assert [each.name for each in people.members(boss)] == ["Boss", "Rosa T."]


def test_where_a_problem_cannot_be_given_nobody_joins_the_staff_for_it(
    office: OfficeBuilder, triage: Triage
) -> None:
    boss = office.staff("Boss", Role.MANAGER)
    one, other = office.mail("One").case_id, office.mail("Two").case_id
    Merging(office.store).merge(boss, [one, other], one)
    for _ in range(2):
        with pytest.raises(CannotDoError, match="part of another problem"):
            triage.assign(boss, [other], None, "Rosa T.")
    assert [each.name for each in StaffList(office.store).members(boss)] == ["Boss"]


def test_only_who_may_change_the_staff_list_gives_a_problem_to_a_new_person_or_takes_that_back(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    boss, case_id = office.staff("Boss", Role.MANAGER), office.mail().case_id
    with pytest.raises(NotAllowedError):
        triage.assign(ana, [case_id], None, "Rosa T.")
    given = triage.assign(boss, [case_id], None, "Rosa T.")
    with pytest.raises(NotAllowedError):
        Undoing(office.store).undo(ana, given.action_id)
    assert {office.case(case_id).assignee_id} == given.staff


def test_one_case_that_does_not_fit_leaves_all_as_they_were(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    one, other = office.mail().case_id, office.mail().case_id
    triage.finish(ana, [other], FinishReason.NO_ACTION)
    with pytest.raises(CannotDoError, match="already finished"):
        triage.finish(ana, [one, other], FinishReason.SEEN_DONE)
    assert office.case(one).status is CaseStatus.OPEN


def test_a_place_has_its_ward_and_a_new_address_without_a_point_drops_the_old_point(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    case_id = office.mail().case_id
    triage.set_place(ana, case_id, " 4812 N Damen Ave ", HERE)
    placed = office.case(case_id)
    assert (placed.address, placed.lat, placed.ward) == ("4812 N Damen Ave", 41.9, 1)
    assert placed.place_source is PlaceSource.PERSON
    triage.set_place(ana, case_id, "1 Elsewhere", None)
    moved = office.case(case_id)
    assert (moved.address, moved.lat, moved.long, moved.ward) == ("1 Elsewhere", None, None, None)
    triage.set_place(ana, case_id, "", Point(41.9, -87.4))
    assert office.case(case_id).ward is None


def test_what_is_empty_is_refused(office: OfficeBuilder, triage: Triage, ana: Actor) -> None:
    case_id = office.mail().case_id
    empty: list[Callable[[], Changes]] = [
        lambda: triage.set_place(ana, case_id, "  ", None),
        lambda: triage.note(ana, case_id, " \n "),
        lambda: triage.log_answer(ana, case_id, [], AnswerWay.CALLED, "words"),
    ]
    for action in empty:
        with pytest.raises(CannotDoError) as refused:
            action()
        assert refused.value.safe == "Nothing was changed."


def test_the_type_is_told_by_its_name(office: OfficeBuilder, triage: Triage, ana: Actor) -> None:
    office.service_type("PHF", "Pothole in Street")
    case_id = office.mail("hole").case_id
    assert triage.set_type(ana, [case_id], "PHF").label == "Type set to Pothole in Street"
    shown = CasePane(office.store).show(ana, case_id)
    assert (shown.title, shown.service_name) == ("Pothole in Street", "Pothole in Street")


def test_an_answer_to_one_person_leaves_the_others_owed(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    """P6: everyone who told us is owed an answer until one is logged for them."""
    from wardoffice.office.merging import Merging

    one = office.mail("One", contact_id=office.contact("Maria"))
    other = office.mail("Two", contact_id=office.contact("Stan"))
    Merging(office.store).merge(ana, [one.case_id, other.case_id], one.case_id)
    triage.log_answer(ana, one.case_id, [one.contact_id or 0], AnswerWay.CALLED, "")
    people = {each.name: each for each in CasePane(office.store).show(ana, one.case_id).people}
    assert people["Maria"].owed_since is None
    assert people["Maria"].answered_how is AnswerWay.CALLED
    assert people["Stan"].owed_since is not None
    assert people["Stan"].answered_at is None


def test_a_promise_to_a_person_is_due_until_they_are_answered(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    told = office.mail("One", contact_id=office.contact(), owed=False)
    due = office.store.now()
    office.promise(told.case_id, told.contact_id, due)
    pane = CasePane(office.store)
    assert pane.show(ana, told.case_id).due_at == due
    triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.IN_PERSON, "")
    assert pane.show(ana, told.case_id).due_at is None


def test_taking_keeps_the_first_moment_and_whoever_has_it(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    bo = office.staff("Bo")
    case_id = office.city_record().case_id
    triage.take(ana, [case_id])
    taken = office.case(case_id).taken_at
    triage.take(bo, [case_id])
    assert office.case(case_id).taken_at == taken is not None
    assert office.case(case_id).assignee_id == ana.staff_id


def test_opening_again_forgets_reason_and_who_saw_it_done(
    office: OfficeBuilder, triage: Triage, ana: Actor
) -> None:
    case_id = office.mail().case_id
    triage.finish(ana, [case_id], FinishReason.SEEN_DONE)
    assert office.case(case_id).verified_by_id == ana.staff_id
    triage.reopen(ana, [case_id])
    case = office.case(case_id)
    assert (case.status, case.finish_reason, case.finished_at) == (CaseStatus.OPEN, None, None)
    assert (case.verified_at, case.verified_by_id) == (None, None)
    with pytest.raises(CannotDoError, match="already open"):
        triage.reopen(ana, [case_id])


def test_what_is_not_there_is_refused(office: OfficeBuilder, triage: Triage, ana: Actor) -> None:
    with pytest.raises(CannotDoError):
        triage.note(ana, 12345, "words")
    with pytest.raises(CannotDoError):
        CasePane(office.store).show(ana, 12345)


def test_the_program_logs_no_answer_in_a_persons_name(office: OfficeBuilder, triage: Triage) -> None:
    """P5: nobody is told anything by the program itself."""
    told = office.mail(contact_id=office.contact())
    with pytest.raises(NotAllowedError):
        triage.log_answer(
            Actor(None, "sync", Role.PROGRAM), told.case_id, [told.contact_id or 0], AnswerWay.CALLED, ""
        )

"""Who works in the office, and who may see one problem of it (P9)."""

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.queue import Queue
from wardoffice.office.staff import Staff, seat
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria R.", Role.MANAGER)


@pytest.fixture
def staff(store: Store) -> Staff:
    return Staff(store)


def _id(actor: Actor) -> int:
    assert actor.staff_id is not None
    return actor.staff_id


def _roles(staff: Staff, actor: Actor) -> dict[str, Role]:
    return {each.name: each.role for each in staff.members(actor)}


def test_the_list_says_how_many_open_problems_each_has(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    cases = office.mail("One", "Two").case_ids
    Triage(office.store, placing()).assign(maria, cases, ana.staff_id)

    assert {each.member.name: each.problems for each in staff.listed(maria)} == {"Ana Ruiz": 2, "Maria R.": 0}


def test_another_role_counts_when_they_open_the_program_again(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    staff.set_role(maria, _id(ana), Role.ALDERMAN)

    assert seat(office.store, "Ana Ruiz").role is Role.ALDERMAN


def test_the_history_says_who_became_what(staff: Staff, maria: Actor, ana: Actor) -> None:
    assert staff.set_role(maria, _id(ana), Role.VOLUNTEER).label == "Who works here: Ana Ruiz as volunteer"
    assert staff.add(maria, "Rosa T.", Role.STAFF).label == "Who works here: Rosa T. as staff"
    assert staff.let_go(maria, _id(ana)).label == "Who works here: Ana Ruiz no longer"


def test_the_office_always_keeps_a_manager(staff: Staff, maria: Actor) -> None:
    with pytest.raises(CannotDoError, match="manager"):
        staff.set_role(maria, _id(maria), Role.STAFF)

    assert _roles(staff, maria) == {"Maria R.": Role.MANAGER}


def test_whoever_leaves_leaves_no_problem_behind_that_nobody_has(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    case_id = office.mail("Pothole").case_id
    Triage(office.store, placing()).assign(maria, [case_id], ana.staff_id)

    left = staff.let_go(maria, _id(ana))

    assert "Ana Ruiz" not in _roles(staff, maria)
    assert office.case(case_id).assignee_id is None
    assert case_id in left.cases


def test_leaving_is_taken_back_with_the_problems_they_had(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    case_id = office.mail("Pothole").case_id
    Triage(office.store, placing()).assign(maria, [case_id], ana.staff_id)
    staff.let_go(maria, _id(ana))

    Undoing(office.store).undo(maria)

    assert "Ana Ruiz" in _roles(staff, maria)
    assert office.case(case_id).assignee_id == ana.staff_id


def test_whoever_left_comes_back_under_their_name(staff: Staff, maria: Actor, ana: Actor) -> None:
    staff.let_go(maria, _id(ana))

    added = staff.add(maria, "ana ruiz", Role.VOLUNTEER)

    assert added.staff == frozenset({_id(ana)})
    assert _roles(staff, maria)["Ana Ruiz"] is Role.VOLUNTEER


def test_nobody_takes_themselves_off_the_list(staff: Staff, maria: Actor) -> None:
    with pytest.raises(CannotDoError, match="themselves"):
        staff.let_go(maria, _id(maria))


def test_nobody_leaves_who_alone_sees_a_restricted_problem(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    secret = office.mail("A matter for few").case_id
    staff.restrict(maria, secret, [_id(maria), _id(ana)])
    bo = office.staff("Bo", Role.MANAGER)
    staff.restrict(ana_as_manager(staff, maria, ana), secret, [_id(ana)])

    with pytest.raises(CannotDoError, match="Ana Ruiz only"):
        staff.let_go(bo, _id(ana))

    assert office.case(secret).restricted


def ana_as_manager(staff: Staff, maria: Actor, ana: Actor) -> Actor:
    """Ana with the right to restrict."""
    staff.set_role(maria, _id(ana), Role.MANAGER)
    return Actor(ana.staff_id, ana.name, Role.MANAGER)


def test_only_managers_change_the_list(staff: Staff, ana: Actor, maria: Actor) -> None:
    for change in (
        lambda: staff.listed(ana),
        lambda: staff.set_role(ana, _id(maria), Role.STAFF),
        lambda: staff.let_go(ana, _id(maria)),
        lambda: staff.add(ana, "Rosa T.", Role.STAFF),
    ):
        with pytest.raises(NotAllowedError):
            change()


def test_who_may_see_a_problem_is_told_to_those_who_may_say_it(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    case_id = office.mail("Pothole").case_id

    assert staff.viewers(maria, case_id).named == frozenset()
    staff.restrict(maria, case_id, [_id(maria)])
    assert staff.viewers(maria, case_id).named == frozenset({_id(maria)})
    with pytest.raises(NotAllowedError):
        staff.viewers(ana, case_id)


def test_a_restricted_problem_is_opened_to_all_again(
    office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor
) -> None:
    case_id = office.mail("Pothole").case_id
    staff.restrict(maria, case_id, [_id(maria)])
    assert case_id not in _seen(office, ana)

    staff.restrict(maria, case_id, [])

    assert case_id in _seen(office, ana)
    assert staff.viewers(maria, case_id).named == frozenset()


def test_who_is_not_named_hears_of_no_such_problem(office: OfficeBuilder, staff: Staff, maria: Actor) -> None:
    case_id = office.mail("Pothole").case_id
    bo = office.staff("Bo", Role.MANAGER)
    staff.restrict(maria, case_id, [_id(maria)])

    with pytest.raises(CannotDoError, match="no such problem"):
        staff.viewers(bo, case_id)


def test_nobody_who_left_can_be_named(office: OfficeBuilder, staff: Staff, maria: Actor, ana: Actor) -> None:
    case_id = office.mail("Pothole").case_id
    staff.let_go(maria, _id(ana))

    with pytest.raises(CannotDoError, match="no longer"):
        staff.restrict(maria, case_id, [_id(maria), _id(ana)])

    assert not office.case(case_id).restricted


def _seen(office: OfficeBuilder, actor: Actor) -> set[int]:
    return set(Queue(office.store).ids(actor, View.ALL, QueueFilter(), SortBy.URGENCY))

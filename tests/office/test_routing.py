"""Who gets a problem, and why: the office's rules, what the city publishes, what staff chose instead."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.departments import BodyKind, ListedDepartment, ListedRoad
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.places import Point
from wardoffice.domain.routing import road_of, seen_in
from wardoffice.office.departments import Departments
from wardoffice.office.routing import Routing
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward

LISTED = (
    ListedDepartment("cdot", "CDOT", types=("PHF",)),
    ListedDepartment("dss", "Streets & San"),
    ListedDepartment("idot", "IDOT", BodyKind.STATE, roads=(ListedRoad("Cicero", "Illinois route 50"),)),
)
CHICAGO = ZoneInfo("America/Chicago")
CORRIDOR = (Point(41.95, -87.70), Point(41.95, -87.68), Point(41.97, -87.68), Point(41.97, -87.70))


@pytest.fixture
def routing(store: Store, office: OfficeBuilder) -> Routing:
    store.now = lambda: datetime(2026, 5, 3, 15, tzinfo=UTC)
    Departments(store, LISTED).take_listed()
    office.service_type("PHF", "Pothole in Street Complaint")
    return Routing(store, LISTED, CHICAGO, ward=51)


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria", Role.MANAGER)


def ids(store: Store, actor: Actor) -> dict[str, int]:
    return {each.name: each.department_id for each in Departments(store, LISTED).all(actor)}


def pothole(office: OfficeBuilder, address: str = "", point: Point | None = None) -> int:
    return office.mail("A hole", service_code="PHF", address=address, point=point).case_id


def forwarded(store: Store, actor: Actor, case_id: int, department_id: int) -> None:
    with store.unit_of_work(actor, ActionKind.NOTE) as work:
        work.add(
            Forward(
                case_id=case_id,
                department_id=department_id,
                department="",
                purpose=MailPurpose.FORWARD,
                created_at=work.now,
            )
        )


def test_a_type_goes_where_the_city_publishes_and_says_so(
    routing: Routing, office: OfficeBuilder, maria: Actor
) -> None:
    routed = routing.for_case(maria, pothole(office))
    assert routed.department is not None
    assert routed.department.name == "CDOT"
    assert routed.reason == "Pothole in Street Complaint goes to CDOT, as the city publishes."
    assert routed.alternatives == ()
    nobody = routing.for_case(maria, office.mail("Noise").case_id)
    assert (nobody.department, nobody.reason) == (None, "It has no type yet: choose who gets it.")


def test_a_rule_comes_first_with_who_made_it_and_the_city_s_own_stays_an_alternative(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    known = ids(store, maria)
    routing.add_rule(maria, "PHF", known["Streets & San"])
    routed = routing.for_case(maria, pothole(office))
    assert routed.department is not None
    assert routed.department.name == "Streets & San"
    assert routed.reason == "Maria's rule of May 3, 2026."
    assert [each.name for each in routed.alternatives] == ["CDOT"]


def test_a_rule_of_an_area_holds_in_it_alone(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    known = ids(store, maria)
    routing.add_rule(maria, "PHF", known["IDOT"], CORRIDOR, "the corridor")
    there = routing.for_case(maria, pothole(office, point=Point(41.96, -87.69)))
    assert there.reason == "Maria's rule of May 3, 2026 for the corridor."
    elsewhere = routing.for_case(maria, pothole(office, point=Point(41.90, -87.69)))
    assert elsewhere.department is not None
    assert elsewhere.department.name == "CDOT"
    with pytest.raises(CannotDoError, match="name for its area"):
        routing.add_rule(maria, "PHF", known["IDOT"], CORRIDOR)


def test_a_state_road_and_another_ward_are_alternatives_with_their_reason(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    case_id = pothole(office, "4800 N Cicero Ave")
    (idot,) = routing.for_case(maria, case_id).alternatives
    assert (idot.name, idot.reason) == ("IDOT", "Cicero may be theirs: Illinois route 50.")
    Triage(store, placing(lambda _: 52)).set_place(maria, case_id, "1 A St", Point(41.9, -87.7))
    (ward,) = routing.for_case(maria, case_id).alternatives
    assert (ward.ward, ward.reason) == (52, "It lies in Ward 52.")


def test_what_staff_choose_instead_is_proposed_and_holds_once_a_manager_accepts(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    known, bo = ids(store, maria), office.staff("Bo")
    for name in ("CDOT", "CDOT", "Streets & San", "Streets & San"):
        forwarded(store, bo, pothole(office), known[name])
    assert routing.proposals(bo) == ()
    forwarded(store, bo, pothole(office), known["Streets & San"])
    (proposal,) = routing.proposals(bo)
    assert (proposal.department, proposal.reason) == ("Streets & San", "3 of the last 4 went there.")
    with pytest.raises(NotAllowedError):
        routing.decide(bo, proposal, accept=True)
    routing.decide(maria, proposal, accept=True)
    assert routing.proposals(maria) == ()
    routed = routing.for_case(maria, pothole(office))
    assert routed.department is not None
    assert routed.department.name == "Streets & San"
    Undoing(store).undo(maria)
    assert len(routing.proposals(maria)) == 1


def test_what_a_manager_does_not_want_is_proposed_no_more(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    known = ids(store, maria)
    for _ in range(3):
        forwarded(store, maria, pothole(office), known["Streets & San"])
    (proposal,) = routing.proposals(maria)
    routing.decide(maria, proposal, accept=False)
    assert routing.proposals(maria) == ()
    Undoing(store).undo(maria)
    assert routing.proposals(maria) == (proposal,)


def test_staff_propose_a_rule_and_a_manager_accepts_it(
    routing: Routing, office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    bo, known = office.staff("Bo"), ids(store, maria)
    routing.add_rule(bo, "PHF", known["Streets & San"])
    assert routing.rules(bo) == ()
    (proposal,) = routing.proposals(maria)
    assert proposal.reason == "made by Bo"
    routing.decide(maria, proposal, accept=True)
    assert [each.department for each in routing.rules(bo)] == ["Streets & San"]
    with pytest.raises(CannotDoError, match="not there any more"):
        routing.decide(maria, proposal, accept=True)


def test_a_rule_is_made_and_taken_away_and_each_is_undone(
    routing: Routing, store: Store, maria: Actor
) -> None:
    undoing, known = Undoing(store), ids(store, maria)
    routing.add_rule(maria, "PHF", known["Streets & San"])
    undoing.undo(maria)
    assert routing.rules(maria) == ()
    undoing.redo(maria)
    (rule,) = routing.rules(maria)
    routing.remove_rule(maria, rule.rule_id)
    assert routing.rules(maria) == ()
    undoing.undo(maria)
    assert routing.rules(maria) == (rule,)


@given(st.lists(st.integers(1, 4), max_size=10), st.integers(1, 4) | st.none())
def test_only_what_most_of_the_last_forwards_say_is_seen(chosen: list[int], ruled: int | None) -> None:
    found = seen_in(chosen, ruled)
    others = [each for each in (1, 2, 3, 4) if each != ruled and chosen[:4].count(each) >= 3]
    assert (found[0] if found else None) == (others[0] if others else None)


@pytest.mark.parametrize(
    ("address", "is_there"),
    [
        ("4800 N Cicero Ave", True),
        ("N CICERO AVE & W ADDISON ST", True),
        ("12 Ciceronian Ct", False),
        ("", False),
    ],
)
def test_a_road_is_known_by_its_name_alone(*, address: str, is_there: bool) -> None:
    road = ListedRoad("Cicero", "Illinois route 50")
    assert road_of(address, (road,)) == (road if is_there else None)

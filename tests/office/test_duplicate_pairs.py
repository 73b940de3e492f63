"""All pairs that may be one problem: those with one of ours, looked at as they are now (P4, P5)."""

from collections.abc import Callable

import pytest

from tests.builders import OfficeBuilder
from tests.comparing import comparing
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.duplicate_pairs import PairFound
from wardoffice.domain.places import Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.duplicate_pairs import DuplicatePairs
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.merging import Merging
from wardoffice.office.undoing import Undoing

HERE = Point(41.9, -87.7)
WHERE = "4853 S Wood St"


@pytest.fixture
def pairs(office: OfficeBuilder) -> DuplicatePairs:
    return DuplicatePairs(office.store, comparing(), CasePane(office.store))


def found(pairs: DuplicatePairs, actor: Actor) -> set[tuple[int, int]]:
    return {each.key for each in pairs.among(actor, pairs.to_look_at(actor))}


def pothole(office: OfficeBuilder) -> int:
    return office.mail("Pothole", point=HERE, service_code="PHF", address=WHERE).case_id


def record(office: OfficeBuilder, number: str) -> int:
    return office.city_record(number, point=HERE, service_code="PHF", address=WHERE).case_id


def test_pairs_have_one_of_ours_and_are_found_once(
    office: OfficeBuilder, pairs: DuplicatePairs, ana: Actor
) -> None:
    one, other = pothole(office), pothole(office)
    city, _second = record(office, "SR26-00000001"), record(office, "SR26-00000002")
    assert set(pairs.to_look_at(ana)) == {one, other}
    assert {(one, other), (one, city), (other, city)} < found(pairs, ana)
    assert all({one, other} & set(pair) for pair in found(pairs, ana))


def test_a_pair_is_shown_with_its_reasons_the_one_told_first_on_the_left(
    office: OfficeBuilder, pairs: DuplicatePairs, ana: Actor
) -> None:
    one, city = pothole(office), record(office, "SR26-00000001")
    view = pairs.look(ana, *sorted((one, city)))
    assert view is not None
    assert [view.left.case_id, view.right.case_id] == sorted(
        (one, city), key=lambda each: (office.case(each).opened_at, each)
    )
    assert view.strong
    assert (view.metres, view.days) == (0, 0)
    assert view.reasons[0] == "same address"


def test_an_answered_pair_is_shown_no_more_until_the_answer_is_taken_back(
    office: OfficeBuilder, pairs: DuplicatePairs, ana: Actor
) -> None:
    """P4: "not the same" for good; a merge until it is undone."""
    one, other = pothole(office), pothole(office)
    acts: tuple[Callable[[], Changes], ...] = (
        lambda: Duplicates(office.store, comparing()).not_same(ana, one, other),
        lambda: Merging(office.store).merge(ana, [one, other]),
    )
    for act in acts:
        assert pairs.look(ana, one, other) is not None
        changes = act()
        assert pairs.look(ana, one, other) is None
        assert found(pairs, ana) == set()
        Undoing(office.store).undo(ana, changes.action_id)
        assert found(pairs, ana) == {(one, other)}


def test_a_restricted_problem_is_in_no_pair_of_who_may_not_see_it(
    office: OfficeBuilder, pairs: DuplicatePairs, ana: Actor
) -> None:
    named = office.staff("Named")
    one, secret = pothole(office), pothole(office)
    office.restrict(secret, named)
    assert found(pairs, ana) == set()
    assert pairs.look(ana, one, secret) is None
    assert found(pairs, named) == {(one, secret)}


def test_the_sure_ones_come_first_then_the_likelier() -> None:
    maybe, sure, surer = (
        PairFound(1, 2, strong=False, weight=9.0),
        PairFound(3, 4, strong=True, weight=0.8),
        PairFound(5, 6, strong=True, weight=0.9),
    )
    assert sorted((maybe, sure, surer), key=lambda pair: pair.order) == [surer, sure, maybe]

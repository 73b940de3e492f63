"""Suggestions say why and are never made again once a person said no (P4, P5)."""

import pytest

from tests.builders import OfficeBuilder, placing
from tests.comparing import comparing
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.places import Point
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.likely_same import MOST
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

HERE = Point(41.9, -87.7)
METRE = 1 / 111_195


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz")


@pytest.fixture
def duplicates(office: OfficeBuilder) -> Duplicates:
    return Duplicates(office.store, comparing())


def north(metres: float) -> Point:
    return Point(HERE.lat + metres * METRE, HERE.long)


def suggested(duplicates: Duplicates, actor: Actor, case_id: int) -> list[int]:
    return [each.case_id for each in duplicates.suggest(actor, case_id)]


def test_the_same_type_at_the_same_spot_is_almost_surely_the_same_and_says_why(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    where = "4853 S Wood St"
    one = office.mail("Deep pothole", point=HERE, service_code="PHF", address=where).case_id
    record = office.city_record("SR26-00000009", point=north(5), service_code="PHF", address=where.upper())
    other = record.case_id
    (found,) = duplicates.suggest(ana, one)
    assert found.case_id == other
    assert found.strong
    assert found.reasons
    assert found.tracking_numbers == ("SR26-00000009",)
    assert suggested(duplicates, ana, other) == [one]


def test_what_is_far_or_told_of_something_else_is_not_suggested_and_what_is_done_says_so(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    one = office.mail("Pothole", point=HERE, service_code="PHF").case_id
    office.mail("Pothole", point=north(500), service_code="PHF")
    office.mail("Graffiti", point=north(5), service_code="GRAF")
    done = office.mail("Pothole", point=north(5), service_code="PHF", owed=False).case_id
    assert suggested(duplicates, ana, one) == [done]
    Triage(office.store, placing(lambda _: 1)).finish(ana, [done], FinishReason.SEEN_DONE)
    (found,) = duplicates.suggest(ana, one)
    assert "we are done with that one" in found.reasons


def test_at_most_five_are_suggested(office: OfficeBuilder, duplicates: Duplicates, ana: Actor) -> None:
    cases = [office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(MOST + 3)]
    assert len(suggested(duplicates, ana, cases[0])) == MOST


def test_not_the_same_is_remembered_through_merges_and_unmerges_until_it_is_taken_back(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: for good, per pair of requests, in whichever cases these stand."""
    merging = Merging(office.store)
    one, other, third = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(3))
    changes = duplicates.not_same(ana, one, other)
    assert changes.cases == {one, other}
    assert suggested(duplicates, ana, one) == [third]
    assert suggested(duplicates, ana, other) == [third]
    merging.merge(ana, [other, third], third)
    assert suggested(duplicates, ana, one) == []
    merging.unmerge(ana, other)
    assert suggested(duplicates, ana, one) == [third]
    Undoing(office.store).undo(ana, changes.action_id)
    assert set(suggested(duplicates, ana, one)) == {other, third}
    duplicates.not_same(ana, other, one)
    assert suggested(duplicates, ana, one) == [third]


def test_a_restricted_case_is_suggested_only_to_who_may_see_it(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    named = office.staff("Named")
    one, secret = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(2))
    office.restrict(secret, named)
    assert suggested(duplicates, ana, one) == []
    assert suggested(duplicates, named, one) == [secret]
    assert suggested(duplicates, ana, secret) == []

"""What speaks for two tellings being one problem, and that the model weighs it as people would (P5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comparing import comparing
from wardoffice.domain.duplicates import FEATURES, WINDOW_DAYS, Telling, describe
from wardoffice.domain.places import Point

HERE = Point(41.9, -87.7)
METRE = 1 / 111_195
NOON = datetime(2026, 9, 1, 17, tzinfo=UTC)
ONE = Telling(
    1, HERE, "4853 S WOOD ST", NOON, service_code="PHF", family="pothole", words="a deep pothole", metres=45
)
MODEL = comparing().model


def other(**changes: object) -> Telling:
    return replace(ONE, case_id=2, **changes)  # type: ignore[arg-type]  # by name


def probability(one: Telling, two: Telling) -> float:
    pair = describe(one, two)
    return MODEL.probability(pair) if pair is not None else 0.0


def reasons(two: Telling) -> tuple[str, ...]:
    likeness = MODEL.compare(ONE, two)
    assert likeness is not None
    return likeness.reasons


def test_the_same_type_at_the_same_address_on_one_day_is_almost_surely_the_same() -> None:
    likeness = MODEL.compare(ONE, other())
    assert likeness is not None
    assert likeness.strong
    assert likeness.reasons == ("same address", "same day", "same type", "both say “deep”, “pothole”")


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"address": "4855 S WOOD ST"}, {}),
        ({"opened_at": NOON + timedelta(days=20)}, {}),
        ({"service_code": "GRAF", "family": "graffiti", "words": "a tag on the wall"}, {}),
        ({"address": "", "point": Point(41.9 + 40 * METRE, -87.7)}, {"address": "", "point": HERE}),
        ({"closed_at": NOON + timedelta(days=1), "opened_at": NOON - timedelta(days=9)}, {"opened_at": NOON}),
    ],
    ids=["next house", "weeks later", "another kind", "farther off", "later"],
)
def test_what_speaks_against_it_makes_it_less_likely(
    less: dict[str, object], more: dict[str, object]
) -> None:
    assert probability(ONE, other(**less)) < probability(ONE, other(**more))


def test_the_next_house_is_not_almost_surely_the_same() -> None:
    likeness = MODEL.compare(ONE, other(address="4855 S WOOD ST", point=Point(41.9 + 8 * METRE, -87.7)))
    assert likeness is None or not likeness.strong


def test_what_is_too_far_or_was_over_too_long_is_not_looked_at() -> None:
    assert describe(ONE, other(address="", point=Point(41.9 + 60 * METRE, -87.7))) is None
    over = other(opened_at=NOON - timedelta(days=200), closed_at=NOON - timedelta(days=WINDOW_DAYS + 1))
    assert describe(ONE, over) is None
    still_open = other(opened_at=NOON - timedelta(days=200))
    assert describe(ONE, still_open) is not None


def test_a_kind_that_reaches_farther_is_looked_for_farther_off() -> None:
    far = Point(41.9 + 140 * METRE, -87.7)
    assert describe(ONE, other(address="", point=far, metres=150.0)) is not None


def test_a_place_nobody_knows_is_near_nothing_but_its_own_address() -> None:
    assert describe(ONE, other(point=None, address="")) is None
    pair = describe(ONE, other(point=None))
    assert pair is not None
    assert pair.same_address
    assert pair.metres is None


def test_the_reasons_say_what_differs_too() -> None:
    two = other(unit="apt 2", opened_at=NOON + timedelta(hours=1))
    pair = describe(replace(ONE, unit="apt 1"), two)
    assert pair is not None
    assert pair.other_unit
    assert "we are done with that one" in reasons(other(finished=True, closed_at=NOON + timedelta(days=2)))


def test_every_feature_has_a_weight_and_no_other_name_has_one() -> None:
    pair = describe(ONE, other())
    assert pair is not None
    assert set(pair.features) == set(FEATURES) == set(MODEL.weights)


points = st.builds(
    lambda north, east: Point(41.9 + north * METRE, -87.7 + east * METRE),
    st.floats(-70, 70),
    st.floats(-70, 70),
)
tellings = st.builds(
    Telling,
    st.just(9),
    st.none() | points,
    st.sampled_from(["", "4853 S WOOD ST", "4855 S WOOD ST", "S WOOD ST & W 47TH ST"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - aware by timezones
    st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["", "apt 1", "apt 2"]),
    st.sampled_from(["", "PHF", "GRAF"]),
    st.sampled_from(["", "pothole", "graffiti"]),
    st.text(max_size=40),
    st.frozensets(st.integers(1, 3), max_size=2),
)


@given(tellings, tellings)
def test_it_is_the_same_question_from_either_side(one: Telling, two: Telling) -> None:
    there, back = MODEL.compare(one, two), MODEL.compare(two, one)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.weight == back.weight
        assert MODEL.maybe <= there.weight <= 1

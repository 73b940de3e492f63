"""What speaks for two tellings being one problem, and that the model weighs it as people would (P5)."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.comparing import comparing
from wardoffice.assets import resource
from wardoffice.domain.places import Point
from wardoffice.domain.tellings import FEATURES, WINDOW_DAYS, Telling, describe
from wardoffice.office.service_families import service_families

HERE = Point(41.9, -87.7)
METRE = 1 / 111_195
NOON = datetime(2026, 9, 1, 17, tzinfo=UTC)
ONE = Telling(
    1, HERE, "4853 S WOOD ST", NOON, service_code="PHF", family="pothole", words="a deep pothole", metres=45
)
MODEL = comparing().model
KINDS = [
    each["key"] for each in tomllib.loads(resource("service_families.toml").read_text("utf-8"))["families"]
]


def other(**changes: object) -> Telling:
    return replace(ONE, case_id=2, **changes)  # type: ignore[arg-type]  # by name


def probability(one: Telling, two: Telling) -> float:
    pair = describe(one, two)
    return MODEL.probability(pair) if pair is not None else 0.0


def weight(one: Telling, two: Telling) -> float:
    likeness = MODEL.compare(one, two)
    return likeness.weight if likeness is not None else 0.0


def told(one: Telling, two: Telling) -> tuple[str, ...]:
    likeness = MODEL.compare(one, two)
    assert likeness is not None
    return likeness.reasons


def test_the_same_type_at_the_same_address_on_one_day_is_almost_surely_the_same() -> None:
    likeness = MODEL.compare(ONE, other())
    assert likeness is not None
    assert likeness.strong
    assert likeness.reasons == ("same address", "same day", "same type", "both say “pothole”, “deep”")


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


@pytest.mark.parametrize("key", sorted(KINDS))
def test_every_kind_is_suggested_as_far_around_and_as_long_after_its_end_as_it_reaches(key: str) -> None:
    """P5: a radius or a window that nothing ever comes from is one in name only."""
    kind = service_families().named(key)
    one = replace(ONE, family=key, service_code="X", words="", metres=kind.metres, days=kind.days)
    edge = Point(41.9 + (kind.metres - 1) * METRE, -87.7)
    nowhere = replace(one, address="")
    assert MODEL.compare(nowhere, replace(nowhere, case_id=2, point=edge)) is not None
    over = replace(one, closed_at=NOON + timedelta(hours=1))
    for later in (timedelta(minutes=1), timedelta(days=kind.days - 1)):
        again = replace(one, case_id=2, opened_at=NOON + timedelta(hours=1) + later)
        likeness = MODEL.compare(again, over)
        assert likeness is not None
        assert not likeness.strong
        assert "311 had closed the first by then" in likeness.reasons
        assert MODEL.could_be(again, over)
    too_late = replace(one, case_id=2, opened_at=NOON + timedelta(days=kind.days + 1))
    assert MODEL.compare(too_late, over) is None


@pytest.mark.parametrize("address", ["4853 S WOOD ST", ""])
def test_what_was_over_comes_after_what_is_open(address: str) -> None:
    again = other(address=address, opened_at=NOON + timedelta(days=4))
    was_over = replace(ONE, address=address, closed_at=NOON + timedelta(days=1))
    still_open = replace(ONE, address=address, opened_at=NOON + timedelta(days=3))
    assert MODEL.compare(was_over, again) is not None
    assert weight(was_over, again) < weight(still_open, again)


@pytest.mark.parametrize("address", ["", "S WOOD ST & W 47TH ST"])
def test_nothing_nearer_or_sooner_is_less_likely(address: str) -> None:
    """Best first: the same point is never behind one 12 m off, nor the same day behind the next."""
    one = replace(ONE, address=address)
    by_metres = [
        weight(one, replace(one, case_id=2, address="", point=Point(41.9 + metres * METRE, -87.7)))
        for metres in range(45)
    ]
    by_days = [
        weight(one, replace(one, case_id=2, opened_at=NOON + timedelta(hours=hours)))
        for hours in range(0, 2_000, 5)
    ]
    for likely in (by_metres, by_days):
        assert likely == sorted(likely, reverse=True)
    assert by_metres[0] > by_metres[12]


def test_another_flat_is_never_almost_surely_the_same() -> None:
    one, two = replace(ONE, unit="apt 2f"), other(unit="apt 3r", people=frozenset({1}))
    likeness = MODEL.compare(replace(one, people=frozenset({1})), two)
    assert likeness is not None
    assert not likeness.strong
    assert "another unit" in likeness.reasons
    assert probability(one, other(unit="apt 3r")) < probability(one, other(unit="apt 2f"))


def test_words_and_people_that_agree_make_it_likelier() -> None:
    plain = probability(ONE, other(words=""))
    assert probability(ONE, other()) > plain
    assert probability(replace(ONE, people=frozenset({1})), other(words="", people=frozenset({1}))) > plain
    one = replace(ONE, words="a deep pothole swallows wheels")
    assert probability(one, other(words="tree branch fallen")) < probability(one, other(words=""))


def test_next_door_numbers_may_be_one_problem_where_words_or_people_agree() -> None:
    door = {"address": "4851 S WOOD ST", "point": Point(41.9 + 4 * METRE, -87.7)}
    same_words = MODEL.compare(ONE, other(**door))
    assert same_words is not None
    assert not same_words.strong
    assert "another house number" in same_words.reasons
    people = frozenset({1})
    assert MODEL.compare(replace(ONE, people=people), other(**door, words="", people=people)) is not None
    for unlike in (
        {"words": "look at this"},
        {"point": Point(41.9 + 20 * METRE, -87.7)},
        {"opened_at": NOON + timedelta(days=8)},
        {"family": "trees", "service_code": "SEL"},
    ):
        assert MODEL.compare(ONE, other(**{**door, **unlike})) is None


def test_a_kind_that_is_told_for_another_is_suggested_at_the_spot_and_says_so() -> None:
    one = replace(ONE, kin=frozenset({"cave-in"}))
    kin = {"family": "cave-in", "service_code": "AAD", "words": ""}
    nowhere = replace(one, address="")
    for first, told in (
        (one, {}),
        (one, {"opened_at": NOON + timedelta(days=29)}),
        (nowhere, {"address": "", "point": Point(41.9 + 5 * METRE, -87.7)}),
        (one, {"address": "4851 S WOOD ST", "point": Point(41.9 + 5 * METRE, -87.7), "words": ONE.words}),
    ):
        likeness = MODEL.compare(first, other(**{**kin, **told}))
        assert likeness is not None
        assert not likeness.strong
        assert "another type that people choose for the same" in likeness.reasons
    assert MODEL.compare(ONE, other(**kin, opened_at=NOON + timedelta(days=29))) is None
    for far in ({"point": Point(41.9 + 25 * METRE, -87.7)}, {"opened_at": NOON + timedelta(days=4)}):
        assert MODEL.compare(nowhere, other(**{**kin, "address": "", **far})) is None


def test_days_are_those_of_the_calendar() -> None:
    chicago = ZoneInfo("America/Chicago")
    morning = datetime(2026, 9, 1, 9, tzinfo=chicago)
    one = replace(ONE, opened_at=morning)
    assert "same day" in told(one, other(opened_at=morning.replace(hour=22)))
    late = replace(ONE, opened_at=morning.replace(hour=23))
    assert "one day apart" in told(late, other(opened_at=morning + timedelta(days=1)))


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
    assert "we are done with that one" in told(ONE, other(finished=True, closed_at=NOON + timedelta(days=2)))


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
        assert there.strong == back.strong
        assert 0 < there.weight <= 1

"""The made-up city is believable, and what was planted in it is known."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.demo.conftest import NOW, SEED
from wardoffice.demo.catalogue import service, services
from wardoffice.demo.city import DoubleRefusedError, MadeUpCity, make_city
from wardoffice.demo.lives import CITY_ZONE, CREW_CHANNEL
from wardoffice.demo.streets import PRACTICE_WARD, ward_of
from wardoffice.domain.closings import ClosingKind, closing_of
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.closing_words import closing_words

few_seeds = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def _whole(city: MadeUpCity) -> str:
    return repr((city.requests(), city.mails, city.truth, city.look_alikes, city.unfixed))


@few_seeds
@given(seeds)
def test_the_same_seed_and_moment_make_the_same_city(seed: int) -> None:
    assert _whole(make_city(seed, NOW)) == _whole(make_city(seed, NOW))


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_process_makes_the_same_city(city: MadeUpCity, hash_seed: str) -> None:
    asked = (
        "from tests.demo.conftest import NOW, SEED\n"
        "from wardoffice.demo.city import make_city\n"
        "import hashlib\n"
        "city = make_city(SEED, NOW)\n"
        "whole = repr((city.requests(), city.mails, city.truth, city.look_alikes, city.unfixed))\n"
        "print(hashlib.sha256(whole.encode()).hexdigest())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == hashlib.sha256(_whole(city).encode()).hexdigest()


def test_another_seed_makes_another_city(city: MadeUpCity) -> None:
    assert _whole(make_city(SEED + 1, NOW)) != _whole(city)


@few_seeds
@given(seeds)
def test_there_are_about_600_requests_of_90_days_over_types_and_departments(seed: int) -> None:
    records = make_city(seed, NOW).requests()
    assert 540 <= len(records) <= 660
    assert len({record.number for record in records}) == len(records)
    codes = {record.service_code for record in records}
    assert len(codes) >= 25
    assert len({service(code).department for code in codes}) >= 6
    assert {record.channel for record in records} == {"phone", "web", "open311", "alderman", CREW_CHANNEL}
    for record in records:
        assert record.requested_at is not None
        assert record.updated_at is not None
        assert NOW - timedelta(days=90) < record.requested_at <= record.updated_at <= NOW
        assert (record.status is CityStatus.CLOSED) == (record.closed_at is not None)


@few_seeds
@given(seeds)
def test_one_or_two_in_a_hundred_have_no_usable_point_and_some_lie_outside(seed: int) -> None:
    records = make_city(seed, NOW).requests()
    pointless = [record for record in records if record.point is None or not record.point.is_valid()]
    assert 0.01 <= len(pointless) / len(records) <= 0.025
    wards = [(ward_of(r.point), r.ward) for r in records if r.point and r.point.is_valid()]
    assert any(ward != PRACTICE_WARD for ward, _ in wards)
    assert any(ward != field for ward, field in wards)


@few_seeds
@given(seeds)
def test_eighty_true_pairs_exist_on_both_sides_a_third_across_types(seed: int) -> None:
    city = make_city(seed, NOW)
    keys = {record.number: record for record in city.requests()}
    mails = {plan.message_id: plan for plan in city.mails}
    assert 78 <= len(city.truth) <= 86
    for pair in city.truth:
        for key in (pair.one, pair.other):
            assert (key in keys) != (key in mails)
    assert 0.28 <= sum(pair.across_types for pair in city.truth) / len(city.truth) <= 0.40
    assert set(Counter(pair.channels for pair in city.truth)) == {"mail-mail", "mail-sr", "sr-sr"}
    for pair in city.truth:
        if pair.channels == "sr-sr":
            one, other = keys[pair.one], keys[pair.other]
            assert one.channel != other.channel
            assert one.point is not None
            assert other.point is not None
            assert metres_between(one.point, other.point) < 60
            assert (one.service_code != other.service_code) == pair.across_types


@few_seeds
@given(seeds)
def test_every_true_pair_has_three_look_alikes_that_are_not_it(seed: int) -> None:
    city = make_city(seed, NOW)
    numbers = {record.number for record in city.requests()}
    for pair in city.truth:
        like = [each for each in city.look_alikes if each.problem == pair.problem]
        assert len({each.why for each in like}) >= 3
        for each in like:
            assert each.number in numbers
            assert each.number not in {pair.one, pair.other}


def test_some_closures_fixed_nothing_and_the_proof_came_later(city: MadeUpCity) -> None:
    keys = {record.number: record for record in city.requests()}
    mails = {plan.message_id: plan for plan in city.mails}
    assert len(city.unfixed) >= 10
    for each in city.unfixed:
        closed_at = keys[each.closed].closed_at
        assert closed_at is not None
        later = mails[each.later].at if each.later in mails else keys[each.later].requested_at
        assert later is not None
        assert closed_at < later


def test_what_the_city_closed_as_duplicate_names_a_parent_it_has(city: MadeUpCity) -> None:
    doubles = [record for record in city.requests() if record.duplicate]
    assert doubles
    for record in doubles:
        assert record.status_notes == "Duplicate"
        assert city.request(record.parent_number) is not None


@few_seeds
@given(seeds)
def test_the_city_closes_in_every_way_that_cities_do(seed: int) -> None:
    """Read by the program's own words: some of each kind, a chain, open follow-ons and crews' rows."""
    city = make_city(seed, NOW)
    records = {record.number: record for record in city.requests()}
    told = {number: closing_of(record, closing_words("practice")) for number, record in records.items()}
    assert {each.kind for each in told.values()} == set(ClosingKind) - {ClosingKind.REOPENED}
    assert any(each.crew for each in told.values())
    assert any(
        each.kind is ClosingKind.TRANSFERRED and not follow_on.closed
        for each in told.values()
        for follow_on in each.follow_ons
    )
    counted = {
        number: each.parent_number for number, each in told.items() if each.kind is ClosingKind.DUPLICATE
    }
    chains = [number for number, parent in counted.items() if parent in counted]
    assert any(records[counted[counted[number]]].status is CityStatus.OPEN for number in chains)
    assert len({records[each].service_code for each in (chains[0], counted[chains[0]])}) == 2


def test_the_city_is_busier_by_day_than_by_night(city: MadeUpCity) -> None:
    hours = Counter(
        record.requested_at.astimezone(CITY_ZONE).hour for record in city.requests() if record.requested_at
    )
    assert sum(hours[hour] for hour in range(8, 18)) > 2 * sum(hours[hour] for hour in (22, 23, *range(6)))


def test_the_city_lives_requests_move_close_and_new_ones_come() -> None:
    city = make_city(SEED, NOW)
    before = {record.number: record for record in city.requests()}
    city.live(NOW + timedelta(days=3))
    after = {record.number: record for record in city.requests()}
    assert before.keys() < after.keys()
    moved = [after[number] for number, record in before.items() if after[number] != record]
    assert any(record.status is CityStatus.CLOSED for record in moved)
    assert all(record.updated_at is not None and record.updated_at > NOW for record in moved)


def test_living_in_small_steps_or_at_once_comes_to_the_same() -> None:
    step_by_step, at_once = make_city(SEED, NOW), make_city(SEED, NOW)
    for hour in range(1, 50):
        step_by_step.live(NOW + timedelta(hours=hour))
    at_once.live(NOW + timedelta(hours=49))
    assert step_by_step.requests() == at_once.requests()


def test_a_token_becomes_a_number_at_the_second_look() -> None:
    city = make_city(SEED, NOW)
    batch = next(each for each in services() if each.batch)
    receipt = city.submit(batch.code, Point(41.92, -87.72), "", "It sinks", {})
    assert receipt.token
    assert not receipt.number
    assert city.number_of(receipt.token) == ""
    number = city.number_of(receipt.token)
    assert number
    record = city.request(number)
    assert record is not None
    assert record.description == "It sinks"
    assert city.number_of("never given") is None


def test_a_token_becomes_a_number_when_time_passes() -> None:
    city = make_city(SEED, NOW)
    batch = next(each for each in services() if each.batch)
    token = city.submit(batch.code, Point(41.92, -87.72), "", "", {}).token
    city.live(NOW + timedelta(minutes=3))
    assert city.number_of(token)


def test_many_submissions_of_one_second_get_numbers_of_their_own() -> None:
    city = make_city(SEED, NOW)
    numbers = {city.submit("PHF", Point(41.92, -87.72), "", "", {}).number for _ in range(20)}
    assert len(numbers) == 20
    assert all(city.request(number) is not None for number in numbers)


def test_one_type_takes_no_second_request_a_few_steps_away() -> None:
    city = make_city(SEED, NOW)
    city.submit("SKA", Point(41.9201, -87.7201), "", "", {"PLATE": "AB 1"})
    with pytest.raises(DoubleRefusedError):
        city.submit("SKA", Point(41.92011, -87.7201), "", "", {"PLATE": "AB 1"})

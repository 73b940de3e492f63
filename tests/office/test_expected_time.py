"""How long it usually takes, by the city's records here, without what says nothing of the work."""

from datetime import timedelta

import pytest

from tests.builders import OfficeBuilder, Recorded
from wardoffice.domain.actor import Actor
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.expected_time import ExpectedTimes
from wardoffice.store.store import Store
from wardoffice.store.tables import ServiceRecord

CITY = "chicago"
POTHOLE, LIGHT = "PHF", "SFD"


def closed(
    office: OfficeBuilder, code: str, days: float, kind: ClosingKind = ClosingKind.WORK_DONE
) -> Recorded:
    """A request asked 100 days ago and closed so many days later."""
    asked = office.store.now() - timedelta(days=100)
    made = office.city_record(status=CityStatus.CLOSED, service_code=code, requested_at=asked)
    with office.store.writing() as session:
        row = session.get_one(ServiceRecord, made.record_id)
        row.closed_at, row.closing, row.still_open = asked + timedelta(days=days), kind, False
    return made


def test_it_is_told_for_the_type_of_the_problem(office: OfficeBuilder, store: Store, maria: Actor) -> None:
    made, *_ = [closed(office, POTHOLE, 1 + number) for number in range(20)]
    open_one = office.city_record(service_code=POTHOLE, requested_at=store.now() - timedelta(days=3))
    other = closed(office, LIGHT, 50)
    times = ExpectedTimes(store, CITY)
    expected = times.for_case(maria, open_one.case_id)
    assert expected == times.for_case(maria, made.case_id)
    assert expected is not None
    assert (expected.requests, expected.open) == (21, 1)
    assert expected.half_days == pytest.approx(11)
    assert times.for_case(maria, other.case_id) is None


def test_what_says_nothing_of_the_work_is_left_out(office: OfficeBuilder, store: Store, maria: Actor) -> None:
    made, *_ = [closed(office, POTHOLE, 9) for _ in range(20)]
    for kind in (
        ClosingKind.DUPLICATE,
        ClosingKind.CANCELED,
        ClosingKind.WITHIN_MINUTES,
        ClosingKind.TRANSFERRED,
    ):
        closed(office, POTHOLE, 0, kind)
    crew, gone = closed(office, POTHOLE, 0), closed(office, POTHOLE, 0)
    goes_on = closed(office, POTHOLE, 0)
    with store.writing() as session:
        session.get_one(ServiceRecord, crew.record_id).crew = True
        session.get_one(ServiceRecord, gone.record_id).missing_since = store.now()
        session.get_one(ServiceRecord, goes_on.record_id).still_open = True
    expected = ExpectedTimes(store, CITY).for_case(maria, made.case_id)
    assert expected is not None
    assert (expected.requests, expected.open) == (21, 1)


def test_what_was_asked_longer_ago_than_a_year_is_history(
    office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    made = [closed(office, POTHOLE, 9) for _ in range(20)]
    with store.writing() as session:
        row = session.get_one(ServiceRecord, made[0].record_id)
        row.requested_at = store.now() - timedelta(days=366)
    assert ExpectedTimes(store, CITY).for_case(maria, made[1].case_id) is None


def test_a_problem_without_a_type_or_one_nobody_may_see_tells_nothing(
    office: OfficeBuilder, store: Store, maria: Actor
) -> None:
    made, *_ = [closed(office, POTHOLE, 9) for _ in range(20)]
    times = ExpectedTimes(store, CITY)
    assert times.for_case(maria, office.mail("Something").case_id) is None
    office.restrict(made.case_id, maria)
    assert times.for_case(office.staff("Tom W."), made.case_id) is None

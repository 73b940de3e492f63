"""Records that leave the city's list, get another number, or move to another ward: flagged, never dropped."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gathering import HERE, NORTH, NOW, FakeCity, record
from tests.office.reading_city import case_of, forward, numbers, read, row
from wardoffice.domain.case_view import CityView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.service_requests import CityStatus, ServiceRequest
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_missing import MOST_ASKED
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, ServiceAlias

DAY = timedelta(days=1)


def told(*names: str, **more: Any) -> list[ServiceRequest]:  # noqa: ANN401 - any field
    return [record(name, requested_at=NOW - 5 * DAY, updated_at=NOW - 5 * DAY, **more) for name in names]


def shown(store: Store, office: OfficeBuilder, number: str) -> CityView:
    view = CasePane(store, 47).show(office.staff(), case_of(store, number).id)
    return next(each for each in view.city if each.number == number)


def test_a_record_that_is_gone_from_the_list_and_from_the_city_is_flagged_and_kept(
    store: Store, office: OfficeBuilder
) -> None:
    city = FakeCity(told("SR1", "SR2"))
    read(store, city)
    city.records = told("SR2")
    forward(store, days=1)
    books = read(store, city)
    assert city.asked_for == ["SR1"]
    assert numbers(store) == {"SR1", "SR2"}
    assert books.missing == 1
    assert shown(store, office, "SR1").missing_since is not None
    assert shown(store, office, "SR2").missing_since is None
    case = CasePane(store, 47).show(office.staff(), case_of(store, "SR1").id)
    moves = [(each.field, each.before, each.after) for line in case.history for each in line.changes]
    assert ("in the city's list", "yes", "no") in moves


def test_a_flagged_record_that_comes_back_is_no_longer_flagged(store: Store) -> None:
    city = FakeCity(told("SR1", "SR2"))
    read(store, city)
    city.records = told("SR2")
    forward(store, days=1)
    read(store, city)
    city.records = told("SR1", "SR2")
    forward(store, days=1)
    assert read(store, city).missing == 0
    assert row(store, "SR1").missing_since is None


def test_a_record_the_city_still_knows_by_its_number_is_not_flagged_but_brought_up_to_date(
    store: Store,
) -> None:
    city = FakeCity(told("SR1", "SR2"))
    read(store, city)
    city.records = told("SR2")
    city.singles = [*told("SR2"), record("SR1", status=CityStatus.CLOSED, updated_at=NOW)]
    forward(store, days=1)
    assert read(store, city).missing == 0
    assert row(store, "SR1").status is CityStatus.CLOSED


@pytest.mark.parametrize("trouble", [CityAnswerError("HTML"), CityRefusedError("Down.", 500)])
def test_a_question_that_fails_flags_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    city = FakeCity(told("SR1", "SR2"))
    read(store, city)
    city.records = told("SR2")
    forward(store, days=1)

    def fail(number: str) -> None:
        raise trouble

    monkeypatch.setattr(city, "request", fail)
    assert read(store, city).missing == 0


def test_nothing_is_asked_about_while_a_part_of_the_list_could_not_be_read(store: Store) -> None:
    """P2: what stands on a page that failed is not missing."""
    city = FakeCity(told("SR1", "SR2", "SR3"))
    read(store, city)
    city.records, city.bad = told("SR2", "SR3"), {"SR2"}
    forward(store, days=1)
    books = read(store, city)
    assert books.gaps
    assert (city.asked_for, books.missing) == ([], 0)


def test_an_endpoint_that_forgets_everything_is_asked_a_few_questions_and_no_more(store: Store) -> None:
    names = [f"SR{n}" for n in range(MOST_ASKED + 10)]
    city = FakeCity(told(*names))
    read(store, city)
    city.records = []
    city.singles = told(*names)
    for day in range(2):
        city.asked_for.clear()
        forward(store, days=1)
        read(store, city)
        assert len(city.asked_for) == MOST_ASKED, day
    assert set(names) - numbers(store) == set()


def test_a_record_that_is_answered_under_another_number_keeps_its_case_and_both_numbers(
    store: Store, office: OfficeBuilder
) -> None:
    city = FakeCity(told("OLD", "SR2"))
    read(store, city)
    home = case_of(store, "OLD").id
    city.records = told("SR2")
    city.singles = [*told("SR2"), record("NEW", status=CityStatus.CLOSED, updated_at=NOW)]
    city.renamed = {"OLD": "NEW"}
    forward(store, days=1)
    read(store, city)
    assert case_of(store, "NEW").id == home
    view = shown(store, office, "NEW")
    assert (view.former_numbers, view.status, view.missing_since) == (("OLD",), CityStatus.CLOSED, None)
    city.records, city.renamed = told("OLD", "SR2", status_notes="By its old name"), {}
    forward(store, days=1)
    read(store, city)
    assert numbers(store) == {"NEW", "SR2"}, "the old number finds the record as well"


@pytest.mark.parametrize("by_token", [False, True])
def test_a_record_that_was_filed_anew_under_another_number_goes_on_in_its_first_case(
    store: Store, office: OfficeBuilder, *, by_token: bool
) -> None:
    """The city answers the old number with the new one, or its token turns up there."""
    token = "t1" if by_token else ""
    city = FakeCity(told("OLD", "SR2", token=token) if by_token else told("OLD", "SR2"))
    if by_token:
        city.records[1] = told("SR2")[0]
    read(store, city)
    home = case_of(store, "OLD").id
    new = record("NEW", requested_at=NOW - 5 * DAY, updated_at=NOW, status=CityStatus.CLOSED, token=token)
    city.records = [*told("SR2"), new]
    if not by_token:
        city.renamed = {"OLD": "NEW"}
    forward(store, days=1)
    read(store, city)
    assert case_of(store, "NEW").id == home
    assert shown(store, office, "NEW").former_numbers == ("OLD",)
    with store.reading() as session:
        open_cases = session.scalars(
            select(Case).where(Case.status == CaseStatus.OPEN, Case.withdrawn_at.is_(None))
        ).all()
        assert len(open_cases) == 2, "the case that was made for the new number is withdrawn"
        assert session.scalars(select(ServiceAlias.number)).all() == ["OLD"]
    city.records = [*told("SR2"), record("NEW", requested_at=NOW - 5 * DAY, updated_at=NOW + DAY)]
    forward(store, days=1)
    read(store, city)
    assert row(store, "NEW").status is CityStatus.OPEN
    assert case_of(store, "NEW").id == home


def test_a_record_that_the_city_moves_to_another_ward_says_from_where_until_it_is_back(
    store: Store, office: OfficeBuilder
) -> None:
    city = FakeCity(told("SR1"))
    read(store, city)
    city.records = [record("SR1", NORTH, requested_at=NOW - 5 * DAY, updated_at=NOW)]
    forward(store, hours=1)
    read(store, city)
    view = shown(store, office, "SR1")
    assert (view.former_ward, view.ward_by_polygon) == (47, 48)
    city.records = [record("SR1", HERE, requested_at=NOW - 5 * DAY, updated_at=NOW + timedelta(minutes=30))]
    forward(store, hours=1)
    read(store, city)
    assert shown(store, office, "SR1").former_ward is None


def test_a_new_number_that_somebody_works_on_already_keeps_its_case_and_the_old_one_names_it(
    store: Store, office: OfficeBuilder
) -> None:
    city = FakeCity([*told("OLD", "SR2"), record("NEW", requested_at=NOW - 5 * DAY)])
    read(store, city)
    with store.unit_of_work(office.staff(), ActionKind.TAKE) as work:
        work.case(case_of(store, "NEW").id).taken_at = work.now
    city.records = city.records[1:]
    city.renamed = {"OLD": "NEW"}
    forward(store, days=1)
    read(store, city)
    old, new = shown(store, office, "OLD"), shown(store, office, "NEW")
    assert (old.now_number, new.former_numbers) == ("NEW", ())
    assert case_of(store, "OLD").id != case_of(store, "NEW").id

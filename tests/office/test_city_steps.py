"""Steps told apart from requests become notes, and move a request only where they are newer than its word."""

from datetime import timedelta

import pytest

from tests.gathering import CITY, NOW, FakeCity, record
from tests.office.reading_city import read
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.service_requests import CityStatus, RequestUpdate
from wardoffice.office.case_pane import CasePane
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, ServiceRecord, ServiceUpdate

LOOKER = Actor(None, "Ana", Role.STAFF)


def step(
    number: str, hours_ago: float, status: CityStatus | None, words: str = "", of: str = "SR1"
) -> RequestUpdate:
    return RequestUpdate(
        CITY, number, of, status, status.value if status else "", words, NOW - timedelta(hours=hours_ago)
    )


def the_record(store: Store) -> ServiceRecord:
    with store.reading() as session:
        found = session.query(ServiceRecord).filter_by(number="SR1").one()
        session.expunge(found)
    return found


def test_a_newer_step_closes_the_request_and_is_read_as_a_note(store: Store) -> None:
    city = FakeCity([record("SR1")])
    city.happened = [step("1", 20, CityStatus.OPEN, "A crew is on its way"), step("2", 2, CityStatus.CLOSED)]
    read(store, city)
    kept = the_record(store)
    assert (kept.status, kept.closed_at) == (CityStatus.CLOSED, NOW - timedelta(hours=2))
    assert kept.service_name == "Pothole in Street"
    with store.reading() as session:
        case_id = session.query(Case.id).scalar()
    (shown,) = CasePane(store).show(LOOKER, case_id or 0).city
    assert [(note.kind, note.summary, note.detail) for note in shown.notes] == [
        ("update", "open", "A crew is on its way"),
        ("update", "closed", ""),
    ]


def test_a_step_older_than_the_citys_word_moves_nothing_and_is_still_kept(store: Store) -> None:
    city = FakeCity([record("SR1", updated_at=NOW - timedelta(hours=1))])
    city.happened = [step("1", 5, CityStatus.CLOSED)]
    read(store, city)
    assert the_record(store).status is CityStatus.OPEN
    with store.reading() as session:
        assert session.query(ServiceUpdate).count() == 1


@pytest.mark.parametrize("status", [None, CityStatus.UNKNOWN])
def test_a_step_that_does_not_say_how_it_stands_is_a_note_only(
    store: Store, status: CityStatus | None
) -> None:
    city = FakeCity([record("SR1")], happened=[step("1", 2, status, "We looked at it")])
    read(store, city)
    assert the_record(store).status is CityStatus.OPEN


def test_steps_read_again_are_kept_once_and_those_of_unknown_requests_not_at_all(store: Store) -> None:
    city = FakeCity([record("SR1")])
    city.happened = [step("1", 2, CityStatus.CLOSED), step("2", 2, CityStatus.CLOSED, of="SR9")]
    read(store, city)
    read(store, city)
    with store.reading() as session:
        assert [each.number for each in session.query(ServiceUpdate)] == ["1"]


def test_the_list_that_tells_an_older_word_later_does_not_open_it_again(store: Store) -> None:
    city = FakeCity([record("SR1")], happened=[step("1", 2, CityStatus.CLOSED)])
    read(store, city)
    read(store, city)
    assert the_record(store).status is CityStatus.CLOSED

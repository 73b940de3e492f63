"""The city's feed: every record counted, every failure listed and retried, and nothing overridden (P2)."""

import itertools
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.databases import Clock, open_store
from tests.gathering import (
    CITY,
    HERE,
    NORTH,
    NOW,
    NOWHERE,
    PROGRAM,
    WARD,
    FakeCity,
    city_sync,
    never,
    no_progress,
    record,
)
from tests.office.reading_city import case_of, cursor, forward, numbers, read, row
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import (
    CancelledError,
    LeaseHeldError,
    NotAllowedError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.domain.service_requests import CityNote, CityStatus, Refusal, ServiceType
from wardoffice.office.case_pane import CasePane
from wardoffice.office.feed_reading import FIRST_DAYS
from wardoffice.store.engine import sqlite_url
from wardoffice.store.leases import lease
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, ServiceNote, ServiceTypeRow

DAY = timedelta(days=1)


def test_every_record_is_inside_outside_or_of_unknown_place_and_all_are_counted(store: Store) -> None:
    """P2: received = inside + outside + place unknown, and the refused are named."""
    refused = (Refusal("It has no number.", "{}"),)
    city = FakeCity(
        [
            record("IN"),
            record("OUT", NORTH),
            record("OFF-THE-MAP", NOWHERE),
            record("NO-PLACE", None),
            record("BY-FIELD", None, ward=WARD),
            record("FIELD-ELSEWHERE", None, ward=3),
            record("OFF-THE-MAP-BUT-OURS", NOWHERE, ward=WARD),
            record("DIFFERS", HERE, ward=3),
        ],
        refusals={1: refused},
        max_page_size=8,
    )
    books = read(store, city)
    assert (books.received, books.inside, books.outside) == (9, 4, 3)
    assert (books.place_unknown, books.refused, books.ward_differs) == (1, 1, 2)
    assert numbers(store) == {"IN", "NO-PLACE", "BY-FIELD", "OFF-THE-MAP-BUT-OURS", "DIFFERS"}
    differs = row(store, "DIFFERS")
    assert (differs.ward, differs.ward_by_polygon) == (3, WARD)
    assert case_of(store, "NO-PLACE").place_source is PlaceSource.NONE
    assert case_of(store, "BY-FIELD").place_source is PlaceSource.WARD_FIELD


def test_without_a_map_of_wards_the_citys_ward_field_places(store: Store) -> None:
    city = FakeCity([record("OURS", ward=WARD), record("THEIRS", ward=3), record("UNSAID")])
    books = read(store, city, ward_map=False)
    assert (books.inside, books.outside, books.place_unknown, books.ward_differs) == (1, 1, 1, 0)


@pytest.mark.parametrize("turned", [False, True])
def test_a_record_without_a_point_is_placed_by_the_address_of_another_in_any_order(
    store: Store, *, turned: bool
) -> None:
    """P2: and the same whether the address was known before or only afterwards (P3)."""
    records = [
        record("POINTLESS", None, address="4853 N. Damen Avenue"),
        record("THERE", HERE, address="4853 N DAMEN AVE"),
    ]
    read(store, FakeCity(records[::-1] if turned else records, max_page_size=1))
    placed = row(store, "POINTLESS")
    assert (placed.lat, placed.long, placed.ward_by_polygon) == (HERE.lat, HERE.long, WARD)
    case = case_of(store, "POINTLESS")
    assert (case.lat, case.ward, case.place_source) == (HERE.lat, WARD, PlaceSource.ADDRESS_IN_TEXT)


def test_a_second_reading_of_the_same_city_changes_nothing(store: Store) -> None:
    city = FakeCity([record(f"SR{number}", address="1 N State St") for number in range(20)])
    read(store, city)
    before = [row(store, number).last_seen_at for number in sorted(numbers(store))]
    forward(store, minutes=5)
    read(store, city)
    assert [row(store, number).last_seen_at for number in sorted(numbers(store))] == before
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 20


def test_a_city_that_ignores_the_page_number_is_read_once_and_counted_once(store: Store) -> None:
    city = FakeCity(
        [record(f"SR{number}") for number in range(5)],
        ignores_page=True,
        refusals={0: (Refusal("It has no number.", "{}"),)},
    )
    books = read(store, city)
    assert (books.received, books.inside, books.refused) == (6, 5, 1)
    assert len(city.asked) == 3


def test_a_number_twice_on_one_page_is_one_record_as_told_last(store: Store) -> None:
    city = FakeCity([record("SR1"), record("SR1", status=CityStatus.CLOSED)])
    read(store, city)
    assert row(store, "SR1").status is CityStatus.CLOSED


def test_windows_are_as_long_as_the_city_allows_and_leave_no_day_out(store: Store) -> None:
    city = FakeCity(max_span_days=7)
    read(store, city)
    windows = [window for window, *_ in city.asked]
    assert all(window.end - window.start <= 7 * DAY for window in windows)
    assert windows[0].end - windows[-1].start == FIRST_DAYS * DAY
    assert all(newer.start == older.end for newer, older in itertools.pairwise(windows))


def test_later_readings_ask_by_update_with_some_overlap_where_the_city_can(store: Store) -> None:
    city = FakeCity([record("SR1", updated_at=NOW - DAY)])
    read(store, city)
    city.asked.clear()
    forward(store, hours=1)
    read(store, city)
    assert {by_update for *_, by_update in city.asked} == {True}
    assert city.asked[0][0].start == NOW - DAY - timedelta(hours=2), "from the newest word, not our own clock"


def test_a_city_that_publishes_a_day_late_loses_no_record(store: Store) -> None:
    """P2: what it tells today happened yesterday, before our clock of the last reading."""
    city = FakeCity([record("SR1", requested_at=NOW - 2 * DAY, updated_at=NOW - 2 * DAY)])
    read(store, city)
    forward(store, hours=3)
    late = NOW - DAY
    city.records.append(record("LATE", requested_at=late, updated_at=late))
    read(store, city)
    assert numbers(store) == {"SR1", "LATE"}


def test_once_a_day_all_days_are_read_anew_for_what_no_overlap_would_find(store: Store) -> None:
    """P2: a record that turns up with old dates."""
    city = FakeCity([record("SR1", updated_at=NOW)])
    read(store, city)
    old = NOW - 30 * DAY
    city.records.append(record("OLD", requested_at=old, updated_at=old))
    forward(store, hours=2)
    read(store, city)
    assert numbers(store) == {"SR1"}
    forward(store, days=1)
    books = read(store, city)
    assert numbers(store) == {"SR1", "OLD"}
    assert books.received == 2, "the books begin anew with all days"


def test_an_older_word_of_the_city_never_overrides_a_newer_one(store: Store) -> None:
    city = FakeCity([record("SR1", status=CityStatus.CLOSED, updated_at=NOW)])
    read(store, city)
    city.records = [record("SR1", status=CityStatus.OPEN, updated_at=NOW - DAY)]
    read(store, city)
    assert row(store, "SR1").status is CityStatus.CLOSED


def test_what_the_city_changes_shows_in_the_case_and_in_its_history(
    store: Store, office: OfficeBuilder
) -> None:
    city = FakeCity([record("SR1", status_text="open")])
    read(store, city)
    notes = (CityNote(NOW, "activity", "Crew sent"),)
    city.records = [
        record(
            "SR1", status=CityStatus.CLOSED, updated_at=NOW, closed_at=NOW, notes=notes, status_notes="Done"
        )
    ]
    forward(store, hours=1)
    read(store, city)
    ana = office.staff("Ana")
    shown = CasePane(store).show(ana, case_of(store, "SR1").id)
    (told,) = shown.city
    assert (told.status, told.status_notes, told.closed_at) == (CityStatus.CLOSED, "Done", NOW)
    assert [note.summary for note in told.notes] == ["Crew sent"]
    moves = [(change.before, change.after) for line in shown.history for change in line.changes]
    assert ("open", "closed") in moves


def test_a_note_that_changed_its_words_is_shown_as_it_is_now(store: Store) -> None:
    city = FakeCity([record("SR1", notes=(CityNote(NOW - DAY, "activity", "Crew assigned"),))])
    read(store, city)
    city.records = [record("SR1", notes=(CityNote(NOW - DAY, "activity", "Work completed"),))]
    read(store, city)
    with store.reading() as session:
        assert session.scalars(select(ServiceNote.summary)).all() == ["Work completed"]


def test_notes_stay_when_the_city_answers_without_them(store: Store) -> None:
    city = FakeCity([record("SR1", notes=(CityNote(NOW, "activity", "Crew sent"),))])
    read(store, city)
    city.records = [record("SR1", status_notes="Seen", updated_at=NOW)]
    read(store, city)
    assert row(store, "SR1").status_notes == "Seen"
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceNote)) == 1


def test_a_record_that_moves_out_of_the_ward_is_followed_and_one_that_moves_in_is_taken(store: Store) -> None:
    city = FakeCity([record("LEAVES"), record("ENTERS", NORTH)])
    read(store, city)
    assert numbers(store) == {"LEAVES"}
    city.records = [
        record("LEAVES", NORTH, status=CityStatus.CLOSED, updated_at=NOW),
        record("ENTERS", HERE, updated_at=NOW),
    ]
    forward(store, hours=1)
    books = read(store, city)
    assert (books.inside, books.outside) == (2, 2), "told of since all days were last read"
    left = row(store, "LEAVES")
    assert (left.status, left.ward_by_polygon) == (CityStatus.CLOSED, 48)
    assert case_of(store, "ENTERS").ward == WARD


def test_a_place_that_a_person_set_is_not_moved_by_the_city(store: Store, office: OfficeBuilder) -> None:
    city = FakeCity([record("SR1", None)])
    read(store, city)
    with store.unit_of_work(office.staff("Ana"), ActionKind.SET_PLACE) as work:
        case = work.case(case_of(store, "SR1").id)
        case.address, case.place_source = "1 N State St", PlaceSource.PERSON
    city.records = [record("SR1", HERE, updated_at=NOW)]
    read(store, city)
    case = case_of(store, "SR1")
    assert (case.address, case.lat, case.place_source) == ("1 N State St", None, PlaceSource.PERSON)
    assert row(store, "SR1").lat == HERE.lat


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(4)), st.integers(1, 4))
def test_the_third_open_request_at_a_spot_is_ours_in_whatever_order_they_come(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, order: list[int], page: int
) -> None:
    folder = tmp_path_factory.mktemp("spot")
    shutil.copyfile(migrated_file, folder / "office.sqlite")
    told = [
        record(f"SR{age}", Point(HERE.lat + 0.00005 * age, HERE.long), requested_at=NOW - age * DAY)
        for age in range(3)
    ]
    told.append(record("ELSEWHERE", Point(HERE.lat + 0.01, HERE.long)))
    with open_store(folder, sqlite_url(folder / "office.sqlite"), Clock()) as store:
        read(store, FakeCity([told[index] for index in order], max_page_size=page))
        rules = {number: case_of(store, number).rule for number in ("SR0", "SR1", "SR2", "ELSEWHERE")}
    assert rules == {"SR0": "three at a spot", "SR1": "", "SR2": "", "ELSEWHERE": ""}


def test_closed_requests_and_those_of_other_types_do_not_make_three_at_a_spot(store: Store) -> None:
    city = FakeCity(
        [
            record("A"),
            record("B"),
            record("C", status=CityStatus.CLOSED),
            record("D", service_code="SFA"),
            record("E", requested_at=NOW - 70 * DAY),
        ]
    )
    read(store, city)
    assert {case_of(store, number).rule for number in "ABCDE"} == {""}


def test_words_of_danger_make_a_record_ours_unless_the_city_closed_it(store: Store) -> None:
    said = "Strong gas smell at the corner"
    city = FakeCity(
        [record("NOW", description=said), record("OVER", description=said, status=CityStatus.CLOSED)]
    )
    read(store, city)
    assert (case_of(store, "NOW").rule, case_of(store, "NOW").safety_words) == ("safety", "gas smell")
    assert case_of(store, "OVER").rule == ""


def test_texts_of_any_length_and_with_nul_characters_are_taken(store: Store) -> None:
    """P2, P8: PostgreSQL refuses what does not fit; one such record must not stop the others."""
    long = "L\0ong " * 500
    texts: dict[str, Any] = dict.fromkeys(
        ("status_text", "service_code", "service_name", "agency", "address", "zipcode", "channel", "token"),
        long,
    )
    note = CityNote(NOW, long, long, long, long)
    city = FakeCity(
        [
            record("SR1", description=long, parent_number=long, notes=(note,), **texts),
            record("N" * 101),
            record("\0"),
        ],
        types=(ServiceType(long, long), ServiceType("PHF", "One"), ServiceType("PHF", "Two")),
    )
    books = read(store, city)
    assert (books.inside, books.refused) == (1, 2)
    kept = row(store, "SR1")
    assert len(kept.status_text) == 200
    forward(store, minutes=5)
    read(store, city)
    assert row(store, "SR1").last_seen_at == kept.last_seen_at


def test_a_type_the_city_gives_up_keeps_its_name_and_comes_back(store: Store) -> None:
    city = FakeCity()
    read(store, city)
    city.types = (ServiceType("SFA", "Street Light Out"),)
    read(store, city)
    with store.reading() as session:
        rows = {each.code: each for each in session.scalars(select(ServiceTypeRow))}
        assert rows["PHF"].name == "Pothole in Street"
        assert rows["PHF"].gone_at is not None
        assert rows["SFA"].gone_at is None
    city.types = (ServiceType("PHF", "Pothole"),)
    read(store, city)
    with store.reading() as session:
        back = session.scalars(select(ServiceTypeRow).where(ServiceTypeRow.code == "PHF")).one()
        assert (back.name, back.gone_at) == ("Pothole", None)


def test_a_reading_that_is_stopped_keeps_what_it_read_and_leaves_the_cursor(store: Store) -> None:
    """P3: what came is kept, and nothing counts as read that was not."""
    city = FakeCity([record(f"SR{number}") for number in range(20)], max_page_size=5)
    with pytest.raises(CancelledError):
        city_sync(store, city).run(PROGRAM, no_progress, lambda: len(city.asked) >= 2)
    assert len(numbers(store)) == 10
    assert cursor(store) is None
    read(store, city)
    assert len(numbers(store)) == 20


def test_one_program_at_a_time_reads_the_city(store: Store) -> None:
    with lease(store, f"311 {CITY}"), pytest.raises(LeaseHeldError):
        read(store, FakeCity())


def test_a_volunteer_may_not_read_the_city(store: Store, office: OfficeBuilder) -> None:
    volunteer = Actor(1, "Ana", Role.VOLUNTEER)
    with pytest.raises(NotAllowedError):
        city_sync(store, FakeCity()).run(volunteer, no_progress, never)

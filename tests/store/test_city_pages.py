"""A page of the city's records written at once: the same as one by one, and asked for by few questions."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Executable, select, text
from sqlalchemy.orm import Session

from tests.gathering import CITY, HERE, NOW, WARD, record
from tests.rebuilding import rebuild_entries
from tests.statements import statements
from wardoffice.domain.actor import Actor
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.domain.queue import Desk
from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest
from wardoffice.store import closing_graph, known_records, spot_rule
from wardoffice.store.among import among
from wardoffice.store.bulk import insert_rows, reserve_ids, table_of
from wardoffice.store.city_filing import file_records
from wardoffice.store.city_values import PlacedRequest
from wardoffice.store.fitting import fit_rows, fit_values
from wardoffice.store.queue_entries import refresh_entries
from wardoffice.store.search import WORDS_TABLE, refresh_words
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Case,
    Event,
    QueueEntry,
    Request,
    ServiceAlias,
    ServiceNote,
    ServiceRecord,
    Submission,
)

DAY = timedelta(days=1)


def file(store: Store, *requests: ServiceRequest) -> int:
    placed = [
        PlacedRequest(each, each.point, PlaceSource.CITY if each.point else PlaceSource.NONE, WARD, "")
        for each in requests
    ]
    with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
        return file_records(work, placed)


def page(size: int) -> list[ServiceRequest]:
    """Records of all sorts: open, closed, dangerous, three at a spot, without a place, hanging on others."""
    found = []
    for number in range(size):
        closed = number % 3 == 0
        follow_on = (CityNote(NOW, "follow_on_created", "Follow-on", number=f"SR{number + 1}"),)
        found.append(
            record(
                f"SR{number}",
                None if number % 7 == 0 else Point(HERE.lat + 0.01 * (number % 4), HERE.long),
                status=CityStatus.CLOSED if closed else CityStatus.OPEN,
                closed_at=NOW if closed else None,
                description="Gas leak, café №5" if number % 5 == 0 else f"Deep hole {number}",
                address=f"{number} N STATE ST, CHICAGO, IL",
                requested_at=NOW - number * DAY,
                notes=follow_on if number % 6 == 0 else (),
            )
        )
    return found


def words(session: Session) -> list[tuple[Any, ...]]:
    key, said = ("rowid", "words") if session.get_bind().dialect.name == "sqlite" else ("case_id", "vector")
    return [
        tuple(row) for row in session.execute(text(f"SELECT {key}, {said} FROM {WORDS_TABLE} ORDER BY 1"))
    ]


def entries(session: Session) -> list[tuple[Any, ...]]:
    table = table_of(QueueEntry)
    return [tuple(row) for row in session.execute(select(table).order_by(table.c.case_id))]


def test_what_a_page_writes_into_queue_and_search_is_what_is_made_of_the_facts(store: Store) -> None:
    assert file(store, *page(40)) == 40
    with store.writing() as session:
        written = entries(session), words(session)
        cases = list(session.scalars(select(Case.id)))
        refresh_entries(session, cases)
        refresh_words(session, cases)
        assert (entries(session), words(session)) == written
        rebuild_entries(session)
        assert entries(session) == written[0]
    assert {entry[1] for entry in written[0]} >= {Desk.TO_US, Desk.WATCHED_OPEN, Desk.WATCHED_CLOSED}


def test_the_history_of_a_page_tells_what_it_tells_of_rows_made_one_by_one(store: Store) -> None:
    file(store, record("SR1", description="Gas leak", address="1 N STATE ST"))
    columns = [each for each in table_of(Case).columns if each.name not in {"id", "root_id", "number"}]
    with store.reading() as session:
        case = session.scalars(select(Case)).one()
        request = session.scalars(select(Request)).one()
        made = {"case_id": case.id, "service_record_id": request.service_record_id}
        values = {each.name: getattr(case, each.name) for each in columns}
        (of_case,) = session.scalars(select(Event.after).where(Event.entity == "case", Event.field == ""))
        (of_request,) = session.scalars(select(Event.after).where(Event.entity == "request"))
    with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
        again = work.add(Case(number="other", **values)).id
    with store.reading() as session:
        by_mapper = session.scalars(
            select(Event.after).where(Event.entity == "case", Event.entity_id == again)
        ).one()
    assert of_case | {"number": "other"} == by_mapper
    assert of_request == made | {"description": "Gas leak"}


def test_the_work_names_every_case_a_page_made(store: Store) -> None:
    with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
        file_records(work, [PlacedRequest(record("SR1"), HERE, PlaceSource.CITY, WARD, "")])
    with store.reading() as session:
        assert work.changes.cases == set(session.scalars(select(Case.id)))


def test_a_record_told_of_by_two_numbers_on_one_page_takes_the_newest_word(store: Store) -> None:
    file(store, record("SR1"))
    with store.writing() as session:
        known = session.scalars(select(ServiceRecord.id)).one()
        session.add(ServiceAlias(city=CITY, number="OLD", service_record_id=known))
    newest = record("OLD", updated_at=NOW, status_notes="Newest")
    file(store, newest, record("SR1", updated_at=NOW - DAY / 2, status_notes="Older"))
    with store.reading() as session:
        told = session.scalars(select(ServiceRecord)).one()
        assert (told.number, told.status_notes) == ("SR1", "Newest")


def test_a_token_and_notes_the_city_is_silent_of_stay(store: Store) -> None:
    file(store, record("SR1", token="T1", notes=(CityNote(NOW, "activity", "Crew sent"),)))
    file(store, record("SR1", updated_at=NOW, status_notes="Seen"))
    with store.reading() as session:
        told = session.scalars(select(ServiceRecord)).one()
        assert (told.token, told.status_notes) == ("T1", "Seen")
        assert session.scalars(select(ServiceNote.summary)).all() == ["Crew sent"]


def test_a_page_of_known_records_is_decided_by_a_few_questions_and_writes_nothing(store: Store) -> None:
    told = page(60)
    file(store, *told)
    with statements() as few:
        file(store, *told[:2])
    with statements() as many:
        file(store, *told)
    assert len(many) == len(few) < 10
    assert not any(re.match("INSERT|UPDATE|DELETE", said) for said in many)


def test_a_new_page_takes_as_many_statements_as_a_new_record(store: Store) -> None:
    with statements() as few:
        file(store, record("ONE", HERE))
    with statements() as many:
        file(store, *(record(f"SR{number}", Point(41.0 + number, -87.6)) for number in range(40)))
    assert len(many) <= len(few)


QUESTIONS: dict[str, Executable] = {
    **{
        name: getattr(closing_graph, name)
        for name in ("_RECORDS", "_FORMER", "_NOW", "_COUNTED_INTO", "_NAMING", "_PART_OF", "_FOLLOW_ONS")
    },
    "spots": spot_rule._AROUND,
    "known": known_records._finding(("status",))[0],
    "former": known_records._finding(("status",))[1],
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_of_a_page_reads_all_records_of_a_city(sqlite_store: Store, name: str) -> None:
    """The planner likes the index by city, behind which lies everything."""
    with sqlite_store.reading() as session:
        connection = session.connection()
        compiled = QUESTIONS[name].compile(dialect=connection.dialect)  # type: ignore[attr-defined]
        asked = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "('x')", str(compiled))
        plan = [
            row[3]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("[]",) * asked.count("?"))
        ]
    assert not [step for step in plan if step.endswith("(city=?)")], plan
    assert not [step for step in plan if re.match(r"SCAN (?!anon_\d+ VIRTUAL)", step)], plan


@given(st.lists(st.text(max_size=130), max_size=6))
def test_rows_are_cut_to_their_columns_as_single_ones_are(texts: list[str]) -> None:
    table = table_of(Submission)
    rows = [(number, each, each) for number, each in enumerate(texts)]
    fitted = fit_rows(table, ("id", "number", "notice"), rows)
    alone = [
        fit_values(table, {"id": number, "number": each, "notice": each}) for number, each in enumerate(texts)
    ]
    assert [dict(zip(("id", "number", "notice"), row, strict=True)) for row in fitted] == alone


def test_many_keys_are_found_whatever_is_in_them(store: Store) -> None:
    numbers = ["SR1", 'S"R', "S'R", "Ł-1", "N" * 100]
    file(store, *map(record, numbers))
    with store.reading() as session:
        found = set(session.scalars(select(ServiceRecord.number).where(among(ServiceRecord.number, numbers))))
        ids = list(session.scalars(select(ServiceRecord.id)))
        again = set(session.scalars(select(ServiceRecord.id).where(among(ServiceRecord.id, ids[:2]))))
        none = session.scalars(select(ServiceRecord.id).where(among(ServiceRecord.number, []))).all()
        longer = session.scalars(
            select(ServiceRecord.id).where(among(ServiceRecord.number, ["N" * 101]))
        ).all()
    assert found == set(numbers)
    assert (again, none, longer) == (set(ids[:2]), [], [])


def test_rows_written_at_once_read_back_as_mapped_ones_do(store: Store) -> None:
    half = "\ud800"
    with store.writing() as session:
        (made,) = reserve_ids(session, table_of(ServiceRecord), 1)
        insert_rows(
            session,
            table_of(ServiceRecord),
            [
                {
                    "status": CityStatus.OPEN,  # in another order than the table's
                    "id": made,
                    "city": CITY,
                    "number": "SR1",
                    "first_seen_at": NOW,
                    "last_seen_at": NOW,
                    "attributes": [["q", half], ["é", "№"]],
                }
            ],
        )
        session.add(
            ServiceRecord(
                city=CITY,
                number="SR2",
                status=CityStatus.OPEN,
                first_seen_at=NOW,
                last_seen_at=NOW,
                attributes=[["q", half], ["é", "№"]],
            )
        )
    with store.reading() as session:
        one, two = session.scalars(select(ServiceRecord).order_by(ServiceRecord.number))
        own = {"id", "number"}
        of_one, of_two = (
            {
                each.name: getattr(row, each.name)
                for each in table_of(ServiceRecord).columns
                if each.name not in own
            }
            for row in (one, two)
        )
    assert of_one == of_two
    assert isinstance(of_one["first_seen_at"], datetime)


def test_a_page_after_rows_that_were_mapped_goes_on_with_their_ids(store: Store) -> None:
    file(store, record("SR1"))
    with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
        work.add(Case(number="mapped", opened_at=NOW))
    file(store, record("SR2"), replace(record("SR3"), point=None))
    with store.unit_of_work(Actor.program("311"), ActionKind.CITY_SYNC) as work:
        work.add(Case(number="again", opened_at=NOW))
    with store.reading() as session:
        assert len(set(session.scalars(select(Case.id)))) == 5

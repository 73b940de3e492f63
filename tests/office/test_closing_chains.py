"""A closed request that hangs on an open one is not closed, in whatever order the city tells of them (P6)."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.databases import Clock, open_store
from tests.gathering import HERE, NOW, city_filing, exporting_from, record
from tests.office.reading_city import case_of, row
from tests.rebuilding import rebuild_entries
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.case_view import CityView
from wardoffice.domain.closing_view import ChainEnd
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.history import ActionKind
from wardoffice.domain.queue import CityState, Desk
from wardoffice.domain.service_requests import CityNote, CityStatus, RequestPage, ServiceRequest
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_sync import Tally
from wardoffice.office.exporting import Export, Exported, Format
from wardoffice.office.queue import Queue
from wardoffice.store.engine import sqlite_url
from wardoffice.store.store import Store
from wardoffice.store.tables import Event, QueueEntry, Request, ServiceAlias, ServiceRecord

K = ClosingKind
HOUR = timedelta(hours=1)


def file(store: Store, *records: ServiceRequest) -> None:
    """The city tells of these, in one page."""
    city_filing(store).file(RequestPage(records, records=len(records)), Tally())


def closed(number: str, **more: Any) -> ServiceRequest:  # noqa: ANN401 - any field
    told = {"status": CityStatus.CLOSED, "closed_at": NOW, "requested_at": NOW - timedelta(days=5)} | more
    return record(number, HERE, **told)


def duplicate(number: str, of: str, **more: Any) -> ServiceRequest:  # noqa: ANN401 - any field
    return closed(number, duplicate=True, parent_number=of, status_notes="Duplicate", **more)


def made(number: str, at: int = 1) -> CityNote:
    return CityNote(NOW + at * HOUR, "follow_on_created", "Follow-on made", "", number, "Restoration", "CDOT")


def ended(number: str, at: int = 2) -> CityNote:
    return CityNote(NOW + at * HOUR, "follow_on_closed", "Follow-on ended", "", number, "Restoration", "CDOT")


def stands(store: Store, *numbers: str) -> list[bool]:
    return [row(store, number).still_open for number in numbers]


def desk(store: Store, number: str) -> Desk:
    with store.reading() as session:
        found = session.scalars(
            select(QueueEntry.desk)
            .join(Request, Request.case_id == QueueEntry.case_id)
            .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
            .where(ServiceRecord.number == number)
        )
        return found.one()


def told_of(store: Store, field: str) -> list[tuple[object, object]]:
    """What the history says of a field: before and after."""
    with store.reading() as session:
        events = select(Event.before, Event.after).where(Event.field == field).order_by(Event.id)
        return [(before, after) for before, after in session.execute(events)]


def take(store: Store, number: str) -> None:
    """Staff make the case of this record the office's own."""
    with store.reading() as session:
        case_id = session.scalars(
            select(Request.case_id)
            .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
            .where(ServiceRecord.number == number)
        ).one()
    with store.unit_of_work(Actor.program("test"), ActionKind.TAKE) as work:
        work.root(case_id).taken_at = work.now


def test_what_is_filed_says_what_its_closing_means(store: Store) -> None:
    crew = {"channel": "Generated In House", "requested_at": NOW, "closed_at": NOW + HOUR}
    file(
        store,
        record("OPEN"),
        closed("DONE", status_notes="Completed"),
        closed("AWAY", status_notes="Com Ed Transfer Outcome"),
        closed("QUICK", requested_at=NOW - timedelta(minutes=3)),
        closed("CREW", status_notes="Completed", **crew),
    )
    kinds = {number: row(store, number).closing for number in ("OPEN", "DONE", "AWAY", "QUICK", "CREW")}
    assert list(kinds.values()) == [K.OPEN, K.WORK_DONE, K.TRANSFERRED, K.WITHIN_MINUTES, K.WORK_DONE]
    assert [row(store, number).crew for number in kinds] == [False, False, False, False, True]


@pytest.mark.parametrize("turned", [False, True])
def test_a_duplicate_of_an_open_request_waits_on_the_city_until_the_root_is_closed(
    store: Store, *, turned: bool
) -> None:
    """P6: three long, of other types, told in any order; and the case does not ask "Really done?" before."""
    records = [
        duplicate("A", "B", service_code="PHF"),
        duplicate("B", "C", service_code="PHB"),
        record("C", service_code="SFA"),
    ]
    for each in records[::-1] if turned else records:
        file(store, each)
    take(store, "A")
    assert stands(store, "A", "B", "C") == [True, True, True]
    assert desk(store, "A") is Desk.WAITING_ON_CITY
    file(store, closed("C", service_code="SFA", updated_at=NOW + HOUR))
    assert stands(store, "A", "B", "C") == [False, False, False]
    assert desk(store, "A") is Desk.REALLY_DONE
    assert told_of(store, "still_open").count((True, False)) == 2
    file(store, record("C", service_code="SFA", updated_at=NOW + 2 * HOUR))
    assert stands(store, "A", "B", "C") == [True, True, True], "opened again, it opens what hangs on it"
    assert row(store, "C").closing is K.REOPENED
    assert desk(store, "A") is Desk.WAITING_ON_CITY


def test_a_duplicate_whose_root_is_not_here_is_looked_at(store: Store) -> None:
    """It may lie in another ward: waiting for what never comes would lose it."""
    file(store, duplicate("A", "ELSEWHERE"))
    take(store, "A")
    assert (row(store, "A").closing, stands(store, "A")) == (K.DUPLICATE, [False])
    assert desk(store, "A") is Desk.REALLY_DONE


def test_duplicates_of_each_other_are_closed_once_all_are(store: Store) -> None:
    file(store, duplicate("A", "B"), duplicate("B", "A"), duplicate("SELF", "SELF"))
    assert stands(store, "A", "B", "SELF") == [False, False, False]
    file(store, record("B", updated_at=NOW + HOUR, duplicate=True, parent_number="A"))
    assert stands(store, "A", "B") == [True, True]


def test_a_closing_with_an_open_follow_on_is_not_closed(store: Store) -> None:
    """P6: by the notes where the follow-on is not here, by its own record where it is."""
    file(store, closed("A", notes=(made("F1"), made("F2"), ended("F2"))))
    take(store, "A")
    assert (stands(store, "A"), desk(store, "A")) == ([True], Desk.WAITING_ON_CITY)
    file(store, closed("F1"))
    assert (stands(store, "A"), desk(store, "A")) == ([False], Desk.REALLY_DONE)
    file(store, record("F1", updated_at=NOW + HOUR))
    assert stands(store, "A") == [True]
    file(store, closed("A", notes=(made("F1"), ended("F1")), updated_at=NOW + HOUR))
    assert stands(store, "A") == [True], "its own record is nearer to the truth than a note about it"


def test_a_part_of_a_closed_request_that_is_open_keeps_it_open(store: Store) -> None:
    file(store, record("PART", parent_number="WHOLE"))
    file(store, closed("WHOLE"))
    assert stands(store, "WHOLE") == [True]
    file(store, closed("PART", parent_number="WHOLE", updated_at=NOW + HOUR))
    assert stands(store, "WHOLE") == [False]


def test_a_duplicate_finds_its_root_under_a_number_it_had_before(store: Store) -> None:
    file(store, record("NEW"))
    with store.writing() as session:
        known = session.scalars(select(ServiceRecord)).one()
        session.add(ServiceAlias(city=known.city, number="OLD", service_record_id=known.id))
    file(store, duplicate("A", "OLD"))
    assert stands(store, "A") == [True]
    file(store, closed("NEW", updated_at=NOW + HOUR))
    assert stands(store, "A") == [False]


def test_a_record_asked_for_without_its_notes_keeps_what_they_meant(store: Store) -> None:
    file(store, closed("A", notes=(made("F1"), CityNote(NOW, "activity", "Final Outcome", "Completed"))))
    assert row(store, "A").closing is K.WORK_DONE
    file(store, closed("A", address="1 N State St", updated_at=NOW + HOUR))
    assert (row(store, "A").closing, stands(store, "A")) == (K.WORK_DONE, [True])


def test_a_change_of_the_closing_is_in_the_history(store: Store) -> None:
    file(store, record("A"))
    file(store, closed("A", status_notes="Could not locate", updated_at=NOW + HOUR))
    assert told_of(store, "closing") == [("not closed", "nothing found")]


NUMBERS = ("A", "B", "C", "D")
tellings = st.lists(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from([CityStatus.OPEN, CityStatus.CLOSED, CityStatus.CLOSED]),
        st.booleans(),
        st.sampled_from(("", *NUMBERS, "GONE")),
        st.lists(st.tuples(st.sampled_from((*NUMBERS, "GONE")), st.booleans()), max_size=2),
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings, at_once=st.integers(1, 4))
def test_in_any_order_of_telling_what_is_kept_equals_what_is_made_anew(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Any], at_once: int
) -> None:
    """Refresh equals rebuild, for chains, circles, follow-ons and requests that come late."""
    folder = tmp_path_factory.mktemp("chains")
    shutil.copyfile(migrated_file, folder / "office.sqlite")
    records = [
        replace(
            record(number, HERE, status=status, updated_at=NOW + step * HOUR),
            requested_at=NOW - timedelta(days=5),
            duplicate=counted,
            parent_number=parent,
            notes=tuple((ended if over else made)(each) for each, over in notes),
        )
        for step, (number, status, counted, parent, notes) in enumerate(told)
    ]
    with open_store(folder, sqlite_url(folder / "office.sqlite"), Clock()) as store:
        for start in range(0, len(records), at_once):
            file(store, *records[start : start + at_once])
        kept = _kept(store)
        with store.writing() as session:
            rebuild_entries(session)
        assert _kept(store) == kept


def _kept(store: Store) -> tuple[dict[str, bool], dict[int, Any]]:
    with store.reading() as session:
        records = dict(session.execute(select(ServiceRecord.number, ServiceRecord.still_open)).all())
        entries = dict(session.execute(select(QueueEntry.case_id, QueueEntry.city_state)).all())
    return records, entries


def test_the_export_says_what_each_closing_meant_and_where_its_chain_ends(office: OfficeBuilder) -> None:
    """So that every number can be checked from outside."""
    store = office.store
    file(store, duplicate("A", "B"), duplicate("B", "C"), record("C"), duplicate("LOST", "ELSEWHERE"))
    file(store, closed("ON", notes=(made("F1"), made("F2"), ended("F2")), channel="Generated In House"))
    actor = office.staff("Maria R.", Role.MANAGER)
    pieces: list[str] = []
    exporting_from(store).write(actor, Export(Exported.SERVICE_REQUESTS, Format.JSON), pieces.append)
    rows = {row["service_request_id"]: row for row in json.loads("".join(pieces))}
    names = ("closing", "still_open", "root")
    assert [rows["A"].get(name) for name in names] == ["duplicate", True, "C"]
    assert [rows["C"].get(name) for name in names] == ["not closed", True, None]
    assert [rows["LOST"].get(name) for name in names] == ["duplicate", False, "ELSEWHERE"]
    assert (rows["ON"]["open_follow_ons"], rows["ON"]["crew"]) == ("F1", False)


def test_the_case_shows_the_chain_as_far_as_it_is_here(office: OfficeBuilder) -> None:
    """P6: to its root, to another ward, or round in a circle; and a restricted case is no way to go."""
    store, maria = office.store, office.staff("Maria R.")
    file(store, duplicate("A", "B"), duplicate("B", "C"), record("C", service_name="Alley Light Out"))
    file(store, duplicate("LOST", "ELSEWHERE"), duplicate("X", "Y"), duplicate("Y", "X"))
    file(store, closed("UNNAMED", duplicate=True))
    chains = {number: _view(store, maria, number).closing.chain for number in ("A", "LOST", "X", "UNNAMED")}
    told = {
        number: ([link.number for link in chain.links], chain.end, chain.missing)
        for number, chain in chains.items()
        if chain is not None
    }
    assert told == {
        "A": (["B", "C"], ChainEnd.ROOT, ""),
        "LOST": ([], ChainEnd.NOT_HERE, "ELSEWHERE"),
        "X": (["Y"], ChainEnd.CIRCLE, "X"),
        "UNNAMED": ([], ChainEnd.UNNAMED, ""),
    }
    root = chains["A"].root if chains["A"] else None
    assert root is not None
    assert (root.service_name, root.still_open, root.case_id) == (
        "Alley Light Out",
        True,
        case_of(store, "C").id,
    )
    with store.unit_of_work(Actor.program("test"), ActionKind.RESTRICT) as work:
        work.root(case_of(store, "C").id).restricted = True
    hidden = _view(store, maria, "A").closing.chain
    assert hidden is not None
    assert hidden.links[-1].case_id is None


def test_the_case_shows_follow_ons_as_their_own_records_have_them(office: OfficeBuilder) -> None:
    store, maria = office.store, office.staff("Maria R.")
    file(store, closed("A", notes=(made("F1"), made("F2"))), closed("F1", service_name="Restoration"))
    file(store, record("PART", parent_number="A", service_name="Inspection"))
    view = _view(store, maria, "A").closing
    assert [(each.number, each.service_name, each.closed) for each in view.follow_ons] == [
        ("F1", "Restoration", True),
        ("F2", "Restoration", False),
        ("PART", "Inspection", False),
    ]
    assert _view(store, maria, "PART").closing.part_of == "A"


def test_a_row_of_the_queue_says_what_the_last_closing_meant(office: OfficeBuilder) -> None:
    store, maria = office.store, office.staff("Maria R.")
    file(store, duplicate("A", "B"), record("B"), closed("DONE", status_notes="Could not locate"))
    rows = Queue(store).rows(maria, [case_of(store, number).id for number in ("A", "B", "DONE")])
    assert {row.tracking_numbers[0]: (row.closing, row.city_state) for row in rows.values()} == {
        "A": (K.DUPLICATE, CityState.OPEN),
        "B": (K.OPEN, CityState.OPEN),
        "DONE": (K.NOTHING_FOUND, CityState.CLOSED),
    }


def _view(store: Store, actor: Actor, number: str) -> CityView:
    (view,) = CasePane(store).show(actor, case_of(store, number).id).city
    return view

"""Several writers at once: nothing is lost, nobody is told "locked", and a person goes first (P3, P10)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.builders import CITY, OfficeBuilder
from tests.store.counting_writer import add_one
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.history import ActionKind
from wardoffice.store.gate import WriteGate
from wardoffice.store.numbers import take_numbers
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Case
from wardoffice.store.tables import Event as HistoryEvent

TIMES = 300
CHECKOUT = Path(__file__).parents[2]


def test_two_threads_adding_to_one_row_lose_nothing_and_see_no_locked(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id

    def add_many() -> None:
        for turn in range(TIMES):
            add_one(office.store, case_id, turn)

    with ThreadPoolExecutor(2) as writers:
        for done in [writers.submit(add_many) for _ in range(2)]:
            done.result()
    assert office.case(case_id).ward == 2 * TIMES


def test_two_programs_adding_to_one_row_lose_nothing_and_see_no_locked(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id
    command = [
        sys.executable,
        "-m",
        "tests.store.counting_writer",
        office.store.url,
        str(case_id),
        str(TIMES),
    ]
    writers = [subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for writer in writers:
        _, trouble = writer.communicate(timeout=120)
        assert writer.returncode == 0, trouble
    assert office.case(case_id).ward == 2 * TIMES


def test_every_step_of_two_writers_stands_in_the_history_in_one_unbroken_row(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id

    def add_many() -> None:
        for _ in range(30):
            add_one(office.store, case_id, 0)

    with ThreadPoolExecutor(2) as writers:
        for done in [writers.submit(add_many) for _ in range(2)]:
            done.result()
    with office.read() as session:
        steps = [
            (each.before, each.after)
            for each in session.query(HistoryEvent).filter_by(field="ward").order_by(HistoryEvent.id)
        ]
    assert steps == [(before or None, before + 1) for before in range(60)]


def test_a_reader_sees_one_state_while_others_write(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id
    with office.read() as session:
        before = session.get_one(Case, case_id).ward
        add_one(office.store, case_id, 0)
        session.expire_all()
        assert session.get_one(Case, case_id).ward == before
    assert office.case(case_id).ward == 1


def test_a_failed_action_leaves_no_row_and_no_line_of_history(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id
    with office.read() as session:
        actions = session.query(Action).count()
    with pytest.raises(ZeroDivisionError):
        _change_and_fail(office, case_id)
    with office.read() as session:
        assert session.query(Action).count() == actions
    assert office.case(case_id).ward is None
    add_one(office.store, case_id, 0)


def test_case_numbers_are_unique_and_without_holes_under_two_writers(store: Store) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)

    def take(counts: range) -> list[str]:
        taken: list[str] = []
        for count in counts:
            with store.writing() as session:
                taken += take_numbers(session, now, count % 3 + 1)
        return taken

    with ThreadPoolExecutor(2) as writers:
        halves = list(writers.map(take, [range(60), range(60)]))
    numbers = sorted(halves[0] + halves[1])
    assert numbers == [f"2026-{number:05d}" for number in range(1, 241)]


def test_case_numbers_begin_anew_each_year_and_go_back_with_their_transaction(store: Store) -> None:
    with store.writing() as session:
        assert take_numbers(session, datetime(2026, 7, 1, tzinfo=UTC)) == ["2026-00001"]
    with pytest.raises(ZeroDivisionError):
        _take_and_fail(store)
    with store.writing() as session:
        assert take_numbers(session, datetime(2026, 12, 31, tzinfo=UTC)) == ["2026-00002"]
        assert take_numbers(session, datetime(2027, 1, 1, tzinfo=UTC), 2) == ["2027-00001", "2027-00002"]


def test_a_person_overtakes_a_background_writer_that_waits_longer() -> None:
    gate = WriteGate()
    order: list[str] = []
    holding, release = Event(), Event()

    def hold() -> None:
        with gate.passing(person=False):
            holding.set()
            assert release.wait(20)

    def pass_as(name: str, *, person: bool) -> None:
        with gate.passing(person=person):
            order.append(name)

    holder = Thread(target=hold)
    holder.start()
    assert holding.wait(20)
    background = [Thread(target=pass_as, args=("sync",), kwargs={"person": False}) for _ in range(3)]
    for each in background:
        each.start()
    _until(lambda: gate._waiting[False] == 3)
    person = Thread(target=pass_as, args=("person",), kwargs={"person": True})
    person.start()
    _until(lambda: gate._waiting[True] == 1)
    release.set()
    for each in [holder, *background, person]:
        each.join(20)
    assert order == ["person", "sync", "sync", "sync"]


def test_a_persons_action_is_written_before_the_background_jobs_that_waited(office: OfficeBuilder) -> None:
    case_id = office.mail("Pothole").case_id
    store, person = office.store, Actor(None, "Ana", Role.STAFF)
    order: list[str] = []

    def write(actor: Actor) -> None:
        with store.unit_of_work(actor, ActionKind.SET_PLACE) as work:
            order.append(actor.name)
            work.case(case_id).address = f"{len(order)} N Damen Ave"

    with ThreadPoolExecutor(3) as pool:
        with store.writing():
            waiting = [pool.submit(write, CITY), pool.submit(write, CITY)]
            _until(lambda: store._gate._waiting[False] == 2)
            waiting.append(pool.submit(write, person))
            _until(lambda: store._gate._waiting[True] == 1)
        for each in waiting:
            each.result(20)
    assert order[0] == "Ana"


def test_the_gate_opens_again_after_an_error() -> None:
    gate = WriteGate()
    with pytest.raises(ZeroDivisionError), gate.passing(person=True):
        _ = 1 / 0
    with gate.passing(person=False):
        assert gate._waiting == {True: 0, False: 0}


def _change_and_fail(office: OfficeBuilder, case_id: int) -> None:
    with office.store.unit_of_work(CITY, ActionKind.SET_PLACE) as work:
        work.case(case_id).ward = 17
        work.session.flush()
        _ = 1 / 0


def _take_and_fail(store: Store) -> None:
    with store.writing() as session:
        assert take_numbers(session, datetime(2026, 7, 1, tzinfo=UTC)) == ["2026-00002"]
        _ = 1 / 0


def _until(true: object) -> None:
    """Wait for a condition that another thread brings about; fails after 20 seconds."""
    from time import monotonic

    assert callable(true)
    last = monotonic() + 20
    while not true():
        assert monotonic() < last, "the condition never came"
        Event().wait(0.001)

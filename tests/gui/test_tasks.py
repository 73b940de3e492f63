"""Work off the GUI thread: in order where it must be, back on the GUI thread, gone with the window (P10)."""

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from tests.gui.inline_tasks import InlineTasks
from tests.loopback import PATIENCE
from wardoffice.domain.errors import CancelledError, CannotDoError, WardOfficeError
from wardoffice.gui.tasks import Job, Lane, Tasks


@pytest.fixture
def told() -> list[WardOfficeError]:
    """The errors a person was told of."""
    return []


@pytest.fixture
def tasks(qtbot: QtBot, told: list[WardOfficeError]) -> Iterator[Tasks]:
    made = Tasks(told.append)
    yield made
    assert not made.shutdown(5), "a lane did not end"


def test_answers_come_back_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QObject()
    answers: list[tuple[bool, bool]] = []
    gui = QThread.currentThread()

    def note(worked_here: bool) -> None:  # noqa: FBT001 - the answer of the work is the only argument
        answers.append((worked_here, QThread.currentThread() is gui))

    here = threading.get_ident()
    tasks.submit(Lane.WRITE, lambda: threading.get_ident() == here, owner=owner, done=note)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(False, True)]


def test_storm_of_2000_tasks_all_answer_and_each_serial_lane_keeps_its_order(
    qtbot: QtBot, tasks: Tasks
) -> None:
    owner = QObject()
    answers: dict[Lane, list[int]] = {lane: [] for lane in Lane}
    for number in range(2000):
        lane = list(Lane)[number % len(Lane)]
        topic = str(number)  # else every query would take the place of the one before
        tasks.submit(lane, partial(int, number), owner=owner, done=answers[lane].append, topic=topic)
    qtbot.waitUntil(lambda: sum(map(len, answers.values())) == 2000)
    for lane, numbers in answers.items():
        expected = [number for number in range(2000) if list(Lane)[number % len(Lane)] is lane]
        assert (sorted(numbers) if lane is Lane.QUERY else numbers) == expected


def test_a_lane_never_does_two_things_at_once(qtbot: QtBot, tasks: Tasks) -> None:
    owner, inside, most = QObject(), 0, 0
    lock = threading.Lock()
    ended: list[None] = []

    def work() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.0005)
        with lock:
            inside -= 1

    for _ in range(50):
        tasks.submit(Lane.WRITE, work, owner=owner, done=ended.append)
    qtbot.waitUntil(lambda: len(ended) == 50)
    assert most == 1


def test_an_owner_that_is_gone_gets_no_call(qtbot: QtBot, tasks: Tasks) -> None:
    import shiboken6

    gone, alive = QObject(), QObject()
    go_on = threading.Event()
    calls: list[str] = []
    tasks.submit(Lane.WRITE, go_on.wait, owner=gone, done=lambda _: calls.append("gone"))
    tasks.submit(Lane.WRITE, lambda: None, owner=alive, done=lambda _: calls.append("alive"))
    shiboken6.delete(gone)
    go_on.set()
    qtbot.waitUntil(lambda: "alive" in calls)
    assert calls == ["alive"]


def test_a_newer_query_interrupts_the_older_which_answers_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    owner = QObject()
    started, interrupted = threading.Event(), threading.Event()
    answers: list[str] = []

    def slow() -> str:
        started.set()
        assert interrupted.wait(5)
        return "old"

    tasks.submit(Lane.QUERY, slow, owner=owner, done=answers.append, job=Job(interrupted.set))
    assert started.wait(5)
    tasks.submit(Lane.QUERY, lambda: "new", owner=owner, done=answers.append)
    assert interrupted.is_set()
    qtbot.waitUntil(lambda: "new" in answers)
    ended: list[str] = []
    for topic in ("one", "two"):  # both workers are free again once these have answered
        tasks.submit(Lane.QUERY, partial(str, topic), owner=owner, done=ended.append, topic=topic)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert answers == ["new"]


def test_a_job_that_ended_is_not_interrupted(qtbot: QtBot, tasks: Tasks) -> None:
    owner, interrupted, answers = QObject(), threading.Event(), list[int]()
    tasks.submit(Lane.QUERY, lambda: 1, owner=owner, done=answers.append, job=Job(interrupted.set))
    qtbot.waitUntil(lambda: answers == [1])
    tasks.submit(Lane.QUERY, lambda: 2, owner=owner, done=answers.append)
    qtbot.waitUntil(lambda: answers == [1, 2])
    assert not interrupted.is_set()


def test_an_error_nobody_handles_is_told_to_the_person(
    qtbot: QtBot, tasks: Tasks, told: list[WardOfficeError]
) -> None:
    owner, error = QObject(), CannotDoError("It does not fit.")

    def fail() -> None:
        raise error

    tasks.submit(Lane.WRITE, fail, owner=owner)
    qtbot.waitUntil(lambda: told == [error])


def test_a_mistake_of_the_program_is_told_in_three_sentences_and_the_lane_goes_on(
    qtbot: QtBot, tasks: Tasks, told: list[WardOfficeError]
) -> None:
    owner, answers = QObject(), list[int]()
    tasks.submit(Lane.WRITE, lambda: 1 // 0, owner=owner)
    tasks.submit(Lane.WRITE, lambda: 7, owner=owner, done=answers.append)
    qtbot.waitUntil(lambda: answers == [7])
    assert "ZeroDivisionError" in told[0].happened
    assert told[0].safe
    assert told[0].next_step


def test_a_cancelled_job_that_waits_never_begins(qtbot: QtBot, tasks: Tasks) -> None:
    owner, go_on = QObject(), threading.Event()
    began: list[str] = []
    failed: list[WardOfficeError] = []
    tasks.submit(Lane.MAIL, lambda: go_on.wait(5), owner=owner)
    job = tasks.submit(Lane.MAIL, lambda: began.append("began"), owner=owner, failed=failed.append)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], CancelledError)
    assert not began


def test_a_storm_of_progress_is_joined_and_its_last_word_arrives(qtbot: QtBot, tasks: Tasks) -> None:
    owner, calls = QObject(), list[tuple[str, int]]()
    progress = tasks.relayed(owner, lambda part, done: calls.append((part, done)))

    def work() -> None:
        for done in range(5_000):
            progress("city", done)
        progress("mail", 1)

    ended: list[None] = []
    tasks.submit(Lane.CITY_READ, work, owner=owner, done=ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert calls[-1] == ("mail", 1)
    assert [done for part, done in calls if part == "city"][-1] == 4_999
    assert len(calls) < 5_000


def test_quitting_waits_no_longer_than_it_says_while_a_server_stalls(qtbot: QtBot) -> None:
    stalled = threading.Event()
    tasks = Tasks(lambda _error: None)
    owner = QObject()
    begun: list[Lane] = []

    def hang(lane: Lane) -> None:
        begun.append(lane)
        stalled.wait(3 * PATIENCE)

    jobs = [tasks.submit(lane, partial(hang, lane), owner=owner) for lane in Lane]
    qtbot.waitUntil(lambda: len(begun) == len(Lane))
    before = time.monotonic()
    left = tasks.shutdown(0.5)
    took = time.monotonic() - before
    stalled.set()
    assert left == set(Lane)
    assert took < PATIENCE
    assert all(job.cancelled() for job in jobs)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("lane-"))
    assert not tasks.shutdown(5)


def test_nothing_begins_after_the_end(qtbot: QtBot) -> None:
    tasks = Tasks(lambda _error: None)
    assert not tasks.shutdown(5)
    began: list[int] = []
    job = tasks.submit(Lane.WRITE, lambda: began.append(1), owner=QObject())
    assert job.cancelled()
    assert not began


def test_inline_tasks_answer_at_once_and_tell_errors(qtbot: QtBot, told: list[WardOfficeError]) -> None:
    inline, owner, answers = InlineTasks(told.append), QObject(), list[int]()

    def fail() -> int:
        raise CannotDoError("No.")

    inline.submit(Lane.QUERY, lambda: 3, owner=owner, done=answers.append)
    inline.submit(Lane.QUERY, fail, owner=owner, done=answers.append)
    assert answers == [3]
    assert [each.happened for each in told] == ["No."]

"""The pool of parsing workers: what is hostile takes down a worker and nothing else (P8)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.loopback import PATIENCE
from tests.system import pool_work
from wardoffice.domain.errors import CancelledError, DiskFullError
from wardoffice.office.reading import ReadingJob
from wardoffice.system.pool import Done, Failed, ParsingPool

MEMORY = 1_500_000_000
SECONDS = 3.0


@pytest.fixture
def pool() -> Iterator[ParsingPool]:
    made = ParsingPool(2, SECONDS, MEMORY, by_the_clock=SECONDS)
    yield made
    made.close()


@pytest.fixture
def patient_pool() -> Iterator[ParsingPool]:
    """Ends nobody's work before a test's patience ends."""
    made = ParsingPool(2, 10 * PATIENCE, MEMORY, by_the_clock=10 * PATIENCE)
    yield made
    made.close()


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    gate = threading.Event()
    while not holds():
        assert time.monotonic() < end, "it never happened"
        gate.wait(0.01)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_results_come_in_the_order_of_the_items(pool: ParsingPool) -> None:
    assert pool.run(pool_work.double, list(range(40))) == [Done(number * 2) for number in range(40)]


def test_a_batch_of_nothing_starts_no_worker(pool: ParsingPool) -> None:
    assert pool.run(pool_work.double, []) == []


@pytest.mark.parametrize("deed", ["kill", "sleep", "eat"])
def test_what_breaks_a_worker_fails_alone_and_all_others_are_read(pool: ParsingPool, deed: str) -> None:
    words = ["one", "two", deed, "three", "four", "five"]
    results = pool.run(pool_work.treacherous, words)
    failed = results[2]
    assert isinstance(failed, Failed)
    assert failed.error.happened
    assert failed.error.safe
    assert failed.error.next_step
    others = [result for place, result in enumerate(results) if place != 2]
    assert others == [Done(word.upper()) for word in words if word != deed]
    assert pool.run(pool_work.treacherous, ["again"]) == [Done("AGAIN")]


def test_several_that_break_workers_each_fail_alone(pool: ParsingPool) -> None:
    words = ["kill", "kill", "a", "kill", "b"]
    results = pool.run(pool_work.treacherous, words)
    assert [isinstance(result, Failed) for result in results] == [True, True, False, True, False]


def test_a_sentence_raised_in_a_worker_arrives_whole(pool: ParsingPool) -> None:
    (failed,) = pool.run(pool_work.treacherous, ["bad"])
    assert isinstance(failed, Failed)
    assert str(failed.error) == "It is bad. It is safe. Try another."


def test_a_bug_fails_its_item_and_is_logged(pool: ParsingPool, caplog: pytest.LogCaptureFixture) -> None:
    failed, done = pool.run(pool_work.treacherous, ["bug", "fine"])
    assert isinstance(failed, Failed)
    assert "KeyError" in failed.details
    assert "KeyError" in caplog.text
    assert done == Done("FINE")


def test_a_full_disk_is_nobodys_unreadable_mail(pool: ParsingPool) -> None:
    with pytest.raises(DiskFullError):
        pool.run(pool_work.treacherous, ["disk"])


def test_a_cancelled_batch_ends_at_once(pool: ParsingPool, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        pool.run(pool_work.worker_and_nap, [str(tmp_path)], cancelled=lambda: any(tmp_path.iterdir()))
    (pid,) = (int(path.stem) for path in tmp_path.iterdir())
    until(lambda: not is_running(pid))


def test_closing_ends_whatever_runs(patient_pool: ParsingPool, tmp_path: Path) -> None:
    pool = patient_pool
    caught: list[BaseException] = []

    def batch() -> None:
        try:
            pool.run(pool_work.worker_and_nap, [str(tmp_path)] * 4)
        except CancelledError as error:
            caught.append(error)

    thread = threading.Thread(target=batch)
    thread.start()
    until(lambda: len(list(tmp_path.iterdir())) == 2)
    begun = time.monotonic()
    pool.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert time.monotonic() - begun < 2 * PATIENCE
    assert len(caught) == 1
    until(lambda: not any(is_running(int(path.stem)) for path in tmp_path.iterdir()))


def test_workers_are_other_processes_and_leave_interrupts_to_the_program(pool: ParsingPool) -> None:
    assert pool.run(pool_work.interrupt_handler, [1]) == [Done(True)]
    assert pool.run(pool_work.pid_of_worker, [1]) != [Done(os.getpid())]


def test_a_worker_reads_mail_without_window_or_database(pool: ParsingPool, tmp_path: Path) -> None:
    raw = tmp_path / "mail.eml"
    raw.write_bytes(b"From: ana@example.org\nSubject: Pothole\n\nAt 1200 N Western Ave.\n")
    (done,) = pool.run(pool_work.modules_after_reading, [ReadingJob(raw, tmp_path / "out")])
    assert isinstance(done, Done)
    tops = {name.partition(".")[0] for name in done.value}
    assert "PIL" in tops
    assert not tops & {"PySide6", "sqlalchemy", "duckdb", "httpx", "imapclient", "shapely", "folium"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts by the clock")
def test_work_without_end_is_ended_by_the_time_it_worked_not_by_the_clock() -> None:
    """P8: on a busy machine a mail that waits for its turn is not taken for one that cannot be read."""
    pool = ParsingPool(1, 1.0, MEMORY, by_the_clock=600)
    try:
        endless, fine = pool.run(pool_work.treacherous, ["spin", "fine"])
        assert isinstance(endless, Failed)
        assert fine == Done("FINE")
        patient = ParsingPool(1, 1.0, MEMORY)
        try:
            assert patient.run(pool_work.treacherous, ["doze"]) == [Done("DOZE")]
        finally:
            patient.close()
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform == "win32", reason="asks as POSIX does")
def test_workers_step_back_for_the_window(pool: ParsingPool) -> None:
    """P10: where all processors are busy, the window comes first."""
    assert pool.run(pool_work.niceness, [1]) == [Done(min(19, os.nice(0) + 10))]


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's list of processes")
def test_workers_end_with_a_killed_program(tmp_path: Path) -> None:
    """P3: after kill -9 nothing of the program goes on working."""
    program = tmp_path / "program.py"
    program.write_text(
        "from tests.system import pool_work\n"
        "from wardoffice.system.pool import ParsingPool\n"
        "if __name__ == '__main__':\n"
        f"    ParsingPool(1, 600, {MEMORY}).run(pool_work.worker_and_nap, [{str(tmp_path)!r}])\n"
    )
    checkout = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    killed = subprocess.Popen([sys.executable, program], env=environment, cwd=checkout)
    until(lambda: any(tmp_path.glob("*.pid")))
    (worker,) = (int(path.stem) for path in tmp_path.glob("*.pid"))
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    until(lambda: not is_running(worker))

"""While a window stands, whoever waits for Python gets its turn quickly."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wardoffice.gui.turns import quick_turns, work_behind_the_window


def test_a_repaint_waits_a_tenth_as_long_for_each_turn_and_all_is_as_before_at_the_end() -> None:
    """P10: a repaint needs hundreds of turns, each as late as a busy worker keeps it."""
    before = sys.getswitchinterval()
    with quick_turns():
        assert sys.getswitchinterval() <= 0.001
    assert sys.getswitchinterval() == before


def test_a_window_that_ends_by_an_error_gives_the_turns_back() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(RuntimeError), quick_turns():
        raise RuntimeError
    assert sys.getswitchinterval() == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux wakes threads late to save power")
def test_the_window_and_what_it_starts_wake_on_time_and_as_before_at_the_end() -> None:
    """P10: each turn that is waited for would end 50 microseconds late."""

    def slack() -> int:
        return int(Path(f"/proc/{threading.get_native_id()}/timerslack_ns").read_text("ascii"))

    before = slack()
    with quick_turns():
        assert slack() == 1
        with ThreadPoolExecutor(1) as worker:
            assert worker.submit(slack).result() == 1
    assert slack() == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a priority for each thread")
def test_a_worker_steps_behind_the_window_and_the_window_stays_where_it_is() -> None:
    """P10: lists that are read again beside a sync leave the window its processor."""

    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, 0)

    before = priority()
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work_behind_the_window).result()
        assert worker.submit(priority).result() > before
    assert priority() == before

"""Cycles that hold widgets are collected on the GUI thread and nowhere else."""

import gc
import linecache
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from wardoffice.gui import collecting
from wardoffice.gui.collecting import GuiCollector


class Knot:
    """Something that holds itself, as a widget and its closure do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GuiCollector]:
    made = GuiCollector()
    made._timer.setInterval(5)
    made.start()
    yield made
    made.stop()
    assert gc.isenabled()


def test_a_worker_that_makes_much_garbage_collects_nothing_itself(
    qtbot: QtBot, collector: GuiCollector
) -> None:
    where: list[bool] = []
    gui = threading.main_thread()

    def work() -> None:
        for _ in range(20_000):
            weakref.finalize(Knot(), lambda: where.append(threading.current_thread() is gui))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(where) > 10_000)
    assert all(where)


@pytest.mark.usefixtures("qapp")
def test_what_starting_brought_is_left_out_of_every_look_at_all_that_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """P10: a look at it takes tens of milliseconds, in which the window stands still."""
    made, done = GuiCollector(), list[str | int]()
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", done.append)
    monkeypatch.setattr(gc, "freeze", lambda: done.append("what starting brought is left out"))
    for counts in ((701, 0, 0), (0, 11, 0), (0, 0, 11), (0, 0, 11)):
        monkeypatch.setattr(gc, "get_count", lambda now=counts: now)
        made.collect()
    assert done == [0, 1, "what starting brought is left out", 2, 2]


@pytest.mark.usefixtures("qapp")
def test_what_was_freed_goes_back_once_all_is_quiet_and_again_after_more_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each time takes a moment of the window, which is none while nothing was made."""
    made, looks, given_back = GuiCollector(), list[int](), list[int]()
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(collecting, "give_back", lambda: given_back.append(looks[-1]))
    for look in range(100):
        looks.append(look)
        monkeypatch.setattr(gc, "get_count", lambda new=701 if look == 50 else 0: (new, 0, 0))
        made.collect()
    assert given_back == [19, 70]


@pytest.mark.usefixtures("qapp")
def test_the_sources_that_were_read_while_loading_are_let_go() -> None:
    assert linecache.getlines(__file__)
    made = GuiCollector()
    made.start()
    made.stop()
    assert __file__ not in linecache.cache
    assert linecache.getlines(__file__), "and read again for who wants them"

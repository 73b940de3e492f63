"""Cycles that hold widgets are collected on the GUI thread and nowhere else."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

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

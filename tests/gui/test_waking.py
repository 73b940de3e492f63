"""What was snoozed comes back into the list that stands on the screen, without anybody asking."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, NOW, queue_row
from tests.fakes import FakeOffice
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.gui.notify import Notifier
from wardoffice.gui.queue.waking import SnoozeWaker


@dataclass
class Snoozes(FakeOffice):
    """Ends one after the other; ``now`` is the moment of the clock."""

    ends: list[datetime] = field(default_factory=list)
    now: datetime = NOW

    def next_end(self, _actor: Actor) -> datetime | None:
        return min((end for end in self.ends if end > self.now), default=None)


@pytest.fixture
def snoozes() -> Snoozes:
    return Snoozes()


@pytest.fixture
def waker(qtbot: QtBot, snoozes: Snoozes, notifier: Notifier) -> SnoozeWaker:
    return SnoozeWaker(snoozes, InlineTasks(notifier.error), MARIA, lambda: snoozes.now)


def test_it_wakes_at_the_earliest_end_and_waits_for_the_next(
    qtbot: QtBot, snoozes: Snoozes, waker: SnoozeWaker
) -> None:
    snoozes.ends = [NOW + timedelta(milliseconds=30), NOW + timedelta(days=3)]
    waker.ask()
    assert waker.due == snoozes.ends[0]
    with qtbot.waitSignal(waker.woke):
        snoozes.now = snoozes.ends[0]
    assert waker.due == snoozes.ends[1]


def test_a_clock_that_has_not_come_so_far_wakes_nothing(
    qtbot: QtBot, snoozes: Snoozes, waker: SnoozeWaker
) -> None:
    """A timer that comes early, as after the clock was set back, looks at the clock."""
    snoozes.ends = [NOW + timedelta(milliseconds=20)]
    waker.ask()
    with qtbot.assertNotEmitted(waker.woke, wait=60):
        pass
    with qtbot.waitSignal(waker.woke):
        snoozes.now = snoozes.ends[0]
    assert waker.due is None


def test_nothing_snoozed_waits_for_nothing(snoozes: Snoozes, waker: SnoozeWaker) -> None:
    waker.ask()
    assert waker.due is None
    assert not waker._timer.isActive()


def test_the_list_of_the_window_shows_what_woke_and_asks_after_each_action(
    page: WindowPage, office: FakeOffice
) -> None:
    until = NOW + timedelta(hours=1)
    office.known[3] = queue_row(3, snoozed_until=until)
    page.office.acting.announce(Changes(frozenset({3})))
    assert page.office.waker.due == until
    assert 3 not in [row.case_id for row in page.rows()]
    office.known[3] = queue_row(3, snoozed_until=None)
    page.office.waker.woke.emit()
    assert 3 in [row.case_id for row in page.rows()]

"""The year before is read in the background, piece by piece, and a person can stop it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.case_pages import MARIA
from tests.gui.inline_tasks import InlineTasks
from tests.portal_files import LEFT_OUT
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, LeaseHeldError, StoreError, WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.year import YearSource, YearState, YearStep
from wardoffice.gui.check.year_card import YearCard
from wardoffice.gui.notify import Notifier
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.year_runner import YearRunner
from wardoffice.office.year_words import YearTelling

NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
TELLING = YearTelling(ZoneInfo("America/Chicago"), LEFT_OUT.types)
BEGUN = YearState(
    YearStep.WINDOWS, YearSource.PORTAL, NOW, NOW - timedelta(days=365), NOW - timedelta(days=100), 300, 200
)


@dataclass
class FakeYear:
    """A year of so many pieces, which goes wrong as told."""

    pieces: int = 3
    read: int = 0
    trouble: str = ""
    raises: WardOfficeError | None = None
    during: Callable[[Cancelled], None] = lambda _cancelled: None
    asked: list[str] = field(default_factory=list)

    def state(self, _actor: Actor) -> YearState:
        if self.read >= self.pieces:
            return replace(BEGUN, step=YearStep.DONE, done_at=NOW)
        back_to = NOW - timedelta(days=30 * self.read)
        return replace(BEGUN, back_to=back_to, trouble=self.trouble)

    def advance(self, actor: Actor, _progress: Progress, cancelled: Cancelled) -> YearState:
        self.asked.append("advance")
        if self.raises is not None:
            raise self.raises
        self.during(cancelled)
        if cancelled():
            raise CancelledError
        if not self.trouble:
            self.read = min(self.read + 1, self.pieces)
        return self.state(actor)


def unexpected(error: WardOfficeError) -> None:
    pytest.fail(str(error))


def runner(year: FakeYear, tasks: InlineTasks | Tasks, notifier: Notifier | None = None) -> YearRunner:
    return YearRunner(year, TELLING, tasks, notifier or Notifier(), MARIA)


def test_it_reads_piece_after_piece_and_says_how_far_it_is(qtbot: QtBot) -> None:
    year = FakeYear()
    said: list[tuple[str, int, int]] = []
    told: list[YearState] = []
    runs = runner(year, InlineTasks(unexpected))
    runs.progressed.connect(lambda words, done, total: said.append((words, done, total)))
    runs.told.connect(told.append)
    with qtbot.waitSignal(runs.ended):
        runs.run_by_itself()
    assert year.read == 3
    assert said[0] == ("The year before: read back to June 2026.", 82, 1000)
    assert told[-1].step is YearStep.DONE
    assert not runs.running


@pytest.mark.parametrize("trouble", ["The portal did not answer. It is tried again."])
def test_trouble_is_left_for_the_next_sync_and_said_on_the_card(qtbot: QtBot, trouble: str) -> None:
    year = FakeYear(trouble=trouble)
    runs = runner(year, InlineTasks(unexpected))
    card = YearCard(TELLING)
    qtbot.addWidget(card)
    runs.told.connect(card.show_state)
    runs.run_by_itself()
    assert year.asked == ["advance"]
    assert trouble in [each.text() for each in card.findChildren(QLabel)]
    year.trouble = ""
    runs.run_by_itself()
    assert year.read == 3


def test_a_year_that_another_program_reads_is_no_trouble_and_a_broken_store_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[WardOfficeError] = []
    notifier = Notifier()
    monkeypatch.setattr(notifier, "error", told.append)
    year = FakeYear(raises=LeaseHeldError("Another program does this.", "other"))
    runs = runner(year, InlineTasks(told.append), notifier)
    runs.run()
    assert told == []
    year.raises = StoreError("The data could not be read.")
    runs.run()
    assert told == [year.raises]
    assert not runs.running


def test_who_stops_it_has_it_stopped_until_they_ask_for_it(qtbot: QtBot) -> None:
    tasks = Tasks(unexpected)
    seen: list[bool] = []

    def wait(cancelled: Cancelled) -> None:
        seen.append(True)
        while not cancelled():
            pass

    year = FakeYear(during=wait)
    runs = runner(year, tasks)
    runs.run_by_itself()
    qtbot.waitUntil(lambda: bool(seen))
    with qtbot.waitSignal(runs.ended):
        runs.stop()
    runs.run_by_itself()
    assert not runs.running
    assert runs.stopped
    year.during = lambda _cancelled: None
    runs.run()
    qtbot.waitUntil(lambda: year.read == 3 and not runs.running)
    qtbot.waitUntil(lambda: tasks.idle)
    assert not tasks.shutdown()


def test_the_foot_says_it_behind_the_sync(qtbot: QtBot) -> None:
    status = StatusBar(lambda: NOW)
    qtbot.addWidget(status)
    words = status.findChild(QLabel)
    status.show_year("The year before: read back to June 2026.", 82, 1000)
    assert "The year before: read back to June 2026" in _words(status)
    status.show_sync("mail", 3, 12)
    assert "Reading the mail · 3 of 12   The year before: read back to June 2026" in _words(status)
    status.end_sync("mail")
    status.end_year()
    assert "The year before" not in " ".join(_words(status))
    assert words is not None


def test_the_card_offers_what_fits(qtbot: QtBot) -> None:
    card = YearCard(TELLING)
    qtbot.addWidget(card)
    card.show()
    button = card.findChild(QPushButton)
    assert button is not None
    assert button.text() == "Read on"
    with qtbot.waitSignal(card.run_asked):
        button.click()
    card.show_running(running=True)
    assert button.text() == "Stop"
    with qtbot.waitSignal(card.stop_asked):
        button.click()
    card.show_running(running=False)
    card.show_state(replace(BEGUN, step=YearStep.DONE, left_out={"311IOC": 691_302, "AVN": 364_926}))
    assert not button.isVisible()
    said = " ".join(each.text() for each in card.findChildren(QLabel))
    assert "The year before is read, back to July 2025." in said
    assert "691,302 information-only calls and 364,926 aircraft noise complaints were left out." in said


def _words(status: StatusBar) -> list[str]:
    return [each.text() for each in status.findChildren(QLabel)]

"""A missing ward map is offered to be fetched, and what new boundaries moved is shown at a click (P5)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CityUnreachableError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.wards import NONE_MOVED, WardMoves
from wardoffice.gui.notify import Notifier
from wardoffice.gui.ward_keeper import WardKeeper
from wardoffice.office.ward_download import WardReport


@dataclass
class FakeWards:
    """Implements KeepingWards."""

    missing: bool = False
    can_download: bool = True
    moves: WardMoves = NONE_MOVED
    trouble: CityUnreachableError | None = None
    asked: list[str] = field(default_factory=list)

    def settle(self, _actor: Actor) -> WardMoves:
        self.asked.append("settle")
        return self.moves

    def download(self, _actor: Actor, progress: Progress, _cancelled: Cancelled) -> WardReport:
        self.asked.append("download")
        progress(1, 3)
        if self.trouble is not None:
            raise self.trouble
        self.missing = False
        return WardReport((None,), 50, 50, self.moves)


@pytest.fixture
def keep(qtbot: QtBot, notifier: Notifier) -> Callable[[FakeWards], WardKeeper]:
    qtbot.addWidget(notifier)

    def make(wards: FakeWards) -> WardKeeper:
        keeper = WardKeeper(wards, InlineTasks(notifier.error), notifier, MARIA)
        keeper.setParent(notifier)
        keeper.start()
        return keeper

    return make


def press(notifier: Notifier, words: str) -> None:
    button = next(each for each in notifier.findChildren(QPushButton) if each.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_new_office_is_offered_the_citys_map(
    keep: Callable[[FakeWards], WardKeeper], notifier: Notifier
) -> None:
    wards = FakeWards(missing=True)
    keeper = keep(wards)
    far: list[object] = []
    keeper.working.connect(lambda *told: far.append(told[1:3]))
    assert "no ward map yet" in notifier.accessibleName()
    assert wards.asked == [], "nothing is fetched by itself"
    press(notifier, "Fetch it from the city")
    assert wards.asked == ["download"]
    assert far == [(1, 3)]
    assert "50 wards" in notifier.accessibleName()


def test_a_city_without_maps_says_how_to_import_one(
    keep: Callable[[FakeWards], WardKeeper], notifier: Notifier
) -> None:
    keep(FakeWards(missing=True, can_download=False))
    assert "wards import" in notifier.accessibleName()


def test_trouble_is_told_and_the_offer_stays(
    keep: Callable[[FakeWards], WardKeeper], notifier: Notifier
) -> None:
    keep(FakeWards(missing=True, trouble=CityUnreachableError("The portal did not answer.")))
    press(notifier, "Fetch it from the city")
    assert notifier.accessibleName().startswith("The portal did not answer.")
    notifier.close_one()
    assert "no ward map yet" in notifier.accessibleName()


def test_what_moved_is_said_until_somebody_looks(
    keep: Callable[[FakeWards], WardKeeper], notifier: Notifier
) -> None:
    keeper = keep(FakeWards(moves=WardMoves(tuple(range(14)), (20,))))
    shown: list[bool] = []
    keeper.moved_asked.connect(lambda: shown.append(True))
    words = "14 open problems are no longer in our ward. One open problem is in our ward now."
    assert notifier.accessibleName() == words
    notifier.info("Assigned to Ana")
    notifier.close_one()
    assert notifier.accessibleName() == words, "good news goes over it and away again"
    press(notifier, "Show them")
    assert shown == [True]
    assert notifier.isHidden()


def test_boundaries_that_did_not_change_are_not_spoken_of(
    keep: Callable[[FakeWards], WardKeeper], notifier: Notifier
) -> None:
    keep(FakeWards())
    assert notifier.isHidden()

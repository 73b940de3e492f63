"""The bar at the bottom: good news goes, an error stays until it is closed."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from wardoffice.domain.errors import CityUnreachableError, StoreBusyError, WardOfficeError
from wardoffice.gui.notify import Notifier

CITY = CityUnreachableError("The 311 system did not answer.", "Nothing is lost.", "Press F5 to try again.")
BUSY = StoreBusyError("Somebody else is writing.", "Nothing was changed.", "Try again.")


def words(bar: Notifier) -> list[str]:
    """The words on the bar."""
    return [each.text() for each in bar.findChildren(QLabel) if not each.isHidden() and each.text()]


def button(bar: Notifier, name: str) -> QPushButton:
    """A button by its words."""
    return next(each for each in bar.findChildren(QPushButton) if each.text() == name)


def test_good_news_goes_by_itself(qtbot: QtBot, notifier: Notifier) -> None:
    qtbot.addWidget(notifier)
    notifier._timer.setInterval(10)
    notifier.info("Assigned to Joe B.")
    assert words(notifier) == ["Assigned to Joe B."]
    qtbot.waitUntil(notifier.isHidden)


def test_good_news_can_be_taken_back_once(qtbot: QtBot, notifier: Notifier) -> None:
    qtbot.addWidget(notifier)
    undone: list[str] = []
    notifier.info("Finished", lambda: undone.append("finish"))
    QTest.mouseClick(button(notifier, "Undo"), Qt.MouseButton.LeftButton)
    assert undone == ["finish"]
    assert notifier.isHidden()


def test_an_error_stays_and_says_happened_safe_and_next(qtbot: QtBot, notifier: Notifier) -> None:
    qtbot.addWidget(notifier)
    notifier.error(CITY)
    assert words(notifier) == ["The 311 system did not answer.", "Nothing is lost. Press F5 to try again."]
    assert not notifier._timer.isActive()
    assert button(notifier, "Undo").isHidden()


def test_errors_wait_behind_each_other_and_the_same_one_is_told_once(
    qtbot: QtBot, notifier: Notifier
) -> None:
    qtbot.addWidget(notifier)
    notifier.error(CITY)
    notifier.error(BUSY)
    notifier.error(BUSY)
    assert words(notifier)[-1] == "1 more"
    QTest.mouseClick(button(notifier, "Close"), Qt.MouseButton.LeftButton)
    assert words(notifier)[0] == "The 311 system did not answer."
    notifier.close_one()
    assert notifier.isHidden()


def test_a_screen_reader_hears_the_whole_error(notifier: Notifier) -> None:
    notifier.error(CITY)
    assert notifier.accessibleName() == str(CITY)
    notifier.close_one()


def test_what_leaves_soon_counts_its_seconds_and_goes(qtbot: QtBot, notifier: Notifier) -> None:
    qtbot.addWidget(notifier)
    notifier._second.setInterval(10)
    seen: list[str] = []
    told: list[str] = []

    def look() -> None:
        if not notifier.isHidden():
            told.append(words(notifier)[1])

    notifier._second.timeout.connect(look)  # called after the bar's own: it was made later
    notifier.recall("To Streets", 3, lambda: seen.append("taken back"))
    assert words(notifier)[:2] == ["To Streets", "It goes in 3 seconds."]
    qtbot.waitUntil(lambda: not notifier._second.isActive())
    assert told == ["It goes in 2 seconds.", "It goes in 1 second."]
    assert notifier.isHidden()
    assert seen == []


def test_what_left_sooner_or_was_taken_back_otherwise_counts_down_no_more(
    qtbot: QtBot, notifier: Notifier
) -> None:
    qtbot.addWidget(notifier)
    notifier.recall("To Buildings", 15, lambda: None, frozenset({1, 2}))
    notifier.recall("To Streets", 15, lambda: None, frozenset({3}))
    notifier.info("Outbox: goes without waiting")
    notifier.waits_no_more(frozenset({9}))
    notifier.waits_no_more(frozenset({2}))
    notifier.close_one()
    assert words(notifier)[0] == "To Streets"
    notifier.waits_no_more(frozenset({3}))
    assert notifier.isHidden()


def test_what_leaves_soon_can_be_taken_back_once(qtbot: QtBot, notifier: Notifier) -> None:
    qtbot.addWidget(notifier)
    seen: list[str] = []
    notifier.recall("To Streets", 15, lambda: seen.append("taken back"))
    notifier.error(CITY)
    notifier.close_one()
    QTest.mouseClick(button(notifier, "Take it back"), Qt.MouseButton.LeftButton)
    assert seen == ["taken back"]
    assert notifier.isHidden()
    notifier._count_down()
    assert not notifier._second.isActive()


def test_what_waits_while_everything_is_held_gives_way_to_what_came_of_it(notifier: Notifier) -> None:
    notifier.hold_back(held=True)
    notifier.recall("To Streets", 15, lambda: None, frozenset({3}))
    assert notifier.accessibleName() == "To Streets. It waits: everything in the outbox is held."
    notifier.correct(frozenset({3}), CITY)
    assert notifier.accessibleName() == str(CITY)
    notifier.close_one()
    assert not notifier.isVisible(), "what did not happen is not told behind it"


def test_what_ended_otherwise_takes_the_place_of_its_tick_and_of_no_other(notifier: Notifier) -> None:
    unsure = WardOfficeError("Not sure it went.", "Nothing is lost.", "Look again.")
    notifier.info("To 311: Restaurant Complaint", about=frozenset({3}))
    notifier.correct(frozenset({4}), unsure)
    assert notifier.accessibleName() == "To 311: Restaurant Complaint"
    notifier.correct(frozenset({3}), unsure)
    assert notifier.accessibleName() == "Not sure it went. Nothing is lost. Look again."
    notifier.close_one()
    assert not notifier.isVisible()

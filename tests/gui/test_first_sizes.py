"""A window stands within its screen the first time it comes up."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QScreen
from pytestqt.qtbot import QtBot

from tests.gui.duplicate_desk_page import DuplicateDeskPage
from tests.gui.pages import WindowPage
from wardoffice.gui.widgets.first_size import size_within


def test_a_window_leaves_room_for_its_frame_and_is_no_larger_than_wanted() -> None:
    laptop = QSize(1366, 728)
    assert size_within(QSize(1280, 800), laptop).height() < laptop.height()
    assert size_within(QSize(1280, 800), QSize(1920, 1040)) == QSize(1280, 800)


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> QRect:
    room = QRect(0, 0, 1366, 728)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: room)
    return room


def test_a_screen_that_is_too_small_for_the_window_has_no_say() -> None:
    assert size_within(QSize(1280, 800), QSize(800, 800)) == QSize(1280, 800)


def test_the_duplicate_desk_stands_within_a_small_screen(laptop: QRect, page: WindowPage) -> None:
    desk = DuplicateDeskPage(page).desk
    assert desk.height() < laptop.height()
    desk.close()


def test_the_main_window_stands_within_a_small_screen(laptop: QRect, qtbot: QtBot, page: WindowPage) -> None:
    window = page.office.window
    assert window.width() <= laptop.width()
    assert window.height() < laptop.height()

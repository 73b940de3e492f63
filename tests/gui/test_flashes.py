"""What watches for windows that flash sees one, and keeps nothing alive."""

from weakref import ref

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.flashes import Flashes


def test_a_part_that_is_shown_before_it_has_its_place_is_noticed(qapp: QApplication, qtbot: QtBot) -> None:
    flashes, home, early, late = Flashes(qapp), QWidget(), QWidget(), QWidget()
    qtbot.addWidget(home)
    early.setAccessibleName("Early")
    early.show()
    for part in (early, late):
        part.setParent(home)
    home.show()
    flashes.stop()
    assert flashes.seen() == ["QWidget Early"]


def test_a_window_that_is_let_go_of_goes_while_it_is_watched(qapp: QApplication) -> None:
    flashes, window = Flashes(qapp), QWidget()
    window.show()
    gone = ref(window)
    del window
    flashes.stop()
    assert gone() is None
    assert flashes.seen() == []

"""The window as a person meets it: tests press keys and read words, and know no widget."""

from dataclasses import fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, now
from tests.fakes import FakeOffice
from tests.fakes_personal import FakePersonal
from tests.fakes_submitting import FakeSubmitting
from tests.gui.map_pages import MapBeside
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.desk import Desk
from wardoffice.gui.main_window import Screen
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import CHECK, OfficeWindow
from wardoffice.gui.personal.notes import DraftBar
from wardoffice.gui.rail import RailItem
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.window_place import Maps, Place
from wardoffice.language import text

CHICAGO = ZoneInfo("America/Chicago")


def desk_of(office: FakeOffice) -> Desk:
    """The jobs behind the window, all of one fake office."""
    jobs: dict[str, Any] = {each.name: office for each in fields(Desk)}
    own = {"incidents": office.incidents, "calls": office.incidents, "departments": office.departments.desk}
    own |= {"staffing": office.staffing}
    return Desk(**jobs | own)


def open_window(
    office: FakeOffice,
    *,
    tasks: TaskRunner,
    notifier: Notifier,
    dialogs: PreparedDialogs | None,
    window_file: Path,
    sync_minutes: float = 0,
    submit: FakeSubmitting | None = None,
    personal: FakePersonal | None = None,
) -> OfficeWindow:
    """The real window on a fake office; the check screen is a bare one."""
    check = QWidget()
    check.setAccessibleName(text("311 and mail check"))
    item = RailItem(CHECK, text("311 and\nmail check"), "mdi6.clipboard-check-outline", "Alt+4")
    return OfficeWindow(
        desk_of(office),
        office,
        (submit or FakeSubmitting()).desk,
        (personal or FakePersonal()).desk,
        actor=MARIA,
        place=Place("Ward 47", CHICAGO, now, window_file, sync_minutes),
        tasks=tasks,
        notifier=notifier,
        maps=Maps(None, MapBeside()),
        more_screens=(Screen(item, check),),
        dialogs=dialogs,
    )


class WindowPage:
    """Drives one open window."""

    def __init__(self, office_window: OfficeWindow) -> None:
        self.office = office_window

    def press(self, keys: str) -> None:
        """Press single keys one after the other, where the focus is."""
        for key in keys:
            QTest.keyClicks(self._target(), key)

    def chord(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key with a modifier."""
        QTest.keyClick(self._target(), key, modifier)

    def search(self, words: str) -> None:
        """Go to the search box by key, type, and take it with Enter."""
        self.press("/")
        box = self.office.top.box
        box.selectAll()
        QTest.keyClicks(box, words)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def show_view(self, view: View) -> None:
        """Click the chip of a view."""
        chip = self._button(f"view-{view.name.lower()}")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)

    def show_screen(self, key: str) -> None:
        """Click a screen in the rail."""
        QTest.mouseClick(self._button(f"rail-{key}"), Qt.MouseButton.LeftButton)

    def click_row(self, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click a row of the list, counted from 0."""
        table = self.office.queue.table
        spot: QPoint = table.visualRect(self.office.queue.model.index(number, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, spot)

    def rows(self) -> list[QueueRow]:
        """The rows of the list."""
        model = self.office.queue.model
        found = (model.row(each) for each in range(model.rowCount()))
        return [row for row in found if isinstance(row, QueueRow)]

    def titles(self) -> list[str]:
        """What the rows are called."""
        return [row.title for row in self.rows()]

    def current(self) -> int | None:
        """The case the cursor is on."""
        return self.office.queue.current_id()

    def selected(self) -> tuple[int, ...]:
        """The selected cases."""
        return self.office.queue.selected_ids()

    def shown_case(self) -> int | None:
        """The case the pane shows."""
        case = self.office.pane.view
        return case.case_id if case is not None else None

    def chip(self, view: View) -> str:
        """What the chip of a view says."""
        return self._button(f"view-{view.name.lower()}").text()

    def draft_bar(self) -> DraftBar:
        """What is said above the case of a note that was begun."""
        bar = self.office.window.findChild(DraftBar)
        assert isinstance(bar, DraftBar)
        return bar

    def list_line(self) -> str:
        """What the line above the list says of it."""
        return self.office.queue.filters.line

    def said(self) -> str:
        """What the bar at the bottom says, or nothing."""
        return self.office.notifier.accessibleName() if self.office.notifier.isVisible() else ""

    def screen(self) -> str:
        """The screen that is up."""
        return self.office.window.current_screen

    def _button(self, name: str) -> QPushButton | QToolButton:
        for kind in (QPushButton, QToolButton):
            found = self.office.window.findChild(kind, name)
            if isinstance(found, QPushButton | QToolButton):
                return found
        raise LookupError(name)

    def _target(self) -> QWidget:
        focused = QApplication.focusWidget()
        return focused if isinstance(focused, QWidget) else self.office.window


def in_front(qtbot: QtBot, made: OfficeWindow) -> WindowPage:
    """Show a window in front of others, and have it read its list."""
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.start()
    return WindowPage(made)

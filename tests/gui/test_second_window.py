"""A second window shows the same office on a second screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA
from tests.fakes import FakeOffice
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage, open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.queue import View
from wardoffice.gui.dialogs.answers import StaffChoice
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import MAP, OfficeWindow
from wardoffice.gui.second_window import SecondWindow
from wardoffice.gui.tasks import WindowTasks

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def make(
    office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path, qtbot: QtBot
) -> Callable[[], OfficeWindow]:
    def made() -> OfficeWindow:
        notifier = Notifier()
        return open_window(
            office,
            tasks=InlineTasks(notifier.error),
            notifier=notifier,
            dialogs=dialogs,
            window_file=tmp_path / "second.ini",
        )

    return made


def second_of(pair: SecondWindow) -> OfficeWindow:
    second = pair.window
    assert second is not None
    return second


def test_a_key_opens_it_and_each_window_has_its_own_list_and_screen(
    qtbot: QtBot, page: WindowPage, make: Callable[[], OfficeWindow]
) -> None:
    pair = SecondWindow(page.office, make)
    page.chord(Qt.Key.Key_N, BOTH)
    second = second_of(pair)
    qtbot.waitUntil(second.window.isVisible)
    second.show_screen(MAP)
    second.queue.show_view(View.ALL)
    assert page.screen() == "queue"
    assert page.office.queue.filters.view is View.TO_US
    page.office.personal.second_asked.emit()
    assert second_of(pair) is second, "a second one is brought to the front, not a third one made"
    second.window.close()


def test_what_is_done_in_one_is_shown_in_both(
    page: WindowPage, make: Callable[[], OfficeWindow], office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    pair = SecondWindow(page.office, make)
    pair.open()
    second = second_of(pair)
    other = WindowPage(second)
    taken = page.current()
    before = next(row.assignee for row in other.rows() if row.case_id == taken)
    dialogs.staff = StaffChoice(next(each.staff_id for each in office.staff(MARIA) if each.name != before))
    page.press("a")
    after = next(row.assignee for row in other.rows() if row.case_id == taken)
    assert after not in {"", before}
    second.window.close()


def test_closing_it_leaves_the_first_and_it_opens_again(
    qtbot: QtBot, page: WindowPage, make: Callable[[], OfficeWindow]
) -> None:
    pair = SecondWindow(page.office, make)
    pair.open()
    with qtbot.waitSignal(second_of(pair).destroyed):
        second_of(pair).window.close()
    assert pair.window is None
    assert page.office.window.isVisible()
    page.press("j")
    pair.open()
    assert second_of(pair).window.isVisible()
    second_of(pair).window.close()


def test_closing_the_first_closes_both(
    qtbot: QtBot, page: WindowPage, make: Callable[[], OfficeWindow]
) -> None:
    pair = SecondWindow(page.office, make)
    pair.open()
    with qtbot.waitSignal(second_of(pair).destroyed):
        page.office.window.close()
    assert pair.window is None


def test_what_is_refused_is_told_in_the_window_where_the_key_was_pressed(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    notifier = Notifier()

    def make() -> OfficeWindow:
        return open_window(
            office,
            tasks=WindowTasks(InlineTasks(page.office.notifier.error), notifier.error),
            notifier=notifier,
            dialogs=dialogs,
            window_file=tmp_path / "second.ini",
        )

    def refuse() -> Changes:
        raise CannotDoError("2026-00017 is already finished.")

    pair = SecondWindow(page.office, make)
    pair.open()
    second_of(pair).acting.write(refuse)
    assert "2026-00017 is already finished." in notifier.accessibleName()
    assert page.office.notifier.accessibleName() == ""
    second_of(pair).window.close()

"""In the real window: the map's selection is what the keys act on, and pages are made by key."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes import FakeOffice
from tests.gui.map_pages import MapBeside
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.places import Point
from wardoffice.domain.queue import View
from wardoffice.gui.dialogs.block import BlockDialog
from wardoffice.gui.dialogs.paper import PrintAnswer
from wardoffice.gui.keys import ActionId

AROUND_ALL = (Point(41, -88), Point(43, -88), Point(43, -87), Point(41, -87))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the system was asked to open."""
    asked: list[str] = []

    def open_url(url: object) -> bool:
        asked.append(url.fileName())  # type: ignore[attr-defined]  # a QUrl
        return True

    monkeypatch.setattr("wardoffice.gui.actions.paper.QDesktopServices.openUrl", open_url)
    return asked


@pytest.fixture
def large(page: WindowPage) -> MapBeside:
    """The large map, with the list of all problems on it."""
    page.show_view(View.ALL)
    page.show_screen("map")
    (found,) = page.office.map.findChildren(MapBeside)
    return found


def _enabled(page: WindowPage, which: ActionId) -> bool:
    return page.office.actions.action(which).isEnabled()


def test_keys_of_problems_work_on_the_map_only_where_some_are_selected(
    page: WindowPage, large: MapBeside
) -> None:
    assert not _enabled(page, ActionId.MERGE)
    large.draw(*AROUND_ALL)
    assert _enabled(page, ActionId.MERGE)
    assert _enabled(page, ActionId.ASSIGN)
    large.draw(Point(1, 1), Point(1, 2), Point(2, 2))
    assert not _enabled(page, ActionId.ASSIGN)


def test_what_was_drawn_around_is_put_together_by_a_click(
    page: WindowPage, large: MapBeside, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    large.draw(*AROUND_ALL)
    ids = page.office.map_keeper.selected_ids()
    dialogs.root = ids[0]
    before = len(office.known)

    button = page.office.map.findChild(QPushButton, "selected-MERGE")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert len(office.known) < before
    assert {each.case_id for each in large.points} <= set(office.known)
    assert page.screen() == "map"


def test_back_in_the_queue_the_keys_act_on_the_list_again(page: WindowPage, large: MapBeside) -> None:
    large.draw(*AROUND_ALL)
    page.show_screen("queue")
    assert page.office.selection.selected_ids() == page.selected()


def test_an_area_is_drawn_by_key_from_anywhere(page: WindowPage) -> None:
    page.office.actions.action(ActionId.DRAW_AREA).trigger()
    assert page.screen() == "map"
    (large,) = page.office.map.findChildren(MapBeside)
    assert large.drawing


def test_a_problem_is_printed_by_key_with_names_only_where_that_was_ticked(
    page: WindowPage, dialogs: PreparedDialogs, opened: list[str], tmp_path: Path
) -> None:
    dialogs.printed = PrintAnswer(tmp_path / "one.pdf")
    number = next(row.number for row in page.rows() if row.case_id == page.current())

    page.chord(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert dialogs.questions[-1] == f"Print {number} on one page"
    assert (tmp_path / "one.pdf").read_text() == f"case {page.current()} names False"
    assert opened == ["one.pdf"]
    assert "one.pdf" in page.said()
    dialogs.printed = PrintAnswer(tmp_path / "two.pdf", ticked=True)
    page.chord(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert (tmp_path / "two.pdf").read_text().endswith("names True")


def test_nothing_is_written_where_the_question_was_left(
    page: WindowPage, dialogs: PreparedDialogs, opened: list[str]
) -> None:
    page.chord(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert dialogs.questions
    assert opened == []


def test_the_block_comes_up_by_key_and_is_printed_for_a_walk(
    qtbot: QtBot, page: WindowPage, dialogs: PreparedDialogs, opened: list[str], tmp_path: Path
) -> None:
    dialogs.printed = PrintAnswer(tmp_path / "walk.pdf", ticked=True)
    case_id = page.current()
    page.press("w")

    block = page.office.window.findChild(BlockDialog)
    assert isinstance(block, BlockDialog)
    assert block.lists[1].item(0).text() == "Nothing on this side."
    block.done_toggled.emit(True)
    assert "Done already" in block.lists[1].item(0).text()
    block.print_asked.emit(block._view)
    assert (tmp_path / "walk.pdf").read_text() == f"block of {case_id} done True"
    with qtbot.waitSignal(block.case_asked):
        block.lists[0].itemActivated.emit(block.lists[0].item(0))
    assert page.shown_case() == case_id
    assert opened == ["walk.pdf"]

"""Putting together, pulling apart and choosing who stands for all, at the window."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_city_record
from tests.builders_queue import NOW, queue_row
from tests.fakes import FakeOffice
from tests.gui.case_pages import moments, shown_words
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.gui.test_dialogs import DOWN, ENTER, TAKE, in_dialog, keys
from wardoffice.domain.case_view import AbsorbedView
from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.case.same_card import SameCard
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.dialogs.merge import MergeQuestion

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NOTE = AddedSince(Added(AddedKind.NOTE, 7), NOW - timedelta(hours=1), "Ana", "Crew\nwas there")
PHOTO = AddedSince(Added(AddedKind.FILE, 8), NOW, "", "hole & curb.jpg")


@pytest.fixture
def asking(qtbot: QtBot) -> Dialogs:
    """The real questions, over a bare window."""
    window = QWidget()
    qtbot.addWidget(window)
    return Dialogs(window, moments())


def together(page: WindowPage, dialogs: PreparedDialogs) -> None:
    dialogs.root = 5
    page.click_row(4)
    page.click_row(5, CTRL)
    page.press("m")


def test_what_goes_together_is_shown_with_the_one_that_stands_for_all(asking: Dialogs) -> None:
    rows = [
        queue_row(20, tracking_numbers=("SR26-00000001",), photos=2, opened_at=NOW - timedelta(days=2)),
        queue_row(21, tracking_numbers=("SR26-00000002",), opened_at=NOW),
    ]
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        listed = dialog.findChild(QListWidget)
        assert listed is not None
        seen.extend(listed.item(each).text() for each in range(listed.count()))
        seen.extend(label.text() for label in dialog.findChildren(QLabel))
        keys("", DOWN)(dialog)
        seen.append(listed.item(1).text())
        keys("", ENTER)(dialog)

    in_dialog(look)
    assert asking.ask_root(rows) == 21
    first, other, *words, marked = seen
    assert "Stands for all" in first
    assert f"Goes into {rows[0].number}" in other
    assert "Stands for all" in marked
    assert any("stay 2 requests there, and each is followed to its end" in each for each in words)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([queue_row(20), queue_row(21, safety=True)], "1 is danger"),
        ([queue_row(20), queue_row(21, point=Point(41.98, -87.68))], "up to 1.4 miles apart"),
        ([queue_row(20, "Tree down"), queue_row(21, "Rats"), queue_row(22, "Pothole")], "3 kinds"),
    ],
)
def test_what_is_unlike_is_not_put_together_by_enter_alone(
    asking: Dialogs, rows: list[QueueRow], said: str
) -> None:
    """Thirty-seven problems of all kinds, all over the ward, went together by a plain Enter and no word."""

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeQuestion)
        assert f"{said}: are they one problem?" in [label.text() for label in dialog.findChildren(QLabel)]
        assert not dialog.take_button.property("primary")
        keys("", ENTER)(dialog)
        assert dialog.isVisible(), "a habit is no answer"
        keys("", TAKE)(dialog)

    in_dialog(take)
    assert asking.ask_root(rows) in {row.case_id for row in rows}


def test_who_puts_together_what_somebody_said_is_not_the_same_is_told_so(asking: Dialogs) -> None:
    rows = [queue_row(20), queue_row(21), queue_row(22)]

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeQuestion)
        assert any(
            f"{rows[0].number} and {rows[1].number} are not the same, and so of 1 more pair." in label.text()
            for label in dialog.findChildren(QLabel)
        )
        assert not dialog.take_button.property("primary")
        dialog.reject()

    in_dialog(read)
    assert asking.ask_root(rows, {(20, 21), (21, 22)}) is None


def test_leaving_the_question_puts_nothing_together(asking: Dialogs) -> None:
    in_dialog(lambda dialog: dialog.reject())
    assert asking.ask_root([queue_row(20), queue_row(21)]) is None


def test_only_what_is_ticked_of_what_came_since_is_taken_along(asking: Dialogs) -> None:
    def tick(dialog: QDialog) -> None:
        boxes = dialog.findChildren(QCheckBox)
        assert [box.isChecked() for box in boxes] == [False, False]
        assert boxes[0].accessibleName() == f"Note · Ana · {moments().lately(NOTE.at)} · Crew was there"
        boxes[1].click()
        keys("", TAKE)(dialog)

    in_dialog(tick)
    assert asking.ask_added("2026-00021", [NOTE, PHOTO]) == (PHOTO.added,)


def test_what_came_since_is_asked_of_before_pulling_apart(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    together(page, dialogs)
    office.added[6] = (NOTE, PHOTO)
    page.press("u")
    assert dialogs.questions == ["root of 2", f"what belongs to {office.known[6].number}"]
    assert office.asked("bring") == [(NOTE.added,)]
    assert office.asked("unmerge") == [(5, 6)]


def test_another_one_stands_for_all_by_key_and_by_its_button(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    together(page, dialogs)
    page.chord(Qt.Key.Key_M, SHIFT)
    assert office.asked("make_root") == [(5, 6)]
    assert page.current() == page.shown_case() == 6
    page.office.pane.root_asked.emit(5)
    assert office.asked("make_root")[1:] == [(6, 5)]


def test_a_problem_alone_has_nobody_else_to_stand_for_it(page: WindowPage, office: FakeOffice) -> None:
    page.chord(Qt.Key.Key_M, SHIFT)
    assert page.said() == "No other problem was put together with this one."
    assert office.asked("make_root") == []


def test_the_pane_says_that_the_city_keeps_its_requests_apart(qtbot: QtBot) -> None:
    other = AbsorbedView(7, "2026-04098", "Pothole", "4812 N Damen Ave", 1)
    city = tuple(a_city_record(number=number) for number in ("SR26-00000001", "SR26-00000002"))
    card = SameCard()
    qtbot.addWidget(card)
    card.show_case(a_case(absorbed=(other,), city=city))
    said = "SR26-00000001, SR26-00000002 stay 2 requests there, and each is followed to its end."
    assert f"311 is not told: {said}" in shown_words(card)
    with qtbot.waitSignal(card.root_asked) as asked:
        (button,) = (each for each in card.findChildren(QPushButton) if "stand" in each.accessibleName())
        button.click()
    assert asked.args == [7]

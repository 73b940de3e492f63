"""The history of the office in its dialog: filtered, paged, told in words, taken back from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.builders_queue import NOW
from tests.fakes import FakeOffice
from tests.gui.pages import WindowPage
from wardoffice.domain.case_view import FieldChange, HistoryLine
from wardoffice.domain.changes import Changes
from wardoffice.domain.office_history import HistoryFilter, HistoryGroup, OfficeLine
from wardoffice.gui.history.dialog import HistoryDialog

SHIFT = Qt.KeyboardModifier.ShiftModifier


def told(action_id: int, label: str, who: str = "Joe B.", **changed: object) -> OfficeLine:
    values: dict[str, object] = {"undone": False, "can_undo": True} | changed
    line = HistoryLine(
        action_id,
        NOW - timedelta(minutes=100 - action_id),
        who,
        label,
        (FieldChange("assigned to", "nobody", "Ana L."),),
        **values,  # type: ignore[arg-type]  # fields by name
    )
    return OfficeLine(line, 3, "2026-04003", 2)


@pytest.fixture
def dialog(office: FakeOffice, page: WindowPage, qtbot: QtBot) -> Iterator[HistoryDialog]:
    office.told = (
        told(9, "Assigned to Ana L."),
        told(8, "Note written", undone=True, can_undo=False),
        told(7, "Finished: seen done", can_undo=False, why_not="changed since: status"),
        told(6, "Taken back: Note written", redoes=True),
        told(5, "Read from 311", "311", can_undo=False, why_not="it came from 311"),
    )
    page.chord(Qt.Key.Key_H, SHIFT)
    (found,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, HistoryDialog))
    with qtbot.waitActive(found):
        found.activateWindow()
    yield found
    if shiboken6.isValid(found):
        found.close()


def lines(dialog: HistoryDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    return [
        tuple(str(model.index(row, column).data()) for column in range(1, model.columnCount()))
        for row in range(model.rowCount())
    ]


def details(dialog: HistoryDialog) -> list[str]:
    items = (dialog._grid.itemAt(at) for at in range(dialog._grid.count()))
    widgets = (item.widget() for item in items if item is not None)
    return [
        widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.accessibleName()
        for widget in widgets
        if widget is not None
    ]


def says_when_empty(dialog: HistoryDialog) -> str:
    shown = dialog._stack.currentWidget()
    return shown.accessibleName() if shown is not None else ""


def test_it_opens_by_key_on_what_people_did_and_says_what_changed(
    dialog: HistoryDialog, office: FakeOffice
) -> None:
    assert office.asked("history") == [HistoryFilter()]
    assert lines(dialog) == [
        ("Joe B.", "Assigned to Ana L.", "2026-04003 and 1 more"),
        ("Joe B.", "Note written (taken back)", "2026-04003 and 1 more"),
    ]
    assert details(dialog)[0] == "Assigned to Ana L."
    assert details(dialog)[2] == "assigned to: nobody → Ana L."
    assert dialog.count.text() == "2 actions, and earlier ones"


def test_earlier_ones_come_below_and_the_cursor_stays(dialog: HistoryDialog) -> None:
    dialog.table.selectRow(1)
    dialog.more.click()
    assert len(lines(dialog)) == 4
    assert dialog.table.currentIndex().row() == 1
    assert dialog.more.isHidden()
    assert dialog.count.text() == "4 actions"


def test_undo_is_offered_where_it_applies_and_said_why_not_where_it_does_not(
    dialog: HistoryDialog, office: FakeOffice, page: WindowPage
) -> None:
    dialog.more.click()
    seen = []
    for row in range(4):
        dialog.table.selectRow(row)
        seen.append((dialog.undo_button.isEnabled(), details(dialog)[-1]))
    assert [enabled for enabled, _ in seen] == [True, False, False, True]
    assert seen[1][1] == "Taken back."
    assert seen[2][1] == "Cannot be taken back: changed since: status."
    assert dialog.undo_button.text().startswith("Do it again")
    dialog.table.selectRow(0)
    office.before.append(dict(office.known))
    asked = len(office.asked("history"))
    QTest.keyClick(dialog, Qt.Key.Key_U)
    assert office.asked("undo") == [9]
    assert len(office.asked("history")) == asked + 1, "what it shows is read anew"
    assert page.said() == "Undone"


def test_undo_by_key_takes_back_the_line_that_is_looked_at_whatever_was_done_elsewhere(
    dialog: HistoryDialog, office: FakeOffice, page: WindowPage
) -> None:
    """P4: also from the second page on, and pressed twice it takes nothing else back."""
    office.told = tuple(told(n, f"Action {n}") for n in range(9, 2, -1))
    dialog.ask()
    dialog.more.click()
    dialog.table.selectRow(3)
    office.told = (told(10, "Mail: sent", "Bo"), *office.told)
    page.office.acting.hear(Changes(cases=frozenset({3})))
    assert [line[1] for line in lines(dialog)] == ["Mail: sent", *(f"Action {n}" for n in range(9, 5, -1))]
    assert dialog.table.currentIndex().row() == 4
    for undone in ([6], [6, 6]):
        office.before.append(dict(office.known))
        QTest.keyClick(dialog, Qt.Key.Key_U)
        assert office.asked("undo") == undone


def test_where_the_line_is_gone_no_other_is_taken_for_it(
    dialog: HistoryDialog, office: FakeOffice, page: WindowPage
) -> None:
    """P4: somebody restricted its problem meanwhile."""
    office.told = tuple(told(n, f"Action {n}") for n in range(9, 2, -1))
    dialog.ask()
    dialog.more.click()
    dialog.table.selectRow(1)
    office.told = tuple(each for each in office.told if each.line.action_id != 8)
    page.office.acting.hear(Changes(cases=frozenset({3})))
    assert dialog.table.currentIndex().row() == 1
    assert not dialog.undo_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_U)
    assert office.asked("undo") == []
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.undo_button.isEnabled()


def test_all_changes_can_be_read_and_say_of_which_problems_they_are(
    dialog: HistoryDialog, office: FakeOffice
) -> None:
    numbers = tuple(f"2026-0400{at}" for at in range(5))
    changes = tuple(FieldChange("type", f"T{at}", "Pothole", (f"2026-05{at:03}",)) for at in range(300))
    line = told(9, "Type of 300 problems set to Pothole")
    first = FieldChange("answered", None, "Rosa, called", numbers)
    office.told = (replace(line, line=replace(line.line, changes=(first, *changes))),)
    dialog.ask()
    shown = details(dialog)[2].split("\n")
    assert shown[0] == "2026-04000, 2026-04001, 2026-04002 and 2 more: answered: Rosa, called"
    assert shown[-1] == "2026-05299: type: T299 → Pothole"
    assert len(shown) == 301


def test_filters_ask_for_people_days_and_kinds(dialog: HistoryDialog, office: FakeOffice) -> None:
    filters, today = dialog.filters, NOW.date()
    filters.who.setCurrentText("Ana L.")
    filters.days.setCurrentText("Last 7 days")
    filters.kind.setCurrentText("answers to people")
    wanted = HistoryFilter(3, group=HistoryGroup.PEOPLE, since=today - timedelta(days=6))
    assert office.asked("history")[-1] == wanted
    filters.days.setCurrentText("One day …")
    assert not filters.day.isHidden()
    last = office.asked("history")[-1]
    assert isinstance(last, HistoryFilter)
    assert (last.since, last.until) == (today, today)
    filters.who.setCurrentText("The program by itself")
    assert lines(dialog) == [("311", "Read from 311", "2026-04003 and 1 more")]


def test_an_empty_history_says_what_to_do(dialog: HistoryDialog, office: FakeOffice) -> None:
    office.told = ()
    dialog.ask()
    assert says_when_empty(dialog).startswith("Nothing was done yet")
    dialog.filters.days.setCurrentText("Today")
    assert says_when_empty(dialog).startswith("Nothing fits")
    assert not dialog.undo_button.isEnabled()


def test_its_problem_is_opened_from_a_line(dialog: HistoryDialog, page: WindowPage) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_O)
    assert page.shown_case() == 3
    assert not dialog.isVisible()

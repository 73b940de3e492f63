"""The window itself: names for a screen reader, one language, sync, its edges, and its end."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.builders_queue import STAFF, TYPES, believable_rows, case_view, queue_row
from tests.fakes import FakeOffice
from tests.gui.pages import WindowPage, open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.gui.reading import plain_tip
from wardoffice.domain.queue import View
from wardoffice.gui.dialogs.forms import AnswerQuestion, FinishQuestion, NoteQuestion, PlaceQuestion
from wardoffice.gui.dialogs.frame import ThrowAway
from wardoffice.gui.dialogs.key_sheet import KeySheet
from wardoffice.gui.dialogs.pick import Choice, Pick
from wardoffice.gui.dialogs.saved_list import ListQuestion
from wardoffice.gui.dialogs.split import SplitQuestion
from wardoffice.gui.notify import Notifier
from wardoffice.gui.personal.key_book import KeyBook
from wardoffice.gui.personal.palette import PaletteDialog
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane, Tasks
from wardoffice.language import PSEUDO, text, use_language

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)


def questions(parent: QWidget, book: KeyBook) -> list[QDialog]:
    """One of every question."""
    case = case_view(believable_rows()[2])
    return [
        NoteQuestion(parent),
        PlaceQuestion("", parent),
        AnswerQuestion(case.people, parent),
        FinishQuestion(2, 1, parent),
        Pick(text("Assign"), "", text("Assign"), [Choice(each, each.name) for each in TYPES], parent),
        SplitQuestion(case.requests, (), TYPES, parent),
        KeySheet(book, parent),
        ListQuestion("", shared=False, parent=parent),
        PaletteDialog((), (), parent),
        ThrowAway(parent),
    ]


def test_every_control_has_an_accessible_name(page: WindowPage) -> None:
    window = page.office.window
    asked = questions(window, page.office.personal.keys_of)
    nameless = [
        widget
        for root in (window, *asked)
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in {"QTableCornerButton", "QAbstractButton"}
        and not isinstance(widget.parentWidget(), QLineEdit)
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


@pytest.fixture
def pseudo() -> Iterator[None]:
    """The language in which every translated word is marked."""
    use_language(PSEUDO)
    yield
    use_language("en")


def unmarked(shown: str, known: set[str]) -> set[str]:
    """The words of a text that were neither translated nor data."""
    inner = re.compile(r"⟦[^⟦⟧]*⟧")
    while inner.search(shown):
        shown = inner.sub(" ", shown)
    return {word for word in re.findall(r"[^\W\d_]{2,}", shown) if word not in known}


def shown_texts(root: QWidget) -> list[str]:
    """Every text of a window a person may read or hear."""
    texts = []
    for widget in [root, *root.findChildren(QWidget)]:
        texts += [widget.accessibleName(), plain_tip(widget.toolTip()), widget.windowTitle()]
        texts.append(widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        if isinstance(widget, QLineEdit):
            texts.append(widget.placeholderText())
        texts += [action.text() for action in widget.actions() if not isinstance(widget, QLineEdit)]
    return [each for each in texts if each]


def test_no_word_is_left_in_plain_english(
    pseudo: None, qtbot: QtBot, office: FakeOffice, notifier: Notifier, tmp_path: Path
) -> None:
    from tests.gui.inline_tasks import InlineTasks

    made = open_window(
        office,
        tasks=InlineTasks(notifier.error),
        notifier=notifier,
        dialogs=None,
        window_file=tmp_path / "window.ini",
    )
    qtbot.addWidget(made.window)
    made.window.show()
    made.start()
    page = WindowPage(made)
    texts = [*shown_texts(made.window)]
    for question in questions(made.window, made.personal.keys_of):
        texts += shown_texts(question)
    model = made.queue.model
    for row in range(model.rowCount()):
        texts.append(str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)))
    page.search("zzz")
    texts += shown_texts(made.queue)
    rows = believable_rows()
    data = " ".join(f"{row.title} {row.address} {row.assignee}" for row in rows)
    data += " ".join([*(each.name for each in TYPES), *(each.name for each in STAFF)])
    data += " Ward Jan Kowalski jan example org Huge hole right by the bus stop And light out zzz am pm"
    # The keys and the marks of the keyboard are the same in every language.
    data += " Ctrl Shift Alt Esc Enter Del Right Left Up Down PgUp PgDown Space Tab Return"
    data += " CDOT Dolores Finch Liaison cdot dolores to"
    known = set(re.findall(r"[^\W\d_]{2,}", data))
    assert {each: words for each in texts if (words := unmarked(each, known))} == {}


def test_the_walk_works_on_real_lanes_as_well(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    from wardoffice.domain.cases import FinishReason
    from wardoffice.gui.dialogs.answers import FinishAnswer

    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "")
    real_page.press("jx")
    qtbot.waitUntil(lambda: real_page.current() == real_page.shown_case() == 3)
    assert [row.case_id for row in real_page.rows()][:2] == [1, 3]


def test_the_list_stands_before_it_is_counted(
    qtbot: QtBot, real_tasks: Tasks, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 rows are there while the other 49,800 ids are still being asked for (P10)."""
    from array import array

    from tests.builders_queue import MARIA, now
    from tests.gui.pages import CHICAGO

    go_on = threading.Event()

    def ids(*asked: object, owner: object) -> "array[int]":
        assert owner is not None, "one list that is read does not stop another window's"
        if asked[-1] == 200:
            return array("q", range(200))
        assert go_on.wait(5)
        return array("q", range(50_000))

    monkeypatch.setattr(office, "ids", ids)
    monkeypatch.setattr(office, "rows", lambda _actor, some: {each: queue_row(each) for each in some})
    view = QueueView(office, real_tasks, MARIA, CHICAGO, now)
    qtbot.addWidget(view)
    view.show()
    view.start()
    qtbot.waitUntil(lambda: view.model.rowCount() == 200)
    view.step(7)
    with qtbot.waitSignal(view.settled):
        go_on.set()
    assert view.model.rowCount() == 50_000
    assert view.current_id() == 7, "the cursor stays where the person put it"


def test_a_list_waits_for_nothing_that_is_counted_or_read_beside_it(
    qtbot: QtBot, real_tasks: Tasks, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both readers are busy with what takes long in a large office: another view stands all the same."""
    from array import array

    from tests.builders_queue import MARIA, now
    from tests.gui.pages import CHICAGO

    go_on, counting, done = threading.Event(), list[str](), list[bool]()

    def count(what: str) -> bool:
        counting.append(what)
        return go_on.wait(5)

    monkeypatch.setattr(office, "counts", lambda _actor: {View.ALL: 3} if count("views") else {})
    monkeypatch.setattr(
        office, "ids", lambda _actor, view, *_, **__: array("q", range(3 if view is View.ALL else 2))
    )
    monkeypatch.setattr(office, "rows", lambda _actor, some: {each: queue_row(each) for each in some})
    view = QueueView(office, real_tasks, MARIA, CHICAGO, now)
    qtbot.addWidget(view)
    view.show()
    view.start()
    qtbot.waitUntil(lambda: view.model.rowCount() == 2 and counting == ["views"])
    real_tasks.submit(Lane.QUERY, lambda: count("a case"), owner=view, done=done.append, topic="case")
    qtbot.waitUntil(lambda: counting == ["views", "a case"])
    view.show_view(View.ALL)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3)
    assert not done
    go_on.set()
    qtbot.waitUntil(lambda: real_tasks.idle)
    assert done == [True]


def test_the_edges_are_kept_for_the_next_start(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> None:
    from tests.gui.inline_tasks import InlineTasks

    def made() -> WindowPage:
        window = open_window(
            office,
            tasks=InlineTasks(notifier.error),
            notifier=Notifier(),
            dialogs=dialogs,
            window_file=tmp_path / "window.ini",
        )
        qtbot.addWidget(window.window)
        window.window.show()
        return WindowPage(window)

    from PySide6.QtWidgets import QSplitter

    first = made().office.window
    first.resize(960, 640)  # within the offscreen screen
    splitter = first.findChild(QSplitter)
    assert isinstance(splitter, QSplitter)
    splitter.setSizes([450, 420])
    widths = splitter.sizes()
    first.close()
    assert (tmp_path / "window.ini").is_file()
    again = made().office.window
    assert again.height() == 640
    second = again.findChild(QSplitter)
    assert isinstance(second, QSplitter)
    assert second.sizes() == widths


def test_the_map_shows_the_list_that_is_asked_for(page: WindowPage) -> None:
    from wardoffice.domain.queue import View

    page.show_view(View.NEW_IN_311)
    page.show_screen("map")
    assert page.office.map.count_words == "2 problems with a known place"
    page.office.map.case_chosen.emit(12)
    assert page.screen() == "queue"
    assert page.shown_case() == 12


def test_the_map_says_how_many_of_the_list_it_cannot_show(page: WindowPage, office: FakeOffice) -> None:
    """P7: a number that is not all of them says so."""
    from wardoffice.domain.queue import View

    page.show_view(View.NEW_IN_311)
    office.known[12] = replace(office.known[12], point=None)
    page.show_screen("map")
    assert page.office.map.count_words == "1 problem with a known place · 1 without a known place"


def test_application_is_made_once_and_dressed(qapp: QApplication) -> None:
    from wardoffice.gui.app import make_application
    from wardoffice.gui.theme import DARK, Theme

    try:
        assert make_application(["wardoffice"], dark=True) is qapp
        assert qapp.palette().window().color().name() == DARK.window
    finally:
        Theme(dark=False).apply(qapp)

"""The window itself: names for a screen reader, one language, sync, its edges, and its end."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
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

from tests.builders_queue import NOW, STAFF, TYPES, believable_rows, case_view, queue_row
from tests.fakes import FakeOffice, SyncStateOf
from tests.gui.pages import WindowPage, open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.errors import CityUnreachableError
from wardoffice.gui.app import END_SECONDS
from wardoffice.gui.dialogs.forms import AnswerQuestion, FinishQuestion, NoteQuestion, PlaceQuestion
from wardoffice.gui.dialogs.key_sheet import KeySheet
from wardoffice.gui.dialogs.pick import Choice, Pick
from wardoffice.gui.dialogs.split import SplitQuestion
from wardoffice.gui.keys import key_specs
from wardoffice.gui.notify import Notifier
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.tasks import Tasks
from wardoffice.language import PSEUDO, text, use_language

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)


def questions(parent: QWidget) -> list[QDialog]:
    """One of every question."""
    case = case_view(believable_rows()[2])
    return [
        NoteQuestion(parent),
        PlaceQuestion("", parent),
        AnswerQuestion(case.people, parent),
        FinishQuestion(2, 1, parent),
        Pick(text("Assign"), "", text("Assign"), [Choice(each, each.name) for each in TYPES], parent),
        SplitQuestion(case.requests, (), TYPES, parent),
        KeySheet(key_specs(), parent),
    ]


def test_every_control_has_an_accessible_name(page: WindowPage) -> None:
    window = page.office.window
    asked = questions(window)
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
        texts += [widget.accessibleName(), widget.toolTip(), widget.windowTitle()]
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
    from wardoffice.gui.tasks import InlineTasks

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
    for question in questions(made.window):
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
    data += " Ctrl Shift Alt Esc Enter"
    known = set(re.findall(r"[^\W\d_]{2,}", data))
    assert {each: words for each in texts if (words := unmarked(each, known))} == {}


def test_status_says_when_city_and_mail_were_read_and_leads_to_the_check(page: WindowPage) -> None:
    status = page.office.status
    buttons = {each.text(): each for each in status.findChildren(QAbstractButton)}
    assert "311 read 2 min ago · no gaps" in buttons
    mail = buttons["Mail read 2 min ago · 2 need a look"]
    QTest.mouseClick(mail, Qt.MouseButton.LeftButton)
    assert page.screen() == "check"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (SyncStateOf(city_read_at=None), "311 not read yet"),
        (SyncStateOf(gaps=2), "311 read 2 min ago · 2 parts could not be read"),
        (
            SyncStateOf(city_trouble="The 311 system did not answer. Nothing is lost."),
            "The 311 system did not answer.",
        ),
        (SyncStateOf(unreadable=0), "Mail read 2 min ago · all mail is in"),
        (SyncStateOf(mail_trouble="The mailbox said no."), "The mailbox said no."),
    ],
)
def test_status_tells_trouble_in_words(qtbot: QtBot, facts: SyncStateOf, words: str) -> None:
    status = StatusBar(lambda: NOW)
    qtbot.addWidget(status)
    status.show_facts(facts)
    assert words in [each.text() for each in status.findChildren(QAbstractButton)]


def test_f5_syncs_and_shows_what_came(page: WindowPage, office: FakeOffice) -> None:
    office.known[0] = queue_row(0)
    page.chord(Qt.Key.Key_F5)
    assert office.asked("sync") == [None]
    assert page.office.queue.model.ids[0] == 0


@pytest.fixture
def real_tasks(qtbot: QtBot, notifier: Notifier) -> Iterator[Tasks]:
    """Real lanes."""
    tasks = Tasks(notifier.error)
    yield tasks
    assert tasks.shutdown(5)


@pytest.fixture
def real_page(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, real_tasks: Tasks, tmp_path: Path
) -> WindowPage:
    """The window on real lanes, its list read."""
    notifier = Notifier()
    made = open_window(
        office, tasks=real_tasks, notifier=notifier, dialogs=dialogs, window_file=tmp_path / "w.ini"
    )
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.queue.loaded):
        made.window.show()
        made.start()
    return WindowPage(made)


def stalled(started: threading.Event, go_on: threading.Event) -> Callable[[Callable[[], bool]], None]:
    """A server that answers nothing: it looks now and then whether to stop, as a job does."""

    def wait(cancelled: Callable[[], bool]) -> None:
        started.set()
        while not cancelled() and not go_on.wait(0.01):
            pass

    return wait


def test_stop_ends_a_sync_and_says_nothing_bad(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice
) -> None:
    started, go_on = threading.Event(), threading.Event()
    office.sync_blocks_until = stalled(started, go_on)
    real_page.chord(Qt.Key.Key_F5)
    stop = next(
        each for each in real_page.office.status.findChildren(QAbstractButton) if each.text() == "Stop"
    )
    qtbot.waitUntil(lambda: started.is_set() and stop.isVisible())
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not real_page.office.sync.running)
    assert not stop.isVisible()
    assert real_page.said() == ""
    assert office.asked("sync") == []


def test_what_came_is_shown_while_a_long_sync_still_runs(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice
) -> None:
    started, go_on = threading.Event(), threading.Event()
    office.sync_blocks_until = stalled(started, go_on)
    real_page.office.glance.setInterval(10)
    office.known[0] = queue_row(0)
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: real_page.office.queue.model.ids[0] == 0)
    assert real_page.office.sync.running
    assert real_page.current() == 1, "the cursor stays on its case"
    go_on.set()
    qtbot.waitUntil(lambda: not real_page.office.sync.running)


def test_a_failed_sync_tells_and_the_next_one_runs(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice
) -> None:
    def fail(_cancelled: Callable[[], bool]) -> None:
        raise CityUnreachableError("The 311 system did not answer.", "Nothing is lost.", "Press F5.")

    office.sync_blocks_until = fail
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: real_page.said().startswith("The 311 system did not answer."))
    office.sync_blocks_until = None
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: office.asked("sync") == [None])


def test_quitting_during_a_sync_against_a_stalled_server_takes_under_two_seconds(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> None:
    """The server never answers and the job never looks: the worst there is (P10)."""
    started, go_on = threading.Event(), threading.Event()

    def hang(_cancelled: Callable[[], bool]) -> None:
        started.set()
        go_on.wait(20)

    office.sync_blocks_until = hang
    tasks = Tasks(notifier.error)
    made = open_window(
        office,
        tasks=tasks,
        notifier=notifier,
        dialogs=dialogs,
        window_file=tmp_path / "w.ini",
        sync_minutes=5,
    )
    qtbot.addWidget(made.window)
    made.window.show()
    made.start()
    qtbot.waitUntil(started.is_set)
    before = time.monotonic()
    made.window.close()
    tasks.shutdown(END_SECONDS)
    took = time.monotonic() - before
    go_on.set()
    assert tasks.shutdown(5)
    assert took < 2


def test_the_program_ends_with_its_window_and_tells_a_running_sync_to_stop(
    qtbot: QtBot, qapp: QApplication, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    from wardoffice.gui.app import run_window
    from wardoffice.gui.office_window import OfficeWindow

    notifier = Notifier()
    tasks = Tasks(notifier.error)
    stopped = threading.Event()
    windows: list[OfficeWindow] = []

    def wait_for_the_end(cancelled: Callable[[], bool]) -> None:
        windows[0].status.keys_asked.emit()  # any signal: it reaches the GUI thread while the sync runs
        while not cancelled():
            threading.Event().wait(0.005)
        stopped.set()

    def make() -> OfficeWindow:
        made = open_window(
            office,
            tasks=tasks,
            notifier=notifier,
            dialogs=dialogs,
            window_file=tmp_path / "w.ini",
            sync_minutes=5,
        )
        qtbot.addWidget(made.window)
        made.status.keys_asked.disconnect()
        made.status.keys_asked.connect(made.window.close)
        windows.append(made)
        return made

    office.sync_blocks_until = wait_for_the_end
    assert run_window(qapp, tasks, make) == 0
    assert stopped.is_set()
    assert tasks.shutdown(5)


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

    def ids(*asked: object) -> "array[int]":
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
    with qtbot.waitSignal(view.loaded):
        go_on.set()
    assert view.model.rowCount() == 50_000
    assert view.current_id() == 7, "the cursor stays where the person put it"


def test_the_edges_are_kept_for_the_next_start(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> None:
    from wardoffice.gui.tasks import InlineTasks

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


def test_application_is_made_once_and_dressed(qapp: QApplication) -> None:
    from wardoffice.gui.app import make_application
    from wardoffice.gui.theme import DARK, Theme

    try:
        assert make_application(["wardoffice"], dark=True) is qapp
        assert qapp.palette().window().color().name() == DARK.window
    finally:
        Theme(dark=False).apply(qapp)

"""Reading the city and the mailbox from the window: both at once, stopped, told, and ended by quitting."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from tests.builders_queue import NOW, queue_row
from tests.fakes import FakeOffice, SyncStateOf
from tests.gui.pages import WindowPage, open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.loopback import PATIENCE
from wardoffice.domain.errors import CityUnreachableError
from wardoffice.gui.app import END_SECONDS
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.widgets.elided import ElidedLabel


def opened(
    qtbot: QtBot,
    office: FakeOffice,
    *,
    tasks: Tasks,
    notifier: Notifier,
    dialogs: PreparedDialogs,
    folder: Path,
) -> OfficeWindow:
    """The office's window, which reads every five minutes once it is started."""
    made = open_window(
        office,
        tasks=tasks,
        notifier=notifier,
        dialogs=dialogs,
        window_file=folder / "w.ini",
        sync_minutes=5,
    )
    qtbot.addWidget(made.window)
    return made


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
        (SyncStateOf(unreadable=1, left_alone=2), "Mail read 2 min ago · 3 need a look"),
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
    assert office.asked("sync") == ["city", "mail"]
    assert page.office.queue.model.ids[0] == 0


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
    real_page.office.incoming.glance.setInterval(10)
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
    qtbot.waitUntil(lambda: not real_page.office.sync.running)
    office.sync_blocks_until = None
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: {"city", "mail"} == set(office.asked("sync")))


def test_a_city_that_stalls_keeps_no_mail_waiting_and_the_sync_ends_with_both(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice
) -> None:
    started, go_on = threading.Event(), threading.Event()
    office.sync_blocks_until, office.stalled = stalled(started, go_on), frozenset({"city"})
    sync, ended = real_page.office.sync, list[str]()
    sync.part_ended.connect(ended.append)
    sync.ended.connect(lambda: ended.append("both"))
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: started.is_set() and ended == ["mail"])
    assert (office.asked("sync"), sync.running) == (["mail"], True)
    real_page.chord(Qt.Key.Key_F5)  # one at a time: this one starts nothing
    go_on.set()
    qtbot.waitUntil(lambda: not sync.running)
    assert ended == ["mail", "city", "both"]
    assert office.asked("sync") == ["mail", "city"]


def test_the_city_and_the_mail_are_read_at_the_same_time(
    qtbot: QtBot, real_page: WindowPage, office: FakeOffice
) -> None:
    both = threading.Barrier(2)
    office.sync_blocks_until = lambda _cancelled: void(both.wait(10))
    real_page.chord(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: {"city", "mail"} == set(office.asked("sync")))
    assert not both.broken


def void(_answer: object) -> None:
    """Nothing of it is needed."""


def test_the_status_bar_says_how_far_each_part_of_the_sync_is(qtbot: QtBot) -> None:
    status = StatusBar(lambda: NOW)
    qtbot.addWidget(status)
    words, bar = status.findChild(ElidedLabel), status.findChild(QProgressBar)
    assert isinstance(words, ElidedLabel)
    assert isinstance(bar, QProgressBar)
    status.show_sync("mail", 3, 12)
    status.show_sync("city", 0, None)
    assert words.text() == "Reading 311…   Reading the mail · 3 of 12"
    assert bar.maximum() == 0, "how long the whole takes is not known"
    status.show_work("Attaching", 1, 2, None)
    assert words.text() == "Attaching · 1 of 2"
    status.end_sync("city")
    status.end_work()
    assert (words.text(), bar.value(), bar.maximum()) == ("Reading the mail · 3 of 12", 3, 12)
    status.end_sync("mail")
    assert (words.text(), bar.isVisibleTo(status)) == ("", False)


def test_quitting_during_a_sync_against_a_stalled_server_takes_under_two_seconds(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> None:
    """The server never answers and the job never looks: the worst there is (P10)."""
    started, go_on = threading.Event(), threading.Event()

    def hang(_cancelled: Callable[[], bool]) -> None:
        started.set()
        go_on.wait(3 * PATIENCE)

    office.sync_blocks_until = hang
    tasks = Tasks(notifier.error)
    made = opened(qtbot, office, tasks=tasks, notifier=notifier, dialogs=dialogs, folder=tmp_path)
    made.window.show()
    made.start()
    qtbot.waitUntil(started.is_set)
    before = time.monotonic()
    made.window.close()
    tasks.shutdown(END_SECONDS)
    took = time.monotonic() - before
    go_on.set()
    assert not tasks.shutdown(PATIENCE)
    assert END_SECONDS < 2
    assert took < PATIENCE


def test_the_program_ends_with_its_window_and_tells_a_running_sync_to_stop(
    qtbot: QtBot, qapp: QApplication, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    from wardoffice.gui.app import run_window

    notifier = Notifier()
    tasks = Tasks(notifier.error)
    stopped = threading.Event()
    windows: list[OfficeWindow] = []
    turns: list[float] = []

    def wait_for_the_end(cancelled: Callable[[], bool]) -> None:
        turns.append(sys.getswitchinterval())
        windows[0].status.keys_asked.emit()  # any signal: it reaches the GUI thread while the sync runs
        while not cancelled():
            threading.Event().wait(0.005)
        stopped.set()

    def make() -> OfficeWindow:
        made = opened(qtbot, office, tasks=tasks, notifier=notifier, dialogs=dialogs, folder=tmp_path)
        made.status.keys_asked.disconnect()
        made.status.keys_asked.connect(made.window.close)
        windows.append(made)
        return made

    office.sync_blocks_until = wait_for_the_end
    assert run_window(qapp, tasks, make) == 0
    assert stopped.is_set()
    assert turns[0] <= 0.001, "the window waits for its turn while a sync runs"
    assert not tasks.shutdown(5)


def test_mail_is_read_as_soon_as_the_server_tells_of_it_and_the_city_is_left_in_peace(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    notifier = Notifier()
    tasks = Tasks(notifier.error)
    tell, stopped = threading.Event(), threading.Event()

    def wait(news: Callable[[], None], cancelled: Callable[[], bool]) -> None:
        while not tell.wait(0.01) and not cancelled():
            pass
        news()
        while not cancelled():
            threading.Event().wait(0.005)
        stopped.set()

    office.mail_comes = wait
    made = opened(qtbot, office, tasks=tasks, notifier=notifier, dialogs=dialogs, folder=tmp_path)
    made.start()
    # Nobody waits for the end of what waits for mail: everything else is done.
    qtbot.waitUntil(lambda: bool(office.asked("watch mail")) and not made.sync.running and tasks.idle)
    tell.set()
    qtbot.waitUntil(lambda: office.asked("sync").count("mail") == 2)
    assert office.asked("sync").count("city") == 1
    assert not tasks.shutdown(5)
    assert stopped.is_set()


def test_news_that_come_while_mail_is_read_are_read_once_more(page: WindowPage, office: FakeOffice) -> None:
    def told_meanwhile(_cancelled: Callable[[], bool]) -> None:
        office.sync_blocks_until = None
        page.office.sync.read_mail()
        page.office.sync.read_mail()

    office.sync_blocks_until, office.stalled = told_meanwhile, frozenset({"mail"})
    page.chord(Qt.Key.Key_F5)
    assert office.asked("sync").count("mail") == 2


def test_a_watch_that_a_refused_sign_in_ended_begins_anew_when_mail_is_read_again(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    notifier = Notifier()
    tasks = Tasks(notifier.error)
    made = opened(qtbot, office, tasks=tasks, notifier=notifier, dialogs=dialogs, folder=tmp_path)
    made.start()
    qtbot.waitUntil(lambda: len(office.asked("watch mail")) == 1 and tasks.idle)
    made.sync.read_mail()
    qtbot.waitUntil(lambda: len(office.asked("watch mail")) == 2)
    assert not tasks.shutdown(5)

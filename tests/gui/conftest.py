"""What every test of the window stands on: one application in our style, and nothing left behind."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes import FakeOffice
from tests.fakes_personal import FakePersonal
from tests.fakes_submitting import FakeSubmitting
from tests.gui.flashes import Flashes
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage, in_front, open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.theme import Theme

_WINDOWS = {"office_window", "desk", "window", "real_page"}
"""The fixtures that open the real window."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen screen say that it has no window manager; it says so for every window and popup."""
    no_hints = pytest.mark.qt_log_ignore(
        r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)", extend=True
    )
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(no_hints)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    """The application in our light look, on Fusion, as the program has it.

    What is left of the window goes while the application stands: at the end of the interpreter the order is
    anybody's guess, and web pages must go before their profile.
    """
    Theme(dark=False).apply(qapp)
    yield qapp
    qapp.clipboard().clear()  # what a test copied would be freed after the application it belongs to
    for widget in qapp.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a window of its own behind, or flashes one."""
    if "qapp" not in request.fixturenames:
        yield
        return
    app: QApplication = request.getfixturevalue("qapp")
    threads = set(threading.enumerate())
    windows = set(app.topLevelWidgets())
    flashes = Flashes(app) if _WINDOWS & set(request.fixturenames) else None
    yield
    if flashes is not None:
        flashes.stop()
    flashed = flashes.seen() if flashes is not None else []
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in app.topLevelWidgets() if widget not in windows and widget.isVisible()]
    timers = [each for each in _timers(app) if each.isActive()]
    # Cleared before it is told, so that one test that leaves something fails alone.
    for timer in timers:
        timer.stop()
    for widget in left:
        widget.close()
    assert not left, f"windows left open: {left}"
    assert not flashed, f"parts that were a window of their own for a moment: {flashed}"
    assert not timers, f"timers left running: {timers}"
    running = [thread for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    assert not running, f"threads left running: {running}"


def _timers(app: QApplication) -> list[QTimer]:
    owners: list[QObject] = [app, *(widget for widget in app.topLevelWidgets() if widget.isVisible())]
    return [timer for owner in owners for timer in owner.findChildren(QTimer)]


@pytest.fixture
def office() -> FakeOffice:
    """A ward office at half past ten."""
    return FakeOffice()


@pytest.fixture
def dialogs() -> PreparedDialogs:
    """Every question answered as the test prepares it."""
    return PreparedDialogs()


@pytest.fixture
def notifier(qapp: QApplication) -> Notifier:
    """The bar at the bottom of the window."""
    return Notifier()


@pytest.fixture
def office_window(
    qtbot: QtBot, office: FakeOffice, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> OfficeWindow:
    """The real window on the fake office, everything done at once."""
    tasks = InlineTasks(notifier.error)
    made = open_window(
        office, tasks=tasks, notifier=notifier, dialogs=dialogs, window_file=tmp_path / "window.ini"
    )
    qtbot.addWidget(made.window)
    return made


@pytest.fixture
def page(qtbot: QtBot, office_window: OfficeWindow) -> WindowPage:
    """The window, open, with the list read and the focus in it."""
    with qtbot.waitExposed(office_window.window):
        office_window.window.show()
    office_window.start()
    return WindowPage(office_window)


@pytest.fixture
def personal() -> FakePersonal:
    """What a person keeps for their own desk, in memory."""
    return FakePersonal()


@pytest.fixture
def desk(
    qtbot: QtBot, dialogs: PreparedDialogs, notifier: Notifier, personal: FakePersonal, tmp_path: Path
) -> WindowPage:
    """The real window, open and active, of a person who keeps what is in ``personal``."""
    made = open_window(
        FakeOffice(),
        tasks=InlineTasks(notifier.error),
        notifier=notifier,
        dialogs=dialogs,
        window_file=tmp_path / "window.ini",
        personal=personal,
    )
    return in_front(qtbot, made)


@pytest.fixture
def city() -> FakeSubmitting:
    """What goes to the city, in memory."""
    return FakeSubmitting()


@pytest.fixture
def window(qtbot: QtBot, city: FakeSubmitting, notifier: Notifier, tmp_path: Path) -> WindowPage:
    """The real window, open and active, on an office that submits to ``city``."""
    made = open_window(
        FakeOffice(),
        tasks=InlineTasks(notifier.error),
        notifier=notifier,
        dialogs=PreparedDialogs(),
        window_file=tmp_path / "window.ini",
        submit=city,
    )
    return in_front(qtbot, made)


@pytest.fixture
def real_tasks(qtbot: QtBot, notifier: Notifier) -> Iterator[Tasks]:
    """Real lanes."""
    tasks = Tasks(notifier.error)
    yield tasks
    assert not tasks.shutdown(5)


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
    with qtbot.waitSignal(made.queue.settled):
        made.window.show()
        made.start()
    return WindowPage(made)

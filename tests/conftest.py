"""What every test stands on: Qt's libraries or a sentence, no display, no keyring, nothing left running."""

import gc
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import OfficeBuilder
from tests.compiled_once import CompiledOnce
from tests.databases import (
    BOTH,
    cluster,
    database_url,
    empty_url,
    migrated_database,
    migrated_file,
    sqlite_store,
    store,
)
from wardoffice.store import engine
from wardoffice.store.store import Store
from wardoffice.system.qt_libraries import missing_packages, missing_sentence, prepare_environment

__all__ = [
    "cluster",
    "database_url",
    "empty_url",
    "migrated_database",
    "migrated_file",
    "sqlite_store",
    "store",
]

CHECKOUT = Path(__file__).resolve().parents[1]
_PATIENCE = 5.0  # seconds for a thread that was told to end
_MILLISECONDS = 30_000  # a machine that does other things needs seconds for what takes a tenth
_WAITS = ("waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed")
_MEMORY, _ROOM = Path("/dev/shm"), 4_000_000_000


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Before pytest-qt loads Qt: no window on anybody's screen, and a sentence where Qt lacks a library.

    Files of tests lie in memory where there is room: a tenth of the time went into waiting for the disk, and
    what a power cut leaves behind is tested by the order of steps.
    """
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    prepare_environment(say=lambda _sentence: None)
    packages = missing_packages()
    if packages:
        pytest.exit(missing_sentence(packages), returncode=1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database on each dialect; marked ``sqlite``, it does not depend on which."""
    if "database_url" in metafunc.fixturenames:
        on_one = metafunc.definition.get_closest_marker("sqlite")
        metafunc.parametrize("database_url", BOTH[:1] if on_one else BOTH, indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: begun last, one of them keeps all other processors waiting."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


_status: list[int] = []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    """Remember how the tests ended."""
    _status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """End at once where a web page was shown: Chromium's own threads may crash the interpreter's end."""
    if _status and "PySide6.QtWebEngineCore" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_status[-1])


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The outside samples: WARDOFFICE_TEST_DATA, or ``../shared/data`` beside the checkout."""
    folder = Path(os.environ.get("WARDOFFICE_TEST_DATA") or CHECKOUT / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("the outside samples are not on this machine (WARDOFFICE_TEST_DATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "create_engine", CompiledOnce().create_engine)
        yield


@pytest.fixture
def office(store: Store) -> OfficeBuilder:
    """An office to fill, in each dialect."""
    return OfficeBuilder(store)


_PatientQtBot: type[QtBot] = type(
    "PatientQtBot",
    (QtBot,),
    {each: partialmethod(getattr(QtBot, each), timeout=_MILLISECONDS) for each in _WAITS},
)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's own, which waits longer: its five seconds are not long on a busy machine."""
    return _PatientQtBot(request)


@pytest.fixture(autouse=True)
def _cycles_are_collected_by_the_main_thread() -> Iterator[None]:
    """Collect between tests only, where it is safe: see wardoffice/gui/collecting.py.

    What a test of the window leaves may lie there until a later test starts threads; a collection on one of
    those would destroy widgets off the GUI thread, and break tests that have nothing to do with it.
    """
    gc.disable()
    yield
    gc.disable()  # closing a window gives the collector back
    counts, limits = gc.get_count(), gc.get_threshold()
    gc.collect(max((each for each in range(3) if counts[each] > limits[each]), default=0))


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test(_cycles_are_collected_by_the_main_thread: None) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    started = [each for each in threading.enumerate() if each not in before and not each.daemon]
    for thread in started:
        thread.join(_PATIENCE)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left running: {left}"

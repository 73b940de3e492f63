"""One window per data folder; a killed one frees it (P3)."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wardoffice.domain.errors import CannotDoError, StoreError
from wardoffice.system.window_lock import MUTEX_NAME, window_lock

HOLD = """
import sys
from pathlib import Path
from wardoffice.system.window_lock import window_lock
with window_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_window(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_window_on_the_same_folder_is_refused_in_words(tmp_path: Path) -> None:
    with another_window(tmp_path), pytest.raises(CannotDoError) as caught, window_lock(tmp_path):
        pass
    assert "already open" in caught.value.happened
    assert caught.value.safe
    assert caught.value.next_step


def test_windows_on_different_folders_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with another_window(tmp_path / "a"), window_lock(tmp_path / "b"):
        pass


def test_a_killed_window_frees_its_folder(tmp_path: Path) -> None:
    with another_window(tmp_path) as process:
        process.kill()
        process.wait()
        with window_lock(tmp_path):
            pass


def test_a_closed_window_frees_its_folder_even_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), window_lock(tmp_path):
        raise ZeroDivisionError
    with window_lock(tmp_path):
        pass


def test_a_folder_that_cannot_be_locked_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "window.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be locked"), window_lock(tmp_path):
        pass


def test_the_installer_looks_for_the_same_mutex() -> None:
    script = Path(__file__).resolve().parents[2] / "installer.iss"
    named = re.search(r"^AppMutex=(\S+)", script.read_text(encoding="utf-8"), re.MULTILINE)
    assert named is not None
    assert named[1] == MUTEX_NAME

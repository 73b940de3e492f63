"""The program's own log."""

import logging
from pathlib import Path

from wardoffice.system.log_file import FILE_NAME, log_file

_log = logging.getLogger("wardoffice.tests")


def test_an_error_is_kept_with_where_it_arose_but_without_what_it_quotes(tmp_path: Path) -> None:
    """P9: a resident's words never reach the log."""
    with log_file(tmp_path):
        try:
            int("my neighbor Latoya wrote this")
        except ValueError:
            _log.exception("A job failed")
        _log.info("not worth keeping")
    kept = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "A job failed" in kept
    assert "ValueError" in kept
    assert "test_log_file.py" in kept
    assert "Latoya" not in kept
    assert "not worth keeping" not in kept


def test_without_a_mistake_there_is_no_log(tmp_path: Path) -> None:
    with log_file(tmp_path):
        pass
    assert not (tmp_path / FILE_NAME).exists()


def test_what_another_program_put_away_is_not_written_on(tmp_path: Path) -> None:
    """Window and sync share the log; whichever finds it full renames it."""
    with log_file(tmp_path):
        _log.error("before")
        older = (tmp_path / FILE_NAME).rename(tmp_path / f"{FILE_NAME}.1")
        _log.error("after")
    assert "after" in (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "after" not in older.read_text(encoding="utf-8")

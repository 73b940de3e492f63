"""Migrates in children that kill themselves: ``-m tests.store.killed_migration URL [SCRIPTS]``.

Each line on stdin is the number of a statement (from 1) after which the next child dies as by kill -9; each
line on stdout says "killed", or how many statements a child ran that was left to live. The children are
forks of a program that has migrated once and so loaded everything: each would take a second to do so.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, event

from wardoffice.store import migrate, revisions
from wardoffice.store.engine import sqlite_url


class Countdown:
    """Counts statements and commits, and kills this process after one of them."""

    def __init__(self, last: int) -> None:
        self.run = 0
        self._last = last
        event.listen(Engine, "after_cursor_execute", self.step)
        # Heard just before the commit itself: the last moment at which all work can still be lost.
        event.listen(Engine, "commit", self.step)

    def step(self, *_: object) -> None:
        """Count one, and die if it was the last."""
        self.run += 1
        if self.run == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def report_on_children(work: Callable[..., object]) -> None:
    """Fork a child for each line of stdin, words to do ``work`` with and a number, and say what became of it.

    The child dies after so many statements and commits; after 0 it is left to live.
    """
    for line in sys.stdin:
        *words, last = line.split()
        sys.stdout.flush()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _do(work, words, int(last), writing)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading) as said:
            answer = said.read()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{'killed' if killed else answer or 'failed'}\n")
        sys.stdout.flush()


def _do(work: Callable[..., object], words: list[str], last: int, answer: int) -> None:
    try:
        countdown = Countdown(last)
        work(*words)
        os.write(answer, str(countdown.run).encode())
    except Exception:  # noqa: BLE001 - a child has nobody to raise to
        traceback.print_exc()
    finally:
        os._exit(0)


def use_scripts(folder: str) -> None:
    """Take the revisions from another folder, as a later version of the program would."""
    revisions.FOLDER = Path(folder)


def main(url: str, scripts: str = "") -> None:
    """Migrate as often as stdin says."""
    if scripts:
        use_scripts(scripts)
    with TemporaryDirectory() as folder:
        migrate.migrate(sqlite_url(Path(folder) / "loaded.sqlite"))
    report_on_children(lambda: migrate.migrate(url))


if __name__ == "__main__":
    main(*sys.argv[1:])

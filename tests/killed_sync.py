"""Syncs an office and kills itself with SIGKILL at an exact point; run as a program by ``test_kill``.

Reads one JSON job from its arguments. Before and after every commit, and around every file that is kept,
stands a point; with ``points`` null they are counted only. For each point a forked child is killed there and
another one then syncs to the end: forking spares the seconds that imports take, of ``preload`` as well.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.gathering import PROGRAM, InlinePool, never
from wardoffice.bootstrap import opening as wiring
from wardoffice.store.files import FileStore
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

HOOKED = ("keep_all", "keep_part", "keep_file", "keep_thumbnail", "_move_in")


@dataclass
class Killer:
    """Counts the points it passes and ends the process at number ``at``."""

    at: int | None = None
    passed: int = 0

    def point(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def put_hooks(killer: Killer) -> None:
    """Before and after: a commit of any session, a file kept, a file moved to its place."""
    for name in ("before_commit", "after_commit"):
        event.listen(Session, name, killer.point)
    for name in HOOKED:
        setattr(FileStore, name, _surrounded(getattr(FileStore, name), killer))


def _surrounded(work: Callable[..., Any], killer: Killer) -> Callable[..., Any]:
    def surrounded(*arguments: object) -> object:
        killer.point()
        result = work(*arguments)
        killer.point()
        return result

    return surrounded


def sync(folder: Path, user: str, host: str, password: str, now: datetime) -> dict[str, Any]:
    """One sync through the program's own wiring; its mails are read in this process, which can be killed."""
    vars(wiring)["ParsingPool"] = lambda *_: InlinePool()
    secrets = MemorySecrets({mailbox_secret(user, host): password})
    with wiring.open_office(folder, secrets=secrets, clock=lambda: now, user="Maria R.") as office:
        return office.sync.run(PROGRAM, lambda *_: None, never).as_dict()


def in_child(work: Callable[[], None]) -> int:
    """Do it in a forked child; returns what ``os.waitstatus_to_exitcode`` makes of its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(job: dict[str, Any]) -> None:
    """Write to ``out`` how each point ended, and what the sync after it said."""

    def run(folder: str, at: int | None) -> None:
        killer = Killer(at)
        put_hooks(killer)
        said = sync(
            Path(folder), job["user"], job["host"], job["password"], datetime.fromisoformat(job["now"])
        )
        first, later = Path(folder, "said.json"), Path(folder, "said-again.json")
        told = {"passed": killer.passed, "modules": sorted(sys.modules), **said}
        (later if first.exists() else first).write_text(json.dumps(told))

    for name in job["preload"]:
        with suppress(ImportError):
            import_module(name)
    ended = {}
    for folder, at in job["kills"].items():
        code = in_child(lambda folder=folder, at=at: run(folder, at))  # type: ignore[misc]
        again = in_child(lambda folder=folder: run(folder, None))  # type: ignore[misc]
        ended[folder] = {"killed": code, "again": again}
    Path(job["out"]).write_text(json.dumps(ended))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

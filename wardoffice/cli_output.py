"""What the command line prints, and how Ctrl+C reaches a job that is under way."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text


class Report(Protocol):
    """What a job gives back when it is done."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for another program."""
        ...

    def sentences(self) -> Sequence[str]:
        """The same for a person."""
        ...


def say(line: str) -> None:
    """One line of the answer, on stdout."""
    print(line)  # noqa: T201 - this is the command line's voice


def complain(line: str) -> None:
    """One line for a person, on stderr, so that what reads stdout does not meet it."""
    print(line, file=sys.stderr)  # noqa: T201 - the same


def print_report(report: Report, *, as_json: bool) -> None:
    """What a job gives account of: exactly one JSON object, or sentences for a person."""
    lines = [json.dumps(report.as_dict(), ensure_ascii=False)] if as_json else report.sentences()
    for line in lines:
        say(line)


def print_trouble(error: WardOfficeError, *, as_json: bool) -> None:
    """The sentences of an error on stderr, and for ``--json`` the one object on stdout as well."""
    complain(str(error))
    if as_json:
        words = {"happened": error.happened, "safe": error.safe, "next_step": error.next_step}
        say(json.dumps({"ok": False, "error": words}, ensure_ascii=False))


def show_progress(*, quiet: bool) -> Progress:
    """A counter on stderr, where that is a terminal and nobody asked for quiet."""
    parts = show_parts(quiet=quiet)
    return lambda done, total: parts("", done, total)


def show_parts(*, quiet: bool) -> Callable[[str, int, int | None], None]:
    """The same for a job of several parts: the part's name before its count."""
    if quiet or not sys.stderr.isatty():
        return lambda _part, _done, _total: None

    def show(part: str, done: int, total: int | None) -> None:
        end = "\n" if done == total else ""
        whole = f" / {total:,}" if total is not None else ""
        sys.stderr.write(f"\r{text(part) if part else ''} {done:,}{whole}{end}")
        sys.stderr.flush()

    return show


@contextmanager
def stoppable() -> Iterator[Cancelled]:
    """Inside the block the first Ctrl+C (or SIGTERM) asks the job to stop; the second ends it at once."""
    asked = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        if number == signal.SIGINT:
            complain(text("Stopping after this page. Ctrl+C again stops at once."))

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""What the command line prints, and how Ctrl+C reaches a job that is under way."""

import json
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text


def say(line: str) -> None:
    """One line of the answer, on stdout."""
    print(line)  # noqa: T201 - this is the command line's voice


def complain(line: str) -> None:
    """One line for a person, on stderr, so that what reads stdout does not meet it."""
    print(line, file=sys.stderr)  # noqa: T201 - the same


def print_report(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """What a job gives account of: exactly one JSON object, or lines for a person."""
    if as_json:
        say(json.dumps(facts, ensure_ascii=False))
        return
    for line in _lines(facts):
        say(line)


def print_trouble(error: WardOfficeError, *, as_json: bool) -> None:
    """The sentences of an error on stderr, and for ``--json`` the one object on stdout as well."""
    complain(str(error))
    if as_json:
        words = {"happened": error.happened, "safe": error.safe, "next_step": error.next_step}
        say(json.dumps({"ok": False, "error": words}, ensure_ascii=False))


def show_progress(*, quiet: bool) -> Progress:
    """A counter on stderr, where that is a terminal and nobody asked for quiet."""
    if quiet or not sys.stderr.isatty():
        return lambda _done, _total: None

    def show(done: int, total: int | None) -> None:
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{done:,}" + (f" / {total:,}" if total is not None else "") + end)
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


def _lines(facts: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A line for the plain values of a table, and a block for each table or list in it."""
    plain = {name: value for name, value in facts.items() if not isinstance(value, dict | list | tuple)}
    if plain:
        shown = (
            f"{text(name.replace('_', ' '))} {_shown(value)}" for name, value in plain.items() if value != ""
        )
        yield indent + " · ".join(shown)
    for name, value in facts.items():
        if name in plain or not value:
            continue
        yield f"{indent}{text(name.replace('_', ' '))}:"
        rows = [value] if isinstance(value, dict) else value
        for row in rows:
            if isinstance(row, dict):
                yield from _lines(row, indent + "  ")
            else:
                yield f"{indent}  {_shown(row)}"


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    return f"{value:,}" if isinstance(value, int) else str(value)

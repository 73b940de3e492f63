"""Starts the program: ``wardoffice``, ``python -m wardoffice``, or the frozen one.

Worker processes import this module too, so nothing but the standard library stands at its top.
"""

import faulthandler
import io
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

CRASH_FILE = "crash.log"


def main() -> int:
    """Run the command line of this process; returns the exit code."""
    multiprocessing.freeze_support()
    _open_streams()
    from wardoffice import cli

    options = cli.parse(sys.argv[1:])
    try:
        with _crash_record(_crash_folder(options.command, cli.data_folder(options))):
            code = cli.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output (head, less) left. Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return cli.PROBLEMS
    return code


def _open_streams() -> None:
    """UTF-8 whatever the terminal is set to; a windowed program has no streams, and prints to nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open until the end
            setattr(sys, name, nowhere)
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _crash_folder(command: str | None, folder: Path) -> Path | None:
    """Where a crash is written down: the practice ward and a look at the settings leave no folder behind."""
    return None if command in ("demo", "config") else folder


@contextmanager
def _crash_record(folder: Path | None) -> Iterator[None]:
    """Have a crash below Python (Qt, a codec) leave the stacks of all threads in the data folder.

    A folder that cannot be used is told of by the command itself, which needs it for more than this.
    """
    file = _opened(folder) if folder is not None else None
    faulthandler.enable(file or sys.stderr)
    try:
        yield
    finally:
        faulthandler.disable()
        if file is not None:
            file.close()


def _opened(folder: Path) -> TextIO | None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (folder / CRASH_FILE).open("a", encoding="utf-8")
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(main())

"""The program's own log: mistakes of the program, kept small in the data folder, never a resident's words.

Only warnings and errors are written, and of an error its kind and where it arose; what an exception says may
quote a mail, so its message is left out.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

FILE_NAME = "wardoffice.log"
_BYTES = 1_000_000
_KEPT = 3

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _PlacesOnly(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own rendering of the exception on the record.
        mine = copy(record)
        mine.exc_text = None
        return super().format(mine)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's name
        kind, _error, trace = ei
        places = (f"  {each.filename}:{each.lineno} in {each.name}" for each in extract_tb(trace))
        return "\n".join((kind.__name__ if kind is not None else "", *places))


class _OpenWhileWriting(RotatingFileHandler):
    """Keeps the file open for no longer than it writes.

    Window and ``wardoffice sync`` share the file: what one holds open the other cannot rename on Windows,
    and elsewhere it would go on writing into what was renamed.
    """

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # it is opened anew where there is none


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """Write the program's warnings and errors into ``folder`` during the block."""
    handler = _OpenWhileWriting(
        folder / FILE_NAME, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_PlacesOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()

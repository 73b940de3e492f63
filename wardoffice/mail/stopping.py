"""Ends what waits for a mail server when a person stops it: a stalled socket does not ask by itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wardoffice.domain.ports import Cancelled

_LOOK_SECONDS = 0.1


@contextmanager
def aborting_when(cancelled: Cancelled, abort: Callable[[], None]) -> Iterator[None]:
    """Inside the block, call ``abort`` once ``cancelled()`` turns true."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_SECONDS):
            if cancelled():
                abort()
                return

    watcher = threading.Thread(target=watch, name="mail-stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()

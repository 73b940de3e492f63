"""Within this program a waiting person's write goes before the background's."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class WriteGate:
    """One writer at a time; background writers stand back while a person waits.

    SQLite allows one writer anyway. Waiting here instead of in the database decides who is next: a sync that
    commits every 100 ms would otherwise win most races against the person at the screen.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._busy = False
        self._waiting = {True: 0, False: 0}  # how many people, and how many others

    @contextmanager
    def passing(self, *, person: bool) -> Iterator[None]:
        """Hold the gate; not reentrant."""
        with self._changed:
            self._waiting[person] += 1
            try:
                self._changed.wait_for(lambda: not self._busy and (person or not self._waiting[True]))
            finally:
                self._waiting[person] -= 1
            self._busy = True
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

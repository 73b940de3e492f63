"""Stopping a read that runs, from another thread: that one, and never a later one of the same connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any, Protocol

from sqlalchemy import Connection

_CANCEL_SECONDS = 5.0
"""For a server to take a request to stop. The read waits for it, and nobody for the read."""


class RunningReads:
    """The reads that may be interrupted, each by its owner's newest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: dict[object, _Read] = {}

    @contextmanager
    def begun(self, owner: object, connection: Connection) -> Iterator[None]:
        """While it lasts ``interrupt`` stops what this connection does; afterwards nothing can any more."""
        if owner is None:
            yield
            return
        driver = connection.connection.driver_connection
        read = _ServerRead(driver) if connection.dialect.name == "postgresql" else _FileRead(driver)
        with self._lock:
            self._of[owner] = read
        try:
            yield
        finally:
            with self._lock:
                if self._of.get(owner) is read:  # a later read of the same owner keeps its own entry
                    del self._of[owner]
            if not read.is_surely_over() and not connection.invalidated:
                connection.detach()  # closed instead of handed to the next reader

    def interrupt(self, owner: object) -> None:
        """Ask the owner's last read to stop; never waits for a database."""
        with self._lock:  # so that the read cannot end, and its connection serve another, in between
            read = self._of.get(owner)
            if read is not None:
                read.stop()


class _Read(Protocol):
    def stop(self) -> None: ...

    def is_surely_over(self) -> bool:
        """Whether no request to stop can still arrive; waits for those that are on their way."""
        ...


class _FileRead:
    """SQLite runs in this program: it is told at once, and forgets it where no statement runs."""

    def __init__(self, driver: Any) -> None:  # noqa: ANN401 - the driver's
        self._driver = driver

    def stop(self) -> None:
        self._driver.interrupt()

    def is_surely_over(self) -> bool:
        return True


class _ServerRead:
    """PostgreSQL is told by a connection of its own, which a thread of its own waits for.

    The server names only the connection that is to be stopped, not the statement: whatever runs there when
    the request arrives is stopped. Once the server has taken it, it is past.
    """

    def __init__(self, driver: Any) -> None:  # noqa: ANN401 - the driver's
        self._driver = driver
        self._requests: list[Thread] = []
        self._is_unsure = False

    def stop(self) -> None:
        # A daemon, like the lanes: a server that hangs must not keep the program from ending.
        request = Thread(target=self._request, name="cancel-read", daemon=True)
        self._requests.append(request)
        request.start()

    def is_surely_over(self) -> bool:
        for request in self._requests:
            request.join()
        return not self._is_unsure

    def _request(self) -> None:
        from psycopg import Error

        try:
            self._driver.cancel_safe(timeout=_CANCEL_SECONDS)
        except Error:  # gone, or too slow: it may have left, and arrive later
            self._is_unsure = True

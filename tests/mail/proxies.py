"""Loopback proxies: one lets some bytes through and then misbehaves, one is far away, one loses its lines."""

import contextlib
import queue
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self


class BadProxy:
    """Passes ``bytes_through`` of the server's bytes on, then stalls; or ``cut``s or ``reset``s the line."""

    def __init__(
        self, host: str, port: int, bytes_through: int, *, cut: bool = False, reset: bool = False
    ) -> None:
        self._target = (host, port)
        self._left = bytes_through
        self._cut = cut
        self._reset = reset
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.misbehaved = threading.Event()
        self._closing = threading.Event()
        self.port = int(self._server.getsockname()[1])

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        for each in (self._server, *self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, work: object, *arguments: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._sockets += [client, server]
            self._spawn(self._ask, client, server)
            self._spawn(self._answer, server, client)

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := client.recv(65536):
                server.sendall(chunk)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := server.recv(4096):
                client.sendall(chunk[: self._left])
                self._left -= len(chunk)
                if self._left <= 0:
                    self.misbehaved.set()
                    if self._reset:
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        client.shutdown(socket.SHUT_RD)  # else the thread that asks holds it open
                        client.close()
                    elif self._cut:
                        client.shutdown(socket.SHUT_RDWR)
                    else:
                        self._closing.wait()
                    return


class SleepyProxy:
    """Passes everything on until told to ``cut`` all lines that are open, or to let them die in a ``sleep``.

    A line that died in a sleep carries nothing more, and neither end is told. New lines always work.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._lines: list[tuple[socket.socket, socket.socket]] = []
        self._dead: list[tuple[socket.socket, socket.socket]] = []
        self._wake, self._woken = socket.socketpair()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self.port = int(self._server.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wake.close()
        self._thread.join(5)
        with self._lock:
            for line in (*self._lines, *self._dead):
                _close(*line)
        _close(self._server, self._woken)

    def cut(self) -> None:
        """Close every line that is open."""
        with self._lock:
            for line in self._lines:
                for end in line:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def sleep(self) -> None:
        """The machine slept: lines that were open are dead, and those of the sleep before forgotten."""
        with self._lock:
            for line in self._dead:
                _close(*line)
            self._dead, self._lines = self._lines, []
        self._wake.send(b".")

    def _carry(self) -> None:
        while True:
            with self._lock:
                to = {end: other for line in self._lines for end, other in (line, line[::-1])}
            ready, _, _ = select.select([self._server, self._woken, *to], [], [])
            if self._woken in ready and not self._woken.recv(64):
                return
            if self._server in ready:
                client, _ = self._server.accept()
                with self._lock:
                    self._lines.append((client, socket.create_connection(self._target)))
            for end in ready:
                if end in to:
                    self._pass_on(end, to[end])

    def _pass_on(self, end: socket.socket, other: socket.socket) -> None:
        with self._lock:
            line = next((each for each in self._lines if end in each), None)
            if line is None:
                return
            with contextlib.suppress(OSError):
                if chunk := end.recv(65536):
                    other.sendall(chunk)
                    return
            self._lines.remove(line)
            _close(*line)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        end.close()


class FarProxy(BadProxy):
    """Every byte takes ``seconds`` to come through, either way; nothing else happens to it.

    ``questions`` counts how often the client spoke after the server had: what each distance is paid for.
    """

    def __init__(self, host: str, port: int, seconds: float) -> None:
        super().__init__(host, port, 0)
        self._seconds = seconds
        self._was_answered = True
        self.questions = 0

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        self._carry(client, server, self._count_a_question)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        self._carry(server, client, self._count_an_answer)

    def _count_a_question(self) -> None:
        self.questions += self._was_answered
        self._was_answered = False

    def _count_an_answer(self) -> None:
        self._was_answered = True

    def _carry(self, source: socket.socket, target: socket.socket, count: Callable[[], None]) -> None:
        under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._spawn(self._land, under_way, target)
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                count()
                under_way.put((time.monotonic() + self._seconds, chunk))
        under_way.put((0, b""))

    def _land(self, under_way: "queue.SimpleQueue[tuple[float, bytes]]", target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for at, chunk in _until_the_end(under_way):
                self._closing.wait(max(0.0, at - time.monotonic()))
                target.sendall(chunk)


def _until_the_end(under_way: "queue.SimpleQueue[tuple[float, bytes]]") -> Iterator[tuple[float, bytes]]:
    while (each := under_way.get())[1]:
        yield each

"""A loopback proxy that lets some of the server's bytes through and then misbehaves."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class BadProxy:
    """Passes ``bytes_through`` of the server's bytes on, then stalls or, with ``cut``, hangs up."""

    def __init__(self, host: str, port: int, bytes_through: int, *, cut: bool = False) -> None:
        self._target = (host, port)
        self._left = bytes_through
        self._cut = cut
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
                    if self._cut:
                        client.shutdown(socket.SHUT_RDWR)
                    else:
                        self._closing.wait()
                    return

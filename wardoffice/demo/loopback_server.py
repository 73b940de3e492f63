"""An HTTP server on 127.0.0.1 that can end the connections its clients keep open."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

HOST = "127.0.0.1"


class LoopbackHandler(BaseHTTPRequestHandler):
    """Answers one connection after another without a word on the terminal, which is the program's."""

    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float] = 30.0
    disable_nagle_algorithm: ClassVar[bool] = True

    def write(self, status: int, media_type: str, body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep the terminal for the program."""


class LoopbackServer(ThreadingHTTPServer):
    """Listens on a free port from construction on, and answers between ``serve`` and ``stop``."""

    daemon_threads = False

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((HOST, 0), handler)
        self._thread: threading.Thread | None = None

    def serve(self, name: str) -> None:
        """Answer from now on, in a thread of this name."""
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close what is open, and wait for every thread; nobody is answered from here on."""
        self.shutdown()
        self._hang_up()
        self.server_close()
        if self._thread is not None:
            self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's types
        """Remember the connection."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - socketserver's types
        """Forget it."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def _hang_up(self) -> None:
        """End connections that clients keep open between their calls."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client was faster
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's types
        """Say nothing of clients that hang up in the middle."""

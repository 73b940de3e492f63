"""Waits on loopback for what a sign-in page in the browser sends back (RFC 8252, section 7.3)."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from wardoffice.domain.errors import CancelledError, CannotDoError
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text

OpenPage = Callable[[str], bool]
"""Shows a page to the person; False where that cannot be done here."""

LONGEST_SECONDS = 600.0
_LOOK_SECONDS = 0.1
_REQUEST_SECONDS = 5.0
_MOST_BYTES = 64 * 1024


class LoopbackPage:
    """A page of this program on a free port of this machine, to which the provider sends the browser back.

    ``address`` is what the provider is told: Microsoft takes any port of ``http://localhost``.
    """

    def __init__(self, server: "_Server") -> None:
        self._server = server
        self.address = f"http://localhost:{server.server_port}"

    def wait(self, state: str, cancelled: Cancelled, seconds: float = LONGEST_SECONDS) -> dict[str, str]:
        """What came back with this ``state``: a code, or the provider's error.

        Anything else that calls at the port is turned away and does not end the waiting. Raises
        CancelledError, or CannotDoError when nobody signs in within so many seconds.
        """
        end = time.monotonic() + seconds
        self._server.state = state
        while self._server.answer is None:
            if cancelled():
                raise CancelledError
            if time.monotonic() > end:
                raise CannotDoError(
                    text("Nobody signed in on the page in the browser."),
                    text("Nothing was changed."),
                    text("Sign in again when you are ready."),
                )
            self._server.handle_request()
        return dict(self._server.answer)


@contextmanager
def loopback_page() -> Iterator[LoopbackPage]:
    """Listen on a free port of this machine for as long as the block lasts."""
    with _Server() as server:
        yield LoopbackPage(server)


def show_page(open_page: OpenPage, address: str) -> None:
    """Open the sign-in page; raises CannotDoError, naming it, where no browser comes up."""
    if not open_page(address):
        raise CannotDoError(
            text("No browser could be opened for the sign-in page."),
            text("Nothing was changed."),
            text("Sign in on a computer with a browser: {address}", address=address),
        )


class _Server(HTTPServer):
    timeout = _LOOK_SECONDS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = ""
        self.answer: Mapping[str, str] | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no trouble, and nothing of what it sent belongs into a log."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _REQUEST_SECONDS

    def do_GET(self) -> None:
        """Take what the provider sends in the address."""
        self._take(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Take what the provider lets the browser post (OAuth 2.0 Form Post Response Mode)."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MOST_BYTES:
            self.send_error(413)
            return
        self._take(self.rfile.read(int(length)).decode("ascii", "replace"))

    def _take(self, sent: str) -> None:
        """It is for this sign-in where its state is ours; anything else is turned away."""
        parts = urlsplit(self.path)
        answer = dict(parse_qsl(sent))
        ours = secrets.compare_digest(answer.get("state", "").encode(), self.server.state.encode())
        if parts.path != "/" or not ours or not self.server.state or not {"code", "error"} & answer.keys():
            self.send_error(404)
            return
        self.server.answer = answer
        good = "code" in answer
        self._say(
            text("You are signed in.") if good else text("You are not signed in."),
            text("You can close this page and go back to Ward Office."),
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Say nothing: the address holds the code."""

    def _say(self, head: str, rest: str) -> None:
        said = f"<h1>{escape(head)}</h1><p>{escape(rest)}"
        body = f"<!doctype html><meta charset=utf-8><title>Ward Office</title>{said}".encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

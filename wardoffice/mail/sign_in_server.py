"""The page on loopback to which a sign-in page sends the browser back."""

import secrets
from collections.abc import Mapping
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from wardoffice.language import text

_LOOK_SECONDS = 0.1
_REQUEST_SECONDS = 5.0
_MOST_BYTES = 64 * 1024


class SignInServer(ThreadingHTTPServer):
    """Listens on a free port of this machine. ``answer`` is what came with ``state``, once it came.

    A thread a connection: browsers open some in advance and say nothing on them.
    """

    timeout = _LOOK_SECONDS
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = ""
        self.answer: Mapping[str, str] | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no trouble, and nothing of what it sent belongs into a log."""


class _Handler(BaseHTTPRequestHandler):
    server: SignInServer
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
        good = "code" in answer
        try:
            self._say(
                text("You are signed in.") if good else text("You are not signed in."),
                text("You can close this page and go back to Ward Office."),
            )
        finally:
            self.server.answer = answer  # only now: the program may end as soon as it is there

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

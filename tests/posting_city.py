"""A city's endpoint on loopback that takes POSTs: it answers, gives tokens, loses answers, or never reads."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import BASE, PATIENCE, LoopbackEndpoint, QuietHandler


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a POST; ``status`` 0 hangs up without one. ``kept`` says whether the request is made."""

    status: int = 200
    body: bytes = b""
    kept: bool = True
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class PostingCity(LoopbackEndpoint):
    """One type, ``PHF``. ``say`` decides how each POST is answered, by its form; None answers with a number.

    ``posts`` are the forms that were read to their end. ``gate``, where set, is waited for before an answer.
    """

    now: datetime
    say: Callable[[dict[str, str]], Said | None] = lambda _form: None
    gate: threading.Event | None = None
    posts: list[dict[str, str]] = field(default_factory=list)
    made: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        super().__init__(self._handler())

    def let_go(self) -> None:
        """Open the gate, where there is one."""
        if self.gate is not None:
            self.gate.set()

    def _taken(self, form: dict[str, str]) -> Said:
        with self._lock:
            self.posts.append(form)
            number = f"SR26-{len(self.posts):08d}"
            said = self.say(form) or Said(body=json.dumps([{"service_request_id": number}]).encode())
            if said.kept:
                self.made.append(
                    {
                        "service_request_id": number,
                        "status": "open",
                        "service_code": form.get("service_code", ""),
                        "service_name": "Pothole in Street",
                        "description": form.get("description", ""),
                        "requested_datetime": self.now.isoformat(),
                        "updated_datetime": self.now.isoformat(),
                        "address": form.get("address_string", ""),
                        "lat": form.get("lat"),
                        "long": form.get("long"),
                    }
                )
        return said

    def _look_up(self, path: str, arguments: dict[str, str]) -> object:
        self.asked.append(path)
        if path == "/services.json":
            return [{"service_code": "PHF", "service_name": "Pothole in Street", "metadata": False}]
        if path == "/requests.json":
            with self._lock:
                return list(self.made) if arguments.get("page", "1") == "1" else []
        if path.startswith("/requests/"):
            number = path.removeprefix("/requests/").removesuffix(".json")
            return [each for each in self.made if each["service_request_id"] == number]
        if path.startswith("/tokens/"):
            token = path.removeprefix("/tokens/").removesuffix(".json")
            return [{"token": token, "service_request_id": self.tokens.get(token)}]
        return None

    def _handler(self) -> type[QuietHandler]:
        city = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path = parts.path.removeprefix(BASE)
                found = city._look_up(path, dict(parse_qsl(parts.query)))
                body = json.dumps(found).encode() if found is not None else b'[{"code":404}]'
                self.answer(Said(200 if found is not None else 404, body))

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                form = dict(parse_qsl(self.rfile.read(size).decode()))
                said = city._taken(form)
                if city.gate is not None:
                    city.gate.wait(PATIENCE)
                with suppress(OSError):  # the client may be gone, which many a test wants
                    self.answer(said)

            def answer(self, said: Said) -> None:
                self.close_connection = True
                if not said.status:
                    return
                self.send_response(said.status)
                for name, value in said.headers:
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)

        return Handler

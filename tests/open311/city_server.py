"""A city's endpoint on loopback that answers as told, and misbehaves when told to.

with CityServer() as city:
    city.pages("/requests.json", [page_one, page_two])
    city.on("/services.json", stall())
    client = Open311Client(profile_for(city))
    ...
    assert city.questions[0].arguments["page"] == "1"
"""

import gzip
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import BASE, PATIENCE, LoopbackEndpoint, QuietHandler
from wardoffice.open311.cities import CityProfile


@dataclass(frozen=True, slots=True)
class Question:
    """One request the server was asked: path below the base, arguments and headers (lower-case names)."""

    path: str
    arguments: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a behaviour has at hand: the open connection and an event that is set when the server closes."""

    handler: BaseHTTPRequestHandler
    closing: threading.Event

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def send(self, body: bytes) -> None:
        self.handler.wfile.write(body)
        self.handler.wfile.flush()


Behaviour = Callable[[Exchange], None]


def reply(
    body: bytes, status: int = 200, content_type: str = "application/json", **headers: str
) -> Behaviour:
    """A whole answer; further headers with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def behave(exchange: Exchange) -> None:
        length = str(len(body))
        exchange.head(status, {"Content-Type": content_type, "Content-Length": length, **named})
        exchange.send(body)

    return behave


def redirect(address: str, status: int = 302) -> Behaviour:
    return reply(b"", status, Location=address)


def packed(body: bytes) -> Behaviour:
    return reply(gzip.compress(body), Content_Encoding="gzip")


def cut(body: bytes, keep: int) -> Behaviour:
    """Promises the whole body, sends ``keep`` bytes and hangs up."""

    def behave(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
        exchange.send(body[:keep])
        exchange.handler.close_connection = True

    return behave


def stall(after: bytes | None = None) -> Behaviour:
    """Says nothing until the server closes, or nothing more ``after`` the first bytes of a body."""

    def behave(exchange: Exchange) -> None:
        if after is not None:
            exchange.head(200, {"Content-Type": "application/json", "Content-Length": "1000000"})
            exchange.send(after)
        exchange.closing.wait()
        exchange.handler.close_connection = True

    return behave


def drip(body: bytes, pause: float = 0.05) -> Behaviour:
    """One byte at a time, so that no single read ever waits for long."""

    def behave(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
        for position in range(len(body)):
            if exchange.closing.wait(pause):
                break
            exchange.send(body[position : position + 1])
        exchange.handler.close_connection = True

    return behave


def endless(chunk: bytes, content_type: str = "application/json", encoding: str = "identity") -> Behaviour:
    """The same chunk again and again, until the other side hangs up."""

    def behave(exchange: Exchange) -> None:
        exchange.head(
            200, {"Content-Type": content_type, "Content-Encoding": encoding, "Connection": "close"}
        )
        exchange.handler.close_connection = True
        while not exchange.closing.is_set():
            exchange.send(chunk)

    return behave


class CityServer(LoopbackEndpoint):
    """Answers by path below ``url``; a list of behaviours is used up one by one, the last one stays."""

    def __init__(self) -> None:
        self._behaviours: dict[str, Iterator[Behaviour]] = {}
        self._last: dict[str, Behaviour] = {}
        self._pages: dict[str, tuple[Sequence[bytes], bytes, str]] = {}
        self._closing = threading.Event()
        self._asked = threading.Condition()
        self.questions: list[Question] = []
        super().__init__(self._handler())

    def on(self, path: str, *behaviours: Behaviour) -> None:
        """Behave so when ``path`` (below the base, with its ending) is asked for."""
        self._behaviours[path] = iter(behaviours)
        self._last[path] = behaviours[-1]

    def pages(self, path: str, bodies: Sequence[bytes], empty: bytes = b"[]", content_type: str = "") -> None:
        """Answer with the body of the ``page`` asked for, and with ``empty`` beyond the last."""
        kind = content_type or ("text/xml" if path.endswith("xml") else "application/json")
        self._pages[path] = (bodies, empty, kind)

    def wait_for_questions(self, count: int) -> bool:
        """Whether ``count`` questions have come in, before patience ends."""
        with self._asked:
            return self._asked.wait_for(lambda: len(self.questions) >= count, PATIENCE)

    def let_go(self) -> None:
        """End what drips, stalls or never ends."""
        self._closing.set()

    def _behaviour_for(self, question: Question) -> Behaviour:
        path = question.path
        if path in self._behaviours:
            return next(self._behaviours[path], self._last[path])
        if path in self._pages:
            bodies, empty, kind = self._pages[path]
            page = int(question.arguments.get("page", "1"))
            return reply(bodies[page - 1] if page <= len(bodies) else empty, 200, kind)
        return reply(b'[{"code":404,"description":"Nothing here"}]', 404)

    def _handler(self) -> type[QuietHandler]:
        city = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                path = parts.path.removeprefix(BASE)
                question = Question(path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers)
                with city._asked:
                    city.questions.append(question)
                    city._asked.notify_all()
                with suppress(OSError):  # the client hung up, which many a test wants
                    city._behaviour_for(question)(Exchange(self, city._closing))

        return Handler


def profile_for(city: CityServer, **fields: object) -> CityProfile:
    """A profile of the loopback city; ``fields`` override."""
    plain: dict[str, object] = {
        "key": "loopback",
        "name": "Loopback",
        "base_url": city.url,
        "timezone": "America/Chicago",
        "max_page_size": 500,
    }
    return CityProfile(**{**plain, **fields})  # type: ignore[arg-type]

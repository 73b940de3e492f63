"""The made-up city's GeoReport v2 endpoint over HTTP, on 127.0.0.1 only."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from wardoffice.demo.city import MadeUpCity
from wardoffice.demo.georeport import MEDIA_TYPES, encode
from wardoffice.demo.loopback_server import HOST, LoopbackHandler, LoopbackServer
from wardoffice.demo.open311_desk import Answer, Arguments, Desk, HungUpError, RefusedError

_BASE = "/open311/v2"
_LARGEST_POST = 1_000_000
_DISCOVERY = ("/open311/discovery", f"{_BASE}/discovery")
"""The spec leaves open where it lies; some clients look inside the endpoint only."""
JURISDICTION = "ward51.example"

DrawPicture = Callable[[str], bytes | None]
"""Gives the JPEG of a service request's number, or None."""


class Open311Server:
    """Serves one city; ``url`` is its endpoint, ``discovery_url`` its discovery without the format.

    It listens from construction on; ``stop`` closes what is open and waits for its threads.
    """

    def __init__(self, city: MadeUpCity, draw_picture: DrawPicture | None = None) -> None:
        self._server = _Server(_Handler)
        root = f"http://{HOST}:{self._server.server_port}"
        self.url = f"{root}{_BASE}"
        self.discovery_url = f"{root}/open311/discovery"
        self._server.desk = Desk(city, self.url)
        self._server.draw_picture = draw_picture
        self._server.endpoint = self.url
        self._server.serve("practice Open311")

    def stop(self) -> None:
        """Stop serving; nobody is answered from here on."""
        self._server.stop()


class _Server(LoopbackServer):
    desk: Desk
    draw_picture: DrawPicture | None
    endpoint: str


class _Handler(LoopbackHandler):
    server: _Server

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        arguments = parse_qs(url.query, keep_blank_values=True)
        path = unquote(url.path)
        if path.startswith(f"{_BASE}/media/"):
            self._send_picture(path)
            return
        self._answer(path, arguments, posted=False)

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > _LARGEST_POST:
            self.close_connection = True
            self._send(RefusedError(413, "The request is too large.").answer, "json")
            return
        if self.headers.get_content_type() == "multipart/form-data":
            self.rfile.read(size)
            sentence = "Send application/x-www-form-urlencoded; a picture goes by its address, in media_url."
            self._send(RefusedError(400, sentence).answer, "json")
            return
        body = self.rfile.read(size).decode("utf-8", "replace")
        url = urlsplit(self.path)
        arguments = parse_qs(url.query, keep_blank_values=True) | parse_qs(body, keep_blank_values=True)
        self._answer(unquote(url.path), arguments, posted=True)

    def _answer(self, path: str, arguments: Arguments, *, posted: bool) -> None:
        resource, _, form = path.rpartition(".")
        if form not in MEDIA_TYPES:
            self._send(RefusedError(400, "The formats are json and xml.").answer, "json")
            return
        try:
            answer = self._look_up(resource, arguments, posted=posted)
        except RefusedError as refusal:
            answer = refusal.answer
        except HungUpError:
            self.close_connection = True
            return
        self._send(answer, form)

    def _look_up(self, resource: str, arguments: Arguments, *, posted: bool) -> Answer:
        jurisdiction = arguments.get("jurisdiction_id", [""])[0]
        if jurisdiction not in {"", JURISDICTION}:
            raise RefusedError(404, f"jurisdiction_id {jurisdiction} was not found.")
        desk = self.server.desk
        kind, _, key = resource.removeprefix(f"{_BASE}/").partition("/")
        ways: dict[tuple[str, bool, bool], Callable[[], Answer]] = {
            ("services", False, False): desk.service_list,
            ("services", True, False): lambda: desk.service_definition(key),
            ("requests", False, False): lambda: desk.requests(arguments),
            ("requests", True, False): lambda: desk.request(key, arguments),
            ("requests", False, True): lambda: desk.submit(arguments),
            ("tokens", True, False): lambda: desk.token(key),
            ("servicerequestupdates", False, False): lambda: desk.updates(arguments),
        }
        if resource in _DISCOVERY and not posted:
            return Answer(200, "discovery", _discovery(self.server.endpoint))
        way = ways.get((kind, bool(key), posted)) if resource.startswith(f"{_BASE}/") else None
        if way is None:
            raise RefusedError(404, f"There is nothing at {resource}.")
        return way()

    def _send_picture(self, path: str) -> None:
        number = path.rpartition("/")[2].removesuffix(".jpg")
        draw = self.server.draw_picture
        picture = draw(number) if draw else None
        if picture is None:
            self._send(RefusedError(404, f"There is no picture of {number}.").answer, "json")
        else:
            self.write(200, "image/jpeg", picture)

    def _send(self, answer: Answer, form: str) -> None:
        self.write(answer.status, MEDIA_TYPES[form], encode(answer.root, answer.content, form))


def _discovery(endpoint: str) -> dict[str, Any]:
    return {
        "changeset": "2026-01-02T09:00:00-06:00",
        "contact": "The practice ward is made up; nobody answers.",
        "key_service": "The api_key is practice-key.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": endpoint,
                "changeset": "2026-01-02T09:00:00-06:00",
                "type": "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }

"""The made-up city's open-data portal: as much of Socrata's SODA API as a reader of one data set uses.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/queries/). On 127.0.0.1 only.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from wardoffice.demo.city import MadeUpCity
from wardoffice.demo.loopback_server import HOST, LoopbackHandler, LoopbackServer
from wardoffice.demo.portal_rows import LAG, Row, other_rows, row_of
from wardoffice.demo.streets import wards_geojson
from wardoffice.demo.ward_offices import ward_offices

APP_TOKEN = "practice-portal-token"  # noqa: S105 - it opens nothing but the practice ward
DATASET = "v6vf-nfxy"
WARD_MAP, WARD_OFFICES = "wrds-2023", "wrds-offi"
_WARD_FILES: dict[str, Callable[[], object]] = {
    f"/resource/{WARD_MAP}.geojson": wards_geojson,
    f"/resource/{WARD_OFFICES}.json": ward_offices,
}
_MOST_ROWS = 50_000
_USUAL_ROWS = 1_000
_BETWEEN = re.compile(r"(created_date|last_modified_date) between '([^']*)' and '([^']*)'")
_BEHIND = re.compile(
    r"\((created_date|last_modified_date) > '([^']*)' or \(\1 = '\2' and sr_number > '([^']*)'\)\)"
)
_WARD = re.compile(r"ward = '(\d+)'")
_CODES = re.compile(r"sr_short_code (not )?in \(([^)]*)\)")
_COUNT = "sr_short_code, count(sr_number) as requests"


class PortalServer:
    """Serves one city; ``url`` is the portal's address. It listens from construction on, until ``stop``."""

    def __init__(self, city: MadeUpCity) -> None:
        self._server = _Server(_Handler)
        self.url = f"http://{HOST}:{self._server.server_port}"
        self._server.dataset = _Dataset(city)
        self._server.serve("practice portal")

    def stop(self) -> None:
        """Stop serving; nobody is answered from here on."""
        self._server.stop()


class _Dataset:
    """The rows, as they are published when they are asked for."""

    def __init__(self, city: MadeUpCity) -> None:
        self._city = city
        self._lock = threading.Lock()
        self._others: list[Row] = []
        self._rows: list[Row] = []
        self._published_at: datetime | None = None

    def rows(self) -> list[Row]:
        with self._lock:
            published = self._city.now - LAG
            if self._published_at != published:
                self._others = self._others or other_rows(self._city.seed, self._city.began_at)
                known = (*self._city.requests(), *self._city.elders())
                others_wait = frozenset(each.parent_number for each in known if each.parent_number)
                told = (row_of(self._city.seed, each, published, others_wait) for each in known)
                self._rows = [*self._others, *(row for row in told if row is not None)]
                self._published_at = published
            return self._rows


class _Server(LoopbackServer):
    dataset: _Dataset


class _Handler(LoopbackHandler):
    server: _Server

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if self.headers.get("X-App-Token", APP_TOKEN) != APP_TOKEN:
            self._refuse(403, "permission_denied", "Invalid app_token specified")
        elif url.path in _WARD_FILES:
            self._send(200, _WARD_FILES[url.path]())
        elif url.path != f"/resource/{DATASET}.json":
            self._refuse(404, "dataset.missing", f"Not found: {url.path}")
        else:
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            try:
                self._send(200, _answer(self.server.dataset.rows(), asked))
            except ValueError as trouble:
                self._refuse(400, "query.soql.not-understood", f"Could not understand: {trouble}")

    def _refuse(self, status: int, code: str, message: str) -> None:
        self._send(status, {"code": code, "error": True, "message": message})

    def _send(self, status: int, answer: object) -> None:
        self.write(status, "application/json;charset=utf-8", json.dumps(answer).encode())


def _answer(rows: list[Row], asked: dict[str, str]) -> list[Row]:
    fits = _condition(asked.get("$where", ""))
    found = [row for row in rows if fits(row)]
    if "$group" in asked or "$select" in asked:
        if asked.get("$select") != _COUNT or asked.get("$group") != "sr_short_code":
            raise ValueError(asked.get("$select"))
        counts = Counter(row["sr_short_code"] for row in found)
        return [{"sr_short_code": code, "requests": str(count)} for code, count in sorted(counts.items())]
    order = [name.strip() for name in asked.get("$order", "sr_number").split(",")]
    found.sort(key=lambda row: [row.get(name, "") for name in order])
    offset, limit = int(asked.get("$offset", "0")), int(asked.get("$limit", str(_USUAL_ROWS)))
    return found[offset : offset + min(limit, _MOST_ROWS)]


def _condition(where: str) -> Callable[[Row], bool]:
    """The rows a ``$where`` asks for; ValueError for any but those our reader writes."""
    span, ward, codes = _BETWEEN.search(where), _WARD.search(where), _CODES.search(where)
    behind = _BEHIND.search(where)
    known = [match for match in (span, ward, codes, behind) if match is not None]
    rest = where
    for match in known:
        rest = rest.replace(match.group(), "")
    if re.sub(r"sr_short_code is null|\b(and|or)\b|[()\s]", "", rest):
        raise ValueError(where)
    listed = set(re.findall(r"'([^']*)'", codes.group(2))) if codes else set()

    def fits(row: Row) -> bool:
        # Times of one zone in one form compare as they read.
        if span and not span[2] <= row[span[1]].removesuffix(".000") <= span[3]:
            return False
        if ward and row.get("ward") != ward[1]:
            return False
        if behind and (row[behind[1]], row["sr_number"]) <= (behind[2], behind[3]):
            return False
        return codes is None or (row["sr_short_code"] in listed) is (codes[1] is None)

    return fits

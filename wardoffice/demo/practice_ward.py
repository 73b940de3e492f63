"""The practice ward: the made-up city, its 311 system, its data portal, the mailbox and an SMTP sink."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from wardoffice.demo.city import MadeUpCity, make_city
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.mailbox import PracticeMailbox
from wardoffice.demo.mails import build_mails
from wardoffice.demo.open311_server import Open311Server
from wardoffice.demo.pictures import city_picture
from wardoffice.demo.portal import APP_TOKEN, PortalServer
from wardoffice.demo.sent import build_sent
from wardoffice.demo.smtp_sink import SmtpSink
from wardoffice.demo.streets import PRACTICE_WARD, WEST_NEIGHBOUR, addresses, wards_geojson
from wardoffice.demo.ward_offices import ward_offices
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Clock
from wardoffice.domain.wards import WardOffice

_Server = TypeVar("_Server")


@dataclass(frozen=True, slots=True)
class MailAccount:
    """How to reach the practice mailbox, without TLS: it is on loopback."""

    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class MailExit:
    """Where the practice office sends its mail, without TLS and sign-in."""

    host: str
    port: int


class PracticeWard:
    """Starts everything on entry and stops it on exit; nothing listens beyond 127.0.0.1.

    ``seed`` and the moment ``clock`` tells at the start decide everything there is.
    """

    ward = PRACTICE_WARD
    portal_token = APP_TOKEN

    def __init__(self, seed: int, clock: Clock) -> None:
        self._clock = clock
        self.city: MadeUpCity = make_city(seed, clock())
        self._open311: Open311Server | None = None
        self._portal: PortalServer | None = None
        self._mailbox: PracticeMailbox | None = None
        self._sink: SmtpSink | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Build the inbox (a few seconds of drawing) and open the servers."""
        try:
            arrived = [(mail.raw, mail.received_at) for mail in build_mails(self.city.mails)]
            sent = [(mail.raw, mail.at) for mail in build_sent(self.city.mails, self._clock())]
            self._mailbox = PracticeMailbox(arrived, sent)
            self._sink = SmtpSink()
            self._open311 = Open311Server(self.city, self._draw)
            self._portal = PortalServer(self.city)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close every server and its connections; a second call does nothing."""
        for server in (self._open311, self._portal, self._mailbox, self._sink):
            if server is not None:
                server.stop()
        self._open311 = self._portal = None
        self._mailbox = None

    @property
    def open311_url(self) -> str:
        """The GeoReport v2 endpoint, without a slash at its end."""
        return _running(self._open311).url

    @property
    def portal_url(self) -> str:
        """The open-data portal, without a slash at its end."""
        return _running(self._portal).url

    @property
    def imap(self) -> MailAccount:
        """The office's mailbox."""
        box = _running(self._mailbox)
        return MailAccount(box.host, box.port, box.user, box.password)

    @property
    def smtp(self) -> MailExit:
        """The way out for the office's mail."""
        sink = self.sink
        return MailExit(sink.host, sink.port)

    @property
    def sink(self) -> SmtpSink:
        """What the office sent so far, also after the end."""
        return _running(self._sink)

    def wards_geojson(self, folder: Path) -> Path:
        """Write the map of the practice ward and its neighbours into a folder and give the file's path."""
        path = folder / "practice_wards.geojson"
        path.write_text(json.dumps(wards_geojson(), indent=1), encoding="utf-8")
        return path

    def ward_offices(self) -> tuple[WardOffice, ...]:
        """How to reach the office of each ward."""
        return tuple(
            WardOffice(
                int(str(row["ward"])),
                str(row["alderman"]),
                str(row["ward_phone"]),
                str(row["email"]),
                f"{row['address']}, {row['city']}",
            )
            for row in ward_offices()
        )

    @property
    def elsewhere(self) -> Point:
        """A place in another ward, to try handing over on."""
        homes = addresses(WEST_NEIGHBOUR)
        return homes[len(homes) // 2].point

    def deliver(self, raw_mail: bytes) -> None:
        """Put a new mail in the inbox now."""
        _running(self._mailbox).deliver(raw_mail, self._clock())

    def live(self, until: datetime) -> None:
        """Let the city live up to a moment: requests move on, close, and new ones come."""
        self.city.live(until)

    def _draw(self, number: str) -> bytes | None:
        record = self.city.request(number)
        if record is None or not record.media_urls or record.requested_at is None:
            return None
        hour = record.requested_at.astimezone(CITY_ZONE).hour
        return city_picture(number, record.service_code, hour)


def _running(server: _Server | None) -> _Server:
    if server is None:
        raise RuntimeError("The practice ward is not running.")
    return server

"""Endpoints as the check screen shows them: a city that stumbled, a mailbox that refuses, a quiet portal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.service_list import (
    ServiceChange,
    ServiceChangeKind,
    ServiceChangeLine,
    ServiceNews,
)
from wardoffice.domain.uptime import day_bounds, hour_bounds, spans, total, watched
from wardoffice.domain.watching import (
    Answered,
    Certificate,
    EndpointAddress,
    EndpointKind,
    EndpointWatch,
    Outcome,
    Probe,
)

CHICAGO = ZoneInfo("America/Chicago")
CITY = EndpointAddress(
    "311:chicago", EndpointKind.CITY, "Chicago", "http://311api.cityofchicago.org/open311/v2", encrypted=False
)
MAILBOX = EndpointAddress(
    "mail:ward47@example.org", EndpointKind.MAIL, "ward47@example.org", "imap.example.org:993", encrypted=True
)
PORTAL = EndpointAddress(
    "portal:chicago",
    EndpointKind.PORTAL,
    "Chicago's data portal",
    "https://data.cityofchicago.org",
    encrypted=True,
)
UP = Answered(Outcome.UP, 2, milliseconds=412, status=200, services=110, requests=128, more=True)
DOWN = Answered(
    Outcome.DOWN, 2, 2, trouble="The 311 system cannot be reached (no route). It will be tried again."
)


def probes_of(
    address: EndpointAddress, now: datetime, *, hours: int, down: Sequence[int] = (), answered: Answered = UP
) -> list[Probe]:
    """A look every ten minutes for so many hours up to now; ``down`` numbers the failed, last first."""
    count = hours * 6
    return [
        Probe(address.key, now - timedelta(minutes=10 * back + 1), DOWN if back in down else answered)
        for back in range(count - 1, -1, -1)
    ]


def watch_of(
    address: EndpointAddress,
    now: datetime,
    probes: Sequence[Probe] = (),
    certificate: Certificate | None = None,
) -> EndpointWatch:
    """What the office makes of these probes."""
    looked = spans([(each.at, each.up) for each in probes], now)
    hours = watched(hour_bounds(now), looked)
    days = watched(day_bounds(now, CHICAGO), looked)
    up = [each.at for each in probes if each.up]
    return EndpointWatch(
        address,
        last=probes[-1] if probes else None,
        last_up=max(up, default=None),
        milliseconds=380 if up else None,
        questions=sum(each.answered.questions for each in probes),
        failed=sum(each.answered.failed for each in probes),
        hours=hours,
        days=days,
        two_days=total(hours, now),
        month=total(days, now),
        certificate=certificate,
    )


def three_watches(now: datetime) -> tuple[EndpointWatch, ...]:
    """A city over http that stumbled twice in 31 hours, a mailbox with a certificate that ends, a portal."""
    soon, later = Certificate(True, now + timedelta(days=9)), Certificate(True, now + timedelta(days=200))
    refused = Answered(
        Outcome.ERRORS, 1, 1, trouble="The mail server does not accept the password. Mail stays there."
    )
    in_box = [
        *probes_of(MAILBOX, now, hours=30, answered=Answered(Outcome.UP, milliseconds=95))[:-1],
        Probe(MAILBOX.key, now - timedelta(minutes=3), refused),
    ]
    return (
        watch_of(CITY, now, probes_of(CITY, now, hours=31, down=(*range(40, 46), 100))),
        watch_of(MAILBOX, now, in_box, soon),
        watch_of(PORTAL, now, (), later),
    )


def some_news(now: datetime) -> ServiceNews:
    """Six changes of three days, the newest two not seen."""
    kind = ServiceChangeKind
    changes = (
        ServiceChange(kind.NEW, "RBL2", "Ride-hail complaint"),
        ServiceChange(kind.GONE, "SEF", "Tree Trim Request (NO LONGER BEING ACCEPTED)"),
        ServiceChange(
            kind.RENAMED,
            "SCC",
            "Missed Garbage Pick-Up",
            "Missed Garbage Pick-Up Complaint",
            "Missed Garbage Pick-Up",
        ),
        ServiceChange(kind.MOVED, "AAF", "Water in Basement", "Water", "Sewers"),
        ServiceChange(
            kind.QUESTIONS,
            "PHF",
            "Pothole in Street",
            "Where is it? · one of: Curb Lane, Traffic Lane",
            "Where is it? · must be answered · one of: Bike Lane, Curb Lane, Traffic Lane",
        ),
        ServiceChange(kind.BACK, "SFA", "Alley Light Out"),
    )
    days = (0, 0, 3, 3, 3, 40)
    lines = tuple(
        ServiceChangeLine(
            60 - number, now - timedelta(days=day), change, None if number < 2 else now - timedelta(days=1)
        )
        for number, (change, day) in enumerate(zip(changes, days, strict=True))
    )
    return ServiceNews(lines, len(lines), 2)

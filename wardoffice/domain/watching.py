"""What we saw of the endpoints an office depends on: the 311 system, the mailbox, the city's portal.

Facts asked of each: those open311status (https://github.com/bensheldon/open311status) shows of a city.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique


@unique
class EndpointKind(StrEnum):
    """What an endpoint is for."""

    CITY = "311"
    MAIL = "mailbox"
    PORTAL = "portal"


@unique
class Outcome(StrEnum):
    """How a probe ended."""

    UP = "answered"
    ERRORS = "answered with an error"
    DOWN = "did not answer"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's TLS certificate: ``ends_at`` (aware UTC) is only known of one that is trusted.

    ``reason`` says why it is not trusted, in the words of the system's own check.
    """

    trusted: bool
    ends_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an endpoint said to one probe.

    ``milliseconds`` is the time of the slowest question. ``status`` is the HTTP status of the first question
    that failed, else of the last. ``requests`` were counted on one page; ``more`` says that there may be
    more. ``newest_at`` (aware UTC) is the newest request's or row's own time. ``trouble`` is a whole text.
    """

    outcome: Outcome
    questions: int = 1
    failed: int = 0
    milliseconds: int | None = None
    status: int | None = None
    services: int | None = None
    requests: int | None = None
    more: bool = False
    newest_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at an endpoint, at ``at`` (aware UTC); ``certificate`` is None where none was looked at."""

    endpoint: str
    at: datetime
    answered: Answered
    certificate: Certificate | None = None

    @property
    def up(self) -> bool:
        """Whether everything it was asked was answered."""
        return self.answered.outcome is Outcome.UP


@dataclass(frozen=True, slots=True)
class ProbeDay:
    """All probes of one day (of the city's calendar) in one line, from ``start`` to ``end`` (aware UTC)."""

    day: date
    start: datetime
    end: datetime
    watched: timedelta
    up: timedelta
    probes: int
    failed: int


@dataclass(frozen=True, slots=True)
class WatchedTime:
    """How long of the time from ``start`` to ``end`` we watched, and for how long of that it answered.

    What was not watched is unknown, and never counted as up.
    """

    start: datetime
    end: datetime
    watched: timedelta
    up: timedelta

    @property
    def share(self) -> float | None:
        """The part of the watched time in which it answered, 0 to 1; None where nothing was watched."""
        return self.up / self.watched if self.watched else None


@dataclass(frozen=True, slots=True)
class EndpointAddress:
    """Which endpoint: ``key`` is its name in the store, ``where`` its address as people read it.

    ``encrypted`` says whether what is asked and answered can be read on the way; ``here``, that there is no
    way, since it is on this machine.
    """

    key: str
    kind: EndpointKind
    name: str
    where: str
    encrypted: bool
    here: bool = False


@dataclass(frozen=True, slots=True)
class EndpointWatch:
    """An endpoint as the check screen shows it.

    ``hours`` are the last 48 hours, ``days`` the last 30 days of the city's calendar, oldest first;
    ``two_days`` and ``month`` sum them up. ``questions`` and ``failed`` count the last 48 hours.
    ``milliseconds`` is the median of the probes of 48 hours that were answered. ``last_up`` is the last probe
    that was answered in full.
    """

    address: EndpointAddress
    last: Probe | None
    last_up: datetime | None
    milliseconds: int | None
    questions: int
    failed: int
    hours: tuple[WatchedTime, ...]
    days: tuple[WatchedTime, ...]
    two_days: WatchedTime
    month: WatchedTime
    certificate: Certificate | None = None

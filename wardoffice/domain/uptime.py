"""Uptime over the time we watched, and no other: a probe stands for what follows it, but not for long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from wardoffice.domain.watching import ProbeDay, WatchedTime

HOURS = 48
DAYS = 30
_HOUR = timedelta(hours=1)
VOUCHES = timedelta(minutes=20)
"""How long a probe stands for: twice the time to the next one, so that one left out is no hole."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time one probe stands for."""

    start: datetime
    end: datetime
    up: bool


def spans(looks: Iterable[tuple[datetime, bool]], now: datetime) -> tuple[Span, ...]:
    """The stretches that probes (when, whether up) stand for: each until the next, ``VOUCHES``, or now."""
    ordered = sorted(looks)
    ends = [at for at, _ in ordered[1:]] + [now]
    return tuple(
        Span(at, min(end, at + VOUCHES, now), up)
        for (at, up), end in zip(ordered, ends, strict=False)
        if at < min(end, now)
    )


def hour_bounds(now: datetime) -> tuple[datetime, ...]:
    """The bounds of the last 48 hours by the clock, the running one last."""
    end = now.replace(minute=0, second=0, microsecond=0) + _HOUR
    return tuple(end - each * _HOUR for each in range(HOURS, -1, -1))


def day_bounds(now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The bounds (aware UTC) of the last 30 days of the city's calendar, today last."""
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=each) for each in range(1 - DAYS, 2)]
    return tuple(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(now.tzinfo) for day in days)


def watched(
    bounds: Sequence[datetime], looked: Sequence[Span], days: Sequence[ProbeDay] = ()
) -> tuple[WatchedTime, ...]:
    """The watched time between each two bounds; ``days`` are those whose probes were put in one line.

    A line of a day counts where it lies within two bounds whole.
    """
    cells = []
    for start, end in pairwise(bounds):
        seen = up = timedelta(0)
        for span in looked:
            part = min(span.end, end) - max(span.start, start)
            if part > timedelta(0):
                seen += part
                up += part if span.up else timedelta(0)
        for day in days:
            if start <= day.start and day.end <= end:
                seen += day.watched
                up += day.up
        cells.append(WatchedTime(start, end, seen, up))
    return tuple(cells)


def total(cells: Sequence[WatchedTime], now: datetime) -> WatchedTime:
    """All cells as one, ending now: what has not passed yet cannot have been watched."""
    return WatchedTime(
        cells[0].start,
        min(cells[-1].end, now),
        sum((each.watched for each in cells), timedelta(0)),
        sum((each.up for each in cells), timedelta(0)),
    )

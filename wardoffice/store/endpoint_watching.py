"""Reads how an endpoint has been: its probes of three days, and the days before by the line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from wardoffice.domain.uptime import (
    HOURS,
    VOUCHES,
    Span,
    day_bounds,
    hour_bounds,
    spans,
    total,
    watched,
)
from wardoffice.domain.watching import EndpointAddress, EndpointWatch, Outcome
from wardoffice.store.probes import last_certificate, last_probe, looked_since, probe_days, probes


def endpoint_watch(
    session: Session, address: EndpointAddress, zone: ZoneInfo, now: datetime
) -> EndpointWatch:
    """How an endpoint has been up to ``now`` (aware UTC), by the calendar of ``zone``."""
    hours, days = hour_bounds(now), day_bounds(now, zone)
    lines = probe_days(session, address.key, days[0])
    since = looked_since(lines) or days[0]
    looked = probes(session, address.key, since - VOUCHES)
    last_up = last_probe(session, address.key, Outcome.UP)
    certificate = last_certificate(session, address.key)
    singly = _after(since, spans([(each.at, each.up) for each in looked], now))
    by_hour = watched(hours, spans([(each.at, each.up) for each in looked], now))
    by_day = watched(days, singly, lines)
    recent = [each.answered for each in looked if each.at >= now - timedelta(hours=HOURS)]
    took = [each.milliseconds for each in recent if each.milliseconds is not None]
    return EndpointWatch(
        address,
        last=last_probe(session, address.key),
        last_up=last_up.at if last_up else None,
        milliseconds=round(median(took)) if took else None,
        questions=sum(each.questions for each in recent),
        failed=sum(each.failed for each in recent),
        hours=by_hour,
        days=by_day,
        two_days=total(by_hour, now),
        month=total(by_day, now),
        certificate=certificate[1] if certificate else None,
    )


def _after(moment: datetime, looked: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches after a moment: what lies before it was put in a line of its day already."""
    return tuple(Span(max(each.start, moment), each.end, each.up) for each in looked if each.end > moment)

"""What probes saw of the endpoints: three days one by one, thirty days by the day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.uptime import DAYS, VOUCHES, spans, watched
from wardoffice.domain.watching import Answered, Certificate, Outcome, Probe, ProbeDay
from wardoffice.store.fitting import fit
from wardoffice.store.tables import CityCursor, ProbeDayRow, ProbeRow

_ONE_BY_ONE = timedelta(days=3)
"""Whole days that ended longer ago are put in one line; the 48 hours on the screen need the probes."""


def keep_probe(session: Session, probe: Probe) -> None:
    """Keep what one probe saw."""
    told, certificate = probe.answered, probe.certificate
    row = ProbeRow(
        endpoint=probe.endpoint,
        at=probe.at,
        outcome=told.outcome,
        questions=told.questions,
        failed=told.failed,
        milliseconds=told.milliseconds,
        status=told.status,
        services=told.services,
        requests=told.requests,
        more=told.more,
        newest_at=told.newest_at,
        trouble=told.trouble,
        certificate_trusted=certificate.trusted if certificate else None,
        certificate_ends_at=certificate.ends_at if certificate else None,
        certificate_reason=certificate.reason if certificate else "",
    )
    session.add(fit(row))
    session.flush()


def probes(session: Session, endpoint: str, since: datetime) -> tuple[Probe, ...]:
    """The probes still kept one by one since then, oldest first."""
    found = session.scalars(
        select(ProbeRow).where(ProbeRow.endpoint == endpoint, ProbeRow.at >= since).order_by(ProbeRow.at)
    )
    return tuple(_probe(row) for row in found)


def last_probe(session: Session, endpoint: str, *outcomes: Outcome) -> Probe | None:
    """The newest probe, or the newest that ended in one of these ways."""
    asked = select(ProbeRow).where(ProbeRow.endpoint == endpoint)
    if outcomes:
        asked = asked.where(ProbeRow.outcome.in_(outcomes))
    row = session.scalars(asked.order_by(ProbeRow.at.desc()).limit(1)).first()
    return None if row is None else _probe(row)


def last_certificate(session: Session, endpoint: str) -> tuple[datetime, Certificate] | None:
    """When a certificate was last looked at, and what was seen."""
    row = session.scalars(
        select(ProbeRow)
        .where(ProbeRow.endpoint == endpoint, ProbeRow.certificate_trusted.is_not(None))
        .order_by(ProbeRow.at.desc())
        .limit(1)
    ).first()
    certificate = _certificate(row) if row is not None else None
    return None if row is None or certificate is None else (row.at, certificate)


def newest_told(session: Session, endpoint: str, city: str, now: datetime) -> datetime | None:
    """The newest moment the city itself told of, by our readings and probes; its future says nothing."""
    newest = session.scalar(
        select(func.max(ProbeRow.newest_at)).where(ProbeRow.endpoint == endpoint, ProbeRow.newest_at <= now)
    )
    cursor = session.get(CityCursor, city)
    told = (newest, cursor.read_to if cursor is not None else None)
    return max((each for each in told if each is not None), default=None)


def probe_days(session: Session, endpoint: str, since: datetime) -> tuple[ProbeDay, ...]:
    """The days put in one line that began since then, oldest first."""
    found = session.scalars(
        select(ProbeDayRow)
        .where(ProbeDayRow.endpoint == endpoint, ProbeDayRow.start >= since)
        .order_by(ProbeDayRow.start)
    )
    return tuple(
        ProbeDay(
            row.day,
            row.start,
            row.end,
            timedelta(seconds=row.watched_seconds),
            timedelta(seconds=row.up_seconds),
            row.probes,
            row.failed,
        )
        for row in found
    )


def thin_probes(session: Session, endpoint: str, zone: ZoneInfo, now: datetime) -> None:
    """Put days that ended three days ago in one line each, and forget what is older than thirty days.

    The newest probe that was answered stays, however old: since then it is down.
    """
    oldest = now - timedelta(days=DAYS)
    while (day := _old_day(session, endpoint, zone, now)) is not None:
        start, end = _bounds(day, zone)
        # Their last probes speak for the first minutes of the next day, so those stay until it is thinned.
        looked = probes(session, endpoint, start - VOUCHES)
        that_day = [each for each in looked if start <= each.at < end]
        (cell,) = watched((start, end), spans([(each.at, each.up) for each in looked], now))
        session.merge(
            ProbeDayRow(
                endpoint=endpoint,
                day=day,
                start=start,
                end=end,
                watched_seconds=round(cell.watched.total_seconds()),
                up_seconds=round(cell.up.total_seconds()),
                probes=len(that_day),
                questions=sum(each.answered.questions for each in that_day),
                failed=sum(each.answered.failed for each in that_day),
            )
        )
        session.execute(
            delete(ProbeRow).where(
                ProbeRow.endpoint == endpoint,
                ProbeRow.at < end - VOUCHES,
                ProbeRow.id.not_in(_newest_answer(endpoint)),
            )
        )
        session.flush()
    session.execute(delete(ProbeDayRow).where(ProbeDayRow.endpoint == endpoint, ProbeDayRow.end < oldest))


def _newest_answer(endpoint: str) -> Select[int]:
    answered = (
        select(ProbeRow.id)
        .where(ProbeRow.endpoint == endpoint, ProbeRow.outcome == Outcome.UP)
        .order_by(ProbeRow.at.desc(), ProbeRow.id.desc())
        .limit(1)
        .subquery()
    )
    return select(answered.c.id)


def _old_day(session: Session, endpoint: str, zone: ZoneInfo, now: datetime) -> date | None:
    """The oldest day with probes that is old enough and has no line yet."""
    done = session.scalar(select(func.max(ProbeDayRow.end)).where(ProbeDayRow.endpoint == endpoint))
    asked = select(func.min(ProbeRow.at)).where(ProbeRow.endpoint == endpoint)
    first = session.scalar(asked if done is None else asked.where(ProbeRow.at >= done))
    if first is None:
        return None
    day = first.astimezone(zone).date()
    return day if _bounds(day, zone)[1] <= now - _ONE_BY_ONE else None


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(each, time.min, zone) for each in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def _probe(row: ProbeRow) -> Probe:
    return Probe(
        row.endpoint,
        row.at,
        Answered(
            outcome=row.outcome,
            questions=row.questions,
            failed=row.failed,
            milliseconds=row.milliseconds,
            status=row.status,
            services=row.services,
            requests=row.requests,
            more=row.more,
            newest_at=row.newest_at,
            trouble=row.trouble,
        ),
        _certificate(row),
    )


def _certificate(row: ProbeRow) -> Certificate | None:
    if row.certificate_trusted is None:
        return None
    return Certificate(row.certificate_trusted, row.certificate_ends_at, row.certificate_reason)


def looked_since(kept: Sequence[ProbeDay]) -> datetime | None:
    """Since when probes are to be counted one by one: the end of the last day put in one line."""
    return kept[-1].end if kept else None

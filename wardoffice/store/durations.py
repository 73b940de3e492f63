"""Reads how long the city's requests were open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.closings import ClosingKind
from wardoffice.store.tables import ServiceRecord

_DAY_SECONDS = 86_400
_SAYS_NOTHING = (
    ClosingKind.DUPLICATE,
    ClosingKind.CANCELED,
    ClosingKind.WITHIN_MINUTES,
    ClosingKind.TRANSFERRED,
)


@dataclass(frozen=True, slots=True)
class Durations:
    """Days from asking to closing of those that were closed, and to now of those still open."""

    closed: tuple[float, ...]
    still_open: tuple[float, ...]


def durations(session: Session, city: str, service_code: str, since: datetime, now: datetime) -> Durations:
    """Of the requests of a type that were asked from ``since`` on (both aware UTC).

    Left out is what says nothing of the work: crews' own rows, duplicates, what was canceled, handed to
    another type or closed within minutes, and what the city's list holds no longer. A closed one that goes on
    elsewhere is open.
    """
    rows = session.execute(
        select(ServiceRecord.requested_at, ServiceRecord.closed_at, ServiceRecord.still_open).where(
            ServiceRecord.city == city,
            ServiceRecord.service_code == service_code,
            ServiceRecord.requested_at >= since,
            ServiceRecord.requested_at <= now,
            ServiceRecord.crew.is_(False),
            ServiceRecord.closing.not_in(_SAYS_NOTHING),
            ServiceRecord.missing_since.is_(None),
        )
    )
    closed: list[float] = []
    still_open: list[float] = []
    for asked, ended, goes_on in rows:
        if asked is None:
            continue
        if goes_on:
            still_open.append(_days(asked, now))
        elif ended is not None and ended >= asked:
            closed.append(_days(asked, ended))
    return Durations(tuple(closed), tuple(still_open))


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / _DAY_SECONDS

"""Remembers between readings how an endpoint is best asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wardoffice.domain.books import CityFindings, Paging, UpdatesAsked
from wardoffice.store.tables import CityCursor


def read_findings(session: Session, city: str) -> CityFindings:
    """What earlier readings found out of an endpoint."""
    cursor = session.get(CityCursor, city)
    return findings_of(cursor.found) if cursor is not None else CityFindings()


def save_findings(session: Session, city: str, found: CityFindings) -> None:
    """Remember what was found out."""
    cursor_of(session, city).found = {
        "page_size": found.page_size,
        "paging": found.paging.value,
        "most_at_once": found.most_at_once,
        "span_days": found.span_days,
        "updates": found.updates.value,
        "updates_tried_at": _written(found.updates_tried_at),
        "ask_from": _written(found.ask_from),
        "told_to": _written(found.told_to),
        "gaps_asked_at": _written(found.gaps_asked_at),
        "services_version": list(found.services_version),
    }


def findings_of(kept: Mapping[str, Any]) -> CityFindings:
    """What was remembered, as a value; what an older program did not find out is unknown."""
    etag, modified = kept.get("services_version", ("", ""))
    return CityFindings(
        page_size=int(kept.get("page_size", 0)),
        paging=Paging(kept.get("paging", Paging.UNKNOWN)),
        most_at_once=int(kept.get("most_at_once", 0)),
        span_days=float(kept.get("span_days", 0.0)),
        updates=UpdatesAsked(kept.get("updates", UpdatesAsked.UNKNOWN)),
        updates_tried_at=_moment(kept.get("updates_tried_at")),
        ask_from=_moment(kept.get("ask_from")),
        told_to=_moment(kept.get("told_to")),
        gaps_asked_at=_moment(kept.get("gaps_asked_at")),
        services_version=(str(etag), str(modified)),
    )


def cursor_of(session: Session, city: str) -> CityCursor:
    """The row of an endpoint, made where there is none yet."""
    cursor = session.get(CityCursor, city)
    if cursor is None:
        cursor = CityCursor(city=city, books={}, repairs={}, found={}, not_read=[])
        session.add(cursor)
        session.flush()
    return cursor


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None

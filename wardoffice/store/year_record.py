"""Keeps how far the year before is read: its own cursor, beside that of the feed."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import Window
from wardoffice.domain.year import YearSource, YearState, YearStep
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.tables import CityGap

_MOMENTS = ("begun_at", "start", "back_to", "done_at", "fresh_at")


def read_year(session: Session, city: str, ward: int) -> YearState:
    """How far the year of a ward is read; another ward's year says nothing of it."""
    kept = read_fact(session, f"year {city}").value
    gaps = session.scalar(select(func.count()).where(*_open_gaps(city))) or 0
    if kept.pop("ward", None) != ward:
        return YearState(gaps=gaps)
    for name in _MOMENTS:
        kept[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
    kept["step"] = YearStep(kept["step"])
    kept["source"] = YearSource(kept["source"]) if kept["source"] else None
    return replace(YearState(**kept), gaps=gaps)


def write_year(session: Session, city: str, ward: int, state: YearState, now: datetime) -> None:
    """Keep how far it is."""
    kept: dict[str, Any] = {
        each.name: getattr(state, each.name) for each in fields(YearState) if each.name != "gaps"
    }
    for name in _MOMENTS:
        kept[name] = kept[name].isoformat() if kept[name] is not None else None
    kept["left_out"] = dict(state.left_out)
    write_fact(session, f"year {city}", {**kept, "ward": ward}, now)


def year_gaps(session: Session, city: str) -> tuple[Window, ...]:
    """The parts of the year that could not be read, newest first."""
    rows = session.execute(
        select(CityGap.start, CityGap.end).where(*_open_gaps(city)).order_by(CityGap.start.desc())
    )
    return tuple(dict.fromkeys(Window(start, end) for start, end in rows))


def _open_gaps(city: str) -> tuple[Any, ...]:
    return CityGap.city == city, CityGap.of_year, CityGap.closed_at.is_(None)

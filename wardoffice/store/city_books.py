"""The books of the city's feed: how far it was read, what it held, and the parts that failed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.books import CityBooks, GapLine
from wardoffice.domain.service_requests import Window
from wardoffice.store.tables import CityCursor, CityGap

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read, halved until its bad record stood alone."""

    window: Window
    by_update: bool
    page: int
    page_size: int
    reason: str


def read_to(session: Session, city: str) -> datetime | None:
    """Up to when everything the city knows is in; None before the first reading."""
    cursor = session.get(CityCursor, city)
    return cursor.read_to if cursor is not None else None


def close_window(
    session: Session, city: str, window: Window, failed: Sequence[FailedPage], now: datetime
) -> None:
    """Settle the gaps of a window read to its end: what failed again stays, the others close.

    Windows come newest first, so a gap is read whole with the window that holds its start, which is the last
    to touch it. One that fails again is from then on a gap of the window it failed in: the cursor still
    stands before both.
    """
    touched = list(
        session.scalars(
            select(CityGap)
            .where(
                CityGap.city == city,
                CityGap.closed_at.is_(None),
                CityGap.start < window.end,
                CityGap.end > window.start,
            )
            .order_by(CityGap.id)
        )
    )
    for page in failed:
        again = next((gap for gap in touched if gap.reason == page.reason), None)
        if again is not None:
            touched.remove(again)
            again.start, again.end, again.by_update = window.start, window.end, page.by_update
            again.tries += 1
            again.last_at = now
            again.page, again.page_size = page.page, page.page_size
            continue
        session.add(
            CityGap(
                city=city,
                start=page.window.start,
                end=page.window.end,
                by_update=page.by_update,
                page=page.page,
                page_size=page.page_size,
                reason=page.reason,
                first_at=now,
                last_at=now,
            )
        )
    for gap in touched:
        if gap.start >= window.start:
            gap.closed_at = now
    session.flush()


def finish_reading(
    session: Session, city: str, to: datetime, now: datetime, *, counted: Counts, repairs: Counts
) -> None:
    """Move the cursor to ``to``, or to the oldest open gap if that is before: it never passes one (P2).

    ``counted`` becomes what the last reading held; ``repairs`` add up over all readings of this endpoint.
    """
    oldest = session.scalar(
        select(CityGap.start)
        .where(CityGap.city == city, CityGap.closed_at.is_(None))
        .order_by(CityGap.start)
        .limit(1)
    )
    cursor = session.get(CityCursor, city)
    if cursor is None:
        cursor = CityCursor(city=city, repairs={})
        session.add(cursor)
    cursor.read_to = to if oldest is None else min(to, oldest)
    cursor.read_at = now
    cursor.books = {name: counted.get(name, 0) for name in COUNTED}
    cursor.repairs = dict(Counter(cursor.repairs) + Counter(repairs))


def city_books(session: Session, city: str) -> CityBooks:
    """The books as the check screen shows them."""
    cursor = session.get(CityCursor, city)
    counted = cursor.books if cursor is not None else {}
    gaps = session.scalars(
        select(CityGap).where(CityGap.city == city, CityGap.closed_at.is_(None)).order_by(CityGap.start)
    )
    return CityBooks(
        **{name: int(counted.get(name, 0)) for name in COUNTED},
        gaps=tuple(GapLine(gap.id, gap.start, gap.end, gap.page, gap.reason, gap.tries) for gap in gaps),
    )


COUNTED = ("received", "inside", "outside", "place_unknown", "ward_differs", "refused")
"""What the books count of every record."""

"""The books of the city's feed: how far it was read, what it held, and the parts that failed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.books import CityBooks, GapLine
from wardoffice.domain.service_requests import Window
from wardoffice.store.city_findings import cursor_of, findings_of
from wardoffice.store.tables import CityCursor, CityGap, ServiceRecord
from wardoffice.store.unusable_records import unusable_lines

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read, halved until its bad record stood alone."""

    window: Window
    by_update: bool
    page: int
    page_size: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadSoFar:
    """How far an endpoint was read: to which update of the city's, and when all days were last read anew."""

    read_to: datetime | None = None
    swept_at: datetime | None = None


def read_so_far(session: Session, city: str) -> ReadSoFar:
    """How far an endpoint was read."""
    cursor = session.get(CityCursor, city)
    return ReadSoFar(cursor.read_to, cursor.swept_at) if cursor is not None else ReadSoFar()


def close_window(
    session: Session,
    city: str,
    window: Window,
    failed: Sequence[FailedPage],
    now: datetime,
    *,
    of_year: bool = False,
    by_update: bool | None = None,
) -> None:
    """Settle the gaps of a window read to its end: what failed again stays, the others close.

    Windows come newest first, so a gap is read whole with the window that holds its start, which is the last
    to touch it. One that fails again is from then on a gap of the window it failed in: the cursor still
    stands before both. Gaps ``of_year`` are those of the reading of the year before, which has a cursor of
    its own. ``by_update`` says which gaps it settles, None both kinds: a window of days does not hold an old
    request that changed, and what changed holds no record without a date of change.
    """
    touched = list(
        session.scalars(
            select(CityGap)
            .where(
                CityGap.city == city,
                CityGap.of_year == of_year,
                CityGap.closed_at.is_(None),
                CityGap.start < window.end,
                CityGap.end > window.start,
                *([] if by_update is None else [CityGap.by_update.is_(by_update)]),
            )
            .order_by(CityGap.id)
        )
    )
    for page in failed:
        # One that began before the window may be of another record, which was not asked for now.
        again = next(
            (gap for gap in touched if gap.reason == page.reason and gap.start >= window.start), None
        )
        if again is not None:
            touched.remove(again)
            again.start, again.end, again.by_update = page.window.start, page.window.end, page.by_update
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
                of_year=of_year,
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


def oldest_gap(session: Session, city: str, *, by_update: bool | None = None) -> datetime | None:
    """Where the oldest open gap begins; only of those asked for ``by_update``, or not, where that is said."""
    wanted = [] if by_update is None else [CityGap.by_update.is_(by_update)]
    return session.scalar(
        select(func.min(CityGap.start)).where(
            CityGap.city == city, CityGap.of_year.is_(False), CityGap.closed_at.is_(None), *wanted
        )
    )


def gap_of_days(session: Session, city: str) -> Window | None:
    """From when to when the open gaps of days reach, without those of the year before."""
    start, end = session.execute(
        select(func.min(CityGap.start), func.max(CityGap.end)).where(
            CityGap.city == city,
            CityGap.of_year.is_(False),
            CityGap.by_update.is_(False),
            CityGap.closed_at.is_(None),
        )
    ).one()
    return Window(start, end) if start is not None else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading held: the ``newest`` update the city told of, and whether it read all days anew.

    ``not_read`` are the pieces beside the requests that failed, whole sentences.
    """

    newest: datetime | None
    sweep: bool
    counted: Counts
    repairs: Counts
    not_read: Sequence[str] = ()


def finish_reading(session: Session, city: str, reading: Reading, now: datetime) -> None:
    """Move the cursor to the newest update seen, or to the oldest open gap before it (P2).

    Never to our own clock: a city may publish hours late, and what it tells then is older than our now. The
    books count since the last sweep; ``repairs`` add up over all readings of this endpoint.
    """
    oldest = oldest_gap(session, city)
    cursor = cursor_of(session, city)
    newest = max((each for each in (cursor.read_to, reading.newest) if each is not None), default=None)
    cursor.read_to = min((each for each in (newest, oldest) if each is not None), default=None)
    cursor.not_read = list(reading.not_read)
    cursor.read_at = now
    if reading.sweep:
        cursor.swept_at = now
    before = {} if reading.sweep else cursor.books
    left_out = {name for name in (*before, *reading.counted) if name.startswith(LEFT_OUT)}
    counted = (*COUNTED, *sorted(left_out))
    cursor.books = {name: before.get(name, 0) + reading.counted.get(name, 0) for name in counted}
    cursor.repairs = dict(Counter(cursor.repairs) + Counter(reading.repairs))


def count_repairs(session: Session, city: str, repairs: Counts) -> None:
    """Count what was mended in a reading that did not come to its end."""
    cursor = cursor_of(session, city)
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
        left_out_by_type=left_out_by_type(counted),
        gaps=tuple(GapLine(gap.start, gap.end, gap.page, gap.reason, gap.tries) for gap in gaps),
        unusable=tuple(unusable_lines(session, city)),
        repairs=dict(cursor.repairs) if cursor is not None else {},
        not_read=tuple(cursor.not_read) if cursor is not None else (),
        missing=session.scalar(_missing(city)) or 0,
        read_at=cursor.read_at if cursor is not None else None,
        newest=cursor.read_to if cursor is not None else None,
        found=findings_of(cursor.found if cursor is not None else {}),
    )


def _missing(city: str) -> Select[int]:
    return select(func.count()).where(
        ServiceRecord.city == city, ServiceRecord.missing_since.is_not(None), ServiceRecord.now_number == ""
    )


def left_out_by_type(counted: Counts) -> dict[str, int]:
    """How many records were left out, by the code of their type."""
    return {name.removeprefix(LEFT_OUT): int(n) for name, n in counted.items() if name.startswith(LEFT_OUT)}


COUNTED = ("received", "inside", "outside", "place_unknown", "left_out", "ward_differs", "refused")
"""What the books count of every record."""

LEFT_OUT = "left_out:"
"""Begins the name of what the books count of a type that is left out; its code follows."""

"""Lists the records of a city that cannot be filed: no gap, and nothing passed over in silence (P2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.books import ToldBy, UnusableLine
from wardoffice.domain.service_requests import Refusal
from wardoffice.store.fitting import fit_values
from wardoffice.store.tables import CityUnusable

MOST = 500
"""Lines kept of one city, those told last."""


def note_unusable(
    session: Session, city: str, told_by: ToldBy, refusals: Iterable[Refusal], now: datetime
) -> None:
    """List records that cannot be filed; one that was told before is counted again.

    What only waits for its number is told again with it, and what is no request has nothing to list.
    """
    fresh = {_digest(each): each for each in refusals if each.is_request and not each.has_token}
    if not fresh:
        return
    here = (CityUnusable.city == city, CityUnusable.told_by == told_by)
    for known in session.scalars(select(CityUnusable).where(*here, CityUnusable.digest.in_(fresh))):
        known.tries += 1
        known.last_at = now
        del fresh[known.digest]
    for digest, each in fresh.items():
        said = {
            "reason": each.reason,
            "service_name": each.service_name,
            "address": each.address,
            "excerpt": each.excerpt,
        }
        session.add(
            CityUnusable(
                city=city,
                told_by=told_by,
                digest=digest,
                day=each.told_at,
                first_at=now,
                last_at=now,
                **fit_values(CityUnusable.__table__, said),
            )
        )
    session.flush()
    kept = select(CityUnusable.id).where(CityUnusable.city == city).order_by(*_NEWEST_TOLD).limit(MOST)
    session.execute(delete(CityUnusable).where(CityUnusable.city == city, CityUnusable.id.not_in(kept)))


def forget_unusable(session: Session, city: str, began: datetime, since: datetime) -> None:
    """Take those off the list that a reading of all days ``since``, which ``began`` then, told of no more."""
    session.execute(
        delete(CityUnusable).where(
            CityUnusable.city == city,
            CityUnusable.told_by == ToldBy.FEED,
            CityUnusable.last_at < began,
            or_(CityUnusable.day.is_(None), CityUnusable.day >= since),
        )
    )


def unusable_lines(session: Session, city: str) -> Sequence[UnusableLine]:
    """The list, those told last first."""
    found = session.scalars(select(CityUnusable).where(CityUnusable.city == city).order_by(*_NEWEST_TOLD))
    return [
        UnusableLine(
            each.told_by, each.reason, each.day, each.service_name, each.address, each.excerpt, each.tries
        )
        for each in found
    ]


_NEWEST_TOLD = (CityUnusable.last_at.desc(), CityUnusable.id.desc())


def _digest(each: Refusal) -> str:
    said = (each.reason, each.excerpt, each.service_name, each.address, str(each.told_at))
    return sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()

"""What an online geocoder was asked before, and what it said."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wardoffice.domain.places import AddressPoint, Point
from wardoffice.store.tables import AddressLookup

_HOLDS = timedelta(days=365)
_NOTHING_HOLDS = timedelta(days=7)  # new houses come into its maps


def known_lookup(session: Session, key: str, now: datetime) -> tuple[AddressPoint, ...] | None:
    """What is known of a normalised address; None where it was never asked, or too long ago."""
    row = session.get(AddressLookup, key)
    if row is None or now - row.asked_at > (_HOLDS if row.found else _NOTHING_HOLDS):
        return None
    return tuple(AddressPoint(address, Point(lat, long)) for address, lat, long in row.found)


def looked_up_point(session: Session, key: str) -> Point | None:
    """The point of a normalised address that was looked up, where it is one."""
    row = session.get(AddressLookup, key) if key else None
    if row is None or len(row.found) != 1:
        return None
    _, lat, long = row.found[0]
    return Point(lat, long)


def keep_lookup(session: Session, key: str, found: Sequence[AddressPoint], now: datetime) -> None:
    """Keep what was said of a normalised address."""
    row = session.get(AddressLookup, key) or AddressLookup(address=key)
    row.found = [[each.address, each.point.lat, each.point.long] for each in found]
    row.asked_at = now
    session.add(row)

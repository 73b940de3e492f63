"""Whether what we know of the city is too old to go by, and which of the two ages it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique


@unique
class OldFeed(StrEnum):
    """What is old."""

    OUR_READING = "our last good reading"
    CITY_WORD = "the newest word of the city"


@dataclass(frozen=True, slots=True)
class FeedAge:
    """What is old, and how old."""

    what: OldFeed
    age: timedelta


def feed_age(
    read_at: datetime | None, newest_at: datetime | None, limit: timedelta, now: datetime
) -> FeedAge | None:
    """What is older than ``limit``, or None where all is fresh, or where nothing was ever read.

    ``read_at`` is our last good reading, ``newest_at`` the newest moment the city told of (aware UTC). Where
    both are old it is our reading: what we did not read cannot be told from what the city did not say.
    """
    if read_at is None:
        return None
    if now - read_at > limit:
        return FeedAge(OldFeed.OUR_READING, now - read_at)
    if newest_at is not None and now - newest_at > limit:
        return FeedAge(OldFeed.CITY_WORD, now - newest_at)
    return None

"""The times of an answer, each read once however often it is written, and many at a time."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from operator import itemgetter, sub
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from wardoffice.open311.dates import FIRST_YEAR, LAST_YEAR, OFFSETS

_DAY = len("2018-07-30")
_CLOCK = len("2018-07-30T23:59:59")
_A_DAY = timedelta(days=1)
_EARLIEST = datetime(FIRST_YEAR, 1, 3, tzinfo=UTC)  # at these two the year is in range in any zone
LATEST = datetime(LAST_YEAR, 12, 29, tzinfo=UTC)
_NOT_USUAL = (KeyError, ValueError, OverflowError, TypeError, msgspec.MsgspecError)
_BETWEEN = 'Z","'
_DECODER = msgspec.json.Decoder(list[datetime])
_clock_of = itemgetter(slice(_CLOCK))
_zone_of = itemgetter(slice(_CLOCK, None))
_day_of = itemgetter(slice(_DAY))
_ahead_of = OFFSETS.__getitem__


class Moments(dict[object, datetime]):
    """Moments in aware UTC by how they were written, of those that need no repair but the city's own zone.

    ``zoneless`` are the writings that lacked one. A moment before 1970 or beyond ``latest`` is not taken.
    """

    __slots__ = ("_ahead", "_latest", "zoneless")

    def __init__(self, zone: ZoneInfo, latest: datetime) -> None:
        super().__init__()
        self.zoneless: set[object] = set()
        self._latest = min(latest, LATEST)
        self._ahead = _Ahead(zone)

    def take(self, writings: Iterable[object]) -> bool:
        """Read all of these; False where one of them is unusual: none of them is taken then.

        None and "" stand for no time. Raises TypeError for what cannot be looked up: lists and objects.
        """
        new: dict[Any, None] = dict.fromkeys(writings)
        new.pop(None, None)
        new.pop("", None)  # which is no time either; false and 0 are unusual
        try:
            zones = list(map(_zone_of, new))
            zoneless = not any(zones)
            ahead: Iterable[Any] = self._ahead.at(new) if zoneless else map(_ahead_of, zones)
            found = dict(zip(new, map(sub, _as_if_in_utc(new), ahead), strict=True))
        except _NOT_USUAL:
            return False
        if found and (min(found.values()) < _EARLIEST or max(found.values()) > self._latest):
            return False
        self.update(found)
        if zoneless:
            self.zoneless.update(found)
        return True

    def count_zoneless(self, writings: Iterable[object]) -> int:
        """How many of these lack a zone."""
        return sum(map(self.zoneless.__contains__, writings)) if self.zoneless else 0


def _as_if_in_utc(writings: Collection[str]) -> list[datetime]:
    """The clock times of these, in one go, which takes half as long. Raises ValueError for other forms."""
    written = _BETWEEN.join(map(_clock_of, writings))
    if written[_DAY :: _CLOCK + len(_BETWEEN)] != "T" * len(writings):
        raise ValueError(written)
    return _DECODER.decode(f'["{written}Z"]') if written else []


class _Ahead(dict[str, timedelta | None]):
    """How far a zone is ahead of UTC all through a day; None for a day on which its clock changes."""

    __slots__ = ("_zone",)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: str) -> timedelta | None:
        midnight = datetime.fromisoformat(day).replace(tzinfo=self._zone)
        first, last = midnight.utcoffset(), (midnight + _A_DAY).utcoffset()
        ahead = self[day] = first if first == last else None
        return ahead

    def at(self, written: Collection[str]) -> list[timedelta | None]:
        """How far it is ahead at times of its own clock."""
        found = list(map(self.__getitem__, map(_day_of, written)))
        if None in found:
            found = [
                datetime.fromisoformat(each).replace(tzinfo=self._zone).utcoffset()
                if ahead is None
                else ahead
                for each, ahead in zip(written, found, strict=True)
            ]
        return found

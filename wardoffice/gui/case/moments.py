"""Times as the office says them: the city's zone, US order, twelve hours."""

from datetime import date, datetime
from math import ceil
from zoneinfo import ZoneInfo

from wardoffice.domain.ports import Clock
from wardoffice.language import text

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOON = 12


class Moments:
    """Says times in the city's ``zone``; ``clock`` tells which year needs no naming."""

    def __init__(self, zone: ZoneInfo, clock: Clock) -> None:
        self._zone = zone
        self._clock = clock

    def day(self, when: datetime) -> str:
        """A day: "Mon Nov 23", with the year where it is not this one. ``when`` is aware."""
        return _day_words(when.astimezone(self._zone), self._clock().astimezone(self._zone).year)

    def moment(self, when: datetime) -> str:
        """A moment: "Mon Nov 23, 7:14 AM". ``when`` is aware."""
        return text("{day}, {hour}", day=self.day(when), hour=hour_words(when.astimezone(self._zone)))

    def is_ahead(self, when: datetime) -> bool:
        """Whether a moment is yet to come. ``when`` is aware."""
        return when > self._clock()

    def seconds_until(self, when: datetime) -> int:
        """How many whole seconds are left until a moment; 0 once it came. ``when`` is aware."""
        return max(0, ceil((when - self._clock()).total_seconds()))

    def today(self) -> date:
        """The day it is."""
        return self._clock().astimezone(self._zone).date()

    def hour(self, when: datetime) -> str:
        """The hour of a moment: "7:14 AM". ``when`` is aware."""
        return hour_words(when.astimezone(self._zone))

    def lately(self, when: datetime) -> str:
        """A moment near to now: "today 7:14 AM", "yesterday", else its day. ``when`` is aware."""
        days = (self._clock().astimezone(self._zone).date() - when.astimezone(self._zone).date()).days
        if days == 0:
            return text("today {hour}", hour=self.hour(when))
        return text("yesterday") if days == 1 else self.day(when)

    def since(self, when: datetime) -> str:
        """How long ago, in one unit: "4 min", "3 h", "19 days". ``when`` is aware."""
        minutes = max(0, int((self._clock() - when).total_seconds() // 60))
        if minutes < 60:  # noqa: PLR2004 - minutes of an hour
            return text("{count} min", count=minutes)
        if minutes < 48 * 60:
            return text("{count} h", count=minutes // 60)
        return text("{count} days", count=f"{minutes // (24 * 60):,}")

    def danger_since(self, when: datetime) -> str:
        """How long ago where every hour counts: "20 min", "71 h", from 72 hours on "42 days".

        ``when`` is aware.
        """
        minutes = max(0, int((self._clock() - when).total_seconds() // 60))
        if minutes < 60:  # noqa: PLR2004 - minutes of an hour
            return text("{count} min", count=minutes)
        if minutes < 72 * 60:
            return text("{count} h", count=minutes // 60)
        return text("{count} days", count=f"{minutes // (24 * 60):,}")

    def camera(self, taken: datetime) -> str:
        """A camera's own clock: naive local time as EXIF has it, shown as it is."""
        day = _day_words(taken, self._clock().astimezone(self._zone).year)
        return text("{day}, {hour}", day=day, hour=hour_words(taken))


def hour_words(local: datetime) -> str:
    """The hour of a local time: "7:14 AM"."""
    half = text("AM") if local.hour < _NOON else text("PM")
    hour = local.hour % _NOON or _NOON
    return text("{hour}:{minute} {half}", hour=hour, minute=f"{local.minute:02}", half=half)


def _day_words(local: datetime, this_year: int) -> str:
    words = {
        "weekday": text(_WEEKDAYS[local.weekday()]),
        "month": text(_MONTHS[local.month - 1]),
        "day": local.day,
    }
    if local.year == this_year:
        return text("{weekday} {month} {day}", **words)
    return text("{weekday} {month} {day}, {year}", **words, year=local.year)


def size_words(size: int) -> str:
    """A file's size: "1.2 MB", "310 KB". ``size`` is in bytes; a KB is 1,000 of them."""
    if size >= 1_000_000:  # noqa: PLR2004 - a megabyte
        return text("{size} MB", size=f"{size / 1_000_000:,.1f}")
    return text("{size} KB", size=f"{max(1, round(size / 1_000)):,}")

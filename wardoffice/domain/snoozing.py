"""Snoozing: a problem is out of the lists until a day, or until new word comes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.errors import CannotDoError
from wardoffice.language import text

_WEEK = 7
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SnoozeDay:
    """A day that is offered, and how it is called."""

    day: date
    words: str


def snooze_days(today: date) -> tuple[SnoozeDay, ...]:
    """The days that are offered, the nearest first; ``today`` is of the city's calendar."""
    monday = today + timedelta(days=_WEEK - today.weekday())
    offered = (
        SnoozeDay(today + timedelta(days=1), text("Tomorrow")),
        SnoozeDay(today + timedelta(days=3), text("In 3 days")),
        SnoozeDay(monday, text("Next Monday")),
        SnoozeDay(today + timedelta(days=_WEEK), text("In a week")),
        SnoozeDay(today + timedelta(days=2 * _WEEK), text("In 2 weeks")),
        SnoozeDay(today + timedelta(days=30), text("In 30 days")),
    )
    seen: dict[date, SnoozeDay] = {}
    for each in offered:
        seen.setdefault(each.day, each)
    return tuple(sorted(seen.values(), key=lambda each: each.day))


def wake_time(day: date, zone: ZoneInfo) -> datetime:
    """When a problem snoozed until a day is back: at the first moment of that day in the city, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def check_snooze(day: date, today: date) -> None:
    """Raise CannotDoError unless the day is one of the year after today."""
    if not today < day <= today + _LONGEST:
        raise CannotDoError(
            text("A problem is snoozed until a day of the next twelve months."),
            text("Nothing was changed."),
            text("Choose a day after today."),
        )


def day_words(day: date) -> str:
    """A day as it is written here: 11/30/2026."""
    return text("{month}/{day}/{year}", month=day.month, day=day.day, year=day.year)

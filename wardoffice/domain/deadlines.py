"""By when something is due that counts in business days.

Days are counted from the day after it came, on the office's calendar (Illinois: 5 ILCS 70/1.11 leaves out the
first day), and a day ends at five.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CLOSES = time(17)
_SATURDAY = 5
_DAY = timedelta(days=1)

IsHoliday = Callable[[date], bool]


def business_days_after(came: datetime, days: int, zone: ZoneInfo, is_holiday: IsHoliday) -> datetime:
    """The end of the ``days``-th business day after ``came`` (aware; the result is in ``zone``).

    With 0: the end of the day it came, or of the next business day where it came later or on none.
    """
    local = came.astimezone(zone)
    day, left = local.date(), days
    if days == 0 and (local.time() >= CLOSES or not _is_business(day, is_holiday)):
        left = 1
    while left:
        day += _DAY
        left -= _is_business(day, is_holiday)
    return datetime.combine(day, CLOSES, zone)


def _is_business(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)

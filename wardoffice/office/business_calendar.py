"""The days on which public offices are shut."""

from datetime import date
from functools import cache


@cache
def is_holiday(day: date) -> bool:
    """Whether it is a holiday of the state of Illinois, or kept as one."""
    import holidays  # takes a quarter of a second to load, and few mails have a clock

    return day in holidays.country_holidays("US", subdiv="IL", years=day.year)

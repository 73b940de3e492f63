"""When the city is asked again: for the number of a token, and for a request of which no answer came.

Seconds first, because many cities number within a minute; then minutes, hours, and four times a day, because
some take days and a question costs them something each time.
"""

from datetime import datetime, timedelta

_SECONDS = (3, 5, 10, 20, 40, 60, 120, 300, 600, 1_200, 1_800, 3_600, 3_600, 7_200, 10_800)
_THEN_SECONDS = 21_600
_RETRY_SECONDS = (10, 30, 60, 120, 300, 600, 1_800)
_RETRY_THEN_SECONDS = 3_600


def next_asking(asked: int, now: datetime, until: datetime | None) -> datetime | None:
    """When to ask again after ``asked`` times (aware UTC); None once that would be past ``until``."""
    seconds = _SECONDS[asked] if asked < len(_SECONDS) else _THEN_SECONDS
    at = now + timedelta(seconds=seconds)
    return None if until is not None and at > until else at


def next_try(tried: int, now: datetime) -> datetime:
    """When to send again what surely never left, after ``tried`` attempts: never given up by itself."""
    position = tried - 1
    seconds = _RETRY_SECONDS[position] if 0 <= position < len(_RETRY_SECONDS) else _RETRY_THEN_SECONDS
    return now + timedelta(seconds=seconds)

"""When a mail that surely did not leave is tried again, and when that ends. Times are aware UTC."""

from datetime import datetime, timedelta

RETRY_MINUTES = (1, 5, 15, 60)
"""After so many minutes first; then hourly (RFC 5321, section 4.5.4.1 asks for patience)."""

GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after the first try a mail is given up, for a person to see."""

LOOKED_FOR = timedelta(minutes=10)
"""How long a mail of unknown fate may take to show in the folder of sent mail."""

_LOOK_SECONDS = (5, 10, 20, 30)
_THEN_SECONDS = 60


def next_mail_try(attempts: int, first: datetime, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` tries, the first of them at ``first``; None to give it up.

    The last try is made when the time is up, so that no mail is given up earlier.
    """
    if now - first >= GIVEN_UP_AFTER:
        return None
    minutes = RETRY_MINUTES[min(max(attempts, 1), len(RETRY_MINUTES)) - 1]
    return min(now + timedelta(minutes=minutes), first + GIVEN_UP_AFTER)


def next_look(finishing: datetime, now: datetime) -> datetime:
    """When to look again for a mail whose last line was to be sent at ``finishing``."""
    gone = (now - finishing).total_seconds()
    seconds = next((each for each in _LOOK_SECONDS if gone < 3 * each), _THEN_SECONDS)
    return now + timedelta(seconds=seconds)


def is_decided(finishing: datetime, now: datetime) -> bool:
    """Whether a mail that a look now does not find surely did not arrive, where the provider keeps copies."""
    return now - finishing >= LOOKED_FOR

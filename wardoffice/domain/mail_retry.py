"""When a mail that surely did not leave is tried again, and when that ends. Times are aware UTC.

Tried steadily, it is given up at 24 hours and not later: that is 28 tries. Where nobody tried for a while, as
over a weekend, it takes ``TRIES_OF_A_DAY`` in all, and the first after such a pause never gives it up.
"""

from datetime import datetime, timedelta

RETRY_MINUTES = (1, 5, 15, 60)
"""After so many minutes first; then hourly (RFC 5321, section 4.5.4.1 asks for patience)."""

GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after the first try a mail is given up at the earliest, for a person to see."""

TRIES_OF_A_DAY = 20
"""So many tries it takes besides: hours in which the program was off, or all was held, are no trying."""

_NOBODY_TRIED = timedelta(hours=2)

LOOKED_FOR = timedelta(minutes=10)
"""How long a mail of unknown fate may take to show in the folder of sent mail."""

LOOK_HOLDS = timedelta(minutes=2)
"""How long it counts that a look did not find a mail: copies come late where a provider is slow."""

_LOOK_SECONDS = (5, 10, 20, 30)
_THEN_SECONDS = 60


def next_mail_try(attempts: int, first: datetime, due: datetime, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` tries, from ``first``, the last for ``due``; None for never.

    A try is made when the time is up, so that no mail is given up earlier. One that comes hours after it was
    due is the first after a pause, as on a Monday morning: the next follows soon, as after the first of all.
    """
    paused, ends = now - due > _NOBODY_TRIED, first + GIVEN_UP_AFTER
    if now >= ends and attempts >= TRIES_OF_A_DAY and not paused:
        return None
    tries = 1 if paused else min(max(attempts, 1), len(RETRY_MINUTES))
    at = now + timedelta(minutes=RETRY_MINUTES[tries - 1])
    return min(at, ends) if now < ends else at


def next_look(finishing: datetime, now: datetime) -> datetime:
    """When to look again for a mail whose last line was to be sent at ``finishing``."""
    gone = (now - finishing).total_seconds()
    seconds = next((each for each in _LOOK_SECONDS if gone < 3 * each), _THEN_SECONDS)
    return now + timedelta(seconds=seconds)


def is_decided(finishing: datetime, now: datetime) -> bool:
    """Whether a mail that a look now does not find surely did not arrive, where the provider keeps copies."""
    return now - finishing >= LOOKED_FOR

"""When a mail came, by what it says of itself: its Date and the topmost Received, checked against each other.

A sender's clock may say 1970 or 2038. The moment decides what is oldest in the queue, so none is believed
that cannot be.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wardoffice.language import text

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)  # a clock may be in another zone than it says
_LATE = timedelta(days=7)  # servers keep trying to deliver for five days


@dataclass(frozen=True, slots=True)
class MailMoment:
    """The moment a mail counts from (aware UTC), and in words what was odd about its dates."""

    at: datetime
    doubt: str = ""


def mail_moment(sent: datetime | None, received: datetime | None, now: datetime) -> MailMoment:
    """From when a mail counts: as it was received, else as it was sent, else from ``now``. All aware."""
    told = [each for each in (received, sent) if each is not None]
    believed = next((each for each in told if _OLDEST <= each <= now + _AHEAD), None)
    if believed is None:
        if not told:
            return MailMoment(now)
        return MailMoment(
            now,
            text("The mail says it is of {day}, which cannot be; it counts from today.", day=us_day(told[0])),
        )
    if sent is not None and not believed - _LATE <= sent <= believed + _AHEAD:
        words = text(
            "The mail says it was sent on {sent}, but it came on {came}: its sender's clock may be wrong.",
            sent=us_day(sent),
            came=us_day(believed),
        )
        return MailMoment(believed, words)
    if received is not None and believed is not received:
        words = text(
            "The server says the mail came on {came}, which cannot be; it counts from when it was sent.",
            came=us_day(received),
        )
        return MailMoment(believed, words)
    return MailMoment(believed)


def us_day(moment: datetime) -> str:
    """A day as it is written in the United States: 11/22/2026."""
    return f"{moment.month}/{moment.day}/{moment.year}"

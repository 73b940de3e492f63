"""What was seen of an endpoint, in words. Every share says over which time, and none is better than seen."""

from datetime import datetime, timedelta

from wardoffice.domain.watching import (
    Certificate,
    EndpointAddress,
    EndpointKind,
    EndpointWatch,
    Outcome,
    WatchedTime,
)
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import plural, text

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WHOLE = 100  # percent
_ENDS_SOON = timedelta(days=21)


def name_words(address: EndpointAddress) -> str:
    """What the endpoint is called."""
    match address.kind:
        case EndpointKind.CITY:
            return text("311: {name}", name=address.name)
        case EndpointKind.MAIL:
            return text("Mailbox: {name}", name=address.name)
        case EndpointKind.PORTAL:
            return address.name


def state_words(watch: EndpointWatch) -> tuple[str, Tone]:
    """Whether it answers, and the tone that goes with it."""
    if watch.last is None:
        return text("not looked at yet"), Tone.QUIET
    match watch.last.answered.outcome:
        case Outcome.UP:
            return text("answers"), Tone.DONE
        case Outcome.ERRORS:
            return text("answers with an error"), Tone.WAITING
        case Outcome.DOWN:
            return text("does not answer"), Tone.DANGER


def look_words(watch: EndpointWatch, moments: Moments) -> str:
    """The last look: when, how fast, the HTTP status."""
    if watch.last is None:
        return text("none yet")
    told = watch.last.answered
    parts = [text("{age} ago", age=moments.since(watch.last.at))]
    if told.milliseconds is not None:
        parts.append(text("{count} ms", count=f"{told.milliseconds:,}"))
    if told.status is not None:
        parts.append(text("HTTP {status}", status=told.status))
    return " · ".join(parts)


def speed_words(watch: EndpointWatch) -> str:
    """How fast it usually is: half of the answers of 48 hours came sooner."""
    if watch.milliseconds is None:
        return text("not known")
    return text("{count} ms over 48 hours", count=f"{watch.milliseconds:,}")


def held_words(watch: EndpointWatch, moments: Moments) -> list[tuple[str, str]]:
    """What it held at the last look, each a name and a value; nothing of what it did not say."""
    if watch.last is None:
        return []
    told, held = watch.last.answered, []
    if told.services is not None:
        held.append((text("Types"), f"{told.services:,}"))
    if told.requests is not None:
        count = f"{told.requests:,}"
        words = (
            text("{count} or more in 2 days", count=count)
            if told.more
            else text("{count} in 2 days", count=count)
        )
        held.append((text("Requests"), words))
    if told.newest_at is not None:
        held.append((text("Newest"), text("{age} ago", age=moments.since(told.newest_at))))
    return held


def error_words(watch: EndpointWatch) -> str:
    """How many questions of the last 48 hours failed."""
    if not watch.questions:
        return text("nothing was asked in 48 hours")
    if not watch.failed:
        return plural(
            "none in {count} question of 48 hours", "none in {count} questions of 48 hours", watch.questions
        )
    return text(
        "{failed} of {asked} questions in 48 hours ({share})",
        failed=f"{watch.failed:,}",
        asked=f"{watch.questions:,}",
        share=_percent_up(watch.failed, watch.questions),
    )


def line_words(watch: EndpointWatch, moments: Moments, now: datetime) -> tuple[str, Tone]:
    """Its certificate, or that it has none; and how bad that is."""
    if watch.address.here:
        return text("on this machine"), Tone.QUIET
    if not watch.address.encrypted:
        if watch.address.kind is EndpointKind.MAIL:
            return text("no encryption"), Tone.WAITING
        return text("http only: what is asked and answered can be read and changed on the way"), Tone.WAITING
    seen = watch.certificate
    if seen is None:
        return text("encrypted; its certificate was not seen yet"), Tone.QUIET
    return certificate_words(seen, moments, now)


def certificate_words(seen: Certificate, moments: Moments, now: datetime) -> tuple[str, Tone]:
    """Whether a certificate is trusted and when it ends."""
    if not seen.trusted:
        return text("not trusted ({reason})", reason=seen.reason), Tone.DANGER
    if seen.ends_at is None:
        return text("trusted"), Tone.QUIET
    day, left = moments.day(seen.ends_at), seen.ends_at - now
    if left <= timedelta(0):
        return text("ended on {day}", day=day), Tone.DANGER
    if left < _ENDS_SOON:
        days = plural("{count} day", "{count} days", left.days)
        return text("trusted, but it ends in {days}, on {day}", days=days, day=day), Tone.WAITING
    return text("trusted until {day}", day=day), Tone.QUIET


def uptime_words(time: WatchedTime, whole: timedelta) -> str:
    """The share of the watched time it answered in, and how much of ``whole`` was watched."""
    watched, of = span_words(time.watched, whole)
    if time.share is None:
        return text("Not watched in the last {whole}", whole=of)
    if time.up == time.watched:
        return text("Answered always while we watched: {watched} of {whole}", watched=watched, whole=of)
    return text(
        "Answered {share} of the time we watched: {watched} of {whole}",
        share=_percent_down(time.up, time.watched),
        watched=watched,
        whole=of,
    )


def cell_words(cell: WatchedTime, moments: Moments) -> str:
    """One cell of a strip."""
    if cell.end - cell.start > 2 * _HOUR:
        when = moments.day(cell.start)
    else:
        when = text("{start} to {end}", start=moments.moment(cell.start), end=moments.hour(cell.end))
    if cell.share is None:
        return text("{when}: not watched", when=when)
    minutes = plural("{count} minute", "{count} minutes", max(1, round(cell.watched / timedelta(minutes=1))))
    if cell.up == cell.watched:
        return text("{when}: answered, {minutes} watched", when=when, minutes=minutes)
    if not cell.up:
        return text("{when}: did not answer, {minutes} watched", when=when, minutes=minutes)
    share = _percent_down(cell.up, cell.watched)
    return text("{when}: answered {share} of the {minutes} watched", when=when, share=share, minutes=minutes)


def span_words(watched: timedelta, whole: timedelta) -> tuple[str, str]:
    """Both in the same unit: "31", "48 hours"; never more than it was."""
    if whole > 3 * _DAY:
        return _at_least(watched // _DAY), plural("{count} day", "{count} days", whole // _DAY)
    return _at_least(watched // _HOUR), plural("{count} hour", "{count} hours", whole // _HOUR)


def _at_least(count: int) -> str:
    return f"{count:,}" if count else text("less than 1")


def _percent_down(part: timedelta, whole: timedelta) -> str:
    """A good share in whole percent, never rounded up."""
    percent = int(_WHOLE * part / whole)
    return f"{percent}%" if percent or not part else text("less than 1%")


def _percent_up(part: int, whole: int) -> str:
    """A bad share in whole percent, never rounded down."""
    return f"{-(-_WHOLE * part // whole)}%"

"""A date for the calendar (iCalendar, RFC 5545) in words: what, when and where; and whether it answers."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from email.message import Message
from zoneinfo import ZoneInfo

from wardoffice.domain.mail_times import us_day
from wardoffice.language import text
from wardoffice.mail.parts import Leaf

CALENDAR = "text/calendar"
_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\b(?P<event>.*?)(?:^END:VEVENT\b|\Z)", re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r"^(?P<name>SUMMARY|DTSTART|LOCATION|DESCRIPTION)"
    r"(?P<more>(?:;[^:;\"\n]*(?:\"[^\"\n]*\")?)*):(?P<said>.*)$",
    re.MULTILINE,
)
_ZONE = re.compile(r";TZID=\"?(?P<zone>[^;\":]+)", re.IGNORECASE)
_OUTLOOKS = {
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "Central European Standard Time": "Europe/Warsaw",
    "UTC": "UTC",
}
"""What Outlook calls the zones people here write from (TZID is free text: RFC 5545, 3.8.3.1)."""
_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER"})
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOMENT = re.compile(r"(?P<day>\d{8})(?:T(?P<time>\d{4})\d{0,2}(?P<utc>Z?))?")
_LONGEST = 64_000


def calendar_words(leaves: Iterable[Leaf], zone: tzinfo) -> list[Leaf]:
    """What the dates among these files say, each as a text to read; none where a file holds no event.

    Times are told in ``zone``, the city's; where the file names no zone that is known, as it has them.
    """
    words = (_words(leaf.words()[:_LONGEST], zone) for leaf in leaves if leaf.media_type == CALENDAR)
    return [Leaf(each.encode(), "text/plain", "utf-8") for each in words if each]


def is_calendar_answer(message: Message) -> bool:
    """Whether a calendar tells that somebody comes or not (METHOD of RFC 5546, section 1.4)."""
    with suppress(Exception):  # RFC 2231 parameters are decoded on access
        parts = [part for part in message.walk() if part.get_content_type() == CALENDAR]
        return any(str(part.get_param("method") or "").strip().upper() in _ANSWERS for part in parts)
    return False


def _words(said: str, zone: tzinfo) -> str:
    event = _EVENT.search(_FOLD.sub("", said).replace("\r", ""))
    if event is None:
        return ""
    told: dict[str, str] = {}
    for line in _LINE.finditer(event["event"]):
        words = _plain(line["said"])
        told.setdefault(
            line["name"], _when(words, line["more"], zone) if line["name"] == "DTSTART" else words
        )
    shown = (
        told.get("SUMMARY", ""),
        text("When: {when}", when=told["DTSTART"]) if told.get("DTSTART") else "",
        text("Where: {place}", place=told["LOCATION"]) if told.get("LOCATION") else "",
        told.get("DESCRIPTION", ""),
    )
    return "\n".join(filter(None, shown))


def _plain(said: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], said).strip()


def _when(said: str, more: str, zone: tzinfo) -> str:
    """The start as US words; by the clock of the place where no zone is told. As it is if odd."""
    found = _MOMENT.fullmatch(said)
    if found is None:
        return said
    try:
        moment = datetime.strptime(found["day"] + (found["time"] or "0000"), "%Y%m%d%H%M")  # noqa: DTZ007 - its zone is told apart
    except ValueError:
        return said
    if found["time"] is None:
        return us_day(moment)
    named = _ZONE.search(more)
    theirs = UTC if found["utc"] else _zone_named(named["zone"].strip()) if named else None
    if theirs is not None:
        with suppress(OverflowError):  # the first or the last day there is
            moment = moment.replace(tzinfo=theirs).astimezone(zone)
    hour = f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon
    return f"{us_day(moment)}, {hour}"


def _zone_named(name: str) -> tzinfo | None:
    """The zone of that name, of those that are known."""
    with suppress(KeyError, OSError, ValueError):  # no such zone, a folder of zones, a path
        return ZoneInfo(_OUTLOOKS.get(name, name))
    return None

"""A date for the calendar (iCalendar, RFC 5545) in words: what, when and where; and whether it answers."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email.message import Message

from wardoffice.domain.mail_times import us_day
from wardoffice.language import text
from wardoffice.mail.parts import Leaf

CALENDAR = "text/calendar"
_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\b(?P<event>.*?)(?:^END:VEVENT\b|\Z)", re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r"^(?P<name>SUMMARY|DTSTART|LOCATION|DESCRIPTION)(?:;[^:\n]*)?:(?P<said>.*)$", re.MULTILINE
)
_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER"})
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOMENT = re.compile(r"(?P<day>\d{8})(?:T(?P<time>\d{4})\d{0,2}(?P<utc>Z?))?")
_LONGEST = 64_000


def calendar_words(leaves: Iterable[Leaf]) -> list[Leaf]:
    """What the dates among these files say, each as a text to read; none where a file holds no event."""
    words = (_words(leaf.words()[:_LONGEST]) for leaf in leaves if leaf.media_type == CALENDAR)
    return [Leaf(each.encode(), "text/plain", "utf-8") for each in words if each]


def is_calendar_answer(message: Message) -> bool:
    """Whether a calendar tells that somebody comes or not (METHOD of RFC 5546, section 1.4)."""
    with suppress(Exception):  # RFC 2231 parameters are decoded on access
        parts = [part for part in message.walk() if part.get_content_type() == CALENDAR]
        return any(str(part.get_param("method") or "").strip().upper() in _ANSWERS for part in parts)
    return False


def _words(said: str) -> str:
    event = _EVENT.search(_FOLD.sub("", said).replace("\r", ""))
    if event is None:
        return ""
    told: dict[str, str] = {}
    for line in _LINE.finditer(event["event"]):
        told.setdefault(line["name"], _plain(line["said"]))
    shown = (
        told.get("SUMMARY", ""),
        text("When: {when}", when=_when(told["DTSTART"])) if told.get("DTSTART") else "",
        text("Where: {place}", place=told["LOCATION"]) if told.get("LOCATION") else "",
        told.get("DESCRIPTION", ""),
    )
    return "\n".join(filter(None, shown))


def _plain(said: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], said).strip()


def _when(said: str) -> str:
    """The start as US words; in UTC where it says so, else by the clock of the place. As it is if odd."""
    found = _MOMENT.fullmatch(said)
    if found is None:
        return said
    try:
        moment = datetime.strptime(found["day"] + (found["time"] or "0000"), "%Y%m%d%H%M")  # noqa: DTZ007 - no zone is told
    except ValueError:
        return said
    if found["time"] is None:
        return us_day(moment)
    hour = f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon
    return f"{us_day(moment)}, {hour}{' UTC' if found['utc'] else ''}"

"""Today's list for somebody with a phone in the street, and what comes back from them as text.

One line a problem, the address first, nobody's name (P9); in parts that a text message holds.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardoffice.language import text

PART = 1_500
"""Characters of one part: what telephones and messengers send as one text message at most."""

_NUMBER = re.compile(r"(?:(?<![\d-])|(?<=[Ww]\d-)|(?<=[Ww]\d\d-))(\d{4}-\d{5,})(?![\d-])")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class DailyLine:
    """A problem on the list. ``what`` is its type: no words of residents go out. Times are aware UTC."""

    case_id: int
    number: str
    place: str
    what: str
    urgent: bool
    opened_at: datetime
    asked_at: datetime | None = None

    @property
    def words(self) -> str:
        """The line as it is sent."""
        parts = [self.place or "?", self.what, self.number, text("URGENT") if self.urgent else ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """What of an address is looked for in a line: the house and the street, or both streets of a corner."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem a pasted line may be about; ``asked`` says that an answer about it is waited for."""

    case_id: int
    number: str
    title: str
    city_numbers: tuple[str, ...]
    place: PlaceKey | None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A line that came back, and the problem it is about; ``why`` says by what, or why none was found."""

    words: str
    case_id: int | None
    number: str
    title: str
    why: str


def parts_of(heading: str, lines: Sequence[str], most: int = PART) -> tuple[str, ...]:
    """The list in parts of at most ``most`` characters; no line is ever cut between two."""
    parts: list[str] = []
    part = heading[:most]
    for line in lines:
        fitting = line[:most]
        longer = f"{part}\n{fitting}" if part else fitting
        if len(longer) > most:
            parts.append(part)
            longer = fitting
        part = longer
    return tuple([*parts, part] if part else parts)


def numbers_in(line: str) -> tuple[str, ...]:
    """Our numbers that stand in a line."""
    return tuple(dict.fromkeys(_NUMBER.findall(line)))


def about(line: str, named: Collection[str], candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The problems a line may be about: those whose number stands in it, else those whose place does.

    ``named`` are the city's numbers in the line. Of several at one place, those that were asked about.
    """
    ours = set(numbers_in(line))
    found = [
        each for each in candidates if each.number in ours or not set(named).isdisjoint(each.city_numbers)
    ]
    if found:
        return tuple(found)
    words = {each.upper() for each in _WORDS.findall(line)}
    near = [each for each in candidates if each.place is not None and each.place.words <= words]
    asked = [each for each in near if each.asked]
    return tuple(asked or near)

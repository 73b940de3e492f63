"""Today's list for somebody with a phone in the street, and what comes back from them as text.

One line a problem, the address first, nobody's name (P9); in parts that a text message holds.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardoffice.language import text

PART = 1_500
"""Characters of one part: what telephones and messengers send as one text message at most."""

_NUMBER = re.compile(r"(?:(?<![\d-])|(?<=[Ww]\d-)|(?<=[Ww]\d\d-))(\d{4}-\d{5,})(?![\d-])")
_ENDING = 4
"""Letters of the longest ending of a street's name that is in most of them: AVE, BLVD."""
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
    """A problem a pasted line may be about; ``asked`` says that an answer about it is waited for.

    ``absorbed`` are the numbers of what was put together with it: they may stand on lists of before.
    """

    case_id: int
    number: str
    title: str
    city_numbers: tuple[str, ...]
    place: PlaceKey | None
    asked: bool = False
    absorbed: tuple[str, ...] = ()
    finished: bool = False

    def is_named(self, ours: Collection[str], of_city: Collection[str]) -> bool:
        """Whether one of its numbers is among those in a line: our own there, and the city's."""
        mine = self.number, *self.absorbed
        return any(each in ours for each in mine) or any(each in of_city for each in self.city_numbers)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A line that came back, and the problem it is about; ``why`` says by what, or why none was found.

    ``asked`` are the ids of the departments that were asked about it.
    """

    words: str
    case_id: int | None
    number: str
    title: str
    why: str
    asked: frozenset[int] = frozenset()


def whose_answer(lines: Sequence[PastedLine], chosen: int) -> int | None:
    """The department that was asked about most of these lines; the chosen one where it was about any.

    None where none of them was asked about any.
    """
    counted = Counter(each for line in lines if line.case_id is not None for each in line.asked)
    if chosen in counted or not counted:
        return chosen if counted else None
    return counted.most_common(1)[0][0]


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


def words_in(line: str) -> frozenset[str]:
    """The words and numbers of a line, in capitals."""
    return frozenset(each.upper() for each in _WORDS.findall(line))


def may_stand_in(address: str, words: Collection[str]) -> bool:
    """Whether an address may be told by these words: by its house number, or by a street's name at a corner.

    To take addresses apart takes a hundred times as long as this look at them.
    """
    house, _, _ = address.partition(" ")
    if house.isdigit():
        return house in words
    names = [each for each in words_in(address) if len(each) > _ENDING]
    return not names or any(each in words for each in names)


def about(line: str, named: Collection[str], candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The problems a line may be about: those whose number stands in it, else those whose place does.

    ``named`` are the city's numbers in the line. Of several at one place, those that were asked about.
    """
    ours = numbers_in(line)
    found = [each for each in candidates if each.is_named(ours, named)] if ours or named else []
    if found:
        return tuple(found)
    words = words_in(line)
    near = [each for each in candidates if each.place is not None and each.place.words <= words]
    asked = [each for each in near if each.asked]
    return tuple(asked or near)

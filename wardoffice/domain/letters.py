"""The same letter from many: letters that say nearly the same, whoever signed them.

Compared by the runs of three words they share (Broder, On the resemblance and containment of documents,
1997). A few of each letter's runs, those with the smallest hashes, are its marks: letters that are alike
share some.
"""

import re
from dataclasses import dataclass
from zlib import crc32

from wardoffice.domain.letter_bodies import at_my_door, body_of
from wardoffice.domain.letter_places import names_other_place

_LEAST_WORDS = 25
"""Shorter ones are alike by chance: "there is a pothole in front of my house"."""
_LONGEST = 20_000  # letters that are compared
_RUN = 3
_MARKS = 12
_ALIKE = 0.8
_WITH_A_WORD_OF_ITS_OWN = 0.6
"""Of all runs of both: many add a sentence of their own to what they were asked to send."""
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\b(?!(?:19|20)\d\d\b(?! (?:block\b|[nsew]\b|north|south|east|west)))\d{3,5}\b")
"""Of a house, a block, a bill; a year is none, but where a street follows it."""
_TYPES = r"(?:ave|avenue|st|street|blvd|boulevard|rd|road|dr|drive|pl|place|ct|court|ln|lane|pkwy|parkway)"
_STREET = re.compile(rf"([^\W_]+) {_TYPES}\b")
_CORNER = re.compile(
    r"(?:corner of|intersection of|between|esquina (?:de|con)|entre|rogu|skrzyzowani\w+|miedzy)"
    r" ((?:[^\W_]+ ){1,3}(?:and|&|/|at|y|con|i|z) [^\W_]+)"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says, without greeting and signature: its words, their runs, numbers and streets.

    ``at_door``: what it is about lies at the home of whoever wrote it.
    """

    runs: frozenset[str]
    numbers: frozenset[str]
    streets: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    at_door: bool = False

    @property
    def marks(self) -> tuple[int, ...]:
        """The same of equal letters on every machine; alike ones share some."""
        return tuple(sorted({crc32(run.encode()) for run in self.runs})[:_MARKS])

    def is_like(self, other: "Letter") -> bool:
        """Whether both say nearly the same of one matter.

        Another number, street or place is another matter: a house, a bill, a park. So is what two people say
        of their own doors, where neither tells a number.
        """
        if self.numbers != other.numbers or (self.at_door and other.at_door and not self.numbers):
            return False
        if not (self.streets <= other.streets or other.streets <= self.streets):
            return False
        both = len(self.runs & other.runs)
        alike = both >= _ALIKE * min(len(self.runs), len(other.runs)) and (
            both >= _WITH_A_WORD_OF_ITS_OWN * len(self.runs | other.runs)
        )
        return alike and not names_other_place(self.words, other.words)


def letter_of(said: str) -> Letter | None:
    """The letter in what somebody wrote; None for one too short to be told from others."""
    body = body_of(said[:_LONGEST])
    words = _WORD.findall(body)
    if len(words) < _LEAST_WORDS:
        return None
    runs = frozenset(" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    streets = {found[1] for found in _STREET.finditer(body)} | {found[1] for found in _CORNER.finditer(body)}
    return Letter(
        runs, frozenset(_NUMBER.findall(body)), frozenset(streets), tuple(words), at_door=at_my_door(body)
    )

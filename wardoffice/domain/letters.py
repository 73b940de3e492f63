"""The same letter from many: letters that say nearly the same, whoever signed them.

Compared by the runs of three words they share (Broder, On the resemblance and containment of documents,
1997). A few of each letter's runs, those with the smallest hashes, are its marks: letters that are alike
share some.
"""

import re
from dataclasses import dataclass
from zlib import crc32

from wardoffice.domain.service_families import fold

_LEAST_WORDS = 25
"""Shorter ones are alike by chance: "there is a pothole in front of my house"."""
_LONGEST = 20_000  # letters that are compared
_RUN = 3
_MARKS = 12
_ALIKE = 0.8
_GREETING = re.compile(
    r"\A\s*(?:dear|hello|hi|good \w+|estimad\w+|hola|buen\w+|szanown\w+|dzien dobry)\b[^\n]*\n"
)
_CLOSING = re.compile(
    r"\n\s*(?:sincerely|respectfully|(?:kind |best |warm )?regards|best|yours|thank you|thanks|cordially"
    r"|atentamente|saludos|gracias|cordialmente|respetuosamente"
    r"|z powazaniem|pozdrawiam|z wyrazami|dziekuje)\b[^\n]{0,40}(?:\n.*)?\Z",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\b\d{3,5}\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says, without greeting and signature: its runs of words, and the numbers in it."""

    runs: frozenset[str]
    numbers: frozenset[str]

    @property
    def marks(self) -> tuple[int, ...]:
        """The same of equal letters on every machine; alike ones share some."""
        return tuple(sorted({crc32(run.encode()) for run in self.runs})[:_MARKS])

    def is_like(self, other: "Letter") -> bool:
        """Whether both say nearly the same. Other numbers are another matter: a house, a bill."""
        both = len(self.runs & other.runs)
        return self.numbers == other.numbers and both >= _ALIKE * len(self.runs | other.runs)


def letter_of(said: str) -> Letter | None:
    """The letter in what somebody wrote; None for one too short to be told from others."""
    body = _CLOSING.sub("", _GREETING.sub("", fold(said[:_LONGEST])))
    words = _WORD.findall(body)
    if len(words) < _LEAST_WORDS:
        return None
    runs = frozenset(" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return Letter(runs, frozenset(_NUMBER.findall(body)))

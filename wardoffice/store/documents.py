"""What the words of a case are found by: one document of plain tokens for each root.

Both databases get the same tokens (lower case, no accents, letters and digits only), so that both find the
same. Numbers stand in a document twice, as they are written and in one piece, so that a phone number or an SR
number is found however it is typed. Who told of it, and numbers, stand in it once more behind a mark, for
``from:`` and ``number:``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wardoffice.domain.plain_words import number_pieces, plain_words
from wardoffice.domain.tracking_numbers import plain_signs

LONGEST_WORD = 100
_LONGEST = 50_000
_LEAST_NAME = 3

PERSON_MARK = "qfromq"
NUMBER_MARK = "qnumberq"
"""Beginnings of tokens that no word of a person has."""

_PARTED = r"[\s./_-]"
_EXTENSION = r"(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})"
_PHONE = re.compile(
    rf"(?<![\w-])(?:(?:\+|00)?1{_PARTED}*)?(?:\((\d{{3}})\)|(\d{{3}})){_PARTED}*(\d{{3}}){_PARTED}*(\d{{4}})"
    rf"(?={_EXTENSION}|(?![\w-]))",
    re.ASCII | re.IGNORECASE,
)
_BESIDE_PHONE = re.compile(
    rf"\b(?:tel|cell|phone|mobile):\s*(?=\d{{10}})|(?<=\d{{10}}){_EXTENSION}(?!\w)", re.ASCII | re.IGNORECASE
)
_DIGIT = re.compile(r"\d", re.ASCII)
_SHORT_PHONE = re.compile(rf"(?<![\w-])(\d{{3}}){_PARTED}(\d{{4}})(?![\w-])", re.ASCII)


@dataclass(slots=True)
class Told:
    """What was said of one problem; ``people`` are names, mail addresses and phone numbers of who told."""

    words: list[str | None] = field(default_factory=list)
    numbers: list[str | None] = field(default_factory=list)
    addresses: list[str | None] = field(default_factory=list)
    people: list[str | None] = field(default_factory=list)

    def document(self) -> str:
        """The tokens, parted by blanks; where they are too many, the last of the words are cut off."""
        numbers, people, words = _given(self.numbers), _given(self.people), _given(self.words)
        whole = [each for number in numbers for each in number_pieces(number)]
        called = [each for said in people for each in phones(said)]
        told = dict.fromkeys((*plain_words(" ".join(people)).split(), *called))
        said = plain_words(" ".join((*numbers, *_given(self.addresses), *people)))
        marked = [*(NUMBER_MARK + each for each in whole), *(PERSON_MARK + each for each in told)]
        in_words = [each for said in words for each in phones(said)]
        joined = dict.fromkeys((*whole, *called, *in_words))
        return _cut(" ".join((said, *joined, *marked, plain_words(" ".join(words)))))

    def names(self) -> set[str]:
        """The words of streets and people in it, for which slips of the pen are forgiven."""
        said = plain_words(" ".join((*_given(self.addresses), *_given(self.people))))
        return {each[:LONGEST_WORD] for each in said.split() if len(each) >= _LEAST_NAME and each.isalpha()}


def phones(said: str) -> Iterator[str]:
    """The digits of American phone numbers in the words: all ten, and the seven without the area code."""
    if not _DIGIT.search(said):  # as most: the expressions below try every letter
        return
    written = plain_signs(said)
    for found in _PHONE.finditer(written):
        area, local = found[1] or found[2], found[3] + found[4]
        yield area + local
        yield local
    for found in _SHORT_PHONE.finditer(written):
        yield found[1] + found[2]


def with_whole_phones(said: str) -> str:
    """The words of a question with each phone number in one piece, as documents have it.

    What stands around one, an extension or ``tel:``, is left out: few write it down.
    """
    whole = _PHONE.sub(lambda found: f"{found[1] or found[2]}{found[3]}{found[4]}", plain_signs(said))
    whole = _BESIDE_PHONE.sub("", whole)
    return _SHORT_PHONE.sub(lambda found: found[1] + found[2], whole)


def _given(said: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in said if each))


def _cut(document: str) -> str:
    if len(document) <= _LONGEST:
        return document
    return document[:_LONGEST].rpartition(" ")[0]

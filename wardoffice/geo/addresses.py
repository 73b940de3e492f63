"""Addresses made comparable: two spellings of one address get the same form.

Street types and directions are shortened as the postal service does (:mod:`wardoffice.domain.street_words`).
"""

import re
import unicodedata

from wardoffice.domain.street_words import DIRECTIONS, TYPES

_SHORT_DIRECTIONS = frozenset(DIRECTIONS.values())
_MOST_PASSES = 20  # a pass may lay bare another tail: UNIT 3 after a ZIP code; two are usual
STREET_TYPES = frozenset(TYPES.values())
"""Street types as this module shortens them."""
_ODD = re.compile(r"[^\w\s#&@/,.-]|_")
_MARKS = re.compile(r"[^\w\s/-]")
_UNIT = re.compile(
    r"[\s,]+(?:"
    r"(?:APARTMENT|APT|UNIT|SUITE|STE|FLOOR|FLR|FL|ROOM|RM|PENTHOUSE|PH)\b\.?\s*#?\s*(?:[A-Z]?-?[0-9]+[A-Z]?|[A-Z])"
    r"|#\s*[A-Z0-9-]+"
    r"|[0-9]{1,3}(?:ST|ND|RD|TH)\s+(?:FLOOR|FLR|FL)\b\.?"
    r"|(?:REAR|BASEMENT|BSMT|PENTHOUSE)\b\.?"
    r")(?=\s*(?:,|$))"
)
_TAIL = re.compile(
    r"[\s,]+(?:U\.?S\.?A\.?|UNITED STATES(?: OF AMERICA)?|[0-9]{5}(?:-[0-9]{4})?|IL\.?|ILL\.?|ILLINOIS)\s*$"
)
_CROSSING = re.compile(r"\s*(?:&|@|(?<![0-9])/|/(?![0-9])|\bAND\b|\bAT\b)\s*")
_FRONT = re.compile(r"^(?:THE\s+)?(?:INTERSECTION|CORNER)\s+OF\s+|^NEAR\s+")
_THOUSANDS = re.compile(r"^([1-9][0-9]?),([0-9]{3})(?![0-9,])")
_GLUED = re.compile(r"^([0-9]{2,5})([NSEW])\.?\s+(?!(?:[NSEW]|NORTH|SOUTH|EAST|WEST)\b)")
_NUMBER = re.compile(r"^0*([0-9]+[A-Z]?)(?:\s*-\s*0*([0-9]+[A-Z]?))?(?:\s+1/2)?\b")


def normalise(address: str, city: str = "Chicago") -> str:
    """The comparable form of an address: ``4853 S WOOD ST``, ``828-848 N WASHTENAW AVE``.

    Upper case, directions and street types shortened, punctuation gone; unit, city, state and ZIP code
    dropped.
    The streets of a crossing are put in alphabetic order: ``S WOOD ST & W 47TH ST``. Nothing is looked up and
    nothing added: an address without a street type stays without. Normalising twice changes nothing.
    """
    written = unicodedata.normalize("NFKC", address).upper()
    for _ in range(_MOST_PASSES):
        shorter = _once(written, city.upper())
        if shorter == written:
            break
        written = shorter
    return written


def unit_of(address: str) -> str:
    """The flat of an address as written, upper case: ``APT 2``; empty where it names none."""
    written = " ".join(unicodedata.normalize("NFKC", address).upper().split())
    found = _UNIT.search(written)
    return " ".join(_MARKS.sub(" ", found.group()).split()) if found else ""


def _once(written: str, city: str) -> str:
    written = _without_tail(" ".join(_ODD.sub("", written).split()), city)
    streets = {street for part in _CROSSING.split(written) if (street := _street(part))}
    return " & ".join(sorted(streets))


def _without_tail(written: str, city: str) -> str:
    """Drop country, ZIP code, state, city and unit, however many there are and in whatever order."""
    ending = re.compile(rf"(?:[\s,]+|^){re.escape(city)}\s*$")
    while True:
        shorter = ending.sub("", _TAIL.sub("", _UNIT.sub("", _FRONT.sub("", written)))).rstrip(" ,.")
        if shorter == written:
            return written
        written = shorter


def _street(part: str) -> str:
    part = _GLUED.sub(r"\1 \2 ", _THOUSANDS.sub(r"\1\2", part.strip()))
    words = _MARKS.sub("", part.replace(",", " ")).split()
    short = [DIRECTIONS[word] if _is_direction(words, index) else word for index, word in enumerate(words)]
    if len(short) > 2 and short[-1] in _SHORT_DIRECTIONS:  # noqa: PLR2004 - number or name, type, direction
        short[-2] = TYPES.get(short[-2], short[-2])
    elif len(short) > 1:
        short[-1] = TYPES.get(short[-1], short[-1])
    return _NUMBER.sub(_house_number, " ".join(short), count=1)


def _is_direction(words: list[str], index: int) -> bool:
    """Whether NORTH is the direction of a street here, and not its name (NORTH AVE, WEST NORTH AVENUE)."""
    if words[index] not in DIRECTIONS:
        return False
    rest = words[index + 1 :]
    if not rest:
        return index > 1 and _is_type(words[index - 1])
    return not (len(rest) == 1 and _is_type(rest[0]))


def _is_type(word: str) -> bool:
    return word in TYPES or word in STREET_TYPES


def _house_number(found: re.Match[str]) -> str:
    first, last = found[1], found[2]
    return f"{first}-{last}" if last and last != first else first

"""Whether a request in the city's list may be the one the office sent: rule 3 of filing (ARCHITECTURE).

By place where both have a point. What was sent by its address alone, or is told without a point, is known
again by the words of its address, and by its own words where one of the two names no address. Type and time
are the asker's to compare. What fits is only "probably ours": a person parts it with one key (P5).
"""

from dataclasses import dataclass

from wardoffice.domain.closings import plain
from wardoffice.domain.places import Point, metres_between

OURS_METRES = 30.0
_TELLING_LETTERS = 20
"""Fewer are said of many requests: "Pothole", "Light is out"."""

_AND = "&"
_LEAST_WORDS = 2
"""A house number and its street, or the two streets of a corner."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What a request may be known again by; ``address`` is in its comparable form, all may be empty."""

    point: Point | None
    address: str = ""
    words: str = ""


def may_be_one(sent: Traces, told: Traces) -> bool:
    """Whether what was sent and what the city tells may be one request."""
    if sent.point is not None and told.point is not None:
        return metres_between(sent.point, told.point) <= OURS_METRES
    if sent.address and told.address:
        return _same_address(sent.address, told.address)
    return _same_words(sent.words, told.words)


def _same_address(one: str, other: str) -> bool:
    """The same house or corner, where one may lack a direction or a street type."""
    first, second = set(one.split()) - {_AND}, set(other.split()) - {_AND}
    fewer, more = sorted((first, second), key=len)
    same_front = _AND in one or one.split(maxsplit=1)[:1] == other.split(maxsplit=1)[:1]
    return (_AND in one) == (_AND in other) and same_front and len(fewer) >= _LEAST_WORDS and fewer <= more


def _same_words(one: str, other: str) -> bool:
    """One holds all of the other: cities cut a description short, and add a line of their own."""
    fewer, more = sorted((plain(one), plain(other)), key=len)
    return len(fewer) >= _TELLING_LETTERS and fewer in more

"""Several problems in one mail: which words, place and photos belong to each. Only proposed: P5.

A text comes apart into its list items, else the lines of a list of addresses, else its paragraphs, else its
sentences. A new problem begins where another place is named, where a list item or paragraph tells of another
kind, or a sentence does that says "also". What stands above a list is true of each of its items.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto, unique

from wardoffice.domain.cases import SplitPart
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_families import fold

MOST_PARTS = 30
_NEAR_METRES = 80.0
"""A photo is of the problem whose place it was taken this near to."""
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.):]|[-*\u2022\u2013\u2014])\s+", re.MULTILINE)
_ADDRESS_LINE = re.compile(
    r"[ \t]*(?:\d{2,5}[A-Za-z]?[ \t]+[^\W\d_].{2,120}"
    r"|[A-Z][\w.']+(?: [A-Z][\w.']+)?[ \t]+(?:&|and|at|y|i)[ \t]+[A-Z].{2,120})"
)
"""A line that begins with a house and its street, or names a corner."""
_LEAST_LINES = 3
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|\n")
_ALSO = re.compile(
    r"\b(?:also|another|additionally|in addition|besides|second(?:ly)?|finally|on top of that"
    r"|tambien|ademas|otro|otra|por otra parte|por ultimo"
    r"|takze|rowniez|ponadto|poza tym|oprocz tego|druga sprawa)\b"
)
_SAME = re.compile(
    r"\b(?:same|also|too|likewise|another|mismo|misma|igual|tambien|to samo|tak samo|rowniez|takze)\b"
)
_LEAST_WORDS = 2


@unique
class Parting(Enum):
    """By what a text came apart."""

    ITEMS = auto()
    PARAGRAPHS = auto()
    SENTENCES = auto()


@dataclass(frozen=True, slots=True)
class Telling:
    """A piece of a text with the place (an address, and its point where known) and kind it tells of."""

    words: str
    address: str = ""
    point: Point | None = None
    family: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class SplitProposal:
    """The parts a request may be split into, and why in a sentence."""

    request_id: int
    parts: tuple[SplitPart, ...]
    reason: str


def pieces(said: str) -> tuple[Parting, tuple[str, ...]]:
    """A text in pieces, in the way that fits it best."""
    starts = [each.start() for each in _ITEM.finditer(said)]
    if len(starts) > 1:
        ends = [*starts[1:], len(said)]
        items = [_ITEM.sub("", said[start:end], count=1) for start, end in zip(starts, ends, strict=True)]
        # What follows the last item after an empty line is a good-bye, and none of it.
        items[-1] = _PARAGRAPH.split(items[-1])[0]
        return Parting.ITEMS, _with_words(items)
    lines = _address_lines(said)[1]
    if lines:
        return Parting.ITEMS, _with_words(lines)
    paragraphs = _with_words(_PARAGRAPH.split(said))
    if len(paragraphs) > 1:
        return Parting.PARAGRAPHS, paragraphs
    return Parting.SENTENCES, _with_words(_SENTENCE.split(said))


def heading(said: str) -> str:
    """The sentence right above a list ("Potholes at these addresses:"), "" where there is no list."""
    first = _ITEM.search(said)
    above = said[: first.start()] if first is not None and len(_ITEM.findall(said)) > 1 else ""
    sentences = _with_words(_SENTENCE.split(above or _address_lines(said)[0]))
    return sentences[-1].rstrip(":-\u2013\u2014 ") if sentences else ""


def under_heading(head: Telling, items: Sequence[Telling]) -> tuple[Telling, ...]:
    """The items of a list with the kind that its heading tells of, where they name a place and no kind."""
    if not head.family or head.address:
        return tuple(items)
    return tuple(
        replace(each, words=f"{head.words}: {each.words}", family=head.family, service_code=head.service_code)
        if each.address and not each.family
        else each
        for each in items
    )


def problems_of(parting: Parting, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """The pieces put together into problems, in their order; fewer than two where it is only one."""
    found: list[Telling] = []
    for each in tellings:
        if not each.address and not each.family:
            if found:  # before the first it is a greeting
                found[-1] = _joined(found[-1], each)
        elif found and not _begins_another(parting, found[-1], each):
            found[-1] = _joined(found[-1], each)
        elif found and not each.family and _SAME.search(fold(each.words)):
            found.append(replace(each, family=found[-1].family, service_code=found[-1].service_code))
        else:
            found.append(each)
    # A place alone, outside a list, is where somebody lives who signs with it.
    told = [each for each in found if each.family or parting is Parting.ITEMS]
    return tuple(told[:MOST_PARTS])


def deal_photos(
    photos: Sequence[tuple[int, Point | None]], parts: Sequence[Telling]
) -> tuple[tuple[int, ...], ...]:
    """Which photos (ids with where they were taken) show which part.

    Those taken near its place; the others in their order, where there is one for each part that has none.
    What cannot be dealt out stays with no part.
    """
    dealt: list[list[int]] = [[] for _ in parts]
    left = []
    for photo, point in photos:
        near = _nearest(point, parts)
        if near is None:
            left.append(photo)
        else:
            dealt[near].append(photo)
    without = [each for each in dealt if not each]
    if len(left) == len(without):
        for photo, part in zip(left, without, strict=True):
            part.append(photo)
    return tuple(tuple(each) for each in dealt)


def _address_lines(said: str) -> tuple[str, list[str]]:
    """What stands above the longest list of addresses, one a line, and its lines; none where it is short."""
    lines = [each for each in said.splitlines() if each.strip()]
    best, run = range(0), range(0)
    for at, each in enumerate(lines):
        run = range(run.start if run else at, at + 1) if _ADDRESS_LINE.fullmatch(each) else range(0)
        best = max(best, run, key=len)
    if len(best) < _LEAST_LINES:
        return "", []
    return "\n".join(lines[: best.start]), [lines[at] for at in best]


def _begins_another(parting: Parting, before: Telling, each: Telling) -> bool:
    if each.address and before.address and each.address != before.address:
        return True
    if not each.family or not before.family or each.family == before.family:
        # The same kind without another place is more of the same; a list is written to tell things apart.
        return parting is Parting.ITEMS and bool(each.address) and each.address != before.address
    return parting is not Parting.SENTENCES or _ALSO.search(fold(each.words)) is not None


def _joined(before: Telling, each: Telling) -> Telling:
    return replace(
        before,
        words=f"{before.words}\n{each.words}",
        address=before.address or each.address,
        point=before.point if before.address else each.point,
        family=before.family or each.family,
        service_code=before.service_code if before.family else each.service_code,
    )


def _nearest(point: Point | None, parts: Sequence[Telling]) -> int | None:
    if point is None:
        return None
    away = [
        (metres_between(point, part.point), at) for at, part in enumerate(parts) if part.point is not None
    ]
    metres, at = min(away, default=(_NEAR_METRES + 1, 0))
    return at if metres <= _NEAR_METRES else None


def _with_words(found: Sequence[str]) -> tuple[str, ...]:
    stripped = (each.strip() for each in found)
    return tuple(each for each in stripped if len(each.split()) >= _LEAST_WORDS)

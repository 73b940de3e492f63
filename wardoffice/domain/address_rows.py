"""Finds the sentences that tell of the same at several addresses in a row."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wardoffice.domain.text_parting import ITEM_MARK, Piece, PlacedPiece, heads_of

_LEAST = 3
_AND = r"(?:and|also|plus|or|as well as|y|e|o|i|oraz)\b|[&+]"
_AT = r"(?:at|on|in|en|na|przy|in front of|outside|the)\b"
_CITY = r",\s*[A-Z][a-z]+(?:,?\s*[A-Z]{2}\b\.?(?:\s+\d{5})?)?"
_GAP = re.compile(
    rf"""\.?(?:{_CITY})?
    (?:\s*\([^()]{{1,80}}\))?(?P<remark>(?:\s+(?!(?:{_AND})\s)[^\s,;.!?()]+){{0,4}})
    \s*(?:[,;]\s*(?:{_AND})?|(?:{_AND}))
    (?P<lead>[^.;!?]*)""",
    re.VERBOSE,
)
"""From one address to the next: a remark, what joins the two, and what leads to the second."""
_PLAIN_LEAD = re.compile(rf"\s*(?:(?:{_AND}|{_AT})\s*)*")
_LEADS = re.compile(rf"(?:{_AT}|[:\u2013\u2014-])\s*$")
_MOST_LEAD = 60
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_BEGINS = re.compile(rf"[.!?]\s+(?=[^\W\d_a-z])|\n\s*\n|\n(?=[A-Z])|^[ \t]*{ITEM_MARK}\s+", re.MULTILINE)
_ENDS = re.compile(rf"[.!?](?:\s|$)|\n\s*\n|\n(?=[ \t]*{ITEM_MARK}\s)|\n(?=[A-Z])|\Z")
_OF_ONE_PLACE = re.compile(
    r"\b(?:between|from|entre|desde|mi\u0119dzy|od"
    r"|(?:neighbou?rs?|residents?|tenants?|owners?|people|friends?|live|lives|own|vecinos|s\u0105siedzi)(?:\s+\w+){0,2})\s*$",
    re.IGNORECASE,
)
"""Before addresses that say where people live, or how far one problem reaches."""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A sentence that is a row of addresses, from ``start`` to ``end``: each with what is said of it."""

    start: int
    end: int
    items: tuple[PlacedPiece, ...]


def address_rows(
    said: str, named: Sequence[tuple[int, int]], tells: Callable[[str], bool]
) -> tuple[AddressRow, ...]:
    """The sentences that tell of the same at three addresses at least, and name no other.

    ``named``: where each address of the text begins and ends, in its order; ``tells``: whether words tell of
    a kind of problem. A sentence that names another address besides is no row: who says where they live, or
    between which houses it is, tells of one place.
    """
    found = []
    for row in _rows(said, named, tells):
        if len(row) < _LEAST:
            continue
        start = max((each.end() for each in _BEGINS.finditer(said, 0, row[0][0])), default=0)
        stop = _ENDS.search(said, row[-1][1])
        end = stop.start() if stop else len(said)
        inside = [each for each in named if start <= each[0] < end]
        if len(inside) != len(row) or _OF_ONE_PLACE.search(said[start : row[0][0]]):
            continue
        items = tuple(_items(said, row, (start, end), tells))
        if items:
            found.append(AddressRow(start, end, items))
    return tuple(found)


def _rows(
    said: str, named: Iterable[tuple[int, int]], tells: Callable[[str], bool]
) -> list[list[tuple[int, int]]]:
    rows: list[list[tuple[int, int]]] = []
    for each in named:
        if rows and _joined(said[rows[-1][-1][1] : each[0]], tells):
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _joined(gap: str, tells: Callable[[str], bool]) -> bool:
    parts = _GAP.fullmatch(gap)
    if parts is None or _EMPTY_LINE.search(gap):
        return False
    lead = parts["lead"]
    return _PLAIN_LEAD.fullmatch(lead) is not None or _is_head(lead, tells)


def _is_head(lead: str, tells: Callable[[str], bool]) -> bool:
    return len(lead) <= _MOST_LEAD and _LEADS.search(lead) is not None and tells(lead)


def _items(
    said: str,
    row: Sequence[tuple[int, int]],
    sentence: tuple[int, int],
    tells: Callable[[str], bool],
) -> Iterable[PlacedPiece]:
    """Each address with its remark under what leads to it; none where no kind is told of."""
    start, end = sentence
    before, after = said[start : row[0][0]].strip(), said[row[-1][1] : end].strip(" .,;")
    told_before = tells(before)
    heads = heads_of(before) if told_before else (" \u2026 ".join(filter(None, (before, after))),)
    if not any(map(tells, heads)):
        heads = heads_of(said[:start])
    if not any(map(tells, heads)):
        return
    for (begin, stop), (following, _) in pairwise([*row, (end, end)]):
        gap = _GAP.fullmatch(said[stop:following])
        until = following if told_before else stop
        if gap and begin != row[-1][0]:
            until = stop + gap.end("remark")
        yield PlacedPiece(begin, Piece(said[begin:until].strip(" .,;\n"), True, heads))
        if gap and _is_head(gap["lead"], tells):
            heads = heads_of(gap["lead"])

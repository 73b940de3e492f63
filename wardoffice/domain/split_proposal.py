"""Several problems in one mail: which words, place and photos belong to each. Only proposed: P5.

A new problem begins where another place is named, where a list item or paragraph tells of another kind, or a
sentence does that says "also". What stands above a list is true of each of its items.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wardoffice.domain.cases import SplitPart
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_families import fold
from wardoffice.domain.text_parting import Parting, says_same

MOST_PARTS = 30
"""The window makes a card for each at once: twice as many keep it for a third of a second."""

_NEAR_METRES = 80.0
"""A photo is of the problem whose place it was taken this near to."""
_ALSO = re.compile(
    r"\b(?:also|another|additionally|in addition|besides|second(?:ly)?|finally|on top of that"
    r"|tambien|ademas|otro|otra|por otra parte|por ultimo"
    r"|takze|rowniez|ponadto|poza tym|oprocz tego|druga sprawa)\b"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A piece of a text with the place (an address, and its point where known) and kind it tells of.

    ``listed``: whether it is an item of a list.
    """

    words: str
    address: str = ""
    point: Point | None = None
    family: str = ""
    service_code: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class SplitProposal:
    """The parts a request may be split into, and why in a sentence."""

    request_id: int
    parts: tuple[SplitPart, ...]
    reason: str


def under_heading(heads: Sequence[Telling], item: Telling) -> Telling:
    """An item of a list with the kind that a heading of it tells of, where it names a place and no kind.

    Of the ``heads``, the nearest first, the first counts that tells of a kind and names no place itself.
    """
    head = next((each for each in heads if each.family and not each.address), None)
    if head is None or item.family or not item.address:
        return item
    words = f"{head.words}: {item.words}"
    return replace(item, words=words, family=head.family, service_code=head.service_code)


def problems_of(parting: Parting, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """The pieces put together into problems, in their order; fewer than two where it is only one."""
    found: list[Telling] = []
    for each in tellings:
        if parting is Parting.ITEMS and not each.listed:
            if each.address and each.family:  # else it only leads to the list, or is a good-bye
                found.append(each)
        elif not each.address and not each.family:
            if found:  # before the first it is a greeting
                found[-1] = _joined(found[-1], each)
        elif found and not _begins_another(parting, found[-1], each):
            found[-1] = _joined(found[-1], each)
        elif found and not each.family and says_same(each.words):
            found.append(replace(each, family=found[-1].family, service_code=found[-1].service_code))
        else:
            found.append(each)
    # A place alone, outside a list, is where somebody lives who signs with it.
    return tuple(each for each in found if each.family or parting is Parting.ITEMS)


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

"""What is compared of two cases that may be one problem: the facts, and the features they are weighed by."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log1p

from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.telling_words import telling_words

NEAR_METRES = 60.0
"""How far apart two tellings of one problem may lie where their kind of problem says nothing of it."""

CORNER_METRES = 110.0
"""How far from a corner a house of one of its streets may lie: who names a corner means an end of the block,
and half a Chicago block is 100 m."""

WINDOW_DAYS = 60.0
"""How long after its end a problem may be told again where its kind says nothing of it."""

WORDS_COUNTED = 4
_NEVER = datetime.max.replace(tzinfo=UTC)
_SAID_ENOUGH = 3
_DAYS_AFTER = (2, 7, 14)
_HOUSE, _CORNER = "house", "corner"
_HOUSE_NUMBER = re.compile(r"^\d+[A-Z]?(?:-\d+[A-Z]?)?\s")


@dataclass(frozen=True, slots=True)
class Telling:
    """What is compared of a case.

    ``address`` is normalised and ``unit`` its flat; ``family`` is the kind of problem its type or its words
    say and ``kin`` the kinds that are told for it, ``people`` the ids of those who told it. ``words`` is what
    was written, ``named`` what its type is called, which nobody need have said.
    ``opened_at`` is aware; its calendar day is that of the zone it carries. ``closed_at`` is when it was
    over, None while it is open; ``finished`` whether it was the office that was done with it.
    ``metres`` and ``days`` are how far apart, and how long after its end, such a problem may be told again.
    ``one_of_several``: the case tells of other problems too, at places of their own.
    """

    case_id: int
    point: Point | None
    address: str
    opened_at: datetime
    closed_at: datetime | None = None
    unit: str = ""
    service_code: str = ""
    family: str = ""
    words: str = ""
    people: frozenset[int] = frozenset()
    finished: bool = False
    metres: float = NEAR_METRES
    days: float = WINDOW_DAYS
    one_of_several: bool = False
    named: str = ""
    kin: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """The facts of two tellings that could be one problem; ``metres`` None where a place is not known.

    ``reach`` is how far apart their kind may lie, in metres. ``corner_and_house``: one is a corner and the
    other a house in one of its streets. ``days`` lie between both, ``calendar_days`` by the calendar;
    ``days_closed`` is how long the first was over when the second came, and None while it was open.
    ``same_kind`` and ``other_kind`` go by the types, and by the words of what has none; neither holds where
    no kind is known. ``kin``: of another kind, under which people tell the same.
    """

    metres: float | None
    same_address: bool
    other_address: bool
    corner_and_house: bool
    other_unit: bool
    days: float
    days_closed: float | None
    same_type: bool
    same_kind: bool
    other_kind: bool
    shared_words: frozenset[str]
    words_apart: bool
    same_person: bool
    other_person: bool = False
    other_type: bool = False
    kin: bool = False
    reach: float = NEAR_METRES
    calendar_days: int = 0
    ended_by_us: bool = False

    @property
    def features(self) -> dict[str, float]:
        """The pair in numbers, by the names under which the model keeps their weights."""
        # Who names a corner does not say how far from it.
        told = self.same_address or self.corner_and_house
        apart = 0.0 if told else self.metres if self.metres is not None else self.reach
        said = {
            "same_address": float(self.same_address),
            "other_address": float(self.other_address),
            "corner_and_house": float(self.corner_and_house),
            "other_unit": float(self.other_unit),
            "metres": min(apart / self.reach, 1.0),
            "days": log1p(self.days),
            "other_kind": float(self.other_kind),
            "same_address_and_kind": float(self.same_address and self.same_kind),
            "shared_words": float(min(len(self.shared_words), WORDS_COUNTED)),
            "words_apart": float(self.words_apart),
            "same_person": float(self.same_person),
        }
        return said | {f"over_{days}_days": float(self.days >= days + 0.5) for days in _DAYS_AFTER}


FEATURES = (
    "same_address",
    "other_address",
    "corner_and_house",
    "other_unit",
    "metres",
    "days",
    "over_2_days",
    "over_7_days",
    "over_14_days",
    "other_kind",
    "same_address_and_kind",
    "shared_words",
    "words_apart",
    "same_person",
)
"""The names of the features, each of which has its weight."""


def describe(one: Telling, other: Telling) -> Pair | None:
    """The facts of two tellings; None where they are too far apart in place or in time to be looked at."""
    first, second = sorted((one, other), key=_told_first)
    same_address = bool(first.address) and first.address == second.address
    families = bool(first.family) and bool(second.family)
    same_type = bool(first.service_code) and first.service_code == second.service_code
    same_kind = same_type or (families and first.family == second.family)
    metres = metres_between(first.point, second.point) if first.point and second.point else None
    reach = _reach(first, second, same_kind=same_kind)
    over = days_between(first.closed_at, second.opened_at) if first.closed_at else 0.0
    if not (same_address or (metres is not None and metres <= reach)) or over > max(first.days, second.days):
        return None
    forms = {_form(each.address) for each in (first, second)}
    said = [telling_words(each.words) - telling_words(each.address) for each in (first, second)]
    shared = said[0] & said[1]
    return Pair(
        metres=metres,
        same_address=same_address,
        other_address=not same_address and len(forms) == 1 and "" not in forms,
        corner_and_house=_is_at_corner(first, second) or _is_at_corner(second, first),
        other_unit=bool(first.unit) and bool(second.unit) and first.unit != second.unit,
        days=days_between(first.opened_at, second.opened_at),
        days_closed=over if over > 0 else None,
        same_type=same_type,
        same_kind=same_kind,
        other_kind=families and first.family != second.family,
        shared_words=shared,
        words_apart=not shared and all(len(each) >= _SAID_ENOUGH for each in said),
        same_person=bool(first.people & second.people),
        other_type=bool(first.service_code) and bool(second.service_code) and not same_type,
        other_person=bool(first.people) and bool(second.people) and not first.people & second.people,
        kin=not same_kind and (first.family in second.kin or second.family in first.kin),
        reach=reach,
        calendar_days=(second.opened_at.date() - first.opened_at.date()).days,
        ended_by_us=first.finished,
    )


def is_house(address: str) -> bool:
    """Whether an address, normalised or not, seems to name a house: it begins with a number."""
    return address[:1].isdigit()


def days_between(earlier: datetime, later: datetime) -> float:
    """The days from one moment to another, with their fraction."""
    return (later - earlier).total_seconds() / 86_400


def _told_first(telling: Telling) -> tuple[datetime, datetime]:
    """Of two told at one moment the one that was over first, so that it is one question from either side."""
    return telling.opened_at, telling.closed_at or _NEVER


def _reach(one: Telling, other: Telling, *, same_kind: bool) -> float:
    """How far apart both may lie: as far as their kind reaches, and no farther than usual across kinds."""
    reach = max(one.metres, other.metres)
    if not same_kind:
        reach = min(reach, NEAR_METRES)
    return max(reach, CORNER_METRES) if _is_at_corner(one, other) or _is_at_corner(other, one) else reach


def _is_at_corner(house: Telling, corner: Telling) -> bool:
    """Whether a house stands in one of the streets of a corner."""
    street = _HOUSE_NUMBER.sub("", house.address)
    return street != house.address and street in corner.address.split(" & ")[:2] and " & " in corner.address


def _form(address: str) -> str:
    """Whether a normalised address names a house or a corner; empty for a street alone, or for none."""
    if " & " in address:
        return _CORNER
    return _HOUSE if _HOUSE_NUMBER.match(address) else ""

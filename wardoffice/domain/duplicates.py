"""When two cases may be the same problem, and why in words. Nothing is ever put together by itself (P5).

A pair is described by named features (``describe``); a logistic model weighs them (``DuplicateModel``, its
weights in ``resources/duplicates.toml``). What comes out is a band and its reasons: a probability shown to
people would be read as a promise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from math import exp, log1p

from wardoffice.domain.distances import distance_words
from wardoffice.domain.places import Point, metres_between
from wardoffice.language import plural, text

NEAR_METRES = 60.0
"""How far apart two tellings of one problem may lie where their kind of problem says nothing of it."""

CORNER_METRES = 110.0
"""How far from a corner a house of one of its streets may lie: who names a corner means an end of the block,
and half a Chicago block is 100 m."""

WINDOW_DAYS = 60.0
"""How long after its end a problem may be told again where its kind says nothing of it."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_TELLING_LETTERS = 4
_SHOWN_WORDS = 2
_WORDS_COUNTED = 4
_MOST_OF = {"shared_words": float(_WORDS_COUNTED)}
_ENOUGH_WORDS = ("",) * _WORDS_COUNTED
_WITHOUT_WORDS = 0.2
"""Words and people never make a pair more than five times as likely."""
_SAID_ENOUGH = 3
_FADES_METRES = 10.0
_DAYS_AFTER = (2, 3, 7, 14)
_HOUSE, _CORNER = "house", "corner"
_HOUSE_NUMBER = re.compile(r"^\d+[A-Z]?(?:-\d+[A-Z]?)?\s")
_COMMON = frozenset(
    """
    complaint complaints inspection removal requests about after again along alley already also been
    before being block both call called chicago city could does done dear down every everyone fixed from
    front good hello have hear here home house into just know last like location look near need next
    night office over please problem reported request right road same send service should side since
    some someone still street sure take thank thanks that their them there these they thing this time
    today until very want ward week were what when where which while will with would yesterday your
    avenue
    """.split()  # noqa: SIM905 - words read better as prose than one a line
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is compared of a case.

    ``address`` is normalised and ``unit`` its flat; ``family`` is the kind of problem its type or its words
    say, ``people`` the ids of those who told it. ``closed_at`` is when it was over, None while it is open;
    ``finished`` whether it was the office that was done with it.
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


@dataclass(frozen=True, slots=True)
class Pair:
    """The facts of two tellings that could be one problem; ``metres`` None where a place is not known.

    ``corner_and_house``: one is a corner and the other a house in one of its streets.
    ``days`` are whole days between both; ``days_closed`` how long the first was over when the second came.
    ``same_kind`` and ``other_kind`` go by the types, and by the words of what has none; neither holds where
    no kind is known.
    """

    metres: float | None
    same_address: bool
    other_address: bool
    corner_and_house: bool
    other_unit: bool
    days: int
    days_closed: float
    same_type: bool
    same_kind: bool
    other_kind: bool
    shared_words: tuple[str, ...]
    words_apart: bool
    same_person: bool
    other_person: bool = False
    other_type: bool = False

    @property
    def features(self) -> dict[str, float]:
        """The pair in numbers, by the names under which the model keeps their weights."""
        metres = self.metres if self.metres is not None else NEAR_METRES
        # Who names a corner does not say how far from it.
        told = self.same_address or self.corner_and_house
        apart = 0.0 if told else metres
        said = {
            "same_address": float(self.same_address),
            "other_address": float(self.other_address),
            "corner_and_house": float(self.corner_and_house),
            "other_unit": float(self.other_unit),
            "metres": min(apart, NEAR_METRES) / 10,
            "beside": 0.0 if told else exp(-apart / _FADES_METRES),
            "same_day": float(self.days == 0),
            "days": log1p(self.days),
            "closed": float(self.days_closed > 0),
            "days_closed": log1p(self.days_closed),
            "same_kind": float(self.same_kind),
            "other_kind": float(self.other_kind),
            "same_address_and_kind": float(self.same_address and self.same_kind),
            "shared_words": float(min(len(self.shared_words), _WORDS_COUNTED)),
            "words_apart": float(self.words_apart),
            "same_person": float(self.same_person),
        }
        return said | {f"over_{days}_days": float(self.days > days) for days in _DAYS_AFTER}


FEATURES = (
    "same_address",
    "other_address",
    "corner_and_house",
    "other_unit",
    "metres",
    "beside",
    "same_day",
    "days",
    "over_2_days",
    "over_3_days",
    "over_7_days",
    "over_14_days",
    "closed",
    "days_closed",
    "same_kind",
    "other_kind",
    "same_address_and_kind",
    "shared_words",
    "words_apart",
    "same_person",
)
"""The names of the features, each of which has its weight."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cases are: ``strong`` reads "almost surely the same", else "maybe".

    ``weight`` orders suggestions and is never shown.
    """

    strong: bool
    weight: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class DuplicateModel:
    """A weight for each feature; ``maybe`` and ``strong`` are the probabilities at which the bands begin."""

    intercept: float
    weights: Mapping[str, float]
    maybe: float
    strong: float

    def probability(self, pair: Pair) -> float:
        """How likely both are one problem, 0 to 1."""
        features = pair.features
        z = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))

    @cached_property
    def allows_another_number(self) -> bool:
        """Whether two houses of different numbers could be one problem, whatever else speaks for it."""
        for_it = ("same_day", "same_kind", "shared_words", "same_person")
        best = sum(max(0.0, self.weights[name]) * _MOST_OF.get(name, 1.0) for name in for_it)
        z = self.intercept + self.weights["other_address"] + best + max(0.0, self.weights["beside"])
        return 1 / (1 + exp(-z)) >= self.maybe

    def could_be(self, one: Telling, other: Telling) -> bool:
        """Whether both may be one problem whatever is said of the other, its words and people not read."""
        pair = describe(one, other)
        if pair is None:
            return False
        likely = self.probability(pair)
        if likely >= self.maybe or likely < self.maybe * _WITHOUT_WORDS:
            return likely >= self.maybe
        at_best = replace(pair, shared_words=_ENOUGH_WORDS, words_apart=False, same_person=True)
        return self.probability(at_best) >= self.maybe

    def is_strong(self, pair: Pair) -> bool:
        """Whether both are almost surely one problem: likely, and told as the same kind of problem.

        What stands at the same spot and is of an unknown kind, or by its type of another, may be beside it.
        """
        return pair.same_kind and not pair.other_type and self.probability(pair) >= self.strong

    def compare(self, one: Telling, other: Telling) -> Likeness | None:
        """How likely both tell of the same problem; None where too little speaks for it."""
        pair = describe(one, other)
        if pair is None:
            return None
        likely = self.probability(pair)
        if likely < self.maybe:
            return None
        reasons = _reasons(pair, finished=other.finished)
        if one.one_of_several or other.one_of_several:
            reasons.append(text("told with other problems in one message: split it first"))
        return Likeness(self.is_strong(pair), likely, tuple(reasons))


def describe(one: Telling, other: Telling) -> Pair | None:
    """The facts of two tellings; None where they are too far apart in place or in time to be looked at."""
    first, second = sorted((one, other), key=_told_first)
    same_address = bool(first.address) and first.address == second.address
    families = bool(first.family) and bool(second.family)
    same_type = bool(first.service_code) and first.service_code == second.service_code
    same_kind = same_type or (families and first.family == second.family)
    metres = metres_between(first.point, second.point) if first.point and second.point else None
    near = metres is not None and metres <= _reach(first, second, same_kind=same_kind)
    over = _days(first.closed_at, second.opened_at) if first.closed_at else 0.0
    if not (near or same_address) or over > max(first.days, second.days):
        return None
    forms = {_form(each.address) for each in (first, second)}
    said = [telling_words(each.words) - telling_words(each.address) for each in (first, second)]
    shared = tuple(sorted(said[0] & said[1]))
    return Pair(
        metres=metres,
        same_address=same_address,
        other_address=not same_address and len(forms) == 1 and "" not in forms,
        corner_and_house=_is_at_corner(first, second) or _is_at_corner(second, first),
        other_unit=bool(first.unit) and bool(second.unit) and first.unit != second.unit,
        days=round(_days(first.opened_at, second.opened_at)),
        days_closed=max(over, 0.0),
        same_type=same_type,
        same_kind=same_kind,
        other_kind=families and first.family != second.family,
        shared_words=shared,
        words_apart=not shared and all(len(each) >= _SAID_ENOUGH for each in said),
        same_person=bool(first.people & second.people),
        other_type=bool(first.service_code) and bool(second.service_code) and not same_type,
        other_person=bool(first.people) and bool(second.people) and not first.people & second.people,
    )


@lru_cache(maxsize=4_096)
def telling_words(said: str) -> frozenset[str]:
    """The words that say what the problem is: longer ones that are not in every letter.

    Kept for the next time: one text is compared with all that were told around it.
    """
    words = re.findall(r"[^\W\d_]+", said.casefold())
    return frozenset(word for word in words if len(word) >= _TELLING_LETTERS and word not in _COMMON)


def _told_first(telling: Telling) -> tuple[datetime, datetime]:
    """Of two told at one moment the one that was over first, so that it is one question from either side."""
    return telling.opened_at, telling.closed_at or _NEVER


def is_house(address: str) -> bool:
    """Whether an address, normalised or not, seems to name a house: it begins with a number."""
    return address[:1].isdigit()


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


def _days(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 86_400


def _reasons(pair: Pair, *, finished: bool) -> list[str]:
    reasons = []
    if pair.same_address:
        reasons.append(text("same address"))
    elif pair.metres is not None:
        reasons.append(text("{distance} apart", distance=distance_words(pair.metres)))
    if pair.other_unit:
        reasons.append(text("another unit"))
    reasons.append(
        text("same day") if pair.days < 1 else plural("one day apart", "{count} days apart", pair.days)
    )
    if finished:
        reasons.append(text("we are done with that one"))
    elif pair.days_closed:
        reasons.append(text("311 had closed the first by then"))
    if pair.same_type:
        reasons.append(text("same type"))
    elif pair.same_kind:
        reasons.append(text("same kind of problem"))
    if pair.shared_words:
        quoted = ", ".join(f"“{word}”" for word in pair.shared_words[:_SHOWN_WORDS])
        reasons.append(text("both say {words}", words=quoted))
    return reasons + _who(pair)


def _who(pair: Pair) -> list[str]:
    if pair.same_person:
        return [text("told by the same person")]
    return [text("different senders")] if pair.other_person else []

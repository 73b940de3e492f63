"""When two cases may be the same problem, and why in words. Nothing is ever put together by itself (P5).

A pair is described by named features (``tellings.describe``); a logistic model weighs them
(``DuplicateModel``, its weights in ``resources/duplicates.toml``). What its labels cannot teach is held by
plain rules beside it, none of which says more than "maybe" (``may_be``). What comes out is a band and its
reasons: a probability shown to people would be read as a promise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp

from wardoffice.domain.distances import distance_words
from wardoffice.domain.tellings import WORDS_COUNTED, Pair, Telling, describe
from wardoffice.language import plural, text

NEXT_DOOR_METRES = 15.0
"""How far apart two houses may lie for people to give either number for what lies between them: two lots of a
Chicago block, of 25 feet each."""

NEXT_DOOR_DAYS = 7.0
"""How long after one another two such may be told."""

_LIKE_WORDS = 2
_KIN_DAYS = 30.0
_KIN_BESIDE_METRES = 20.0
_KIN_BESIDE_DAYS = 3.0
_OVER = 3.0
"""How much likelier than others a pair must be that was over, and is told of without its address."""

_SHOWN_WORDS = 2
_MANY_WORDS = frozenset(str(each) for each in range(WORDS_COUNTED))

WordOrder = Callable[[str], tuple[object, ...]]
"""Orders the words that two tellings share: what says most of the problem first."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cases are: ``strong`` reads "almost surely the same", else "maybe".

    ``weight`` orders suggestions and is never shown.
    """

    strong: bool
    weight: float
    reasons: tuple[str, ...]


def longest_first(word: str) -> tuple[object, ...]:
    """The order of words where nothing is known of them but themselves."""
    return -len(word), word


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

    def could_be(self, one: Telling, other: Telling) -> bool:
        """Whether both may be one problem whatever is said of the other, its words and people not read."""
        pair = describe(one, other)
        if pair is None:
            return False
        if self.is_shown(pair):
            return True
        if _is_unlike(pair):
            return False
        return self.is_shown(replace(pair, shared_words=_MANY_WORDS, words_apart=False, same_person=True))

    def is_strong(self, pair: Pair) -> bool:
        """Whether both are almost surely one problem: likely, and told alike of one address, still open then.

        What stands at the same spot and is of an unknown kind, or by its type of another, may be beside it;
        another flat has a trouble of its own; and what was over may be fixed.
        """
        alike = pair.same_address and pair.same_kind and not (pair.other_type or pair.other_unit)
        return alike and pair.days_closed is None and self.probability(pair) >= self.strong

    def is_shown(self, pair: Pair) -> bool:
        """Whether the pair is worth a look: likely enough, or held to be so by a rule."""
        least = self.maybe if pair.days_closed is None or pair.same_address else self.maybe * _OVER
        pair = since_its_end(pair)
        if _is_unlike(pair):
            pair = replace(pair, shared_words=frozenset(), same_person=False)
        return may_be(pair) or self.probability(pair) >= least

    def compare(self, one: Telling, other: Telling, order: WordOrder = longest_first) -> Likeness | None:
        """How likely both tell of the same problem; None where too little speaks for it."""
        pair = describe(one, other)
        if pair is None or not self.is_shown(pair):
            return None
        reasons = _reasons(pair, order, finished=other.finished)
        if one.one_of_several or other.one_of_several:
            reasons.append(text("told with other problems in one message: split it first"))
        return Likeness(self.is_strong(pair), self.probability(since_its_end(pair)), tuple(reasons))


def since_its_end(pair: Pair) -> Pair:
    """What was over when it was told again, as if it had been told first when it ended.

    The labels call nothing that was over an original, so that no weight can be learned of it.
    """
    return pair if pair.days_closed is None else replace(pair, days=pair.days_closed)


def _is_unlike(pair: Pair) -> bool:
    """Whether both are of kinds that nobody tells for one another: no word they share makes one of them."""
    return pair.other_kind and not pair.kin


def may_be(pair: Pair) -> bool:
    """Whether a pair is worth a look whatever its weight: what the labels define away, or hold none of.

    The city's labels know one kind of problem, take the same house number for the same problem and no other,
    and call an original only what was still open. So these are rules, and never more than "maybe":
    within its window what was over is told again at its address; on one day the same kind is told as far
    around as it reaches, by people who name no house; next-door numbers, told in the same words or by the
    same person; and a kind that is told for another (``kin``) at its address, or right beside it.
    """
    metres = pair.metres if pair.metres is not None else pair.reach
    if pair.other_address:
        like = pair.same_person or len(pair.shared_words) >= _LIKE_WORDS
        near = metres <= NEXT_DOOR_METRES and pair.days <= NEXT_DOOR_DAYS
        return near and like and (pair.same_kind or pair.kin)
    if pair.same_kind:
        again = pair.same_address and pair.days_closed is not None
        return again or pair.days < 1
    if pair.same_address:
        return pair.kin and pair.days <= _KIN_DAYS
    return pair.kin and metres <= _KIN_BESIDE_METRES and pair.days <= _KIN_BESIDE_DAYS


def _reasons(pair: Pair, order: WordOrder, *, finished: bool) -> list[str]:
    said = [_where(pair)]
    if pair.other_address:
        said.append(text("another house number"))
    if pair.other_unit:
        said.append(text("another unit"))
    said.append(_days_words(pair.calendar_days))
    if finished or pair.days_closed is not None:
        said.append(_end(pair, finished=finished))
    said.append(_kind(pair))
    if pair.shared_words:
        words = sorted(pair.shared_words, key=order)[:_SHOWN_WORDS]
        said.append(text("both say {words}", words=", ".join(f"“{word}”" for word in words)))
    said.append(_who(pair))
    return [each for each in said if each]


def _where(pair: Pair) -> str:
    if pair.same_address:
        return text("same address")
    return text("{distance} apart", distance=distance_words(pair.metres)) if pair.metres is not None else ""


def _end(pair: Pair, *, finished: bool) -> str:
    if finished:
        return text("we are done with that one")
    if pair.ended_by_us:
        return text("we were done with the first by then")
    return text("311 had closed the first by then")


def _kind(pair: Pair) -> str:
    if pair.same_type:
        return text("same type")
    if pair.same_kind:
        return text("same kind of problem")
    return text("another type that people choose for the same") if pair.kin else ""


def _days_words(days: int) -> str:
    """How many days of the calendar lie between two tellings, in words."""
    return plural("one day apart", "{count} days apart", days) if days else text("same day")


def _who(pair: Pair) -> str:
    if pair.same_person:
        return text("told by the same person")
    return text("different senders") if pair.other_person else ""

"""Kinds of problems that hold whatever a city calls its service types, and the words people use for them.

A city's types are known by their names ("Pothole in Street Complaint" is a pothole); what a person wrote is
known by words of English, Spanish and Polish. Nothing is decided: a suggestion says which word it is from.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wardoffice.domain.service_requests import ServiceType

_GAP = r"(?:[^\w.!?]+\w+){0,2}[^\w.!?]+"
"""Between the words of a phrase: at most two others, and no end of a sentence."""
_TELLING_LETTERS = 4
_LEAST_TIMES = 3
_HABIT = 0.8
_UNFOLDED = str.maketrans({"ł": "l", "Ł": "l", "\u2019": "'"})


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one kind in a text, each once, in their order; how often any stands there, and where."""

    words: tuple[str, ...]
    times: int
    start: int


@dataclass(frozen=True)
class ServiceFamily:
    """One kind: ``names`` and ``without`` tell types by name, ``words`` what people write.

    ``metres`` and ``days``: how far apart, and how long after one another, two may tell of one such problem.
    ``kin``: the kinds under which others tell of the same.
    """

    key: str
    names: tuple[str, ...]
    without: tuple[str, ...]
    words: tuple[str, ...]
    metres: float
    days: float
    kin: frozenset[str] = frozenset()

    @cached_property
    def _told(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(word_pattern, self.words), key=len, reverse=True)))

    def said_in(self, folded: str) -> "Said | None":
        """What of this kind a folded text says, or None."""
        found = list(self._told.finditer(folded))
        if not found:
            return None
        words = dict.fromkeys(" ".join(each.group().split()) for each in found)
        return Said(tuple(words), len(found), found[0].start())

    def name_length(self, folded: str) -> int:
        """How long the longest part of a folded name is that is of this kind; 0 where none is."""
        if any(_starts_a_word(each, folded) for each in self.without):
            return 0
        return max((len(each) for each in self.names if _starts_a_word(each, folded)), default=0)


@dataclass(frozen=True, slots=True)
class TypeSuggestion:
    """A type that may be meant, the words that say so, and how often the office chose it for such words."""

    type: ServiceType
    words: tuple[str, ...]
    chosen_before: int = 0


@dataclass(frozen=True, slots=True)
class Habit:
    """A word that the office has nearly always given one type (code) for, ``times``."""

    code: str
    times: int


class ServiceFamilies:
    """All kinds."""

    def __init__(self, families: Sequence[ServiceFamily]) -> None:
        self._families = {each.key: each for each in families}
        self._types: dict[str, ServiceFamily | None] = {}

    def named(self, key: str) -> ServiceFamily:
        """The kind of that key; KeyError where there is none."""
        return self._families[key]

    def of_name(self, name: str) -> ServiceFamily | None:
        """The kind of a city's type, by its name; the kind with the longest fitting part."""
        folded = fold(name)
        best = max(self._families.values(), key=lambda each: each.name_length(folded), default=None)
        return best if best is not None and best.name_length(folded) else None

    def of_type(self, name: str) -> ServiceFamily | None:
        """As ``of_name``, kept for the next time: a city has a few hundred types, lists ask for each row."""
        if name not in self._types:
            self._types[name] = self.of_name(name)
        return self._types[name]

    def told_in(self, said: str) -> dict[str, Said]:
        """The kinds a text tells of, by key, those said most often first, and of them the one said first."""
        folded = fold(said)
        found = {key: told for key, each in self._families.items() if (told := each.said_in(folded))}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].times, pair[1].start)))

    def is_name(self, word: str) -> bool:
        """Whether a single word names a problem of any kind, as "pothole" does and "street" does not."""
        return self._names.match(fold(word)) is not None

    @cached_property
    def _names(self) -> re.Pattern[str]:
        words = {each for kind in self._families.values() for each in kind.words if " " not in each}
        return re.compile("|".join(map(word_pattern, sorted(words))))

    def suggest(
        self, said: str, types: Sequence[ServiceType], habits: Mapping[str, Habit], most: int = 3
    ) -> tuple[TypeSuggestion, ...]:
        """The types a text may be about, the likeliest first.

        What the office has itself chosen for such words goes before what the list of words says.
        """
        own, told = _words(fold(said)), self.told_in(said)
        ranked = []
        for each in types:
            family = self.of_name(each.name)
            heard = told.get(family.key) if family is not None else None
            learned = [word for word in own if word in habits and habits[word].code == each.code]
            if heard is None and not learned:
                continue
            times = sum(habits[word].times for word in learned)
            in_name = sum(
                len(word) for word in own & _words(fold(each.name)) if len(word) >= _TELLING_LETTERS
            )
            weight = (times, heard.times if heard else 0, -heard.start if heard else 0, in_name)
            words = heard.words if heard else tuple(sorted(learned))
            ranked.append((weight, TypeSuggestion(each, words, times)))
        ranked.sort(key=lambda found: found[0], reverse=True)
        return tuple(suggestion for _, suggestion in ranked[:most])


def learn(choices: Iterable[tuple[str, str]]) -> dict[str, Habit]:
    """The words that say a type in this office, from what was written and the type (code) it was given.

    A word counts that stood in at least three messages, four in five of which got that one type.
    """
    chosen: dict[str, Counter[str]] = defaultdict(Counter)
    for said, code in choices:
        for word in _words(fold(said)):
            chosen[word][code] += 1
    habits = {}
    for word, codes in chosen.items():
        (code, times), *_ = codes.most_common(1)
        if len(word) >= _TELLING_LETTERS and times >= _LEAST_TIMES and times >= _HABIT * codes.total():
            habits[word] = Habit(code, times)
    return habits


def fold(said: str) -> str:
    """Lower case without accents: "Łóżko" is "lozko"."""
    # Twice: some signs come apart into capitals, and some capitals into signs with accents.
    plain = unicodedata.normalize("NFKD", said.translate(_UNFOLDED)).casefold()
    apart = unicodedata.normalize("NFKD", plain.translate(_UNFOLDED)).casefold()
    return "".join(each for each in apart if not unicodedata.combining(each))


def _words(folded: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", folded))


def _starts_a_word(part: str, folded: str) -> bool:
    return re.search(rf"\b{re.escape(part)}", folded) is not None


def word_pattern(word: str) -> str:
    """The pattern by which a folded word or phrase is found in a folded text."""
    parts = [re.escape(part) for part in word.rstrip(".").split()]
    ending = r"\b" if word.endswith(".") else r"\w*"
    return r"\b" + _GAP.join(parts) + ending

"""Phrases of several languages, looked for in what people write.

Both are folded (no case, no accents). A phrase's words stand in one sentence in their order, with at most two
others between; the last may end otherwise unless it ends with ".". What a phrase of ``without`` covers is
taken away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from wardoffice.domain.service_families import fold, word_pattern


@dataclass(frozen=True)
class Phrases:
    """Phrases that mean one thing; ``without`` are longer ones that mean another."""

    words: tuple[str, ...]
    without: tuple[str, ...] = ()

    def found_in(self, said: str) -> tuple[str, ...]:
        """What of them stands there, in the writer's own words, each once and in order."""
        plain = said.lower() if said.isascii() else fold(said)
        # Most of what is asked about says none of it: a word of each phrase is looked for first.
        if not any(word in plain for word in self._telling) or self._told is None:
            return ()
        if not self._told.search(plain):
            return ()
        folded, places = folded_with_places(said)
        harmless = [each.span() for each in self._harmless.finditer(folded)] if self._harmless else []
        found = [
            each.span()
            for each in self._told.finditer(folded)
            if not any(start <= each.start() and each.end() <= end for start, end in harmless)
        ]
        own = (said[places[start] : places[end - 1] + 1] for start, end in found)
        return tuple(dict.fromkeys(" ".join(each.split()) for each in own))

    def first_in(self, said: str) -> str:
        """The first of them as it was written, or ""."""
        return next(iter(self.found_in(said)), "")

    @cached_property
    def _telling(self) -> frozenset[str]:
        return frozenset(max(fold(each).rstrip(".").split(), key=len) for each in self.words)

    @cached_property
    def _told(self) -> re.Pattern[str] | None:
        return _any_of(self.words)

    @cached_property
    def _harmless(self) -> re.Pattern[str] | None:
        return _any_of(self.without)


def folded_with_places(said: str) -> tuple[str, list[int]]:
    """The folded text, and of each of its letters where it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(said):
        plain = letter.lower() if letter.isascii() else fold(letter)
        letters.append(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


def _any_of(phrases: Sequence[str]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    return re.compile("|".join(sorted((word_pattern(fold(each)) for each in phrases), key=len, reverse=True)))

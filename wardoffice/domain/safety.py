"""Words of danger: what must stand first in the queue, and what is said to whoever tells of it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wardoffice.domain.phrases import Phrases
from wardoffice.language import text

_LONGEST = 200
_NUMBER = re.compile(r"\d{3}.?\d{4}")
_PARTING = ", "


@dataclass(frozen=True)
class Danger:
    """One kind of danger: its name, the words people use, and the lines to read to them."""

    key: str
    name: str
    phrases: Phrases
    script: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyScript:
    """What to say to somebody who tells of one kind of danger, line by line.

    ``unconfirmed``: it names whom to call by a number that nobody of the office has confirmed.
    """

    name: str
    lines: tuple[str, ...]
    unconfirmed: bool = False


class Dangers:
    """All kinds; ``utilities`` names whom to call, by what a script's line leaves open ("gas", "power").

    ``confirmed`` are those that the office itself gave.
    """

    def __init__(
        self,
        kinds: Sequence[Danger],
        utilities: Mapping[str, str] = MappingProxyType({}),
        confirmed: Collection[str] = (),
    ) -> None:
        self._kinds = tuple(kinds)
        self._utilities = dict(utilities)
        self._confirmed = frozenset(confirmed)
        self._any = Phrases(tuple(each for kind in kinds for each in kind.phrases.words))

    def with_lines(self, lines: Mapping[str, str]) -> "Dangers":
        """The same, with whom to call as the office says it; an empty one leaves what was there."""
        told = {key: line.strip() for key, line in lines.items() if line.strip()}
        return Dangers(self._kinds, {**self._utilities, **told}, {*self._confirmed, *told})

    def said_in(self, said: str) -> str:
        """The words of danger in what somebody said, as they said them, or ""; at most 200 letters."""
        if not self._any.found_in(said):
            return ""
        found = [words for kind in self._kinds for words in kind.phrases.found_in(said)]
        found.sort(key=lambda words: " ".join(said.split()).find(words))
        return _PARTING.join(dict.fromkeys(found))[:_LONGEST]

    def parted(self, words: str, parts: Sequence[str]) -> tuple[str, ...]:
        """The words of danger of each part, where ``words`` are those of the whole; "" for one that has none.

        What is in no part stays with the first, which had it; where nothing is found in any, all keep it:
        danger is never split away.
        """
        known = [word for word in words.split(_PARTING) if word]
        found = [self._words_in(part, known) for part in parts]
        if not any(found):
            return (words,) * len(parts)
        told = {word.casefold() for some in found for word in some}
        found[0] += [word for word in known if word.casefold() not in told]
        return tuple(_PARTING.join(some)[:_LONGEST] for some in found)

    def _words_in(self, said: str, known: Sequence[str]) -> list[str]:
        """Words of danger in what somebody said, those among them that were found before as well."""
        whole = " ".join(said.split()).casefold()
        here = [word for word in self.said_in(said).split(_PARTING) if word]
        have = {word.casefold() for word in here}
        return here + [each for each in known if each.casefold() in whole and each.casefold() not in have]

    def scripts(self, safety_words: str) -> tuple[SafetyScript, ...]:
        """What to say where these words of danger were found."""
        return tuple(
            SafetyScript(
                text(kind.name),
                tuple(text(line, **self._utilities) for line in kind.script),
                unconfirmed=any(self._leaves_open(line) for line in kind.script),
            )
            for kind in self._kinds
            if kind.phrases.first_in(safety_words)
        )

    def _leaves_open(self, line: str) -> bool:
        """Whether a line names somebody by a number that only comes with the program."""
        return any(
            f"{{{key}}}" in line and key not in self._confirmed and _NUMBER.search(said)
            for key, said in self._utilities.items()
        )

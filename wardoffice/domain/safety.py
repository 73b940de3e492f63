"""Words of danger: what must stand first in the queue, and what is said to whoever tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wardoffice.domain.phrases import Phrases
from wardoffice.language import text

_LONGEST = 200
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
    """What to say to somebody who tells of one kind of danger, line by line."""

    name: str
    lines: tuple[str, ...]


class Dangers:
    """All kinds; ``utilities`` names whom to call, by what a script's line leaves open ("gas", "power")."""

    def __init__(self, kinds: Sequence[Danger], utilities: Mapping[str, str] = MappingProxyType({})) -> None:
        self._kinds = tuple(kinds)
        self._utilities = dict(utilities)
        self._any = Phrases(tuple(each for kind in kinds for each in kind.phrases.words))

    def said_in(self, said: str) -> str:
        """The words of danger in what somebody said, as they said them, or ""; at most 200 letters."""
        if not self._any.found_in(said):
            return ""
        found = [words for kind in self._kinds for words in kind.phrases.found_in(said)]
        found.sort(key=lambda words: " ".join(said.split()).find(words))
        return _PARTING.join(dict.fromkeys(found))[:_LONGEST]

    def scripts(self, safety_words: str) -> tuple[SafetyScript, ...]:
        """What to say where these words of danger were found."""
        return tuple(
            SafetyScript(text(kind.name), tuple(text(line, **self._utilities) for line in kind.script))
            for kind in self._kinds
            if kind.phrases.first_in(safety_words)
        )

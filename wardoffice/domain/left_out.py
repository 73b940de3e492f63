"""Types of requests that are nothing to do for a ward: left out of filing, and counted.

In Chicago's 2025 rows they were more than half: 691,302 information-only calls, all at the call center's own
address, and 364,926 complaints of aircraft noise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardoffice.language import text


@dataclass(frozen=True, slots=True)
class LeftOutType:
    """One such type: its short ``code`` and ``name`` in the city, and what one and ``many`` are called."""

    code: str
    name: str
    one: str
    many: str


class LeftOutTypes:
    """The types an office leaves out, to be asked for each record."""

    def __init__(self, types: Iterable[LeftOutType] = ()) -> None:
        self.types = tuple(types)
        self._by_code = {each.code.upper(): each for each in self.types}
        self._by_name = {each.name.casefold(): each for each in self.types}

    def of(self, code: str, name: str) -> LeftOutType | None:
        """The type a request of that code and name is left out by, or None."""
        return self._by_code.get(code.upper()) or self._by_name.get(name.strip().casefold())


def left_out_words(counts: Mapping[str, int], types: Iterable[LeftOutType]) -> str:
    """How many were left out, by the code of their type; "" where there were none."""
    named = {each.code: each for each in types}
    said = []
    for code, count in counts.items():
        if count:
            kind = named.get(code, LeftOutType(code, code, code, code))
            said.append(f"{count:,} {kind.one if count == 1 else kind.many}")
    if not said:
        return ""
    if sum(counts.values()) == 1:
        return text("{things} was left out.", things=said[0])
    first = ", ".join(said[:-1])
    things = text("{first} and {last}", first=first, last=said[-1]) if first else said[-1]
    return text("{things} were left out.", things=things)

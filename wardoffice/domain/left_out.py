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

    def is_it(self, code: str, name: str) -> bool:
        """Whether a request of that code and name is of this type."""
        return code.upper() == self.code.upper() or name.casefold().strip() == self.name.casefold()


def left_out_type(types: Iterable[LeftOutType], code: str, name: str) -> LeftOutType | None:
    """The type a request is left out by, or None."""
    return next((each for each in types if each.is_it(code, name)), None)


def left_out_words(counts: Mapping[str, int], types: Iterable[LeftOutType]) -> str:
    """How many were left out, by the code of their type; "" where there were none."""
    said = [
        f"{counts[each.code]:,} {each.one if counts[each.code] == 1 else each.many}"
        for each in types
        if counts.get(each.code)
    ]
    if not said:
        return ""
    if len(said) == 1 and sum(counts.values()) == 1:
        return text("{things} was left out.", things=said[0])
    first = ", ".join(said[:-1])
    things = text("{first} and {last}", first=first, last=said[-1]) if first else said[-1]
    return text("{things} were left out.", things=things)

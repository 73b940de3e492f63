"""The name of a street, taken apart: ``S WOOD ST`` is the south end of Wood, a street.

Works on addresses in the form that ``geo.addresses.normalise`` gives.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from wardoffice.geo.addresses import STREET_TYPES

DIRECTIONS = frozenset({"N", "S", "E", "W"})
_NUMBERED = re.compile(r"^0*([0-9]+)(?:ST|ND|RD|TH)?$")
_HOUSE = re.compile(r"^([0-9]+)[A-Z]?(?:-([0-9]+)[A-Z]?)? ")


@dataclass(frozen=True, slots=True, order=True)
class StreetName:
    """A street by its direction ("" where none was said), its name, and its type ("" where none was said)."""

    name: str
    direction: str = ""
    kind: str = ""

    def __str__(self) -> str:
        """The street as the city writes it: ``S WOOD ST``."""
        name = ordinal(self.name) if self.name.isdigit() else self.name
        return " ".join(part for part in (self.direction, name, self.kind) if part)

    def fits(self, other: "StreetName") -> bool:
        """Whether both may be one street: what both say of direction and type is the same."""
        return (not self.direction or not other.direction or self.direction == other.direction) and (
            not self.kind or not other.kind or self.kind == other.kind
        )


def ordinal(number: str) -> str:
    """A numbered street as it is spoken of: 1ST, 11TH, 47TH."""
    last_two = number[-2:].zfill(2)
    ending = {"1": "ST", "2": "ND", "3": "RD"}.get(last_two[1], "TH") if last_two[0] != "1" else "TH"
    return number + ending


@lru_cache(maxsize=4096)
def street_name(words: str) -> StreetName | None:
    """The name in the words of a normalised street, or None where there is none.

    A numbered street is the same with and without its ending: 47TH, 47.
    """
    parts = words.split()
    direction = kind = ""
    if len(parts) > 1 and parts[0] in DIRECTIONS:
        direction = parts.pop(0)
    if len(parts) > 1 and parts[-1] in DIRECTIONS and not direction:
        direction = parts.pop()
    if len(parts) > 1 and parts[-1] in STREET_TYPES:
        kind = parts.pop()
    if not parts:
        return None
    if len(parts) == 1 and (numbered := _NUMBERED.match(parts[0])):
        parts = [numbered[1]]
    return StreetName(" ".join(parts), direction, kind)


def house_and_street(key: str) -> tuple[int, StreetName] | None:
    """The house number, the first of a range, and the street of a normalised address; else None."""
    found = _HOUSE.match(key)
    if found is None:
        return None
    street = street_name(key[found.end() :])
    return (int(found[1]), street) if street is not None else None

"""Which streets somebody means: as written, by a part of the name, or with a letter wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from wardoffice.geo.street_names import StreetName

_LIKE_ENOUGH = 82.0
"""Of 100 (indel similarity): one wrong letter in a name of five, two in one of eleven."""
_LEAST_LETTERS = 4
"""Names shorter than this have too many neighbours one letter away."""
_A_PART = 90.0
_EXACT = 100.0


@dataclass(frozen=True, slots=True)
class StreetMatch:
    """A street of the index that may be meant; ``likeness`` 0 to 100, 100 being the name as written."""

    name: StreetName
    likeness: float


def match_streets(said: StreetName, named: Mapping[str, Sequence[StreetName]]) -> list[StreetMatch]:
    """The streets that fit what was said, the likest first; none of them contradicts a direction said.

    It may be a part of the name ("King" for Dr Martin Luther King Jr), or have wrong letters. A type that
    differs (Ave for St) is allowed only where no street of that name has the type said.
    """
    likes: dict[str, float] = {said.name: _EXACT} if said.name in named else {}
    if not likes and not said.name.isdigit() and len(said.name) >= _LEAST_LETTERS:
        likes = _like(said.name, named)
    found = [
        StreetMatch(name, likeness)
        for each, likeness in likes.items()
        for name in named[each]
        if not said.direction or not name.direction or said.direction == name.direction
    ]
    of_kind = [each for each in found if said.fits(each.name)]
    return sorted(of_kind or found, key=lambda each: (-each.likeness, each.name))


def _like(said: str, named: Mapping[str, Sequence[StreetName]]) -> dict[str, float]:
    words = set(said.split())
    parts = {each: _A_PART for each in named if words < set(each.split())}
    close = process.extract(said, named.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=5)
    best = close[0][1] if close else 0.0
    return parts or {each: likeness for each, likeness, _ in close if likeness >= best - 1}

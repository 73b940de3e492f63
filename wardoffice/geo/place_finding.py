"""From words to a point and from a point to an address, without any network.

Made of the addresses the city has already placed; it says how it found a place and how far off that may be,
and where two places fit equally well it names both rather than choose one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product

from wardoffice.domain.map_layers import StreetLine
from wardoffice.domain.places import Point, metres_between
from wardoffice.geo.address_index import AddressIndex, Found, FoundAddress
from wardoffice.geo.address_reading import PlaceKind, PlaceReader, PlaceWords
from wardoffice.geo.block_finding import FoundBlock, find_block
from wardoffice.geo.crossings import Crossings
from wardoffice.geo.known_spots import KnownSpots
from wardoffice.geo.street_finding import StreetMatch, match_streets
from wardoffice.geo.street_lines import street_lines
from wardoffice.geo.street_names import StreetName, ordinal

_SAME_METRES = 120.0
"""Two readings of an address this near are one place."""
_BLOCK_NUMBERS = 100
_BLOCK_METRES = 110.0
_CORNER_METRES = 30.0
_GUESSED_METRES = 50.0
_LIKELY_MARGIN = 3.0
_CROSS_METRES = 350.0
_MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """One place: its point, its address as the city writes it, and how it was found.

    ``metres``: how far off it may be, nine times in ten.
    ``others``: addresses that fit as well and lie elsewhere; empty where the place is certain.
    """

    point: Point
    address: str
    how: Found
    metres: float
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceInText:
    """A place that was written of, ``said`` as it was written from ``start`` on."""

    said: str
    start: int
    found: PlaceFound


@dataclass(frozen=True, slots=True)
class NearAddress:
    """The nearest known address to a point, ``metres`` away."""

    address: str
    metres: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: PlaceFound
    likeness: float


class PlaceFinder:
    """Finds places in one city."""

    def __init__(self, known: Iterable[tuple[str, Point]]) -> None:
        """``known``: normalised addresses with their points (WGS84 degrees), as often as they are known."""
        self._index = AddressIndex(known)
        self._crossings = Crossings(self._index.plane, self._index.streets)
        self._reader = PlaceReader(self._index.named)
        self._spots = KnownSpots(self._index.streets.values())

    def places_in(self, said: str, prefers: Callable[[Point], bool] | None = None) -> tuple[PlaceInText, ...]:
        """The places a text tells of, in its order; words that fit no place are left out.

        Where several places fit as well, those that ``prefers`` (in the ward, say) go before the others.
        """
        found = ((words, self._find(words, prefers)) for words in self._reader.places_in(said))
        return tuple(
            PlaceInText(said[words.start : words.end], words.start, place) for words, place in found if place
        )

    def near(self, point: Point, metres: float) -> NearAddress | None:
        """The nearest known address within ``metres`` of a point, or None."""
        found = self._spots.nearest(*self._index.plane.xy(point), metres)
        return NearAddress(_house(found.number, found.street), found.metres) if found else None

    def between(self, point: Point, address: str) -> tuple[str, ...]:
        """The names of the streets that cross that of an address on both sides of its point: two, or none.

        None for a corner, which needs no more streets, and for an address whose street is not known.
        """
        words = next(iter(self._reader.places_in(address)), None)
        if words is None or words.kind not in {PlaceKind.HOUSE, PlaceKind.BLOCK}:
            return ()
        for match in self._matches(words.streets[0]):
            names = [name.name for _, name in self._crossings.along(match.name, point, _CROSS_METRES)]
            crossing = list(dict.fromkeys(ordinal(each) if each.isdigit() else each for each in names))
            if len(crossing) > 1:
                return crossing[0], crossing[1]
        return ()

    def block(self, key: str) -> FoundBlock | None:
        """The hundred block of a normalised address, or None where its street is not known there."""
        return find_block(self._index, key)

    def street_lines(self) -> tuple[StreetLine, ...]:
        """The streets as lines through their blocks."""
        return tuple(street_lines(self._index))

    def _find(self, words: PlaceWords, prefers: Callable[[Point], bool] | None) -> PlaceFound | None:
        if words.kind is PlaceKind.HOUSE:
            candidates = self._houses(words)
        elif words.kind is PlaceKind.BLOCK:
            candidates = self._blocks(words)
        elif words.kind is PlaceKind.CORNER:
            candidates = self._corners(*words.streets)
        else:
            candidates = self._stretches(*words.streets)
        return _best(candidates, prefers)

    def _matches(self, said: StreetName) -> list[StreetMatch]:
        matches = match_streets(said, self._index.named)
        # Of streets that fit alike the one with most numbers first: 47th is the Street before the Place.
        matches.sort(key=lambda each: (-each.likeness, -self._index.streets[each.name].seen))
        return matches[:_MOST_CANDIDATES]

    def _houses(self, words: PlaceWords) -> list[_Candidate]:
        number = words.number or 0
        return [
            _candidate(match, found, _house(number, match.name))
            for match in self._matches(words.streets[0])
            if (found := self._index.find(number, match.name)) is not None
        ]

    def _blocks(self, words: PlaceWords) -> list[_Candidate]:
        """The middle of the block: of number 2400 to 2499."""
        first = (words.number or 0) // _BLOCK_NUMBERS * _BLOCK_NUMBERS
        made = []
        for match in self._matches(words.streets[0]):
            found = self._index.find(first + _BLOCK_NUMBERS // 2, match.name)
            if found is not None:
                found = replace(found, how=Found.BLOCK, metres=max(found.metres, _BLOCK_METRES))
                made.append(_candidate(match, found, f"{first} block of {match.name}"))
        return made

    def _corners(self, one: StreetName, other: StreetName) -> list[_Candidate]:
        made = []
        for first, second in product(self._matches(one), self._matches(other)):
            point = self._crossings.meet(first.name, second.name)
            if point is not None:
                found = FoundAddress(point, Found.CROSSING, _CORNER_METRES)
                worse = min(first, second, key=lambda each: each.likeness)
                made.append(_candidate(worse, found, f"{first.name} & {second.name}"))
        return made

    def _stretches(self, on: StreetName, one: StreetName, other: StreetName) -> list[_Candidate]:
        """Midway between the corners; the corners' distance says how far off that may be."""
        made = []
        for street in self._matches(on):
            for first, second in product(self._matches(one), self._matches(other)):
                ends = [self._crossings.meet(street.name, each.name) for each in (first, second)]
                start, end = ends
                if start is None or end is None:
                    continue
                middle = Point((start.lat + end.lat) / 2, (start.long + end.long) / 2)
                half = max(metres_between(start, end) / 2, _CORNER_METRES)
                worst = min((street, first, second), key=lambda each: each.likeness)
                address = f"{street.name} between {first.name} and {second.name}"
                made.append(_candidate(worst, FoundAddress(middle, Found.BLOCK, half), address))
        return made


def _candidate(match: StreetMatch, found: FoundAddress, address: str) -> _Candidate:
    guessed = match.likeness < 100  # noqa: PLR2004 - of 100
    metres = found.metres + _GUESSED_METRES * guessed
    return _Candidate(PlaceFound(found.point, address, found.how, metres), match.likeness)


def _best(candidates: list[_Candidate], prefers: Callable[[Point], bool] | None) -> PlaceFound | None:
    """The likest and surest; with the others that are as like and lie elsewhere."""
    if not candidates:
        return None
    likest = max(each.likeness for each in candidates)
    rest = [each.place for each in candidates if each.likeness >= likest - _LIKELY_MARGIN]
    if prefers is not None and (preferred := [each for each in rest if prefers(each.point)]):
        rest = preferred
    best = min(rest, key=lambda each: each.metres)
    others = tuple(
        sorted({each.address for each in rest if metres_between(each.point, best.point) > _SAME_METRES})
    )
    return replace(best, others=others) if others else best


def _house(number: int, street: StreetName) -> str:
    return f"{number} {street}"

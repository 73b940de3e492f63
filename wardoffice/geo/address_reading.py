"""Finds the places somebody wrote of: house numbers, blocks, corners, stretches of a street.

Reads English, and the words for corners and blocks of Spanish and Polish. A name counts only where the city
has such a street; a wrong letter is forgiven only where a number, and a direction or a type, stand beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from wardoffice.geo.addresses import normalise
from wardoffice.geo.street_finding import match_streets
from wardoffice.geo.street_names import StreetName, street_name

_THOUSANDS = "[1-9][0-9]?[,.'\u2019][0-9]{3}(?![0-9]|[,.'\u2019][0-9])"
_WORD = re.compile(
    f"(?<![0-9,.]){_THOUSANDS}(?:-{_THOUSANDS})?(?![^\\W\\dNSEWnsew])"
    # A direction is often glued to the number ("4500N Damen"), or to the name ("4500 N.Damen").
    r"|(?<![^\W_])[0-9]{2,5}(?=[NSEW]\.?\s*(?!(?:[NSEW]|NORTH|SOUTH|EAST|WEST)\b)[^\W_])(?![NSEW][^\W_])"
    r"|(?<![^\W_])[0-9]{2,5}(?=(?:NORTH|SOUTH|EAST|WEST)\b|\u00bd)"
    r"|(?<![0-9/])[13]/[24](?![0-9/])|\u00bd"
    r"|[NSEW]\.(?=[^\W\d_]{3})"
    "|[^\\W_]+(?:['\u2019.-][^\\W_]+)*\\.?|[&@/]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"0*([1-9][0-9]{0,4})(?:[A-Z]|-[0-9]+)?", re.IGNORECASE)
_THOUSANDS_MARK = re.compile("(?<=[0-9])[,.'\u2019](?=[0-9]{3}(?![0-9]))")
_FRACTIONS = frozenset({"1/2", "1/4", "3/4", "\u00bd"})
_MONEY = frozenset("$\u20ac\u00a3")
_ORDINAL = re.compile(r"[0-9]{1,3}(?:ST|ND|RD|TH)", re.IGNORECASE)
_BLOCK = frozenset({"block", "blk", "blocks", "cuadra", "bloque", "kwartał"})
_OF = frozenset({"of", "on", "de", "la", "del", "ul", "ulicy", "the"})
_AND = frozenset({"and", "&", "/", "at", "@", "y", "con", "i", "z"})
_BETWEEN = frozenset({"between", "btwn", "bet", "entre", "między"})
_JOINTS = _AND | _BETWEEN
_CUES = _AND | {
    *("corner", "intersection", "near", "by", "on", "off", "in", "from", "to", "around", "behind", "along"),
    *("esquina", "en", "cerca", "calle", "róg", "rogu", "na", "przy", "przed"),
}
_YEAR_CUES = frozenset({"in", "since", "from", "of", "until", "year", "desde", "od"})
_MONTHS = frozenset({"MAY", "MARCH", "AUGUST"})
_MOST_WORDS = 7
_LEAST_BARE_NUMBER = 100
_LONG_NAME = 6
_LEAST_UNPARTED = 4
"""Shorter names are words of other things when their letters are put together."""
_YEARS = range(1900, 2100)


@unique
class PlaceKind(StrEnum):
    """What kind of place was written."""

    HOUSE = "house"
    BLOCK = "block"
    CORNER = "corner"
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place somebody wrote of, from ``start`` to ``end`` in what was said.

    ``streets`` are one, the two of a corner, or the street of a stretch and the two it lies between, each as
    said (what was left out is ""). ``number`` is None where none was said.
    """

    kind: PlaceKind
    streets: tuple[StreetName, ...]
    number: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Named:
    """A street's name in the words, up to but not including word ``end``."""

    street: StreetName
    end: int


class PlaceReader:
    """Reads texts by the streets of one city, by name."""

    def __init__(self, named: Mapping[str, Sequence[StreetName]]) -> None:
        self._named = named
        self._unparted = {name.replace(" ", ""): name for name in named if len(name) > _LEAST_UNPARTED}

    def places_in(self, said: str) -> tuple[PlaceWords, ...]:
        """The places in a text, in its order; none overlap."""
        return tuple(self._places(list(_WORD.finditer(said))))

    def _places(self, words: list[re.Match[str]]) -> Iterator[PlaceWords]:
        at = 0
        while at < len(words):
            found = self._block(words, at) or self._house(words, at) or self._corner(words, at)
            if found is None:
                at += 1
                continue
            place, at = found
            yield place

    def _block(self, words: list[re.Match[str]], at: int) -> tuple[PlaceWords, int] | None:
        number = _number(words[at].group())
        after = _skip(words, at + 1, {"hundred"})
        if number is None or after >= len(words) or _plain(words[after]) not in _BLOCK:
            return None
        named = self._street(words, _skip(words, after + 1, _OF), guess=True)
        return self._place(PlaceKind.BLOCK, words, at, named, number) if named else None

    def _house(self, words: list[re.Match[str]], at: int) -> tuple[PlaceWords, int] | None:
        number = _number(words[at].group())
        if number is None or words[at].string[max(words[at].start() - 1, 0)] in _MONEY:
            return None
        named = self._street(words, _skip(words, at + 1, _FRACTIONS), guess=True)
        if named is None:
            return None
        said, before = named.street, _plain(words[at - 1]) if at else ""
        if not said.direction and before in _YEAR_CUES and number in _YEARS:
            return None
        if not said.direction and not said.kind:
            bare = number >= _LEAST_BARE_NUMBER and said.name not in _MONTHS
            if not bare or not words[at + 1].group()[0].isupper():
                return None
        return self._place(PlaceKind.HOUSE, words, at, named, number)

    def _corner(self, words: list[re.Match[str]], at: int) -> tuple[PlaceWords, int] | None:
        """Two streets with a word between them that joins; or one street between two others."""
        if not _may_be_joined(words, at):
            return None
        first = self._street(words, at, guess=False)
        if first is None or first.end >= len(words):
            return None
        joint = _plain(words[first.end])
        if joint in _BETWEEN:
            return self._stretch(words, at, first)
        if joint not in _AND:
            return None
        second = self._street(words, first.end + 1, guess=False)
        if second is None or not self._is_meant(words, at, first, second):
            return None
        streets = (first.street, second.street)
        place = PlaceWords(PlaceKind.CORNER, streets, None, words[at].start(), words[second.end - 1].end())
        return place, second.end

    def _stretch(self, words: list[re.Match[str]], at: int, on: _Named) -> tuple[PlaceWords, int] | None:
        first = self._street(words, on.end + 1, guess=False)
        if first is None or first.end >= len(words) or _plain(words[first.end]) not in _AND:
            return None
        second = self._street(words, first.end + 1, guess=False)
        if second is None:
            return None
        streets = (on.street, first.street, second.street)
        place = PlaceWords(PlaceKind.STRETCH, streets, None, words[at].start(), words[second.end - 1].end())
        return place, second.end

    def _is_meant(self, words: list[re.Match[str]], at: int, first: _Named, second: _Named) -> bool:
        """Many streets are named like other things (May, Park, Lake): something must say it is a street."""
        said = (first.street, second.street)
        if any(each.direction or each.kind or each.name.isdigit() for each in said):
            return True
        capital = words[at].group()[0].isupper() and words[first.end + 1].group()[0].isupper()
        cue = any(_plain(each) in _CUES for each in words[max(at - 2, 0) : at])
        return capital or cue

    def _street(self, words: list[re.Match[str]], at: int, *, guess: bool) -> _Named | None:
        """The longest street name from word ``at`` on that the city knows; else one that is nearly known."""
        longest = min(at + _MOST_WORDS, len(words))
        # A mail program wraps lines where it likes; what is whole on one line is not looked for on the next.
        wrapped = (
            "\n" in words[at].string[words[at].start() : words[longest - 1].end()] if at < longest else 0
        )
        for breaks in range(1 + wrapped):
            ends = [end for end in range(longest, at, -1) if _holds_together(words, at, end, breaks)]
            for end in ends:
                said = self._known(_as_street(words, at, end))
                if said is not None:
                    return _Named(said, end)
            for end in ends:
                said = _as_street(words, at, end)
                if said is not None and said.kind and self._is_nearly_known(said, guess=guess):
                    return _Named(said, end)
        return None

    def _known(self, said: StreetName | None) -> StreetName | None:
        """The street as the city parts its name: "LaSalle" is "La Salle"."""
        if said is None or said.name in self._named:
            return said
        name = self._unparted.get(said.name.replace(" ", ""))
        return replace(said, name=name) if name is not None else None

    def _is_nearly_known(self, said: StreetName, *, guess: bool) -> bool:
        """A part of a name will do beside a type; wrong letters want a long name, or a direction besides."""
        matches = match_streets(said, self._named)
        if not matches:
            return False
        of_part = set(said.name.split()) < set(matches[0].name.name.split())
        return of_part or (guess and (bool(said.direction) or len(said.name) >= _LONG_NAME))

    def _place(
        self, kind: PlaceKind, words: list[re.Match[str]], at: int, named: _Named, number: int
    ) -> tuple[PlaceWords, int]:
        end = words[named.end - 1].end()
        return PlaceWords(kind, (named.street,), number, words[at].start(), end), named.end


def _may_be_joined(words: list[re.Match[str]], at: int) -> bool:
    """Whether what stands from word ``at`` to the next that joins may be one name.

    Most words of a letter stand before none: to look for a street at each takes a hundred times as long.
    """
    joint = next((end for end in range(at, min(at + _MOST_WORDS + 1, len(words))) if _joins(words[end])), at)
    return joint > at and any(_holds_together(words, at, joint, breaks) for breaks in range(2))


def _holds_together(words: list[re.Match[str]], at: int, end: int, breaks: int) -> bool:
    """Whether blanks and so many line breaks stand between the words, and none joins two streets."""
    gaps = [words[each].string[words[each].end() : words[each + 1].start()] for each in range(at, end - 1)]
    if any(gap.strip(" \t\r\n\u00a0") for gap in gaps) or sum(gap.count("\n") for gap in gaps) != breaks:
        return False
    return not any(_joins(words[each]) for each in range(at, end))


def _joins(word: re.Match[str]) -> bool:
    return _plain(word) in _JOINTS


def _as_street(words: list[re.Match[str]], at: int, end: int) -> StreetName | None:
    return street_name(normalise(" ".join(each.group() for each in words[at:end])))


def _number(word: str) -> int | None:
    if _ORDINAL.fullmatch(word):
        return None
    found = _NUMBER.fullmatch(_THOUSANDS_MARK.sub("", word))
    return int(found[1]) if found else None


def _plain(word: re.Match[str]) -> str:
    return word.group().rstrip(".").casefold()


def _skip(words: list[re.Match[str]], at: int, skipped: frozenset[str] | set[str]) -> int:
    while at < len(words) and _plain(words[at]) in skipped:
        at += 1
    return at

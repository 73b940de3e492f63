"""Takes apart what one message tells of several problems: the words, place and kind of each."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from wardoffice.domain.address_rows import address_rows
from wardoffice.domain.places import Point, shown_address
from wardoffice.domain.service_families import ServiceFamilies
from wardoffice.domain.split_proposal import MOST_PARTS, Telling, problems_of, under_heading
from wardoffice.domain.text_parting import Piece, pieces
from wardoffice.office.placing import Placing

_MOST_LETTERS = 20_000


def _no_code(_words: str) -> str:
    return ""


class ProblemsTold:
    """Takes texts apart; places are found by ``placing``, kinds by their words."""

    def __init__(self, placing: Placing, families: ServiceFamilies) -> None:
        self._placing = placing
        self._families = families

    def parts(self, said: str, code_of: Callable[[str], str] = _no_code) -> tuple[Telling, ...]:
        """The problems a text tells of; fewer than two where it tells of one.

        ``code_of`` gives the service code that words of a known kind are about.
        """
        named = [(start, start + len(words.rstrip("."))) for start, words in self._named_in(said)]
        rows = address_rows(said, named, self._names_kind)
        items = [item for row in rows for item in row.items]
        parting, found = pieces(said, items, [(row.start, row.end) for row in rows])
        # Many items stand under one heading: it is read once.
        telling = cache(partial(self._telling, code_of=code_of))
        return problems_of(parting, [_piece(each, telling) for each in found])

    def addresses(self, said: str) -> tuple[str, ...]:
        """The addresses a text names, each once, in its order, as they are written on the screen."""
        found = (self._place_in(words)[0] for _, words in self._named_in(said))
        return tuple(dict.fromkeys(filter(None, found)))

    def places(self, said: str) -> tuple[Telling, ...]:
        """The problems with their places, where a text tells of more than one place; else none."""
        said = said[:_MOST_LETTERS]
        named = self._placing.finder().places_in(said, prefers=self._placing.is_ours)
        if len({each.found.address for each in named}) < 2:  # noqa: PLR2004 - several are two
            return ()
        placed = tuple(each for each in self.parts(said)[:MOST_PARTS] if each.point is not None)
        return placed if len({each.address for each in placed}) > 1 else ()

    def tells(self, sentence: str) -> bool:
        """Whether a sentence names a kind of problem and a place that is known."""
        telling = self._telling(sentence, _no_code)
        return bool(telling.family and telling.address)

    def _names_kind(self, words: str) -> bool:
        return bool(self._families.told_in(words))

    def _named_in(self, said: str) -> list[tuple[int, str]]:
        """Every address in a text: those that are known, and those that only look like one beside them."""
        placed = self._placing.finder().places_in(said, prefers=self._placing.is_ours)
        named = [(each.start, each.said) for each in placed]
        ends = [0, *(start + len(words) for start, words in named)]
        starts = [*(start for start, _ in named), len(said)]
        for start, end in zip(ends, starts, strict=True):
            while written := self._placing.find_address(said[start:end]):
                found = re.search(r"\s+".join(map(re.escape, written.split())), said[start:end])
                if found is None:
                    break
                named.append((start + found.start(), found.group()))
                start += found.end()  # noqa: PLW2901 - what follows is looked at next
        return sorted(named)

    def _telling(self, words: str, code_of: Callable[[str], str]) -> Telling:
        address, point, said = self._place_in(words)
        # What is wrong at 1673 N Saltonway Ave is not that it wants salt.
        besides = words.replace(said, " ") if said else words
        family = next(iter(self._families.told_in(besides)), "")
        return Telling(words, address, point, family, code_of(besides) if family else "")

    def _place_in(self, words: str) -> tuple[str, Point | None, str]:
        """The first place that words name: its address, its point if it is certain, and as it is written."""
        finder = self._placing.finder()
        place = next(iter(finder.places_in(words, prefers=self._placing.is_ours)), None)
        if place is None:
            address = self._placing.find_address(words)
            return address, None, address
        if place.found.others:
            return place.said, None, place.said
        return shown_address(place.found.address), place.found.point, place.said


def _piece(piece: Piece, telling: Callable[[str], Telling]) -> Telling:
    said = telling(piece.words)
    named = replace(said, address=said.address or piece.place, listed=piece.listed)
    headed = under_heading([telling(each) for each in piece.heads], named)
    # What only looks like a corner is one below "Potholes:", and may be two people elsewhere.
    return headed if said.address or headed.family else replace(headed, address="")

"""Takes apart what one message tells of several problems: the words, place and kind of each."""

from collections.abc import Callable

from wardoffice.domain.places import shown_address
from wardoffice.domain.service_families import ServiceFamilies
from wardoffice.domain.split_proposal import Telling, heading, pieces, problems_of, under_heading
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
        parting, words = pieces(said)
        tellings = [self._telling(each, code_of) for each in words]
        above = heading(said)
        return problems_of(
            parting, under_heading(self._telling(above, code_of), tellings) if above else tellings
        )

    def places(self, said: str) -> tuple[Telling, ...]:
        """The problems with their places, where a text tells of more than one place; else none."""
        said = said[:_MOST_LETTERS]
        named = self._placing.finder().places_in(said, prefers=self._placing.is_ours)
        if len({each.found.address for each in named}) < 2:  # noqa: PLR2004 - several are two
            return ()
        placed = tuple(each for each in self.parts(said) if each.point is not None)
        return placed if len({each.address for each in placed}) > 1 else ()

    def tells(self, sentence: str) -> bool:
        """Whether a sentence names a kind of problem and a place that is known."""
        telling = self._telling(sentence, _no_code)
        return bool(telling.family and telling.address)

    def _telling(self, words: str, code_of: Callable[[str], str]) -> Telling:
        finder = self._placing.finder()
        place = next(iter(finder.places_in(words, prefers=self._placing.is_ours)), None)
        if place is not None and not place.found.others:
            address, point = shown_address(place.found.address), place.found.point
        else:
            address, point = place.said if place is not None else self._placing.find_address(words), None
        family = next(iter(self._families.told_in(words)), "")
        return Telling(words, address, point, family, code_of(words) if family else "")

"""Makes what was told comparable, and compares it by the model that comes with the program."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.duplicates import NEXT_DOOR_DAYS, DuplicateModel, Likeness, WordOrder
from wardoffice.domain.places import metres_between
from wardoffice.domain.service_families import ServiceFamilies, ServiceFamily
from wardoffice.domain.telling_words import telling_words
from wardoffice.domain.tellings import CORNER_METRES, FEATURES, NEAR_METRES, Telling, days_between, is_house
from wardoffice.language import text
from wardoffice.toml_files import read_toml, unusable

Probability = Annotated[float, Meta(gt=0, lt=1)]


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: where the bands begin, and a weight for every feature."""

    maybe: Probability
    strong: Probability
    intercept: float
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares two tellings.

    ``normalise`` makes two spellings of an address equal, ``unit_of`` gives its flat; ``zone`` is the city's,
    whose days people count by.
    """

    normalise: Callable[[str], str]
    unit_of: Callable[[str], str]
    families: ServiceFamilies
    model: DuplicateModel
    zone: tzinfo

    def family(self, type_name: str, words: str) -> ServiceFamily | None:
        """The kind of problem by the name of its type; else by the first its words tell of, else name."""
        if type_name:
            return self.families.of_type(type_name)
        told = min(self.families.told_in(words).items(), key=lambda each: each[1].start, default=None)
        return self.families.named(told[0]) if told else self.families.of_name(words)

    def prepared(self, telling: Telling, type_name: str) -> Telling:
        """The telling with its address normalised, its unit, its kind, and how far that kind reaches."""
        family = self.family(type_name, f"{telling.named} {telling.words}".strip())
        address, unit = self.normalise(telling.address), self.unit_of(telling.address).casefold()
        return self._ready(telling, address, family, unit)

    def beside(self, mine: Sequence[Telling], telling: Telling, type_name: str) -> Telling:
        """As ``prepared``, of a telling that is only compared with these: another number is another address.

        However it is written, so that it need not be normalised, which takes longer than all the rest.
        """
        numbers = {each.address.partition(" ")[0] for each in mine}
        family = self.families.of_type(type_name) if type_name else None
        if (
            all(map(is_house, (telling.address, *numbers)))
            and telling.address.partition(" ")[0] not in numbers
        ):
            return self._ready(telling, telling.address.upper(), family)
        return self._ready(telling, self.normalise(telling.address), family)

    def may_reach(self, one: Telling, other: Telling, type_name: str) -> bool:
        """Whether another, not prepared yet, may lie in reach of a prepared one, by place and type."""
        if one.point is None or other.point is None:
            return True
        family = self.families.of_type(type_name) if type_name else None
        if family is None or family.key == one.family:
            reach = max(one.metres, NEAR_METRES)
        else:
            reach = min(max(one.metres, family.metres), NEAR_METRES)
        if not (is_house(one.address) and is_house(other.address)):
            reach = max(reach, CORNER_METRES)
        return metres_between(one.point, other.point) <= reach

    def could_be(self, mine: Sequence[Telling], other: Telling, type_name: str) -> bool:
        """Whether another, of which only place, time and type are known yet, may be one of these."""
        if _told_apart(mine, other):
            return False
        near = [each for each in mine if self.may_reach(each, other, type_name)]
        if not near or not type_name or other.one_of_several:
            return bool(near)  # what kind it is, only its words will tell
        ready = self.beside(near, other, type_name)
        return any(self.model.could_be(each, ready) for each in near)

    def compare(self, one: Telling, other: Telling, order: WordOrder) -> Likeness | None:
        """How likely both, prepared, tell of the same problem."""
        return self.model.compare(one, other, order)

    def word_order(self, around: Iterable[Telling]) -> WordOrder:
        """Words that name a kind of problem first, then those that the fewest of these tellings say."""

        @cache  # most often nothing is shown, and nothing to be put in order
        def said() -> Counter[str]:
            return Counter(word for each in around for word in telling_words(each.words))

        return lambda word: (not self.families.is_name(word), said()[word], -len(word), word)

    def days_apart(self, earlier: datetime, later: datetime) -> int:
        """How many days of the city's calendar lie between two moments."""
        return (later.astimezone(self.zone).date() - earlier.astimezone(self.zone).date()).days

    def _ready(self, telling: Telling, address: str, family: ServiceFamily | None, unit: str = "") -> Telling:
        opened_at = telling.opened_at.astimezone(self.zone)
        if family is None:
            return replace(telling, address=address, unit=unit, opened_at=opened_at)
        return replace(
            telling,
            address=address,
            unit=unit,
            opened_at=opened_at,
            family=family.key,
            kin=family.kin,
            metres=family.metres,
            days=family.days,
        )


def _told_apart(mine: Sequence[Telling], other: Telling) -> bool:
    """Whether all are houses by a plain number, and the other is another, told too long before or after."""
    number = _house_number(other.address)
    numbers = {_house_number(each.address) for each in mine}
    if not number or "" in numbers or number in numbers:
        return False
    # From its end on it may be told again; when we were done with it is not known yet.
    over = any(each.finished or each.closed_at is not None for each in (*mine, other))
    days = min(abs(days_between(each.opened_at, other.opened_at)) for each in mine)
    return not over and days > NEXT_DOOR_DAYS


def _house_number(address: str) -> str:
    number = address.partition(" ")[0]
    return number if number.isdigit() and "&" not in address else ""


def read_model(path: Path) -> DuplicateModel:
    """The model of a file; raises SettingsError if it cannot be used."""
    read = read_toml(path, ModelFile)
    if set(read.weights) != set(FEATURES) or read.strong < read.maybe:
        raise unusable(path, text("its weights are not those of this program"))
    return DuplicateModel(read.intercept, read.weights, read.maybe, read.strong)


@cache
def duplicate_model() -> DuplicateModel:
    """The model that comes with the program."""
    return read_model(resource("duplicates.toml"))

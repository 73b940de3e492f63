"""Makes what was told comparable, and compares it by the model that comes with the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.duplicates import (
    CORNER_METRES,
    FEATURES,
    NEAR_METRES,
    DuplicateModel,
    Likeness,
    Telling,
    is_house,
)
from wardoffice.domain.places import metres_between
from wardoffice.domain.service_families import ServiceFamilies, ServiceFamily
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

    ``normalise`` makes two spellings of an address equal, ``unit_of`` gives its flat.
    """

    normalise: Callable[[str], str]
    unit_of: Callable[[str], str]
    families: ServiceFamilies
    model: DuplicateModel

    def family(self, type_name: str, words: str) -> ServiceFamily | None:
        """The kind of problem by the name of its type; else by the first its words tell of, else name."""
        if type_name:
            return self.families.of_type(type_name)
        told = min(self.families.told_in(words).items(), key=lambda each: each[1].start, default=None)
        return self.families.named(told[0]) if told else self.families.of_name(words)

    def prepared(self, telling: Telling, type_name: str) -> Telling:
        """The telling with its address normalised, its unit, its kind, and how far that kind reaches."""
        family = self.family(type_name, telling.words)
        ready = replace(
            telling, address=self.normalise(telling.address), unit=self.unit_of(telling.address).casefold()
        )
        if family is None:
            return ready
        return replace(ready, family=family.key, metres=family.metres, days=family.days)

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
            ready = replace(telling, address=telling.address.upper())
        else:
            ready = replace(telling, address=self.normalise(telling.address))
        if family is None:
            return ready
        return replace(ready, family=family.key, metres=family.metres, days=family.days)

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
        if not self.model.allows_another_number and _are_other_houses(mine, other):
            return False
        near = [each for each in mine if self.may_reach(each, other, type_name)]
        if not near or not type_name or other.one_of_several:
            return bool(near)  # what kind it is, only its words will tell
        ready = self.beside(near, other, type_name)
        return any(self.model.could_be(each, ready) for each in near)

    def compare(self, one: Telling, other: Telling) -> Likeness | None:
        """How likely both, prepared, tell of the same problem."""
        return self.model.compare(one, other)


def _are_other_houses(mine: Sequence[Telling], other: Telling) -> bool:
    """Whether all are houses by a plain number, and the other's is none of theirs."""
    number = _house_number(other.address)
    numbers = {_house_number(each.address) for each in mine}
    return bool(number) and "" not in numbers and number not in numbers


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

"""Makes what was told comparable, and compares it by the model that comes with the program."""

from collections.abc import Callable
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
)
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.places import metres_between
from wardoffice.domain.service_families import ServiceFamilies, ServiceFamily
from wardoffice.language import text

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

    def may_reach(self, one: Telling, other: Telling, type_name: str) -> bool:
        """Whether another, not prepared yet, may lie in reach of a prepared one, by place and type."""
        if one.point is None or other.point is None:
            return True
        family = self.families.of_type(type_name) if type_name else None
        if family is None or family.key == one.family:
            reach = max(one.metres, NEAR_METRES)
        else:
            reach = min(max(one.metres, family.metres), NEAR_METRES)
        if not (_is_house(one.address) and _is_house(other.address)):
            reach = max(reach, CORNER_METRES)
        return metres_between(one.point, other.point) <= reach

    def compare(self, one: Telling, other: Telling) -> Likeness | None:
        """How likely both, prepared, tell of the same problem."""
        return self.model.compare(one, other)


def _is_house(address: str) -> bool:
    return address[:1].isdigit()


def read_model(path: Path) -> DuplicateModel:
    """The model of a file; raises SettingsError if it cannot be used."""
    try:
        read = msgspec.toml.decode(path.read_bytes(), type=ModelFile)
        if set(read.weights) != set(FEATURES) or read.strong < read.maybe:
            raise msgspec.ValidationError(text("its weights are not those of this program"))
    except (OSError, UnicodeError, msgspec.MsgspecError) as trouble:
        raise SettingsError(
            text(
                "The weights of duplicates {name} cannot be used: {detail}.", name=path.name, detail=trouble
            ),
            text("Nothing was changed."),
            text("Mend the file, or install the program again."),
        ) from trouble
    return DuplicateModel(read.intercept, read.weights, read.maybe, read.strong)


@cache
def duplicate_model() -> DuplicateModel:
    """The model that comes with the program."""
    return read_model(resource("duplicates.toml"))

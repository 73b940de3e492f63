"""The words of danger that come with the program: ``resources/safety.toml``, validated."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.phrases import Phrases
from wardoffice.domain.safety import Danger, Dangers
from wardoffice.language import text
from wardoffice.toml_files import read_toml, unusable

Said = Annotated[str, Meta(min_length=3, max_length=200)]
_EVERY_CITY = "generic"


class DangerEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind, as the file has it."""

    key: Annotated[str, Meta(min_length=1)]
    name: Annotated[str, Meta(min_length=1)]
    words: Annotated[list[Said], Meta(min_length=1)]
    without: list[Said] = msgspec.field(default_factory=list, name="not")
    script: Annotated[list[Said], Meta(min_length=1)]


class Utilities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to call in one city."""

    gas: Said
    power: Said


class SafetyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: kinds of danger, and whom to call by the key of a city."""

    dangers: Annotated[list[DangerEntry], Meta(min_length=1)]
    utilities: dict[str, Utilities]


def read_dangers(path: Path, city: str = _EVERY_CITY) -> Dangers:
    """The kinds of a file with the lines of a city; raises SettingsError if it cannot be used."""
    told = read_toml(path, SafetyFile)
    utilities = told.utilities.get(city) or told.utilities.get(_EVERY_CITY)
    if utilities is None:
        raise unusable(path, text("it has no utilities of {city}", city=_EVERY_CITY))
    return Dangers(
        [
            Danger(each.key, each.name, Phrases(tuple(each.words), tuple(each.without)), tuple(each.script))
            for each in told.dangers
        ],
        {"gas": utilities.gas, "power": utilities.power},
    )


@cache
def dangers(city: str = _EVERY_CITY) -> Dangers:
    """The kinds that come with the program; the lines name whom to call in ``city`` (a key of its file)."""
    return read_dangers(resource("safety.toml"), city)

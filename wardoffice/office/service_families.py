"""The kinds of problems that come with the program: ``resources/service_families.toml``, validated."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.service_families import ServiceFamilies, ServiceFamily
from wardoffice.language import text
from wardoffice.toml_files import read_toml, unusable

Phrases = Annotated[list[Annotated[str, Meta(min_length=2, max_length=80)]], Meta(min_length=1)]


class FamilyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind, as the file has it."""

    key: Annotated[str, Meta(min_length=1)]
    names: Phrases
    words: Phrases
    without: list[str] = msgspec.field(default_factory=list, name="not")
    metres: Annotated[float, Meta(gt=0)]
    days: Annotated[float, Meta(gt=0)]
    kin: list[str] = msgspec.field(default_factory=list)


class FamiliesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: kinds of problems."""

    families: Annotated[list[FamilyEntry], Meta(min_length=1)]


def read_families(path: Path) -> ServiceFamilies:
    """The kinds of a file; raises SettingsError if it cannot be used."""
    entries = read_toml(path, FamiliesFile).families
    if unknown := {kin for each in entries for kin in each.kin} - {each.key for each in entries}:
        raise unusable(path, text("no kind is called {kinds}", kinds=", ".join(sorted(unknown))))
    return ServiceFamilies(
        [
            ServiceFamily(
                each.key,
                tuple(each.names),
                tuple(each.without),
                tuple(each.words),
                each.metres,
                each.days,
                frozenset(each.kin),
            )
            for each in entries
        ]
    )


@cache
def service_families() -> ServiceFamilies:
    """The kinds that come with the program."""
    return read_families(resource("service_families.toml"))

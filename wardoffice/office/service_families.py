"""The kinds of problems that come with the program: ``resources/service_families.toml``, validated."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.service_families import ServiceFamilies, ServiceFamily
from wardoffice.language import text

Phrases = Annotated[list[Annotated[str, Meta(min_length=2, max_length=80)]], Meta(min_length=1)]


class FamilyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind, as the file has it."""

    key: Annotated[str, Meta(min_length=1)]
    names: Phrases
    words: Phrases
    without: list[str] = msgspec.field(default_factory=list, name="not")
    metres: Annotated[float, Meta(gt=0)]
    days: Annotated[float, Meta(gt=0)]


class FamiliesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: kinds of problems."""

    families: Annotated[list[FamilyEntry], Meta(min_length=1)]


def read_families(path: Path) -> ServiceFamilies:
    """The kinds of a file; raises SettingsError if it cannot be used."""
    try:
        entries = msgspec.toml.decode(path.read_bytes(), type=FamiliesFile).families
    except (OSError, UnicodeError, msgspec.MsgspecError) as trouble:
        raise SettingsError(
            text(
                "The file of service families {name} cannot be used: {detail}.",
                name=path.name,
                detail=trouble,
            ),
            text("Nothing was changed."),
            text("Mend the file, or install the program again."),
        ) from trouble
    return ServiceFamilies(
        [
            ServiceFamily(
                each.key, tuple(each.names), tuple(each.without), tuple(each.words), each.metres, each.days
            )
            for each in entries
        ]
    )


@cache
def service_families() -> ServiceFamilies:
    """The kinds that come with the program."""
    return read_families(resource("service_families.toml"))

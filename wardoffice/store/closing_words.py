"""How each city says why it closed a request: ``resources/closings.toml``, validated."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.closings import ClosingKind, ClosingWords
from wardoffice.toml_files import read_toml

Said = list[Annotated[str, Meta(pattern="[^\\W_]", max_length=200)]]


class PhraseTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Phrases by what they mean."""

    work_done: Said = []
    duplicate: Said = []
    transferred: Said = []
    nothing_found: Said = []
    canceled: Said = []

    def by_kind(self) -> dict[ClosingKind, tuple[str, ...]]:
        """The same, by the words of the domain."""
        return {
            ClosingKind.WORK_DONE: tuple(self.work_done),
            ClosingKind.DUPLICATE: tuple(self.duplicate),
            ClosingKind.TRANSFERRED: tuple(self.transferred),
            ClosingKind.NOTHING_FOUND: tuple(self.nothing_found),
            ClosingKind.CANCELED: tuple(self.canceled),
        }


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words of a language, a system or some cities; without ``cities`` they are taken of every city."""

    name: Annotated[str, Meta(min_length=1, description="whose words these are")]
    cities: Annotated[list[str], Meta(description="keys of resources/cities; none means every city")] = []
    outcome_notes: Annotated[Said, Meta(description="in the summary of a note that tells how it ended")] = []
    doubts: Annotated[Said, Meta(description="beside a claim of work, they take it away")] = []
    denials: Annotated[Said, Meta(description="right before any phrase but of work, it is not so")] = []
    crew_channels: Annotated[Said, Meta(description="how rows come that a department makes itself")] = []
    resident_channels: Annotated[Said, Meta(description="how people's requests come")] = []
    desks: Annotated[Said, Meta(description="departments that write down what people ask of others")] = []
    whole: Annotated[PhraseTable, Meta(description="all that is said")] = PhraseTable()
    part: Annotated[PhraseTable, Meta(description="anywhere in what is said")] = PhraseTable()
    status: Annotated[PhraseTable, Meta(description="the word for the status itself")] = PhraseTable()


class ClosingsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: families of words, of which each city has those of every city and its own."""

    families: Annotated[list[Family], Meta(min_length=1)]


def read_closings(path: Path) -> ClosingsFile:
    """The families of words of a file; raises SettingsError if it does not fit ``schemas/closings.json``."""
    return read_toml(path, ClosingsFile)


def words_for(families: list[Family], city: str) -> ClosingWords:
    """The words of a city by its key. Its own families come after those of every city, and override them."""
    chosen = [each for each in families if not each.cities] + [
        each for each in families if city in each.cities
    ]
    return ClosingWords(
        whole=_joined(each.whole for each in chosen),
        part=_joined(each.part for each in chosen),
        status=_joined(each.status for each in chosen),
        denials=[each for family in chosen for each in family.denials],
        doubts=[phrase for each in chosen for phrase in each.doubts],
        outcome_notes=[phrase for each in chosen for phrase in each.outcome_notes],
        crew_channels=[phrase for each in chosen for phrase in each.crew_channels],
        resident_channels=[phrase for each in chosen for phrase in each.resident_channels],
        desks=[phrase for each in chosen for phrase in each.desks],
    )


@cache
def closing_words(city: str) -> ClosingWords:
    """The words that come with the program, for a city by its key."""
    return words_for(_families(), city)


@cache
def _families() -> list[Family]:
    return read_closings(resource("closings.toml")).families


def _joined(tables: Iterable[PhraseTable]) -> dict[ClosingKind, tuple[str, ...]]:
    joined: dict[ClosingKind, tuple[str, ...]] = {}
    for table in tables:
        for kind, phrases in table.by_kind().items():
            joined[kind] = joined.get(kind, ()) + phrases
    return joined

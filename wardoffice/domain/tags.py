"""Tags: words of the office's own on a problem.

Two are the same where only capitals, accents and blanks differ, as words are for the search.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.service_families import fold
from wardoffice.language import text

MOST_LETTERS = 60
_MOST_OFFERED = 12


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag and on how many problems it stands."""

    name: str
    problems: int


def tag_key(name: str) -> str:
    """What makes two tags the same."""
    return " ".join(fold(name).split())[:MOST_LETTERS]


def clean_tag(typed: str) -> str:
    """A tag as it is kept; raises CannotDoError for an empty one, one over 60 letters or with a comma."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not tag_key(name) or len(name) > MOST_LETTERS or "," in name:
        raise CannotDoError(
            text("A tag is one to {count} letters long and has no comma.", count=MOST_LETTERS),
            text("Nothing was changed."),
            text("Write a word or two, such as block party."),
        )
    return name


def tags_like(typed: str, used: Iterable[TagUse]) -> tuple[TagUse, ...]:
    """Those of the tags used that fit what is typed: beginning so first, then the most used; at most 12."""
    key = tag_key(typed)
    fitting = [each for each in used if key in tag_key(each.name)]
    fitting.sort(key=lambda each: (not tag_key(each.name).startswith(key), -each.problems, each.name))
    return tuple(fitting[:_MOST_OFFERED])

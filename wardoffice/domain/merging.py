"""Words of putting together and pulling apart: which case is the root, and what came to it since."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class AddedKind(StrEnum):
    """What may be added to a problem after others were put together with it."""

    NOTE = "note"
    FILE = "file"
    MESSAGE = "message"
    EXCHANGE = "answer or promise"


@dataclass(frozen=True, slots=True)
class Added:
    """One thing that was added, by its kind and its row."""

    kind: AddedKind
    row_id: int


@dataclass(frozen=True, slots=True)
class AddedSince:
    """Something that came to the root since a case was put into it: it stays there unless a person says else.

    ``at`` is aware UTC, ``who`` whose it is, ``words`` what it says.
    """

    added: Added
    at: datetime
    who: str
    words: str

"""The texts of what the office writes: which there are, in which languages, and what a filled one is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class LetterKey(StrEnum):
    """A text of the office; those to residents stand below those to departments."""

    FORWARD = "forward"
    FORWARD_SECTION = "forward-section"
    FORWARD_MANY = "forward-many"
    CHASE = "chase"
    REOPEN = "reopen"
    REFER_OUT = "refer-out"
    ACKNOWLEDGE = "acknowledge"
    UPDATE = "update"
    DONE = "done"
    NOT_OURS = "not-ours"
    NEED_MORE = "need-more"


TO_RESIDENTS = frozenset(
    {LetterKey.ACKNOWLEDGE, LetterKey.UPDATE, LetterKey.DONE, LetterKey.NOT_OURS, LetterKey.NEED_MORE}
)
"""Those that exist in the languages of residents; departments are written to in English."""

STAFF_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class LetterText:
    """The source of a text: Jinja2 with plain values. ``optional`` names what it can do without."""

    subject: str
    body: str
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FilledLetter:
    """A text with its values; ``gaps`` are the fields it lacks, each shown where it belongs."""

    subject: str
    body: str
    gaps: tuple[str, ...] = ()

    @property
    def can_go(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


@dataclass(frozen=True, slots=True)
class LetterState:
    """A text as an office has it; ``speaker`` approved it as it is, "" for nobody. Times are aware UTC.

    ``example`` is the text filled with a made-up problem.
    """

    key: LetterKey
    language: str
    source: LetterText
    is_own: bool
    needs_approval: bool
    speaker: str = ""
    approved_at: datetime | None = None
    example: FilledLetter | None = None

    @property
    def may_go(self) -> bool:
        """Whether it may be sent."""
        return bool(self.speaker) or not self.needs_approval

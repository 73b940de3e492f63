"""How many requests the city closed in a span of time, by what the closing meant.

Each request that the city calls closed is counted once: a row that a crew wrote for its own work first, then
one that goes on elsewhere (a follow-on is open, or the request it was counted into), which is not closed;
the rest by what the city said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.closings import ClosingKind


@unique
class ClosingPart(StrEnum):
    """What a request that the city closed is counted under."""

    WORK_DONE = "work done"
    NOTHING_FOUND = "nothing found"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    CANCELED = "canceled"
    WITHIN_MINUTES = "closed within minutes"
    NO_REASON = "no reason told"
    GOES_ON = "goes on elsewhere"
    CREW = "a crew's own row"

    @property
    def kind(self) -> ClosingKind | None:
        """The kind of closing it counts; None for those that are counted whatever the city said."""
        return None if self in {ClosingPart.GOES_ON, ClosingPart.CREW} else ClosingKind(self.value)


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """From ``start`` up to but without ``end``, both aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ClosingCounts:
    """How many requests were closed in a span; every part is there. ``read_at`` is how fresh it is."""

    parts: Mapping[ClosingPart, int]
    read_at: datetime | None = None

    @property
    def called_closed(self) -> int:
        """All that the city calls closed."""
        return sum(self.parts.values())

    @property
    def closed(self) -> int:
        """Those that are: without what goes on elsewhere, and without what crews wrote for themselves."""
        return self.called_closed - self.parts[ClosingPart.GOES_ON] - self.parts[ClosingPart.CREW]


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A request behind one of the counts; ``case_id`` is its problem, times are aware UTC."""

    case_id: int
    number: str
    service_name: str
    address: str
    requested_at: datetime | None
    closed_at: datetime
    said: str

"""A closing with what it hangs on, as the case pane and lists show it. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.closings import Closing, ClosingKind, ReadFrom
from wardoffice.domain.service_requests import CityStatus


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A request that another one was counted into. ``case_id`` is None where the viewer may not open it."""

    number: str
    service_name: str
    status: CityStatus
    closing: ClosingKind
    still_open: bool
    closed_at: datetime | None = None
    case_id: int | None = None


@unique
class ChainEnd(StrEnum):
    """Why a chain of duplicates goes no further."""

    ROOT = "its root"
    NOT_HERE = "a request that is not here"
    UNNAMED = "the city does not say which"
    CIRCLE = "a circle"


@dataclass(frozen=True, slots=True)
class DuplicateChain:
    """The requests a duplicate was counted into, the next one first.

    ``missing`` is the number of the one that is not here (of another ward, or unread), or closes a circle.
    """

    links: tuple[ChainLink, ...] = ()
    end: ChainEnd = ChainEnd.ROOT
    missing: str = ""

    @property
    def root(self) -> ChainLink | None:
        """The request that all of them stand for; None where the chain does not reach it."""
        return self.links[-1] if self.links and self.end is ChainEnd.ROOT else None


@dataclass(frozen=True, slots=True)
class FollowOnView:
    """A request the city made of this one; ``closed`` is its own record's word where it is here."""

    number: str
    service_name: str
    agency: str
    opened_at: datetime | None
    closed: bool
    closed_at: datetime | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClosingView:
    """What a record's closing means. ``still_open`` is true as well while it hangs on one that is open.

    ``chain`` is there for a duplicate; ``part_of`` is the number of the request this is a part of.
    """

    closing: Closing
    still_open: bool = True
    chain: DuplicateChain | None = None
    follow_ons: tuple[FollowOnView, ...] = ()
    part_of: str = ""

    @property
    def kind(self) -> ClosingKind:
        """What the closing means."""
        return self.closing.kind

    @property
    def open_follow_ons(self) -> tuple[FollowOnView, ...]:
        """The follow-ons that are not closed."""
        return tuple(each for each in self.follow_ons if not each.closed)


NOT_CLOSED = ClosingView(Closing(ClosingKind.OPEN, ReadFrom.NOTHING))
"""A request the city never closed."""

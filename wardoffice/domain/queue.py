"""What the queue shows and how it is asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.places import Point
from wardoffice.domain.under_way import AnswerUnderWay


@unique
class View(StrEnum):
    """The lists of the queue."""

    TO_US = "to us"
    MINE = "mine"
    REALLY_DONE = "really done?"
    WAITING_ON_CITY = "waiting on the city"
    NEW_IN_311 = "new in 311"
    SNOOZED = "snoozed"
    ALL = "all"


@unique
class Desk(StrEnum):
    """Where a root stands: one of the lists of what is ours, or the city's background."""

    TO_US = "to us"
    REALLY_DONE = "really done?"
    WAITING_ON_CITY = "waiting on the city"
    FINISHED = "finished"
    WATCHED_OPEN = "watched, open"
    WATCHED_CLOSED = "watched, closed"


@unique
class SortBy(StrEnum):
    """The orders of the queue. URGENCY: danger, then urgent, then longest unanswered, then oldest."""

    URGENCY = "urgency"
    NEWEST = "newest first"
    OLDEST = "oldest first"
    PLACE = "address"
    TYPE = "type"


@unique
class WardFilter(StrEnum):
    """Where a problem lies as seen from our ward."""

    ELSEWHERE = "not in our ward"
    BORDER = "close to another ward"
    MOVED = "moved by new boundaries"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What narrows a view. None and empty words narrow nothing; ``assignee_id`` 0 means nobody.

    ``kind`` is of any mail in the problem; ``doubted``: the sender of one of its mails is not confirmed;
    ``urgent``: a person said so.
    """

    status: CaseStatus | None = None
    service_code: str | None = None
    channel: Channel | None = None
    assignee_id: int | None = None
    words: str = ""
    wards: WardFilter | None = None
    kind: MessageKind | None = None
    doubted: bool = False
    urgent: bool = False
    tag: str = ""


@unique
class CityState(StrEnum):
    """What the city says of all its requests in a case together."""

    NONE = "not in 311"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. Times are aware UTC; ``owed_since`` is the oldest unanswered word.

    ``elsewhere`` is the ward it lies in where that is not ours. ``names`` is the number of the problem that
    its mail names though nobody knows its sender there.
    """

    case_id: int
    number: str
    title: str
    address: str
    point: Point | None
    status: CaseStatus
    ours: bool
    safety: bool
    restricted: bool
    assignee: str
    channels: tuple[Channel, ...]
    opened_at: datetime
    last_word_at: datetime
    owed_since: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    people: int
    photos: int
    requests: int
    tracking_numbers: tuple[str, ...]
    city_state: CityState
    city_closed_at: datetime | None
    new_word: bool
    closing: ClosingKind = ClosingKind.OPEN
    elsewhere: int | None = None
    urgent: bool = False
    tags: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    names: str = ""
    incident: str = ""
    """The incident it stands under, by its name."""
    under_way: AnswerUnderWay | None = None
    """An answer about it that has not reached whom it is for."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A case as the map draws it; ``title`` is its type where it has one (``service_code``)."""

    case_id: int
    number: str
    title: str
    address: str
    point: Point
    ours: bool
    safety: bool
    desk: Desk = Desk.TO_US
    service_code: str = ""

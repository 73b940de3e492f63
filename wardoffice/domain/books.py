"""The books of what came in: every mail and every city record accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from wardoffice.domain.messages import MessageKind


@unique
class LedgerState(StrEnum):
    """Where one mail of the server stands; the parts of promise P1's equation."""

    IMPORTED = "imported"
    KNOWN = "known already"
    LEFT_ALONE = "left alone"
    UNREADABLE = "could not be read"
    GONE = "gone before we could"
    WAITING = "waiting"


@unique
class MailOrigin(StrEnum):
    """Where mail came from; only the first is in the equation that is compared with the server (P1)."""

    READ = "folders that are read"
    DROPPED = "folders no longer read"
    FILES = "imported files"


@dataclass(frozen=True, slots=True)
class MailBooks:
    """P1's equation: ``shown`` is the sum of the six parts; ``on_server`` is what the server holds now.

    ``restricted`` of those shown belong to problems that the viewer may not see: counted, and not listed.
    """

    imported: int = 0
    known: int = 0
    left_alone: int = 0
    unreadable: int = 0
    gone: int = 0
    waiting: int = 0
    on_server: int = 0
    restricted: int = 0

    @property
    def shown(self) -> int:
        """Every mail the server ever showed us."""
        return self.imported + self.known + self.left_alone + self.unreadable + self.gone + self.waiting


@dataclass(frozen=True, slots=True)
class MailList:
    """The mails behind one number of the books.

    ``state`` None means all of them; ``folder`` is one folder's account (user@host) and name; ``on_server``
    means those alone that the server showed when it was last asked.
    """

    state: LedgerState | None = None
    origin: MailOrigin = MailOrigin.READ
    folder: tuple[str, str] | None = None
    on_server: bool = False


@dataclass(frozen=True, slots=True)
class FolderBooks:
    """The books of one folder of a mailbox; ``sent`` says that it holds what the office sent itself.

    ``account`` is user@host; ``read_at`` is when it was last read to its end (aware UTC).
    """

    account: str
    folder: str
    sent: bool
    books: MailBooks
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OtherBooks:
    """The books of what is no part of the mailbox's equation; ``folders`` are pairs of account and folder."""

    origin: MailOrigin
    books: MailBooks
    folders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One mail in the books; ``reason`` says in words why it stands where it stands."""

    ledger_id: int
    folder: str
    uid: int
    state: LedgerState
    subject: str
    sender: str
    at: datetime | None
    reason: str
    raw: Path | None
    message_id: int | None
    case_id: int | None
    kind: MessageKind | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A part of the city's feed that could not be read yet; times are aware UTC."""

    start: datetime
    end: datetime
    page: int
    reason: str
    tries: int


@unique
class ToldBy(StrEnum):
    """Who told of a record of the city."""

    FEED = "311"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class UnusableLine:
    """A record of the city that cannot be filed, what it says of itself, and how often it was told.

    ``day`` is the moment it says it is of, None where it says none (aware UTC); ``excerpt`` is how it begins.
    """

    told_by: ToldBy
    reason: str
    day: datetime | None
    service_name: str
    address: str
    excerpt: str
    tries: int


@unique
class Paging(StrEnum):
    """What an endpoint makes of ``page`` and ``page_size``, as found out by reading it."""

    UNKNOWN = "unknown"
    OBEYED = "obeyed"
    OWN_SIZE = "pages of its own size"
    NONE = "no pages"


@unique
class UpdatesAsked(StrEnum):
    """What an endpoint makes of ``updated_after``, as found out by trying it."""

    UNKNOWN = "unknown"
    OBEYED = "obeyed"
    IGNORED = "ignored"
    SILENT = "tells nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CityFindings:
    """How an endpoint is best asked, as found out by reading it; remembered between readings.

    ``page_size`` is in records, 0 while nothing was found out. Where it has no pages, ``most_at_once`` is how
    many records an answer held that was surely whole, and ``span_days`` the window, in days, to ask for.
    It asked us to stay away until ``ask_from``; ``services_version`` is its service list's ETag and
    Last-Modified. ``told_to`` is its newest word, whatever gaps stand before it, and ``gaps_asked_at`` when
    these were last asked for. Times are aware UTC.
    """

    page_size: int = 0
    paging: Paging = Paging.UNKNOWN
    most_at_once: int = 0
    span_days: float = 0.0
    updates: UpdatesAsked = UpdatesAsked.UNKNOWN
    updates_tried_at: datetime | None = None
    ask_from: datetime | None = None
    told_to: datetime | None = None
    gaps_asked_at: datetime | None = None
    services_version: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class CityBooks:
    """What the city's feed held since all its days were last read anew, at least once a day (P2).

    Every record is inside the ward, outside, of unknown place, or of a type that is left out
    (``left_out_by_type``, by its code); ``refused`` are those that cannot be used.
    ``unusable`` lists these, and those of the portal, whenever they were told, the newest of them first.
    ``gaps`` are open, whenever they began. ``repairs`` count what was mended in the city's answers, by kind,
    over all readings. ``not_read`` are the pieces that failed at the last reading, whole sentences;
    ``missing`` is how many records are here that the city's list holds no longer. ``read_at`` is when it was
    last read to its end, ``newest`` the city's word up to which nothing is missing (aware UTC).
    """

    received: int = 0
    inside: int = 0
    outside: int = 0
    place_unknown: int = 0
    left_out: int = 0
    ward_differs: int = 0
    refused: int = 0
    left_out_by_type: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[GapLine, ...] = ()
    unusable: tuple[UnusableLine, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    not_read: tuple[str, ...] = ()
    missing: int = 0
    read_at: datetime | None = None
    newest: datetime | None = None
    found: CityFindings = CityFindings()

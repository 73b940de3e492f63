"""A request as the city's open-data portal publishes it: a second, later telling of the city's own record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus, Refusal, ServiceRequest


@dataclass(frozen=True, slots=True)
class PortalColumns:
    """The columns of one file: ``width`` of them; ``meanings`` gives the position of each field it has.

    ``street`` are the positions of an address's parts, in the order in which they are written. ``more`` are
    the columns of no other meaning that are kept, by their names in lower case with underscores.
    """

    width: int
    meanings: Mapping[str, int]
    street: tuple[int, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortalRow:
    """One row of the portal. Times are aware UTC, ``point`` WGS84; ``number`` is in its usual spelling.

    ``more`` is what else stands in it, as the portal wrote it, by the column's name in lower case with
    underscores; empty values are not there.
    """

    number: str
    service_name: str = ""
    service_code: str = ""
    agency: str = ""
    status: str = ""
    origin: str = ""
    address: str = ""
    zipcode: str = ""
    legacy_number: str = ""
    parent_number: str = ""
    requested_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    ward: int | None = None
    duplicate: bool = False
    point: Point | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """How the work went, in the older exports' words: the last action, else the activity; "" for none."""
        return self.more.get("most_recent_action") or self.more.get("current_activity", "")

    @property
    def made_by(self) -> str:
        """The department that wrote it down, which need not be the one that has the work; "" for none."""
        return self.more.get("created_department", "")

    @property
    def besides(self) -> dict[str, str]:
        """What is kept of the row beside the city's record: ``more``, and what 311 may tell otherwise."""
        own = {
            "owner_department": self.agency,
            "origin": self.origin,
            "legacy_sr_number": self.legacy_number,
        }
        return {**self.more, **{name: value for name, value in own.items() if value}}


@dataclass(frozen=True, slots=True)
class PortalPage:
    """One answer: ``records`` it held, as rows or refusals; ``repairs`` counts what was mended, by kind.

    ``last`` is its last record's fields as the portal wrote them, those that are texts.
    """

    rows: tuple[PortalRow, ...]
    refusals: tuple[Refusal, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
    records: int = 0
    last: Mapping[str, str] = field(default_factory=dict)


def portal_status(written: str) -> CityStatus:
    """What the portal's status means: Completed and Canceled are closed, "Open - Dup" is open."""
    word = written.partition("-")[0].strip().lower()
    if word in {"completed", "closed", "canceled", "cancelled"}:
        return CityStatus.CLOSED
    return CityStatus.OPEN if word == "open" else CityStatus.UNKNOWN


def as_request(row: PortalRow, city: str, codes: Mapping[str, str]) -> ServiceRequest:
    """The row as a record of ``city``; ``codes`` gives the city's service code by a type's folded name.

    The portal's short codes are other keys than those of Open311: they stay where no type has the name. A
    row of the older exports has no time of change: it was changed when it was closed, or made.
    """
    return ServiceRequest(
        city=city,
        number=row.number,
        status=portal_status(row.status),
        status_text=row.status,
        status_notes=row.outcome,
        service_code=codes.get(row.service_name.casefold(), row.service_code),
        service_name=row.service_name,
        agency=row.agency,
        requested_at=row.requested_at,
        updated_at=row.updated_at or row.closed_at or row.requested_at,
        closed_at=row.closed_at,
        address=row.address,
        zipcode=row.zipcode,
        point=row.point,
        channel=row.origin,
        made_by=row.made_by,
        ward=row.ward,
        duplicate=row.duplicate,
        parent_number=row.parent_number,
    )


@unique
class Difference(StrEnum):
    """How the portal's word on a request stands to the 311 system's: by open or closed, not by words."""

    SAME = "the same in 311 and on the portal"
    OPEN_IN_311 = "open in 311, completed on the portal"
    OPEN_ON_PORTAL = "open on the portal, completed in 311"
    ONLY_ON_PORTAL = "only on the portal"
    ONLY_IN_311 = "only in 311"
    NOT_ASKED = "from the portal, older than 311 was asked for"
    NOT_PUBLISHED = "newer or older than what was read of the portal"


@dataclass(frozen=True, slots=True)
class PortalFacts:
    """What only the portal says of a request: departments, how it came, its number before; "" for silence.

    ``department`` has the work, ``made_by`` wrote it down.
    """

    department: str = ""
    made_by: str = ""
    origin: str = ""
    former_number: str = ""


def portal_facts(besides: Mapping[str, str]) -> PortalFacts:
    """The same of what is kept of the portal's row (``PortalRow.besides``)."""
    get = besides.get
    return PortalFacts(
        get("owner_department", ""),
        get("created_department", ""),
        get("origin", ""),
        get("legacy_sr_number", ""),
    )


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What both sources say of one request, and when each word is of (aware UTC); None for silence."""

    number: str
    difference: Difference
    city: CityStatus | None = None
    city_updated_at: datetime | None = None
    portal: CityStatus | None = None
    portal_words: str = ""
    portal_updated_at: datetime | None = None
    portal_closed_at: datetime | None = None
    facts: PortalFacts = PortalFacts()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A request in a list of differences, and the problem it stands under."""

    case_id: int
    service_name: str
    address: str
    requested_at: datetime | None
    both: SideBySide


@dataclass(frozen=True, slots=True)
class Freshness:
    """When each source was last read, and the newest word of the portal (aware UTC); None for never."""

    city_read_at: datetime | None = None
    portal_read_at: datetime | None = None
    portal_newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class BothSources:
    """Both words on one request, and how fresh they are."""

    side: SideBySide
    fresh: Freshness


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How many requests stand how, and how fresh that is."""

    counts: Mapping[Difference, int] = field(default_factory=dict)
    fresh: Freshness = field(default_factory=Freshness)

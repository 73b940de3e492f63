"""The city's own records, as GeoReport v2 speaks of them.

Source: GeoReport v2, https://wiki.open311.org/GeoReport_v2/ ; field names follow it where they are clear.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.conditions import Conditions
from wardoffice.domain.places import Point


@unique
class CityStatus(StrEnum):
    """The two statuses of GeoReport v2, and what any other word of a city becomes."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CityNote:
    """One activity of the city on a request (Chicago's ``notes``, Boston's ``activities``).

    ``detail`` is what the summary does not say; ``number``, ``service_name`` and ``agency`` are the other
    request's of a follow-on.
    """

    at: datetime | None
    kind: str
    summary: str
    detail: str = ""
    number: str = ""
    service_name: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """One request of the city's system. Times are aware UTC; ``city`` is the city profile's key.

    ``made_by`` is the department that wrote it down, where the source says so (the data portal does).
    """

    city: str
    number: str
    status: CityStatus
    status_text: str = ""
    status_notes: str = ""
    service_code: str = ""
    service_name: str = ""
    description: str = ""
    agency: str = ""
    service_notice: str = ""
    requested_at: datetime | None = None
    updated_at: datetime | None = None
    expected_at: datetime | None = None
    closed_at: datetime | None = None
    address: str = ""
    address_id: str = ""
    zipcode: str = ""
    point: Point | None = None
    media_urls: tuple[str, ...] = ()
    token: str = ""
    channel: str = ""
    made_by: str = ""
    ward: int | None = None
    duplicate: bool = False
    parent_number: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    notes: tuple[CityNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of problem the city takes requests for (an entry of the Service List)."""

    code: str
    name: str
    description: str = ""
    has_definition: bool = False
    answer_kind: str = "realtime"
    keywords: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeChoice:
    """One value of a list attribute: ``key`` is sent, ``name`` is shown while ``offered_when`` holds."""

    key: str
    name: str
    offered_when: Conditions | None = None


@dataclass(frozen=True, slots=True)
class ServiceAttribute:
    """One question of a service definition; ``variable`` False is a text to show only.

    It is asked only while ``shown_when`` holds; ``hidden`` ones are never shown to a person.
    """

    code: str
    datatype: str
    description: str = ""
    required: bool = False
    variable: bool = True
    order: int = 0
    datatype_description: str = ""
    choices: tuple[AttributeChoice, ...] = ()
    hidden: bool = False
    shown_when: Conditions | None = None


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """The questions the city asks for one service type, in order."""

    code: str
    attributes: tuple[ServiceAttribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record of an answer that could not be used, and why in a sentence.

    ``has_token`` says that it only waits for its number: the city will tell it again with one. Where it is a
    request all the same (``is_request``), the rest is what it says of itself: ``told_at`` is aware UTC.
    """

    reason: str
    excerpt: str
    has_token: bool = False
    is_request: bool = False
    city: str = ""
    told_at: datetime | None = None
    service_name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What one page of requests held.

    ``repairs`` counts what was mended, by kind; ``seconds`` is how long the city took for it.
    """

    requests: tuple[ServiceRequest, ...]
    refusals: tuple[Refusal, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
    records: int = 0
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class RequestUpdate:
    """One step of a request told by itself (an entry of FixMyStreet's service request updates).

    ``status`` is None where the update says nothing about it; ``status_text`` is the city's own word.
    ``at`` is aware UTC.
    """

    city: str
    number: str
    request_number: str
    status: CityStatus | None = None
    status_text: str = ""
    description: str = ""
    at: datetime | None = None
    media_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdatePage:
    """What one answer of updates held: ``repairs`` counts what was mended, by kind."""

    updates: tuple[RequestUpdate, ...]
    refusals: tuple[Refusal, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
    records: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time [start, end] in aware UTC that one listing asks for."""

    start: datetime
    end: datetime

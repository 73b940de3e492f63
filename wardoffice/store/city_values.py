"""What a record of the city becomes in our tables: the one place where its fields turn into column values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wardoffice.domain.closings import parent_of
from wardoffice.domain.places import PlaceSource, Point, shown_address
from wardoffice.domain.service_requests import CityStatus, ServiceRequest
from wardoffice.domain.wards import WardPlace
from wardoffice.store.bulk import Values
from wardoffice.store.closing_words import closing_words
from wardoffice.store.fitting import fit_rows, fit_values
from wardoffice.store.safety_words import dangers
from wardoffice.store.tables import Case, ServiceNote, ServiceRecord

LONGEST_NUMBER = 100
"""Of a city's request number or service code; numbers that are longer cannot be kept apart."""

HISTORY = timedelta(days=90)
"""How far back the city's feed is read. What is older when we first hear of it is history: no rule makes it
the office's own."""

SAFETY = "safety"
"""The rule that makes a case the office's own for words of danger."""

KEPT_IF_UNSAID = frozenset({"token", "made_by"})
"""Columns whose value stays where the city now says nothing of it."""


@dataclass(frozen=True, slots=True)
class PlacedRequest:
    """A record of the city and where it lies: ``address_key`` is normalised.

    ``ward`` is by polygon, of the day it was made; ``today`` is where its problem lies now, None where
    that is the same and nothing is near.
    """

    request: ServiceRequest
    place: Point | None
    source: PlaceSource
    ward: int | None
    address_key: str
    today: WardPlace | None = None


def record_values(each: PlacedRequest) -> Values:
    """What the city tells now, as columns of ``service_record``, without who it is and when it was seen."""
    told = each.request
    return fit_values(
        ServiceRecord.__table__,
        {
            "token": told.token,
            "status": told.status,
            "status_text": told.status_text,
            "status_notes": told.status_notes,
            "service_code": told.service_code,
            "service_name": told.service_name,
            "description": told.description,
            "agency": told.agency,
            "requested_at": told.requested_at,
            "updated_at": told.updated_at,
            "expected_at": told.expected_at,
            "closed_at": told.closed_at,
            "address": told.address,
            "address_key": each.address_key,
            "zipcode": told.zipcode,
            "lat": each.place.lat if each.place else None,
            "long": each.place.long if each.place else None,
            "ward": told.ward,
            "ward_by_polygon": each.ward,
            "media_urls": list(told.media_urls),
            "channel": told.channel,
            "made_by": told.made_by,
            "duplicate": told.duplicate,
            "parent_number": parent_of(told, closing_words(told.city)),
            "attributes": [list(pair) for pair in told.attributes],
        },
    )


NOTE_COLUMNS = ("position", "at", "kind", "summary", "detail", "number", "service_name", "agency")
"""The columns of ``service_note`` that ``note_values`` gives."""


def note_values(told: Mapping[int, ServiceRequest]) -> list[tuple[Any, ...]]:
    """The city's notes on records, by their ids: rows of the record's id and NOTE_COLUMNS, in their order."""
    return fit_rows(
        ServiceNote.__table__,
        ("service_record_id", *NOTE_COLUMNS),
        [
            (
                record_id,
                position,
                note.at,
                note.kind,
                note.summary,
                note.detail,
                note.number,
                note.service_name,
                note.agency,
            )
            for record_id, request in told.items()
            for position, note in enumerate(request.notes)
        ],
    )


def case_values(each: PlacedRequest, record: Values, now: datetime) -> Values:
    """The watched case a new record gets, as columns of ``case``; ``record`` is what the record became.

    Its number, and what every case is born with, is not among them.
    """
    today = each.today or WardPlace(each.ward)
    opened_at = min(record["requested_at"] or now, now)
    quiet = record["status"] is CityStatus.CLOSED or opened_at < now - HISTORY
    danger = "" if quiet else dangers().said_in(record["description"])
    return fit_values(
        Case.__table__,
        {
            "title": record["service_name"],
            "service_code": record["service_code"],
            "lat": record["lat"],
            "long": record["long"],
            "address": shown_address(record["address"]),
            "place_source": each.source,
            "ward": today.ward,
            "border_ward": today.border_ward,
            "border_metres": today.border_metres,
            "safety_words": danger,
            "rule": SAFETY if danger else "",
            "opened_at": opened_at,
        },
    )

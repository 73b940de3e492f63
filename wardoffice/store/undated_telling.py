"""What a telling without a date may change of a record the city has dated: it moves it forward, never back.

Without a date nobody knows whether it is older than what is here. A saved file may be of any day, so it says
nothing then. What the city tells live is at least its word of today: what it says counts, what it leaves
unsaid takes nothing away, its new notes are added, and what a dated telling closed stays closed.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from wardoffice.domain.service_requests import CityStatus, ServiceRequest
from wardoffice.store.bulk import Values

_OF_STATUS = ("status", "status_text", "status_notes", "closed_at")
_SAME_IN_BOTH = frozenset(each.name for each in fields(ServiceRequest)) - {"ward", "city", "number"}


def is_undated(told: Values, known: Values) -> bool:
    """Whether it has no date, and what is here has one; a city that never dates its records has neither."""
    return told["updated_at"] is None and known["updated_at"] is not None


def moved_forward(told: Values, known: Values) -> Values:
    """The columns of a record that the city told of live without a date."""
    moved = {name: known[name] if value in (None, "", [], False) else value for name, value in told.items()}
    if told["lat"] is None or told["long"] is None:
        moved |= {name: known[name] for name in ("lat", "long", "address_key", "ward_by_polygon")}
    reopens = known["status"] is CityStatus.CLOSED and told["status"] is not CityStatus.CLOSED
    if reopens or told["status"] is CityStatus.UNKNOWN:
        moved |= {name: known[name] for name in _OF_STATUS}
    return moved


def as_told(request: ServiceRequest, columns: Values) -> ServiceRequest:
    """The request as its columns say now."""
    said: Mapping[str, Any] = {name: columns[name] for name in _SAME_IN_BOTH & columns.keys()}
    lists: Mapping[str, Any] = {
        "media_urls": tuple(columns["media_urls"]),
        "attributes": tuple((name, value) for name, value in columns["attributes"]),
    }
    return replace(request, **{**said, **lists})

"""The wire layer's readers in one place: bytes of any GeoReport v2 dialect in, domain values out."""

from wardoffice.domain.submissions import Receipt
from wardoffice.open311.answers import (
    CityTrouble,
    Discovery,
    Endpoint,
    read_discovery,
    read_errors,
    read_post_answer,
    read_token_answer,
)
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.services_wire import read_service_definition, read_services
from wardoffice.open311.updates_wire import read_updates

__all__ = [
    "CityTrouble",
    "Discovery",
    "Endpoint",
    "Receipt",
    "WireContext",
    "read_discovery",
    "read_errors",
    "read_post_answer",
    "read_requests",
    "read_service_definition",
    "read_services",
    "read_token_answer",
    "read_updates",
]

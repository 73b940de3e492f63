"""The city's answers in the shapes of GeoReport v2, as JSON and XML.

Source: https://wiki.open311.org/GeoReport_v2/ ; ``extensions=true`` adds what Chicago's endpoint adds. Lists
of the XML are bare arrays in JSON, empty elements are null there ("Spark convention").
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from wardoffice.demo.catalogue import Service
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.domain.service_requests import CityNote, ServiceAttribute, ServiceRequest

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_MEMBERS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "notes": "note",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
}


def service_entry(service: Service) -> dict[str, Any]:
    """Shape an entry of the Service List."""
    entry = service.as_type
    return {
        "service_code": entry.code,
        "service_name": entry.name,
        "description": entry.description,
        "metadata": entry.has_definition,
        "type": entry.answer_kind,
        "keywords": ", ".join(entry.keywords),
        "group": entry.groups[0],
    }


def definition(service: Service) -> dict[str, Any]:
    """Shape a Service Definition."""
    attributes = [_attribute(each) for each in service.definition.attributes]
    return {"service_code": service.code, "attributes": attributes}


def _attribute(question: ServiceAttribute) -> dict[str, Any]:
    shaped: dict[str, Any] = {
        "variable": question.variable,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required,
        "datatype_description": question.datatype_description or None,
        "order": question.order,
        "description": question.description,
    }
    if question.choices:
        shaped["values"] = [{"key": choice.key, "name": choice.name} for choice in question.choices]
    return shaped


def request_entry(record: ServiceRequest, base_url: str, *, extensions: bool) -> dict[str, Any]:
    """Shape one Service Request; picture addresses become whole ones under ``base_url``."""
    shaped: dict[str, Any] = {
        "service_request_id": record.number,
        "status": record.status.value,
        "status_notes": record.status_notes or None,
        "service_name": record.service_name,
        "service_code": record.service_code,
        "description": record.description or None,
        "agency_responsible": record.agency or None,
        "service_notice": record.service_notice or None,
        "requested_datetime": stamp(record.requested_at),
        "updated_datetime": stamp(record.updated_at),
        "expected_datetime": stamp(record.expected_at),
        "address": record.address or None,
        "address_id": record.address_id or None,
        "zipcode": record.zipcode or None,
        "lat": record.point.lat if record.point else None,
        "long": record.point.long if record.point else None,
        "media_url": f"{base_url}/{record.media_urls[0]}" if record.media_urls else None,
    }
    if extensions:
        shaped |= _extended(record)
    return shaped


def _extended(record: ServiceRequest) -> dict[str, Any]:
    more: dict[str, Any] = {"channel": record.channel, "ward": str(record.ward or 0)}
    if record.duplicate:
        more |= {"duplicate": True, "parent_service_request_id": record.parent_number}
    notes = [_note(each) for each in record.notes]
    return {"extended_attributes": more, "attributes": dict(record.attributes), "notes": notes}


def _note(note: CityNote) -> dict[str, Any]:
    shaped: dict[str, Any] = {"datetime": stamp(note.at), "summary": note.summary, "type": note.kind}
    if note.number:
        shaped["description"] = note.detail
        shaped["extended_attributes"] = {
            "service_request_id": note.number,
            "service_name": note.service_name,
            "agency_responsible": note.agency,
        }
    return shaped


def update_entry(record: ServiceRequest, position: int) -> dict[str, Any]:
    """Shape one step of a request, by its place among the request's notes."""
    note = record.notes[position]
    return {
        "update_id": f"{record.number}-{position + 1}",
        "service_request_id": record.number,
        "status": "CLOSED" if note.kind == "closed" else "OPEN",
        "description": note.summary,
        "updated_datetime": stamp(note.at),
        "media_url": None,
    }


def stamp(moment: datetime | None) -> str | None:
    """Write a moment in the city's time with its offset (W3C date and time, seconds)."""
    return moment.astimezone(CITY_ZONE).isoformat(timespec="seconds") if moment else None


def encode(root: str, content: Sequence[Any] | Mapping[str, Any], form: str) -> bytes:
    """Write an answer; ``form`` is ``json`` or ``xml``, ``root`` names the XML document."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    document: bytes = ET.tostring(_element(root, content), "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + document.removeprefix(_DECLARATION)


def _element(name: str, content: Any) -> ET.Element:  # noqa: ANN401 - any JSON value
    element = ET.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, Sequence) and not isinstance(content, str):
        element.extend(_element(_MEMBERS[name], each) for each in content)
    elif content is not None:
        element.text = str(content).lower() if isinstance(content, bool) else str(content)
    return element

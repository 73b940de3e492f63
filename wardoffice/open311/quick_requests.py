"""The quick reader of requests: for pages of JSON whose values have the types GeoReport v2 gives them.

It reads the same fields by the same rules as the patient reader, without asking of each value what it is:
the parser has made sure. What it does not take, a page or a record, is left to the patient reader; it takes
nothing that would need another reading, so that both give the same values and count the same repairs.
"""

from collections import Counter
from typing import Any

import msgspec

from wardoffice.domain.service_requests import CityNote, RequestPage, ServiceRequest
from wardoffice.open311.context import WireContext
from wardoffice.open311.drafts import NoteDraft, RequestDraft
from wardoffice.open311.json_wire import has_unkeepable_escapes
from wardoffice.open311.notes_wire import closing_of, read_activities
from wardoffice.open311.request_rules import (
    Record,
    address_id_of,
    attributes_of,
    closed_at_of,
    media_of,
    point_of,
    status_of,
    ward_of,
    zipcode_of,
)
from wardoffice.open311.values import Values

_BLANKS = b" \t\r\n"
_LOWEST_ERROR = 400
_MORE = "extended_attributes"
_NOTHING: Record = {}


class _NoteMore(msgspec.Struct, gc=False):
    service_request_id: str | None = None
    service_request_number: str | None = None
    service_name: str | None = None
    agency_responsible: str | None = None


class _Note(msgspec.Struct, gc=False):
    datetime: str | None = None
    type: str | None = None
    summary: str | None = None
    description: str | None = None
    extended_attributes: _NoteMore | None = None


class _Request(msgspec.Struct, gc=False):
    """Fields that take many forms are left as they come, for the rules that know the forms."""

    service_request_id: str | int
    status: str | None = None
    status_notes: str | None = None
    service_name: str | None = None
    service_code: str | int | None = None
    description: str | None = None
    agency_responsible: str | None = None
    service_notice: str | None = None
    requested_datetime: str | None = None
    updated_datetime: str | None = None
    expected_datetime: object = None
    closed_datetime: object = None
    closed_date: object = None
    closure_details: object = None
    address: str | None = None
    address_id: object = None
    adress_id: object = None
    zipcode: object = None
    lat: object = None
    long: object = None
    media_url: object = None
    media: object = None
    token: str | None = None
    origin: object = None
    source: object = None
    interface_used: object = None
    duplicate_parent_service_request_id: str | None = None
    parent_service_request_id: str | None = None
    attributes: object = None
    extended_attributes: dict[str, object] | None = None
    notes: list[_Note] | None = None
    activities: object = None


_DECODER = msgspec.json.Decoder(list[_Request])


def read_quickly(body: bytes, context: WireContext, status: int) -> RequestPage | None:
    """The page that the patient reader would give, or None where it should read it itself."""
    path = context.ward_path
    if status >= _LOWEST_ERROR or (path and path[:-1] != (_MORE,)) or not _is_clean_list(body):
        return None
    try:
        records = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return None
    values, inner = Values(context, Counter()), path[1:]
    requests = [_request(record, inner, values) for record in records]
    if not all(request.number for request in requests):
        return None
    return RequestPage(tuple(requests), (), values.counted(), len(requests))


def _is_clean_list(body: bytes) -> bool:
    """Whether it begins as a list and is text without anything that would have to be taken out."""
    if body.lstrip(_BLANKS)[:1] != b"[" or has_unkeepable_escapes(body):
        return False
    if not body.isascii():
        try:
            body.decode()  # the parser does not look inside of members that nobody reads
        except UnicodeDecodeError:
            return False
    return True


def _request(record: _Request, path: tuple[str, ...], values: Values) -> ServiceRequest:
    request = RequestDraft()
    request.city = values.context.city
    number, code = record.service_request_id, record.service_code
    request.number = number.strip() if type(number) is str else values.code(number)
    request.status_text = status_text = (record.status or "").strip()
    request.status = status = status_of(status_text, values)
    request.status_notes = (record.status_notes or "").strip() or closing_of(record.closure_details, values)
    request.service_code = code.strip() if type(code) is str else values.code(code)
    request.service_name = (record.service_name or "").strip()
    request.description = (record.description or "").strip()
    request.agency = (record.agency_responsible or "").strip()
    request.service_notice = (record.service_notice or "").strip()
    request.requested_at = values.past(record.requested_datetime)
    request.updated_at = values.past(record.updated_datetime)
    request.expected_at = None if record.expected_datetime is None else values.date(record.expected_datetime)
    request.address = (record.address or "").strip()
    request.address_id = _address_id(record, values)
    request.point = point_of(record.lat, record.long, values)
    request.token = (record.token or "").strip()
    request.attributes = attributes_of(record.attributes, values) if record.attributes else ()
    notes = _notes(record.notes, values) if record.notes else ()
    if record.activities:
        notes += tuple(read_activities(record.activities, values))
    request.notes = notes
    stated = record.closed_datetime or record.closed_date
    request.closed_at = closed_at_of(stated, status, notes, values) if stated or notes else None
    _set_extended(request, record, record.extended_attributes or _NOTHING, path, values)
    request.__class__ = ServiceRequest
    return request  # type: ignore[no-any-return]


def _set_extended(
    request: Any,  # noqa: ANN401 - a draft has no types of its own
    record: _Request,
    more: Record,
    path: tuple[str, ...],
    values: Values,
) -> None:
    """The fields that cities also write among the extended attributes."""
    duplicate_of = (record.duplicate_parent_service_request_id or "").strip()
    parent = (record.parent_service_request_id or "").strip()
    channel = record.origin or record.source or record.interface_used
    zipcode = "" if record.zipcode is None else zipcode_of(record.zipcode, values)
    request.media_urls = ()
    request.ward = None
    if more:
        get = more.get
        parent = values.code(get("parent_service_request_id")) or parent
        channel = get("channel") or channel
        zipcode = zipcode or zipcode_of(get("zip"), values)
        request.ward = ward_of(more, path, values)
    if record.media_url or record.media or "photos" in more or "media_urls" in more:
        request.media_urls = media_of(record.media_url, record.media, more, values)
    request.zipcode = zipcode
    request.channel = "" if channel is None else values.text(channel)
    request.duplicate = bool(duplicate_of) or ("duplicate" in more and values.flag(more["duplicate"]))
    request.parent_number = duplicate_of or parent


def _address_id(record: _Request, values: Values) -> str:
    right, misspelt = record.address_id, record.adress_id
    return "" if right is None and misspelt is None else address_id_of(right, misspelt, values)


def _notes(found: list[_Note], values: Values) -> tuple[CityNote, ...]:
    past = values.past
    notes = []
    for each in found:
        note = NoteDraft()
        note.at = past(each.datetime)
        note.kind = (each.type or "").strip()
        summary, detail = (each.summary or "").strip(), (each.description or "").strip()
        note.summary = summary or detail
        note.detail = detail if summary else ""
        more = each.extended_attributes
        if more:
            note.number = (more.service_request_id or more.service_request_number or "").strip()
            note.service_name = (more.service_name or "").strip()
            note.agency = (more.agency_responsible or "").strip()
        else:
            note.number = note.service_name = note.agency = ""
        note.__class__ = CityNote
        notes.append(note)
    return tuple(notes)

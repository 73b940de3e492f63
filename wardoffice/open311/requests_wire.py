"""Service requests from the wire: one record of any dialect becomes one ServiceRequest or a Refusal.

Fields: GeoReport v2 (https://wiki.open311.org/GeoReport_v2/#get-service-requests) and the extensions of
Chicago, Boston, FixMyStreet and Klarschiff.
"""

import re
from datetime import datetime

from msgspec import convert

from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus, Refusal, RequestPage, ServiceRequest
from wardoffice.language import text
from wardoffice.open311.answers import read_answer
from wardoffice.open311.context import Bounds, WireContext
from wardoffice.open311.notes_wire import NoteFields, closing_of, read_notes
from wardoffice.open311.records import excerpt_of, find_records
from wardoffice.open311.repairs import Repair
from wardoffice.open311.values import Values

Record = dict[str, object]
_STATUSES = {"open": CityStatus.OPEN, "closed": CityStatus.CLOSED}
_LAST_WARD = 999
_DIGITS = re.compile(r"[0-9]{1,3}(?![0-9])")
_WEB = ("http://", "https://")


def read_requests(body: bytes, content_type: str, context: WireContext, status: int = 200) -> RequestPage:
    """One page of service requests.

    A record without a number, or that is no object, is in ``refusals``; the others are read. Every repair is
    counted. ``status`` is the HTTP status it came with. Raises CityRefusedError where the answer is the
    city's error, CityAnswerError where it cannot be read at all.
    """
    document = read_answer(body, content_type, context, status)
    records = find_records(document, ("service_requests", "requests"), ("request", "service_request"))
    values = Values(context, document.repairs)
    requests: list[ServiceRequest] = []
    refusals: list[Refusal] = []
    for record in records:
        read = _read_record(record, values)
        if type(read) is ServiceRequest:
            requests.append(read)
        elif type(read) is Refusal:
            refusals.append(read)
    repairs = {str(kind): count for kind, count in document.repairs.items()}
    return RequestPage(tuple(requests), tuple(refusals), repairs, len(records))


def _read_record(record: object, values: Values) -> ServiceRequest | Refusal:
    if type(record) is not dict:
        return Refusal(text("This is not a record."), excerpt_of(record))
    get = record.get
    number = values.code(get("service_request_id"))
    if not number:
        if get("token"):
            return Refusal(text("The city has not given it a number yet, only a token."), excerpt_of(record))
        return Refusal(text("It has no number."), excerpt_of(record))
    plain, code, past = values.text, values.code, values.past
    more = values.record(get("extended_attributes"))
    status_text = plain(get("status"))
    status = _STATUSES.get(status_text) or _odd_status(status_text, values)
    notes = read_notes(record, values)
    duplicate_of = code(get("duplicate_parent_service_request_id"))
    parent = code(more.get("parent_service_request_id")) or code(get("parent_service_request_id"))
    fields = {
        "city": values.context.city,
        "number": number,
        "status": status,
        "status_text": status_text,
        "status_notes": plain(get("status_notes")) or closing_of(get("closure_details"), values),
        "service_code": code(get("service_code")),
        "service_name": plain(get("service_name")),
        "description": plain(get("description")),
        "agency": plain(get("agency_responsible")),
        "service_notice": plain(get("service_notice")),
        "requested_at": past(get("requested_datetime")),
        "updated_at": past(get("updated_datetime")),
        "expected_at": values.date(get("expected_datetime")),
        "closed_at": _closed_at(record, status, notes, values),
        "address": plain(get("address")),
        "address_id": _address_id(record, values),
        "zipcode": _zipcode(get("zipcode"), values) or _zipcode(more.get("zip"), values),
        "point": _point(get("lat"), get("long"), values),
        "media_urls": _media(record, more, values),
        "token": code(get("token")),
        "channel": plain(more.get("channel") or get("origin") or get("source") or get("interface_used")),
        "ward": _ward(record, values),
        "duplicate": bool(duplicate_of) or values.flag(more.get("duplicate")),
        "parent_number": duplicate_of or parent,
        "attributes": _attributes(get("attributes"), values),
        "notes": notes,
    }
    return convert(fields, ServiceRequest)  # three times as fast as the constructor of a frozen dataclass


def _odd_status(written: str, values: Values) -> CityStatus:
    status = _STATUSES.get(written.lower())
    if status is not None:
        values.repairs[Repair.STATUS_CASE] += 1
        return status
    values.repairs[Repair.STATUS_OTHER] += 1
    return CityStatus.UNKNOWN


def _closed_at(
    record: Record, status: CityStatus, notes: list[NoteFields], values: Values
) -> datetime | None:
    """When the city closed it, if it says so; an open request that was closed once has no such time."""
    if status is not CityStatus.CLOSED:
        return None
    stated = record.get("closed_datetime") or record.get("closed_date")
    if stated:
        return values.past(stated)
    closings = (note["at"] for note in notes if note["kind"] == "closed")
    return max((moment for moment in closings if moment is not None), default=None)


def _address_id(record: Record, values: Values) -> str:
    if "address_id" not in record and "adress_id" in record:
        values.repairs[Repair.ADDRESS_ID_KEY] += 1
        return values.code(record["adress_id"])
    return values.code(record.get("address_id"))


def _zipcode(value: object, values: Values) -> str:
    """A ZIP code keeps its five digits (02109); San Francisco writes 0 for none."""
    code = values.code(value)
    return "" if code == "0" else code


def _point(lat: object, long: object, values: Values) -> Point | None:
    """The point in WGS84 degrees, or None: empty, 0/0, or no place on earth."""
    north, east = values.degrees(lat), values.degrees(long)
    if north is None or east is None:
        if north is not east:
            values.repairs[Repair.POINT_HALF] += 1
        return None
    point = Point(north, east)
    if not point.is_valid():
        if Point(east, north).is_valid():
            values.repairs[Repair.POINT_SWAPPED] += 1
            return Point(east, north)
        values.repairs[Repair.POINT_ZERO if north == east == 0 else Repair.POINT_RANGE] += 1
        return None
    bounds = values.context.bounds
    if bounds is not None and not _within(bounds, north, east) and _within(bounds, east, north):
        values.repairs[Repair.POINT_SWAPPED] += 1
        return Point(east, north)
    return point


def _within(bounds: Bounds, lat: float, long: float) -> bool:
    south, west, north, east = bounds
    return south <= lat <= north and west <= long <= east


def _ward(record: Record, values: Values) -> int | None:
    value: object = record
    for key in values.context.ward_path:
        value = values.record(value).get(key)
    if value is None or value == "":
        return None
    found = _DIGITS.search(value if type(value) is str else values.code(value))
    ward = int(found[0]) if found else 0
    if 0 < ward <= _LAST_WARD:
        return ward
    values.repairs[Repair.WARD_UNKNOWN] += 1
    return None


def _media(record: Record, more: Record, values: Values) -> tuple[str, ...]:
    found = record.get("media_url")
    urls = [found] if found else []
    if "photos" in more or "media_urls" in more:
        urls += [more.get("photos"), more.get("media_urls")]
    if not urls:
        return ()
    return _web_addresses(urls, values)


def _web_addresses(urls: list[object], values: Values) -> tuple[str, ...]:
    addresses: list[str] = []
    waiting: list[object] = list(reversed(urls))
    while waiting:
        each = waiting.pop()
        if type(each) is str:
            address = each.strip()
            if address.lower().startswith(_WEB):
                if address not in addresses:
                    addresses.append(address)
            elif address:
                values.repairs[Repair.MEDIA_SCHEME] += 1
        elif type(each) is list:
            values.repairs[Repair.MEDIA_SHAPE] += 1
            waiting.extend(reversed(each))
        elif type(each) is dict:
            values.repairs[Repair.MEDIA_SHAPE] += 1
            waiting.append(each.get("url") or each.get("media_url"))
    return tuple(addresses)


def _attributes(found: object, values: Values) -> tuple[tuple[str, str], ...]:
    """Answers to the city's questions, as (question, answer) pairs in the order they came."""
    if not found:
        return ()
    if type(found) is dict and not _is_one_answer(found):
        return tuple((name, _answer(value, values)) for name, value in found.items())
    pairs: list[tuple[str, str]] = []
    for each in values.items(found, "attribute"):
        if type(each) is not dict:
            pairs.append(("", values.text(each)))
            continue
        get = each.get
        name = values.code(get("code") or get("key")) or values.text(get("name") or get("label"))
        pairs.append((name, _answer(get("value") if "value" in each else get("values"), values)))
    return tuple(pairs)


def _is_one_answer(found: Record) -> bool:
    return "attribute" in found or (
        "value" in found and any(key in found for key in ("code", "name", "label"))
    )


def _answer(value: object, values: Values) -> str:
    """Numbers and several answers to one question (multivaluelist) are normal here, so they are no repair."""
    if type(value) is list:
        return ", ".join(_answer(each, values) if type(each) is int else values.text(each) for each in value)
    return values.code(value) if type(value) is int else values.text(value)

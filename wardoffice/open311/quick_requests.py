"""The quick reader of requests: for records of JSON whose values have the types GeoReport v2 gives them.

It reads the same fields by the same rules as the patient reader, without asking of each value what it is.
A record that it does not take is read patiently by itself, a page that it does not take is left alone; it
takes nothing that would need another reading, so that both give the same values and count the same repairs.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from wardoffice.domain.service_requests import CityNote, Refusal, RequestPage, ServiceRequest
from wardoffice.open311.context import WireContext
from wardoffice.open311.drafts import NoteDraft, RequestDraft
from wardoffice.open311.json_wire import JsonTroubleError
from wardoffice.open311.notes_wire import closing_of, read_activities
from wardoffice.open311.quick_pages import QuickPage, QuickRecord, QuickTree, decode_page
from wardoffice.open311.repairs import Repair
from wardoffice.open311.request_reading import read_record
from wardoffice.open311.request_rules import (
    STATUSES,
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

_LOWEST_ERROR = 400
_MORE = "extended_attributes"
_NOTHING: Record = {}
_TOGETHER = 20
"""Records read at a time: what one of them tells oddly costs a second reading of so many."""


def read_quickly(body: bytes, context: WireContext, status: int) -> RequestPage | None:
    """The page that the patient reader would give, or None where it should read it itself."""
    path = context.ward_path
    page = decode_page(body) if status < _LOWEST_ERROR and _takes(path) else None
    if page is None:
        return None
    values = Values(context, Counter())
    if page.wrapper:
        values.repairs[Repair.WRAPPED] += 1
    if page.cleaned:
        values.repairs[Repair.CONTROL] += page.cleaned
    try:
        found = _read_all(page, path[1:], values)
    except (JsonTroubleError, msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return None
    if found is None:
        return None
    requests = tuple([each for each in found if type(each) is ServiceRequest])
    refusals = tuple([each for each in found if type(each) is Refusal])
    return RequestPage(requests, refusals, values.counted(), len(found))


def read_tree(records: Sequence[object], values: Values) -> list[ServiceRequest | Refusal]:
    """What the patient reader makes of the records of a tree; XML's usually take a third of its time."""
    path = values.context.ward_path
    before = values.count()
    found = _read_all(QuickTree(records), path[1:], values) if _takes(path) else None
    if found is None:
        values.go_back_to(before)
        found = [read_record(each, values) for each in records]
    return found


def _takes(path: tuple[str, ...]) -> bool:
    return not path or path[:-1] == (_MORE,)


def _read_all(
    page: QuickPage | QuickTree, path: tuple[str, ...], values: Values
) -> list[ServiceRequest | Refusal] | None:
    """One for each record; None where none was read quickly: such a list may be an error of the city's."""
    found: list[ServiceRequest | Refusal] = []
    patiently = 0
    for start in range(0, len(page.records), _TOGETHER):
        together = range(start, min(start + _TOGETHER, len(page.records)))
        quick = _try(page, together, path, values)
        if quick is not None:
            found += quick
            continue
        for place in together:
            alone = _try(page, range(place, place + 1), path, values)
            if alone is None:
                patiently += 1
                found.append(read_record(page.tree(place, values.repairs), values))
            else:
                found += alone
    return None if found and patiently == len(found) else found


def _try(
    page: QuickPage | QuickTree, places: range, path: tuple[str, ...], values: Values
) -> list[ServiceRequest] | None:
    """The requests of some records; None, with nothing counted, where one of them needs patience."""
    if not page.with_nul.isdisjoint(places):
        return None
    before = values.count()
    try:
        return _read_together(page.records[places.start : places.stop], path, values)
    except (AttributeError, TypeError):  # some value is no text: it has no strip()
        values.go_back_to(before)
        return None


def _read_together(records: Sequence[Any], path: tuple[str, ...], values: Values) -> list[ServiceRequest]:
    if len(records) == 1:  # for whose few times it would not be worth the trouble
        return [_request(records[0], path, values, values.past)]
    times = [each.requested_datetime for each in records] + [each.updated_datetime for each in records]
    times += [note.datetime for each in records if each.notes for note in each.notes]
    moments = values.moments
    usual = moments.take(times)
    moment_of = moments.get if usual else values.past
    requests = [_request(each, path, values, moment_of) for each in records]
    if usual:
        values.without_zone += moments.count_zoneless(times)
    return requests


def _request(
    record: QuickRecord,
    path: tuple[str, ...],
    values: Values,
    moment_of: Callable[[Any], datetime | None],
) -> ServiceRequest:
    request = RequestDraft()
    request.city = values.context.city
    number, code = record.service_request_id, record.service_code
    request.number = number = number.strip() if type(number) is str else values.code(number)
    if not number:
        raise TypeError(record)
    word, told, agency = record.status, record.status_notes, record.agency_responsible
    request.status_text = word = "" if word is None else word.strip()
    request.status = status = STATUSES.get(word) or status_of(word, values)
    request.status_notes = ("" if told is None else told.strip()) or closing_of(
        record.closure_details, values
    )
    request.service_code = code.strip() if type(code) is str else values.code(code)
    name, notice, said = record.service_name, record.service_notice, record.description
    request.service_name = "" if name is None else name.strip()
    request.description = "" if said is None else said.strip()
    request.agency = "" if agency is None else agency.strip()
    request.service_notice = "" if notice is None else notice.strip()
    request.requested_at = moment_of(record.requested_datetime)
    request.updated_at = moment_of(record.updated_datetime)
    request.expected_at = None if record.expected_datetime is None else values.date(record.expected_datetime)
    address, token = record.address, record.token
    request.address = "" if address is None else address.strip()
    request.address_id = _address_id(record, values)
    request.point = point_of(record.lat, record.long, values)
    request.token = "" if token is None else token.strip()
    request.attributes = attributes_of(record.attributes, values) if record.attributes else ()
    notes = _notes(record.notes, moment_of) if record.notes else ()
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
    record: QuickRecord,
    more: Record,
    path: tuple[str, ...],
    values: Values,
) -> None:
    """The fields that cities also write among the extended attributes."""
    duplicate_of, parent = record.duplicate_parent_service_request_id, record.parent_service_request_id
    duplicate_of = "" if duplicate_of is None else duplicate_of.strip()
    parent = "" if parent is None else parent.strip()
    channel = record.origin or record.source or record.interface_used
    zipcode = "" if record.zipcode is None else zipcode_of(record.zipcode, values)
    request.media_urls = ()
    request.ward = None
    if more:
        get = more.get
        if "parent_service_request_id" in more:
            parent = values.code(more["parent_service_request_id"]) or parent
        channel = get("channel") or channel
        zipcode = zipcode or zipcode_of(get("zip"), values)
        request.ward = ward_of(more, path, values)
    if record.media_url or record.media or "photos" in more or "media_urls" in more:
        request.media_urls = media_of(record.media_url, record.media, more, values)
    request.made_by = ""
    request.zipcode = zipcode
    request.channel = "" if channel is None else values.text(channel)
    request.duplicate = bool(duplicate_of) or ("duplicate" in more and values.flag(more["duplicate"]))
    request.parent_number = duplicate_of or parent


def _address_id(record: QuickRecord, values: Values) -> str:
    right, misspelt = record.address_id, record.adress_id
    return "" if right is None and misspelt is None else address_id_of(right, misspelt, values)


def _notes(
    found: Any,  # noqa: ANN401 - it shows when it is no list
    moment_of: Callable[[Any], datetime | None],
) -> tuple[CityNote, ...]:
    notes = []
    for each in found:
        note = NoteDraft()
        note.at = moment_of(each.datetime)
        kind, summary, detail = each.type, each.summary, each.description
        note.kind = "" if kind is None else kind.strip()
        summary = "" if summary is None else summary.strip()
        if detail is None:
            note.summary = summary
            note.detail = ""
        else:
            detail = detail.strip()
            note.summary = summary or detail
            note.detail = detail if summary else ""
        more = each.extended_attributes
        if more:
            number = more.service_request_id or more.service_request_number
            name, agency = more.service_name, more.agency_responsible
            note.number = "" if number is None else number.strip()
            note.service_name = "" if name is None else name.strip()
            note.agency = "" if agency is None else agency.strip()
        else:
            note.number = note.service_name = note.agency = ""
        note.__class__ = CityNote
        notes.append(note)
    return tuple(notes)

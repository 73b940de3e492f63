"""One record of any dialect, read with patience: a ServiceRequest or a Refusal."""

from collections import Counter

from wardoffice.domain.service_requests import Refusal, ServiceRequest
from wardoffice.language import text
from wardoffice.open311.notes_wire import closing_of, read_activities, read_notes
from wardoffice.open311.records import excerpt_of
from wardoffice.open311.request_rules import (
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

_KEYS_OF_A_REQUEST = (
    "service_code", "service_name", "requested_datetime", "updated_datetime", "address", "lat", "long",
    "agency_responsible", "zipcode",
)  # fmt: skip


def read_record(record: object, values: Values) -> ServiceRequest | Refusal:
    """The request of one record, or why there is none; every repair is counted in ``values``."""
    if type(record) is not dict:
        return Refusal(text("This is not a record."), excerpt_of(record))
    get = record.get
    number = values.code(get("service_request_id"))
    if not number:
        if get("token"):
            reason = text("The city has not given it a number yet, only a token.")
            return Refusal(reason, excerpt_of(record), has_token=True)
        return _without_number(record, values)
    plain, code, past = values.text, values.code, values.past
    more = values.record(get("extended_attributes"))
    status_text = plain(get("status"))
    status = status_of(status_text, values)
    notes = read_notes(get("notes"), values) + read_activities(get("activities"), values)
    duplicate_of = code(get("duplicate_parent_service_request_id"))
    parent = code(more.get("parent_service_request_id")) or code(get("parent_service_request_id"))
    return ServiceRequest(
        city=values.context.city,
        number=number,
        status=status,
        status_text=status_text,
        status_notes=plain(get("status_notes")) or closing_of(get("closure_details"), values),
        service_code=code(get("service_code")),
        service_name=plain(get("service_name")),
        description=plain(get("description")),
        agency=plain(get("agency_responsible")),
        service_notice=plain(get("service_notice")),
        requested_at=past(get("requested_datetime")),
        updated_at=past(get("updated_datetime")),
        expected_at=values.date(get("expected_datetime")),
        closed_at=closed_at_of(get("closed_datetime") or get("closed_date"), status, notes, values),
        address=plain(get("address")),
        address_id=address_id_of(get("address_id"), get("adress_id"), values),
        zipcode=zipcode_of(get("zipcode"), values) or zipcode_of(more.get("zip"), values),
        point=point_of(get("lat"), get("long"), values),
        media_urls=media_of(get("media_url"), get("media"), more, values),
        token=code(get("token")),
        channel=plain(more.get("channel") or get("origin") or get("source") or get("interface_used")),
        ward=ward_of(record, values.context.ward_path, values),
        duplicate=bool(duplicate_of) or values.flag(more.get("duplicate")),
        parent_number=duplicate_of or parent,
        attributes=attributes_of(get("attributes"), values),
        notes=tuple(notes),
    )


def _without_number(record: dict[str, object], values: Values) -> Refusal:
    """An error of the city's is no request: it has hardly any of the fields of one."""
    scratch = Values(values.context, Counter())  # nothing of it is used: nothing is mended
    return Refusal(
        text("It has no number."),
        excerpt_of(record),
        is_request=sum(bool(record.get(key)) for key in _KEYS_OF_A_REQUEST) > 1,
        city=values.context.city,
        told_at=scratch.date(record.get("requested_datetime") or record.get("updated_datetime")),
        service_name=scratch.text(record.get("service_name")) or scratch.code(record.get("service_code")),
        address=scratch.text(record.get("address")),
    )

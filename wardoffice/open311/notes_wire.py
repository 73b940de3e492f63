"""What the city did on a request, step by step: Chicago's ``notes``, Boston's ``activities``."""

from wardoffice.domain.service_requests import CityNote
from wardoffice.open311.values import Values


def read_notes(found: object, values: Values) -> list[CityNote]:
    """The city's notes on a request, in the order they came.

    A note of kind ``follow_on_created`` or ``follow_on_closed`` names the other request in ``number``, and
    its type and department. Chicago's newer system writes the number under another key.
    """
    return [_note(each, values) for each in values.items(found, "note")] if found else []


def read_activities(found: object, values: Values) -> list[CityNote]:
    """Boston's steps of work as notes of kind ``activity``, in the order they came."""
    return [_activity(each, values) for each in values.items(found, "activity")] if found else []


def closing_of(details: object, values: Values) -> str:
    """Boston's reason and comment on a closing as one text; "" where there is none."""
    if type(details) is not dict:
        return values.text(details)
    parts = (values.text(details.get("reason")), values.text(details.get("comment")))
    return ": ".join(part for part in parts if part)


def _note(found: object, values: Values) -> CityNote:
    if type(found) is not dict:
        return CityNote(None, "", values.text(found))
    get, plain = found.get, values.text
    more = get("extended_attributes")
    other = more.get if type(more) is dict else {}.get
    summary, detail = plain(get("summary")), plain(get("description"))
    return CityNote(
        values.past(get("datetime")),
        plain(get("type")),
        summary or detail,
        detail if summary else "",
        values.code(other("service_request_id") or other("service_request_number")),
        plain(other("service_name")),
        plain(other("agency_responsible")),
    )


def _activity(found: object, values: Values) -> CityNote:
    if type(found) is not dict:
        return CityNote(None, "activity", values.text(found))
    get = found.get
    what, status = values.text(get("code")), values.text(get("status"))
    at = values.past(get("completion_date"))
    summary = ": ".join(part for part in (what, status) if part)
    return CityNote(at, "activity", summary, values.text(get("description")))

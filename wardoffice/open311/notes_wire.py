"""What the city did on a request, step by step: Chicago's ``notes``, Boston's ``activities``."""

from datetime import datetime
from typing import TypedDict

from wardoffice.open311.values import Values


class NoteFields(TypedDict):
    """The fields of a CityNote, which is made together with its request."""

    at: datetime | None
    kind: str
    summary: str
    detail: str
    number: str


def read_notes(record: dict[str, object], values: Values) -> list[NoteFields]:
    """The fields of the city's notes on a request, in the order they came.

    A note of kind ``follow_on_created`` or ``follow_on_closed`` names the other request in ``number``.
    """
    found = record.get("notes")
    notes = [_note(each, values) for each in values.items(found, "note")] if found else []
    found = record.get("activities")
    if found:
        notes += [_activity(each, values) for each in values.items(found, "activity")]
    return notes


def closing_of(details: object, values: Values) -> str:
    """Boston's reason and comment on a closing as one text; "" where there is none."""
    if type(details) is not dict:
        return values.text(details)
    parts = (values.text(details.get("reason")), values.text(details.get("comment")))
    return ": ".join(part for part in parts if part)


def _note(found: object, values: Values) -> NoteFields:
    if type(found) is not dict:
        return {"at": None, "kind": "", "summary": values.text(found), "detail": "", "number": ""}
    get, plain = found.get, values.text
    more = get("extended_attributes")
    summary, detail = plain(get("summary")), plain(get("description"))
    return {
        "at": values.past(get("datetime")),
        "kind": plain(get("type")),
        "summary": summary or detail,
        "detail": detail if summary else "",
        "number": values.code(more.get("service_request_id")) if type(more) is dict else "",
    }


def _activity(found: object, values: Values) -> NoteFields:
    if type(found) is not dict:
        return {"at": None, "kind": "activity", "summary": values.text(found), "detail": "", "number": ""}
    get = found.get
    what, status = values.text(get("code")), values.text(get("status"))
    return {
        "at": values.past(get("completion_date")),
        "kind": "activity",
        "summary": ": ".join(part for part in (what, status) if part),
        "detail": values.text(get("description")),
        "number": "",
    }

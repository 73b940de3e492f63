"""Service request updates from the wire: FixMyStreet's extension of GeoReport v2.

``GET servicerequestupdates`` answers what happened to requests in a span of time, one entry a step, with
statuses finer than GeoReport's two (mySociety, "Open311 extensions": request updates, extended statuses).
"""

from wardoffice.domain.service_requests import CityStatus, Refusal, RequestUpdate, UpdatePage
from wardoffice.language import text
from wardoffice.open311.answers import read_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import nothing_usable
from wardoffice.open311.records import excerpt_of, find_records
from wardoffice.open311.repairs import Repair
from wardoffice.open311.request_rules import media_of
from wardoffice.open311.values import Values

_WRAPPERS = ("service_request_updates", "service_requests_updates")
_NAMES = ("request_update", "service_request_update")
_NUMBERS = ("update_id", "service_request_id")
_OPEN = frozenset(
    {"open", "investigating", "in_progress", "planned", "action_scheduled", "for_triage", "reopen"}
)
_CLOSED = frozenset(
    {
        "closed", "fixed", "no_further_action", "not_councils_responsibility", "duplicate",
        "internal_referral", "cancelled",
    }
)  # fmt: skip
_UNSAID = frozenset({"", "unchanged"})


def read_updates(body: bytes, content_type: str, context: WireContext, status: int = 200) -> UpdatePage:
    """The updates of an answer, in the order they came.

    One without a number of its own, or without the number of its request, is in ``refusals``: it could
    neither be known again nor filed. Every repair is counted. ``status`` is the HTTP status it came with.
    Raises CityRefusedError where the answer is the city's error, CityAnswerError where it cannot be read, or
    where no entry has either number: that is how an error in no known form looks.
    """
    document = read_answer(body, content_type, context, status)
    values = Values(context, document.repairs)
    entries = find_records(document, _WRAPPERS, _NAMES)
    found = [_update(each, values) for each in entries]
    refusals = tuple(each for each in found if isinstance(each, Refusal))
    if entries and not any(_has_number(each, values) for each in entries):
        raise nothing_usable(refusals)
    updates = tuple(each for each in found if isinstance(each, RequestUpdate))
    return UpdatePage(updates, refusals, values.counted(), len(found))


def _has_number(entry: object, values: Values) -> bool:
    return isinstance(entry, dict) and any(values.code(entry.get(name)) for name in _NUMBERS)


def _update(found: object, values: Values) -> RequestUpdate | Refusal:
    if not isinstance(found, dict):
        return Refusal(text("This is not a record."), excerpt_of(found))
    get = found.get
    number, request_number = values.code(get("update_id")), values.code(get("service_request_id"))
    if not number:
        return Refusal(text("The update has no number."), excerpt_of(found))
    if not request_number:
        return Refusal(text("The update does not say which request it is of."), excerpt_of(found))
    status_text = values.text(get("status"))
    return RequestUpdate(
        city=values.context.city,
        number=number,
        request_number=request_number,
        status=_status(status_text, values),
        status_text=status_text,
        description=values.text(get("description")),
        at=values.past(get("updated_datetime")),
        media_urls=media_of(get("media_url"), get("media"), {}, values),
    )


def _status(written: str, values: Values) -> CityStatus | None:
    word = written.lower().replace(" ", "_")
    if word in _UNSAID:
        return None
    known = word in _OPEN or word in _CLOSED
    if not known:
        values.repairs[Repair.STATUS_OTHER] += 1
        return CityStatus.UNKNOWN
    if word != written:
        values.repairs[Repair.STATUS_CASE] += 1
    return CityStatus.OPEN if word in _OPEN else CityStatus.CLOSED

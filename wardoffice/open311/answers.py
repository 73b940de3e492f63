"""Short answers: what the city gave for a POST or a token, its errors, and its discovery document."""

from dataclasses import dataclass, replace

from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.submissions import Receipt
from wardoffice.domain.tracking_numbers import is_placeholder
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import (
    Document,
    excerpt,
    is_web_page,
    page_words,
    read_document,
    unreadable,
)
from wardoffice.open311.records import REQUEST_LISTS, REQUEST_NAMES, find_inside, find_records
from wardoffice.open311.repairs import Repair
from wardoffice.open311.values import Values

_ERROR_KEYS = ("code", "message", "error", "description")
_DATA_KEYS = (
    "service_request_id", "token", "service_code", "service_name", "status", "requested_datetime",
    "key_service", "datatype", "variable",
)  # fmt: skip
_MESSAGE_KEYS = ("message", "errormessage", "error_message", "error_description", "detail", "error")
_LOWEST_ERROR = 400
_SERVER_FAULT = 500
_WORDS_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class CityTrouble:
    """One error of the city's answer: its code ("" when there is none) and its words."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of a discovery document; ``kind`` is production or test."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a city says of its 311 system (https://wiki.open311.org/Service_Discovery/)."""

    contact: str
    endpoints: tuple[Endpoint, ...]


def read_answer(body: bytes, content_type: str, context: WireContext, status: int) -> Document:
    """The document of an answer; raises CityRefusedError where it holds an error, even with status 200."""
    try:
        document = read_document(body, content_type)
    except CityAnswerError as unread:
        if status < _LOWEST_ERROR:
            raise
        raise refusal(status, _plain_words(body)) from unread
    if document.status is not None:
        status = document.status
    troubles = _troubles(document, context)
    if not troubles and status >= _LOWEST_ERROR:
        troubles = _loose_words(document.tree)
    if troubles or status >= _LOWEST_ERROR:
        raise refusal(status, troubles)
    return document


def refusal(status: int, troubles: tuple[CityTrouble, ...] = ()) -> CityRefusedError:
    """The error for an answer that says no, in the city's own words where it has some."""
    words = "; ".join(excerpt(trouble.description) for trouble in troubles if trouble.description)
    codes = tuple(trouble.code for trouble in troubles if trouble.code)
    number = ", ".join(codes) or str(status)
    if words and not codes and status < _LOWEST_ERROR:  # HTTP's own number says that all is well
        happened = text("The 311 system refused: “{words}”.", words=words)
    elif words and status >= _SERVER_FAULT:
        happened = text(
            "The 311 system has a fault of its own: “{words}” (code {number}).", words=words, number=number
        )
    elif words:
        happened = text("The 311 system refused: “{words}” (code {number}).", words=words, number=number)
    elif status >= _SERVER_FAULT:
        happened = text("The 311 system has a fault of its own (code {number}).", number=number)
    else:
        happened = text("The 311 system refused (code {number}).", number=number)
    if status >= _SERVER_FAULT:
        next_step = text("Nothing needs doing: it will be asked again.")
    else:
        next_step = text("Check the address and the key of the 311 system in the settings.")
    return CityRefusedError(
        happened,
        status,
        codes,
        text("Nothing was changed; all that was read before is kept."),
        next_step,
        words=tuple(trouble.description for trouble in troubles if trouble.description),
    )


def read_post_answer(body: bytes, content_type: str, context: WireContext, status: int = 200) -> Receipt:
    """What POST requests gave.

    Raises CityRefusedError, or CityAnswerError when it has neither number nor token.
    """
    receipts = _receipts(body, content_type, context, status)
    receipt = replace(
        receipts[0],  # some give the number and the token apart
        number=next((each.number for each in receipts if each.number), ""),
        token=next((each.token for each in receipts if each.token), ""),
    )
    if not receipt.number and not receipt.token:
        raise unreadable(text("The 311 system took the request but gave neither a number nor a token."))
    return receipt


def read_token_answer(body: bytes, content_type: str, context: WireContext, status: int = 200) -> Receipt:
    """What a token stands for; its number is "" as long as the city has not given one."""
    return _receipts(body, content_type, context, status)[0]


def read_discovery(body: bytes, content_type: str, context: WireContext, status: int = 200) -> Discovery:
    """A discovery document. Raises CityRefusedError, or CityAnswerError when it names no endpoint."""
    document = read_answer(body, content_type, context, status)
    values = Values(context, document.repairs)
    tree = document.tree
    if isinstance(tree, dict) and isinstance(tree.get("discovery"), dict):
        tree = tree["discovery"]
    endpoints = (
        [
            Endpoint(values.text(each.get("url")), values.text(each.get("type")).lower())
            for each in values.items(tree.get("endpoints"), "endpoint")
            if isinstance(each, dict) and each.get("url")
        ]
        if isinstance(tree, dict)
        else []
    )
    if not isinstance(tree, dict) or not endpoints:
        raise unreadable(text("The 311 system's description of itself names no address."))
    return Discovery(values.text(tree.get("contact")), tuple(endpoints))


def _plain_words(body: bytes) -> tuple[CityTrouble, ...]:
    """Some cities (Boston) say why in plain text, or on a web page; data that breaks off says nothing."""
    written = body[:_WORDS_LOOKED_AT].decode("utf-8", "replace").strip()
    if is_web_page(written):
        written = page_words(written)
    elif written[:1] in {"<", "[", "{"}:
        written = ""
    return (CityTrouble("", written),) if written else ()


def _receipts(body: bytes, content_type: str, context: WireContext, status: int) -> list[Receipt]:
    document = read_answer(body, content_type, context, status)
    values = Values(context, document.repairs)
    receipts = [
        Receipt(
            _named(values, found.get("service_request_id")),
            _named(values, found.get("token")),
            values.text(found.get("service_notice")),
            values.code(found.get("account_id")),
        )
        for found in find_records(document, REQUEST_LISTS, REQUEST_NAMES)
        if isinstance(found, dict)
    ]
    context.repairs.update(document.repairs)
    return receipts or [Receipt("", "")]


def _named(values: Values, told: object) -> str:
    """A number or token; a placeholder beside the other one must not hide it."""
    code = values.code(told)
    if not is_placeholder(code):
        return code
    values.repairs[Repair.PLACEHOLDER] += 1
    return ""


def _troubles(document: Document, context: WireContext) -> tuple[CityTrouble, ...]:
    tree = document.tree
    values = Values(context, document.repairs)
    if fault := find_inside(tree, ("Fault", "fault")):
        return _fault(fault[1], values)
    if document.root in {"errors", "error"}:
        inner = tree if document.root == "error" else values.items(tree, "error")
        found = values.items(inner)
    elif isinstance(tree, list):
        found = tree if tree and all(_is_error(each) for each in tree) else []
    elif isinstance(tree, dict) and ("errors" in tree or _is_error(tree)):
        found = values.items(tree["errors"], "error") if "errors" in tree else [tree]
    else:
        found = []
    troubles = [_trouble(each, values) for each in found]
    return tuple(trouble for trouble in troubles if trouble.code or trouble.description)


def _fault(found: object, values: Values) -> tuple[CityTrouble, ...]:
    """A fault of SOAP 1.1 (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/, 4.4) or 1.2 (5.4)."""
    if not isinstance(found, dict):
        return (CityTrouble("", values.text(found)),)
    code, reason = found.get("Code"), found.get("Reason")
    code = code.get("Value") if isinstance(code, dict) else found.get("faultcode")
    reason = reason.get("Text") if isinstance(reason, dict) else found.get("faultstring")
    told = reason or found.get("Detail") or found.get("detail")
    return (CityTrouble(values.text(code), values.text(told)),)


def _loose_words(tree: object) -> tuple[CityTrouble, ...]:
    """The words of a refusal in no form of GeoReport: bare texts, by field, by another name."""
    if isinstance(tree, dict):
        told = {
            name.casefold(): said for name, said in tree.items() if isinstance(said, str) and said.strip()
        }
        for key in _MESSAGE_KEYS:
            if key in told:
                return (CityTrouble("", told[key]),)
        inner = tree.get("errors", {})
        by_field = inner.items() if isinstance(inner, dict) else ()
        listed = [(field, said if isinstance(said, list) else [said]) for field, said in by_field]
        all_told = [(field, each) for field, said in listed for each in said]
        return tuple(CityTrouble("", f"{field} {each}") for field, each in all_told if isinstance(each, str))
    bare = tree if isinstance(tree, list) else [tree]
    return tuple(CityTrouble("", each) for each in bare if isinstance(each, str) and each.strip())


def _is_error(found: object) -> bool:
    return (
        isinstance(found, dict)
        and not any(key in found for key in _DATA_KEYS)
        and ("code" in found or "message" in found or "error" in found)
        and any(found.get(key) for key in _ERROR_KEYS)
    )


def _trouble(found: object, values: Values) -> CityTrouble:
    if not isinstance(found, dict):
        return CityTrouble("", values.text(found))
    inner = found.get("error")
    if isinstance(inner, dict):
        return _trouble(inner, values)
    words = found.get("description") or found.get("message") or inner
    return CityTrouble(values.code(found.get("code")), values.text(words))

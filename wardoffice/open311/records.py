"""Finding the records in an answer, however the list of them is wrapped."""

import json

from wardoffice.domain.errors import CityAnswerError
from wardoffice.language import text
from wardoffice.open311.document import Document, excerpt, unreadable
from wardoffice.open311.repairs import Repair, Repairs

REQUEST_LISTS = ("service_requests", "requests")
"""What a list of requests is called."""
REQUEST_NAMES = ("request", "service_request")
"""What one request is called."""
_RECORD_KEYS = ("service_request_id", "token", "service_code")
_DEEPEST = 8


def find_records(document: Document, wrappers: tuple[str, ...], names: tuple[str, ...]) -> list[object]:
    """The records of an answer as they came.

    Takes a bare list, ``{"wrapper": [...]}``, ``{"wrapper": {"name": ...}}``, an XML root that is a wrapper,
    a single record, a name around each record, and any of these in an envelope (SOAP). Raises CityAnswerError
    when the answer is a list of something else or none at all: taking it for an empty page would skip what it
    should have held.
    """
    return [bare_record(each, names, document.repairs) for each in _found(document, wrappers, names)]


def bare_record(record: object, names: tuple[str, ...], repairs: Repairs) -> object:
    """The record in ``{"request": {...}}``, which some write where XML has an element of that name."""
    if isinstance(record, dict) and len(record) == 1:
        name, inner = next(iter(record.items()))
        if name in names and isinstance(inner, dict):
            repairs[Repair.OBJECT_FOR_VALUE] += 1
            return inner
    return record


def find_inside(tree: object, known: tuple[str, ...]) -> tuple[str, object] | None:
    """The first of the ``known`` names in a tree whose members hold nothing else, and what it holds.

    A SOAP envelope (https://www.w3.org/TR/soap12-part1/#soapenv) has a header beside its body.
    """
    for _ in range(_DEEPEST):
        if not isinstance(tree, dict):
            return None
        name = next((name for name in known if name in tree), None)
        if name is not None:
            return name, tree[name]
        if "Body" in tree:
            tree = tree["Body"]
        elif len(tree) == 1:
            tree = next(iter(tree.values()))
        else:
            return None
    return None


def _found(document: Document, wrappers: tuple[str, ...], names: tuple[str, ...]) -> list[object]:
    tree = document.tree
    if document.root in names:
        return [tree]
    if document.root in wrappers:
        return _members(tree, names, document)
    if isinstance(tree, list):
        return tree
    inside = find_inside(tree, wrappers)
    if inside is None and not document.root and _is_record(tree):
        document.repairs[Repair.SINGLE] += 1
        return [tree]
    inside = inside or find_inside(tree, names)
    if inside is None or (inside[0] in names and not isinstance(inside[1], dict | list)):
        raise _something_else(document)
    document.repairs[Repair.WRAPPED] += 1
    return _members(inside[1], names, document)


def _is_record(tree: object) -> bool:
    return isinstance(tree, dict) and any(key in tree for key in _RECORD_KEYS)


def _something_else(document: Document) -> CityAnswerError:
    if document.root:
        return unreadable(
            text(
                "The 311 system's answer is a list of something else (“{root}”).", root=excerpt(document.root)
            )
        )
    return unreadable(
        text(
            "The 311 system's answer is not a list of records: “{excerpt}”.",
            excerpt=excerpt_of(document.tree),
        )
    )


def excerpt_of(tree: object) -> str:
    """The beginning of a record as JSON, on one line."""
    try:
        return excerpt(json.dumps(tree, ensure_ascii=False))
    except (ValueError, RecursionError):
        return excerpt(type(tree).__name__)


def _members(tree: object, names: tuple[str, ...], document: Document) -> list[object]:
    if not tree and not isinstance(tree, int | float):
        return []  # null, "", {} and [] are how an empty list is written
    if isinstance(tree, list):
        return tree
    if isinstance(tree, dict):
        for name in names:
            if name in tree:
                inner = tree[name]
                return inner if isinstance(inner, list) else [inner]
    document.repairs[Repair.SINGLE] += 1
    return [tree]

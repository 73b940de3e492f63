"""Finding the records in an answer, however the list of them is wrapped."""

import json

from wardoffice.language import text
from wardoffice.open311.document import Document, excerpt, unreadable
from wardoffice.open311.repairs import Repair

_RECORD_KEYS = ("service_request_id", "token", "service_code")


def find_records(document: Document, wrappers: tuple[str, ...], names: tuple[str, ...]) -> list[object]:
    """The records of an answer as they came.

    Takes a bare list, ``{"wrapper": [...]}``, ``{"wrapper": {"name": ...}}``, an XML root that is a wrapper,
    and a single record. Raises CityAnswerError when the answer is a list of something else or none at all:
    taking it for an empty page would skip what it should have held.
    """
    tree = document.tree
    if document.root:
        if document.root in wrappers:
            return _members(tree, names, document)
        if document.root in names:
            return [tree]
        raise unreadable(
            text(
                "The 311 system's answer is a list of something else (“{root}”).", root=excerpt(document.root)
            )
        )
    if isinstance(tree, list):
        return tree
    if isinstance(tree, dict):
        for wrapper in wrappers:
            if wrapper in tree:
                document.repairs[Repair.WRAPPED] += 1
                return _members(tree[wrapper], names, document)
        if any(key in tree for key in _RECORD_KEYS):
            document.repairs[Repair.SINGLE] += 1
            return [tree]
    raise unreadable(
        text("The 311 system's answer is not a list of records: “{excerpt}”.", excerpt=excerpt_of(tree))
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

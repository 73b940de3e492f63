"""JSON as cities write it: msgspec for what is valid, a slower and more patient way for what is not."""

import json
import re
from collections.abc import Callable
from operator import methodcaller

import msgspec

from wardoffice.open311.repairs import Repair, Repairs

# A whole string (to the end where it is never closed, so that nothing is scanned twice), or a number with
# leading zeros that follows a colon, a comma or a bracket.
_LEADING_ZERO = re.compile(
    r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|(?<=[:,\[\s])(-?0[0-9]+(?:\.[0-9]+)?)(?=\s*[,}\]\s])', re.DOTALL
)
_FIRST_HALF = re.compile(
    rb"u[dD][89abAB][0-9a-fA-F]{2}\Z"
)  # nothing may stand between it and the next escape
_SECOND_HALF = re.compile(rb"u[dD][c-fC-F][0-9a-fA-F]{2}")
_ANY_HALF = re.compile(rb"u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""Surrogates behind their backslash (RFC 8259, section 7)."""
_ESCAPE = len(b"ud83d")
_QUESTION_MARK = b"u003f"
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_begins_with_nul = methodcaller("startswith", b"u0000")
_DEEPEST = 200


class JsonTroubleError(Exception):
    """Not JSON, even with patience; ``broken_off`` when it simply ends too early."""

    def __init__(self, detail: str, *, broken_off: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.broken_off = broken_off


def read_json(body: bytes, decoded: Callable[[], str], repairs: Repairs) -> object:
    """The tree of a JSON body. ``decoded`` gives it as text when it turns out not to be plain UTF-8.

    The specification's own samples hold numbers such as 001: these are read as the text "001", since they are
    codes. Control characters in strings and NaN are let through and counted. Raises JsonTroubleError.
    """
    try:
        tree: object = msgspec.json.decode(body)
        unkeepable = has_nul_escapes(body)  # it takes no lone surrogates
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        tree = _read_patiently(decoded(), repairs)
        unkeepable = has_nul_escapes(body) or has_surrogate_escapes(body)
    return _cleaned(tree, repairs) if unkeepable else tree


def read_member(member: msgspec.Raw, repairs: Repairs) -> object:
    """The tree of one member of a JSON body that msgspec took, cleaned as :func:`read_json` does."""
    tree: object = msgspec.json.decode(member)
    return _cleaned(tree, repairs, 1) if has_nul_escapes(bytes(member)) else tree


def with_surrogates_mended(body: bytes) -> tuple[bytes, int] | None:
    """A JSON body that msgspec takes, where only surrogates without their other half kept it from that.

    Each becomes a question mark, as when its text is cleaned; told is in how many texts. None where it has no
    surrogates by escape, or texts that have to be cleaned besides.
    """
    if not has_surrogate_escapes(body):
        return None
    parts = body.split(b"\\")
    if _any_nul(parts):
        return None
    texts, counted = 0, False
    place = 1
    while place < len(parts):
        escape = parts[place]
        behind = escape[1:]
        if not escape or (_FIRST_HALF.match(escape) and _is_second_half(parts, place + 1)):
            place += 1  # an escaped backslash, or a pair: what follows belongs to it
            behind = parts[place] if place < len(parts) else b""
        elif _ANY_HALF.match(escape):
            behind = escape[_ESCAPE:]
            parts[place] = _QUESTION_MARK + behind
            texts += not counted
            counted = True
        if b'"' in behind:
            counted = False  # the next escape stands in another text
        place += 1
    return b"\\".join(parts), texts


def _is_second_half(parts: list[bytes], place: int) -> bool:
    return place < len(parts) and _SECOND_HALF.match(parts[place]) is not None


def _read_patiently(written: str, repairs: Repairs) -> object:
    zeros = 0

    def quote(found: re.Match[str]) -> str:
        nonlocal zeros
        if found[1] is not None:
            return found[1]
        zeros += 1
        return f'"{found[2]}"'

    mended = _LEADING_ZERO.sub(quote, written)
    if zeros:
        repairs[Repair.LEADING_ZERO] += zeros
    try:
        tree = json.loads(mended)
    except RecursionError as trouble:
        raise JsonTroubleError("nested too deeply") from trouble
    except ValueError:
        try:
            tree = json.loads(mended, strict=False)
        except json.JSONDecodeError as trouble:
            detail = f"{trouble.msg.lower()}, line {trouble.lineno}, column {trouble.colno}"
            ends_early = trouble.pos >= len(mended.rstrip()) or trouble.msg.startswith("Unterminated string")
            raise JsonTroubleError(detail, broken_off=ends_early) from trouble
        except ValueError as trouble:
            raise JsonTroubleError("a number too long to read") from trouble
        repairs[Repair.JSON_LOOSE] += 1
    return tree


def has_nul_escapes(body: bytes) -> bool:
    """Whether a JSON body may hold NUL by escape."""
    return _any_nul(body.split(b"\\")) if b"\\" in body else False


def has_surrogate_escapes(body: bytes) -> bool:
    """Whether a JSON body may hold a surrogate by escape, alone or in a pair."""
    first = body.find(b"\\")  # which is many times quicker than the search that begins there
    return first >= 0 and _HALF.search(body, first) is not None


def _any_nul(parts: list[bytes]) -> bool:
    """The same of what follows each backslash: to split a large body is much quicker than a search in it."""
    return any(map(_begins_with_nul, parts))


def _cleaned(tree: object, repairs: Repairs, depth: int = 0) -> object:
    """Without NUL and lone surrogates, which neither SQLite's text nor PostgreSQL can keep."""
    if depth > _DEEPEST:
        raise JsonTroubleError("nested too deeply")
    if isinstance(tree, str):
        clean = tree.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
        if clean != tree:
            repairs[Repair.CONTROL] += 1
        return clean
    if isinstance(tree, list):
        return [_cleaned(item, repairs, depth + 1) for item in tree]
    if isinstance(tree, dict):
        return {
            _cleaned(key, repairs, depth + 1): _cleaned(value, repairs, depth + 1)
            for key, value in tree.items()
        }
    return tree

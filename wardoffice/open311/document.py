"""The bytes of an answer, made a tree of plain Python values whatever format and dialect they are in."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from wardoffice.domain.errors import CityAnswerError
from wardoffice.domain.service_requests import Refusal
from wardoffice.language import text
from wardoffice.open311.json_wire import JsonTroubleError, read_json
from wardoffice.open311.repairs import Repair, Repairs
from wardoffice.open311.xml_wire import XmlBombError, XmlTroubleError, read_xml

_STATUS_LINE = re.compile(rb"\s*HTTP/\d(?:\.\d)?[ \t]+(\d{3})[^\r\n]*(?:\r?\n|\Z)")
_HEADER_LINE = re.compile(rb"[A-Za-z0-9-]+:[^\r\n]*\r?\n")
_WEB_PAGE = re.compile(
    r"(?>(?:<!--.*?-->|<\?.*?\?>|\s+)*+)"
    r"<(?:!doctype html|html|head|body|title|h[1-6]|p|div|center|pre|font|b)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = re.compile(r"<(title|h[1-6])\b[^>]*>(.{0,500}?)</\1", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*(?:>|\Z)")
_JSON_START = re.compile(r"[\[{\"]|-?\d|(?:null|true|false|NaN)\s*\Z")
_XML_CHARSET = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BLANKS = b" \t\r\n"
_EXCERPT_LENGTH = 120
_PAGE_BEGINNING = 2000
_PAGE_LOOKED_AT = 20_000
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed answer.

    ``tree`` is made of None, bool, int, float, str, list and dict with str keys; ``root`` is the name of the
    XML root element or "" for JSON; ``status`` is the code of an HTTP status line that stood in front of the
    body.
    """

    tree: object
    root: str
    status: int | None
    repairs: Repairs


def read_document(body: bytes, content_type: str = "") -> Document:
    """Parse JSON or XML, told apart by how it begins; ``content_type`` only gives a charset.

    Raises CityAnswerError when it is neither: empty, a web page, plain text, broken off, a document type that
    could expand without end.
    """
    repairs: Repairs = Counter()
    body, status = _without_http_head(body, repairs)
    first = body.lstrip(_BLANKS)[:1]
    if first in {b"[", b"{"}:
        return Document(_json_tree(body, content_type, repairs), "", status, repairs)
    written = _decoded(body, content_type, repairs).strip().lstrip("\ufeff")
    if not written:
        raise unreadable(text("The 311 system sent an empty answer."))
    if written.startswith("<"):
        tree, root = _xml_tree(written, repairs)
        return Document(tree, root, status, repairs)
    if _JSON_START.match(written):
        return Document(_json_tree(written.encode("utf-8", "replace"), "", repairs), "", status, repairs)
    raise unreadable(
        text(
            "The 311 system answered with plain text instead of data: “{excerpt}”.", excerpt=excerpt(written)
        )
    )


def unreadable(happened: str) -> CityAnswerError:
    """The error for an answer that cannot be used, with what is safe and what to do."""
    return CityAnswerError(
        happened,
        text("Nothing was changed; all that was read before is kept."),
        text("Try again later. If it goes on, check the address of the 311 system in the settings."),
    )


def nothing_usable(refusals: Sequence[Refusal]) -> CityAnswerError:
    """The error for an answer of which nothing can be used, with the city's words."""
    reason = text(
        "Nothing of the 311 system's answer can be used: “{excerpt}”.",
        excerpt=excerpt("; ".join(each.excerpt for each in refusals[:_TOLD])),
    )
    return unreadable(reason)


def excerpt(written: str) -> str:
    """The first words of a text on one line, short enough for a sentence."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in written[:1000]).split())
    return line if len(line) <= _EXCERPT_LENGTH else f"{line[: _EXCERPT_LENGTH - 1]}…"


def _without_http_head(body: bytes, repairs: Repairs) -> tuple[bytes, int | None]:
    line = _STATUS_LINE.match(body)
    if line is None:
        return body, None
    repairs[Repair.STATUS_LINE] += 1
    position = line.end()
    while header := _HEADER_LINE.match(body, position):
        position = header.end()
    return body[position:], int(line[1])


def _decoded(body: bytes, content_type: str, repairs: Repairs) -> str:
    for mark, charset in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            repairs[Repair.BYTE_ORDER_MARK] += 1
            return body[len(mark) :].decode(charset, "replace")
    declared = _XML_CHARSET.match(body.lstrip(_BLANKS))
    labelled = _HEADER_CHARSET.search(content_type)
    charsets = [declared[1].decode("ascii")] if declared else []
    charsets += [labelled[1]] if labelled else []
    for charset in [*charsets, "utf-8"]:
        try:
            written = body.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
        if charset.lower() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
            repairs[Repair.CHARSET] += 1
        return written.encode("utf-8", "replace").decode("utf-8")
    repairs[Repair.CHARSET] += 1
    return body.decode("cp1252", "replace")


def _json_tree(body: bytes, content_type: str, repairs: Repairs) -> object:
    try:
        return read_json(body, lambda: _decoded(body, content_type, repairs), repairs)
    except JsonTroubleError as trouble:
        if trouble.broken_off:
            raise unreadable(
                text(
                    "The 311 system's answer breaks off before its end, after {size} bytes.",
                    size=f"{len(body):,}",
                )
            ) from trouble
        raise unreadable(
            text("The 311 system's answer is not valid JSON ({detail}).", detail=trouble.detail)
        ) from trouble


def _xml_tree(written: str, repairs: Repairs) -> tuple[object, str]:
    if is_web_page(written):
        raise unreadable(_web_page(written))
    try:
        return read_xml(written, repairs)
    except XmlBombError as trouble:
        raise unreadable(
            text(
                "The 311 system's answer declares a document type, which data has no need of and which could "
                "fill the memory when expanded; it was not opened."
            )
        ) from trouble
    except XmlTroubleError as trouble:
        if trouble.broken_off:
            raise unreadable(
                text(
                    "The 311 system's answer breaks off before its end, after {size} characters.",
                    size=f"{len(written):,}",
                )
            ) from trouble
        raise unreadable(
            text("The 311 system's answer is not valid XML ({detail}).", detail=trouble.detail)
        ) from trouble


def _web_page(written: str) -> str:
    words = page_words(written)
    if not words:
        return text("The 311 system answered with a web page instead of data.")
    return text("The 311 system answered with a web page instead of data: “{title}”.", title=words)


def is_web_page(written: str) -> bool:
    """Whether a text is a page for people, or a piece of one."""
    return _WEB_PAGE.match(written) is not None or "<html" in written[:_PAGE_BEGINNING].lower()


def page_words(written: str) -> str:
    """What a page says to people, in short: its title or first heading, else its words; "" for none."""
    beginning = written[:_PAGE_LOOKED_AT]
    headings = (excerpt(_plain_text(found[2])) for found in _HEADING.finditer(beginning))
    return next((words for words in headings if words), "") or excerpt(
        _plain_text(_UNSEEN.sub(" ", beginning))
    )


def _plain_text(markup: str) -> str:
    return unescape(_TAG.sub(" ", markup))

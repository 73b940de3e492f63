"""Files that stand in the text of a mail: pictures in a page's own addresses, uuencoded and yEnc blocks.

A picture pasted into a web mail is often no part of its own but a ``data:`` address (RFC 2397) in the page;
old programs and scanners write files into the words (uuencode, POSIX.1; yEnc 1.3); some call a picture text.
Each becomes a leaf of its own, and leaves the words it stood in.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from itertools import count
from urllib.parse import unquote

from wardoffice.mail.media import media_type
from wardoffice.mail.parts import Leaf

MOST_FILES = 500
_SIGN_BYTES = 4096
_TEXT_TYPES = ("text/", "application/rtf")
# In quotes the address may be folded over lines; without them the first blank or bracket ends it.
_DATA_ADDRESS = re.compile(
    r"""(?P<quote>["'])\s*data:(?P<told>[^,"'<>]{0,200}?);\s*base64\s*,(?P<quoted>[^"'<>]*)(?P=quote)
       |\bdata:(?P<bare_told>[^,\s"'<>()]{0,200}?);base64,(?P<bare>(?:[A-Za-z0-9+/=_%-]|&\#\w{1,4};)+)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} (?P<name>\S[^\r\n]{0,250})\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^(?:`|[ ]|)\r?\n?end[ \t]*\r?$|^end[ \t]*\r?$", re.MULTILINE)
_Y_BEGIN = re.compile(
    rb"^=ybegin (?P<told>[^\r\n]{1,400}?) ?name=(?P<name>[^\r\n]{1,250})\r?\n", re.MULTILINE
)
_Y_END = re.compile(rb"^=yend[^\r\n]*$", re.MULTILINE)
_Y_SIZE = re.compile(rb"\bsize=(\d{1,9})\b")
_Y_OFFSET, _Y_ESCAPED, _Y_ESCAPE = 42, 64, 0x3D


@dataclass(frozen=True, slots=True)
class _Found:
    """A file and where it stood: ``begin`` and ``end`` count bytes of the words around it."""

    begin: int
    end: int
    name: str
    content: bytes


def with_embedded_files(leaves: list[Leaf]) -> list[Leaf]:
    """The leaves with the files in their words behind them, each file once, at most MOST_FILES."""
    told: set[bytes] = set()
    numbers = count(1)
    out: list[Leaf] = []
    for leaf in leaves:
        if not leaf.media_type.startswith("text/"):
            out.append(leaf)
            continue
        kind = _true_type(leaf.payload)
        if kind:
            out.append(replace(leaf, media_type=kind))
            continue
        words, files = _in_addresses(*_in_lines(leaf), numbers)
        out.append(words)
        for file in files:
            content = sha256(file.payload).digest()
            if content not in told and len(told) < MOST_FILES:
                told.add(content)
                out.append(replace(file, enclosed=leaf.enclosed))
    return out


def _true_type(payload: bytes) -> str:
    """What a part that is called text is by its first bytes; an empty string where it is text."""
    head = payload[:_SIGN_BYTES].lstrip(b"\r\n")
    kind = media_type(head, "text/plain")
    is_file = not kind.startswith(_TEXT_TYPES) and (b"\0" in head or _is_pdf(payload))
    return kind if is_file and kind != "application/octet-stream" else ""


def _is_pdf(payload: bytes) -> bool:
    return b" obj" in payload and b"%%EOF" in payload[-_SIGN_BYTES:]


def _in_lines(leaf: Leaf) -> tuple[Leaf, list[Leaf]]:
    """Without the uuencoded and yEnc blocks that hold together, and their files."""
    found = sorted([*_uuencoded(leaf.payload), *_yencoded(leaf.payload)], key=lambda each: each.begin)
    if not found:
        return leaf, []
    kept, at, files = [], 0, []
    for each in found:
        if each.begin >= at:
            kept.append(leaf.payload[at : each.begin])
            files.append(Leaf(each.content, _named_type(each), "", each.name, "attachment"))
            at = each.end
    return replace(leaf, payload=b"".join([*kept, leaf.payload[at:]])), files


def _named_type(found: _Found) -> str:
    return "text/plain" if found.name.lower().endswith(".txt") else "application/octet-stream"


def _uuencoded(payload: bytes) -> Iterator[_Found]:
    at = 0
    while (begin := _UU_BEGIN.search(payload, at)) is not None:
        end = _UU_END.search(payload, begin.end())
        if end is None:
            return
        content = _uudecoded(payload[begin.end() : end.start()])
        at = end.end() if content else begin.end()
        if content:
            yield _Found(begin.start(), end.end(), _name(begin["name"]), content)


def _uudecoded(lines: bytes) -> bytes:
    """Nothing where a line is none of such a block: then the words only began like one."""
    pieces = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some programs write more at the end of a line than its length byte says.
            length = ((line[0] - 32) & 63) * 4 // 3 + 3
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return b""
    return b"".join(pieces)


def _yencoded(payload: bytes) -> Iterator[_Found]:
    at = 0
    while (begin := _Y_BEGIN.search(payload, at)) is not None:
        end = _Y_END.search(payload, begin.end())
        if end is None:
            return
        at = end.end()
        size = _Y_SIZE.search(begin["told"])
        content = _ydecoded(payload[begin.end() : end.start()])
        if size is not None and int(size[1]) == len(content) > 0:
            yield _Found(begin.start(), end.end(), _name(begin["name"]), content)


def _ydecoded(lines: bytes) -> bytes:
    content, escaped = bytearray(), False
    for byte in lines.replace(b"\r", b"").replace(b"\n", b""):
        if byte == _Y_ESCAPE and not escaped:
            escaped = True
            continue
        content.append((byte - _Y_OFFSET - (_Y_ESCAPED if escaped else 0)) & 0xFF)
        escaped = False
    return bytes(content)


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip().strip('"')


def _in_addresses(leaf: Leaf, files: list[Leaf], numbers: Iterator[int]) -> tuple[Leaf, list[Leaf]]:
    """Without the files in ``data:`` addresses: where each stood, its Content-ID is named instead."""
    if b"base64" not in leaf.payload and b"BASE64" not in leaf.payload:
        return leaf, files
    is_page = leaf.media_type == "text/html"

    def taken(found: re.Match[str]) -> str:
        content = _from_base64(found["quoted"] or found["bare"] or "")
        told = unescape(found["told"] or found["bare_told"] or "").partition(";")[0].strip().lower()
        content_id = f"data-{next(numbers)}"
        if content:
            kind = "application/octet-stream" if told.startswith("text/") else told
            files.append(Leaf(content, kind, "", "", "inline", content_id))
        quote = found["quote"] or ""
        return f"{quote}cid:{content_id}{quote}" if is_page else quote * 2

    words = leaf.words()
    shown = _DATA_ADDRESS.sub(taken, words)
    if shown == words:
        return leaf, files
    return replace(leaf, payload=shown.encode("utf-8"), charset="utf-8"), files


def _from_base64(written: str) -> bytes:
    """The bytes as far as they go: either alphabet of RFC 4648, the escapes of page and address undone."""
    plain = unescape(written) if "&" in written else written
    plain = unquote(plain) if "%" in plain else plain
    letters = _NO_BASE64.sub("", plain.replace("-", "+").replace("_", "/"))
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))

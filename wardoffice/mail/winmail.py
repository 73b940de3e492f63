"""The files inside winmail.dat, in which Outlook packs a whole mail for other Outlooks ([MS-OXTNEF]).

Only what a resident sent is taken out: the files with their names, a mail attached to the mail, and the
words, as text, as a page or as RTF. What does not hold together ends the reading; what came before it is
kept.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from wardoffice.mail.charsets import decoded
from wardoffice.mail.rtf import rtf_words, unpacked_rtf
from wardoffice.mail.text import html_to_text

SIGN = b"\x78\x9f\x3e\x22"
"""The first bytes of such a file."""

MOST_FILES = 200
_DEEPEST = 5
_HEADER = 6  # the sign and a key
_ATTRIBUTE = struct.Struct("<BII")  # level, id, length; the data and a checksum of two bytes follow
_BODY, _MESSAGE_PROPERTIES = 0x0002800C, 0x00069003
_FILE_BEGINS, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _CONTENT_ID, _MIME_TAG, _DATA, _BODY_PROPERTY = 0x3707, 0x3712, 0x370E, 0x3701, 0x1000
_RTF, _HTML = 0x1009, 0x1013
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
_SEVERAL, _NAMED = 0x1000, 0x8000
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_GUID = 16


@dataclass(slots=True)
class PackedFile:
    """One file as it was packed; ``media_type`` is what its sender's program called it."""

    name: str = ""
    content: bytes = b""
    media_type: str = "application/octet-stream"
    content_id: str = ""


@dataclass(slots=True)
class Unpacked:
    """What was inside: the words, where there were any, and the files.

    ``has_rtf``: words stand there as RTF; where ``words`` is empty they could not be read.
    """

    words: str = ""
    files: list[PackedFile] = field(default_factory=list)
    has_rtf: bool = False


def unpacked(raw: bytes, depth: int = 0) -> Unpacked:
    """The words and files of a winmail.dat; nothing for what is none."""
    found = Unpacked()
    for name, data in _attributes(raw):
        if name == _BODY:
            found.words = decoded(data.rstrip(b"\0")).strip()
        elif name == _MESSAGE_PROPERTIES:
            told = dict(_properties(data))
            found.has_rtf = _RTF in told
            found.words = found.words or _words(told)
        elif name == _FILE_BEGINS:
            if len(found.files) == MOST_FILES:
                break
            found.files.append(PackedFile())
        elif found.files:
            _tell(found.files[-1], name, data)
    return _flat(found, depth)


def _flat(found: Unpacked, depth: int) -> Unpacked:
    """A mail packed inside gives its files, and its words as a file of their own."""
    files: list[PackedFile] = []
    for file in found.files:
        inner = file.content[_GUID:] if file.content[_GUID:].startswith(SIGN) else b""
        if not inner or depth >= _DEEPEST:
            files.append(file)
            continue
        below = unpacked(inner, depth + 1)
        if below.words:
            files.append(PackedFile(f"{file.name or 'mail'}.txt", below.words.encode("utf-8"), "text/plain"))
        files += below.files
    kept = [file for file in files if file.content][:MOST_FILES]
    return Unpacked(found.words, kept, found.has_rtf)


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = _HEADER if raw.startswith(SIGN) else len(raw)
    while at + _ATTRIBUTE.size <= len(raw):
        _, name, length = _ATTRIBUTE.unpack_from(raw, at)
        at += _ATTRIBUTE.size
        if at + length > len(raw):
            return
        yield name, raw[at : at + length]
        at += length + 2


def _tell(file: PackedFile, name: int, data: bytes) -> None:
    if name == _FILE_TITLE:
        file.name = file.name or decoded(data.rstrip(b"\0"))
    elif name == _FILE_DATA:
        file.content = data
    elif name == _FILE_PROPERTIES:
        told = dict(_properties(data))
        file.name = _text(told.get(_LONG_NAME)) or file.name
        file.media_type = _text(told.get(_MIME_TAG)) or file.media_type
        file.content_id = _text(told.get(_CONTENT_ID)).strip("<> ")
        file.content = file.content or (told.get(_DATA) or (0, b""))[1]


def _text(value: tuple[int, bytes] | None) -> str:
    kind, raw = value or (_UNICODE, b"")
    words = raw.decode("utf-16-le", "replace") if kind == _UNICODE else decoded(raw)
    return words.replace("\0", "").strip()


def _words(told: dict[int, tuple[int, bytes]]) -> str:
    """The words however Outlook kept them: as text, as a page, as RTF."""
    page, rtf = told.get(_HTML, (0, b""))[1], told.get(_RTF, (0, b""))[1]
    return (
        _text(told.get(_BODY_PROPERTY))
        or html_to_text(decoded(page.rstrip(b"\0"))).strip()
        or rtf_words(unpacked_rtf(rtf))
    )


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """The properties that hold bytes, by id, with their type; it ends where they do not hold together."""
    at = 4
    try:
        for _ in range(struct.unpack_from("<I", data)[0]):
            kind, name = struct.unpack_from("<HH", data, at)
            at += 4
            if name >= _NAMED:
                at = _behind_name(data, at)
            values, at = _values(data, at, kind)
            if values:
                yield name, (kind, values[0])
    except (struct.error, KeyError):
        return


def _behind_name(data: bytes, at: int) -> int:
    (is_text,) = struct.unpack_from("<I", data, at + _GUID)
    at += _GUID + 4
    (length,) = struct.unpack_from("<I", data, at)
    return at + 4 + (_padded(length) if is_text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """The bytes of a property of varying length; an empty list for one of fixed length. And what follows."""
    plain = kind & ~_SEVERAL
    if plain in _FIXED:
        count = 1
        if kind & _SEVERAL:
            (count,) = struct.unpack_from("<I", data, at)
            at += 4
        return [], at + count * _FIXED[plain]
    if plain not in {_STRING8, _UNICODE, _BINARY, _OBJECT}:
        raise KeyError(plain)
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    values = []
    for _ in range(count):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if at + length > len(data):
            raise struct.error
        values.append(data[at : at + length])
        at += _padded(length)
    return values, at


def _padded(length: int) -> int:
    return -(-length // 4) * 4

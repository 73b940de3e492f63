r"""The words of RTF, in which Outlook keeps what a person wrote where it keeps nothing else.

Compressed RTF is [MS-OXRTFCP]; RTF made from HTML carries the page in it ([MS-OXRTFEX], ``\fromhtml``).
Formatting, pictures and tables of fonts are passed over; what does not hold together ends the reading.
"""

import re
import struct
from dataclasses import dataclass, field

from wardoffice.mail.charsets import decoded
from wardoffice.mail.text import html_to_text, tidied

LONGEST = 8_000_000
"""Of a longer text, in bytes, the rest is not unpacked."""

_HEADER = struct.Struct("<IIII")  # packed size, raw size, kind, CRC
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D  # "LZFu", "MELA"
_RING = 4096
_START = (  # what the ring holds before the first byte ([MS-OXRTFCP] 2.1.2.1)
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<plain>[^\\{}\r\n]+)",
    re.DOTALL,
)
_PASSED_OVER = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr footerl footerr object objdata "
    b"themedata generator listtable revtbl rsidtbl xmlnstbl".split()
)
_SIGNS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"emdash": "\u2014", b"endash": "\u2013"} | {
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"bullet": "\u2022",
    b"row": "\n",
    b"cell": " ",
}


def unpacked_rtf(raw: bytes) -> bytes:
    """The RTF of a compressed body, as far as it holds together; nothing for what is none."""
    if len(raw) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(raw)
    body, most = raw[_HEADER.size :], min(size, LONGEST)
    if kind == _PLAIN:
        return body[:most]
    return _unpacked(body, most) if kind == _PACKED else b""


def rtf_words(rtf: bytes) -> str:
    """What a person reads in RTF; an empty string for what is none."""
    if not rtf.lstrip().startswith(b"{\\rtf"):
        return ""
    reader = _Reader()
    for token in _TOKEN.finditer(rtf):
        reader.take(token)
    words = reader.words()
    return html_to_text(words).strip() if reader.from_html else tidied(words).strip()


def _unpacked(body: bytes, most: int) -> bytes:
    ring = bytearray(_START.ljust(_RING, b"\0"))
    place, at, out = len(_START), 0, bytearray()
    while at < len(body) and len(out) < most:
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                piece, at = body[at : at + 1], at + 1
                ring[place] = piece[0]
                place = (place + 1) % _RING
                out += piece
                continue
            told, at = int.from_bytes(body[at : at + 2], "big"), at + 2
            begin, length = told >> 4, (told & 15) + 2
            if begin == place:  # the end is marked by what points at itself
                return bytes(out[:most])
            for step in range(length):
                byte = ring[(begin + step) % _RING]
                ring[place] = byte
                place = (place + 1) % _RING
                out.append(byte)
    return bytes(out[:most])


@dataclass(slots=True)
class _Group:
    """What holds until a brace closes; ``fallbacks`` are the letters that follow one told by its number."""

    silent: bool = False
    formatting: bool = False
    fallbacks: int = 1


@dataclass(slots=True)
class _Reader:
    from_html: bool = False
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _pieces: list[str] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _charset: str = "cp1252"
    _left_out: int = 0
    _starred: bool = False

    def words(self) -> str:
        self._settle()
        # Letters beyond the basic plane are told as two halves.
        return "".join(self._pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def take(self, token: re.Match[bytes]) -> None:
        if token["brace"]:
            self._brace(is_open=token["brace"] == b"{")
        elif token["word"]:
            self._word(token["word"], token["number"])
        elif token["hex"]:
            self._add(bytes.fromhex(token["hex"].decode("ascii")))
        elif token["sign"]:
            self._sign(token["sign"])
        else:
            self._add(token["plain"])

    def _brace(self, *, is_open: bool) -> None:
        self._starred = False
        if is_open:
            group = self._groups[-1]
            self._groups.append(_Group(group.silent, group.formatting, group.fallbacks))
        elif len(self._groups) > 1:
            self._groups.pop()

    def _word(self, word: bytes, number: bytes | None) -> None:
        group = self._groups[-1]
        starred, self._starred = self._starred, False
        if word == b"fromhtml":
            self.from_html = True
        elif word == b"ansicpg" and number:
            self._charset = f"cp{number.decode('ascii')}"
        elif word == b"uc" and number:
            group.fallbacks = max(0, int(number))
        elif word == b"htmlrtf":
            group.formatting = number != b"0"
        elif word in _PASSED_OVER or (starred and word != b"htmltag"):
            group.silent = True
        elif word == b"u" and number:
            self._letter(int(number) & 0xFFFF)
            self._left_out = group.fallbacks
        elif word in _SIGNS:
            self._say(_SIGNS[word])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in b"\\{}":
            self._add(sign)
        elif sign == b"~":
            self._say(" ")
        elif sign == b"_":
            self._say("-")
        elif sign in b"\r\n":
            self._say("\n")

    def _add(self, raw: bytes) -> None:
        left_out = min(self._left_out, len(raw))
        self._left_out -= left_out
        if self._heard():
            self._bytes += raw[left_out:]

    def _letter(self, code: int) -> None:
        self._say(chr(code))

    def _say(self, words: str) -> None:
        if self._heard():
            self._settle()
            self._pieces.append(words)

    def _heard(self) -> bool:
        return not (self._groups[-1].silent or self._groups[-1].formatting)

    def _settle(self) -> None:
        if self._bytes:
            self._pieces.append(decoded(bytes(self._bytes), self._charset))
            self._bytes.clear()

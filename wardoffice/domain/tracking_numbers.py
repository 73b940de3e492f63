"""Tracking numbers of requests, made comparable.

Chicago wrote ``YY-NNNNNNNN`` until December 2018 and writes ``SRYY-NNNNNNNN`` since; people and older exports
leave out the letters, the hyphen, or both.
"""

import re
from dataclasses import dataclass

_USABLE = re.compile(r"[!-~]{1,100}", re.ASCII)
_BARE = re.compile(r"(?:SR[#:-]*)?(\d{8})", re.ASCII)
_LETTERS_SINCE = 18  # Chicago's numbers of 2018 have them only in December
_CHICAGO = re.compile(r"(?:(SR)[#:-]*)?(\d{2})-?(\d{8})", re.ASCII)
_WRITTEN_OUT = re.compile(r"(SR)?(\d{2})-(\d{8})", re.ASCII)
_IN_WORDS = re.compile(r"\b(?:SR)?\d{2}-?\d{8}\b", re.ASCII | re.IGNORECASE)
_OTHER_IN_WORDS = re.compile(r"(?<![\w-])([A-Za-z]{0,4}-?\d[\d-]*\d)(?![\w-])", re.ASCII)
_LONG = 6  # digits that no house number has
_NUMBERED_SIGN = 3  # the least of what stands behind a "#"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\ufe58\ufe63"
_BLANKS = "\u00a0\u2007\u2009\u202f\u3000"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_SIGNS: dict[int, str | int | None] = {
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _UNSEEN)),
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},  # the full-width forms of ASCII
}
QUOTES = (
    "\"'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\xab\xbb"
)
OPENING, CLOSING = "([{<", ")]}>"
_AROUND = "#.,;:" + QUOTES + OPENING + CLOSING
_PLACEHOLDER = re.compile(r"[0-]+|null|nil|none|n/?a|undefined|pending|tbd", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CityNumbers:
    """How one city writes its numbers; ``city`` is the key of its profile, ``chicago`` as Chicago does."""

    city: str
    chicago: bool = False

    def named_in(self, words: str) -> tuple[str, ...]:
        """What may be its numbers in a text, each in its usual spelling, in their order.

        Outside Chicago any long run of digits may be one: whoever asks looks for the record.
        """
        words = plain_signs(words)
        if self.chicago:
            found = [normal_number(each) for each in _IN_WORDS.findall(words)]
        else:
            found = [
                each[1]
                for each in _OTHER_IN_WORDS.finditer(words)
                if sum(letter.isdigit() for letter in each[1])
                >= (_NUMBERED_SIGN if words[: each.start()].endswith("#") else _LONG)
            ]
        return tuple(dict.fromkeys(found))


def plain_signs(written: str) -> str:
    """The same with one kind of hyphen and blank, and without what nobody sees.

    Word processors and web pages write other dashes, no-break blanks and zero-width signs into numbers.
    """
    return written if written.isascii() else written.translate(_SIGNS)


def normal_number(written: str) -> str:
    """The usual spelling of a number: no blanks, capitals, Chicago's hyphen. Others stay themselves."""
    number = "".join(plain_signs(written).split()).upper()
    found = _CHICAGO.fullmatch(number)
    return f"{found[1] or ''}{found[2]}-{found[3]}" if found else number


def typed_number(typed: str, year: int, *, chicago: bool) -> str:
    """A number as a person types or pastes it, in its usual spelling; "" for what is none.

    With ``chicago`` bare digits are understood: eight are a number of ``year``, ten begin with their year.
    """
    bare = plain_signs(typed).strip().strip(_AROUND)
    if not chicago:
        number = "".join(bare.split())
        return number if is_usable(number) and any(letter.isdigit() for letter in number) else ""
    number = normal_number(bare)
    eight = _BARE.fullmatch(number)
    if eight is not None:
        number = f"{year % 100:02d}-{eight[1]}"
    found = _CHICAGO.fullmatch(number)
    return _with_letters(found) if found is not None else ""


def told_number(told: str, *, chicago: bool) -> str:
    """A number the city gives for what was sent, in its usual spelling; "" for what names no request."""
    number = "".join(plain_signs(told).split())
    if is_placeholder(number) or not is_usable(number):
        return ""
    found = _CHICAGO.fullmatch(number.upper()) if chicago else None
    return _with_letters(found) if found is not None else number


def is_placeholder(told: str) -> bool:
    """Whether it only stands where a number or token belongs: 0, null, N/A and the like."""
    return _PLACEHOLDER.fullmatch(told.strip()) is not None


def spellings(number: str) -> tuple[str, ...]:
    """A normal number, and how the same request's number may be spelled elsewhere."""
    found = _WRITTEN_OUT.fullmatch(number)  # ten digits alone are another city's number
    if found is None:
        return (number,)
    bare = f"{found[2]}-{found[3]}"
    return (number, bare if found[1] else f"SR{bare}")


def is_usable(number: str) -> bool:
    """Whether a number can name a request at all: printable, without blanks, at most 100 letters."""
    return _USABLE.fullmatch(number) is not None


def _with_letters(found: re.Match[str]) -> str:
    letters = found[1] or ("SR" if int(found[2]) > _LETTERS_SINCE else "")
    return f"{letters}{found[2]}-{found[3]}"

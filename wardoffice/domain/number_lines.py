"""Takes a line of a pasted list apart: the 311 number in it, and the address beside it.

Lists come from notes, mails and spreadsheets: the number first or last, behind a bullet or a count, with or
without its letters.
"""

import re

from wardoffice.domain.tracking_numbers import CLOSING, OPENING, QUOTES, plain_signs

_BULLET = re.compile(r"\s*(?:[-*•]|\(?\d{1,3}[.)])\s+")
_CHICAGO = tuple(
    re.compile(rf"(?<![\w-])(?:no\.?|number)?[\s#:]*({written})(?![\w-])", re.ASCII | re.IGNORECASE)
    for written in (
        r"SR[\s#:-]*\d{2}\W{0,3}\d{8}",
        r"\d{2}-\d{8}",
        r"\d{10}",
        r"(?:SR[\s#:-]*)?\d{8}",
    )
)
"""The surest first: ten digits can be a telephone, eight only lack their year."""
_OTHER = re.compile(r"(?<!\S)#?([A-Za-z]{0,3}[\d-]*\d[\d-]*)(?=[\s,;:.]|$)", re.ASCII)
_LONG = 6  # digits that no house number has
_BETWEEN = " \t,;:#|-"
_NOT_OF_A_NUMBER = re.compile(r"[#:]")
_NOT_OF_CHICAGOS = re.compile(r"[^\w\s-]")


def split_line(line: str, *, chicago: bool) -> tuple[str, str]:
    """A line's number as it is written there, and what else stands there, an address; "" for none.

    Dashes and blanks of every kind are read as plain ones: with another dash for its hyphen, the end of one
    number would be another's.
    """
    line = plain_signs(line).strip().strip(QUOTES)
    bullet = _BULLET.match(line)
    rest = line[bullet.end() :] if bullet is not None else line
    found = _chicago(rest) if chicago else _other(rest)
    if found is None:
        return line, ""
    number = (_NOT_OF_CHICAGOS if chicago else _NOT_OF_A_NUMBER).sub("", found[1])
    before = rest[: found.start()].strip(_BETWEEN).rstrip(_BETWEEN + OPENING + QUOTES)
    after = rest[found.end() :].strip(_BETWEEN).lstrip(_BETWEEN + CLOSING + QUOTES)
    return number, " ".join(part for part in (before, after) if part)


def _chicago(line: str) -> re.Match[str] | None:
    return next((found for each in _CHICAGO if (found := each.search(line)) is not None), None)


def _other(line: str) -> re.Match[str] | None:
    """The longest number, where it is longer than house numbers are; else what the line begins with."""
    if len(line.split()) == 1:
        return re.fullmatch(r"[\s#(\[{<]*(\S+?)[\s,;:.)\]}>]*", line)
    every = list(_OTHER.finditer(line))
    longest = max(every, key=lambda each: _digits(each[1]), default=None)
    if longest is not None and _digits(longest[1]) >= _LONG:
        return longest
    return every[0] if every and not line[: every[0].start()].strip(_BETWEEN) else None


def _digits(written: str) -> int:
    return sum(letter.isdigit() for letter in written)

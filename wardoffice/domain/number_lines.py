"""Takes a pasted list apart: the 311 number of each line, and the address beside it.

Lists come from notes, mails and spreadsheets: the number first or last, behind a bullet or a count, with or
without its letters, or several of them on one line.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

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
_WHOLE = 2  # of _CHICAGO, those with their year and hyphen or letters: nothing else looks like them
_YEAR = 2  # digits
_SEVERAL = 2
_NO_WORDS = re.compile(r"(?:[\W_]|\b(?:and|y|i|no|number)\b)*", re.IGNORECASE)
_LOOSE_ENDS = re.compile(
    r"\A(?:[\s,;/&+|)\]}>]|(?:and|y)(?!\S))+|(?:[\s,;/&+|(\[{<]|(?<!\S)(?:and|y)(?!\S))+\Z", re.IGNORECASE
)
_COMMAS = re.compile(r"\s*[,;|&+]\s*")
_ONE_WORD = re.compile(r"#?[\w.:-]*\d[\w.:-]*", re.ASCII)
_DIGITS_ONLY = re.compile(r"[#\d\s-]+", re.ASCII)
_WORD = re.compile(r"[^\s,;|&+]+")

_Span = tuple[int, int]


def parted_line(line: str, *, chicago: bool) -> tuple[str, ...]:
    """The line, or one for each 311 number where several stand on it, with the words that are its own.

    Where words stand before the first number, each number ends its line; else each begins one. A number
    told again, with nothing to say, is no other one.
    """
    plain = plain_signs(line).strip().strip(QUOTES)
    bullet = _BULLET.match(plain)
    begin = bullet.end() if bullet is not None else 0
    spans = _chicagos(plain, begin) if chicago else _others(plain, begin)
    if len(spans) < _SEVERAL:
        return (line,)
    before, gaps = plain[begin : spans[0][0]], [plain[one[1] : other[0]] for one, other in pairwise(spans)]
    if not any(map(str.isdigit, before)) and all(map(_NO_WORDS.fullmatch, gaps)):
        begin, before = spans[0][0], ""  # a heading over them all
    if _NO_WORDS.fullmatch(before):
        cuts = [begin, *(first for first, _ in spans[1:]), len(plain)]
    else:
        cuts = [begin, *(last for _, last in spans[:-1]), len(plain)]
    pieces = [_LOOSE_ENDS.sub("", plain[one:other]) for one, other in pairwise(cuts)]
    parts = [split_line(piece, chicago=chicago) for piece in pieces]
    told = {number for number, address in parts if address}
    kept: dict[tuple[str, str], str] = {}
    for piece, (number, address) in zip(pieces, parts, strict=True):
        if address or number not in told:
            kept.setdefault((number, address), piece)
    return tuple(kept.values())


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


def _chicagos(line: str, begin: int) -> list[_Span]:
    """Where Chicago's numbers stand. Bare digits are one where they are all there is, or go with a whole one.

    Ten with the year of a whole one are no telephone; eight that begin with 0, as a year's first ten million
    do, are no day.
    """
    whole = _apart(found for each in _CHICAGO[:_WHOLE] for found in each.finditer(line, begin))
    bare = [found for each in _CHICAGO[_WHOLE:] for found in each.finditer(line, begin)]
    if whole:
        years = {_bare(each)[:_YEAR] for each in whole}
        bare = [each for each in bare if _bare(each)[:_YEAR] in years or _bare(each).startswith("0")]
        return [each.span() for each in _apart([*whole, *bare])]
    spans = [each.span() for each in _apart(bare)]
    return spans if _is_all(line, begin, spans) else []


def _others(line: str, begin: int) -> list[_Span]:
    """Where another city's numbers stand: words with digits between commas, digits alone, long ones alike."""
    rest = line[begin:].rstrip(" \t,;.")
    parts = _COMMAS.split(rest)
    if (len(parts) >= _SEVERAL and all(map(_ONE_WORD.fullmatch, parts))) or _DIGITS_ONLY.fullmatch(rest):
        return [each.span() for each in _WORD.finditer(line, begin)]
    long = [each for each in _OTHER.finditer(line, begin) if _digits(each[1]) >= _LONG]
    longest = max(long, key=lambda each: _digits(each[1]), default=None)
    alike = [each for each in long if longest is not None and _shape(each[1]) == _shape(longest[1])]
    return [each.span() for each in alike]


def _apart(found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Those that do not overlap, the first told before all others, in the order of the line."""
    kept: list[re.Match[str]] = []
    for each in found:
        if all(each.end() <= other.start() or other.end() <= each.start() for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start())


def _is_all(line: str, begin: int, spans: Iterable[_Span]) -> bool:
    """Whether nothing stands on the line but these, and what parts them."""
    last = begin
    for first, end in spans:
        if not _NO_WORDS.fullmatch(line[last:first]):
            return False
        last = end
    return _NO_WORDS.fullmatch(line[last:]) is not None


def _bare(number: re.Match[str]) -> str:
    return "".join(letter for letter in number[1] if letter.isdigit())


def _shape(written: str) -> str:
    return "".join("9" if letter.isdigit() else letter for letter in written)


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

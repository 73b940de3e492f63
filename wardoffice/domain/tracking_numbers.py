"""Tracking numbers of requests, made comparable.

Chicago wrote ``YY-NNNNNNNN`` until December 2018 and writes ``SRYY-NNNNNNNN`` since; people and older exports
leave out the letters, the hyphen, or both.
"""

import re

_USABLE = re.compile(r"[!-~]{1,100}", re.ASCII)
_BARE = re.compile(r"(?:SR)?(\d{8})", re.ASCII)
_LETTERS_SINCE = 18  # Chicago's numbers of 2018 have them only in December
_CHICAGO = re.compile(r"(SR)?(\d{2})-?(\d{8})", re.ASCII)


def normal_number(written: str) -> str:
    """The usual spelling of a number: no blanks, capitals, Chicago's hyphen. Others stay themselves."""
    number = "".join(written.split()).upper()
    found = _CHICAGO.fullmatch(number)
    return f"{found[1] or ''}{found[2]}-{found[3]}" if found else number


def typed_number(typed: str, year: int, *, chicago: bool) -> str:
    """A number as a person types or pastes it, in its usual spelling; "" for what is none.

    With ``chicago`` bare digits are understood: eight are a number of ``year``, ten begin with their year.
    """
    number = normal_number(typed.strip().strip("#.,;:"))
    if not chicago:
        return number if is_usable(number) and any(letter.isdigit() for letter in number) else ""
    bare = _BARE.fullmatch(number)
    if bare is not None:
        number = f"{year % 100:02d}-{bare[1]}"
    found = _CHICAGO.fullmatch(number)
    if found is None:
        return ""
    letters = found[1] or ("SR" if int(found[2]) > _LETTERS_SINCE else "")
    return f"{letters}{found[2]}-{found[3]}"


def spellings(number: str) -> tuple[str, ...]:
    """A normal number, and how the same request's number may be spelled elsewhere."""
    found = _CHICAGO.fullmatch(number)
    if found is None:
        return (number,)
    bare = f"{found[2]}-{found[3]}"
    return (number, bare if found[1] else f"SR{bare}")


def is_usable(number: str) -> bool:
    """Whether a number can name a request at all: printable, without blanks, at most 100 letters."""
    return _USABLE.fullmatch(number) is not None

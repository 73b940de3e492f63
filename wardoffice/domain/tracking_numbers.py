"""Tracking numbers of requests, made comparable.

Chicago wrote ``YY-NNNNNNNN`` until December 2018 and writes ``SRYY-NNNNNNNN`` since; people and older exports
leave out the letters, the hyphen, or both.
"""

import re

_USABLE = re.compile(r"[!-~]{1,100}", re.ASCII)
_CHICAGO = re.compile(r"(SR)?(\d{2})-?(\d{8})", re.ASCII)


def normal_number(written: str) -> str:
    """The usual spelling of a number: no blanks, capitals, Chicago's hyphen. Others stay themselves."""
    number = "".join(written.split()).upper()
    found = _CHICAGO.fullmatch(number)
    return f"{found[1] or ''}{found[2]}-{found[3]}" if found else number


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

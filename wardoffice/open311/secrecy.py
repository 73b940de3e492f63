"""Keeps the office's keys out of what is shown, stored or logged of a city's answers (P9)."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from urllib.parse import quote, quote_plus

from wardoffice.domain.errors import CityRefusedError, WardOfficeError

STRUCK = "(key)"
_CODECS = ("utf-8", "utf-16-le", "utf-16-be")
_CUT = "…"
_LEAST_OF_A_CUT_KEY = 6
_LEAST_IN_RECORDS = 8
"""A shorter key stands in ordinary words, which a record must keep: "test" is no secret."""


def without_key(body: bytes, key: str | None) -> bytes:
    """An answer's bytes with the key struck out, in every spelling a city may echo it in."""
    for spelt in _spellings(key):
        for codec in _CODECS:
            encoded = spelt.encode(codec)
            if encoded in body:
                body = body.replace(encoded, STRUCK.encode(codec))
    return body


def records_without_key(body: bytes, key: str | None) -> bytes:
    """The same for what is kept as the city's own word."""
    return without_key(body, key) if key and len(key) >= _LEAST_IN_RECORDS else body


def words_without_key(words: str, key: str | None) -> str:
    """A text with the key struck out; also one that an excerpt cut off in the middle of the key."""
    for spelt in _spellings(key):
        words = words.replace(spelt, STRUCK)
        if _CUT in words:
            for length in range(len(spelt) - 1, _LEAST_OF_A_CUT_KEY - 1, -1):
                words = words.replace(spelt[:length] + _CUT, STRUCK + _CUT)
    return words


@contextmanager
def kept_from_errors(key: str | None) -> Iterator[None]:
    """Strike the key from every error that rises from the block, and from what lies behind it."""
    try:
        yield
    except WardOfficeError as trouble:
        _strike(trouble, key)
        raise


def _strike(trouble: WardOfficeError, key: str | None) -> None:
    said = (trouble.happened, trouble.safe, trouble.next_step)
    behind = str(trouble.__cause__ or trouble.__context__ or "")
    if words_without_key(behind, key) != behind:
        trouble.__cause__ = trouble.__context__ = None
    trouble.happened, trouble.safe, trouble.next_step = (words_without_key(each, key) for each in said)
    trouble.args = (trouble.happened,)
    if isinstance(trouble, CityRefusedError):
        trouble.words = tuple(words_without_key(each, key) for each in trouble.words)
        trouble.codes = tuple(words_without_key(each, key) for each in trouble.codes)


def _spellings(key: str | None) -> list[str]:
    """As it is, in an address, in HTML, and in capitals or small letters; the longest first."""
    if not key:
        return []
    written = {key, quote(key), quote_plus(key), escape(key)}
    return sorted({each for some in written for each in (some, some.lower(), some.upper())}, key=len)[::-1]

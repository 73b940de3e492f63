"""Keeps the office's api key out of what is shown and stored of a city's answer (P9)."""

from html import escape
from urllib.parse import quote, quote_plus

STRUCK = "(key)"
_CODECS = ("utf-8", "utf-16-le", "utf-16-be")


def without_key(body: bytes, api_key: str | None) -> bytes:
    """An answer's bytes with the key struck out, in every spelling a city may echo it in."""
    if not api_key:
        return body
    for spelt in sorted({api_key, quote(api_key), quote_plus(api_key), escape(api_key)}, key=len)[::-1]:
        for each in (spelt, spelt.lower(), spelt.upper()):
            for codec in _CODECS:
                body = body.replace(each.encode(codec), STRUCK.encode(codec))
    return body

"""Bytes of unknown or wrongly named charset to words; nothing here raises."""

import codecs
import re
from contextlib import suppress

from wardoffice.mail.letters import likely_charset

# Names mail programs write that Python's codecs do not know.
_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "x-gbk": "gbk",
    "x-sjis": "shift_jis",
    "x-big5": "big5",
    "x-mac-roman": "mac-roman",
    "x-unknown": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "ansi_x3.110-1983": "latin-1",
    "us-ascii": "utf-8",  # what calls itself ASCII and is not is nearly always UTF-8
    "ascii": "utf-8",
    "gb2312": "gb18030",  # its superset; senders use the extra characters
    "ks_c_5601-1987": "cp949",
    "iso-8859-1": "cp1252",  # what browsers do too: the C1 controls are never meant
}
_ENOUGH_TO_GUESS = 64_000
_SHORT = 256
_CENTRAL = "iso8859-2"
_C1 = re.compile(rb"[\x80-\x9f]")
_MARK = "\ufffd"
_NEARLY_ALL = 9  # letters that fit for one that does not
_UNSTORABLE = re.compile("[\ud800-\udfff]")


def decoded(raw: bytes, declared: str = "") -> str:
    """The declared charset, else UTF-8, either with marks for a few bad bytes, else a guess, else cp1252.

    The result can be stored and encoded anywhere: no NUL characters, no lone surrogates.
    """
    return _UNSTORABLE.sub(_MARK, _as_words(raw, declared).replace("\0", ""))


def _as_words(raw: bytes, declared: str) -> str:
    claimed = _known(declared)
    if claimed == _CENTRAL and _C1.search(raw):  # no letters there: Windows' charset goes by that name
        claimed = "cp1250"
    for name in (claimed, "utf-8"):
        if name:
            with suppress(ValueError):
                return raw.decode(name)
    spoilt = _spoilt(raw, claimed)
    if spoilt:
        return raw.decode(spoilt, "replace")
    likely = likely_charset(raw, doubtful=_is_short_latin(raw))
    if likely:
        return raw.decode(likely, "replace")
    from charset_normalizer import from_bytes  # 5 MB that a pull of mail has no use for

    guess = from_bytes(raw[:_ENOUGH_TO_GUESS]).best()
    if guess is not None and _known(guess.encoding):
        with suppress(ValueError):
            return raw.decode(guess.encoding)
    return raw.decode("cp1252", "replace")


def _spoilt(raw: bytes, claimed: str) -> str:
    """The charset that fits but for a few bytes: words cut within a character, or a footer of another's.

    UTF-8 has a form that letters of other charsets take by accident only, so that half of it is enough where
    it is also declared. An empty string where none fits.
    """
    for name in ("utf-8", claimed):
        if name:
            words = raw.decode(name, "replace")
            bad = words.count(_MARK)
            good = sum(not each.isascii() for each in words) - bad
            if good >= bad * (1 if name == claimed == "utf-8" else _NEARLY_ALL):
                return name
    return ""


def _is_short_latin(raw: bytes) -> bool:
    """A few accents in a short text: too little for a guess by statistics, which makes them Czech."""
    return len(raw) < _SHORT and sum(byte > 0x7F for byte in raw) * 4 < len(raw)  # noqa: PLR2004 - ASCII ends there


def _known(name: str) -> str:
    """The codec's name, or an empty string for one that does not exist or is no text codec."""
    wanted = name.strip().strip("\"'").lower()
    wanted = _ALIASES.get(wanted, wanted)
    if not wanted or not wanted.isascii() or "\0" in wanted:
        return ""
    try:
        codec = codecs.lookup(wanted)
        "".encode(wanted)  # refuses codecs such as base64 that turn bytes into bytes
    except (LookupError, ValueError, TypeError):
        return ""
    return codec.name

"""Whether a mail's sender is confirmed, by what the office's own provider wrote on it (RFC 8601).

Anybody can write an Authentication-Results header; only that of the provider counts, which stands above those
the mail brought along. Nothing is verified here: keys of old mail are gone.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from wardoffice.language import text

_COMMENT = re.compile(r"\([^()]*\)")
_FAILED = re.compile(r"(?:^|[\s;])(?:dmarc|compauth)\s*=\s*fail\b", re.IGNORECASE)
_EXCHANGE = "protection.outlook.com"
_BY_HOST = {
    "gmail.com": ("mx.google.com",),
    "googlemail.com": ("mx.google.com",),
    "office365.com": (f"*.{_EXCHANGE}",),
    "outlook.com": (f"*.{_EXCHANGE}",),
}


def provider_ids(host: str) -> tuple[str, ...]:
    """The authserv-ids a mailbox's provider is known to write, by the name of its IMAP server."""
    name = host.casefold()
    return next((ids for end, ids in _BY_HOST.items() if name == end or name.endswith(f".{end}")), ())


def sender_doubt(authentication: Sequence[str], trusted: Sequence[str]) -> str:
    """Why the sender may be another than the mail says, in a sentence, or "".

    ``authentication``: the headers' values, the topmost first; ``trusted``: authserv-ids of the office's own
    provider, ``*`` for any letters.
    """
    for place, value in enumerate(authentication):
        plain = _COMMENT.sub(" ", value)
        if _is_of(plain, trusted, topmost=place == 0):
            failed = _FAILED.search(plain) is not None
            return text("Sender not confirmed: the mail server says it may be forged.") if failed else ""
    return ""


def _is_of(value: str, trusted: Sequence[str], *, topmost: bool) -> bool:
    head = value.partition(";")[0].split()
    name = head[0].casefold() if head else ""
    if "=" in name:
        # Exchange Online leaves its name out. Without one only the topmost can be the provider's own.
        return topmost and any(each.endswith(_EXCHANGE) for each in trusted)
    return any(fnmatchcase(name, each.casefold()) for each in trusted)

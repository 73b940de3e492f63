"""What a mail is recognised by when a folder numbers its mails anew: the header it was delivered with.

The topmost ``Received`` is written by the office's own mail server for one delivery (RFC 5321, 4.4), so a
header with one and with a Message-ID belongs to one mail only. Without them it proves nothing.
"""

import re
from hashlib import sha256

_MOST = 256 * 1024
_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_RECEIVED = re.compile(rb"^received:", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:[ \t\r\n]*<", re.IGNORECASE | re.MULTILINE)


def header_digest(raw: bytes) -> str:
    """SHA-256 of the header of a mail, given whole or header alone; "" where it cannot tell mails apart."""
    end = _END.search(raw, 0, _MOST)
    header = raw[: end.start()] if end else raw if len(raw) <= _MOST else b""
    if not (_RECEIVED.search(header) and _MESSAGE_ID.search(header)):
        return ""
    return sha256(header).hexdigest()

"""Recognises the mail that Exchange hands over instead of one that it cannot render.

It comes from "Microsoft Exchange Server", and its subject names the mail it stands for. It is no resident's
mail; the real one is seen in Outlook, and may be handed over later (attachments that are still scanned).
"""

import re
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from wardoffice.mail.headers import Headers

_MOST = 64 * 1024
_SUBJECT = re.compile(
    r"retrieval using the (?:IMAP4|POP3) protocol failed for the following message", re.IGNORECASE
)
_SENDER = "microsoft exchange server"


def stands_in(raw: bytes) -> bool:
    """Whether these bytes are Exchange's excuse and not the mail."""
    if _SENDER not in raw[:_MOST].decode("latin-1").lower():
        return False
    parsed: Message = BytesHeaderParser(policy=compat32).parsebytes(raw[:_MOST])
    headers = Headers(parsed)
    return _SENDER in headers.words("From").lower() and bool(_SUBJECT.search(headers.words("Subject")))

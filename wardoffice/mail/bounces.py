"""What a bounce tells: which mail of ours came back, for whom, and in what words (RFC 3464, RFC 3461)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message

from wardoffice.domain.messages import Bounce, NotDelivered
from wardoffice.mail.headers import Headers

_MOST_RECIPIENTS = 100
_LONGEST_ANSWER = 500
_PERMANENT = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,128}@[^\s<>,;:\"()\[\]]{1,255}")
_ID_LINE = re.compile(r"^[ \t>]*Message-ID:\s*(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_MOST_WORDS = 200_000


def read_bounce(message: Message, words: str) -> Bounce:
    """What the mail, known for a bounce, tells; ``words`` are all its text."""
    told = dict.fromkeys(_told(message))
    if not told:
        failed = Headers(message).addresses("X-Failed-Recipients")
        permanent = bool(_PERMANENT.search(words[:_MOST_WORDS]))
        told = {NotDelivered(each.address, permanent=permanent): None for each in failed}
    return Bounce(_returned_id(message, words), tuple(told)[:_MOST_RECIPIENTS])


def _told(message: Message) -> Iterator[NotDelivered]:
    for part in _parts(message, "message/delivery-status", "message/global-delivery-status"):
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            if not isinstance(block, Message):
                continue
            fields = Headers(block)
            named = fields.raw("Final-Recipient") or fields.raw("Original-Recipient")
            address = _ADDRESS.search(named)
            if address is None:
                continue
            status, action = fields.raw("Status"), fields.raw("Action").lower()
            said = fields.words("Diagnostic-Code") or status
            permanent = status.startswith("5") or (action == "failed" and not status.startswith("4"))
            yield NotDelivered(address[0].casefold(), permanent=permanent, answer=said[:_LONGEST_ANSWER])


def _returned_id(message: Message, words: str) -> str:
    """The Message-ID of what came back: of the returned part, else of what it answers, else in its words."""
    for part in _parts(message, "message/rfc822", "text/rfc822-headers", "message/global"):
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            found = Headers(inner[0]).message_id()
        else:
            found = _id_in(_decoded(part))
        if found:
            return found
    return _id_in(words) or next(iter(Headers(message).ids("In-Reply-To")), "")


def _id_in(words: str) -> str:
    found = _ID_LINE.search(words[:_MOST_WORDS])
    return found[1] if found else ""


def _decoded(part: Message) -> str:
    with suppress(Exception):  # whatever the part claims of its encoding
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content.decode("utf-8", "replace")
    return ""


def _parts(message: Message, *kinds: str) -> Iterator[Message]:
    with suppress(Exception):  # parts of any make, walked as far as they can be
        for part in message.walk():
            if part.get_content_type() in kinds:
                yield part

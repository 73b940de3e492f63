"""What a bounce tells: which mail of ours came back, for whom, and in what words (RFC 3464, RFC 3461)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message

from wardoffice.domain.messages import Bounce, NotDelivered
from wardoffice.mail.headers import Headers

_MOST_RECIPIENTS = 100
_LONGEST_ANSWER = 500
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,128}@[^\s<>,;:\"()\[\]]{1,255}")
_ID_LINE = re.compile(r"^[ \t>]*Message-ID:\s*(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_MOST_WORDS = 200_000
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_COPY = re.compile(
    r"^[ \t>]*(?:(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version):"
    r"|-{2,}.*\b(?:copy|original|unsent|headers?|kopie|kopia|copia|originalnachricht)\b)",
    re.IGNORECASE | re.MULTILINE,
)
"""Where the mail that came back begins, in a bounce without parts."""
_GIVEN_UP = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b")
_NOT_YET = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\b4[25]\d\b")
_TRIES_ON = re.compile(
    r"\bdelay(?:ed)?\b|(?:will|be|is|keep|still) (?:retry|retried|try|trying)|not yet been delivered"
    r"|attempts will continue|warning message only|verzögert|weiterhin versucht|erneut versucht"
    r"|retras(?:ad|o)|seguirá intentando|volverá a intentar|opóźnion|ponown\w+ prób|différ[ée]e?|retardé"
    r"|atrasad|ritardo|vertraag",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"fail|undeliver|permanent|giv(?:en?|ing) up|gave up|could not be|unable to deliver|returned"
    r"|nicht zugestellt|unzustellbar|no se (?:ha )?pud|no entregad|devuelto|nie (?:można|dostarcz|został)"
    r"|niedostarcz|non remis|échec|não (?:foi|entreg|pôde)",
    re.IGNORECASE,
)


def read_bounce(message: Message, words: str) -> Bounce:
    """What the mail, known for a bounce, tells; ``words`` are all its text.

    Where no report names anybody, its words above the copy of our mail are believed: who is named there may
    be a recipient, and they say whether the server goes on trying.
    """
    returned = _returned_id(message, words)
    lost, arrived = _told(message)
    if lost or arrived:
        return Bounce(returned, lost, arrived)
    said = _above_copy(words)
    held_up = _is_held_up(said)
    answer = _answer(said)
    failed = dict.fromkeys(
        each.address.casefold() for each in Headers(message).addresses("X-Failed-Recipients")
    )
    told = tuple(NotDelivered(each, permanent=not held_up, answer=answer) for each in failed if each)
    named = () if told else dict.fromkeys(each.rstrip(".'`").casefold() for each in _ADDRESS.findall(said))
    return Bounce(
        returned,
        told[:_MOST_RECIPIENTS],
        named=tuple(named)[:_MOST_RECIPIENTS],
        held_up=held_up,
        answer=answer,
    )


def _told(message: Message) -> tuple[tuple[NotDelivered, ...], tuple[str, ...]]:
    """Whom the reports say it did not reach, and whom it did.

    The action decides: what *failed* is final whatever its status says (RFC 3464, section 2.3.3).
    """
    lost: dict[NotDelivered, None] = {}
    arrived: dict[str, None] = {}
    for fields in _reports(message):
        original = _ADDRESS.search(fields.raw("Original-Recipient"))
        address = _ADDRESS.search(fields.raw("Final-Recipient")) or original
        if address is None:
            continue
        status, action = fields.raw("Status").strip(), _first_word(fields.raw("Action"))
        if action in _ARRIVED or (not action and status.startswith("2")):
            arrived[address[0].casefold()] = None
            continue
        held_up = action == "delayed" or (action != "failed" and status.startswith("4"))
        said = fields.words("Diagnostic-Code") or status
        found = NotDelivered(
            address[0].casefold(),
            permanent=not held_up,
            answer=said[:_LONGEST_ANSWER],
            original=original[0].casefold() if original and original[0] != address[0] else "",
        )
        lost[found] = None
    return tuple(lost)[:_MOST_RECIPIENTS], tuple(arrived)[:_MOST_RECIPIENTS]


def _reports(message: Message) -> Iterator[Headers]:
    for part in _parts(message, "message/delivery-status", "message/global-delivery-status"):
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message):
                yield Headers(block)


def _first_word(value: str) -> str:
    return next(iter(re.findall(r"[a-z]+", value.lower())), "")


def _above_copy(words: str) -> str:
    said = words[:_MOST_WORDS]
    copy = _COPY.search(said)
    return said[: copy.start()] if copy else said


def _is_held_up(said: str) -> bool:
    """Whether the server goes on trying, by its words; what is in doubt came back for good."""
    if _GIVEN_UP.search(said):
        return False
    return bool(_TRIES_ON.search(said) or (_NOT_YET.search(said) and not _FAILED.search(said)))


def _answer(said: str) -> str:
    """The line with the server's number, as in "550 5.1.1 No such user"."""
    lines = (line.strip() for line in said.splitlines() if _GIVEN_UP.search(line) or _NOT_YET.search(line))
    return next(lines, "")[:_LONGEST_ANSWER]


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

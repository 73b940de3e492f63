"""Writes a mail as it leaves: headers that nobody's words can break, the text, and its files.

Source: RFC 5322, RFC 2045 to 2047, RFC 2231; Auto-Submitted: RFC 3834.
"""

from collections.abc import Callable
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from wardoffice.domain.outgoing_mail import (
    SUBJECT_LIMIT,
    EnclosedFile,
    OfficeAddress,
    OutgoingMail,
    token_of,
)
from wardoffice.mail.addresses import sound_address

_MOST_REFERENCES = 20
_LONGEST_NAME = 60  # characters
# What means something in an address (RFC 5322, section 3.2.3), or begins an encoded word (RFC 2047).
_NO_PART_OF_A_NAME = str.maketrans(dict.fromkeys('"\\,;:<>()@[]=?', " "))
_SPECIAL = policy.SMTP.clone(max_line_length=76)


def new_message_id(office: OfficeAddress) -> str:
    """A Message-ID nobody else makes (RFC 5322, section 3.6.4), in the office's own domain."""
    _, _, domain = sound_address(office.address).rpartition("@")
    return f"<{uuid4().hex}@{domain}>"


def subject_of(mail: OutgoingMail, office: OfficeAddress) -> str:
    """The subject on one line, with the problem's number in front, by which answers find home."""
    words = _one_line(mail.subject)
    if not mail.number:
        return words[:SUBJECT_LIMIT].rstrip()
    return f"{token_of(mail.number, office.ward)} {words}"[:SUBJECT_LIMIT].rstrip()


def compose(
    mail: OutgoingMail,
    office: OfficeAddress,
    message_id: str,
    at: datetime,
    content: Callable[[EnclosedFile], bytes],
) -> bytes:
    """The whole mail in CRLF lines. ``at`` is aware UTC; ``content`` reads a file of the file store.

    Raises CannotDoError for an address nobody can be written to at.
    """
    message = EmailMessage(policy=_SPECIAL)
    message["From"] = _header_address(office.address, office.name)
    message["To"] = [_header_address(each.address, each.name) for each in mail.to]
    message["Subject"] = subject_of(mail, office)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    answered = [each for each in mail.answers if _is_message_id(each)]
    if answered:
        message["In-Reply-To"] = answered[-1]
        message["References"] = " ".join(answered[-_MOST_REFERENCES:])
    if mail.automatic:
        message["Auto-Submitted"] = "auto-generated"
    # Exchange would answer with out-of-office and receipts (MS-OXCMAIL, X-Auto-Response-Suppress).
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text.replace("\r\n", "\n").replace("\r", "\n"), cte="quoted-printable")
    for each in mail.files:
        kind, _, form = each.media_type.partition("/")
        if not form or kind in {"multipart", "message", "text"}:
            kind, form = "application", "octet-stream"
        message.add_attachment(
            content(each), maintype=kind, subtype=form, filename=_one_line(each.name) or "file"
        )
    if message.is_multipart():
        # One that nobody can have written: it would be looked for in megabytes, with the window waiting.
        message.set_boundary(f"=_{uuid4().hex}")
    return message.as_bytes()


def renewed(raw: bytes, message_id: str, at: datetime) -> bytes:
    """The same mail under another Message-ID and date; ``raw`` must be one that ``compose`` made."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    fresh = {b"message-id": message_id, b"date": format_datetime(at)}
    lines: list[bytes] = []
    value = None
    for line in head.split(b"\r\n"):
        if value is not None and line.startswith((b" ", b"\t")):
            continue  # a long one goes on in the next line (RFC 5322, section 2.2.3)
        name, _, _ = line.partition(b":")
        value = fresh.get(name.lower())
        lines.append(line if value is None else name + b": " + value.encode("ascii"))
    return b"\r\n".join(lines) + b"\r\n\r\n" + rest


def _header_address(address: str, name: str) -> Address:
    local, _, domain = sound_address(address).rpartition("@")
    return Address(_plain_name(name), local, domain)


def _plain_name(name: str) -> str:
    """A name that is safe without its quotes, which Python's writer drops where it must fold the line."""
    return _one_line(name.translate(_NO_PART_OF_A_NAME))[:_LONGEST_NAME].rstrip()


def _one_line(words: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())


def _is_message_id(written: str) -> bool:
    inside = written[1:-1]
    return (
        written.startswith("<")
        and written.endswith(">")
        and written.isascii()
        and len(written) <= 300  # noqa: PLR2004 - as long as the outbox keeps one
        and not any(each.isspace() or each in "<>" or not each.isprintable() for each in inside)
    )

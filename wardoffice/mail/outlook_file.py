"""A mail saved from Outlook as .msg ([MS-OXMSG]), as the mail it was before Outlook took it apart.

Where Outlook kept the mail's own headers they are taken whole; a mail of its own server, or one never sent,
has only properties. A mail attached to another stands in a storage of its own, and is taken like the outer.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import policy
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any, TypeVar

from wardoffice.domain.errors import UnreadableError
from wardoffice.language import text
from wardoffice.mail.rtf import rtf_words, unpacked_rtf

if TYPE_CHECKING:
    from oxmsg import Message as OutlookMessage
    from oxmsg.attachment import Attachment
    from oxmsg.storage import Storage

SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of any OLE file, which an Outlook message is."""

_DEEPEST = 10
_SUBJECT, _BODY, _UNICODE = 0x0037, 0x1000, 0x001F
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_INTERNET_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x1035, 0x1039, 0x1042
_TRANSPORT_HEADERS, _CONTENT_ID, _SHORT_NAME, _RTF = 0x007D, 0x3712, 0x3704, 0x1009
_EMBEDDED = "__substg1.0_3701000D"
_PROPERTIES = "__properties_version1.0"
_EMBEDDED_HEADER, _MISSING = (
    24,
    bytes(8),
)  # [MS-OXMSG] 2.4.1: eight reserved bytes fewer than the outer header
_MAILS = ("IPM.NOTE", "IPM.SCHEDULE", "IPM.POST", "REPORT.")  # no contacts, tasks or notes to oneself
_OF_THE_BODY = ("content-", "mime-version", "x-ms-has-attach", "x-ms-tnef-correlator")

T = TypeVar("T")


def outlook_mail(raw: bytes) -> Message:
    """The mail in the bytes of a .msg file; raises UnreadableError for what is no mail of Outlook's."""
    from oxmsg import Message as OutlookMessage

    try:
        return _mail(OutlookMessage.load(raw), depth=0)
    except Exception as trouble:  # the library raises whatever a broken file makes it trip over
        raise _no_message() from trouble


def _mail(saved: "OutlookMessage", depth: int) -> Message:
    if not saved.message_class.upper().startswith(_MAILS):
        raise _no_message()
    whole = MIMEMultipart("mixed", policy=policy.compat32)
    for name, value in _headers(saved):
        whole[name] = value
    bodies = _bodies(saved)
    if len(bodies) > 1:
        whole.attach(MIMEMultipart("alternative", _subparts=bodies))
    elif bodies:
        whole.attach(bodies[0])
    for attachment in saved.attachments:
        part = _tried(lambda each=attachment: _part(each, depth), None)  # type: ignore[misc]  # bound at once
        if part is not None:
            whole.attach(part)
    return whole


def _headers(saved: "OutlookMessage") -> Iterator[tuple[str, str]]:
    told = saved.properties.str_prop_value(_TRANSPORT_HEADERS) or ""
    kept = [
        (name, str(value))
        for name, value in HeaderParser(policy=policy.compat32).parsestr(told).raw_items()
        if not name.lower().startswith(_OF_THE_BODY)
    ]
    yield from kept
    there = {name.lower() for name, _ in kept}
    for name, value in _properties(saved):
        if value and name.lower() not in there:
            yield name, Header(value, "utf-8").encode() if not value.isascii() else " ".join(value.split())


def _properties(saved: "OutlookMessage") -> Iterator[tuple[str, str]]:
    said = saved.properties.str_prop_value
    address = said(_SENDER_SMTP) or said(_SENDER_ADDRESS) or ""
    name = said(_SENDER_NAME) or ""
    # An Exchange directory name is no address: "/o=ExchangeLabs/ou=...".
    yield "From", formataddr((name, address)) if "@" in address else f'"{name}" <>' if name else ""
    yield "To", _tried(lambda: _people(saved), "")
    yield "Subject", _words(saved, _SUBJECT)
    sent = _tried(lambda: saved.sent_date, None)
    yield "Date", format_datetime(sent) if sent is not None else ""
    yield "Message-ID", said(_INTERNET_MESSAGE_ID) or ""
    yield "In-Reply-To", said(_IN_REPLY_TO) or ""
    yield "References", said(_REFERENCES) or ""


def _people(saved: "OutlookMessage") -> str:
    people = [(each.name, each.email_address) for each in saved.recipients]
    return ", ".join(formataddr(each) for each in people if "@" in each[1])


def _bodies(saved: "OutlookMessage") -> list[Message]:
    plain = _words(saved, _BODY)
    html = _tried(lambda: saved.html_body, None)
    found: list[Message] = []
    if plain:
        found.append(MIMEText(_encodable(plain), "plain", "utf-8"))
    if html:
        found.append(MIMEText(_encodable(html), "html", "utf-8"))
    rtf = None if found else _tried(lambda: saved.properties.binary_prop_value(_RTF), None)
    if rtf:
        words = rtf_words(unpacked_rtf(rtf))
        unread = text("(Outlook kept these words as RTF; open the file in Outlook.)")
        found.append(MIMEText(_encodable(words or unread), "plain", "utf-8"))
    return found


def _words(saved: "OutlookMessage", pid: int) -> str:
    """A text property, marks in place of what is no letter; the library gives up on all of it."""
    storage: Any = saved._storage  # noqa: SLF001 - the library gives the bytes of a property no other way
    told = _tried(lambda: saved.properties.str_prop_value(pid), None)
    if told is not None:
        return told
    return _tried(lambda: str(storage.property_stream_bytes(pid, _UNICODE), "utf-16-le", "replace"), "")


def _part(attachment: "Attachment", depth: int) -> Message | None:
    storage: Any = attachment._storage  # noqa: SLF001 - the library gives an embedded mail no other way
    inner = next((each for each in storage.storages if each.name == _EMBEDDED), None)
    if inner is not None:
        return MIMEMessage(_mail(_embedded(inner), depth + 1)) if depth < _DEEPEST else None
    content = attachment.file_bytes
    if content is None:
        return None
    main, _, sub = (attachment.mime_type or "application/octet-stream").partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(b64encode(content).decode("ascii"))
    part["Content-Transfer-Encoding"] = "base64"
    name = attachment.file_name or attachment.properties.str_prop_value(_SHORT_NAME) or ""
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    content_id = attachment.properties.str_prop_value(_CONTENT_ID)
    if content_id and content_id.isascii():
        part["Content-ID"] = f"<{''.join(content_id.split())}>"
    return part


def _embedded(storage: "Storage") -> "OutlookMessage":
    """A mail inside another, its header made as long as an outer one's, the only kind the library reads."""
    from oxmsg import Message as OutlookMessage

    def lengthened(content: bytes) -> bytes:
        return content[:_EMBEDDED_HEADER] + _MISSING + content[_EMBEDDED_HEADER:]

    streams = tuple(
        replace(each, bytes_=lengthened(each.bytes_)) if each.name == _PROPERTIES else each
        for each in storage.streams
    )
    return OutlookMessage(replace(storage, streams=streams))


def _encodable(words: str) -> str:
    return words.encode("utf-8", "replace").decode()


def _tried(read: Callable[[], T], otherwise: T) -> T:
    """One broken property or attachment does not lose the mail."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it trip over
        return otherwise


def _no_message() -> UnreadableError:
    return UnreadableError(
        text("This is no mail saved from Outlook, or it is damaged."),
        text("The file is kept as it came."),
        text("Open it in Outlook and save it again, or forward the mail to the office's inbox."),
    )

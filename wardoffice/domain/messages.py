"""Messages: what a person sent or said, kept as it came."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from wardoffice.domain.pictures import PictureFacts, Rank


@unique
class Channel(StrEnum):
    """The way a request reached us."""

    MAIL = "mail"
    CALL = "call"
    VOICEMAIL = "voicemail"
    WALK_IN = "walk-in"
    LETTER = "letter"
    TEXT = "text"
    CITY = "311"


@unique
class MessageKind(StrEnum):
    """What kind of mail it is. Only a PROBLEM opens a case; nothing is hidden."""

    PROBLEM = "problem"
    REPLY = "reply"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LIST = "list"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A name and an address, as a header had them (decoded, address lower-cased)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailFile:
    """One part of a mail that is not its text, written to ``path`` by the reader."""

    path: Path
    filename: str
    media_type: str
    size: int
    inline: bool = False
    content_id: str = ""
    rank: Rank = Rank.FILE
    picture: PictureFacts | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as its reader understood it. Times are aware UTC.

    ``text`` is what the person wrote, without the quoted conversation; ``whole_text`` is everything.
    ``kind_reason`` says in a sentence why it is of that kind. ``troubles`` are sentences on parts that
    could not be read; ``fingerprint`` is the SHA-256 of its decoded content.
    """

    message_id: str
    subject: str
    sender: MailAddress
    reply_to: MailAddress | None
    recipients: tuple[MailAddress, ...]
    sent_at: datetime | None
    received_at: datetime | None
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    whole_text: str
    kind: MessageKind
    kind_reason: str
    fingerprint: str
    files: tuple[MailFile, ...] = ()
    troubles: tuple[str, ...] = field(default=())

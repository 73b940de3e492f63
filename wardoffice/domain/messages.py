"""Messages: what a person sent or said, kept as it came."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.domain.places import Point


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
    """What kind of mail it is. Nothing is hidden: kinds are filters, and each says why.

    A PROBLEM opens a case, and so does each of PAPERS, with a day by which it is due; SAME_LETTER is filed
    with the first of its kind. REPLY to BACK_AGAIN belong to a case that is here; the rest open none.
    """

    PROBLEM = "problem"
    SAME_LETTER = "same letter from many"
    REPLY = "reply"
    DEPARTMENT = "answer from a department"
    NOTICE = "notice from 311"
    THANKS = "thank you"
    BACK_AGAIN = "back again"
    RECORDS = "records request"
    SUBPOENA = "subpoena"
    LAWYER = "letter from a lawyer"
    PRESS = "press"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LIST = "list"
    JUNK = "probably junk"
    SENT = "sent by the office"
    UNREADABLE = "unreadable"


PAPERS = frozenset({MessageKind.RECORDS, MessageKind.SUBPOENA, MessageKind.LAWYER, MessageKind.PRESS})
"""Kinds with a clock of their own. The program never answers one by itself."""

OPENING = PAPERS | {MessageKind.PROBLEM, MessageKind.SAME_LETTER}
"""Kinds that tell of something new to do: each makes a request, and an answer is owed."""


@unique
class MailProgram(StrEnum):
    """The programs an office answers in that its mails tell apart."""

    OUTLOOK = "Outlook"
    GMAIL = "Gmail"


IN_CASES = tuple(
    each for each in MessageKind if each not in {MessageKind.LIST, MessageKind.JUNK, MessageKind.UNREADABLE}
)
"""Kinds that are found in cases; the others are listed by the 311 and mail check alone."""


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A name and an address, as a header had them (decoded, address lower-cased)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ForwardedMail:
    """A mail that somebody sent on inside another, as its header lines and words tell it.

    ``address`` of the sender is empty where the lines give only a name. ``sent_at`` is aware UTC. ``text`` is
    what its author wrote, ``whole_text`` all of it as far as the next mail below.
    """

    sender: MailAddress
    subject: str
    text: str
    sent_at: datetime | None = None
    whole_text: str = ""


@dataclass(frozen=True, slots=True)
class Forward:
    """What a forwarding mail holds: the words above, then every mail below, the outermost first."""

    note: str
    mails: tuple[ForwardedMail, ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a person filled in on a website, as the profile called ``name`` found it in the mail.

    ``lines`` are all other labels and values as the mail had them, without the words and the person's own
    data; a line without a label has an empty one.
    ``phone`` is in the form +17735550100, ``point`` in WGS84 degrees.
    """

    name: str
    person: str = ""
    email: str = ""
    phone: str = ""
    subject: str = ""
    topic: str = ""
    address: str = ""
    point: Point | None = None
    words: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceCall:
    """Who spoke on the voicemail: a number in the form +17735550100 and a name; both may be empty."""

    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailFile:
    """One part of a mail that is not its text, written to ``path`` by the reader.

    ``enclosed`` numbers the attached mail it came in, from 1 on as in ``ReadMail.enclosed``; 0 for none.
    """

    path: Path
    filename: str
    media_type: str
    size: int
    inline: bool = False
    content_id: str = ""
    after_signature: bool = False
    rank: Rank = Rank.FILE
    picture: PictureFacts | None = None
    trouble: str = ""
    enclosed: int = 0


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """One recipient that a bounce tells of (RFC 3464); ``permanent`` where the server has given up.

    ``original`` is the address it was sent to, where a provider sent it on and the report tells both.
    """

    recipient: str
    permanent: bool
    answer: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce tells: the Message-ID of the mail that came back, "" where unknown, and for whom.

    ``arrived`` are those whom a report says it reached. Where no report names anybody, ``named`` are the
    addresses in its words, ``held_up`` whether they say that the server goes on trying, ``answer`` why.
    """

    returned_id: str
    recipients: tuple[NotDelivered, ...] = ()
    arrived: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    held_up: bool = False
    answer: str = ""

    def addresses(self) -> tuple[str, ...]:
        """Everybody it tells of, or may."""
        told = (address for each in self.recipients for address in (each.recipient, each.original) if address)
        return (*told, *self.arrived, *self.named)

    def about(self, recipients: Collection[str]) -> "Bounce":
        """What it tells of a mail that went to these addresses: by them, and by those that its words name."""
        ours = {each.casefold() for each in recipients}
        told = (replace(each, recipient=self._as_ours(each, ours)) for each in self.recipients)
        found = (
            NotDelivered(each, permanent=not self.held_up, answer=self.answer)
            for each in self.named
            if each in ours
        )
        return replace(self, recipients=(*told, *found), named=())

    def _as_ours(self, told: NotDelivered, ours: Collection[str]) -> str:
        """The address of ours a recipient is: a mail that was sent on comes back for where it went then.

        A report that names our Message-ID and one recipient is about the one the mail went to.
        """
        known = next((each for each in (told.recipient, told.original) if each in ours), "")
        alone = bool(self.returned_id) and len(ours) == len(self.recipients) + len(self.arrived) == 1
        return known or (next(iter(ours)) if alone else told.recipient)

    def lost(self) -> tuple[NotDelivered, ...]:
        """Whom the server has given up on."""
        return tuple(each for each in self.recipients if each.permanent)


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as its reader understood it. Times are aware UTC.

    ``text`` is what the person wrote, without the quoted conversation; ``whole_text`` is everything.
    ``kind_reason`` says in a sentence why it is of that kind. ``troubles`` are sentences on parts that
    could not be read; ``fingerprint`` is the SHA-256 of its decoded content. ``language`` is an ISO 639-1
    code, or empty where nobody can tell. ``forward``, ``form`` and ``call`` are there for what came that way;
    ``program`` is what wrote it, where its headers tell. ``quoted`` is another's mail under the words where
    nothing says whether it was sent on or answered. ``enclosed`` are mails that were attached whole, where
    there are several: each with what it sent on in turn.
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
    language: str = ""
    forward: Forward | None = None
    form: FilledForm | None = None
    authentication: tuple[str, ...] = ()
    bounce: Bounce | None = None
    call: VoiceCall | None = None
    program: MailProgram | None = None
    quoted: Forward | None = None
    enclosed: tuple[Forward, ...] = ()

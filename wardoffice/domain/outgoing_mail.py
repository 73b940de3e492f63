"""A mail that leaves the office: what it says to whom, and what became of it at the server.

Times are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from typing import Any

from wardoffice.language import text

SUBJECT_LIMIT = 150
"""The most characters of a subject, with the number in front of it: phones show fewer still."""

RECALL = timedelta(seconds=15)
"""How long a mail waits before it goes, for whoever pressed Send too soon."""


@unique
class MailPurpose(StrEnum):
    """What a mail is sent for."""

    FORWARD = "forward"
    CHASE = "chase"
    REOPEN = "reopen packet"
    REFER_OUT = "refer out"
    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"


_PURPOSE_WORDS = {
    MailPurpose.FORWARD: "To department",
    MailPurpose.CHASE: "Follow-up with department",
    MailPurpose.REOPEN: "Not fixed, sent back",
    MailPurpose.REFER_OUT: "Referred",
    MailPurpose.ANSWER: "Answer",
    MailPurpose.ACKNOWLEDGEMENT: "Acknowledgement",
}


def purpose_words(purpose: MailPurpose) -> str:
    """What a mail is sent for, as people read it."""
    return text(_PURPOSE_WORDS[purpose])


@unique
class ForwardWay(StrEnum):
    """How a department was told."""

    MAIL = "mail"
    PHONE = "phone"
    PASTED = "pasted"


@unique
class SentCopy(StrEnum):
    """Whether a copy is to be put into the folder of sent mail by us."""

    WANTED = "wanted"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody a mail goes to; ``contact_id`` is None for nobody the office knows."""

    address: str
    name: str = ""
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A file of the file store as it goes out: the very bytes, under this name."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """What is to be sent, whole, before it is rendered.

    ``number`` is the problem's own ("2026-00017", "" for none): it goes into the subject, so that an answer
    finds home where a relay changes the Message-ID. ``answers`` are Message-IDs of the mails it answers, the
    last one of them last (RFC 5322, section 3.6.4). ``automatic`` says that no person wrote it (RFC 3834).
    ``wish`` are plain values from which the whole form can be filled again; without any, a mail is never
    offered to be changed.
    """

    purpose: MailPurpose
    to: tuple[Addressee, ...]
    subject: str
    text: str
    files: tuple[EnclosedFile, ...] = ()
    case_id: int | None = None
    number: str = ""
    answers: tuple[str, ...] = ()
    automatic: bool = False
    wish: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficeAddress:
    """Who the office is in mail: From and Reply-To; ``ward`` goes into the token of subjects."""

    address: str
    name: str = ""
    ward: int = 0


@dataclass(frozen=True, slots=True)
class RecipientAnswer:
    """What the server said to RCPT TO: its code (RFC 5321, section 4.2) and words."""

    address: str
    code: int
    words: str

    @property
    def accepted(self) -> bool:
        """Whether it takes mail for them."""
        return 200 <= self.code < 300  # noqa: PLR2004 - RFC 5321, section 4.2.1

    @property
    def for_now(self) -> bool:
        """Whether it only does not take it now (4yz)."""
        return 400 <= self.code < 500  # noqa: PLR2004 - RFC 5321, section 4.2.1


def token_of(number: str, ward: int) -> str:
    """The number of a problem as mails name it, by which their answers find home: [W35-2026-00017]."""
    return f"[W{ward}-{number}]" if ward else f"[{number}]"

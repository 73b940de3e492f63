"""What a mail turned out to be, and a mail as it is sorted."""

from dataclasses import dataclass
from datetime import datetime

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.letters import Letter
from wardoffice.domain.messages import Bounce, MessageKind, ReadMail
from wardoffice.domain.places import Place
from wardoffice.store.tables import Message

LOOKED_AT = 20_000
"""Letters of a mail that are searched for words: of a million it would take seconds, inside a transaction."""


@dataclass(frozen=True, slots=True)
class Clock:
    """By when it is due (aware) and by whose rule."""

    due_at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a mail is, why, and where it belongs.

    ``case_id`` is the case it is linked to for ``link``, or, for the same letter, the one it is filed in.
    ``silent``: nobody has to look at it there. ``again``: what was finished is open again, and an answer is
    owed. ``also_problem``: a paper that tells of a problem besides. ``named_id`` is the case whose number its
    subject names, where nobody knows its sender: a person says whether it belongs there. ``number`` is the
    311 number of a notice; ``forward_id`` the forward a department answers.
    A bounce is about ``bounced_id`` of the outbox, or about ``answer_id``, a mail from a mail program, and
    ``bounce`` is what it tells of that mail's recipients.
    """

    kind: MessageKind
    reason: str
    case_id: int | None = None
    link: LinkReason | None = None
    silent: bool = False
    again: bool = False
    also_problem: bool = False
    named_id: int | None = None
    clock: Clock | None = None
    number: str = ""
    forward_id: int | None = None
    about_all: bool = False
    doubt: str = ""
    letter: Letter | None = None
    bounced_id: int | None = None
    answer_id: int | None = None
    bounce: Bounce | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail with the row that was made of it, in the words of whoever told of it first.

    ``named_id`` is the case that only its subject names.
    """

    mail: ReadMail
    message: Message
    place: Place
    named_id: int | None = None

    @property
    def has_place(self) -> bool:
        """Whether it says where."""
        return bool(self.place.point or self.place.address)

    @property
    def danger(self) -> str:
        """The words of danger in it, or ""."""
        return self.message.danger

    @property
    def said(self) -> str:
        """Subject and words, as far as they are looked at."""
        return f"{self.message.subject}\n{self.text}"

    @property
    def text(self) -> str:
        """The words, as far as they are looked at."""
        return self.message.text[:LOOKED_AT]

    @property
    def sender(self) -> str:
        """The address it claims to come from."""
        return self.message.sender_address

    @property
    def message_id(self) -> int:
        """Its row."""
        return self.message.id

    @property
    def contact_id(self) -> int | None:
        """Its person."""
        return self.message.contact_id

    @property
    def at(self) -> datetime:
        """When it came (aware UTC)."""
        return self.message.received_at

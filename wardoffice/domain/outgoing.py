"""The states of what leaves the office. "Unknown" is never sent again blindly."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.language import text


@unique
class OutboxKind(StrEnum):
    """What an outbox message is."""

    MAIL = "mail"
    SUBMISSION = "submission"


@unique
class OutboxState(StrEnum):
    """Where an outbox message stands.

    ``SENDING`` is committed before the first byte leaves: a process found dead in it leaves ``UNKNOWN``, but
    of a mail: that is ``FINISHING`` from just before its last line goes, and not whole over there until then.
    ``RETRY`` is only for what surely never left. A mail is ``SENT`` once the server took it for somebody;
    those it refused stand with its recipients.
    """

    QUEUED = "queued"
    SENDING = "sending"
    FINISHING = "finishing"
    SENT = "sent"
    REFUSED = "refused"
    RETRY = "retry"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@unique
class RecipientState(StrEnum):
    """What became of one recipient.

    ``WITHDRAWN`` is one who waited still when a person took the mail back that others had got.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


@unique
class SubmissionWay(StrEnum):
    """How a submission was made."""

    API = "api"
    TYPED = "typed"


@unique
class OutboxDoing(StrEnum):
    """What a person may do with an outbox message as it stands."""

    WITHDRAW = "withdraw"
    CORRECT = "correct"
    LOOK_AGAIN = "look again"
    IT_WENT = "it went"
    IT_DID_NOT_GO = "it did not go"
    SEND_AGAIN = "send again"
    LINK = "link"
    SEND_NOW = "send now"
    CHANGE = "take back and change"
    SEEN = "seen"


WAITING = frozenset({OutboxState.QUEUED, OutboxState.RETRY})
"""Nothing of it has left: it can be withdrawn."""

OUTBOX_PAGE = 500
"""So many of each kind that are at their end the outbox shows, and so many more when it is asked for more."""

MAYBE_THERE = frozenset({OutboxState.SENDING, OutboxState.FINISHING, OutboxState.SENT, OutboxState.UNKNOWN})
"""The other side may have it."""

_SAID = {
    OutboxState.QUEUED: "waits to be sent",
    OutboxState.SENDING: "being sent",
    OutboxState.FINISHING: "being sent",
    OutboxState.SENT: "sent",
    OutboxState.REFUSED: "refused",
    OutboxState.RETRY: "not sent yet: will be tried again",
    OutboxState.UNKNOWN: "not sure it went: check",
    OutboxState.WITHDRAWN: "taken back",
}


def state_words(state: OutboxState) -> str:
    """A state as people read it."""
    return text(_SAID[state])


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient of a mail: ``answer`` is what the server said of them, ``code`` its number (RFC 5321)."""

    address: str
    name: str
    state: RecipientState
    code: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One thing that leaves the office, as the outbox shows it. Times are aware UTC.

    ``what`` and ``where`` are words (the type, the address); ``words`` is a whole sentence on how it stands,
    ``trouble`` what the other side said, ``next_step`` what a person can do about it ("" for nothing).
    ``next_at`` is when it goes, is tried, polled or looked for next. ``looked`` says what the last look
    found, "" before the first. ``duplicate_of`` is the request the city already has. ``may`` are the actions
    that fit. ``purpose`` and ``recipients`` are of mails; ``where`` is to whom one goes.
    """

    outbox_id: int
    kind: OutboxKind
    state: OutboxState
    case_id: int | None
    case_number: str
    submission_id: int | None
    what: str
    where: str
    by: str
    since: datetime
    next_at: datetime | None
    words: str
    trouble: str = ""
    next_step: str = ""
    number: str = ""
    token: str = ""
    duplicate_of: str = ""
    looked: str = ""
    needs_person: bool = False
    may: frozenset[OutboxDoing] = frozenset()
    purpose: MailPurpose | None = None
    recipients: tuple[RecipientLine, ...] = ()

    @property
    def is_partly_sent(self) -> bool:
        """Whether some got it and others did not."""
        reached = sum(each.state is RecipientState.ACCEPTED for each in self.recipients)
        return self.state is OutboxState.SENT and 0 < reached < len(self.recipients)


@dataclass(frozen=True, slots=True)
class OutboxHeld:
    """Since when everything in the outbox is held (aware UTC), and by whom."""

    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many messages need a person, which is what the rail's badge shows, and how many are over.

    ``ended_mails`` and ``ended_submissions`` are at their end: nothing moves, and nobody has to look at them.
    """

    need_person: int = 0
    ended_mails: int = 0
    ended_submissions: int = 0

    def left_out(self, shown: int) -> int:
        """How many older ones a list leaves out that holds ``shown`` of each kind at their end."""
        return sum(max(0, each - shown) for each in (self.ended_mails, self.ended_submissions))

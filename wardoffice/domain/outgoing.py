"""The states of what leaves the office. "Unknown" is never sent again blindly."""

from enum import StrEnum, unique


@unique
class OutboxKind(StrEnum):
    """What an outbox message is."""

    MAIL = "mail"
    SUBMISSION = "submission"


@unique
class OutboxState(StrEnum):
    """Where an outbox message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    RETRY = "retry"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@unique
class RecipientState(StrEnum):
    """What became of one recipient."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BOUNCED = "bounced"


@unique
class SubmissionWay(StrEnum):
    """How a submission was made."""

    API = "api"
    TYPED = "typed"

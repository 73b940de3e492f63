"""Cases: one problem at one place, and the rules of putting them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.errors import CannotDoError
from wardoffice.language import text


@unique
class CaseKind(StrEnum):
    """What a case is about; most are service problems."""

    PROBLEM = "problem"
    PAPERWORK = "paperwork"


@unique
class CaseStatus(StrEnum):
    """Our own word on a case. The city's "closed" is another fact, and "seen done" a third."""

    OPEN = "open"
    FINISHED = "finished"


@unique
class FinishReason(StrEnum):
    """Why we are done with a case."""

    SEEN_DONE = "seen done"
    RESIDENT_SAYS_DONE = "resident says it is done"
    ANSWERED = "question answered"
    REFERRED = "referred to somebody else"
    NOTHING_FOUND = "nothing found"
    NOT_OURS = "not our ward"
    HANDED_OVER = "handed over to another ward"
    NO_ACTION = "no action needed"


@unique
class AnswerWay(StrEnum):
    """How a person was answered."""

    CALLED = "called"
    REPLIED = "replied by mail"
    IN_PERSON = "told in person"
    LETTER = "sent a letter"
    LEFT_WORD = "left a message"
    OUTLOOK = "in Outlook"
    GMAIL = "in Gmail"
    MAIL_PROGRAM = "in a mail program"


FOUND_SENT = (AnswerWay.OUTLOOK, AnswerWay.GMAIL, AnswerWay.MAIL_PROGRAM)
"""Ways that are read from a folder of sent mail; nobody logs them by hand."""

OUTSIDE = (AnswerWay.CALLED, AnswerWay.IN_PERSON, AnswerWay.LEFT_WORD)
"""Ways that leave nothing behind here. A macro logs no other: it writes to nobody, and would say it had."""


@unique
class LinkReason(StrEnum):
    """Why a message belongs to a case."""

    REQUEST = "its own request"
    TOKEN = "our number in the subject"  # noqa: S105 - the case's token in a mail's subject, no secret
    IN_REPLY_TO = "answers a mail of this case"
    SENDER = "same subject, from one who told us of it"
    RECIPIENT = "same subject, to one who told us of it"
    ONLY_CASE = "the only problem this person told us of"
    BOUNCE = "a mail of ours did not arrive"
    TRACKING_NUMBER = "names its 311 number"
    PERSON = "a person put it here"


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One problem of a message that told of several: its words, its place and the photos that show it."""

    description: str
    address: str = ""
    service_code: str = ""
    attachment_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeCandidate:
    """What the choice of a root needs to know of a case."""

    case_id: int
    number: str
    is_root: bool
    ours: bool
    has_tracking_number: bool
    opened_at: datetime


def choose_root(candidates: Sequence[MergeCandidate]) -> int:
    """The case that others are put into: the oldest of ours, else of those with an SR number, else of all.

    Raises CannotDoError for fewer than two cases or an absorbed one: only a root is merged, only into a root.
    """
    check_mergeable(candidates)
    best = min(
        candidates,
        key=lambda each: (
            not each.ours,
            not (each.ours or each.has_tracking_number),
            each.opened_at,
            each.case_id,
        ),
    )
    return best.case_id


def check_mergeable(candidates: Iterable[MergeCandidate]) -> None:
    """Raise CannotDoError unless there are two or more cases and each is a root."""
    listed = list(candidates)
    if len({each.case_id for each in listed}) < 2:  # noqa: PLR2004 - putting together takes two
        raise CannotDoError(
            text("One problem alone cannot be put together with itself."),
            text("Nothing was changed."),
            text("Select two or more problems in the list."),
        )
    for each in listed:
        if not each.is_root:
            raise CannotDoError(
                text("{number} was already put together with another problem.", number=each.number),
                text("Nothing was changed."),
                text("Open the problem it is part of, and use that one."),
            )

"""Answers that were written and have not reached anybody yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class UnderWay(StrEnum):
    """Where such an answer is. What nobody is sure of comes first, what waits for a person last."""

    UNSURE = "not sure it went"
    IN_OUTBOX = "in the outbox"
    BEING_SENT = "being sent"
    LETTER = "letter to post"


@dataclass(frozen=True, slots=True)
class AnswerUnderWay:
    """One such answer; what is in the outbox does not leave before ``leaves_at`` (aware UTC)."""

    where: UnderWay
    leaves_at: datetime | None = None


def most_telling(answers: Collection[AnswerUnderWay]) -> AnswerUnderWay:
    """The one of several that is told of: what is in doubt before what waits, the earliest to leave."""
    order = list(UnderWay)
    found = min(order.index(each.where) for each in answers)
    alike = [each for each in answers if each.where is order[found]]
    return min(alike, key=lambda each: (each.leaves_at is None, each.leaves_at))

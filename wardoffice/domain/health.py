"""What a check-up finds, one line for each thing looked at."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Health(StrEnum):
    """How a thing is; the order is from good to bad."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: ``check`` is what was looked at, as a plain key; the sentences are for a person."""

    check: str
    health: Health
    sentence: str
    next_step: str = ""


def ok(check: str, sentence: str) -> Finding:
    """A thing that is as it should be."""
    return Finding(check, Health.OK, sentence)


def warning(check: str, sentence: str, next_step: str = "") -> Finding:
    """A thing that works, and that somebody should know of."""
    return Finding(check, Health.WARNING, sentence, next_step)


def problem(check: str, sentence: str, next_step: str = "") -> Finding:
    """A thing that does not work."""
    return Finding(check, Health.PROBLEM, sentence, next_step)

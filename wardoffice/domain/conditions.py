"""When a city's form asks a further question, or offers a choice: only after certain answers.

The shape is that of Boston's Salesforce, whose service definitions say of an attribute on which answers to
others it depends: ``clause`` OR or AND, and comparisons of one answer each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

Answers = Mapping[str, Sequence[str]]
"""What was answered so far: the values (keys of lists) by the code of the question."""


@unique
class Comparison(StrEnum):
    """How an answer is compared with what a condition names."""

    IS = "eq"
    IS_NOT = "neq"
    IS_AMONG = "in"
    MORE = "gt"
    AT_LEAST = "gte"
    LESS = "lt"
    AT_MOST = "lte"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of the answer to the question ``code``."""

    code: str
    comparison: Comparison
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether it holds; a question without an answer is nothing, so only "is not" holds of it."""
        given = tuple(each for each in answers.get(self.code, ()) if each)
        match self.comparison:
            case Comparison.IS:
                return set(given) == set(self.values) if given else False
            case Comparison.IS_NOT:
                return set(given) != set(self.values)
            case Comparison.IS_AMONG:
                return bool(set(given) & set(self.values))
            case _:
                return bool(given and self.values) and _compared(self.comparison, given[0], self.values[0])


@dataclass(frozen=True, slots=True)
class Conditions:
    """Several conditions, of which all must hold, or with ``any_of`` one."""

    conditions: tuple[Condition, ...]
    any_of: bool = False

    def hold(self, answers: Answers) -> bool:
        """Whether they hold; none at all always do."""
        if not self.conditions:
            return True
        return (any if self.any_of else all)(each.holds(answers) for each in self.conditions)


def _compared(comparison: Comparison, given: str, named: str) -> bool:
    try:
        here, there = float(given), float(named)
    except ValueError:  # dates in ISO 8601 sort as they are written
        return _ordered(comparison, (given > named) - (given < named))
    return _ordered(comparison, (here > there) - (here < there))


def _ordered(comparison: Comparison, sign: int) -> bool:
    match comparison:
        case Comparison.MORE:
            return sign > 0
        case Comparison.AT_LEAST:
            return sign >= 0
        case Comparison.LESS:
            return sign < 0
        case _:
            return sign <= 0

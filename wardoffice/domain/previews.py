"""What would change, problem by problem, before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wardoffice.domain.steps import CaseFacts, Names, Step, StepKind, after, change_words, why_not


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One problem and what happens to it: ``words`` are changes, or reasons why there are none."""

    case_id: int
    number: str
    title: str
    address: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What steps would do.

    ``people_owed`` counts who is owed an answer in the problems that change, once it is done;
    ``people_answered`` who is logged as answered by it.
    """

    changes: tuple[PreviewLine, ...]
    stays: tuple[PreviewLine, ...]
    people_owed: int
    people_answered: int = 0

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The problems that change."""
        return tuple(line.case_id for line in self.changes)


def preview(cases: Iterable[CaseFacts], steps: Sequence[Step], names: Names) -> Preview:
    """Look ahead: which problems change by these steps one after the other, and which stay as they are."""
    changes: list[PreviewLine] = []
    stays: list[PreviewLine] = []
    owed = answered = 0
    for case in cases:
        now, done, reasons = case, [], []
        for step in steps:
            reason = why_not(now, step, names)
            if reason:
                reasons.append(reason)
                continue
            done.append(change_words(now, step, names))
            answered += now.owed if step.kind is StepKind.ANSWER else 0
            now = after(now, step, names)
        words = tuple(done) or tuple(dict.fromkeys(reasons))
        line = PreviewLine(case.case_id, case.number, case.title, case.address, words)
        (changes if done else stays).append(line)
        owed += now.owed + now.unknown if done else 0
    return Preview(tuple(changes), tuple(stays), owed, answered)

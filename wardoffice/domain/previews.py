"""What would change, problem by problem, before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wardoffice.domain.steps import (
    CaseFacts,
    Names,
    Step,
    StepKind,
    after,
    change_words,
    refusal_words,
    why_not,
)


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
    ``people_answered`` who is logged as answered by it. A mail to a department is opened then for those
    ``to_forward``, an answer for the first of those ``to_answer``; in ``waiting`` others of these somebody is
    owed one. ``only_written`` are problems of which nothing else changes.
    """

    changes: tuple[PreviewLine, ...]
    stays: tuple[PreviewLine, ...]
    people_owed: int
    people_answered: int = 0
    to_forward: tuple[int, ...] = ()
    to_answer: tuple[int, ...] = ()
    waiting: int = 0
    only_written: frozenset[int] = frozenset()

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The problems that change."""
        return tuple(line.case_id for line in self.changes if line.case_id not in self.only_written)


def preview(cases: Iterable[CaseFacts], steps: Sequence[Step], names: Names) -> Preview:
    """Look ahead: which problems change by these steps one after the other, and which stay as they are."""
    changes: list[PreviewLine] = []
    stays: list[PreviewLine] = []
    opened: dict[StepKind, list[int]] = {StepKind.FORWARD: [], StepKind.REPLY: []}
    only_written: set[int] = set()
    owed = answered = waiting = 0
    for case in cases:
        now, done, written, reasons = case, [], [], []
        for step in steps:
            reason = why_not(now, step, names)
            if step.writes:
                written.append(refusal_words(step, reason) if reason else change_words(now, step, names))
                if not reason:
                    opened[step.kind].append(case.case_id)
            elif reason:
                reasons.append(reason)
            else:
                done.append(change_words(now, step, names))
                answered += now.owed if step.kind is StepKind.ANSWER else 0
                now = after(now, step, names)
        is_opened = any(case.case_id in each for each in opened.values())
        words = (*done, *written) if done or is_opened else (*dict.fromkeys(reasons), *written)
        line = PreviewLine(case.case_id, case.number, case.title, case.address, words)
        (changes if done or is_opened else stays).append(line)
        only_written |= {case.case_id} if is_opened and not done else set()
        standing = now.owed + now.unknown
        owed += standing if done or is_opened else 0
        waiting += bool(standing) and case.case_id in opened[StepKind.REPLY][1:]
    return Preview(
        tuple(changes),
        tuple(stays),
        owed,
        answered,
        to_forward=tuple(opened[StepKind.FORWARD]),
        to_answer=tuple(opened[StepKind.REPLY]),
        waiting=waiting,
        only_written=frozenset(only_written),
    )

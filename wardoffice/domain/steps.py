"""One thing done to a problem, as a value: what macros are made of and previews look ahead with.

What a step would do is worked out on frozen facts, so that a preview and the run agree by construction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, unique

from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.letter_steps import (
    NO_DEPARTMENTS,
    NO_LETTERS,
    KnownDepartments,
    LetterFacts,
    department_of,
    forward_words,
    why_no_forward,
    why_no_reply,
)
from wardoffice.domain.replying import ReplyKind, reply_words
from wardoffice.domain.snoozing import day_words
from wardoffice.domain.tags import tag_key
from wardoffice.language import plural, text

ME = "me"
"""The value of an ASSIGN step that gives the problem to whoever runs it."""


@unique
class StepKind(StrEnum):
    """What a step does. More kinds may come: a kind a program does not know is refused, not skipped."""

    TAKE = "take"
    SET_TYPE = "set the type"
    ASSIGN = "assign"
    URGENT = "make urgent"
    NOT_URGENT = "make not urgent"
    TAG = "add a tag"
    UNTAG = "take a tag off"
    NOTE = "write a note"
    ANSWER = "log an answer"
    SNOOZE = "snooze"
    WAKE = "back into the lists"
    FINISH = "finish"
    REOPEN = "open again"
    FORWARD = "forward"
    REPLY = "reply"


_WRITES = (StepKind.FORWARD, StepKind.REPLY)


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    ``value`` is a service code (SET_TYPE), a staff id, ``ME`` or nobody's "" (ASSIGN), a tag (TAG, UNTAG), an
    AnswerWay (ANSWER), a FinishReason (FINISH), a number of days or an ISO day (SNOOZE), a department id or
    "" for that of the type (FORWARD), a ReplyKind (REPLY); ``words`` are what a note or an answer says.
    """

    kind: StepKind
    value: str = ""
    words: str = ""

    @property
    def writes(self) -> bool:
        """Whether it only opens what is to be written, once all else is done."""
        return self.kind in _WRITES


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What steps depend on, of one problem.

    ``owed`` is how many people are owed an answer, ``unknown`` how many more whom nobody knows by name: only
    a person can say which of them was answered.
    """

    case_id: int
    number: str
    title: str
    address: str
    status: CaseStatus
    ours: bool
    safety: bool
    urgent: bool
    assignee_id: int | None
    service_code: str
    tags: tuple[str, ...]
    snoozed_until: date | None
    owed: int
    unknown: int = 0
    letters: LetterFacts = NO_LETTERS


@dataclass(frozen=True, slots=True)
class Names:
    """What the values of steps are called: types by code, people by id, and who asks, on which day.

    ``former`` are people who have left: problems may be theirs still, and new ones are not given to them. The
    same holds for types that 311 has dropped, ``gone_types``.
    """

    types: dict[str, str]
    staff: dict[int, str]
    me: int | None
    today: date
    former: frozenset[int] = frozenset()
    gone_types: frozenset[str] = frozenset()
    departments: KnownDepartments = NO_DEPARTMENTS


def place_of(step: Step) -> int:
    """How far behind a step stands: 0 for what is done, more for what is written after that."""
    return _WRITES.index(step.kind) + 1 if step.writes else 0


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps with what is written behind all others, the mail to a department first."""
    return tuple(sorted(steps, key=place_of))


def assignee_of(step: Step, names: Names) -> int | None:
    """The person an ASSIGN step gives a problem to."""
    if step.value == ME:
        return names.me
    return int(step.value) if step.value.isdigit() else None


def snooze_day(step: Step, names: Names) -> date:
    """The day a SNOOZE step means."""
    if step.value.isdigit():
        return date.fromordinal(names.today.toordinal() + int(step.value))
    return date.fromisoformat(step.value)


def why_not(facts: CaseFacts, step: Step, names: Names) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """Why a step changes nothing here, in words; "" where it does."""
    is_open = facts.status is CaseStatus.OPEN
    match step.kind:
        case StepKind.TAKE if facts.ours:
            return text("ours already")
        case StepKind.SET_TYPE if facts.service_code == step.value:
            return text("of this type already")
        case StepKind.ASSIGN if facts.assignee_id == assignee_of(step, names):
            return text("with {name} already", name=_person(facts.assignee_id, names))
        case StepKind.URGENT | StepKind.NOT_URGENT | StepKind.SNOOZE | StepKind.FINISH if not is_open:
            return text("finished already")
        case StepKind.FORWARD if not is_open:
            return text("it is finished")
        case StepKind.FORWARD:
            code, letters = facts.service_code, facts.letters
            return why_no_forward(step.value, code, facts.address, letters, names.departments)
        case StepKind.REPLY:
            return why_no_reply(step.value, facts.letters)
        case StepKind.URGENT if facts.urgent:
            return text("urgent already")
        case StepKind.NOT_URGENT if not facts.urgent:
            return text("not urgent")
        case StepKind.TAG if tag_key(step.value) in map(tag_key, facts.tags):
            return text("tagged so already")
        case StepKind.UNTAG if tag_key(step.value) not in map(tag_key, facts.tags):
            return text("not tagged so")
        case StepKind.SNOOZE if facts.safety:
            return text("danger: it is not put off")
        case StepKind.SNOOZE if facts.snoozed_until == snooze_day(step, names):
            return text("snoozed until then already")
        case StepKind.WAKE if facts.snoozed_until is None:
            return text("not snoozed")
        case StepKind.ANSWER if not facts.owed:
            return text("nobody is owed an answer")
        case StepKind.REOPEN if is_open:
            return text("open already")
        case _:
            return ""


def after(facts: CaseFacts, step: Step, names: Names) -> CaseFacts:  # noqa: C901, PLR0911 - one line a kind
    """The facts once the step is done; ``why_not`` must have said nothing."""
    match step.kind:
        case StepKind.TAKE:
            mine = names.me if facts.assignee_id is None else facts.assignee_id
            return replace(facts, ours=True, assignee_id=mine)
        case StepKind.SET_TYPE:
            return replace(facts, service_code=step.value)
        case StepKind.ASSIGN:
            return replace(facts, assignee_id=assignee_of(step, names))
        case StepKind.URGENT | StepKind.NOT_URGENT:
            return replace(facts, urgent=step.kind is StepKind.URGENT)
        case StepKind.TAG:
            return replace(facts, tags=(*facts.tags, step.value))
        case StepKind.UNTAG:
            kept = tuple(each for each in facts.tags if tag_key(each) != tag_key(step.value))
            return replace(facts, tags=kept)
        case StepKind.NOTE | StepKind.FORWARD | StepKind.REPLY:
            return facts
        case StepKind.ANSWER:
            return replace(facts, owed=0)
        case StepKind.SNOOZE:
            return replace(facts, snoozed_until=snooze_day(step, names))
        case StepKind.WAKE:
            return replace(facts, snoozed_until=None)
        case StepKind.FINISH:
            return replace(facts, status=CaseStatus.FINISHED, snoozed_until=None)
        case StepKind.REOPEN:
            return replace(facts, status=CaseStatus.OPEN)


def change_words(  # noqa: C901, PLR0911, PLR0912 - one line a kind
    facts: CaseFacts, step: Step, names: Names
) -> str:
    """What a step changes here, before and after: "type: not set → Pothole in Street"."""
    nothing = text("not set")
    match step.kind:
        case StepKind.TAKE:
            return text("becomes ours")
        case StepKind.SET_TYPE:
            before = names.types.get(facts.service_code, facts.service_code) or nothing
            return _arrow(text("type"), before, names.types.get(step.value, step.value) or nothing)
        case StepKind.ASSIGN:
            then = _person(assignee_of(step, names), names)
            return _arrow(text("assigned to"), _person(facts.assignee_id, names), then)
        case StepKind.URGENT:
            return text("becomes urgent")
        case StepKind.NOT_URGENT:
            return text("no longer urgent")
        case StepKind.TAG:
            return text("tag added: {tag}", tag=step.value)
        case StepKind.UNTAG:
            return text("tag taken off: {tag}", tag=step.value)
        case StepKind.NOTE:
            return text("note: {words}", words=step.words)
        case StepKind.ANSWER:
            return plural("{count} person answered", "{count} people answered", facts.owed)
        case StepKind.SNOOZE:
            return text("snoozed until {day}", day=day_words(snooze_day(step, names)))
        case StepKind.WAKE:
            return text("back into the lists now")
        case StepKind.FINISH:
            return text("finished: {reason}", reason=text(FinishReason(step.value).value))
        case StepKind.REOPEN:
            return text("open again")
        case StepKind.FORWARD:
            to = department_of(step.value, facts.service_code, facts.letters)
            name = names.departments.names.get(to or 0, text("its department"))
            return text("then a mail to {department}", department=name)
        case StepKind.REPLY:
            return text("then an answer: {answer}", answer=reply_words(ReplyKind(step.value)))


def refusal_words(step: Step, why: str) -> str:
    """That what a step writes is not opened, and why."""
    if step.kind is StepKind.FORWARD:
        return text("no mail to a department: {why}", why=why)
    return text("no answer: {why}", why=why)


def step_words(step: Step, names: Names) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """What a step does, whatever it is done to: "Assign to Ana"."""
    match step.kind:
        case StepKind.TAKE:
            return text("Take: make it ours")
        case StepKind.SET_TYPE:
            return text("Set the type to {type}", type=names.types.get(step.value, step.value))
        case StepKind.ASSIGN if step.value == ME:
            return text("Assign to whoever does it")
        case StepKind.ASSIGN:
            return text("Assign to {name}", name=_person(assignee_of(step, names), names))
        case StepKind.URGENT:
            return text("Make urgent")
        case StepKind.NOT_URGENT:
            return text("Make not urgent")
        case StepKind.TAG:
            return text("Tag: {tag}", tag=step.value)
        case StepKind.UNTAG:
            return text("Take the tag {tag} off", tag=step.value)
        case StepKind.NOTE:
            return text("Note: {words}", words=step.words)
        case StepKind.ANSWER:
            way = text(AnswerWay(step.value).value)
            return text("Log an answer to who is owed one: {way}", way=way)
        case StepKind.SNOOZE if step.value.isdigit():
            return plural("Snooze for {count} day", "Snooze for {count} days", int(step.value))
        case StepKind.SNOOZE:
            return text("Snooze until {day}", day=day_words(snooze_day(step, names)))
        case StepKind.WAKE:
            return text("Back into the lists now")
        case StepKind.FINISH:
            return text("Finish: {reason}", reason=text(FinishReason(step.value).value))
        case StepKind.REOPEN:
            return text("Open again")
        case StepKind.FORWARD:
            return forward_words(step.value, names.departments)
        case StepKind.REPLY:
            return text("Answer the people: {answer}", answer=reply_words(ReplyKind(step.value)))


def _person(staff_id: int | None, names: Names) -> str:
    return text("nobody") if staff_id is None else names.staff.get(staff_id, text("somebody"))


def _arrow(what: str, before: str, then: str) -> str:
    return text("{field}: {before} → {after}", field=what, before=before, after=then)

"""Macros: several steps under one name and key, made and changed by the office itself."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from wardoffice.domain.cases import OUTSIDE, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.replying import ReplyKind
from wardoffice.domain.steps import ME, Step, StepKind, in_order
from wardoffice.domain.tags import clean_tag, tag_key
from wardoffice.language import text

MOST_STEPS = 12
LONGEST_NAME = 80
LONGEST_WORDS = 4_000
_MOST_DAYS = 366
_TAGS = (StepKind.TAG, StepKind.UNTAG)
_SEVERAL = frozenset({StepKind.TAG, StepKind.UNTAG, StepKind.NOTE})
_APART = (
    {StepKind.FINISH, StepKind.SNOOZE},
    {StepKind.SNOOZE, StepKind.WAKE},
    {StepKind.FINISH, StepKind.REOPEN},
    {StepKind.URGENT, StepKind.NOT_URGENT},
    {StepKind.FINISH, StepKind.FORWARD},
    {StepKind.ANSWER, StepKind.REPLY},
)


@dataclass(frozen=True, slots=True)
class Macro:
    """Steps with a name. ``key`` is Qt's portable name of a key, or ""; ``macro_id`` is 0 for a new one.

    ``trouble`` says why this program can neither run nor change it, "" where it can; then no step is told.
    """

    macro_id: int
    name: str
    key: str
    steps: tuple[Step, ...]
    trouble: str = ""


def check_macro(macro: Macro, others: Sequence[Macro], taken: Mapping[str, str]) -> None:
    """Raise CannotDoError unless the macro can be kept and done.

    ``taken`` are the keys that do something already, with what they do.
    """
    if macro.trouble:
        raise not_known_here(macro.trouble)
    name = macro.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise _refused(text("A macro needs a name of at most {count} letters.", count=LONGEST_NAME))
    for other in others:
        if other.macro_id == macro.macro_id:
            continue
        if other.name.casefold() == name.casefold():
            raise _refused(text("There is a macro of this name already."))
        if macro.key and other.key == macro.key:
            raise _refused(text("{key} is the key of “{name}” already.", key=macro.key, name=other.name))
    if macro.key in taken:
        raise _refused(text("{key} is taken: {words}.", key=macro.key, words=taken[macro.key]))
    check_steps(macro.steps)


def check_steps(steps: Sequence[Step]) -> None:
    """Raise CannotDoError unless there are steps, each whole and in place, and none contradicts another."""
    if not 0 < len(steps) <= MOST_STEPS:
        raise _refused(text("A macro has one to {count} steps.", count=MOST_STEPS))
    for step in steps:
        trouble = _trouble(step)
        if trouble:
            raise _refused(trouble)
    kinds = [step.kind for step in steps]
    for kind in kinds:
        if kind not in _SEVERAL and kinds.count(kind) > 1:
            raise _refused(text("“{step}” stands there twice.", step=text(kind.value)))
    for both in _APART:
        if both <= set(kinds):
            one, other = (text(each.value) for each in sorted(both))
            raise _refused(text("“{one}” and “{other}” contradict each other.", one=one, other=other))
    if in_order(steps) != tuple(steps):
        raise _refused(text("What is written stands last, the mail to a department before the answer."))


def steps_as_kept(steps: Sequence[Step]) -> list[dict[str, str]]:
    """Steps as the database holds them."""
    return [{"kind": each.kind.value, "value": each.value, "words": each.words} for each in steps]


def steps_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps as the database held them; raises CannotDoError for a kind this program does not know (P8)."""
    steps = []
    for each in kept:
        try:
            kind = StepKind(str(each.get("kind", "")))
        except ValueError as error:
            raise not_known_here(
                text("This macro has a step that a newer program made: {kind}.", kind=str(each.get("kind")))
            ) from error
        steps.append(Step(kind, str(each.get("value", "")), str(each.get("words", ""))))
    return tuple(steps)


def with_tag_in_steps_renamed(kept: Sequence[dict[str, Any]], was: str, new: str) -> list[dict[str, Any]]:
    """Steps as the database holds them, with a tag called something else; those nobody knows here stay.

    Where the two become one tag it is put on once, and what puts it on takes it off no more.
    """
    if not any(_is_on_tag(each, was) for each in kept):
        return list(kept)
    renamed: list[dict[str, Any]] = []
    for each in kept:
        step = {**each, "value": new} if _is_on_tag(each, was) else each
        if not _is_on_tag(step, new) or step not in renamed:
            renamed.append(step)
    puts_on = any(_is_on_tag(each, new) and each["kind"] == StepKind.TAG for each in renamed)
    return [
        each for each in renamed if not (puts_on and _is_on_tag(each, new) and each["kind"] == StepKind.UNTAG)
    ]


def _is_on_tag(kept: Mapping[str, Any], tag: str) -> bool:
    return kept.get("kind") in _TAGS and tag_key(str(kept.get("value", ""))) == tag_key(tag)


def not_known_here(trouble: str) -> CannotDoError:
    """What is said where this program is asked to run or change a macro that has this ``trouble``."""
    return CannotDoError(
        trouble,
        text("Nothing was changed."),
        text("Bring this computer's program up to date, or do it where it is newer."),
    )


def _trouble(step: Step) -> str:  # noqa: C901, PLR0911 - one line a kind
    """What is amiss with one step, in words."""
    if len(step.words) > LONGEST_WORDS:
        return text("The words of a step are too long.")
    match step.kind:
        case StepKind.SET_TYPE if not step.value:
            return text("Choose the type that is set.")
        case StepKind.ASSIGN if step.value not in {"", ME} and not step.value.isdigit():
            return text("Choose whom the problem is assigned to.")
        case StepKind.TAG | StepKind.UNTAG:
            try:
                clean_tag(step.value)
            except CannotDoError as error:
                return error.happened
        case StepKind.NOTE if not step.words.strip():
            return text("The note is empty.")
        case StepKind.ANSWER if step.value not in OUTSIDE:
            return text("Choose how they were answered.")
        case StepKind.SNOOZE if not _is_day(step.value):
            return text("Say for how many days it is snoozed, 1 to {count}.", count=_MOST_DAYS)
        case StepKind.FINISH if step.value not in {
            each.value for each in FinishReason if each is not FinishReason.HANDED_OVER
        }:
            return text("Choose why it is finished.")
        case StepKind.FORWARD if step.value and not step.value.isdigit():
            return text("Choose the department it is forwarded to.")
        case StepKind.REPLY if step.value not in {each.value for each in ReplyKind}:
            return text("Choose what the people are told.")
    return ""


def _is_day(value: str) -> bool:
    if value.isdigit():
        return 0 < int(value) <= _MOST_DAYS
    with suppress(ValueError):
        date.fromisoformat(value)
        return True
    return False


def _refused(happened: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was changed."), text("Change the macro, and try again."))

"""What changed in a city's list of services between two readings of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.conditions import Comparison, Conditions
from wardoffice.domain.service_requests import ServiceAttribute, ServiceDefinition, ServiceType
from wardoffice.language import text

_SIGNS = {
    Comparison.IS: "=",
    Comparison.IS_NOT: "≠",
    Comparison.IS_AMONG: "=",
    Comparison.MORE: ">",
    Comparison.AT_LEAST: "≥",
    Comparison.LESS: "<",
    Comparison.AT_MOST: "≤",
}


@unique
class ServiceChangeKind(StrEnum):
    """One kind of change of the list."""

    NEW = "new"
    GONE = "gone"
    BACK = "back again"
    RENAMED = "renamed"
    MOVED = "moved to another group"
    QUESTIONS = "questions changed"


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One change of one service type; ``before`` and ``after`` are words, "" where there is nothing."""

    kind: ServiceChangeKind
    code: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ServiceChangeLine:
    """A change as it was noted at ``at`` (aware UTC); ``seen_at`` is when the office marked it as seen."""

    change_id: int
    at: datetime
    change: ServiceChange
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceNews:
    """The newest changes of the list, newest first; ``count`` of all, ``unseen`` of them not seen yet."""

    lines: tuple[ServiceChangeLine, ...] = ()
    count: int = 0
    unseen: int = 0


def compare_services(
    before: Iterable[ServiceType], gone: Iterable[str], after: Iterable[ServiceType]
) -> tuple[ServiceChange, ...]:
    """The changes from one list to the next, by code; ``gone`` are codes that were listed once before."""
    kind = ServiceChangeKind
    old, new, former = {each.code: each for each in before}, {each.code: each for each in after}, set(gone)
    changes = [
        ServiceChange(kind.BACK if code in former else kind.NEW, code, each.name)
        for code, each in new.items()
        if code not in old
    ]
    changes += [ServiceChange(kind.GONE, code, each.name) for code, each in old.items() if code not in new]
    for code in new.keys() & old.keys():
        was, now = old[code], new[code]
        if was.name != now.name:
            changes.append(ServiceChange(kind.RENAMED, code, now.name, was.name, now.name))
        if set(was.groups) != set(now.groups):
            changes.append(ServiceChange(kind.MOVED, code, now.name, _groups(was), _groups(now)))
        if was.has_definition != now.has_definition:
            words = {True: text("has questions"), False: text("no questions")}
            changes.append(
                ServiceChange(
                    kind.QUESTIONS, code, now.name, words[was.has_definition], words[now.has_definition]
                )
            )
    return tuple(sorted(changes, key=lambda each: (list(kind).index(each.kind), each.name, each.code)))


def compare_definitions(
    name: str, before: ServiceDefinition, after: ServiceDefinition
) -> tuple[ServiceChange, ...]:
    """What changed in the questions of one type: those new, gone, or asked differently, one change each."""
    old = {each.code: each for each in before.attributes}
    new = {each.code: each for each in after.attributes}
    code, kind = after.code or before.code, ServiceChangeKind.QUESTIONS
    changes = [
        ServiceChange(kind, code, name, after=question_words(each))
        for key, each in new.items()
        if key not in old
    ]
    changes += [
        ServiceChange(kind, code, name, before=question_words(each))
        for key, each in old.items()
        if key not in new
    ]
    changes += [
        ServiceChange(kind, code, name, *_differing(old[key], each))
        for key, each in new.items()
        if key in old and _asked(old[key]) != _asked(each)
    ]
    return tuple(changes)


def question_words(question: ServiceAttribute) -> str:
    """A question of a definition in words: what it asks, how, and the choices it gives."""
    asked = question.description or question.code
    facts = [text("must be answered") if question.required else "", _choice_words(question)]
    return " · ".join([asked, *(each for each in facts if each)])


def _differing(was: ServiceAttribute, now: ServiceAttribute) -> tuple[str, str]:
    before, after = question_words(was), question_words(now)
    if before != after:
        return before, after
    more = [
        (was.datatype_description or text("no hint"), now.datatype_description or text("no hint")),
        (_when(was), _when(now)),
        (was.datatype, now.datatype),
    ]
    # Where none of them differs it is the keys that are sent.
    old, new = next((pair for pair in more if pair[0] != pair[1]), more[-1])
    return f"{before} ({old})", f"{after} ({new})"


def _when(question: ServiceAttribute) -> str:
    """When it is asked, and each choice offered, in short words."""
    asked = [_after_answers(question.shown_when)]
    offered = [
        f"{each.name}: {_after_answers(each.offered_when)}" for each in question.choices if each.offered_when
    ]
    return "; ".join(asked + offered)


def _after_answers(when: Conditions | None) -> str:
    if when is None or not when.conditions:
        return text("always asked")
    parts = [f"{each.code} {_SIGNS[each.comparison]} {', '.join(each.values)}" for each in when.conditions]
    said = (text(" or ") if when.any_of else text(" and ")).join(parts)
    return text("only if {said}", said=said)


def _asked(question: ServiceAttribute) -> tuple[object, ...]:
    """What matters of a question; its place among the others does not."""
    return (
        question.datatype,
        question.description,
        question.datatype_description,
        question.required,
        question.variable,
        question.hidden,
        question.shown_when,
        frozenset((each.key, each.name, each.offered_when) for each in question.choices),
    )


def _choice_words(question: ServiceAttribute) -> str:
    names: Sequence[str] = [each.name for each in question.choices]
    return text("one of: {choices}", choices=", ".join(names)) if names else ""


def _groups(service: ServiceType) -> str:
    return ", ".join(service.groups) or text("no group")

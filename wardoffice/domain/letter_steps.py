"""Steps that write: a mail to a department, an answer to the people of a problem.

A macro opens what is to be written once all else is done, and sends nothing by itself (P5). What keeps a
letter from being opened is worked out on frozen facts, as with every step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wardoffice.domain.replying import ReplyKind
from wardoffice.language import text


@dataclass(frozen=True, slots=True)
class KnownDepartments:
    """What departments are called, by id: ``gone`` are off the list, of ``mute`` nobody can be written to."""

    names: Mapping[int, str] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    mute: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What letters depend on, of one problem.

    ``routed`` is the department of each type that the problem may have, by service code. ``people`` is how
    many told us, ``reachable`` how many of them can be told something, ``thanked`` how many of these got an
    acknowledgement within a day.
    """

    restricted: bool = False
    routed: Mapping[str, int] = field(default_factory=dict)
    people: int = 0
    reachable: int = 0
    thanked: int = 0


NO_DEPARTMENTS = KnownDepartments()
NO_LETTERS = LetterFacts()


def department_of(value: str, service_code: str, letters: LetterFacts) -> int | None:
    """The department a forward goes to: the one that is named, or that of the type; None for nobody."""
    return int(value) if value else letters.routed.get(service_code)


def why_no_forward(
    value: str, service_code: str, address: str, letters: LetterFacts, departments: KnownDepartments
) -> str:
    """Why no forward of this problem is opened, in words; "" where one is."""
    department_id = department_of(value, service_code, letters)
    if letters.restricted:
        return text("restricted to named people, so only its own key sends it on")
    if department_id is None and not service_code:
        return text("it has no type yet")
    if department_id is None:
        return text("it is not known which department gets its type")
    name = departments.names.get(department_id, text("its department"))
    if department_id in departments.gone or department_id not in departments.names:
        return text("{department} is not on the list any more", department=name)
    if department_id in departments.mute:
        return text("{department} has nobody with a mail address on the list", department=name)
    return "" if address else text("its place is not known")


def why_no_reply(value: str, letters: LetterFacts) -> str:
    """Why no answer about this problem is opened, in words; "" where one is."""
    if not letters.people:
        return text("nobody told us of it")
    if not letters.reachable:
        return text("nobody who told us can be written to or called")
    if value == ReplyKind.ACKNOWLEDGE and letters.thanked == letters.reachable:
        return text("everybody got an acknowledgement within the last day")
    return ""


def forward_words(value: str, departments: KnownDepartments) -> str:
    """What a forward does, whatever it is of: "Forward to Streets & San"."""
    if not value:
        return text("Forward to the department of its type")
    name = departments.names.get(int(value), "")
    if int(value) in departments.gone or not name:
        name = name or text("a department")
        return text("Forward to {department} (not on the list any more)", department=name)
    return text("Forward to {department}", department=name)

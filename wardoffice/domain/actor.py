"""Who does or looks at something, and the one function that says what a role may do."""

from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.domain.errors import NotAllowedError
from wardoffice.language import text


@unique
class Role(StrEnum):
    """What a person is in the office; ``PROGRAM`` is the program itself (sync, import)."""

    MANAGER = "manager"
    ALDERMAN = "alderman"
    STAFF = "staff"
    VOLUNTEER = "volunteer"
    PROGRAM = "program"


@unique
class Doing(StrEnum):
    """The kinds of things a role may or may not do."""

    LOOK = "look at cases"
    TRIAGE = "change cases"
    MERGE = "put cases together or pull them apart"
    ANSWER = "log answers to residents"
    SUBMIT = "send requests to 311"
    UNDO_OTHERS = "undo what somebody else did"
    RESTRICT = "restrict a case to named people"
    SYNC = "read 311 and the mailbox"
    IMPORT = "import files"
    EXPORT = "write lists out"
    EXPORT_PEOPLE = "write out lists of people"
    CHANGE_STAFF = "change the staff list"
    CHANGE_MACROS = "change the macros of the office"
    RENAME_TAGS = "rename tags for the whole office"
    CHANGE_LETTERS = "change the texts of the office"
    FORWARD = "send problems to departments"
    CHANGE_DEPARTMENTS = "change the list of departments"
    DECIDE_ROUTING = "decide which department gets what"


_EVERYTHING = frozenset(Doing)
_MANAGERS_ONLY = {
    Doing.CHANGE_STAFF,
    Doing.EXPORT_PEOPLE,
    Doing.RENAME_TAGS,
    Doing.DECIDE_ROUTING,
    Doing.CHANGE_LETTERS,
}
_DESK = _EVERYTHING - _MANAGERS_ONLY - {Doing.RESTRICT}
_MAY = {
    Role.MANAGER: _EVERYTHING,
    Role.ALDERMAN: _EVERYTHING - _MANAGERS_ONLY,
    Role.STAFF: _DESK,
    Role.VOLUNTEER: frozenset({Doing.LOOK, Doing.TRIAGE, Doing.ANSWER}),
    Role.PROGRAM: frozenset({Doing.LOOK, Doing.SYNC, Doing.IMPORT, Doing.TRIAGE, Doing.MERGE}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of the staff table, or the program itself (``staff_id`` is None)."""

    staff_id: int | None
    name: str
    role: Role

    @classmethod
    def program(cls, name: str) -> "Actor":
        """The program doing a job of its own, such as the 311 sync."""
        return cls(None, name, Role.PROGRAM)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the staff table."""

    staff_id: int
    name: str
    role: Role


def may(actor: Actor, doing: Doing) -> bool:
    """Whether the actor's role may do that. Which restricted cases an actor sees is the store's matter."""
    return doing in _MAY[actor.role]


def require(actor: Actor, doing: Doing) -> None:
    """Raise NotAllowedError unless the actor may do that."""
    if not may(actor, doing):
        raise NotAllowedError(
            text("{name} may not {doing}.", name=actor.name, doing=text(doing.value)),
            text("Nothing was changed."),
            text("Ask a manager of the office to do it, or to change your role."),
        )

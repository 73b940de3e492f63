"""The staff list as managers see it, and who may see one problem."""

from dataclasses import dataclass

from wardoffice.domain.actor import Role, StaffMember
from wardoffice.language import text


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A person of the staff list; ``problems`` are the open ones assigned to them."""

    member: StaffMember
    problems: int


@dataclass(frozen=True, slots=True)
class CaseViewers:
    """Who may see a problem: those of ``staff`` whose ids are ``named``, or everybody where nobody is."""

    number: str
    staff: tuple[StaffMember, ...]
    named: frozenset[int]


ROLES = (Role.MANAGER, Role.ALDERMAN, Role.STAFF, Role.VOLUNTEER)
"""What a person can be, most rights first."""


def role_name(role: Role) -> str:
    """A role in one word."""
    return {
        Role.MANAGER: text("Manager"),
        Role.ALDERMAN: text("Alderman"),
        Role.STAFF: text("Staff"),
        Role.VOLUNTEER: text("Volunteer"),
        Role.PROGRAM: text("The program itself"),
    }[role]


def role_words(role: Role) -> str:
    """A role and what it may do."""
    may = {
        Role.MANAGER: text("everything, also texts and staff"),
        Role.ALDERMAN: text("daily work, and who may see what"),
        Role.STAFF: text("daily work"),
        Role.VOLUNTEER: text("sorts, notes and logs answers"),
        Role.PROGRAM: text("reads 311 and the mail"),
    }[role]
    return text("{role}: {may}", role=role_name(role), may=may)

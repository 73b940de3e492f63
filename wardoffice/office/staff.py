"""The people of the office, and who may see a restricted case."""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, Role, StaffMember, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.language import text
from wardoffice.store.casework import former_member, name_viewers
from wardoffice.store.staff_reading import staff_members
from wardoffice.store.store import Store
from wardoffice.store.tables import Staff as StaffRow


class Staff:
    """Actions on the staff list."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def members(self, actor: Actor) -> tuple[StaffMember, ...]:
        """The active people of the office, by name."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return staff_members(session)

    def add(self, actor: Actor, name: str, role: Role) -> StaffMember:
        """Add a person; raises CannotDoError for an empty name or one that is taken."""
        require(actor, Doing.CHANGE_STAFF)
        with self._store.unit_of_work(actor, ActionKind.STAFF) as work:
            taken = {member.name.casefold() for member in staff_members(work.session)}
            if not name.strip() or name.strip().casefold() in taken or role is Role.PROGRAM:
                raise CannotDoError(
                    text("A person needs a name of their own."),
                    text("Nothing was changed."),
                    text("Add a family name or an initial to tell people apart."),
                )
            person = former_member(work.session, name.strip())
            if person is None:
                person = work.add(StaffRow(name=name.strip(), role=role))
            person.role, person.active = role, True
        return StaffMember(person.id, person.name, person.role)

    def restrict(self, actor: Actor, case_id: int, staff_ids: Sequence[int]) -> Changes:
        """Let only these people see a case; nobody named opens it to all again."""
        require(actor, Doing.RESTRICT)
        with self._store.unit_of_work(actor, ActionKind.RESTRICT) as work:
            case = work.root(case_id)
            case.restricted = bool(staff_ids)
            name_viewers(work.session, case.id, staff_ids, work.now)
        return work.changes


def seat(store: Store, name: str) -> Actor:
    """The person at this desk, by the name they signed in to the machine with.

    The first of an office becomes its manager; who comes later is added as staff, for a manager to change.
    """
    person = _named(store, name)
    if person is None:
        with store.unit_of_work(Actor.program(text("set-up")), ActionKind.STAFF) as work:
            known = staff_members(work.session)
            if name not in {member.name for member in known}:
                work.add(StaffRow(name=name, role=Role.STAFF if known else Role.MANAGER))
        person = _named(store, name)
    if person is None:
        raise CannotDoError(
            text("{name} is no longer on the staff list.", name=name),
            text("Nothing was opened."),
            text("Ask a manager of the office."),
        )
    return Actor(person.staff_id, person.name, person.role)


def _named(store: Store, name: str) -> StaffMember | None:
    with store.reading() as session:
        return next((member for member in staff_members(session) if member.name == name), None)

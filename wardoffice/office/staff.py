"""The people of the office, and who may see a restricted case."""

from collections.abc import Collection

from wardoffice.domain.actor import Actor, Doing, Role, StaffMember, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.staffing import CaseViewers, StaffEntry, role_name
from wardoffice.language import plural, text
from wardoffice.office.case_work import join_staff
from wardoffice.store.casework import name_viewers
from wardoffice.store.staff_reading import (
    managers,
    named_viewers,
    open_cases_of,
    seen_by_nobody_else,
    staff_entries,
    staff_members,
)
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.tables import Staff as StaffRow
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import may_see


class Staff:
    """Actions on the staff list."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def members(self, actor: Actor) -> tuple[StaffMember, ...]:
        """The active people of the office, by name."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return staff_members(session)

    def add(self, actor: Actor, name: str, role: Role) -> Changes:
        """Add a person; raises CannotDoError for an empty name or one that is taken."""
        require(actor, Doing.CHANGE_STAFF)
        with self._store.unit_of_work(actor, ActionKind.STAFF) as work:
            person = join_staff(work, name, role)
            work.details["name"] = _told(person.name, role)
        return work.changes

    def listed(self, actor: Actor) -> tuple[StaffEntry, ...]:
        """The active people, and how many open problems each was given."""
        require(actor, Doing.CHANGE_STAFF)
        with self._store.reading() as session:
            return staff_entries(session)

    def set_role(self, actor: Actor, staff_id: int, role: Role) -> Changes:
        """Say what somebody is in the office.

        Raises CannotDoError for somebody who left, and where no manager would be left.
        """
        require(actor, Doing.CHANGE_STAFF)
        with self._store.unit_of_work(actor, ActionKind.STAFF) as work:
            person = _active(work, staff_id)
            person.role = role
            work.details["name"] = _told(person.name, role)
            _require_manager(work)
        return work.changes

    def let_go(self, actor: Actor, staff_id: int) -> Changes:
        """Somebody no longer works here: their open problems are nobody's, so that none is forgotten.

        Raises CannotDoError for oneself, where no manager would be left, and while there are restricted
        problems that nobody else may see.
        """
        require(actor, Doing.CHANGE_STAFF)
        with self._store.unit_of_work(actor, ActionKind.STAFF) as work:
            person = _active(work, staff_id)
            if person.id == actor.staff_id:
                raise CannotDoError(
                    text("Nobody can take themselves off the staff list."),
                    text("Nothing was changed."),
                    text("Ask another manager to do it."),
                )
            alone = seen_by_nobody_else(work.session, person.id)
            if alone:
                raise CannotDoError(
                    plural(
                        "{count} restricted problem can be seen by {name} only, and would be lost.",
                        "{count} restricted problems can be seen by {name} only, and would be lost.",
                        alone,
                        name=person.name,
                    ),
                    text("Nothing was changed."),
                    text("Let {name} say first who else may see them.", name=person.name),
                )
            for case in open_cases_of(work.session, person.id):
                case.assignee_id = None
            person.active = False
            work.details["name"] = text("{name} no longer", name=person.name)
            _require_manager(work)
        return work.changes

    def viewers(self, actor: Actor, case_id: int) -> CaseViewers:
        """Who may see a case now. Raises CannotDoError for a case the actor may not see."""
        require(actor, Doing.RESTRICT)
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            if case is None or not may_see(session, actor, case):
                raise CannotDoError(
                    text("There is no such problem."),
                    next_step=text("Refresh the list: it may have been taken back."),
                )
            named = named_viewers(session, case_id) if case.restricted else frozenset()
            return CaseViewers(case.number, staff_members(session), named)

    def restrict(self, actor: Actor, case_id: int, staff_ids: Collection[int]) -> Changes:
        """Let only these people see a case; nobody named opens it to all again."""
        require(actor, Doing.RESTRICT)
        with self._store.unit_of_work(actor, ActionKind.RESTRICT) as work:
            case = work.root(case_id)
            for staff_id in staff_ids:
                _active(work, staff_id)
            case.restricted = bool(staff_ids)
            name_viewers(work.session, case.id, staff_ids, work.now)
        return work.changes


def _active(work: UnitOfWork, staff_id: int) -> StaffRow:
    person = work.session.get(StaffRow, staff_id)
    if person is None or not person.active:
        raise CannotDoError(
            text("That person is no longer on the staff list."),
            text("Nothing was changed."),
            text("Look at the list again."),
        )
    return person


def _told(name: str, role: Role) -> str:
    return text("{name} as {role}", name=name, role=role_name(role).lower())


def _require_manager(work: UnitOfWork) -> None:
    work.session.flush()
    if not managers(work.session):
        raise CannotDoError(
            text("The office needs somebody who is its manager."),
            text("Nothing was changed."),
            text("Make somebody else a manager first."),
        )


def seat(store: Store, name: str) -> Actor:
    """The person at this desk, by the name they signed in to the machine with.

    The first of an office becomes its manager; who comes later is added as staff, for a manager to change.
    """
    person = _named(store, name)
    if person is None:
        with store.unit_of_work(Actor.program(text("set-up")), ActionKind.STAFF) as work:
            known = staff_members(work.session)
            if name not in {member.name for member in known}:
                role = Role.STAFF if known else Role.MANAGER
                work.add(StaffRow(name=name, role=role))
                work.details["name"] = _told(name, role)
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

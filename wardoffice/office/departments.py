"""The directory: departments of the city and other bodies, their people, and what is odd of an address.

The city's file starts it; everything in it is the office's own to change, and what was taken off stays off.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.address_lint import address_doubts
from wardoffice.domain.changes import Changes
from wardoffice.domain.departments import (
    DepartmentDraft,
    DepartmentPersonView,
    DepartmentView,
    ListedDepartment,
    PersonDraft,
    TypedAddress,
)
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.own_addresses import NOBODY, OwnAddresses
from wardoffice.domain.people import ContactKind
from wardoffice.domain.phone_numbers import phone_in
from wardoffice.language import text
from wardoffice.mail.addresses import sound_address
from wardoffice.store.directory_keeping import (
    departments_named,
    keep_listed,
    keep_neighbour,
    keep_person,
    live_department,
    live_person,
    was_ever_named,
)
from wardoffice.store.directory_reading import bounced_before, department, departments, domains_in_use
from wardoffice.store.fitting import fit
from wardoffice.store.people import contact_of
from wardoffice.store.service_types import service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Department, DepartmentPerson
from wardoffice.store.typed_addresses import typed_addresses
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.ward_offices import ward_office


class Departments:
    """The list and the actions on it; ``listed`` is how the city's file starts it."""

    def __init__(
        self, store: Store, listed: Sequence[ListedDepartment] = (), own: OwnAddresses = NOBODY
    ) -> None:
        self._store = store
        self._listed = {each.key: each for each in listed}
        self._own = own

    def take_listed(self) -> None:
        """Put what the city's file lists, and was never here, on the list; it is no person's action."""
        with self._store.writing() as session:
            keep_listed(session, tuple(self._listed.values()), self._store.now())

    def all(self, actor: Actor) -> tuple[DepartmentView, ...]:
        """Everybody on the list, the city's departments first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            names = service_names(session)
            found = departments(session, actor)
            addresses = [person.email for each in found for person in each.people]
            bounced, in_use = bounced_before(session, addresses), domains_in_use(session)
        return tuple(
            replace(
                self._as_listed(each, names),
                people=tuple(self._linted(person, bounced, in_use) for person in each.people),
            )
            for each in found
        )

    def show(self, actor: Actor, department_id: int) -> DepartmentView:
        """One of them; raises CannotDoError where there is none."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            found = department(session, actor, department_id)
            if found is None:
                raise _gone()
            return self._as_listed(found, service_names(session))

    def typed(self, actor: Actor) -> tuple[TypedAddress, ...]:
        """Who was written to at an address that is on no list, until somebody puts it on one."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            found = typed_addresses(session, actor)
            bounced, in_use = bounced_before(session, found), domains_in_use(session)
        return tuple(
            TypedAddress(
                address,
                times.last_at,
                times.median_days,
                len(times.days),
                times.waiting,
                self._doubts(address, bounced, in_use),
            )
            for address, times in found.items()
        )

    def doubts(self, actor: Actor, address: str) -> tuple[str, ...]:
        """Sentences on what is odd of an address that somebody types."""
        return self.doubts_of(actor, [address])[address]

    def doubts_of(self, actor: Actor, addresses: Collection[str]) -> dict[str, tuple[str, ...]]:
        """What is odd of each of these addresses, in sentences; nothing of most."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            bounced, in_use = bounced_before(session, list(addresses)), domains_in_use(session)
        return {each: self._doubts(each, bounced, in_use) for each in addresses}

    def add(self, actor: Actor, draft: DepartmentDraft) -> Changes:
        """Put a department on the list; raises CannotDoError for one without a name of its own."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, draft.name.strip(), text("added")) as work:
            _require_name(work, draft.name)
            work.add(fit(_filled(Department(created_at=work.now), draft)))
        return work.changes

    def change(self, actor: Actor, department_id: int, draft: DepartmentDraft) -> Changes:
        """Change what is known of a department; raises CannotDoError for a name another has."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, draft.name.strip(), text("changed")) as work:
            row = live_department(work.session, department_id)
            if row is None:
                raise _gone()
            _require_name(work, draft.name, row.id)
            fit(_filled(row, draft))
        return work.changes

    def remove(self, actor: Actor, department_id: int) -> Changes:
        """Take a department off the list; what was sent to it stays."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, "", text("taken off the list")) as work:
            row = live_department(work.session, department_id)
            if row is None:
                raise _gone()
            work.details["name"] = row.name
            row.withdrawn_at = work.now
        return work.changes

    def add_person(self, actor: Actor, department_id: int, draft: PersonDraft) -> Changes:
        """Put somebody on the list of a department; raises CannotDoError for what is no mail address."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, "", text("{name} added", name=draft.name.strip())) as work:
            row = live_department(work.session, department_id)
            if row is None:
                raise _gone()
            work.details["name"] = row.name
            keep_person(
                work.session, DepartmentPerson(department_id=row.id), _sound(draft), self._known(work, draft)
            )
        return work.changes

    def change_person(self, actor: Actor, person_id: int, draft: PersonDraft) -> Changes:
        """Change who somebody is and how they are reached; raises CannotDoError like ``add_person``."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, "", text("{name} changed", name=draft.name.strip())) as work:
            row = _person(work, person_id)
            keep_person(work.session, row, _sound(draft), self._known(work, draft))
        return work.changes

    def remove_person(self, actor: Actor, person_id: int) -> Changes:
        """Take somebody off the list."""
        require(actor, Doing.CHANGE_DEPARTMENTS)
        with self._work(actor, "", "") as work:
            row = _person(work, person_id)
            work.details["outcome"] = text("{name} taken off the list", name=row.name)
            row.withdrawn_at = work.now
        return work.changes

    def take_neighbour(self, ward: int) -> None:
        """Put another ward's office on the list, where it was never here; it is no person's action.

        Looking whom a problem may be referred to must be nothing that undo takes back. One that was taken
        off stays off.
        """
        name = text("Ward {ward} office", ward=ward)
        with self._store.reading() as session:
            if was_ever_named(session, name):
                return
        with self._store.writing() as session:
            if not was_ever_named(session, name):  # by another desk, meanwhile
                keep_neighbour(session, name, ward_office(session, ward), self._store.now())

    def _work(self, actor: Actor, name: str, outcome: str) -> AbstractContextManager[UnitOfWork]:
        return self._store.unit_of_work(actor, ActionKind.DEPARTMENT, name=name, outcome=outcome)

    def _known(self, work: UnitOfWork, draft: PersonDraft) -> int:
        """The contact their mail is known by; it is a department's from now on."""
        contact = contact_of(
            work.session,
            work.now,
            name=draft.name.strip(),
            address=draft.email.strip(),
            phone="" if draft.email.strip() else phone_in(draft.phone),
        )
        if contact is None:
            raise CannotDoError(
                text("This person has no name."), text("Nothing was changed."), text("Give them one.")
            )
        contact.kind = ContactKind.DEPARTMENT
        return contact.id

    def _as_listed(self, view: DepartmentView, names: Mapping[str, str]) -> DepartmentView:
        listed = self._listed.get(view.key)
        if listed is None:
            return view
        types = dict.fromkeys(names[code] for code in listed.types if code in names)
        return replace(view, types=tuple(types), source=listed.source)

    def _linted(
        self, person: DepartmentPersonView, bounced: frozenset[str], in_use: frozenset[str]
    ) -> DepartmentPersonView:
        return replace(person, lint=self._doubts(person.email, bounced, in_use))

    def _doubts(self, address: str, bounced: frozenset[str], in_use: frozenset[str]) -> tuple[str, ...]:
        if not address.strip():
            return ()
        try:
            sound_address(address)
        except CannotDoError as wrong:
            return (wrong.happened,)
        return address_doubts(
            address,
            in_use=in_use - {address.rpartition("@")[2].strip().casefold()},
            bounced=address.strip().casefold() in bounced,
            own=address in self._own,
        )


def _sound(draft: PersonDraft) -> PersonDraft:
    """The draft with its address as it is written to."""
    return replace(draft, email=sound_address(draft.email)) if draft.email.strip() else draft


def _filled(row: Department, draft: DepartmentDraft) -> Department:
    row.name, row.body, row.form = draft.name.strip(), draft.body, draft.form
    row.phone, row.public_phone = draft.phone.strip(), draft.public_phone.strip()
    row.hours, row.note = draft.hours.strip(), draft.note.strip()
    return row


def _person(work: UnitOfWork, person_id: int) -> DepartmentPerson:
    found = live_person(work.session, person_id)
    if found is None:
        raise CannotDoError(
            text("This person is not on the list any more."),
            text("Nothing was changed."),
            text("Refresh the list: somebody else may have taken them off."),
        )
    work.details["name"] = work.session.get_one(Department, found.department_id).name
    return found


def _require_name(work: UnitOfWork, name: str, own_id: int = 0) -> None:
    taken = departments_named(work.session, name.strip())
    if not name.strip() or any(each.id != own_id for each in taken):
        raise CannotDoError(
            text("A department needs a name of its own."),
            text("Nothing was changed."),
            text("Give it another name."),
        )


def _gone() -> CannotDoError:
    return CannotDoError(
        text("This department is not on the list any more."),
        text("Nothing was changed."),
        text("Refresh the list: somebody else may have taken it off."),
    )

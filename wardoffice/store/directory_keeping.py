"""Writes the directory: what the city's file starts it with, and its people."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from wardoffice.domain.departments import BodyKind, ListedDepartment, PersonDraft
from wardoffice.domain.people import ContactKind
from wardoffice.domain.phone_numbers import phone_in
from wardoffice.domain.wards import WardOffice
from wardoffice.store.fitting import fit
from wardoffice.store.people import contact_of
from wardoffice.store.tables import Department, DepartmentPerson


def keep_listed(session: Session, listed: Sequence[ListedDepartment], now: datetime) -> None:
    """Write those that were never here; one that was taken off, or changed, stays as it is."""
    known = set(session.scalars(select(Department.key).where(Department.key != "")))
    for each in listed:
        if each.key in known:
            continue
        row = fit(
            Department(
                key=each.key,
                name=each.name,
                body=each.body,
                phone=each.phone,
                public_phone=each.public_phone,
                hours=each.hours,
                form=each.form,
                note=each.note,
                created_at=now,
            )
        )
        session.add(row)
        session.flush()
        for person in each.people:
            draft = PersonDraft(person.name, person.email, person.phone, person.role, person.is_backup)
            _keep_known(session, row, draft, now)


def keep_neighbour(session: Session, name: str, office: WardOffice, now: datetime) -> None:
    """Write another ward's office, with whoever reads its mail."""
    row = fit(
        Department(
            name=name,
            body=BodyKind.NEIGHBOUR,
            phone=office.phone,
            public_phone=office.phone,
            note=office.name,
            created_at=now,
        )
    )
    session.add(row)
    session.flush()
    if office.email:
        _keep_known(session, row, PersonDraft(office.name or name, office.email, office.phone), now)


def _keep_known(session: Session, row: Department, draft: PersonDraft, now: datetime) -> None:
    """Write somebody of a department, with the contact their mail is known by."""
    contact = contact_of(
        session,
        now,
        name=draft.name,
        address=draft.email,
        phone="" if draft.email else phone_in(draft.phone),
    )
    if contact is not None:
        contact.kind = ContactKind.DEPARTMENT
        keep_person(session, DepartmentPerson(department_id=row.id), draft, contact.id)


def keep_person(session: Session, row: DepartmentPerson, draft: PersonDraft, contact_id: int) -> None:
    """Write who somebody of a department is; a new one stands behind the others."""
    if not inspect(row).persistent:
        last = select(func.max(DepartmentPerson.position)).where(
            DepartmentPerson.department_id == row.department_id
        )
        row.position = (session.scalar(last) or 0) + 1
        session.add(row)
    row.contact_id, row.name = contact_id, draft.name.strip()
    row.email, row.phone = draft.email.strip(), draft.phone.strip()
    row.role, row.is_backup = draft.role.strip(), draft.is_backup
    fit(row)
    session.flush()


def departments_named(session: Session, name: str) -> list[Department]:
    """Those on the list that are called so, whatever the case of their letters."""
    return list(
        session.scalars(
            select(Department).where(
                func.lower(Department.name) == name.lower(), Department.withdrawn_at.is_(None)
            )
        )
    )


def was_ever_named(session: Session, name: str) -> bool:
    """Whether one that is called so is on the list, or was."""
    named = select(Department.id).where(func.lower(Department.name) == name.lower())
    return session.scalar(named.limit(1)) is not None


def departments_keyed(session: Session, keys: Collection[str]) -> dict[str, Department]:
    """Those on the list that the city's file knows by these keys."""
    rows = session.scalars(
        select(Department).where(Department.key.in_(keys), Department.withdrawn_at.is_(None))
    )
    return {row.key: row for row in rows}


def department_of_person(session: Session, contact_id: int) -> Department | None:
    """The department at which somebody stands on the list; the first of several."""
    return session.scalar(
        select(Department)
        .join(DepartmentPerson, DepartmentPerson.department_id == Department.id)
        .where(
            DepartmentPerson.contact_id == contact_id,
            DepartmentPerson.withdrawn_at.is_(None),
            Department.withdrawn_at.is_(None),
        )
        .order_by(DepartmentPerson.id)
        .limit(1)
    )


def live_department(session: Session, department_id: int) -> Department | None:
    """A department that is on the list."""
    row = session.get(Department, department_id)
    return row if row is not None and row.withdrawn_at is None else None


def live_person(session: Session, person_id: int) -> DepartmentPerson | None:
    """Somebody who is on the list."""
    row = session.get(DepartmentPerson, person_id)
    return row if row is not None and row.withdrawn_at is None else None

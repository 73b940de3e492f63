"""Knows whether somebody writes from where departments write from."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.address_lint import MAIL_PROVIDERS
from wardoffice.domain.people import ContactKind
from wardoffice.store.tables import Contact, DepartmentPerson, Forward, OutboxRecipient


def speaks_for_department(session: Session, forward: Forward, contact_id: int | None, sender: str) -> bool:
    """Whether this sender may answer a forward: it went to them, or to somebody where they are.

    A domain is known by whoever this or another forward went to, and by the people on the list of
    departments; with it those below and above it. That of a mail provider tells nothing of anybody.
    """
    contact = session.get(Contact, contact_id) if contact_id is not None else None
    if contact is not None and contact.kind is ContactKind.DEPARTMENT:
        return True
    if contact_id is not None and contact_id == forward.contact_id:
        return True
    address = sender.strip().casefold()
    domain = address.rpartition("@")[2]
    for known in _known(session, forward):
        if known == address:
            return True
        other = known.rpartition("@")[2]
        if other and other not in MAIL_PROVIDERS and _is_within(domain, other):
            return True
    return False


def _known(session: Session, forward: Forward) -> Iterator[str]:
    """Addresses that departments have, in small letters."""
    sent = select(func.lower(OutboxRecipient.address)).distinct()
    if forward.outbox_id is not None:
        yield from session.scalars(sent.where(OutboxRecipient.outbox_id == forward.outbox_id))
    people = select(func.lower(DepartmentPerson.email)).where(DepartmentPerson.withdrawn_at.is_(None))
    yield from session.scalars(people.where(DepartmentPerson.email != "").distinct())
    forwards = select(Forward.outbox_id).where(Forward.outbox_id.is_not(None), Forward.withdrawn_at.is_(None))
    yield from session.scalars(sent.where(OutboxRecipient.outbox_id.in_(forwards)))


def _is_within(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or (other.endswith(f".{one}") and "." in one)

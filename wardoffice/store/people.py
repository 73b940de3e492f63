"""Finds or makes the contact a message came from."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.people import ContactKind, PointKind
from wardoffice.store.tables import Contact, ContactPoint

_LONGEST_NAME = 200
_LONGEST_ADDRESS = 320


def contact_by_mail(session: Session, name: str, address: str, now: datetime) -> Contact | None:
    """The contact with this mail address, made if new; None for no address.

    One address is one contact, whatever name a mail program put before it.
    """
    if not address:
        return None
    value = address.casefold()[:_LONGEST_ADDRESS]
    known = session.scalar(
        select(Contact)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(ContactPoint.kind == PointKind.EMAIL, ContactPoint.value == value)
        .order_by(Contact.id)
        .limit(1)
    )
    if known is not None:
        if name and not known.name:
            known.name = name[:_LONGEST_NAME]
        return known
    contact = Contact(kind=ContactKind.RESIDENT, name=(name or address)[:_LONGEST_NAME], created_at=now)
    session.add(contact)
    session.flush()
    session.add(
        ContactPoint(
            contact_id=contact.id, kind=PointKind.EMAIL, value=value, shown=address[:_LONGEST_ADDRESS]
        )
    )
    return contact

"""Finds or makes the contact a message came from, and finds people by name."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.people import ContactKind, PointKind
from wardoffice.domain.phone_numbers import shown_phone
from wardoffice.domain.plain_words import plain_words
from wardoffice.store.tables import Case, Contact, ContactPoint, Message, MessageLink, QueueEntry, Request
from wardoffice.store.visibility import visible

_LONGEST_NAME = 200
_LONGEST_ADDRESS = 320
_LONGEST_LANGUAGE = 20
_LEAST_DIGITS = 4


def contact_of(
    session: Session, now: datetime, *, name: str = "", address: str = "", phone: str = "", language: str = ""
) -> Contact | None:
    """The contact with this mail address, else with this phone (+17735550100), made if new; None for nobody.

    One address is one contact, whatever name a mail program put before it. A phone tells who it is only where
    there is no address: a household shares one. Somebody of whom only a name is known is new each time.
    """
    shown = name or address or shown_phone(phone)
    if not shown:
        return None
    points = {PointKind.EMAIL: address.casefold()[:_LONGEST_ADDRESS], PointKind.PHONE: phone}
    ways = {kind: value for kind, value in points.items() if value}
    known = _known(session, *next(iter(ways.items()))) if ways else None
    contact = known or Contact(kind=ContactKind.RESIDENT, name=shown[:_LONGEST_NAME], created_at=now)
    if known is None:
        session.add(contact)
        session.flush()
    elif name and known.name in {"", address, *points.values(), shown_phone(phone)}:
        contact.name = name[:_LONGEST_NAME]
    contact.language = contact.language or language[:_LONGEST_LANGUAGE]
    for kind, value in ways.items():
        written = address if kind is PointKind.EMAIL else shown_phone(value)
        _add_point(session, contact, kind, value, written)
    return contact


def _known(session: Session, kind: PointKind, value: str) -> Contact | None:
    return session.scalar(
        select(Contact)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(ContactPoint.kind == kind, ContactPoint.value == value)
        .order_by(Contact.id)
        .limit(1)
    )


def _add_point(session: Session, contact: Contact, kind: PointKind, value: str, shown: str) -> None:
    there = session.scalar(
        select(ContactPoint.id)
        .where(ContactPoint.contact_id == contact.id, ContactPoint.kind == kind, ContactPoint.value == value)
        .limit(1)
    )
    if there is None:
        session.add(
            ContactPoint(contact_id=contact.id, kind=kind, value=value, shown=shown[:_LONGEST_ADDRESS])
        )
        session.flush()


def people_named(session: Session, actor: Actor, said: str, most: int) -> tuple[tuple[str, str], ...]:
    """Names of people whose name has every word as a beginning, or who have such an address or number.

    With how they are reached, the newest first, at most so many. Who told of nothing the actor may see is not
    among them: somebody known from a restricted matter alone is nobody to others.
    """
    words = plain_words(said).split()
    if not words:
        return ()
    name = literal(" ").concat(Contact.plain_name)
    named = and_(*(name.contains(f" {each}", autoescape=True) for each in words))
    digits = "".join(each for each in said if each.isdigit())
    reached = ContactPoint.value.startswith(said.strip().casefold(), autoescape=True)
    if len(digits) >= _LEAST_DIGITS:
        reached = or_(reached, ContactPoint.value.contains(digits))
    ways = select(ContactPoint.contact_id).where(reached)
    told = or_(*(_told_in_sight(actor, source) for source in (Request, MessageLink)))
    rows = session.execute(
        select(Contact.id, Contact.name)
        .where(Contact.name != "", or_(named, Contact.id.in_(ways)), told)
        .order_by(Contact.id.desc())
        .limit(most)
    ).all()
    shown = session.execute(
        select(ContactPoint.contact_id, ContactPoint.shown)
        .where(ContactPoint.contact_id.in_([row.id for row in rows]))
        .order_by(ContactPoint.id)
    )
    points: dict[int, list[str]] = {}
    for contact_id, each in shown:
        points.setdefault(contact_id, []).append(each)
    return tuple((row.name, " · ".join(points.get(row.id, ()))) for row in rows)


def _told_in_sight(actor: Actor, source: type[Request] | type[MessageLink]) -> ColumnElement[bool]:
    """That a message of this person stands with a problem the actor may see."""
    return (
        select(Message.id)
        .join(source, source.message_id == Message.id)
        .join(Case, Case.id == source.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            Message.contact_id == Contact.id,
            source.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
            visible(actor),
        )
        .exists()
    )

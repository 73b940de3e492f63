"""Reads whom a 311 number is to be sent on to: those who were promised it when the problem was submitted."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.outgoing import OutboxKind
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.people import PointKind
from wardoffice.store.batches import batches
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    OutboxMessage,
    OutboxRecipient,
    Submission,
)
from wardoffice.store.visibility import restricted_below

NUMBER_OF = "number_of"
"""The field of a mail's ``wish`` that says which submission's number it tells."""


@dataclass(frozen=True, slots=True)
class NumberToTell:
    """A number that came for a submission, and a person who was promised it and has a mail address."""

    submission_id: int
    root_id: int
    number: str
    to: Addressee
    language: str


def numbers_to_tell(session: Session) -> tuple[NumberToTell, ...]:
    """Of all submissions whose number came, to those with a promise of it that stands.

    Whoever a mail was written to with it is left out, whatever became of that mail: it was taken back, or
    their server would not have it, and people decide what follows. So they do where any problem that was put
    together with it is restricted.
    """
    home, root = aliased(Case), aliased(Case)
    rows = session.execute(
        select(Submission.id, root.id, Submission.number, Contact, ContactPoint.shown)
        .join(home, home.id == Submission.case_id)
        .join(root, root.id == home.root_id)
        .join(FollowUp, FollowUp.case_id == Submission.case_id)
        .join(Contact, Contact.id == FollowUp.contact_id)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            Submission.tell_number.is_(True),
            Submission.number != "",
            Submission.withdrawn_at.is_(None),
            ~restricted_below(root.id),
            FollowUp.of_number.is_(True),
            FollowUp.done_at.is_(None),
            FollowUp.withdrawn_at.is_(None),
            ContactPoint.kind == PointKind.EMAIL,
        )
        .order_by(Submission.id, Contact.id, ContactPoint.id)
    ).all()
    told = _told(session, {row[3].id for row in rows})
    found: dict[int, NumberToTell] = {}
    for submission_id, root_id, number, contact, address in rows:
        if (submission_id, contact.id) in told:
            continue
        to = Addressee(address, contact.name, contact.id)
        found.setdefault(contact.id, NumberToTell(submission_id, root_id, number, to, contact.language))
    return tuple(found.values())


def _told(session: Session, contact_ids: Collection[int]) -> set[tuple[int, int]]:
    """The submissions whose number was ever written to these contacts, each with the contact."""
    found: set[tuple[int, int]] = set()
    for some in batches(contact_ids):
        rows = session.execute(
            select(OutboxMessage.wish, OutboxRecipient.contact_id)
            .join(OutboxRecipient, OutboxRecipient.outbox_id == OutboxMessage.id)
            .where(
                OutboxMessage.kind == OutboxKind.MAIL,
                OutboxMessage.staff_id.is_(None),
                OutboxRecipient.contact_id.in_(some),
            )
        )
        found.update((wish[NUMBER_OF], contact) for wish, contact in rows if wish and NUMBER_OF in wish)
    return found

"""Reads whom a 311 number is to be sent on to: those who were promised it when the problem was submitted."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.people import FollowUpKind, PointKind
from wardoffice.store.tables import Case, Contact, ContactPoint, FollowUp, Submission


@dataclass(frozen=True, slots=True)
class NumberToTell:
    """A number that came for a submission, and a person who was promised it and has a mail address."""

    submission_id: int
    root_id: int
    number: str
    to: Addressee
    language: str


def numbers_to_tell(session: Session, promised: str) -> tuple[NumberToTell, ...]:
    """Of all submissions whose number came; ``promised`` are the words of that promise."""
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
            root.restricted.is_(False),
            FollowUp.kind == FollowUpKind.PROMISE,
            FollowUp.words == promised,
            FollowUp.done_at.is_(None),
            FollowUp.withdrawn_at.is_(None),
            ContactPoint.kind == PointKind.EMAIL,
        )
        .order_by(Submission.id, Contact.id, ContactPoint.id)
    )
    found: dict[int, NumberToTell] = {}
    for submission_id, root_id, number, contact, address in rows:
        to = Addressee(address, contact.name, contact.id)
        found.setdefault(contact.id, NumberToTell(submission_id, root_id, number, to, contact.language))
    return tuple(found.values())

"""Looks up what a mail of the folder of sent mail is about: its case, and the people it went to."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import StaffMember
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.people import ContactKind, FollowUpKind, PointKind
from wardoffice.domain.subjects import base_subject
from wardoffice.store.casework import cases_told_in
from wardoffice.store.message_reading import case_of_message
from wardoffice.store.roots import roots_of
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    LedgerEntry,
    MailFolder,
    Message,
    MessageLink,
    Request,
    Staff,
)

_SAME_MATTER = timedelta(days=90)
"""How long after somebody wrote a new mail with the same subject is still taken for an answer to it."""

_LOOKED_AT = 200


def is_sent_mail(session: Session, ledger_id: int) -> bool:
    """Whether a booked mail lies in a folder of sent mail."""
    return bool(
        session.scalar(
            select(MailFolder.sent)
            .join(LedgerEntry, LedgerEntry.folder_id == MailFolder.id)
            .where(LedgerEntry.id == ledger_id)
        )
    )


def account_of(session: Session, ledger_id: int) -> str:
    """The mailbox a booked mail lies in, user@host; of an imported file no mailbox."""
    return session.scalars(
        select(MailFolder.account)
        .join(LedgerEntry, LedgerEntry.folder_id == MailFolder.id)
        .where(LedgerEntry.id == ledger_id)
    ).one()


def case_told_by(session: Session, addresses: Collection[str], subject: str, sent_at: datetime) -> int | None:
    """The one problem that somebody at these addresses wrote about under this subject, not long before.

    None where there are several, or none: the subject alone, or the person alone, says too little.
    """
    about = base_subject(subject)
    if not about or not addresses:
        return None
    written = session.execute(
        select(Message.id, Message.subject)
        .join(ContactPoint, ContactPoint.contact_id == Message.contact_id)
        .where(
            ContactPoint.kind == PointKind.EMAIL,
            ContactPoint.value.in_([each.casefold() for each in addresses]),
            Message.received_at <= sent_at,
            Message.received_at > sent_at - _SAME_MATTER,
        )
        .order_by(Message.received_at.desc())
        .limit(_LOOKED_AT)
    )
    fitting = [row_id for row_id, told in written if base_subject(told) == about]
    if len(roots_of(session, cases_told_in(session, fitting))) != 1:
        return None
    return next((found for each in fitting if (found := case_of_message(session, each)) is not None), None)


def people_in(session: Session, homes: Collection[int]) -> set[int]:
    """The contacts who told of these cases, wrote to them, or had an exchange about them."""
    told = (
        select(Message.contact_id)
        .join(Request, Request.message_id == Message.id)
        .where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None))
    )
    wrote = (
        select(Message.contact_id)
        .join(MessageLink, MessageLink.message_id == Message.id)
        .where(MessageLink.case_id.in_(homes), MessageLink.withdrawn_at.is_(None))
    )
    exchanged = select(FollowUp.contact_id).where(
        FollowUp.case_id.in_(homes), FollowUp.withdrawn_at.is_(None)
    )
    found = (each for query in (told, wrote, exchanged) for each in session.scalars(query))
    return {each for each in found if each is not None}


def contacts_at(session: Session, addresses: Collection[str]) -> list[Contact]:
    """The contacts with these mail addresses, each once, in the order of the addresses."""
    wanted = [each.casefold() for each in addresses]
    rows = session.execute(
        select(ContactPoint.value, Contact)
        .join(Contact, Contact.id == ContactPoint.contact_id)
        .where(ContactPoint.kind == PointKind.EMAIL, ContactPoint.value.in_(wanted))
        .order_by(Contact.id)
    ).all()
    first: dict[str, Contact] = {}
    for value, contact in rows:
        first.setdefault(value, contact)
    return list(dict.fromkeys(first[each] for each in wanted if each in first))


def departments_at(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """The names of the departments at these mail addresses, by address."""
    if not addresses:
        return {}
    rows = session.execute(
        select(ContactPoint.value, Contact.name)
        .join(Contact, Contact.id == ContactPoint.contact_id)
        .where(ContactPoint.kind == PointKind.EMAIL, ContactPoint.value.in_(set(addresses)))
        .where(Contact.kind == ContactKind.DEPARTMENT)
    )
    return dict(rows.all())


def owed_before(
    session: Session, homes: Collection[int], contact_id: int, sent_at: datetime, in_reply_to: str
) -> list[FollowUp]:
    """The answers owed to a person about these cases when a mail was sent.

    What is owed for the very mail it answers is among them, whatever the clocks of two programs say. What was
    promised is not: a mail may speak of anything but that.
    """
    told = select(Request.message_id).where(
        Request.case_id.in_(homes), Request.message_id.is_not(None), Request.withdrawn_at.is_(None)
    )
    answered = select(Message.id).where(Message.message_id == in_reply_to, Message.message_id != "")
    return list(
        session.scalars(
            select(FollowUp).where(
                or_(FollowUp.case_id.in_(homes), FollowUp.message_id.in_(told)),
                FollowUp.contact_id == contact_id,
                FollowUp.kind == FollowUpKind.ANSWER_OWED,
                FollowUp.done_at.is_(None),
                FollowUp.withdrawn_at.is_(None),
                or_(FollowUp.created_at <= sent_at, FollowUp.message_id.in_(answered)),
            )
        )
    )


def words_before(
    session: Session, homes: Collection[int], contact_id: int, sent_at: datetime, in_reply_to: str
) -> list[MessageLink]:
    """What this person wrote to these cases before a mail was sent, and nobody dealt with yet."""
    return list(
        session.scalars(
            select(MessageLink)
            .join(Message, Message.id == MessageLink.message_id)
            .where(
                MessageLink.case_id.in_(homes),
                MessageLink.seen_at.is_(None),
                MessageLink.withdrawn_at.is_(None),
                Message.contact_id == contact_id,
                or_(
                    Message.received_at <= sent_at,
                    (Message.message_id == in_reply_to) & (Message.message_id != ""),
                ),
            )
        )
    )


def sent_without_case(session: Session, since: datetime) -> list[int]:
    """Mails of ours in no case, which answer a mail that came in after them (or was read after them).

    One that was ever linked is not among them: a person may have taken that back.
    """
    answered = aliased(Message)
    return list(
        session.scalars(
            select(Message.id)
            .join(answered, answered.message_id == Message.in_reply_to)
            .where(
                Message.kind == MessageKind.SENT,
                Message.in_reply_to != "",
                Message.received_at > since,
                ~exists().where(MessageLink.message_id == Message.id),
                or_(
                    exists().where(Request.message_id == answered.id, Request.withdrawn_at.is_(None)),
                    exists().where(MessageLink.message_id == answered.id, MessageLink.withdrawn_at.is_(None)),
                ),
            )
            .distinct()
            .order_by(Message.id)
        )
    )


def ever_linked(session: Session, message_id: int) -> bool:
    """Whether a message was linked to a case at any time, taken back or not."""
    return bool(session.scalar(select(exists().where(MessageLink.message_id == message_id))))


def links_of(session: Session, message_id: int) -> list[MessageLink]:
    """The cases a message is linked to now."""
    return list(
        session.scalars(
            select(MessageLink).where(
                MessageLink.message_id == message_id, MessageLink.withdrawn_at.is_(None)
            )
        )
    )


def staff_list(session: Session) -> Sequence[StaffMember]:
    """Everybody who is or was on the staff: an old answer names who wrote it then."""
    return [
        StaffMember(row.id, row.name, row.role)
        for row in session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.id))
    ]


def home_and_root(session: Session, case_id: int) -> tuple[Case, Case]:
    """The case as it was filed, and the one it stands under now."""
    home = session.get_one(Case, case_id)
    return home, session.get_one(Case, home.root_id or home.id)


def writer_of(session: Session, message_id: str) -> int | None:
    """The contact who wrote the mail of this Message-ID; None where it is not here."""
    if not message_id:
        return None
    return session.scalar(select(Message.contact_id).where(Message.message_id == message_id).limit(1))

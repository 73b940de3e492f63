"""Looks up messages by what identifies them, and the case a reply belongs to."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.store.city_numbers import record_of_number
from wardoffice.store.mail_consequences import has_id
from wardoffice.store.tables import Case, FollowUp, Forward, Message, MessageLink, OutboxMessage, Request

_TOKEN = re.compile(r"\[(?:W\d+-)?(\d{4}-\d{5,})\]", re.IGNORECASE)


def known_message(
    session: Session,
    raw_sha256: str,
    message_id: str,
    fingerprint: str,
    *,
    sender: str = "",
    sent_at: datetime | None = None,
) -> Message | None:
    """The message this mail already is: the same bytes, or the same Message-ID with the same content.

    The Message-ID alone is not enough: phones and copiers use one twice, and then both mails are kept. Nor
    is the content alone: two residents may send the same words by a form that numbers nothing. A mail without
    a number is the same where content, sender and date are.
    """
    same = [Message.raw_sha256 == raw_sha256]
    if fingerprint and message_id:
        same.append((Message.message_id == message_id) & (Message.fingerprint == fingerprint))
    elif fingerprint and sender and sent_at is not None:
        same.append(
            (Message.message_id == "")
            & (Message.fingerprint == fingerprint)
            & (Message.sender_address == sender[:320])
            & (Message.sent_at == sent_at)
        )
    return session.scalar(select(Message).where(or_(*same)).order_by(Message.id).limit(1))


def shares_its_number(session: Session, message: Message) -> bool:
    """Whether another message came under the same Message-ID, with other content."""
    other = exists().where(
        Message.message_id == message.message_id,
        Message.id != message.id,
        Message.fingerprint != message.fingerprint,
    )
    return bool(message.message_id and session.scalar(select(other)))


def answered_case(
    session: Session, subject: str, in_reply_to: str, references: Sequence[str], numbers: CityNumbers
) -> tuple[int, LinkReason] | None:
    """The case a reply belongs to, and why: our number in the subject, the mails it answers, a 311 number.

    A mail to somebody who told us has the number of the problem theirs stood under. Where theirs was pulled
    out since, what they answer is about theirs: the mail they answer says so.
    """
    for number in _TOKEN.findall(subject):
        case_id = session.scalar(select(Case.id).where(Case.number == number, Case.withdrawn_at.is_(None)))
        if case_id is not None:
            parted = _home_pulled_apart(session, case_id, (in_reply_to, *reversed(references)))
            return (case_id, LinkReason.TOKEN) if parted is None else (parted, LinkReason.IN_REPLY_TO)
    case_id = case_of_thread(session, in_reply_to, references)
    if case_id is not None:
        return case_id, LinkReason.IN_REPLY_TO
    for number in numbers.named_in(subject):
        record = record_of_number(session, numbers.city, number)
        case_id = case_of_record(session, record.id) if record is not None else None
        if case_id is not None:
            return case_id, LinkReason.TRACKING_NUMBER
    return None


def case_of_thread(session: Session, in_reply_to: str, references: Sequence[str]) -> int | None:
    """The case of the newest of the mails it answers (RFC 5322, section 3.6.4) that has one."""
    for answered in dict.fromkeys((in_reply_to, *reversed(references))):
        case_id = _case_of_mail(session, answered) if answered else None
        if case_id is not None:
            return case_id
    return None


def _home_pulled_apart(session: Session, case_id: int, answered: Sequence[str]) -> int | None:
    """The case whose people a mail of a case's number answered, where it stands under that one no more."""
    ids = [each for each in answered if each]
    if not ids:
        return None
    homes = session.execute(
        select(Case.id, Case.root_id)
        .join(FollowUp, FollowUp.case_id == Case.id)
        .join(OutboxMessage, OutboxMessage.id == FollowUp.outbox_id)
        .where(
            has_id(ids),
            OutboxMessage.case_id == case_id,
            FollowUp.kind == FollowUpKind.ANSWER,
            FollowUp.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
        )
        .distinct()
    ).all()
    if len(homes) != 1:
        return None
    home, root = homes[0]
    return home if root != session.scalar(select(Case.root_id).where(Case.id == case_id)) else None


def case_of_record(session: Session, record_id: int) -> int | None:
    """The case a record of the city is filed in."""
    return session.scalar(
        select(Request.case_id)
        .where(Request.service_record_id == record_id, Request.withdrawn_at.is_(None))
        .limit(1)
    )


def requests_of_mail(session: Session, raw_sha256: str) -> int:
    """How many problems and papers the mail with these bytes told of, in all the messages that were in it."""
    told = (
        select(func.count())
        .select_from(Request)
        .join(Message, Message.id == Request.message_id)
        .where(Message.raw_sha256 == raw_sha256, Request.withdrawn_at.is_(None))
    )
    return session.scalar(told) or 0


def case_of_message(session: Session, message_row_id: int) -> int | None:
    """The case a message told of or was linked to, the first one."""
    told = session.scalar(
        select(Request.case_id)
        .where(Request.message_id == message_row_id, Request.withdrawn_at.is_(None))
        .order_by(Request.position)
        .limit(1)
    )
    if told is not None:
        return told
    return session.scalar(
        select(MessageLink.case_id)
        .where(MessageLink.message_id == message_row_id, MessageLink.withdrawn_at.is_(None))
        .limit(1)
    )


def _case_of_mail(session: Session, message_id: str) -> int | None:
    sent = session.scalar(select(OutboxMessage.case_id).where(has_id([message_id])).limit(1))
    if sent is not None:
        return sent
    # A mail to a department about several problems is of none of them alone.
    told = session.scalar(
        select(Forward.case_id)
        .join(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(has_id([message_id]))
        .order_by(Forward.id)
        .limit(1)
    )
    if told is not None:
        return told
    received = session.scalar(
        select(Message.id).where(Message.message_id == message_id).order_by(Message.id).limit(1)
    )
    return case_of_message(session, received) if received is not None else None

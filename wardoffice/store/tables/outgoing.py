"""What leaves the office: forwards, submissions and the outbox they wait in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState, SubmissionWay
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose, SentCopy
from wardoffice.domain.submissions import ContactChoice
from wardoffice.store.columns import Base, UtcTime, Word

_STANDS = sql("withdrawn_at IS NULL")


class OutboxMessage(Base):
    """Anything leaving the office: rendered once, committed with the action that sends it.

    What stands from ``purpose`` on is of mail alone. ``case_id`` is its problem where it is about one; what
    it is to whom stands in the forwards and answers that name it. ``wish`` are the plain values it was made
    from, for whoever takes it back to change it. ``first_tried_at`` is when it was first handed over, from
    which trying ends after a day; ``finishing_at`` when all but its last line was over there. ``looked_at``
    and ``looked`` tell of the last look for one of unknown fate in the folder of sent mail; ``copy_id`` is
    the Message-ID under which it lies there where a relay wrote its own. It takes the place of
    ``again_of_id``. ``seen_at`` is when a person saw that it did not reach everybody. What it says and to
    whom is never changed once it is written: the database refuses that (triggers of the first migration).
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OutboxKind] = mapped_column(Word(OutboxKind))
    state: Mapped[OutboxState] = mapped_column(Word(OutboxState))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(300), default="", index=True)
    rendered_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    subject: Mapped[str] = mapped_column(Text, default="")
    not_before: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    purpose: Mapped[MailPurpose | None] = mapped_column(Word(MailPurpose))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finishing_at: Mapped[datetime | None] = mapped_column(UtcTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    looked: Mapped[str] = mapped_column(Text, default="")
    sent_copy: Mapped[SentCopy | None] = mapped_column(Word(SentCopy))
    copy_id: Mapped[str] = mapped_column(String(300), default="", index=True)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OutboxRecipient(Base):
    """One recipient of an outgoing mail and what the server said of it, in its own words (``answer``)."""

    __tablename__ = "outbox_recipient"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[RecipientState] = mapped_column(Word(RecipientState), index=True)
    code: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)


class OutboxHoldRow(Base):
    """One time that somebody held everything in the outbox; nothing leaves while any stands.

    ``withdrawn_at`` is when it was let go again.
    """

    __tablename__ = "outbox_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    held_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Forward(Base):
    """A case sent to a department, or referred to a body that is not the city's.

    A chase of several cases is one mail and a row of each. ``department_id`` is the directory's, None for a
    forward found in a mail program. ``due_at`` is when somebody looks whether they answered. ``content_key``
    is a digest of what was sent, by which the same is not sent twice.
    """

    __tablename__ = "forward"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    department: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[MailPurpose] = mapped_column(Word(MailPurpose), default=MailPurpose.FORWARD)
    way: Mapped[ForwardWay] = mapped_column(Word(ForwardWay), default=ForwardWay.MAIL)
    words: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    content_key: Mapped[str] = mapped_column(String(64), default="")
    answer_message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    chase_of_id: Mapped[int | None] = mapped_column(ForeignKey("forward.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Submission(Base):
    """One attempt to put a case into the city's system: one POST at most, or typed by staff.

    ``payload`` holds the form fields as they are sent, without the api key; ``address_key`` is the address
    normalised. ``probable`` says that its record
    was filed with it by place and time only. ``next_poll_at`` is when its number is asked for next, until
    ``poll_until``; ``looked_at`` and ``looked`` tell of the last look for one of unknown fate. It takes the
    place of ``again_of_id``, with the ``reason`` a person gave: one at most, unless that was withdrawn.
    ``tell_number`` says that those who told of the case asked to be sent its number; what is owed to each is
    a promise of theirs (``FollowUp``).
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index(None, "again_of_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    service_record_id: Mapped[int | None] = mapped_column(ForeignKey("service_record.id"), index=True)
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    way: Mapped[SubmissionWay] = mapped_column(Word(SubmissionWay))
    city: Mapped[str] = mapped_column(String(60))
    service_code: Mapped[str] = mapped_column(String(100))
    answer_kind: Mapped[str] = mapped_column(String(20), default="")
    lat: Mapped[float | None]
    long: Mapped[float | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    address_key: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    tell_number: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[ContactChoice] = mapped_column(Word(ContactChoice), default=ContactChoice.NONE)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    token: Mapped[str] = mapped_column(String(200), default="", index=True)
    number: Mapped[str] = mapped_column(String(100), default="", index=True)
    probable: Mapped[bool] = mapped_column(default=False)
    duplicate_of: Mapped[str] = mapped_column(String(100), default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[str] = mapped_column(String(200), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    polls: Mapped[int] = mapped_column(default=0)
    next_poll_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    poll_until: Mapped[datetime | None] = mapped_column(UtcTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    looked: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)

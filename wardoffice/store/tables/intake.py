"""What came in: messages, files and the books of the mailbox."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.books import LedgerState
from wardoffice.domain.messages import Channel, MailProgram, MessageKind
from wardoffice.domain.pictures import Rank
from wardoffice.store.columns import Base, UtcTime, Word


class StoredFile(Base):
    """A file of the content-addressed store, kept once whatever points to it.

    ``doubts`` are sentences on what a picture says of itself and was not believed.
    """

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120), default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    lat: Mapped[float | None]
    long: Mapped[float | None]
    camera: Mapped[str] = mapped_column(String(120), default="")
    dhash: Mapped[str] = mapped_column(String(16), default="")
    trouble: Mapped[str] = mapped_column(Text, default="")
    doubts: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class PictureBand(Base):
    """A quarter of a picture's difference hash, by which others that look alike are found."""

    __tablename__ = "picture_band"

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True, index=True)


class Message(Base):
    """What a person sent or said, kept as it came; ``raw_sha256`` is the mail's own bytes.

    ``sent_on_by`` is who of the office sent it on, with what ``instruction``; ``form_lines`` are the labels
    and values of the website's form ``form_name``.

    ``danger`` are the words of danger in it.

    ``sender_doubt`` says why its sender may be another than it claims; ``named_case_id`` is the case whose
    number its subject names though nobody knows its sender there. ``tracking_number`` is that of a
    notice from 311 that may have come before the city's record of it. ``recipients`` are the names and
    addresses a mail of our own went to, or (of a bounce) did not reach; ``program`` is what wrote it.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    kind: Mapped[MessageKind] = mapped_column(Word(MessageKind), index=True)
    kind_reason: Mapped[str] = mapped_column(Text, default="")
    sender_doubt: Mapped[str] = mapped_column(Text, default="")
    danger: Mapped[str] = mapped_column(String(200), default="")
    tracking_number: Mapped[str] = mapped_column(String(100), default="", index=True)
    named_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    sender_address: Mapped[str] = mapped_column(String(320), default="")
    recipients: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    program: Mapped[MailProgram | None] = mapped_column(Word(MailProgram))
    subject: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    whole_text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    sent_on_by: Mapped[str] = mapped_column(String(320), default="")
    instruction: Mapped[str] = mapped_column(Text, default="")
    form_name: Mapped[str] = mapped_column(String(60), default="")
    form_lines: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    message_id: Mapped[str] = mapped_column(String(1000), default="", index=True)
    in_reply_to: Mapped[str] = mapped_column(String(1000), default="")
    references: Mapped[list[str]] = mapped_column(JSON, default=list)
    fingerprint: Mapped[str] = mapped_column(String(64), default="", index=True)
    raw_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    troubles: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class LetterMark(Base):
    """A mark of what a letter says, by which letters that say nearly the same are found."""

    __tablename__ = "letter_mark"

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True, index=True)


class Attachment(Base):
    """A stored file on a message or a case; ``case_id`` is the home it is shown under.

    ``source_url`` is where a picture of the city's was fetched from, ``made_from_id`` the attachment of which
    this is an edited copy.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200), default="")
    source_url: Mapped[str] = mapped_column(Text, default="")
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    rank: Mapped[Rank] = mapped_column(Word(Rank), default=Rank.FILE)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MailFolder(Base):
    """A folder of an account under one UIDVALIDITY: a new value opens a new generation.

    ``sent`` says that it holds what the office sent, ``dropped`` that the settings name it no longer.
    """

    __tablename__ = "mail_folder"
    __table_args__ = (UniqueConstraint("account", "folder", "uid_validity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(320))
    folder: Mapped[str] = mapped_column(String(300))
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    current: Mapped[bool] = mapped_column(default=True)
    sent: Mapped[bool] = mapped_column(default=False)
    dropped: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)


class LedgerEntry(Base):
    """One mail the server showed us, and where it stands (P1).

    ``remote_id`` and ``header_sha256`` recognise it under another number, ``got_bytes`` of a large mail are
    kept so far, ``subject`` and ``sender`` are what the server says of one that it will not hand over.
    ``tidy_due`` asks for what the office wants done to it on the server once it is in; ``tidied``: it was.
    ``on_server``: the server showed it when the folder was last opened.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("folder_id", "uid"),
        Index(None, "state", "folder_id"),
        Index(None, "folder_id", "on_server"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("mail_folder.id"))
    uid: Mapped[int] = mapped_column(BigInteger)
    on_server: Mapped[bool] = mapped_column(default=False)
    state: Mapped[LedgerState] = mapped_column(Word(LedgerState))
    reason: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    raw_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    remote_id: Mapped[str] = mapped_column(String(255), default="", index=True)
    header_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    got_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    subject: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(String(320), default="")
    tidy_due: Mapped[bool] = mapped_column(default=False)
    tidied: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)

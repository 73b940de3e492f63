"""Letters on paper, and the office's own texts with who approved them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.letter_texts import LetterKey
from wardoffice.store.columns import Base, UtcTime, Word


class Letter(Base):
    """An answer that goes on paper: its words as they are printed. It is given once it was posted."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    language: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class LetterWording(Base):
    """The office's own wording of a text; the newest that is not withdrawn holds."""

    __tablename__ = "letter_wording"
    __table_args__ = (Index(None, "key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[LetterKey] = mapped_column(Word(LetterKey))
    language: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class LetterApproval(Base):
    """Somebody who speaks a language said that this very text may go out: ``digest`` is its SHA-256."""

    __tablename__ = "letter_approval"
    __table_args__ = (Index(None, "key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[LetterKey] = mapped_column(Word(LetterKey))
    language: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    speaker: Mapped[str] = mapped_column(String(200))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)

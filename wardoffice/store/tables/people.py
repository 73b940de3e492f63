"""Staff, and the people who write and call."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from wardoffice.domain.actor import Role
from wardoffice.domain.people import ContactKind, PointKind
from wardoffice.domain.plain_words import plain_words
from wardoffice.store.columns import Base, UtcTime, Word

_LONGEST_NAME = 200


class Staff(Base):
    """A person of the office. Nobody is deleted; who left is not active."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Contact(Base):
    """A resident, or a department's person; ``plain_name`` is what a name is found by."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ContactKind] = mapped_column(Word(ContactKind), default=ContactKind.RESIDENT)
    name: Mapped[str] = mapped_column(String(_LONGEST_NAME), default="")
    plain_name: Mapped[str] = mapped_column(String(_LONGEST_NAME), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @validates("name")
    def _keep_plain(self, _field: str, name: str) -> str:
        self.plain_name = plain_words(name)[:_LONGEST_NAME]
        return name


class ContactPoint(Base):
    """A phone number or mail address of a contact; ``value`` is normalised for matching."""

    __tablename__ = "contact_point"
    __table_args__ = (Index(None, "kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[PointKind] = mapped_column(Word(PointKind))
    value: Mapped[str] = mapped_column(String(320))
    shown: Mapped[str] = mapped_column(String(320))

"""Facts of the office as a whole, and the leases of its jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.store.columns import Base, UtcTime


class Lease(Base):
    """Who is doing a job that must run once; past ``expires_at`` anybody may take it."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(400), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    taken_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)


class OfficeFact(Base):
    """A named fact, such as when the mailbox was last read and with what trouble."""

    __tablename__ = "office_fact"

    name: Mapped[str] = mapped_column(String(400), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime | None] = mapped_column(UtcTime)


class WardOfficeRow(Base):
    """How to reach the office of another ward: imported, downloaded, or typed in by staff."""

    __tablename__ = "ward_office"

    id: Mapped[int] = mapped_column(primary_key=True)
    ward: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MacroRow(Base):
    """Several steps with one key, as the office put them together; ``steps`` as ``domain.macros`` says."""

    __tablename__ = "macro"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(20), default="")
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

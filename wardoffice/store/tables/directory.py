"""Departments of the city and other bodies, their people, and who gets what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.departments import BodyKind, PreferredForm
from wardoffice.store.columns import Base, UtcTime, Word


class Department(Base):
    """A department of the city, or a body that is not the city's.

    ``key`` is its key in the city file, "" for one the office added itself. ``phone`` is for the office,
    ``public_phone`` the number to give a caller.
    """

    __tablename__ = "department"
    __table_args__ = (
        Index(None, "key", unique=True, sqlite_where=sql("key <> ''"), postgresql_where=sql("key <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(200))
    body: Mapped[BodyKind] = mapped_column(Word(BodyKind), default=BodyKind.CITY)
    phone: Mapped[str] = mapped_column(String(60), default="")
    public_phone: Mapped[str] = mapped_column(String(60), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[PreferredForm] = mapped_column(Word(PreferredForm), default=PreferredForm.MAIL)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DepartmentPerson(Base):
    """Somebody to write to at a department, with the address and phone the office has for them there.

    ``contact_id`` is whom the mail of that address is known by.
    """

    __tablename__ = "department_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    role: Mapped[str] = mapped_column(String(120), default="")
    is_backup: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class RoutingRule(Base):
    """Problems of a service type (in an area) go to this department.

    ``area`` is a ring of [longitude, latitude] in WGS84 degrees, None for the whole ward. ``proposed`` ones
    were seen in what staff chose, and hold only once a manager accepted them (``accepted_at``); one that a
    manager did not want (``refused_at``) is not proposed again.
    """

    __tablename__ = "routing_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_code: Mapped[str] = mapped_column(String(100), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    area: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    area_name: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

"""What was seen of the endpoints, and what changed in the city's list of services."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.service_list import ServiceChangeKind
from wardoffice.domain.watching import Outcome
from wardoffice.store.columns import Base, UtcTime, Word


class ProbeRow(Base):
    """One look at an endpoint."""

    __tablename__ = "probe"
    __table_args__ = (Index(None, "endpoint", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcTime)
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    questions: Mapped[int]
    failed: Mapped[int]
    milliseconds: Mapped[int | None]
    status: Mapped[int | None]
    services: Mapped[int | None]
    requests: Mapped[int | None]
    more: Mapped[bool] = mapped_column(default=False)
    newest_at: Mapped[datetime | None] = mapped_column(UtcTime)
    trouble: Mapped[str] = mapped_column(Text, default="")
    certificate_trusted: Mapped[bool | None]
    certificate_ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    certificate_reason: Mapped[str] = mapped_column(Text, default="")


class ProbeDayRow(Base):
    """All probes of an endpoint on one day, once they are old."""

    __tablename__ = "probe_day"

    endpoint: Mapped[str] = mapped_column(String(400), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    start: Mapped[datetime] = mapped_column(UtcTime)
    end: Mapped[datetime] = mapped_column(UtcTime)
    watched_seconds: Mapped[int]
    up_seconds: Mapped[int]
    probes: Mapped[int]
    questions: Mapped[int]
    failed: Mapped[int]


class ServiceDefinitionRow(Base):
    """The questions of a service type as the city last told them (``content``: its attributes).

    ``read_at`` is None where the city was asked (``tried_at``) and never told them.
    """

    __tablename__ = "service_definition"

    city: Mapped[str] = mapped_column(String(60), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tried_at: Mapped[datetime] = mapped_column(UtcTime)


class ServiceChangeRow(Base):
    """One change between two readings of the Service List or of a definition."""

    __tablename__ = "service_change"
    __table_args__ = (Index(None, "city", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[ServiceChangeKind] = mapped_column(Word(ServiceChangeKind))
    code: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)

"""The city's own records. Only the sync writes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.books import ToldBy
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.columns import Base, UtcTime, Word

# Few records are part of another, few notes name one: an index of those alone costs a filing next to nothing.
_PART_OF_ANOTHER = sql("parent_number <> ''")
_NAMES_ANOTHER = sql("number <> ''")


class ServiceTypeRow(Base):
    """An entry of the city's Service List as last read."""

    __tablename__ = "service_type"
    __table_args__ = (UniqueConstraint("city", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    has_definition: Mapped[bool] = mapped_column(default=False)
    answer_kind: Mapped[str] = mapped_column(String(20), default="realtime")
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ServiceRecord(Base):
    """One request of the city's system, as the city last told it.

    ``closing`` and ``crew`` are what its words and notes mean (``domain.closings``); ``made_by`` is the
    department that wrote it down, which only the data portal tells. ``still_open`` is true
    while the city has it open, and while it hangs on another that is: the one it was counted into, or a
    follow-on. ``missing_since`` is when the city's list was found to hold it no longer, ``now_number`` the
    other record it goes on as, and ``former_ward`` where it lay by polygon before the city moved it.
    """

    __tablename__ = "service_record"
    __table_args__ = (
        UniqueConstraint("city", "number"),
        Index(None, "lat", "long"),
        Index(None, "city", "token"),
        Index(None, "address_key"),
        Index(
            None, "city", "parent_number", sqlite_where=_PART_OF_ANOTHER, postgresql_where=_PART_OF_ANOTHER
        ),
        Index(
            "ix_service_record_missing",
            "city",
            sqlite_where=sql("missing_since IS NOT NULL"),
            postgresql_where=sql("missing_since IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(100))
    token: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[CityStatus] = mapped_column(Word(CityStatus))
    status_text: Mapped[str] = mapped_column(String(200), default="")
    status_notes: Mapped[str] = mapped_column(Text, default="")
    service_code: Mapped[str] = mapped_column(String(100), default="")
    service_name: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    agency: Mapped[str] = mapped_column(String(300), default="")
    requested_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    updated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    address: Mapped[str] = mapped_column(String(300), default="")
    address_key: Mapped[str] = mapped_column(String(300), default="")
    zipcode: Mapped[str] = mapped_column(String(20), default="")
    lat: Mapped[float | None]
    long: Mapped[float | None]
    ward: Mapped[int | None]
    ward_by_polygon: Mapped[int | None]
    media_urls: Mapped[list[str]] = mapped_column(JSON, default=list)
    channel: Mapped[str] = mapped_column(String(60), default="")
    made_by: Mapped[str] = mapped_column(String(300), default="")
    duplicate: Mapped[bool] = mapped_column(default=False)
    parent_number: Mapped[str] = mapped_column(String(100), default="")
    closing: Mapped[ClosingKind] = mapped_column(Word(ClosingKind), default=ClosingKind.OPEN)
    crew: Mapped[bool] = mapped_column(default=False)
    still_open: Mapped[bool] = mapped_column(default=True)
    attributes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    first_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    missing_since: Mapped[datetime | None] = mapped_column(UtcTime)
    now_number: Mapped[str] = mapped_column(String(100), default="")
    former_ward: Mapped[int | None]


class ServiceAlias(Base):
    """A number this record had before the city changed it."""

    __tablename__ = "service_alias"
    __table_args__ = (UniqueConstraint("city", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(100))
    service_record_id: Mapped[int] = mapped_column(ForeignKey("service_record.id"), index=True)


class ServiceNote(Base):
    """One activity of the city on a request; number, type and agency are those of a follow-on request."""

    __tablename__ = "service_note"
    __table_args__ = (Index(None, "number", sqlite_where=_NAMES_ANOTHER, postgresql_where=_NAMES_ANOTHER),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_record_id: Mapped[int] = mapped_column(ForeignKey("service_record.id"), index=True)
    position: Mapped[int]
    at: Mapped[datetime | None] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(60), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str] = mapped_column(String(100), default="")
    service_name: Mapped[str] = mapped_column(String(300), default="")
    agency: Mapped[str] = mapped_column(String(300), default="")


class ServiceUpdate(Base):
    """One step of a request, told apart from it (FixMyStreet's service request updates)."""

    __tablename__ = "service_update"
    __table_args__ = (UniqueConstraint("city", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(100))
    service_record_id: Mapped[int] = mapped_column(ForeignKey("service_record.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[CityStatus | None] = mapped_column(Word(CityStatus))
    status_text: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    media_urls: Mapped[list[str]] = mapped_column(JSON, default=list)


class PortalRecord(Base):
    """What the city's open-data portal last said of a request, beside what the 311 system says.

    ``city_*`` is what 311 said last; empty where it never told of it. ``asked_at`` is when 311 was asked for
    it by its number. ``more`` is what else stands in the portal's row, by the column's name.
    """

    __tablename__ = "portal_record"

    city: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[str] = mapped_column(String(100), primary_key=True)
    status: Mapped[CityStatus] = mapped_column(Word(CityStatus))
    status_text: Mapped[str] = mapped_column(String(200), default="")
    updated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    read_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    city_status: Mapped[CityStatus | None] = mapped_column(Word(CityStatus))
    city_updated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    more: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class CityCursor(Base):
    """How far an endpoint has been read.

    ``read_to`` is the newest update the city told of, or the oldest open gap before it; ``swept_at`` is when
    all days were last read anew. ``books`` count since then. ``found`` is how the endpoint is best asked, as
    found out by reading it; ``not_read`` are the pieces that failed when it was last read, in words.
    """

    __tablename__ = "city_cursor"

    city: Mapped[str] = mapped_column(String(60), primary_key=True)
    read_to: Mapped[datetime | None] = mapped_column(UtcTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    swept_at: Mapped[datetime | None] = mapped_column(UtcTime)
    books: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    repairs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    not_read: Mapped[list[str]] = mapped_column(JSON, default=list)


class CityUnusable(Base):
    """A record the city told without what it would be filed by: listed, so that a person can ask for it."""

    __tablename__ = "city_unusable"
    __table_args__ = (UniqueConstraint("city", "told_by", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60))
    told_by: Mapped[ToldBy] = mapped_column(Word(ToldBy))
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    day: Mapped[datetime | None] = mapped_column(UtcTime)
    service_name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(300))
    excerpt: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime] = mapped_column(UtcTime)


class CityGap(Base):
    """A part of the feed that failed: named, shown and retried until it is read (P2).

    Those ``of_year`` were found by the reading of the year before, which tries them again by itself.
    """

    __tablename__ = "city_gap"

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(60), index=True)
    start: Mapped[datetime] = mapped_column(UtcTime)
    end: Mapped[datetime] = mapped_column(UtcTime)
    by_update: Mapped[bool] = mapped_column(default=False)
    of_year: Mapped[bool] = mapped_column(default=False)
    page: Mapped[int]
    page_size: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)

"""Cases, requests and what hangs on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Computed, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.cases import AnswerWay, CaseKind, CaseStatus, FinishReason, LinkReason
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.queue import CityState, Desk
from wardoffice.store.columns import Base, UtcTime, Word

BANDS_PER_DEGREE = 1000
NO_HOUSE = sql("address NOT BETWEEN '0' AND '9zzzz'")
"""That an address is none that begins with a number, however a database sorts its letters."""
_UNPLACED = sql("lat IS NULL")


class Case(Base):
    """One problem at one place. ``root_id`` follows ``merged_into`` to its end and is kept by the store.

    ``border_ward`` is another ward that begins within ``border_metres``; ``ward_before`` the ward by the
    boundaries that were replaced, where the new ones moved it; ``handed_to`` the ward it was handed over to.
    ``urgent`` is a person's word, besides the rule of safety. Snoozed at ``snoozed_at``, when the city said
    ``snoozed_city``, it is out of the lists until ``snoozed_until`` or until new word comes.
    """

    __tablename__ = "case"
    __table_args__ = (Index(None, "lat", "long"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[CaseKind] = mapped_column(Word(CaseKind), default=CaseKind.PROBLEM)
    title: Mapped[str] = mapped_column(String(300), default="")
    service_code: Mapped[str] = mapped_column(String(100), default="", index=True)
    lat: Mapped[float | None]
    long: Mapped[float | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    place_source: Mapped[PlaceSource] = mapped_column(Word(PlaceSource), default=PlaceSource.NONE)
    place_metres: Mapped[float | None]
    place_others: Mapped[list[str]] = mapped_column(JSON, default=list)
    place_apart: Mapped[float | None]
    ward: Mapped[int | None]
    border_ward: Mapped[int | None]
    border_metres: Mapped[float | None]
    ward_before: Mapped[int | None]
    handed_to: Mapped[int | None]
    status: Mapped[CaseStatus] = mapped_column(Word(CaseStatus), default=CaseStatus.OPEN)
    finish_reason: Mapped[FinishReason | None] = mapped_column(Word(FinishReason))
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    safety_words: Mapped[str] = mapped_column(String(200), default="")
    safety_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rule: Mapped[str] = mapped_column(String(60), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcTime)
    snoozed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    snoozed_city: Mapped[CityState | None] = mapped_column(Word(CityState))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CaseViewer(Base):
    """A person who may see a restricted case."""

    __tablename__ = "case_viewer"
    __table_args__ = (UniqueConstraint("case_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CaseTag(Base):
    """A word of the office's own on a case; ``key`` is by what tags are the same (``tag_key``)."""

    __tablename__ = "case_tag"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class NumberSequence(Base):
    """The last case number given in a year."""

    __tablename__ = "number_sequence"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Request(Base):
    """One problem as one source told it; ``case_id`` is its home, whatever was merged since."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("message_id IS NOT NULL OR service_record_id IS NOT NULL", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    service_record_id: Mapped[int | None] = mapped_column(ForeignKey("service_record.id"), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ToldPlace(Base):
    """One of several places that a request tells of, with the words that tell of it.

    Made of the request's words when it is filed; one that was split since is told by its parts.
    """

    __tablename__ = "told_place"
    __table_args__ = (Index(None, "lat", "long"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    lat: Mapped[float]
    long: Mapped[float]
    address: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text)


class MessageLink(Base):
    """A message that belongs to a case it has no request in (a reply, a notice), and why.

    ``seen_by_id`` is the answer that dealt with it, where one did: that may not arrive.
    """

    __tablename__ = "message_link"
    __table_args__ = (UniqueConstraint("message_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    reason: Mapped[LinkReason] = mapped_column(Word(LinkReason))
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Note(Base):
    """A note of the staff. Notes may be released as public records."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    by: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class FollowUp(Base):
    """An exchange with a person: an answer owed, a promise, or an answer given.

    ``outbox_id`` is the mail that gives the answer. ``done_at`` and ``done_by_id`` (the answer that settled
    it) close what is owed. ``of_number`` is a promise of the number that 311 gives their problem.
    """

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(Word(FollowUpKind))
    way: Mapped[AnswerWay | None] = mapped_column(Word(AnswerWay))
    words: Mapped[str] = mapped_column(Text, default="")
    of_number: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class NotSame(Base):
    """Two requests that a person said are not the same problem. Kept for good (P4); the lower id first."""

    __tablename__ = "not_same"
    __table_args__ = (
        CheckConstraint("request_id < other_id", name="ordered"),
        UniqueConstraint("request_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Incident(Base):
    """An area and time under which many cases stand; ``area`` is a GeoJSON Polygon (RFC 7946).

    Who calls about it is filed in the case ``case_id``, which is the incident's own.
    """

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    area: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    script: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class IncidentCase(Base):
    """A case that a person took into an incident, or (``part`` is false) said to be none of it."""

    __tablename__ = "incident_case"
    __table_args__ = (UniqueConstraint("incident_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    part: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class QueueEntry(Base):
    """What the queue sorts and filters by: one row a root, made from the facts, never edited by hand.

    ``band`` is a strip of 111 m of latitude: by it and a stretch of longitude an index finds what lies around
    a point, where one by latitude alone would look at the whole breadth of the ward; the address in it tells
    the number of a house without its row.
    ``desk`` is the list the root stands in; ``rank`` and ``rank_at`` are the order of URGENCY. Until
    ``snoozed_until`` it is in none of them but that of the snoozed; None once new word woke it.
    """

    __tablename__ = "queue_entry"
    __table_args__ = (
        Index("ix_queue_entry_urgency", "desk", "rank", "rank_at", "case_id", "restricted", "snoozed_until"),
        Index("ix_queue_entry_type", "service_code", "rank", "rank_at", "case_id", "restricted"),
        Index("ix_queue_entry_opened", "desk", "opened_at", "case_id"),
        Index("ix_queue_entry_newest", "opened_at", "case_id"),
        Index("ix_queue_entry_assignee", "assignee_id", "status", "rank", "rank_at"),
        Index("ix_queue_entry_everything", "rank", "rank_at", "case_id", "restricted"),
        Index("ix_queue_entry_place", "band", "long", "lat", "address"),
        Index(
            "ix_queue_entry_no_house", "band", "long", "lat", sqlite_where=NO_HOUSE, postgresql_where=NO_HOUSE
        ),
        Index("ix_queue_entry_unplaced", "address", sqlite_where=_UNPLACED, postgresql_where=_UNPLACED),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    desk: Mapped[Desk] = mapped_column(Word(Desk))
    rank: Mapped[int]
    rank_at: Mapped[datetime] = mapped_column(UtcTime)
    ours: Mapped[bool]
    status: Mapped[CaseStatus] = mapped_column(Word(CaseStatus))
    safety: Mapped[bool]
    urgent: Mapped[bool]
    restricted: Mapped[bool]
    assignee_id: Mapped[int | None]
    service_code: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    lat: Mapped[float | None]
    long: Mapped[float | None]
    band: Mapped[int | None] = mapped_column(
        Computed(f"CAST(round(lat * {BANDS_PER_DEGREE}) AS INTEGER)", persisted=True)
    )
    channels: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    last_word_at: Mapped[datetime] = mapped_column(UtcTime)
    owed_since: Mapped[datetime | None] = mapped_column(UtcTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    city_state: Mapped[CityState] = mapped_column(Word(CityState))
    city_closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    new_word: Mapped[bool]
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    people: Mapped[int]
    photos: Mapped[int]
    requests: Mapped[int]

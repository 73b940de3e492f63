"""The append-only history: what somebody did, and which fields it changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.history import ActionKind
from wardoffice.store.columns import Base, UtcTime, Word


class Action(Base):
    """One thing somebody did, in one transaction. ``undo_of_id`` names what it takes back.

    ``undone`` says that it stands taken back now; the store keeps it (``store.undo_reading``).
    """

    __tablename__ = "action"
    __table_args__ = (Index(None, "staff_id", "id"), Index(None, "kind", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActionKind] = mapped_column(Word(ActionKind))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    who: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undo_of_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    undone: Mapped[bool] = mapped_column(default=False)


class Event(Base):
    """One field of one row that an action changed; a made row has the field ``""`` and its values after."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "entity", "entity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[Any | None] = mapped_column(JSON)
    after: Mapped[Any | None] = mapped_column(JSON)

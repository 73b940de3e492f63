"""What each person of the office keeps at the desk: saved lists, choices, and notes they have begun."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.domain.queue import SortBy, View
from wardoffice.store.columns import Base, UtcTime, Word


class SavedViewRow(Base):
    """A list somebody gave a name; ``words`` is what was typed, ``narrowed`` what was chosen in the menus."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    shared: Mapped[bool] = mapped_column(default=False)
    view: Mapped[View] = mapped_column(Word(View))
    words: Mapped[str] = mapped_column(Text, default="")
    narrowed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sort: Mapped[SortBy] = mapped_column(Word(SortBy))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class StaffPreference(Base):
    """One choice of one person, such as their keys or the columns of their list. No part of the history."""

    __tablename__ = "staff_preference"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)


class NoteDraft(Base):
    """A note that a person began on a case and has not saved."""

    __tablename__ = "note_draft"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcTime)

"""Reads and keeps a person's choices and the notes they have begun."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.saved_views import SavedView
from wardoffice.store.filter_values import filter_of
from wardoffice.store.tables import NoteDraft, SavedViewRow, Staff, StaffPreference


def preferences_of(session: Session, staff_id: int) -> dict[str, dict[str, Any]]:
    """All choices of a person, by name."""
    rows = session.scalars(select(StaffPreference).where(StaffPreference.staff_id == staff_id))
    return {row.name: row.value for row in rows}


def keep_preference(session: Session, staff_id: int, name: str, value: dict[str, Any]) -> None:
    """Keep a choice in the place of the one before."""
    row = session.get(StaffPreference, (staff_id, name))
    if row is None:
        session.add(StaffPreference(staff_id=staff_id, name=name, value=value))
    else:
        row.value = value


def draft_of(session: Session, staff_id: int, case_id: int) -> str:
    """The note this person began on the case, or ""."""
    row = session.get(NoteDraft, (staff_id, case_id))
    return row.text if row is not None else ""


def keep_draft(session: Session, staff_id: int, case_id: int, words: str, now: datetime) -> None:
    """Keep what was typed so far; empty words keep nothing."""
    row = session.get(NoteDraft, (staff_id, case_id))
    if row is not None and words:
        row.text, row.written_at = words, now
    elif row is not None:
        session.delete(row)
    elif words:
        session.add(NoteDraft(staff_id=staff_id, case_id=case_id, text=words, written_at=now))


def saved_views(session: Session, actor: Actor, *, may_change_all: bool) -> tuple[SavedView, ...]:
    """The lists this person made and those others share, in the order they were made."""
    rows = session.execute(
        select(SavedViewRow, Staff.name)
        .join(Staff, Staff.id == SavedViewRow.staff_id)
        .where(
            SavedViewRow.withdrawn_at.is_(None),
            SavedViewRow.shared | (SavedViewRow.staff_id == actor.staff_id),
        )
        .order_by(SavedViewRow.id)
    )
    return tuple(
        SavedView(
            key=str(row.id),
            name=row.name,
            view=row.view,
            narrowed=filter_of(row.words, row.narrowed),
            sort=row.sort,
            owner=owner,
            shared=row.shared,
            mine=may_change_all or row.staff_id == actor.staff_id,
        )
        for row, owner in rows
    )

"""Reads and keeps a person's choices and the notes they have begun."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.saved_views import SavedView
from wardoffice.store.filter_values import filter_of
from wardoffice.store.tables import Case, NoteDraft, SavedViewRow, Staff, StaffPreference


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
    """The note this person began on the case and on what was put together with it, or ""."""
    return "\n\n".join(row.text for row in _drafts(session, staff_id, case_id))


def keep_draft(session: Session, staff_id: int, case_id: int, words: str, now: datetime) -> None:
    """Keep what was typed so far; empty words keep nothing.

    What was begun on a case that was put into this one since is part of these words by now.
    """
    for row in _drafts(session, staff_id, case_id):
        if row.case_id != case_id or not words:
            session.delete(row)
    if not words:
        return
    here = session.get(NoteDraft, (staff_id, case_id))
    if here is None:
        session.add(NoteDraft(staff_id=staff_id, case_id=case_id, text=words, written_at=now))
    else:
        here.text, here.written_at = words, now


def _drafts(session: Session, staff_id: int, case_id: int) -> Sequence[NoteDraft]:
    """The drafts of this person under a root, the oldest first."""
    return session.scalars(
        select(NoteDraft)
        .join(Case, Case.id == NoteDraft.case_id)
        .where(NoteDraft.staff_id == staff_id, Case.root_id == case_id)
        .order_by(NoteDraft.written_at, NoteDraft.case_id)
    ).all()


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

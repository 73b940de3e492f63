"""Reads the tags of problems, and which the office uses; a root shows those of all put together with it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.tags import TagUse, tag_key
from wardoffice.store.tables import Case, CaseTag, MacroRow, QueueEntry, SavedViewRow
from wardoffice.store.visibility import visible


def tags_of(session: Session, root_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The tags of these roots by name; one that has none is not in it."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        select(Case.root_id, CaseTag.key, CaseTag.name)
        .join(Case, Case.id == CaseTag.case_id)
        .where(Case.root_id.in_(root_ids), CaseTag.withdrawn_at.is_(None), Case.withdrawn_at.is_(None))
        .order_by(CaseTag.name)
    )
    for root_id, key, name in rows:
        found[root_id or 0].setdefault(key, name)
    return {root_id: tuple(names.values()) for root_id, names in found.items()}


def tag_uses(session: Session, actor: Actor) -> tuple[TagUse, ...]:
    """The tags on problems that this actor may see, the most used first."""
    problems = func.count(func.distinct(Case.root_id))
    rows = session.execute(
        select(func.max(CaseTag.name), problems)
        .join(Case, Case.id == CaseTag.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(CaseTag.withdrawn_at.is_(None), Case.withdrawn_at.is_(None), visible(actor))
        .group_by(CaseTag.key)
        .order_by(problems.desc(), CaseTag.key)
    )
    return tuple(TagUse(name, count) for name, count in rows)


def tag_rows(session: Session, case_ids: Collection[int], key: str) -> list[CaseTag]:
    """The rows of one tag on these cases, those that were taken off as well."""
    return list(session.scalars(select(CaseTag).where(CaseTag.case_id.in_(case_ids), CaseTag.key == key)))


def rows_tagged(session: Session, key: str) -> list[CaseTag]:
    """Every standing row of one tag."""
    return list(session.scalars(select(CaseTag).where(CaseTag.key == key, CaseTag.withdrawn_at.is_(None))))


def rows_naming_tags(session: Session) -> tuple[Sequence[MacroRow], Sequence[SavedViewRow]]:
    """Every macro and every saved list; those put away too, for they may be brought back."""
    return session.scalars(select(MacroRow)).all(), session.scalars(select(SavedViewRow)).all()


def copy_tags(session: Session, of: Collection[int], to: int, now: datetime) -> None:
    """Give one case the tags that stand on these, each once."""
    standing = select(CaseTag).where(CaseTag.case_id.in_(of), CaseTag.withdrawn_at.is_(None))
    for tag in {tag.key: tag for tag in session.scalars(standing.order_by(CaseTag.id))}.values():
        session.add(CaseTag(case_id=to, name=tag.name, key=tag.key, created_at=now))


def is_tagged(name: str) -> ColumnElement[bool]:
    """The condition on a queue row that its problem has a tag."""
    tagged = (
        select(Case.root_id)
        .join(CaseTag, CaseTag.case_id == Case.id)
        .where(CaseTag.key == tag_key(name), CaseTag.withdrawn_at.is_(None))
    )
    return QueueEntry.case_id.in_(tagged)

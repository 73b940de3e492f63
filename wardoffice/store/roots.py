"""Keeps ``root_id``: where the chain of ``merged_into`` ends."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from wardoffice.store.batches import batches
from wardoffice.store.tables import Case


def root_new_cases(session: Session, case_ids: Collection[int]) -> None:
    """A case is born as its own root."""
    for some in batches(case_ids):
        session.execute(
            update(Case)
            .where(Case.id.in_(some), Case.root_id.is_(None))
            .values(root_id=Case.id)
            .execution_options(synchronize_session=False)
        )


def reroot(session: Session, case_id: int) -> set[int]:
    """Recompute the root of a case and of all below it; returns the old and new roots.

    Raises ValueError for a circle, which no action makes (only roots are merged, only into roots).
    """
    former = session.scalar(select(Case.root_id).where(Case.id == case_id))
    root_id = _end_of_chain(session, case_id)
    below = select(Case.id).where(Case.id == case_id).cte("below", recursive=True)
    child = aliased(Case)
    below = below.union_all(select(child.id).where(child.merged_into == below.c.id))
    session.execute(
        update(Case)
        .where(Case.id.in_(select(below.c.id)))
        .values(root_id=root_id)
        .execution_options(synchronize_session=False)
    )
    return {root_id} | ({former} if former is not None else set())


def roots_of(session: Session, case_ids: Collection[int]) -> set[int]:
    """The roots these cases stand under now."""
    found: set[int] = set()
    for some in batches(case_ids):
        found.update(
            root
            for root in session.scalars(select(Case.root_id).where(Case.id.in_(some)))
            if root is not None
        )
    return found


def _end_of_chain(session: Session, case_id: int) -> int:
    passed = {case_id}
    here = case_id
    while (above := session.scalar(select(Case.merged_into).where(Case.id == here))) is not None:
        if above in passed:
            raise ValueError(f"cases merged in a circle: {sorted(passed)}")
        passed.add(above)
        here = above
    return here

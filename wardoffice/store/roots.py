"""Keeps ``root_id``: where the chain of ``merged_into`` ends."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from wardoffice.store.batches import batches
from wardoffice.store.bulk import table_of
from wardoffice.store.tables import Case

_CASE = table_of(Case)
_IdColumn = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
_SET_ROOT = update(_CASE).where(_CASE.c.id == bindparam("of_case")).values(root_id=bindparam("to_root"))


class _Link(NamedTuple):
    merged_into: int | None
    root_id: int | None


def root_new_cases(session: Session, case_ids: Collection[int]) -> None:
    """A case is born as its own root."""
    for some in batches(case_ids):
        session.execute(
            update(Case)
            .where(Case.id.in_(some), Case.root_id.is_(None))
            .values(root_id=Case.id)
            .execution_options(synchronize_session=False)
        )


def reroot(session: Session, case_ids: Collection[int]) -> set[int]:
    """Recompute the roots of these cases and of all below them; returns the old and new roots.

    Raises ValueError for a circle, which no action makes (only roots are merged, only into roots).
    """
    moved = _links(session, Case.id, case_ids)
    below, level = dict(moved), set(moved)
    while level:
        found = _links(session, Case.merged_into, level)
        level = found.keys() - below.keys()
        below |= found
    known, missing = dict(below), _above(below) - below.keys()
    while missing:
        known |= _links(session, Case.id, missing)
        missing = _above(known) - known.keys()
    ends = {case_id: _end_of_chain(known, case_id) for case_id in below}
    changed = [
        {"of_case": case_id, "to_root": end} for case_id, end in ends.items() if below[case_id].root_id != end
    ]
    if changed:
        session.connection().execute(_SET_ROOT, changed)
    former = {each.root_id for each in moved.values() if each.root_id is not None}
    return former | {ends[case_id] for case_id in moved}


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


def _links(session: Session, column: _IdColumn, ids: Collection[int]) -> dict[int, _Link]:
    found: dict[int, _Link] = {}
    for some in batches(ids):
        rows = session.execute(select(Case.id, Case.merged_into, Case.root_id).where(column.in_(some)))
        found.update((row.id, _Link(row.merged_into, row.root_id)) for row in rows)
    return found


def _above(links: Mapping[int, _Link]) -> set[int]:
    return {each.merged_into for each in links.values() if each.merged_into is not None}


def _end_of_chain(links: Mapping[int, _Link], case_id: int) -> int:
    passed = {case_id}
    here = case_id
    while (above := links[here].merged_into) is not None:
        if above in passed:
            raise ValueError(f"cases merged in a circle: {sorted(passed)}")
        passed.add(above)
        here = above
    return here

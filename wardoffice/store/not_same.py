"""Keeps what a person said are different problems, per pair of requests, for good (P4)."""

from collections.abc import Collection
from itertools import product

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.store.among import among
from wardoffice.store.bulk import insert_rows, reserve_ids, table_of
from wardoffice.store.tables import Case, NotSame, QueueEntry, Request
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import visible

_NOT_SAME = table_of(NotSame)
_MINE, _THEIRS = aliased(Request), aliased(Request)
_HERE, _THERE = aliased(Case), aliased(Case)


def say_not_same(work: UnitOfWork, some: Collection[int], others: Collection[int]) -> None:
    """Keep of each of these requests and each of those, by their ids, that they are not the same.

    Written at once, for a campaign has many thousands of pairs.
    """
    known = _pairs(work.session, some, others)
    for row in known:
        row.withdrawn_at = None
    held = {(row.request_id, row.other_id) for row in known}
    wanted = ((min(pair), max(pair)) for pair in product(some, others))
    missing = [pair for pair in wanted if pair not in held]
    ids = reserve_ids(work.session, _NOT_SAME, len(missing))
    rows = [
        {"id": row_id, "request_id": low, "other_id": high, "created_at": work.now}
        for row_id, (low, high) in zip(ids, missing, strict=True)
    ]
    insert_rows(work.session, _NOT_SAME, rows)
    for row_id, values in zip(ids, rows, strict=True):
        work.recorder.tell_of_new(_NOT_SAME, row_id, None, values)


def said_not_same_as(session: Session, request_id: int) -> list[int]:
    """The requests of which a person said that they are not the same as this one."""
    low, high = NotSame.request_id, NotSame.other_id
    standing = select(low, high).where(
        or_(low == request_id, high == request_id), NotSame.withdrawn_at.is_(None)
    )
    return [one if other == request_id else other for one, other in session.execute(standing)]


def said_of(session: Session, actor: Actor, root_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs of these roots, the lower id first, of whose requests somebody said they are not the same.

    Of those only that this actor may see.
    """
    seen = select(QueueEntry.case_id).where(among(QueueEntry.case_id, root_ids), visible(actor))
    found = session.execute(
        select(_HERE.root_id, _THERE.root_id)
        .select_from(NotSame)
        .join(_MINE, _MINE.id == NotSame.request_id)
        .join(_HERE, _HERE.id == _MINE.case_id)
        .join(_THEIRS, _THEIRS.id == NotSame.other_id)
        .join(_THERE, _THERE.id == _THEIRS.case_id)
        .where(
            NotSame.withdrawn_at.is_(None),
            _HERE.root_id.in_(seen),
            _THERE.root_id.in_(seen),
            _HERE.root_id != _THERE.root_id,
        )
        .distinct()
    )
    return {(min(one, other), max(one, other)) for one, other in found if one and other}


def _pairs(session: Session, some: Collection[int], others: Collection[int]) -> list[NotSame]:
    """The rows that say so of one of these requests and one of those, also those that were taken back."""
    low, high = NotSame.request_id, NotSame.other_id
    return list(
        session.scalars(
            select(NotSame).where(
                or_(
                    and_(among(low, some), among(high, others)),
                    and_(among(low, others), among(high, some)),
                )
            )
        )
    )

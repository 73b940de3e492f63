"""Reads what duplicates are looked for among: the cases around one, less those a person said are not."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.duplicates import Telling
from wardoffice.domain.pictures import Rank
from wardoffice.domain.queue import CityState, Desk
from wardoffice.store.queue_reading import in_box, point_of, service_names
from wardoffice.store.tables import Attachment, Case, Message, NotSame, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible

_MOST = 300
_OVER = (Desk.FINISHED, Desk.WATCHED_CLOSED)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far around a case is looked, in metres, and how many days after its end one may be told again."""

    metres: float
    days: float


def candidates(
    session: Session, actor: Actor, root_id: int, reach: Reach, also: Collection[int] = ()
) -> tuple[Telling, list[Telling]] | None:
    """The case and those around it in place and time; None without a queue row, or not for this actor.

    A case is around in time that was open, or over for less than ``reach.days``, when the later of both was
    told. The roots in ``also`` are among them wherever and whenever they are, finished or not. Of a telling
    ``family``, ``unit``, ``metres`` and ``days`` are left to the caller, and its address is as it stands.
    """
    entry = session.scalar(select(QueueEntry).where(QueueEntry.case_id == root_id, visible(actor)))
    if entry is None:
        return None
    allowed = (
        QueueEntry.case_id != root_id,
        QueueEntry.case_id.not_in(_said_not_same(root_id)),
        visible(actor),
    )
    # One question each: one with "or" between them would look at every case for the sake of a few.
    found: dict[int, QueueEntry] = {}
    point = point_of(entry.lat, entry.long)
    if point is not None:
        found |= _around(session, entry, in_box(point, reach.metres), reach, allowed)
    if entry.address:
        found |= _around(session, entry, QueueEntry.address == entry.address, reach, allowed)
    apart = [each for each in also if each not in found]
    if apart:
        others = select(QueueEntry).where(QueueEntry.case_id.in_(apart), *allowed)
        found |= {each.case_id: each for each in session.scalars(others)}
    ids = [root_id, *found]
    words, people, finished = _words(session, ids), _people(session, ids), _finished(session, ids)
    tellings = [
        Telling(
            each.case_id,
            point_of(each.lat, each.long),
            each.address,
            each.opened_at,
            closed_at=_closed_at(each, finished),
            service_code=each.service_code,
            words=words[each.case_id],
            people=people[each.case_id],
            finished=each.desk is Desk.FINISHED,
        )
        for each in (entry, *found.values())
    ]
    return tellings[0], tellings[1:]


def _around(
    session: Session,
    entry: QueueEntry,
    where: ColumnElement[bool],
    reach: Reach,
    allowed: Sequence[ColumnElement[bool]],
) -> dict[int, QueueEntry]:
    since = entry.opened_at - timedelta(days=reach.days)
    found = session.scalars(
        select(QueueEntry)
        .where(
            where,
            or_(
                QueueEntry.desk.not_in(_OVER),
                QueueEntry.opened_at >= entry.opened_at,
                QueueEntry.city_closed_at >= since,
                QueueEntry.last_word_at >= since,
            ),
            *allowed,
        )
        .order_by(QueueEntry.opened_at.desc())
        .limit(_MOST)
    )
    return {each.case_id: each for each in found}


def _finished(session: Session, root_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(Case.id, Case.finished_at).where(
            Case.id.in_(root_ids), Case.status != CaseStatus.OPEN, Case.finished_at.is_not(None)
        )
    )
    return {case_id: at for case_id, at in rows if at is not None}


def _closed_at(entry: QueueEntry, finished: dict[int, datetime]) -> datetime | None:
    """When it was over: for us where it is ours, else for the city."""
    if entry.case_id in finished:
        return finished[entry.case_id]
    if entry.desk is Desk.WATCHED_CLOSED and entry.city_state is CityState.CLOSED:
        return entry.city_closed_at
    return None


def _people(session: Session, root_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    told: defaultdict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Case.root_id, Message.contact_id)
        .join(Request, and_(Request.case_id == Case.id, Request.withdrawn_at.is_(None)))
        .join(Message, Message.id == Request.message_id)
        .where(Case.root_id.in_(root_ids), Message.contact_id.is_not(None))
        .distinct()
    )
    for root_id, contact_id in rows:
        if root_id is not None and contact_id is not None:
            told[root_id].add(contact_id)
    return {root_id: frozenset(told[root_id]) for root_id in root_ids}


def first_photos(session: Session, root_ids: Sequence[int]) -> dict[int, str]:
    """The digest of the first photo of each of these cases that has one."""
    rows = session.execute(
        select(Case.root_id, Attachment.sha256)
        .join(Attachment, Attachment.case_id == Case.id)
        .where(Case.root_id.in_(root_ids), Attachment.rank == Rank.PHOTO, Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.id.desc())
    )
    return {root_id: digest for root_id, digest in rows if root_id is not None}


def _said_not_same(root_id: int) -> Any:  # noqa: ANN401 - a subquery, typed differently by SQLAlchemy 2.0 and 2.1
    """The roots that hold a request which a person said is not the same as one of this root's."""
    mine, theirs = aliased(Request), aliased(Request)
    my_case, their_case = aliased(Case), aliased(Case)
    return (
        select(their_case.root_id)
        .select_from(NotSame)
        .join(mine, or_(mine.id == NotSame.request_id, mine.id == NotSame.other_id))
        .join(
            theirs,
            and_(or_(theirs.id == NotSame.request_id, theirs.id == NotSame.other_id), theirs.id != mine.id),
        )
        .join(my_case, my_case.id == mine.case_id)
        .join(their_case, their_case.id == theirs.case_id)
        .where(my_case.root_id == root_id, NotSame.withdrawn_at.is_(None))
    )


def _words(session: Session, root_ids: Sequence[int]) -> dict[int, str]:
    said: dict[int, list[str]] = defaultdict(list)
    names = service_names(session)
    rows = session.execute(
        select(
            Case.root_id,
            Case.title,
            Case.service_code,
            Request.description,
            Message.text,
            ServiceRecord.service_name,
            ServiceRecord.description,
        )
        .outerjoin(Request, and_(Request.case_id == Case.id, Request.withdrawn_at.is_(None)))
        .outerjoin(Message, Message.id == Request.message_id)
        .outerjoin(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(Case.root_id.in_(root_ids))
    )
    for root_id, title, code, *others in rows:
        if root_id is not None:
            said[root_id] += [title, names.get(code, ""), *(each for each in others if each)]
    return {root_id: " ".join(said[root_id]) for root_id in root_ids}

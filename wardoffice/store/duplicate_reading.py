"""Reads what duplicates are looked for among: the open cases around one, less those a person said are not."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.duplicates import NEAR_METRES, WINDOW_DAYS, Telling
from wardoffice.domain.pictures import Rank
from wardoffice.domain.queue import Desk
from wardoffice.store.queue_reading import in_box, point_of, service_names
from wardoffice.store.tables import Attachment, Case, Message, NotSame, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible

_MOST = 300


def candidates(
    session: Session, actor: Actor, root_id: int, also: Collection[int] = ()
) -> tuple[Telling, list[Telling]] | None:
    """The case and those around it in place and time; None without a queue row, or not for this actor.

    The roots in ``also`` are among them wherever and whenever they are, finished or not.
    """
    entry = session.scalar(select(QueueEntry).where(QueueEntry.case_id == root_id, visible(actor)))
    if entry is None:
        return None
    point = point_of(entry.lat, entry.long)
    around = []
    if point is not None:
        around.append(in_box(point, NEAR_METRES))
    if entry.address:
        around.append(QueueEntry.address == entry.address)
    if not around and not also:
        return None
    allowed = (
        QueueEntry.case_id != root_id,
        QueueEntry.case_id.not_in(_said_not_same(root_id)),
        visible(actor),
    )
    # Two questions: one with "or" between them would look at every case for the sake of a few.
    found = _around(session, entry, around, allowed) if around else []
    known = {each.case_id for each in found}
    apart = [each for each in also if each not in known]
    if apart:
        found += session.scalars(select(QueueEntry).where(QueueEntry.case_id.in_(apart), *allowed)).all()
    words = _words(session, [root_id, *(each.case_id for each in found)])
    tellings = [
        Telling(
            each.case_id,
            point_of(each.lat, each.long),
            each.address,
            each.opened_at,
            each.service_code,
            words[each.case_id],
        )
        for each in (entry, *found)
    ]
    return tellings[0], tellings[1:]


def _around(
    session: Session, entry: QueueEntry, around: Sequence[Any], allowed: Sequence[Any]
) -> list[QueueEntry]:
    window = timedelta(days=WINDOW_DAYS)
    found = session.scalars(
        select(QueueEntry)
        .where(
            or_(*around),
            QueueEntry.opened_at.between(entry.opened_at - window, entry.opened_at + window),
            QueueEntry.desk.not_in((Desk.FINISHED, Desk.WATCHED_CLOSED)),
            *allowed,
        )
        .order_by(QueueEntry.opened_at.desc())
        .limit(_MOST)
    )
    return list(found)


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

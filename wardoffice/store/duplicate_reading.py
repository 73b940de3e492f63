"""Reads what duplicates are looked for among: the cases around one, less those a person said are not.

It is asked in two steps, since most of what lies around is ruled out by place, type and time alone:
``around`` reads only those, ``with_words`` what was said of the few that are left.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.duplicates import Telling
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Point
from wardoffice.domain.queue import CityState, Desk
from wardoffice.store.queue_reading import in_box, in_box_of, point_of, service_names
from wardoffice.store.tables import (
    Attachment,
    Case,
    Message,
    NotSame,
    QueueEntry,
    Request,
    ServiceRecord,
    ToldPlace,
)
from wardoffice.store.told_places import still_whole
from wardoffice.store.visibility import visible

_MOST = 300
_MOST_LETTERS = 4_000
_OVER = (Desk.FINISHED, Desk.WATCHED_CLOSED)
_ENTRY: Select[Any] = select(
    QueueEntry.case_id,
    QueueEntry.lat,
    QueueEntry.long,
    QueueEntry.address,
    QueueEntry.opened_at,
    QueueEntry.service_code,
    QueueEntry.desk,
    QueueEntry.city_state,
    QueueEntry.city_closed_at,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far around a case is looked, in metres, and how many days after its end one may be told again."""

    metres: float
    days: float


def tellings_of(session: Session, actor: Actor, root_id: int) -> tuple[Telling, ...]:
    """What a case tells, and where: its own place first, then each other its messages tell of.

    Nothing without a queue row, or where this actor may not see it. Of a telling ``family``, ``unit``,
    ``metres`` and ``days`` are left to the caller, and its address is as it stands.
    """
    entry = session.execute(_ENTRY.where(QueueEntry.case_id == root_id, visible(actor))).one_or_none()
    if entry is None:
        return ()
    own = _telling(entry)
    told = session.execute(
        select(ToldPlace.lat, ToldPlace.long, ToldPlace.address, ToldPlace.words)
        .join(Request, Request.id == ToldPlace.request_id)
        .join(Case, Case.id == Request.case_id)
        .where(Case.root_id == root_id, still_whole())
        .order_by(ToldPlace.id)
    )
    return with_words(session, [own, *(_part(own, *row) for row in told)])


def around(
    session: Session,
    actor: Actor,
    mine: Sequence[Telling],
    reach: Reach,
    *,
    address_key: str = "",
) -> list[Telling]:
    """The cases around the places of one in place and time, without their words.

    A case is around in time that was open, or over for less than ``reach.days``, when the later of both was
    told. ``address_key`` is the normalised address, by which records of the city are found where the case has
    no point.
    """
    root_id, opened_at = mine[0].case_id, mine[0].opened_at
    allowed = (QueueEntry.case_id != root_id, visible(actor))
    lately = _lately(opened_at, reach)
    # One question each: one with "or" between them would look at every case for the sake of a few.
    points = list(dict.fromkeys(each.point for each in mine if each.point is not None))
    asked = [_ENTRY.where(in_box(point, reach.metres), lately, *allowed) for point in points]
    asked += [
        _ENTRY.where(QueueEntry.lat.is_(None), QueueEntry.address == address, lately, *allowed)
        for address in dict.fromkeys(each.address for each in mine if each.address)
    ]
    if not points and address_key:
        asked.append(_ENTRY.where(QueueEntry.case_id.in_(_recorded_at(address_key)), lately, *allowed))
    found: dict[int, Telling] = {}
    for question in asked:
        for entry in session.execute(question.order_by(QueueEntry.opened_at.desc()).limit(_MOST)):
            found[entry.case_id] = _telling(entry)
    parts = [part for point in points for part in _parts_in(session, point, reach, (lately, *allowed))]
    refused = _said_not_same(session, root_id)
    return [each for each in (*found.values(), *parts) if each.case_id not in refused]


def named(session: Session, actor: Actor, root_id: int, ids: Collection[int]) -> list[Telling]:
    """These cases, wherever they are, without their words; less those a person said are other problems."""
    refused = _said_not_same(session, root_id)
    entries = session.execute(_ENTRY.where(QueueEntry.case_id.in_(set(ids) - refused), visible(actor)))
    return [_telling(each) for each in entries]


def with_words(session: Session, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """The same with what was said, who said it, and when we were done with it."""
    ids = {each.case_id for each in tellings}
    words, finished, people = *_words(session, ids), _people(session, ids)
    return tuple(
        replace(
            each,
            words=each.words if each.one_of_several else words[each.case_id],
            people=people[each.case_id],
            closed_at=finished.get(each.case_id, each.closed_at),
        )
        for each in tellings
    )


def first_photos(session: Session, root_ids: Sequence[int]) -> dict[int, str]:
    """The digest of the first photo of each of these cases that has one."""
    rows = session.execute(
        select(Case.root_id, Attachment.sha256)
        .join(Attachment, Attachment.case_id == Case.id)
        .where(Case.root_id.in_(root_ids), Attachment.rank == Rank.PHOTO, Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.id.desc())
    )
    return {root_id: digest for root_id, digest in rows if root_id is not None}


def _lately(opened_at: datetime, reach: Reach) -> ColumnElement[bool]:
    since = opened_at - timedelta(days=reach.days)
    return or_(
        QueueEntry.desk.not_in(_OVER),
        QueueEntry.opened_at >= opened_at,
        QueueEntry.city_closed_at >= since,
        QueueEntry.last_word_at >= since,
    )


def _telling(entry: Any) -> Telling:  # noqa: ANN401 - a row of _ENTRY
    closed = entry.desk is Desk.WATCHED_CLOSED and entry.city_state is CityState.CLOSED
    return Telling(
        entry.case_id,
        point_of(entry.lat, entry.long),
        entry.address,
        entry.opened_at,
        closed_at=entry.city_closed_at if closed else None,
        service_code=entry.service_code,
        finished=entry.desk is Desk.FINISHED,
    )


def _part(whole: Telling, lat: float, long: float, address: str, words: str) -> Telling:
    """One of the problems a case tells of; the type of the case need not be its own."""
    return replace(
        whole, point=Point(lat, long), address=address, words=words, service_code="", one_of_several=True
    )


def _parts_in(
    session: Session, point: Point, reach: Reach, where: Sequence[ColumnElement[bool]]
) -> Iterator[Telling]:
    rows = session.execute(
        _ENTRY.add_columns(
            ToldPlace.lat.label("part_lat"),
            ToldPlace.long.label("part_long"),
            ToldPlace.address.label("part_address"),
            ToldPlace.words,
        )
        .select_from(ToldPlace)
        .join(Request, Request.id == ToldPlace.request_id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(in_box_of(ToldPlace.lat, ToldPlace.long, point, reach.metres), still_whole(), *where)
        .order_by(ToldPlace.id.desc())
        .limit(_MOST)
    )
    for row in rows:
        yield _part(_telling(row), row.part_lat, row.part_long, row.part_address, row.words)


def _recorded_at(address_key: str) -> Select[Any]:
    return (
        select(Case.root_id)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(ServiceRecord.address_key == address_key)
    )


def _people(session: Session, root_ids: Collection[int]) -> dict[int, frozenset[int]]:
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


def _said_not_same(session: Session, root_id: int) -> frozenset[int]:
    """The roots that hold a request which a person said is not the same as one of this root's (P4)."""
    mine, theirs = aliased(Request), aliased(Request)
    my_case, their_case = aliased(Case), aliased(Case)
    asked = [
        select(their_case.root_id)
        .select_from(NotSame)
        .join(mine, mine.id == one)
        .join(my_case, my_case.id == mine.case_id)
        .join(theirs, theirs.id == other)
        .join(their_case, their_case.id == theirs.case_id)
        .where(my_case.root_id == root_id, NotSame.withdrawn_at.is_(None))
        for one, other in (
            (NotSame.request_id, NotSame.other_id),
            (NotSame.other_id, NotSame.request_id),
        )
    ]
    return frozenset(each for each in session.scalars(union_all(*asked)) if each is not None)


def _words(session: Session, root_ids: Collection[int]) -> tuple[dict[int, str], dict[int, datetime]]:
    """What was said in each of these cases, and when we were done with those we are."""
    said: dict[int, list[str]] = defaultdict(list)
    finished: dict[int, datetime] = {}
    names = service_names(session)
    rows = session.execute(
        select(
            Case.id,
            Case.root_id,
            Case.status,
            Case.finished_at,
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
    for case_id, root_id, status, finished_at, title, code, *others in rows:
        if root_id is None:
            continue
        said[root_id] += [title, names.get(code, ""), *(each[:_MOST_LETTERS] for each in others if each)]
        if case_id == root_id and status is not CaseStatus.OPEN and finished_at is not None:
            finished[root_id] = finished_at
    return {root_id: " ".join(said[root_id]) for root_id in root_ids}, finished

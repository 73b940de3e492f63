"""Reads what duplicates are looked for among: the cases around one, less those a person said are not.

It is asked in two steps, since most of what lies around is ruled out by place, type and time alone:
``around`` reads only those, ``with_words`` what was said of the few that are left.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.messages import Channel
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Point
from wardoffice.domain.queue import CityState, Desk
from wardoffice.domain.tellings import Telling, is_house
from wardoffice.store.among import among_given
from wardoffice.store.columns import UtcTime
from wardoffice.store.places_near import box_around, in_given_box
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import (
    NO_HOUSE,
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
_THEIRS = aliased(Request)
_HERE, _THERE = aliased(Case), aliased(Case)
_ENTRY: Select[Any] = select(  # type: ignore[assignment]  # 11 columns of mixed types
    QueueEntry.case_id,
    QueueEntry.lat,
    QueueEntry.long,
    QueueEntry.address,
    QueueEntry.opened_at,
    QueueEntry.service_code,
    QueueEntry.desk,
    QueueEntry.city_state,
    QueueEntry.city_closed_at,
    QueueEntry.channels,
    QueueEntry.photos,
)
_LATELY = or_(
    QueueEntry.desk.not_in(_OVER),
    QueueEntry.opened_at >= bindparam("opened_at", type_=UtcTime()),
    QueueEntry.city_closed_at >= bindparam("since", type_=UtcTime()),
    QueueEntry.last_word_at >= bindparam("since", type_=UtcTime()),
)
_TOLD = (
    select(ToldPlace.lat, ToldPlace.long, ToldPlace.address, ToldPlace.words)
    .join(Request, Request.id == ToldPlace.request_id)
    .join(Case, Case.id == Request.case_id)
    .where(Case.root_id == bindparam("root_id"), still_whole())
    .order_by(ToldPlace.id)
)
_NOT_SAME = union_all(
    *(
        select(_THERE.root_id)
        .select_from(NotSame)
        .join(Request, Request.id == one)
        .join(_HERE, _HERE.id == Request.case_id)
        .join(_THEIRS, _THEIRS.id == other)
        .join(_THERE, _THERE.id == _THEIRS.case_id)
        .where(_HERE.root_id == bindparam("root_id"), NotSame.withdrawn_at.is_(None))
        for one, other in (
            (NotSame.request_id, NotSame.other_id),
            (NotSame.other_id, NotSame.request_id),
        )
    )
)
_WORDS: Select[Any] = (
    select(  # type: ignore[assignment]  # 11 columns of mixed types
        Case.id,
        Case.root_id,
        Case.status,
        Case.finished_at,
        Case.title,
        Case.service_code,
        Request.description,
        Message.text,
        Message.contact_id,
        ServiceRecord.service_name,
        ServiceRecord.description,
    )
    .outerjoin(Request, and_(Request.case_id == Case.id, Request.withdrawn_at.is_(None)))
    .outerjoin(Message, Message.id == Request.message_id)
    .outerjoin(ServiceRecord, ServiceRecord.id == Request.service_record_id)
    .where(among_given(Case.root_id, "ids"))
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far around a case is looked, in metres, and how many days after its end one may be told again.

    Between a house and what is no house (a corner, a block) it is ``corner_metres``, and between houses of
    different numbers ``door_metres``.
    """

    metres: float
    corner_metres: float
    door_metres: float
    days: float


@dataclass(frozen=True, slots=True)
class Looking:
    """A reading of the store, and for whom: they see no more than they may."""

    session: Session
    actor: Actor


@dataclass(frozen=True, slots=True)
class Told:
    """The tellings of a case, its own place first; whether people wrote of it, and whether it has photos."""

    tellings: tuple[Telling, ...]
    by_people: bool
    has_photos: bool


def told_of(session: Session, actor: Actor, root_id: int, names: Mapping[str, str]) -> Told | None:
    """What a case tells, and where: its own place first, then each other its messages tell of.

    None without a queue row, or where this actor may not see it. Of a telling ``family``, ``unit``,
    ``metres`` and ``days`` are left to the caller, and its address is as it stands. ``names`` are those of
    the types.
    """
    entry = session.execute(_one(actor), {"root_id": root_id}).one_or_none()
    if entry is None:
        return None
    own = _telling(entry)
    by_people = entry.channels.strip() != Channel.CITY.value
    told = session.execute(_TOLD, {"root_id": root_id}) if by_people else ()
    tellings = with_words(session, [own, *(_part(own, *row) for row in told)], names)
    return Told(tellings, by_people, bool(entry.photos))


def around(
    session: Session, actor: Actor, mine: Sequence[Telling], reach: Reach, *, written: Collection[str]
) -> list[Telling]:
    """The cases around the places of one in place and time, without their words.

    A case is around in time that was open, or over for less than ``reach.days``, when the later of both was
    told. The addresses of ``mine`` are normalised, ``written`` as they stand in the cases: those without a
    point are found by either.
    """
    opened_at = mine[0].opened_at
    given = {
        "root_id": mine[0].case_id,
        "opened_at": opened_at,
        "since": opened_at - timedelta(days=reach.days),
    }
    points = list(dict.fromkeys(each.point for each in mine if each.point is not None))
    addresses = list({each for each in (*written, *(one.address for one in mine)) if each})
    # One question each: one with "or" between them would look at every case for the sake of a few.
    asked: list[tuple[Select[Any], Mapping[str, object]]] = []
    for point, address in {each.point: each.address for each in mine if each.point is not None}.items():
        far = box_around(point, reach.corner_metres).values("far")
        if is_house(address):
            number = "".join(takewhile(str.isdigit, address))
            near, door = box_around(point, reach.metres), box_around(point, reach.door_metres)
            boxes = {**far, **near.values("near"), **door.values("door"), "number": f"{number}%"}
            asked.append((_around_house(actor), boxes))
        else:
            asked.append((_placed(actor), far))
    asked += [(_unplaced(actor), {"address": address}) for address in addresses]
    if not points and mine[0].address:
        asked.append((_recorded(actor), {"address_key": mine[0].address}))
    found: dict[int, Telling] = {}
    for question, values in asked:
        for entry in session.execute(question, {**given, **values}):
            found[entry.case_id] = _telling(entry)
    parts = [
        _part(_telling(row), row.part_lat, row.part_long, row.part_address, row.words)
        for point in points
        for row in session.execute(
            _parts(actor), {**given, **box_around(point, reach.corner_metres).values("far")}
        )
    ]
    refused = _said_not_same(session, mine[0].case_id)
    return [each for each in (*found.values(), *parts) if each.case_id not in refused]


def named(session: Session, actor: Actor, root_id: int, ids: Collection[int]) -> list[Telling]:
    """These cases, wherever they are, without their words; less those a person said are other problems."""
    refused = _said_not_same(session, root_id)
    entries = session.execute(_ENTRY.where(QueueEntry.case_id.in_(set(ids) - refused), visible(actor)))
    return [_telling(each) for each in entries]


def with_words(
    session: Session, tellings: Sequence[Telling], names: Mapping[str, str]
) -> tuple[Telling, ...]:
    """The same with what was said, who said it, and when we were done with it."""
    if not tellings:
        return ()
    ids = sorted({each.case_id for each in tellings})
    said = _said(session, ids, names)
    return tuple(
        replace(
            each,
            words=each.words if each.one_of_several else said.words[each.case_id],
            named="" if each.one_of_several else said.named[each.case_id],
            people=said.people[each.case_id],
            closed_at=said.finished.get(each.case_id, each.closed_at),
        )
        for each in tellings
    )


def still_roots(session: Session, actor: Actor, ids: Collection[int]) -> bool:
    """Whether each of these is a root yet that this actor may see."""
    found = session.scalars(select(QueueEntry.case_id).where(QueueEntry.case_id.in_(ids), visible(actor)))
    return set(found) == set(ids)


def first_photos(session: Session, root_ids: Sequence[int]) -> dict[int, str]:
    """The digest of the first photo of each of these cases that has one."""
    rows = session.execute(
        select(Case.root_id, Attachment.sha256)
        .join(Attachment, Attachment.case_id == Case.id)
        .where(Case.root_id.in_(root_ids), Attachment.rank == Rank.PHOTO, Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.id.desc())
    )
    return {root_id: digest for root_id, digest in rows if root_id is not None}


@lru_cache(maxsize=64)
def _one(actor: Actor) -> Select[Any]:
    """Questions are made once for each person: to make one takes longer than to answer it."""
    return _ENTRY.where(QueueEntry.case_id == bindparam("root_id"), visible(actor))


@lru_cache(maxsize=64)
def _others(actor: Actor) -> Select[Any]:
    return (
        _ENTRY.where(QueueEntry.case_id != bindparam("root_id"), _LATELY, visible(actor))
        .order_by(QueueEntry.opened_at.desc())
        .limit(_MOST)
    )


@lru_cache(maxsize=64)
def _placed(actor: Actor) -> Select[Any]:
    return _others(actor).where(in_given_box("far"))


@lru_cache(maxsize=64)
def _around_house(actor: Actor) -> Select[Any]:
    """Its number near by, any number next door, and what is no house as far as a corner.

    Most of what lies around are other houses, a few doors on: each row read costs time. An index alone tells
    which these are. The house comes before the corners, of which a busy one has more than are read.
    """
    asked = (
        and_(in_given_box("near"), QueueEntry.address.like(bindparam("number"))),
        in_given_box("door"),
        and_(in_given_box("far"), NO_HOUSE),
    )
    ids = (select(QueueEntry.case_id).where(each).correlate(None) for each in asked)
    found = _others(actor).where(QueueEntry.case_id.in_(union_all(*ids)))
    return found.order_by(None).order_by(NO_HOUSE, QueueEntry.opened_at.desc())


@lru_cache(maxsize=64)
def _unplaced(actor: Actor) -> Select[Any]:
    return _others(actor).where(QueueEntry.lat.is_(None), QueueEntry.address == bindparam("address"))


@lru_cache(maxsize=64)
def _recorded(actor: Actor) -> Select[Any]:
    at_address = (
        select(Case.root_id)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(ServiceRecord.address_key == bindparam("address_key"))
    )
    return _others(actor).where(QueueEntry.case_id.in_(at_address))


@lru_cache(maxsize=64)
def _parts(actor: Actor) -> Select[Any]:
    return (
        _others(actor)
        .add_columns(
            ToldPlace.lat.label("part_lat"),
            ToldPlace.long.label("part_long"),
            ToldPlace.address.label("part_address"),
            ToldPlace.words,
        )
        .join_from(ToldPlace, Request, Request.id == ToldPlace.request_id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            ToldPlace.lat.between(bindparam("far_south"), bindparam("far_north")),
            ToldPlace.long.between(bindparam("far_west"), bindparam("far_east")),
            still_whole(),
        )
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


def _said_not_same(session: Session, root_id: int) -> frozenset[int]:
    """The roots that hold a request which a person said is not the same as one of this root's (P4)."""
    found = session.scalars(_NOT_SAME, {"root_id": root_id})
    return frozenset(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class _Said:
    """By case: what was written, what its types are called, who told of it, and when we were done with it."""

    words: dict[int, str]
    named: dict[int, str]
    people: dict[int, frozenset[int]]
    finished: dict[int, datetime]


def _said(session: Session, root_ids: Sequence[int], names: Mapping[str, str]) -> _Said:
    written: dict[int, list[str]] = defaultdict(list)
    named: dict[int, dict[str, None]] = defaultdict(dict)
    people: defaultdict[int, set[int]] = defaultdict(set)
    finished: dict[int, datetime] = {}
    for row in session.execute(_WORDS, {"ids": root_ids}):
        case_id, root_id, status, finished_at, title, code, request, letter, person, type_name, record = row
        types = [each for each in (names.get(code, ""), type_name) if each]
        named[root_id].update(dict.fromkeys(types))
        # What the city filed is called as its type is, which nobody said. What a request tells is mostly the
        # whole text of its message.
        told = dict.fromkeys(each[:_MOST_LETTERS] for each in (request, letter, record) if each)
        written[root_id] += [*([] if title in types else [title]), *told]
        if person is not None:
            people[root_id].add(person)
        if case_id == root_id and status is not CaseStatus.OPEN and finished_at is not None:
            finished[root_id] = finished_at
    return _Said(
        {root_id: " ".join(written[root_id]) for root_id in root_ids},
        {root_id: " ".join(named[root_id]) for root_id in root_ids},
        {root_id: frozenset(people[root_id]) for root_id in root_ids},
        finished,
    )

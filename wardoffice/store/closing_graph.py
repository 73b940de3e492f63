"""Which records are still open because they hang on another, kept in ``still_open``.

A record the city closed is still open while the one it was counted into is, or a follow-on of it is, however
long the chain. That is kept with each record, so that lists need not follow chains.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.closings import FOLLOW_ON_NOTES, ClosingKind, Standing, follow_ons_of, still_open
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.store.batches import batches
from wardoffice.store.bulk import table_of
from wardoffice.store.tables import ServiceAlias, ServiceNote, ServiceRecord

_RECORD = table_of(ServiceRecord)
_NOTE = table_of(ServiceNote)
_NAMED = and_(_NOTE.c.number != "", _NOTE.c.kind.in_(FOLLOW_ON_NOTES))
_PART = _RECORD.c.parent_number != ""
_COUNTED = or_(_RECORD.c.duplicate, _RECORD.c.closing == ClosingKind.DUPLICATE)


def settle_all(session: Session) -> None:
    """Make ``still_open`` anew for every record, for a check or after a bulk load."""
    session.execute(update(_RECORD).values(still_open=_RECORD.c.status != CityStatus.CLOSED))
    named = select(_NOTE.c.service_record_id).where(_NOTE.c.kind.in_(FOLLOW_ON_NOTES))
    found = session.execute(
        select(_RECORD.c.city, _RECORD.c.number).where(or_(_PART, _RECORD.c.id.in_(named)))
    )
    by_city: dict[str, set[str]] = defaultdict(set)
    for city, number in found:
        by_city[city].add(number)
    for city, numbers in by_city.items():
        settle_graph(session, city, numbers)


def settle_graph(session: Session, city: str, start: set[str]) -> dict[int, bool]:
    """Write what holds now for these and all that hang on them; returns what changed, by record."""
    affected, frontier = set(start), start
    while frontier:
        frontier = hanging_on(session, city, frontier) - affected
        affected |= frontier
    graph = _Graph(city)
    graph.read(session, affected)
    standings = graph.standings()
    changed = {
        node.record_id: now
        for number in affected
        if (node := graph.nodes.get(number)) is not None
        and (now := still_open(number, standings)) is not node.still_open
    }
    if changed:
        session.connection().execute(
            update(_RECORD).where(_RECORD.c.id == bindparam("of_record")),
            [{"of_record": record_id, "still_open": now} for record_id, now in changed.items()],
        )
    return changed


def hanging_on(session: Session, city: str, numbers: Collection[str]) -> set[str]:
    """The numbers of the records whose end depends on these: one step, the other way round."""
    found: set[str] = set()
    for some in batches(numbers):
        former = select(ServiceAlias.number).join(_RECORD, _RECORD.c.id == ServiceAlias.service_record_id)
        aliases = session.scalars(former.where(_RECORD.c.city == city, _RECORD.c.number.in_(some)))
        names = [*some, *aliases]
        here = _RECORD.c.city == city
        found.update(
            session.scalars(
                select(_RECORD.c.number).where(here, _PART, _RECORD.c.parent_number.in_(names), _COUNTED)
            )
        )
        found.update(
            session.scalars(
                select(_RECORD.c.number)
                .join(_NOTE, _NOTE.c.service_record_id == _RECORD.c.id)
                .where(here, _NAMED, _NOTE.c.number.in_(names))
            )
        )
        found.update(
            session.scalars(
                select(_RECORD.c.parent_number).where(here, _PART, _RECORD.c.number.in_(some), ~_COUNTED)
            )
        )
    return found


@dataclass(slots=True)
class _Node:
    record_id: int
    is_open: bool
    still_open: bool
    hangs_on: list[str]
    notes: list[CityNote] = field(default_factory=list)


@dataclass(slots=True)
class _Graph:
    """Records and all that their ends depend on, read outwards from some of them."""

    city: str
    nodes: dict[str, _Node] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def read(self, session: Session, numbers: Collection[str]) -> None:
        asked: set[str] = set()
        frontier = set(numbers)
        while frontier:
            asked |= frontier
            fresh: dict[int, _Node] = {}
            for some in batches(frontier):
                fresh |= self._read_records(session, some)
            for ids in batches(fresh):
                _read_notes(session, fresh, ids)
            frontier = {
                number
                for node in fresh.values()
                for number in (*node.hangs_on, *(each.number for each in node.notes))
                if number
            } - asked

    def standings(self) -> Mapping[str, Standing]:
        return {number: self._standing(node) for number, node in self.nodes.items()}

    def _read_records(self, session: Session, numbers: Sequence[str]) -> dict[int, _Node]:
        here = _RECORD.c.city == self.city
        fresh = {
            number: _Node(
                record_id,
                status is not CityStatus.CLOSED,
                stands,
                [parent] if parent and counted and status is CityStatus.CLOSED else [],
            )
            for record_id, number, status, stands, parent, counted in session.execute(
                _columns().where(here, _RECORD.c.number.in_(numbers))
            )
        }
        self.nodes |= fresh
        missing = [number for number in numbers if number not in fresh]
        aliases = session.execute(
            select(ServiceAlias.number, _RECORD.c.number)
            .join(_RECORD, _RECORD.c.id == ServiceAlias.service_record_id)
            .where(ServiceAlias.city == self.city, ServiceAlias.number.in_(missing))
        )
        renamed: dict[str, str] = dict(aliases.all())
        self.renamed |= renamed
        children = session.execute(
            select(_RECORD.c.parent_number, _RECORD.c.number).where(
                here, _PART, _RECORD.c.parent_number.in_(list(fresh)), ~_COUNTED
            )
        )
        for parent, child in children:
            fresh[parent].hangs_on.append(child)
        unread = [number for number in renamed.values() if number not in self.nodes]
        more = self._read_records(session, unread) if unread else {}
        return {node.record_id: node for node in fresh.values()} | more

    def _standing(self, node: _Node) -> Standing:
        follow_ons = follow_ons_of(node.notes)
        names = [self.renamed.get(number, number) for number in node.hangs_on]
        named = [self.renamed.get(each.number, each.number) for each in follow_ons]
        # A follow-on's own record is nearer to the truth than a note about it.
        unseen = any(
            not each.closed and name not in self.nodes for each, name in zip(follow_ons, named, strict=True)
        )
        return Standing(node.is_open, tuple(dict.fromkeys((*names, *named))), unseen)


def _columns() -> Select[Any]:
    return select(
        _RECORD.c.id,
        _RECORD.c.number,
        _RECORD.c.status,
        _RECORD.c.still_open,
        _RECORD.c.parent_number,
        _COUNTED,
    )


def _read_notes(session: Session, nodes: Mapping[int, _Node], ids: Sequence[int]) -> None:
    rows = session.execute(
        select(_NOTE.c.service_record_id, _NOTE.c.at, _NOTE.c.kind, _NOTE.c.number, _NOTE.c.service_name)
        .where(_NOTE.c.service_record_id.in_(ids), _NOTE.c.kind.in_(FOLLOW_ON_NOTES))
        .order_by(_NOTE.c.service_record_id, _NOTE.c.position)
    )
    for record_id, at, kind, number, service_name in rows:
        nodes[record_id].notes.append(CityNote(at, kind, "", number=number, service_name=service_name))

"""Which records are still open because they hang on another, kept in ``still_open``.

A record the city closed is still open while the one it was counted into is, or a follow-on of it is, however
long the chain. That is kept with each record, so that lists need not follow chains.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, literal_column, or_, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.closing_chains import Standing, still_open
from wardoffice.domain.closings import (
    FOLLOW_ON_NOTES,
    ClosingKind,
    FollowOn,
    follow_ons_of,
)
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.store.among import among_given
from wardoffice.store.batches import batches
from wardoffice.store.bulk import table_of
from wardoffice.store.tables import ServiceAlias, ServiceNote, ServiceRecord

_RECORD = table_of(ServiceRecord)
_NOTE = table_of(ServiceNote)
# Written out, not a parameter: only so SQLite knows that the index of those that are not empty will do.
_NOTHING: ColumnElement[str] = literal_column("''")
_NAMED = and_(_NOTE.c.number != _NOTHING, _NOTE.c.kind.in_(FOLLOW_ON_NOTES))
_PART = _RECORD.c.parent_number != _NOTHING
_COUNTED = or_(_RECORD.c.duplicate, _RECORD.c.closing == ClosingKind.DUPLICATE)

_HERE = _RECORD.c.city == bindparam("city")

# Made once, as they are asked for every page. Their parameters: ``city``, ``numbers``; ``ids`` of records.
_RECORDS = select(
    _RECORD.c.id, _RECORD.c.number, _RECORD.c.status, _RECORD.c.still_open, _RECORD.c.parent_number, _COUNTED
).where(_HERE, among_given(_RECORD.c.number, "numbers"))
_ALIASED = select(ServiceAlias.number, _RECORD.c.number).join(
    _RECORD, _RECORD.c.id == ServiceAlias.service_record_id
)
_FORMER = _ALIASED.where(_HERE, among_given(_RECORD.c.number, "numbers"))
_NOW = _ALIASED.where(ServiceAlias.city == bindparam("city"), among_given(ServiceAlias.number, "numbers"))
_COUNTED_INTO = select(_RECORD.c.parent_number, _RECORD.c.number, _COUNTED).where(
    _HERE, _PART, among_given(_RECORD.c.parent_number, "numbers")
)
# Without the city as a condition, by which SQLite would read all its records and their notes.
_NAMING = (
    select(_RECORD.c.city, _RECORD.c.number)
    .join(_NOTE, _NOTE.c.service_record_id == _RECORD.c.id)
    .where(_NAMED, among_given(_NOTE.c.number, "numbers"))
)
_PART_OF = select(_RECORD.c.parent_number).where(
    _HERE, _PART, among_given(_RECORD.c.number, "numbers"), ~_COUNTED
)
_FOLLOW_ONS = (
    select(
        _NOTE.c.service_record_id,
        _NOTE.c.at,
        _NOTE.c.kind,
        _NOTE.c.number,
        _NOTE.c.service_name,
        _NOTE.c.agency,
    )
    .where(among_given(_NOTE.c.service_record_id, "ids"), _NOTE.c.kind.in_(FOLLOW_ON_NOTES))
    .order_by(_NOTE.c.service_record_id, _NOTE.c.position)
)


@dataclass(slots=True)
class Node:
    """One record and what its end depends on: ``counted_into`` as a duplicate, its parts, and its notes.

    ``told`` is what its notes say of its follow-ons, where that was read already.
    """

    record_id: int
    status: CityStatus
    still_open: bool
    counted_into: str
    parts: list[str] = field(default_factory=list)
    notes: list[CityNote] = field(default_factory=list)
    told: tuple[FollowOn, ...] | None = None

    def follow_ons(self) -> tuple[FollowOn, ...]:
        """What its notes say of its follow-ons."""
        if self.told is None:
            self.told = follow_ons_of(self.notes)
        return self.told


def linked_records(session: Session) -> "dict[str, ClosingGraph]":
    """Every record that names another or is part of one, by city, with all that their ends depend on."""
    named = select(_NOTE.c.service_record_id).where(_NOTE.c.kind.in_(FOLLOW_ON_NOTES))
    found = session.execute(
        select(_RECORD.c.city, _RECORD.c.number).where(or_(_PART, _RECORD.c.id.in_(named)))
    )
    by_city: dict[str, set[str]] = defaultdict(set)
    for city, number in found:
        by_city[city].add(number)
    graphs = {}
    for city, numbers in by_city.items():
        graphs[city] = ClosingGraph(city)
        graphs[city].read(session, numbers)
    return graphs


def settle_graph(
    session: Session,
    city: str,
    start: set[str],
    asked: Collection[str] = (),
    at_hand: Mapping[str, Node] | None = None,
) -> dict[int, bool]:
    """Write what holds now for these and all that hang on them; returns what changed, by record.

    ``asked`` are numbers of which all that hang on them are in ``start``; nodes ``at_hand`` lack their parts.
    """
    affected, frontier = set(start), start.difference(asked)
    while frontier:
        frontier = hanging_on(session, city, frontier) - affected
        affected |= frontier
    graph = ClosingGraph(city, at_hand=at_hand or {})
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
    """Numbers of the records whose end depends on these, one step; with those of these that have parts."""
    found: set[str] = set()
    connection = session.connection()
    for some in batches(numbers):
        given: dict[str, Any] = {"city": city, "numbers": some}
        former: dict[str, str] = dict(connection.execute(_FORMER, given).all())
        named: dict[str, Any] = {"city": city, "numbers": [*some, *former]}
        for parent, number, counted in connection.execute(_COUNTED_INTO, named):
            found.add(number if counted else former.get(parent, parent))
        found.update(number for where, number in connection.execute(_NAMING, named) if where == city)
        found.update(parent for (parent,) in connection.execute(_PART_OF, given))
    return found


@dataclass(slots=True)
class ClosingGraph:
    """Records of one city and all that their ends depend on, read outwards from some of them.

    Those ``at_hand`` need not be read, but for their parts.
    """

    city: str
    nodes: dict[str, Node] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    at_hand: Mapping[str, Node] = field(default_factory=dict)

    def read(self, session: Session, numbers: Collection[str]) -> None:
        """Read these and all that they hang on."""
        asked: set[str] = set()
        frontier = set(numbers)
        while frontier:
            asked |= frontier
            fresh: dict[str, Node] = {}
            for some in batches(frontier):
                fresh |= self._read_records(session, some)
            _read_notes(
                session,
                {node.record_id: node for number, node in fresh.items() if number not in self.at_hand},
            )
            frontier = {
                number
                for node in fresh.values()
                for number in (node.counted_into, *node.parts, *(each.number for each in node.follow_ons()))
                if number
            } - asked

    def find(self, number: str) -> Node | None:
        """The record by the number it has or had; None where it is not here."""
        return self.nodes.get(self.renamed.get(number, number))

    def standings(self) -> Mapping[str, Standing]:
        """What settles each record."""
        return {number: self._standing(node) for number, node in self.nodes.items()}

    def chain(self, number: str) -> tuple[tuple[str, ...], str]:
        """The numbers a duplicate was counted into, one after the other up to its root; and what ends it.

        That is empty for a root, a number that is not here, or one that was passed already: a circle.
        """
        links: list[str] = []
        passed, here = {number}, self.nodes.get(number)
        while here is not None and here.counted_into:
            name = self.renamed.get(here.counted_into, here.counted_into)
            if name in passed or name not in self.nodes:
                return tuple(links), name
            passed.add(name)
            links.append(name)
            here = self.nodes[name]
        return tuple(links), ""

    def follow_ons(self, number: str) -> tuple[FollowOn, ...]:
        """What the notes of a record and its parts say of its follow-ons, as their own records have it."""
        node = self.nodes[number]
        told = node.follow_ons()
        named = {self.renamed.get(each.number, each.number) for each in told}
        parts = tuple(FollowOn(each) for each in node.parts if each not in named)
        return tuple(self._seen(each) for each in told + parts)

    def _seen(self, told: FollowOn) -> FollowOn:
        node = self.find(told.number)
        if node is None:
            return told
        # A follow-on's own record is nearer to the truth than a note about it.
        return replace(told, closed=node.status is CityStatus.CLOSED)

    def _read_records(self, session: Session, numbers: Sequence[str]) -> dict[str, Node]:
        fresh = {number: self.at_hand[number] for number in numbers if number in self.at_hand}
        given = {"city": self.city, "numbers": [number for number in numbers if number not in fresh]}
        found = session.connection().execute(_RECORDS, given) if given["numbers"] else ()
        for record_id, number, status, stands, parent, counted in found:
            fresh[number] = Node(record_id, status, stands, parent if counted else "")
        self.nodes |= fresh
        for parent, child in self._parts(session, fresh):
            fresh[parent].parts.append(child)
        renamed = self._renamed(session, [number for number in numbers if number not in fresh])
        self.renamed |= renamed
        unread = [number for number in renamed.values() if number not in self.nodes]
        return fresh | (self._read_records(session, unread) if unread else {})

    def _parts(self, session: Session, numbers: Collection[str]) -> Iterable[tuple[str, str]]:
        if not numbers:
            return ()
        given = {"city": self.city, "numbers": list(numbers)}
        told = session.connection().execute(_COUNTED_INTO, given)
        return [(parent, child) for parent, child, counted in told if not counted]

    def _renamed(self, session: Session, numbers: Collection[str]) -> dict[str, str]:
        if not numbers:
            return {}
        given = {"city": self.city, "numbers": list(numbers)}
        return dict(session.connection().execute(_NOW, given).all())

    def _standing(self, node: Node) -> Standing:
        follow_ons = node.follow_ons()
        unseen = any(not each.closed and self.find(each.number) is None for each in follow_ons)
        hangs_on = (node.counted_into, *node.parts, *(each.number for each in follow_ons))
        names = dict.fromkeys(self.renamed.get(number, number) for number in hangs_on if number)
        return Standing(node.status is not CityStatus.CLOSED, tuple(names), unseen)


def _read_notes(session: Session, nodes: Mapping[int, Node]) -> None:
    for ids in batches(nodes):
        rows = session.connection().execute(_FOLLOW_ONS, {"ids": ids})
        for record_id, at, kind, number, service_name, agency in rows:
            nodes[record_id].notes.append(CityNote(at, kind, "", "", number, service_name, agency))

"""What a record's closing means, as columns; and what follows for the records that hang on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.closings import FOLLOW_ON_NOTES, Closing, ClosingKind, closing_of
from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest
from wardoffice.store.among import among
from wardoffice.store.batches import batches
from wardoffice.store.bulk import Values, table_of
from wardoffice.store.closing_graph import Node, hanging_on, settle_graph
from wardoffice.store.closing_words import closing_words
from wardoffice.store.known_records import known_records
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.tables import Request, ServiceNote, ServiceRecord
from wardoffice.store.unit_of_work import UnitOfWork

_RECORD = table_of(ServiceRecord)
_NOTE = table_of(ServiceNote)


class Filed(NamedTuple):
    """A record written just now; ``names`` are the numbers of others: follow-ons, what it is part of.

    ``node`` is what its end depends on, where that need not be read back; ``left``, what it was part of.
    """

    record_id: int
    number: str
    names: frozenset[str]
    node: Node | None = None
    left: str = ""


def closing_values(told: ServiceRequest, *, was_closed: bool = False) -> Values:
    """What a telling means, as columns of ``service_record``; what it hangs on is settled afterwards."""
    return values_of(told, read_closing(told, was_closed=was_closed))


def read_closing(told: ServiceRequest, *, was_closed: bool = False) -> Closing:
    """What a telling means, by the words of its city."""
    return closing_of(told, closing_words(told.city), was_closed=was_closed)


def values_of(told: ServiceRequest, closing: Closing) -> Values:
    """The same as columns."""
    waiting = any(not each.closed for each in closing.follow_ons)
    return {
        "closing": closing.kind,
        "crew": closing.crew,
        "still_open": told.status is not CityStatus.CLOSED or waiting,
    }


@dataclass(frozen=True, slots=True)
class Meant:
    """What a record that is here means now; ``before`` is what its closing meant until now."""

    number: str
    before: ClosingKind
    values: Values
    notes: tuple[CityNote, ...]


def closings_again(session: Session, told: Mapping[int, ServiceRequest]) -> dict[int, Meant]:
    """What records that are here mean now, by record.

    A record that was asked for without its notes is read by those it has.
    """
    found: dict[int, Meant] = {}
    for some in batches(told):
        notes = notes_of(session, [each for each in some if not told[each].notes])
        rows = session.execute(
            select(_RECORD.c.id, _RECORD.c.number, _RECORD.c.closing, _RECORD.c.made_by).where(
                among(_RECORD.c.id, some)
            )
        )
        for record_id, number, before, made_by in rows:
            request = told[record_id]
            request = replace(
                request,
                notes=request.notes or tuple(notes[record_id]),
                made_by=request.made_by or made_by,
            )
            was_closed = before is not ClosingKind.OPEN
            found[record_id] = Meant(
                number, before, closing_values(request, was_closed=was_closed), request.notes
            )
    return found


def named_in(record: Values, notes: Iterable[CityNote]) -> frozenset[str]:
    """The numbers of other records that a record names."""
    follow_ons = (each.number for each in notes if each.kind in FOLLOW_ON_NOTES)
    return frozenset(each for each in (record["parent_number"], *follow_ons) if each and "\0" not in each)


def new_filed(record: Values, notes: Iterable[CityNote], closing: Closing) -> Filed:
    """A record that is new, by its columns, its notes and what its telling means."""
    counted = record["duplicate"] or record["closing"] is ClosingKind.DUPLICATE
    into = record["parent_number"] if counted else ""
    node = Node(record["id"], record["status"], record["still_open"], into, told=closing.follow_ons)
    return Filed(record["id"], record["number"], named_in(record, notes), node)


def settle(work: UnitOfWork, city: str, filed: Sequence[Filed]) -> None:
    """Keep ``still_open`` of what was filed and of all that hangs on it; their cases are shown anew."""
    numbers = {each.number for each in filed}
    # One that names only what is not here stands as it was told: ``closing_values``.
    here = known_records(work.session, city, {name for each in filed for name in each.names}).keys()
    linked = {each.number for each in filed if not here.isdisjoint(each.names)}
    start = linked | {each.left for each in filed if each.left} | hanging_on(work.session, city, numbers)
    if not start:
        return
    nodes = {each.number: each.node for each in filed if each.node is not None}
    changed = settle_graph(work.session, city, start, asked=numbers, at_hand=nodes)
    if not changed:
        return
    fresh = {each.record_id for each in filed}
    for some in batches(changed):
        homes = work.session.execute(
            select(Request.service_record_id, Request.case_id).where(among(Request.service_record_id, some))
        )
        for record_id, case_id in homes:
            work.touch([case_id])
            if record_id not in fresh:
                now = changed[record_id or 0]
                work.recorder.events.append(
                    FieldEvent(case_id, _RECORD.name, record_id or 0, "still_open", not now, now)
                )


def notes_of(session: Session, ids: Sequence[int]) -> dict[int, list[CityNote]]:
    """The notes that are here of records, by their ids, in the city's order."""
    found: dict[int, list[CityNote]] = defaultdict(list)
    if not ids:
        return found
    columns = [
        _NOTE.c[name] for name in ("at", "kind", "summary", "detail", "number", "service_name", "agency")
    ]
    for record_id, *values in session.execute(
        select(_NOTE.c.service_record_id, *columns)
        .where(among(_NOTE.c.service_record_id, ids))
        .order_by(_NOTE.c.position)
    ):
        found[record_id].append(CityNote(*values))
    return found

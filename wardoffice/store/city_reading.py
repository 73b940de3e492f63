"""Reads the city's records of a case: their facts, notes, and what their closings mean and hang on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CityView
from wardoffice.domain.closing_view import ChainEnd, ChainLink, ClosingView, DuplicateChain, FollowOnView
from wardoffice.domain.closings import ClosingKind, FollowOn, closing_of
from wardoffice.domain.portal import BothSources
from wardoffice.domain.service_requests import CityNote, ServiceRequest
from wardoffice.store.city_missing import former_numbers
from wardoffice.store.city_steps import with_steps
from wardoffice.store.closing_graph import ClosingGraph
from wardoffice.store.closing_words import closing_words
from wardoffice.store.source_reading import freshness, read_span, sides_of
from wardoffice.store.tables import Case, QueueEntry, Request, ServiceNote, ServiceRecord
from wardoffice.store.visibility import may_see, visible


def city_views(session: Session, actor: Actor, homes: Sequence[int]) -> tuple[CityView, ...]:
    """The city's records filed in these cases, the oldest first."""
    rows = [
        (record, case_id)
        for record, case_id in session.execute(
            select(ServiceRecord, Request.case_id)
            .join(Request, Request.service_record_id == ServiceRecord.id)
            .where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None))
            .order_by(ServiceRecord.requested_at)
        )
    ]
    records = [record for record, _ in rows]
    notes = _notes(session, records)
    closings = _closings(session, actor, records, notes)
    notes = with_steps(session, notes)
    both = _both_sources(session, records)
    former = former_numbers(session, [record.id for record in records])
    return tuple(
        CityView(
            number=row.number,
            status=row.status,
            status_text=row.status_text,
            status_notes=row.status_notes,
            service_name=row.service_name,
            agency=row.agency,
            requested_at=row.requested_at,
            updated_at=row.updated_at,
            closed_at=row.closed_at,
            address=row.address,
            ward=row.ward,
            ward_by_polygon=row.ward_by_polygon,
            notes=notes[row.id],
            case_id=case_id,
            channel=row.channel,
            media_urls=tuple(row.media_urls),
            closing=closings[row.id],
            missing_since=row.missing_since,
            now_number=row.now_number,
            former_numbers=former.get(row.id, ()),
            former_ward=row.former_ward,
            both=both.get(row.id),
        )
        for row, case_id in rows
    )


def _both_sources(session: Session, records: Sequence[ServiceRecord]) -> dict[int, BothSources]:
    """What 311 and the portal say of each, where the portal was ever read."""
    found: dict[int, BothSources] = {}
    for city in {record.city for record in records}:
        fresh = freshness(session, city)
        if fresh.portal_read_at is not None:
            here = [record.id for record in records if record.city == city]
            sides = sides_of(session, read_span(session, city), here)
            found |= {record_id: BothSources(side, fresh) for record_id, side in sides.items()}
    return found


def media_of_case(session: Session, actor: Actor, case_id: int) -> dict[str, str]:
    """The addresses of the city's pictures of the records filed in a case, with the record's number.

    None where the actor may not see the case.
    """
    case = session.get(Case, case_id)
    if case is None or case.withdrawn_at is not None or not may_see(session, actor, case):
        return {}
    rows = session.execute(
        select(ServiceRecord.number, ServiceRecord.media_urls)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .where(Request.case_id == case_id, Request.withdrawn_at.is_(None))
    )
    return {url: number for number, urls in rows for url in urls}


def _notes(session: Session, records: Sequence[ServiceRecord]) -> dict[int, tuple[CityNote, ...]]:
    found: dict[int, list[CityNote]] = defaultdict(list)
    for note in session.scalars(
        select(ServiceNote)
        .where(ServiceNote.service_record_id.in_([record.id for record in records]))
        .order_by(ServiceNote.position)
    ):
        found[note.service_record_id].append(
            CityNote(
                note.at, note.kind, note.summary, note.detail, note.number, note.service_name, note.agency
            )
        )
    return {record.id: tuple(found[record.id]) for record in records}


def _closings(
    session: Session,
    actor: Actor,
    records: Sequence[ServiceRecord],
    notes: Mapping[int, tuple[CityNote, ...]],
) -> dict[int, ClosingView]:
    graphs: dict[str, ClosingGraph] = {}
    for city in {record.city for record in records}:
        graphs[city] = ClosingGraph(city)
        graphs[city].read(session, {record.number for record in records if record.city == city})
    links = {city: _links(session, actor, city, graph.nodes.keys()) for city, graph in graphs.items()}
    return {
        record.id: _closing(record, notes[record.id], graphs[record.city], links[record.city])
        for record in records
    }


def _links(session: Session, actor: Actor, city: str, numbers: Collection[str]) -> dict[str, ChainLink]:
    """The records by number, each with the case it is filed under where the actor may see it."""
    cases: dict[int | None, int | None] = dict(
        session.execute(
            select(Request.service_record_id, Case.root_id)
            .join(Case, Case.id == Request.case_id)
            .join(QueueEntry, QueueEntry.case_id == Case.root_id)
            .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
            .where(ServiceRecord.city == city, ServiceRecord.number.in_(numbers))
            .where(Request.withdrawn_at.is_(None), visible(actor))
        ).all()
    )
    found = session.scalars(
        select(ServiceRecord).where(ServiceRecord.city == city, ServiceRecord.number.in_(numbers))
    )
    return {
        row.number: ChainLink(
            row.number,
            row.service_name,
            row.status,
            row.closing,
            row.still_open,
            row.closed_at,
            cases.get(row.id),
        )
        for row in found
    }


def _closing(
    record: ServiceRecord,
    notes: tuple[CityNote, ...],
    graph: ClosingGraph,
    links: Mapping[str, ChainLink],
) -> ClosingView:
    told = ServiceRequest(
        city=record.city,
        number=record.number,
        status=record.status,
        status_text=record.status_text,
        status_notes=record.status_notes,
        requested_at=record.requested_at,
        updated_at=record.updated_at,
        closed_at=record.closed_at,
        channel=record.channel,
        made_by=record.made_by,
        agency=record.agency,
        duplicate=record.duplicate,
        parent_number=record.parent_number,
        notes=notes,
    )
    counted = record.duplicate or record.closing is ClosingKind.DUPLICATE
    read = closing_of(told, closing_words(record.city))
    return ClosingView(
        # What was filed stands: the words that are read by may have changed since.
        replace(
            read,
            kind=record.closing,
            crew=record.crew,
            crew_sign=read.crew_sign if record.crew else None,
        ),
        record.still_open,
        _chain(record, graph, links) if counted else None,
        tuple(_follow_on(each, graph, links) for each in graph.follow_ons(record.number)),
        "" if counted else record.parent_number,
    )


def _chain(record: ServiceRecord, graph: ClosingGraph, links: Mapping[str, ChainLink]) -> DuplicateChain:
    if not record.parent_number:
        return DuplicateChain(end=ChainEnd.UNNAMED)
    numbers, stopped_by = graph.chain(record.number)
    if not stopped_by:
        end = ChainEnd.ROOT
    elif graph.find(stopped_by) is None:
        end = ChainEnd.NOT_HERE
    else:
        end = ChainEnd.CIRCLE
    return DuplicateChain(tuple(links[number] for number in numbers), end, stopped_by)


def _follow_on(told: FollowOn, graph: ClosingGraph, links: Mapping[str, ChainLink]) -> FollowOnView:
    link = links.get(graph.renamed.get(told.number, told.number))
    return FollowOnView(
        told.number,
        told.service_name or (link.service_name if link else ""),
        told.agency,
        told.opened_at,
        told.closed,
        (link.closed_at if link else None) or told.closed_at,
        link.case_id if link else None,
    )

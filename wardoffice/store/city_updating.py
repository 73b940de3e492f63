"""Brings the city's records that are here up to date; an older update never overrides a newer one.

Most of what is read again says nothing new: that shows by comparing a page with one select of its records and
one of their notes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import CityNote
from wardoffice.store.among import among, among_given
from wardoffice.store.bulk import Values, insert_tuples, table_of
from wardoffice.store.city_closings import Filed, closings_again, named_in, notes_of
from wardoffice.store.city_missing import note_ward_move
from wardoffice.store.city_placing import give_place
from wardoffice.store.city_values import KEPT_IF_UNSAID, NOTE_COLUMNS, PlacedRequest, note_values
from wardoffice.store.known_records import KnownRecord
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.tables import Case, Request, ServiceNote, ServiceRecord
from wardoffice.store.undated_telling import as_told, is_undated, moved_forward
from wardoffice.store.unit_of_work import UnitOfWork

_RECORD = table_of(ServiceRecord)
_NOTE = table_of(ServiceNote)


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """A record that is here, as it is and as the city tells it now.

    ``adds``: its notes come to those that are here, and replace none.
    """

    known: KnownRecord
    placed: PlacedRequest
    values: Values
    adds: bool = False

    def becomes(self) -> Values:
        """Its columns from now on."""
        return {
            name: self.known.values[name] if name in KEPT_IF_UNSAID and not value else value
            for name, value in self.values.items()
        }


def bring_up_to_date(work: UnitOfWork, told: Sequence[ToldAgain], *, live: bool = True) -> list[Filed]:
    """Write what the city tells now where it differs and is not older; returns what was written.

    What is not told ``live`` but from a file changes no dated record without a date of its own.
    """
    newer = _with_notes_here(work.session, _newest(told, work.now, live=live))
    changed_notes = _changed_notes(
        work.session,
        note_values({record_id: each.placed.request for record_id, each in newer.items()}),
    )
    changed = {
        record_id: each
        for record_id, each in newer.items()
        if record_id in changed_notes or each.becomes() != each.known.values
    }
    if not changed:
        return []
    meant = closings_again(
        work.session, {record_id: each.placed.request for record_id, each in changed.items()}
    )
    work.session.connection().execute(
        update(_RECORD).where(_RECORD.c.id == bindparam("of_record")),
        [
            {"of_record": record_id, "last_seen_at": work.now} | each.becomes() | meant[record_id].values
            for record_id, each in changed.items()
        ],
    )
    for record_id, each in changed.items():
        if _city_moved(each):
            note_ward_move(
                work.session,
                record_id,
                each.known.values["ward_by_polygon"],
                each.values["ward_by_polygon"],
            )
    _write_notes(work.session, changed_notes)
    homes = _homes(work, changed)
    work.touch(set(homes.values()))
    for record_id, each in changed.items():
        known, means = each.known.values, meant[record_id]
        for name, before, now in (
            ("status", known["status"], each.values["status"]),
            ("closing", means.before, means.values["closing"]),
        ):
            if before is not now:
                work.recorder.events.append(
                    FieldEvent(homes.get(record_id), _RECORD.name, record_id, name, before.value, now.value)
                )
    return [
        Filed(
            record_id,
            meant[record_id].number,
            named_in(each.becomes(), meant[record_id].notes),
            left=each.known.values["parent_number"],
        )
        for record_id, each in changed.items()
    ]


def _newest(told: Sequence[ToldAgain], now: datetime, *, live: bool) -> dict[int, ToldAgain]:
    """What was told last of each record, and is not older; a page may name one by two numbers."""
    newest: dict[int, ToldAgain] = {}
    for each in told:
        before = newest[each.known.id].values if each.known.id in newest else each.known.values
        if is_undated(each.values, before):
            if live and each.known.id not in newest:
                newest[each.known.id] = _forward(each)
        elif not is_older(each.values, before, now):
            newest[each.known.id] = each
    return newest


def _forward(each: ToldAgain) -> ToldAgain:
    """What a live telling without a date makes of a dated record; the notes that are here stay."""
    values = moved_forward(each.values, each.known.values)
    request = as_told(each.placed.request, values)
    return ToldAgain(each.known, replace(each.placed, request=request), values, adds=True)


def _with_notes_here(session: Session, newer: dict[int, ToldAgain]) -> dict[int, ToldAgain]:
    """The same, where notes are only added with those that are here before them; none where none is new."""
    adding = {record_id: each for record_id, each in newer.items() if each.adds and each.placed.request.notes}
    if not adding:
        return newer
    here = notes_of(session, list(adding))
    told: dict[int, list[CityNote]] = defaultdict(list)
    for record_id, _, *values in note_values({each: one.placed.request for each, one in adding.items()}):
        told[record_id].append(CityNote(*values))  # as they are kept: cut to what a column takes
    merged = {}
    for record_id, each in adding.items():
        fresh = [note for note in told[record_id] if note not in here[record_id]]
        request = replace(each.placed.request, notes=(*here[record_id], *fresh) if fresh else ())
        merged[record_id] = replace(each, placed=replace(each.placed, request=request))
    return newer | merged


def is_older(told: Values, before: Values, now: datetime) -> bool:
    """Whether it was told before what is here; a word dated in the future is no news to be kept by."""
    known = before["updated_at"]
    return bool(told["updated_at"] and known and told["updated_at"] < known <= now)


def _city_moved(each: ToldAgain) -> bool:
    """Whether the city places it elsewhere now; new boundaries move nothing."""
    known, told = each.known.values, each.values
    return any(known[name] != told[name] for name in ("lat", "long", "address_key", "ward"))


_Notes = dict[int, list[tuple[Any, ...]]]
"""Rows of notes, by the id of their record, which they begin with."""


def _changed_notes(session: Session, told: Sequence[tuple[Any, ...]]) -> _Notes:
    """Of the notes told, by record, those that are not what is here.

    A record that comes without notes was asked for without: those it has stay.
    """
    if not told:
        return {}
    now = _by_record(told)
    here = _by_record(map(tuple, session.connection().execute(_NOTES_HERE, {"ids": list(now)})))
    return {record_id: notes for record_id, notes in now.items() if notes != here[record_id]}


def _by_record(rows: Iterable[tuple[Any, ...]]) -> _Notes:
    found: _Notes = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


_NOTES_HERE = (
    select(_NOTE.c.service_record_id, *(_NOTE.c[name] for name in NOTE_COLUMNS))
    .where(among_given(_NOTE.c.service_record_id, "ids"))
    .order_by(_NOTE.c.position)
)


def _write_notes(session: Session, notes: _Notes) -> None:
    if not notes:
        return
    session.connection().execute(delete(_NOTE).where(among(_NOTE.c.service_record_id, notes)))
    rows = [row for told in notes.values() for row in told]
    insert_tuples(session, _NOTE, ("service_record_id", *NOTE_COLUMNS), rows)


def _homes(work: UnitOfWork, changed: Mapping[int, ToldAgain]) -> dict[int, int]:
    """The case of each changed record; one that had no place gets its record's."""
    homes: dict[int, int] = {}
    for record_id, case_id, lat in work.session.execute(
        select(ServiceRecord.id, Request.case_id, Case.lat)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .where(among(ServiceRecord.id, changed))
    ):
        homes[record_id] = case_id
        placed = changed[record_id].placed
        if lat is None and placed.place is not None:
            give_place(work.session.get_one(Case, case_id), placed.place, placed.ward, placed.source)
    return homes

"""Brings the city's records that are here up to date; an older update never overrides a newer one."""

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from wardoffice.store.city_placing import give_place
from wardoffice.store.city_values import PlacedRequest, Values, note_values, record_values
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.tables import Case, Request, ServiceNote, ServiceRecord
from wardoffice.store.unit_of_work import UnitOfWork


def bring_up_to_date(work: UnitOfWork, record: ServiceRecord, each: PlacedRequest) -> None:
    """Write what the city tells now, where it differs and is not older."""
    told = each.request
    if record.updated_at and told.updated_at and told.updated_at < record.updated_at:
        return
    before = record.status
    for name, value in record_values(each).items():
        if name != "token" or value:
            setattr(record, name, value)
    notes = note_values(told)
    if not work.session.is_modified(record) and not _notes_differ(work.session, record, notes):
        return
    record.last_seen_at = work.now
    _write_notes(work.session, record, notes)
    home = work.session.scalar(select(Request.case_id).where(Request.service_record_id == record.id))
    if home is not None:
        work.touch([home])
        give_place(work.session.get_one(Case, home), record, each.source)
    if before is not record.status:
        work.recorder.events.append(
            FieldEvent(home, "service_record", record.id, "status", before.value, record.status.value)
        )


def _notes_differ(session: Session, record: ServiceRecord, notes: list[Values]) -> bool:
    if not notes:
        return False
    rows = session.scalars(
        select(ServiceNote).where(ServiceNote.service_record_id == record.id).order_by(ServiceNote.position)
    )
    return [{name: getattr(row, name) for name in notes[0]} for row in rows] != notes


def _write_notes(session: Session, record: ServiceRecord, notes: list[Values]) -> None:
    if not notes:
        return  # asked without extensions, a record comes without its notes: those we have stay
    session.execute(delete(ServiceNote).where(ServiceNote.service_record_id == record.id))
    session.execute(insert(ServiceNote), [{"service_record_id": record.id} | note for note in notes])

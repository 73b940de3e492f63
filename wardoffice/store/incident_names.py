"""Reads under which incident problems stand, for their rows and panes, and who may know of an incident.

An incident is known to whoever may see its own problem, and to nobody else.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.incidents import IncidentName
from wardoffice.store.tables import Case, Incident, IncidentCase, QueueEntry
from wardoffice.store.visibility import visible

_OWN = aliased(Case)
_Columns = Select[int | None, int, str, str, datetime | None]


def incident_in_sight(actor: Actor) -> ColumnElement[bool]:
    """The condition on an incident that the actor may see its own problem."""
    return (
        select(_OWN.id)
        .join(QueueEntry, QueueEntry.case_id == _OWN.root_id)
        .where(_OWN.id == Incident.case_id, visible(actor))
        .exists()
    )


def incident_names(session: Session, actor: Actor, roots: Collection[int]) -> dict[int, IncidentName]:
    """The incident each of these roots stands under, as far as the actor may know of it."""
    return _names(session, roots, incident_in_sight(actor))


def incidents_over(session: Session, roots: Collection[int]) -> dict[int, IncidentName]:
    """The same, whoever may know of it: what a rule asks that holds for everybody."""
    return _names(session, roots, true())


def _names(session: Session, roots: Collection[int], which: ColumnElement[bool]) -> dict[int, IncidentName]:
    """Of several incidents, the newest that goes on."""
    if not roots:
        return {}
    columns = (Case.root_id, Incident.id, Incident.name, Incident.script, Incident.ended_at)
    own = select(*columns).join(Incident, Incident.case_id == Case.id)
    under = (
        select(*columns)
        .join(IncidentCase, IncidentCase.case_id == Case.id)
        .join(Incident, Incident.id == IncidentCase.incident_id)
        .where(IncidentCase.part, IncidentCase.withdrawn_at.is_(None))
    )
    found: dict[int, IncidentName] = {}
    rows = [row for each in (own, under) for row in session.execute(_of_roots(each, roots).where(which))]
    for row in sorted(rows, key=lambda row: (row.ended_at is None, row.id)):
        found[row.root_id] = IncidentName(row.id, row.name, row.script, row.ended_at is not None)
    return found


def _of_roots(rows: _Columns, roots: Collection[int]) -> _Columns:
    return rows.where(Case.root_id.in_(roots), Case.withdrawn_at.is_(None), Incident.withdrawn_at.is_(None))

"""Reads under which incident problems stand, for their rows and panes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wardoffice.domain.incidents import IncidentName
from wardoffice.store.tables import Case, Incident, IncidentCase

_Columns = Select[int | None, int, str, str, datetime | None]


def incident_names(session: Session, roots: Collection[int]) -> dict[int, IncidentName]:
    """The incident each of these roots stands under; of several, the newest that goes on."""
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
    rows = [row for each in (own, under) for row in session.execute(_of_roots(each, roots))]
    for row in sorted(rows, key=lambda row: (row.ended_at is None, row.id)):
        found[row.root_id] = IncidentName(row.id, row.name, row.script, row.ended_at is not None)
    return found


def _of_roots(rows: _Columns, roots: Collection[int]) -> _Columns:
    return rows.where(Case.root_id.in_(roots), Case.withdrawn_at.is_(None), Incident.withdrawn_at.is_(None))

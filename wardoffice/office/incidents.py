"""Incidents: draw the area once, log who calls in a moment, say the same to all, tell all at once.

What lies in the area is proposed and never taken in by itself (P5); whoever called is owed an answer (P6).
"""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.incidents import (
    LEAST_SQUARE_METRES,
    MARGIN_METRES,
    IncidentDraft,
    IncidentLine,
    IncidentView,
    Ring,
    check_draft,
    from_geojson,
    to_geojson,
)
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.geo.drawn_areas import inside, square_metres
from wardoffice.geo.incident_areas import area_around, middle_of
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.case_work import finish_case
from wardoffice.office.placing import Placing, put_at
from wardoffice.store.incident_names import incident_names, incidents_over
from wardoffice.store.incident_reading import (
    callers,
    incident_cases,
    incident_lines,
    incident_roots,
    live_incident,
    may_belong,
    members_under,
    membership,
    roots_told_by,
)
from wardoffice.store.numbers import take_numbers
from wardoffice.store.point_reading import point_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Incident, IncidentCase
from wardoffice.store.unit_of_work import UnitOfWork


class Incidents:
    """The actions on incidents; ``placing`` finds the place of an address that is typed."""

    def __init__(self, store: Store, placing: Placing) -> None:
        self._store = store
        self._placing = placing

    def lines(self, actor: Actor) -> tuple[IncidentLine, ...]:
        """All this person may know of, those that go on first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return incident_lines(session, actor)

    def show(self, actor: Actor, incident_id: int) -> IncidentView:
        """One incident with everything under it; raises CannotDoError where there is none."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            row = live_incident(session, actor, incident_id)
            if row is None:
                raise _gone()
            ring, roots = from_geojson(row.area), incident_roots(session, actor, row)
            cases = {each.case_id: each for each in incident_cases(session, actor, roots)}
            own = session.get_one(Case, row.case_id)
            near = may_belong(session, actor, row, ring)
            hit = inside(ring, [point for _, point in near])
            return IncidentView(
                row.id,
                own.root_id or own.id,
                own.number,
                row.name,
                row.script,
                ring,
                row.began_at,
                row.ended_at,
                callers(session, roots),
                tuple(each for case_id, each in cases.items() if case_id != (own.root_id or own.id)),
                tuple(near[at][0] for at in hit),
            )

    def begin(self, actor: Actor, draft: IncidentDraft) -> Changes:
        """Begin an incident, with a problem of its own that callers are filed in.

        Raises CannotDoError where it has no name, no place can be told from what is given, or what was drawn
        holds nothing.
        """
        require(actor, Doing.TRIAGE)
        check_draft(draft)
        with self._store.unit_of_work(actor, ActionKind.BEGIN_INCIDENT, name=draft.name.strip()) as work:
            members = work.roots(draft.case_ids)
            ring, place = self._where(work, draft, members)
            began = draft.began_at or work.now
            (number,) = take_numbers(work.session, work.now)
            own = work.add(
                Case(
                    number=number,
                    title=draft.name.strip()[:300],
                    opened_at=began,
                    taken_at=work.now,
                    assignee_id=actor.staff_id,
                )
            )
            put_at(own, place, self._placing.ward_of)
            row = work.add(
                Incident(
                    case_id=own.id,
                    name=draft.name.strip()[:200],
                    area=to_geojson(ring),
                    script=draft.script.strip(),
                    began_at=began,
                )
            )
            for case in members:
                _take_in(work, row, case)
        return work.changes

    def describe(self, actor: Actor, incident_id: int, name: str, script: str) -> Changes:
        """Change its name, and what is said to everybody who calls."""
        require(actor, Doing.TRIAGE)
        check_draft(IncidentDraft(name))
        with self._store.unit_of_work(actor, ActionKind.DESCRIBE_INCIDENT, name=name.strip()) as work:
            row = _incident(work, incident_id)
            row.name, row.script = name.strip()[:200], script.strip()
            work.touch(incident_roots(work.session, actor, row))
        return work.changes

    def take_in(self, actor: Actor, incident_id: int, case_ids: Sequence[int]) -> Changes:
        """Say that these problems stand under the incident; raises CannotDoError for one of another."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.TAKE_IN, count=len(case_ids)) as work:
            row = _incident(work, incident_id)
            work.details["name"] = row.name
            for case_id in case_ids:
                _take_in(work, row, work.root(case_id))
        return work.changes

    def leave_out(self, actor: Actor, incident_id: int, case_id: int) -> Changes:
        """Say that a problem is none of the incident: it comes out, and is not proposed again."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.LEAVE_OUT) as work:
            row, case = _incident(work, incident_id), work.root(case_id)
            work.details.update(name=row.name, number=case.number)
            if case.id == work.session.get_one(Case, row.case_id).root_id:
                raise CannotDoError(
                    text("{number} is the incident's own problem.", number=case.number),
                    text("Nothing was changed."),
                    text("End the incident when it is over."),
                )
            for said in members_under(work.session, row.id, case.id):
                said.part = False
            _say(work, row, case, part=False)
        return work.changes

    def update_all(
        self, actor: Actor, incident_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Log one answer for all these people; who is not among them is still to be called."""
        require(actor, Doing.ANSWER)
        if not contact_ids:
            raise CannotDoError(
                text("Nobody is ticked."), text("Nothing was changed."), text("Tick who was told.")
            )
        with self._store.unit_of_work(actor, ActionKind.UPDATE_ALL, count=len(contact_ids)) as work:
            row = _incident(work, incident_id)
            work.details.update(name=row.name, incident=row.id)
            roots = incident_roots(work.session, actor, row)
            by_root: dict[int, list[int]] = {}
            for contact_id in dict.fromkeys(contact_ids):
                for root in roots_told_by(work.session, roots, contact_id):
                    by_root.setdefault(root, []).append(contact_id)
            for root, contacts in by_root.items():
                log_answers(work, work.root(root), contacts, way, words)
        return work.changes

    def end(self, actor: Actor, incident_id: int, finish: FinishReason | None = None) -> Changes:
        """Say that it is over; with ``finish`` its open problems are finished for that reason."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.END_INCIDENT) as work:
            row = _incident(work, incident_id)
            work.details["name"] = row.name
            if row.ended_at is not None:
                happened = text("{name} is over already.", name=row.name)
                raise CannotDoError(happened, text("Nothing was changed."))
            row.ended_at = work.now
            roots = incident_roots(work.session, actor, row)
            work.touch(roots)
            for root in roots if finish is not None else ():
                case = work.root(root)
                if finish is not None and case.status is CaseStatus.OPEN:
                    finish_case(work, case, finish, "")
        return work.changes

    def _where(self, work: UnitOfWork, draft: IncidentDraft, members: Sequence[Case]) -> tuple[Ring, Place]:
        """The area and the place of a new incident."""
        if draft.ring:
            if square_metres(draft.ring) < LEAST_SQUARE_METRES:
                raise CannotDoError(
                    text("What was drawn is a line or a spot, and no area."),
                    text("Nothing was changed."),
                    text("Draw around the blocks on the map."),
                )
            return draft.ring, self._at(work, middle_of(draft.ring), draft.address)
        if draft.centre is not None:
            return area_around([draft.centre], draft.metres), self._at(work, draft.centre, draft.address)
        if draft.address.strip():
            place = self._placing.typed(work, draft.address)
            if place.point is None:
                raise CannotDoError(
                    text("Nobody knows yet where {address} is.", address=draft.address.strip()),
                    text("Nothing was changed."),
                    text("Type another address near it, or draw the area on the map."),
                )
            return area_around([place.point], draft.metres), place
        known = (point_of(each.lat, each.long) for each in members)
        points = [each for each in known if each is not None]
        if not points:
            raise CannotDoError(
                text("It is not known where this incident is."),
                text("Nothing was changed."),
                text("Type an address, or choose problems that have a place."),
            )
        ring = area_around(points, MARGIN_METRES)
        return ring, self._at(work, middle_of(ring), "")

    def _at(self, work: UnitOfWork, point: Point, address: str) -> Place:
        near = address.strip() or self._placing.address_at(work, point)
        return Place(point, near, PlaceSource.PERSON)


def _incident(work: UnitOfWork, incident_id: int) -> Incident:
    row = live_incident(work.session, work.actor, incident_id)
    if row is None:
        raise _gone()
    return row


def _gone() -> CannotDoError:
    return CannotDoError(
        text("There is no such incident."),
        text("Nothing was changed."),
        text("Refresh the list: it may have been taken back."),
    )


def _take_in(work: UnitOfWork, row: Incident, case: Case) -> None:
    other = incidents_over(work.session, [case.id]).get(case.id)
    if other is not None and not other.ended:
        if not incident_names(work.session, work.actor, [case.id]):
            raise CannotDoError(
                text("{number} stands under another incident.", number=case.number),
                text("Nothing was changed."),
                text("Ask a manager: not everybody sees that incident."),
            )
        raise CannotDoError(
            text("{number} stands under {name}.", number=case.number, name=other.name),
            text("Nothing was changed."),
            text("Take it out there first."),
        )
    _say(work, row, case, part=True)


def _say(work: UnitOfWork, row: Incident, case: Case, *, part: bool) -> None:
    said = membership(work.session, row.id, case.id)
    if said is None:
        work.add(IncidentCase(incident_id=row.id, case_id=case.id, part=part, created_at=work.now))
    else:
        said.part, said.withdrawn_at = part, None

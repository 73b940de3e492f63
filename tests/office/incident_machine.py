"""The same random days, with incidents: many calls and problems under one name, whatever becomes of them."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import func, select

from tests.builders import OfficeBuilder, placing
from tests.office.merge_machine import anything
from tests.office.working_machine import WorkingMachine
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.incidents import IncidentDraft
from wardoffice.domain.places import Point
from wardoffice.office.incident_calls import IncidentCalls
from wardoffice.office.incidents import Incidents
from wardoffice.store.tables import Case, Incident, IncidentCase

_HERE = Point(41.95, -87.69)


class IncidentMachine(WorkingMachine):
    """An incident's own problem is a problem like any other: merged, pulled apart, finished, taken back."""

    def __init__(self, office: OfficeBuilder) -> None:
        super().__init__(office)
        self.incidents = Incidents(office.store, placing(lambda _: 1))
        self.calls = IncidentCalls(office.store)
        with office.read() as session:
            self.first = (session.scalar(select(func.max(Incident.id))) or 0) + 1

    def live(self) -> list[int]:
        """The incidents of this day that nobody took back."""
        with self.office.read() as session:
            mine = Incident.id >= self.first
            return list(session.scalars(select(Incident.id).where(mine, Incident.withdrawn_at.is_(None))))

    def incident(self, pick: int) -> int:
        live = self.live()
        return live[pick % len(live)]

    @precondition(lambda self: self.model.above)
    @rule(picks=st.lists(anything, max_size=3))
    def an_incident_begins(self, picks: list[int]) -> None:
        cases = tuple(dict.fromkeys(self.root(pick) for pick in picks))
        before = set(self.case_ids())
        draft = IncidentDraft(f"Main break {self.unique()}", centre=_HERE, case_ids=cases)
        try:
            self.incidents.begin(self.ana, draft)
        except CannotDoError:
            assert any(self.stands_under_one(case) for case in cases)
            assert set(self.case_ids()) == before, "refused, it leaves nothing behind"
            return
        self.born(sorted(set(self.case_ids()) - before))

    def stands_under_one(self, root: int) -> bool:
        """Whether anything that was put together in this root stands under an incident, or is its own."""
        homes = [case for case in self.model.above if self.root_of(case) == root]
        with self.office.read() as session:
            under = select(IncidentCase.id).where(
                IncidentCase.case_id.in_(homes), IncidentCase.part, IncidentCase.withdrawn_at.is_(None)
            )
            own = select(Incident.id).where(Incident.case_id.in_(homes), Incident.withdrawn_at.is_(None))
            return any(session.scalar(each.limit(1)) is not None for each in (under, own))

    @precondition(lambda self: self.live())
    @rule(pick=anything, again=st.booleans())
    def somebody_calls_about_it(self, pick: int, again: bool) -> None:  # noqa: FBT001 - drawn by the rule
        """One who called before, known by the number, is one person still; once it is over none is logged."""
        incident = self.incident(pick)
        phone = "773-555-0100" if again else f"773-555-{pick % 10_000:04}"
        try:
            self.calls.log_call(self.ana, incident, f"Caller {self.unique()}", phone)
        except CannotDoError:
            assert self.incidents.show(self.ana, incident).ended_at is not None
            return
        assert self.incidents.show(self.ana, incident).callers

    @precondition(lambda self: self.live())
    @rule(pick=anything, root=anything, out=st.booleans())
    def a_problem_is_taken_in_or_left_out(self, pick: int, root: int, out: bool) -> None:  # noqa: FBT001
        incident, case = self.incident(pick), self.root(root)
        try:
            if out:
                self.incidents.leave_out(self.ana, incident, case)
            else:
                self.incidents.take_in(self.ana, incident, [case])
        except CannotDoError:
            assert self.stands_under_one(case)

    @precondition(lambda self: self.live())
    @rule(pick=anything)
    def everybody_who_called_is_told(self, pick: int) -> None:
        """P6: one answer each, and nobody is left to call."""
        incident = self.incident(pick)
        waiting = [each.contact_id for each in self.incidents.show(self.ana, incident).still_to_call]
        if waiting:
            self.incidents.update_all(self.ana, incident, waiting, AnswerWay.CALLED, "It is mended.")
        assert self.incidents.show(self.ana, incident).still_to_call == ()

    @precondition(lambda self: self.live())
    @rule(pick=anything, finish=st.booleans())
    def it_is_over(self, pick: int, finish: bool) -> None:  # noqa: FBT001 - drawn by the rule
        incident = self.incident(pick)
        try:
            changes = self.incidents.end(self.ana, incident, FinishReason.SEEN_DONE if finish else None)
        except CannotDoError:
            assert self.incidents.show(self.ana, incident).ended_at is not None
            return
        self.read_again(*(case for case in changes.cases if self.model.above.get(case, 0) is None))

    @invariant()
    def an_incident_that_stands_has_a_problem_that_stands(self) -> None:
        with self.office.read() as session:
            for incident in self.live():
                own = session.get_one(Case, session.get_one(Incident, incident).case_id)
                assert own.withdrawn_at is None
                assert own.root_id == self.root_of(own.id)

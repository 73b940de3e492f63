"""Any sequence of what an office does leaves roots, queue rows and homes as the rules say (P4)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from tests.builders import OfficeBuilder, Told, placing
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.store.queue_entries import rebuild_entries
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, FollowUp, MessageLink, Note, QueueEntry, Request

PLACE = ("lat", "long", "address", "place_source", "ward")
STATUS = ("status", "finish_reason", "finished_at", "verified_at", "verified_by_id")
GROUPS = {"place": PLACE, "status": STATUS, "type": ("service_code",), "assignee": ("assignee_id",)}
HUNG = (Request, Attachment, MessageLink, Note, FollowUp)
anything = st.integers(0, 10_000)


class OfficeDay(RuleBasedStateMachine):
    """Random steps of staff, residents and the city; ``above`` is the model of ``merged_into``."""

    def __init__(self, office: OfficeBuilder) -> None:
        super().__init__()
        self.office = office
        store = office.store
        self.triage = Triage(store, placing(lambda _: 1))
        self.merging = Merging(store)
        self.manager = self.office.staff(f"Manager {store.now()}", Role.MANAGER)
        self.above: dict[int, int | None] = {}
        self.expected: dict[int, dict[str, Any]] = {}
        self.homes: dict[tuple[type, int], int | None] = {}
        self.told: list[Told] = []
        self.records: list[Any] = []
        self.serial = 0

    def unique(self) -> str:
        self.serial += 1
        return f"{id(self)}-{self.serial}"

    def roots(self) -> list[int]:
        return [case for case, above in self.above.items() if above is None]

    def root(self, pick: int) -> int:
        return self.roots()[pick % len(self.roots())]

    def root_of(self, case: int) -> int:
        above = self.above[case]
        return case if above is None else self.root_of(above)

    def born(self, cases: tuple[int, ...]) -> None:
        for case_id in cases:
            self.above[case_id] = None
            row = self.office.case(case_id)
            self.expected[case_id] = {name: values(row, name) for name in GROUPS}

    def changed(self, case_id: int, group: str, *, surely: bool = True) -> None:
        """A person changed these fields of a root: they stay, or it is open which of two values stays."""
        self.expected[case_id][group] = values(self.office.case(case_id), group) if surely else None

    @rule(problems=st.integers(1, 3), placed=st.booleans(), typed=st.booleans(), known=st.booleans())
    def a_mail_comes(self, problems: int, placed: bool, typed: bool, known: bool) -> None:  # noqa: FBT001
        contact = self.told[-1].contact_id if known and self.told else self.office.contact()
        told = self.office.mail(
            *[f"Problem {self.unique()}" for _ in range(problems)],
            contact_id=contact,
            address=f"{self.unique()} N Damen Ave" if placed else "",
            point=Point(41.9, -87.7) if placed else None,
            service_code=self.unique() if typed else "",
        )
        self.told.append(told)
        self.born(told.case_ids)

    @rule(closed=st.booleans())
    def the_city_has_a_record(self, closed: bool) -> None:  # noqa: FBT001
        status = CityStatus.CLOSED if closed else CityStatus.OPEN
        recorded = self.office.city_record(status=status, service_code="PHF", address="1 N State St")
        self.records.append(recorded)
        self.born((recorded.case_id,))

    @precondition(lambda self: self.records)
    @rule(pick=anything, status=st.sampled_from(CityStatus))
    def the_city_changes_its_record(self, pick: int, status: CityStatus) -> None:
        self.office.city_says(self.records[pick % len(self.records)], status)

    @precondition(lambda self: len(self.roots()) > 1)
    @rule(picks=st.lists(anything, min_size=2, max_size=4), chosen=st.booleans())
    def some_are_put_together(self, picks: list[int], chosen: bool) -> None:  # noqa: FBT001
        cases = list(dict.fromkeys(self.root(pick) for pick in picks))
        if len(cases) < 2:
            with pytest.raises(CannotDoError):
                self.merging.merge(self.manager, cases)
            return
        changes = self.merging.merge(self.manager, cases, cases[0] if chosen else None)
        roots = [case for case in cases if self.office.case(case).merged_into is None]
        assert len(roots) == 1
        assert changes.cases >= set(cases)
        for case in cases:
            if case != roots[0]:
                self.above[case] = roots[0]

    @precondition(lambda self: len(self.roots()) < len(self.above))
    @rule(pick=anything, finish_too=st.booleans())
    def one_is_pulled_apart(self, pick: int, finish_too: bool) -> None:  # noqa: FBT001
        absorbed = [case for case, above in self.above.items() if above is not None]
        case = absorbed[pick % len(absorbed)]
        root = self.office.case(self.root_of(case))
        both = (root.status, self.office.case(case).status) == (CaseStatus.FINISHED, CaseStatus.OPEN)
        self.merging.unmerge(self.manager, case, finish_too=finish_too)
        self.above[case] = None
        if finish_too and both:
            assert self.office.case(case).status is CaseStatus.FINISHED
            self.changed(case, "status")

    @precondition(lambda self: self.above)
    @rule(pick=anything)
    def a_type_is_set(self, pick: int) -> None:
        case = self.root(pick)
        self.triage.set_type(self.manager, [case], self.unique())
        self.changed(case, "type")

    @precondition(lambda self: self.above)
    @rule(pick=anything)
    def a_place_is_set(self, pick: int) -> None:
        case = self.root(pick)
        self.triage.set_place(
            self.manager, case, f"{self.unique()} W Ohio St", Point(41.89, -87.6 - pick / 1e6)
        )
        self.changed(case, "place")

    @precondition(lambda self: self.above)
    @rule(pick=anything)
    def one_is_taken(self, pick: int) -> None:
        case = self.root(pick)
        self.triage.take(self.manager, [case])
        self.changed(case, "assignee", surely=False)

    @precondition(lambda self: self.above)
    @rule(pick=anything, reason=st.sampled_from(FinishReason))
    def one_is_finished_or_opened_again(self, pick: int, reason: FinishReason) -> None:
        case = self.root(pick)
        if self.office.case(case).status is CaseStatus.OPEN:
            self.triage.finish(self.manager, [case], reason)
            self.changed(case, "status")
        else:
            self.triage.reopen(self.manager, [case])
            self.changed(case, "status", surely=False)

    @precondition(lambda self: self.told)
    @rule(pick=anything)
    def somebody_is_answered(self, pick: int) -> None:
        told = self.told[pick % len(self.told)]
        assert told.contact_id is not None
        case = self.root_of(told.case_ids[pick % len(told.case_ids)])
        self.triage.log_answer(self.manager, case, [told.contact_id], AnswerWay.CALLED, "")

    @precondition(lambda self: self.above)
    @rule(pick=anything, what=st.sampled_from(("reply", "photo", "note", "promise")))
    def something_is_added(self, pick: int, what: str) -> None:
        case = sorted(self.above)[pick % len(self.above)]
        steps: dict[str, Callable[[], object]] = {
            "reply": lambda: self.office.reply(case),
            "photo": lambda: self.office.photo(case),
            "note": lambda: self.triage.note(self.manager, self.root_of(case), "seen"),
            "promise": lambda: self.office.promise(case, None, self.office.store.now()),
        }
        steps[what]()

    @invariant()
    def every_root_is_the_end_of_its_chain_and_only_roots_stand_in_the_queue(self) -> None:
        with self.office.read() as session:
            rows = session.execute(
                select(Case.id, Case.merged_into, Case.root_id, QueueEntry.case_id)
                .outerjoin(QueueEntry, QueueEntry.case_id == Case.id)
                .where(Case.id.in_(self.above))
            ).all()
        assert len(rows) == len(self.above)
        for case_id, merged_into, root_id, queued in rows:
            assert merged_into == self.above[case_id]
            assert root_id == self.root_of(case_id)
            assert queued == (case_id if merged_into is None else None)

    @invariant()
    def everything_keeps_its_home(self) -> None:
        with self.office.read() as session:
            for kind in HUNG:
                for row_id, home in session.execute(select(kind.id, kind.case_id)):
                    assert self.homes.setdefault((kind, row_id), home) == home

    @invariant()
    def the_rows_of_the_queue_are_those_that_the_facts_make(self) -> None:
        before = queue(self.office.store)
        with self.office.store.writing() as session:
            rebuild_entries(session)
        assert queue(self.office.store) == before

    def teardown(self) -> None:
        """Pulled apart in either order, all fields are what they were or what a person made them."""
        absorbed = [case for case, above in self.above.items() if above is not None]
        for case in absorbed if self.serial % 2 else reversed(absorbed):
            self.merging.unmerge(self.manager, case)
        for case, groups in self.expected.items():
            row = self.office.case(case)
            for group, value in groups.items():
                if value is not None:
                    assert values(row, group) == value, (case, group)


def values(row: Case, group: str) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in GROUPS[group])


def queue(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        found = session.execute(select(*QueueEntry.__table__.columns).order_by(QueueEntry.case_id))
        return [tuple(row) for row in found]


def test_any_day_of_an_office_keeps_roots_homes_and_queue_true(office: OfficeBuilder) -> None:
    examples, steps = (6, 20) if office.store.dialect == "sqlite" else (3, 15)
    run_state_machine_as_test(
        lambda: OfficeDay(office),  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

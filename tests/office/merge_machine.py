"""A random office day with a model of what every merge gave, to hold unmerging to its rules (P4)."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tests.builders import OfficeBuilder, Recorded, Told, placing
from tests.office.merge_model import Gift, Model, fields_of
from tests.office.queue_rows import queue_rows
from tests.rebuilding import rebuild_entries
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.submissions import ContactChoice
from wardoffice.office.merging import Merging
from wardoffice.office.splitting import Splitting
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.city_joining import join_own_record, own_records
from wardoffice.store.tables import (
    Attachment,
    Case,
    Contact,
    Event,
    FollowUp,
    Incident,
    IncidentCase,
    Message,
    MessageLink,
    Note,
    QueueEntry,
    Request,
    Submission,
)

HUNG = (Request, Attachment, MessageLink, Note, FollowUp, Submission, Incident, IncidentCase)
KEPT = (Message, Contact, Case, Event, *HUNG)
anything = st.integers(0, 10_000)


class MergeMachine(RuleBasedStateMachine):
    """Steps of staff, residents and the city in any order."""

    def __init__(self, office: OfficeBuilder) -> None:
        super().__init__()
        self.office = office
        store = office.store
        self.triage = Triage(store, placing(lambda _: 1))
        self.merging, self.undoing = Merging(store), Undoing(store)
        self.splitting = Splitting(store, placing(lambda _: 1))
        self.ana = office.staff(f"Ana {id(self)}", Role.MANAGER)
        self.model = Model()
        self.known: set[int] = set()
        """Every case of this day, also what an undo withdrew: redone, it is there again."""
        self.mails: list[Told] = []
        self.records: list[Recorded] = []
        self.merges: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.turns: dict[int, tuple[int, int]] = {}
        self.joined: dict[int, dict[tuple[int, int], dict[str, Gift]]] = {}
        """What each pair gave that a merge joined, or an unmerge parted: undo and redo join it as it was."""
        self.homes: dict[tuple[type, int], int | None] = {}
        self.seen: dict[type, int] = {}
        self.serial = 0

    @property
    def told(self) -> list[Told]:
        """The mails of which no problem is taken back."""
        return [each for each in self.mails if set(each.case_ids) <= set(self.model.above)]

    def unique(self) -> str:
        self.serial += 1
        return f"{id(self)}-{self.serial}"

    def root(self, pick: int) -> int:
        return self.model.roots()[pick % len(self.model.roots())]

    def root_of(self, case: int) -> int:
        return self.model.chain(case)[-1]

    def born(self, cases: Sequence[int]) -> None:
        self.known.update(cases)
        for case in cases:
            self.model.above[case] = None
            self.model.fields[case] = fields_of(self.office.case(case))

    def read_again(self, *cases: int) -> None:
        """Take over what a step that is no merge did to the fields of these cases."""
        for case in cases:
            self.model.fields[case] = fields_of(self.office.case(case))

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
        self.mails.append(told)
        self.born(told.case_ids)

    @rule(closed=st.booleans())
    def the_city_has_a_record(self, closed: bool) -> None:  # noqa: FBT001
        status = CityStatus.CLOSED if closed else CityStatus.OPEN
        recorded = self.office.city_record(self.unique(), status=status, service_code="PHF")
        self.records.append(recorded)
        self.born((recorded.case_id,))

    @precondition(lambda self: self.records)
    @rule(pick=anything, status=st.sampled_from(CityStatus))
    def the_city_changes_its_record(self, pick: int, status: CityStatus) -> None:
        self.office.city_says(self.records[pick % len(self.records)], status)

    @precondition(lambda self: self.told)
    @rule(pick=anything)
    def what_was_sent_to_the_city_comes_home(self, pick: int) -> None:
        """Its watched case is joined to the one it was sent for, which is the same record."""
        told = self.told[pick % len(self.told)]
        number = self.unique()
        recorded = self.office.city_record(number, service_code="PHF")
        self.records.append(recorded)
        self.born((recorded.case_id,))
        with self.office.store.unit_of_work(self.ana, ActionKind.SUBMIT) as work:
            work.add(
                Submission(
                    case_id=told.case_id,
                    request_id=told.request_ids[0],
                    way=SubmissionWay.API,
                    city="chicago",
                    service_code="PHF",
                    contact=ContactChoice.NONE,
                    number=number,
                    created_at=work.now,
                )
            )
        with self.office.store.unit_of_work(Actor.program("311 sync"), ActionKind.CITY_SYNC) as work:
            for pair in own_records(work.session, "chicago", number):
                join_own_record(work, pair)
        self.model.above[recorded.case_id] = self.office.case(recorded.case_id).merged_into
        assert self.model.above[recorded.case_id] == self.root_of(told.case_id)
        under = recorded.case_id, self.root_of(told.case_id)
        self.model.gifts[under] = {}
        self.model.silent.add(under)

    @precondition(lambda self: len(self.model.roots()) > 1)
    @rule(picks=st.lists(anything, min_size=2, max_size=4), chosen=st.booleans())
    def some_are_put_together(self, picks: list[int], chosen: bool) -> None:  # noqa: FBT001
        cases = list(dict.fromkeys(self.root(pick) for pick in picks))
        if len(cases) < 2:
            with pytest.raises(CannotDoError):
                self.merging.merge(self.ana, cases)
            return
        self.put_together(cases, cases[0] if chosen else None)

    def put_together(self, cases: Sequence[int], chosen: int | None) -> None:
        changes = self.merging.merge(self.ana, cases, chosen)
        assert changes.cases >= set(cases)
        (root,) = [case for case in cases if self.office.case(case).merged_into is None]
        others = tuple(case for case in cases if case != root)
        self.model.merge(root, others)
        self.merges[changes.action_id or 0] = (root, others)
        self.joined[changes.action_id or 0] = {
            (other, root): self.model.gifts[other, root] for other in others
        }

    @precondition(lambda self: any(self.model.above.values()))
    @rule(pick=anything, finish_too=st.booleans(), bring=st.booleans())
    def one_is_pulled_apart(self, pick: int, finish_too: bool, bring: bool) -> None:  # noqa: FBT001
        case = self.absorbed(pick)
        above = self.model.above[case] or 0
        gifts = self.model.gifts.get((case, above), {})
        both = (self.status(self.root_of(case)), self.status(case)) == (CaseStatus.FINISHED, CaseStatus.OPEN)
        offered = [each.added for each in self.merging.added_since(self.ana, case)] if bring else []
        changes = self.merging.unmerge(self.ana, case, finish_too=finish_too, bring=offered)
        self.model.cut(case)
        self.joined[changes.action_id or 0] = {(case, above): gifts}
        if finish_too and both:
            assert self.office.case(case).status is CaseStatus.FINISHED
            self.read_again(case)
        if offered:
            self.remember_homes()

    @precondition(lambda self: any(self.model.above.values()))
    @rule(pick=anything)
    def another_becomes_the_root(self, pick: int) -> None:
        case = self.absorbed(pick)
        former = self.root_of(case)
        changes = self.merging.make_root(self.ana, case)
        self.model.turn(case)
        self.turns[changes.action_id or 0] = (case, former)

    @precondition(lambda self: self.told)
    @rule(pick=anything, parts=st.integers(2, 3))
    def one_is_split(self, pick: int, parts: int) -> None:
        told = self.told[pick % len(self.told)]
        request = self.office.row(Request, told.request_ids[0])
        said = [SplitPart(f"Part {self.unique()}", service_code=self.unique()) for _ in range(parts)]
        before = set(self.case_ids())
        self.splitting.split(self.ana, request.id, said)
        self.born(sorted(set(self.case_ids()) - before))
        if self.model.above[request.case_id] is None:
            self.read_again(request.case_id)

    @precondition(lambda self: self.model.above)
    @rule(
        pick=anything,
        what=st.sampled_from(("type", "place", "take", "nobody", "urgent", "finish")),
        reason=st.sampled_from(FinishReason),
    )
    def a_root_is_edited(self, pick: int, what: str, reason: FinishReason) -> None:
        case = self.root(pick)
        if what == "urgent" and self.status(case) is CaseStatus.FINISHED:
            return  # only an open problem can be urgent
        urgent = not self.model.fields[case]["urgent"][0]
        steps: dict[str, Callable[[], object]] = {
            "type": lambda: self.triage.set_type(self.ana, [case], self.unique()),
            "place": lambda: self.triage.set_place(
                self.ana, case, f"{self.unique()} W Ohio St", Point(41.89, -87.6 - pick / 1e6)
            ),
            "take": lambda: self.triage.take(self.ana, [case]),
            "nobody": lambda: self.triage.assign(self.ana, [case], None),
            "urgent": lambda: self.triage.set_urgent(self.ana, [case], urgent=urgent),
            "finish": lambda: self.finish_or_open(case, reason),
        }
        steps[what]()
        self.read_again(case)

    def finish_or_open(self, case: int, reason: FinishReason) -> None:
        if self.status(case) is CaseStatus.OPEN:
            self.triage.finish(self.ana, [case], reason)
        else:
            self.triage.reopen(self.ana, [case])

    @precondition(lambda self: self.told)
    @rule(pick=anything)
    def somebody_is_answered(self, pick: int) -> None:
        told = self.told[pick % len(self.told)]
        assert told.contact_id is not None
        case = self.root_of(told.case_ids[pick % len(told.case_ids)])
        self.triage.log_answer(self.ana, case, [told.contact_id], AnswerWay.CALLED, "")

    @precondition(lambda self: self.model.above)
    @rule(pick=anything, what=st.sampled_from(("reply", "photo", "note", "promise")))
    def something_is_added(self, pick: int, what: str) -> None:
        case = sorted(self.model.above)[pick % len(self.model.above)]
        steps: dict[str, Callable[[], object]] = {
            "reply": lambda: self.office.reply(case),
            "photo": lambda: self.office.photo(case),
            "note": lambda: self.triage.note(self.ana, self.root_of(case), "seen"),
            "promise": lambda: self.office.promise(case, None, self.office.store.now()),
        }
        steps[what]()

    def absorbed(self, pick: int) -> int:
        found = [case for case, above in self.model.above.items() if above is not None]
        return found[pick % len(found)]

    def status(self, case: int) -> CaseStatus:
        return CaseStatus(self.model.fields[case]["status"][0])

    def case_ids(self) -> list[int]:
        with self.office.read() as session:
            return list(session.scalars(select(Case.id)))

    def remember_homes(self) -> None:
        with self.office.read() as session:
            for kind in HUNG:
                for row_id, home in session.execute(select(kind.id, kind.case_id)):
                    self.homes[kind, row_id] = home

    @invariant()
    def every_field_is_what_the_rules_of_merging_say(self) -> None:
        with self.office.read() as session:
            rows = session.scalars(select(Case).where(Case.id.in_(self.model.above))).all()
            found = {row.id: (row.merged_into, fields_of(row)) for row in rows}
            roots = {row.id: row.root_id for row in rows}
        for case, (merged_into, fields) in found.items():
            assert merged_into == self.model.above[case], case
            assert fields == self.model.fields[case], case
            assert roots[case] == self.root_of(case), case

    @invariant()
    def nothing_is_lost_and_everything_keeps_its_home(self) -> None:
        with self.office.read() as session:
            for kind in KEPT:
                count = session.scalar(select(func.count()).select_from(kind)) or 0
                assert count >= self.seen.get(kind, 0), kind
                self.seen[kind] = count
            for kind in HUNG:
                for row_id, home in session.execute(select(kind.id, kind.case_id)):
                    assert self.homes.setdefault((kind, row_id), home) == home, (kind, row_id)

    @invariant()
    def nothing_that_stands_is_under_what_was_taken_back(self) -> None:
        """P4, P6: whoever told of a problem, theirs is in the queue, or that is which speaks for it."""
        root = aliased(Case)
        lost = (
            select(Case.id)
            .join(root, root.id == Case.root_id)
            .where(Case.id.in_(self.known), Case.withdrawn_at.is_(None), root.withdrawn_at.is_not(None))
        )
        unheard = (
            select(Request.id)
            .join(Case, Case.id == Request.case_id)
            .outerjoin(QueueEntry, QueueEntry.case_id == Case.root_id)
            .where(Case.id.in_(self.known), Request.withdrawn_at.is_(None), QueueEntry.case_id.is_(None))
        )
        with self.office.read() as session:
            assert session.scalars(lost).all() == []
            assert session.scalars(unheard).all() == []

    @invariant()
    def roots_and_nothing_else_stand_in_the_queue_as_the_facts_make_it(self) -> None:
        before = queue_rows(self.office.store)
        queued = {row[0] for row in before}
        assert {case for case in self.model.above if case in queued} == set(self.model.roots())
        with self.office.store.writing() as session:
            rebuild_entries(session)
        assert queue_rows(self.office.store) == before

    def teardown(self) -> None:
        """Pulled apart to the last, in either order, each case says what the model says."""
        absorbed = [case for case, above in self.model.above.items() if above is not None]
        for case in absorbed if self.serial % 2 else reversed(absorbed):
            self.merging.unmerge(self.ana, case)
            self.model.cut(case)
        self.every_field_is_what_the_rules_of_merging_say()

"""Macros that write: what they would open is said before they begin, and nothing is sent by them (P5)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from tests.office.macro_jobs import CHICAGO, macros_of
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.departments import DepartmentDraft, PersonDraft
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.macros import Macro
from wardoffice.domain.previews import Preview
from wardoffice.domain.replying import ReplyKind
from wardoffice.domain.steps import Step, StepKind
from wardoffice.office.departments import Departments
from wardoffice.office.macros import Macros
from wardoffice.office.routing import Routing
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import Case, OutboxMessage

pytestmark = pytest.mark.sqlite
BY_TYPE, THANKS = Step(StepKind.FORWARD), Step(StepKind.REPLY, ReplyKind.ACKNOWLEDGE.value)
GRAFFITI = (Step(StepKind.SET_TYPE, "GRAF"), BY_TYPE, THANKS)


@dataclass(frozen=True, slots=True)
class Desk:
    """An office whose graffiti goes to Streets & San, and its jobs."""

    office: OfficeBuilder
    ana: Actor
    macros: Macros
    directory: Departments
    streets: int

    def told(self, *, email: str = "rosa@home.example", address: str = "4800 N Damen Ave") -> int:
        """A problem that Rosa told of."""
        rosa = self.office.contact("Rosa Vega", email)
        return self.office.mail("Paint on the wall", contact_id=rosa, address=address).case_id

    def kept(self, *steps: Step) -> int:
        """A macro of these steps."""
        self.macros.keep_macro(self.ana, Macro(0, "Graffiti", "", steps), {})
        (macro,) = self.macros.macros(self.ana)
        assert macro.steps == steps
        return macro.macro_id

    def seen(self, *case_ids: int, steps: tuple[Step, ...] = GRAFFITI) -> Preview:
        """What is said before it begins."""
        return self.macros.preview(self.ana, case_ids, steps)

    def outbox(self) -> list[int]:
        with self.office.read() as session:
            return list(session.scalars(select(OutboxMessage.id)))


@pytest.fixture
def desk(office: OfficeBuilder, ana: Actor) -> Desk:
    manager, directory = office.staff("Meg", Role.MANAGER), Departments(office.store)
    office.service_type("GRAF", "Graffiti Removal")
    for name in ("Streets & San", "Zoning"):
        directory.add(manager, DepartmentDraft(name))
    ids = {each.name: each.department_id for each in directory.all(manager)}
    streets = ids["Streets & San"]
    directory.add_person(manager, streets, PersonDraft("Lee Tran", "lee@streets.example"))
    Routing(office.store, (), CHICAGO).add_rule(manager, "GRAF", streets)
    return Desk(office, ana, macros_of(office.store), directory, streets)


def test_it_does_its_other_steps_in_one_action_and_sends_nothing(desk: Desk) -> None:
    """P5."""
    case_id, macro_id = desk.told(), desk.kept(*GRAFFITI)
    seen = desk.seen(case_id)
    assert seen.changes[0].words == (
        "type: not set → Graffiti Removal",
        "then a mail to Streets & San",
        "then an answer: We have your message",
    )
    assert (seen.case_ids, seen.to_forward, seen.to_answer) == ((case_id,), (case_id,), (case_id,))
    assert seen.people_owed == 1
    desk.macros.run_macro(desk.ana, macro_id, seen.case_ids)
    assert desk.office.row(Case, case_id).service_code == "GRAF"
    assert desk.outbox() == []
    Undoing(desk.office.store).undo(desk.ana)
    assert desk.office.row(Case, case_id).service_code == ""


def test_where_all_else_is_done_already_what_it_writes_is_opened_all_the_same(desk: Desk) -> None:
    case_id = desk.told()
    desk.macros.run_macro(desk.ana, desk.kept(*GRAFFITI), [case_id])
    seen = desk.seen(case_id)
    assert seen.changes[0].words == ("then a mail to Streets & San", "then an answer: We have your message")
    assert (seen.case_ids, seen.to_forward, seen.to_answer) == ((), (case_id,), (case_id,))


def test_of_several_it_says_in_how_many_others_somebody_waits(desk: Desk) -> None:
    first, second, third = desk.told(), desk.told(), desk.office.mail(owed=False, address="1 A St").case_id
    seen = desk.seen(first, second, third)
    assert (seen.to_answer, seen.waiting) == ((first, second), 1)
    assert seen.to_forward == (first, second, third)
    assert desk.seen(first).waiting == 0


def finished(desk: Desk) -> int:
    case_id = desk.told()
    Triage(desk.office.store, placing()).finish(desk.ana, [case_id], FinishReason.SEEN_DONE)
    return case_id


def restricted(desk: Desk) -> int:
    case_id = desk.told()
    desk.office.restrict(case_id, desk.ana)
    return case_id


@pytest.mark.parametrize(
    ("make", "step", "why"),
    [
        (finished, BY_TYPE, "it is finished"),
        (restricted, BY_TYPE, "restricted to named people, so only its own key sends it on"),
        (Desk.told, BY_TYPE, "it has no type yet"),
        (Desk.told, Step(StepKind.FORWARD, "Zoning"), "Zoning has nobody with a mail address on the list"),
        (
            lambda desk: desk.told(address=""),
            Step(StepKind.FORWARD, "Streets & San"),
            "its place is not known",
        ),
        (lambda desk: desk.office.mail(owed=False).case_id, THANKS, "nobody told us of it"),
        (lambda desk: desk.told(email=""), THANKS, "nobody who told us can be written to or called"),
    ],
)
def test_what_cannot_be_written_is_said_before_it_begins(
    desk: Desk, make: Callable[[Desk], int], step: Step, why: str
) -> None:
    ids = {each.name: str(each.department_id) for each in desk.directory.all(desk.ana)}
    case_id, step = make(desk), Step(step.kind, ids.get(step.value, step.value))
    said = ("no mail to a department: " if step.kind is StepKind.FORWARD else "no answer: ") + why
    alone = desk.seen(case_id, steps=(step,))
    assert [line.words for line in alone.stays] == [(said,)]
    assert (alone.to_forward, alone.to_answer) == ((), ())
    beside = desk.seen(case_id, steps=(Step(StepKind.NOTE, words="Seen"), step))
    assert [line.words for line in beside.changes] == [("note: Seen", said)], "all else is done"


def test_of_a_type_that_nobody_gets_it_says_so(desk: Desk) -> None:
    steps = (Step(StepKind.SET_TYPE, "PHF"), BY_TYPE)
    (line,) = desk.seen(desk.told(), steps=steps).changes
    assert "no mail to a department: it is not known which department gets its type" in line.words


@pytest.mark.parametrize("named", [True, False])
def test_a_department_that_is_gone_is_said_and_nothing_is_done(
    desk: Desk,
    named: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """P8: half of a macro would be another macro."""
    steps = (Step(StepKind.URGENT), Step(StepKind.FORWARD, str(desk.streets if named else 999)))
    case_id, macro_id = desk.told(), desk.kept(*steps)
    if named:
        desk.directory.remove(desk.office.staff("Max", Role.MANAGER), desk.streets)
    for attempt in (
        lambda: desk.seen(case_id, steps=steps),
        lambda: desk.macros.run_macro(desk.ana, macro_id, [case_id]),
    ):
        with pytest.raises(CannotDoError, match="is not on the list of departments any more"):
            attempt()
    assert not desk.office.row(Case, case_id).urgent


def test_who_may_not_forward_runs_no_macro_that_does(desk: Desk) -> None:
    vic, case_id = desk.office.staff("Vic", Role.VOLUNTEER), desk.told()
    macro_id = desk.kept(*GRAFFITI)
    with pytest.raises(NotAllowedError):
        desk.macros.preview(vic, [case_id], GRAFFITI)
    with pytest.raises(NotAllowedError):
        desk.macros.run_macro(vic, macro_id, [case_id])
    assert desk.office.row(Case, case_id).service_code == ""
    assert desk.macros.preview(vic, [case_id], (THANKS,)).to_answer == (case_id,)


def test_what_is_done_is_finished_first_and_told_then(desk: Desk) -> None:
    steps = (
        Step(StepKind.FINISH, FinishReason.SEEN_DONE.value),
        Step(StepKind.REPLY, ReplyKind.DONE.value),
    )
    case_id, macro_id = desk.told(), desk.kept(*steps)
    seen = desk.seen(case_id, steps=steps)
    assert seen.changes[0].words == ("finished: seen done", "then an answer: It is done")
    desk.macros.run_macro(desk.ana, macro_id, seen.case_ids)
    assert desk.office.case(case_id).status is CaseStatus.FINISHED


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((THANKS, Step(StepKind.URGENT)), "What is written stands last"),
        ((THANKS, BY_TYPE), "the mail to a department before the answer"),
        ((BY_TYPE, BY_TYPE), "stands there twice"),
        ((THANKS, THANKS), "stands there twice"),
        ((Step(StepKind.FINISH, FinishReason.SEEN_DONE.value), BY_TYPE), "contradict each other"),
        ((Step(StepKind.ANSWER, AnswerWay.CALLED.value), THANKS), "contradict each other"),
        ((Step(StepKind.FORWARD, "Streets"),), "Choose the department"),
        ((Step(StepKind.REPLY, "sing"),), "Choose what the people are told"),
    ],
)
def test_what_cannot_be_opened_in_its_order_is_not_kept(
    desk: Desk, steps: tuple[Step, ...], said: str
) -> None:
    """P8."""
    with pytest.raises(CannotDoError, match=said):
        desk.macros.keep_macro(desk.ana, Macro(0, "Graffiti", "", steps), {})
    assert desk.macros.macros(desk.ana) == ()

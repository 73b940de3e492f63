"""Steps on facts: what is done changes nothing a second time, and every reason and change has its words."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.previews import preview
from wardoffice.domain.steps import (
    ME,
    CaseFacts,
    Names,
    Step,
    StepKind,
    after,
    change_words,
    step_words,
    why_not,
)

NAMES = Names({"PHF": "Pothole in Street"}, {1: "Ana", 2: "Bo"}, 1, date(2026, 7, 1))
VALUES = {
    StepKind.SET_TYPE: ("PHF", "GRAF"),
    StepKind.ASSIGN: ("", ME, "2"),
    StepKind.TAG: ("school", "School", "park"),
    StepKind.UNTAG: ("school", "park"),
    StepKind.ANSWER: (AnswerWay.CALLED.value,),
    StepKind.SNOOZE: ("3", "2026-07-09"),
    StepKind.FINISH: (FinishReason.SEEN_DONE.value,),
}
steps = st.sampled_from(StepKind).flatmap(
    lambda kind: st.builds(Step, st.just(kind), st.sampled_from(VALUES.get(kind, ("",))), st.just("words"))
)
facts = st.builds(
    CaseFacts,
    case_id=st.just(1),
    number=st.just("2026-00001"),
    title=st.just("Pothole"),
    address=st.just("1 A St"),
    status=st.sampled_from(CaseStatus),
    ours=st.booleans(),
    safety=st.booleans(),
    urgent=st.booleans(),
    assignee_id=st.sampled_from([None, 1, 2]),
    service_code=st.sampled_from(["", "PHF"]),
    tags=st.sampled_from([(), ("school",), ("Park", "school")]),
    snoozed_until=st.sampled_from([None, date(2026, 7, 9)]),
    owed=st.integers(0, 3),
    unknown=st.integers(0, 2),
    absorbed=st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(facts, steps)
def test_what_was_done_once_is_not_done_again(case: CaseFacts, step: Step) -> None:
    assert step_words(step, NAMES)
    if why_not(case, step, NAMES):
        return
    assert change_words(case, step, NAMES)
    done = after(case, step, NAMES)
    if step.kind is StepKind.NOTE:
        assert done == case
    else:
        assert why_not(done, step, NAMES)


@settings(max_examples=40, deadline=None)
@given(st.lists(facts, max_size=4), st.lists(steps, min_size=1, max_size=5))
def test_a_preview_holds_every_problem_once_and_says_something_of_each(
    cases: list[CaseFacts], some: list[Step]
) -> None:
    seen = preview(cases, some, NAMES)
    assert len(seen.changes) + len(seen.stays) == len(cases)
    assert all(line.words for line in (*seen.changes, *seen.stays))
    assert 0 <= seen.people_owed <= sum(each.owed + each.unknown for each in cases)
    assert 0 <= seen.people_answered <= sum(each.owed for each in cases)


@settings(max_examples=40, deadline=None)
@given(facts, steps)
def test_nothing_is_done_to_what_is_part_of_another_problem_nor_put_off_in_danger(
    case: CaseFacts, step: Step
) -> None:
    if case.absorbed or (case.safety and step.kind is StepKind.SNOOZE):
        assert why_not(case, step, NAMES)

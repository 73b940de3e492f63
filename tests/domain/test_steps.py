"""Steps on facts: what is done changes nothing a second time, and every reason and change has its words."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.letter_steps import KnownDepartments, LetterFacts, why_no_reply
from wardoffice.domain.previews import preview
from wardoffice.domain.replying import ReplyKind
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

DEPARTMENTS = KnownDepartments({4: "CDOT", 5: "Zoning"}, gone=frozenset({5}))
NAMES = Names({"PHF": "Pothole in Street"}, {1: "Ana", 2: "Bo"}, 1, date(2026, 7, 1), departments=DEPARTMENTS)
VALUES = {
    StepKind.SET_TYPE: ("PHF", "GRAF"),
    StepKind.ASSIGN: ("", ME, "2"),
    StepKind.TAG: ("school", "School", "park"),
    StepKind.UNTAG: ("school", "park"),
    StepKind.ANSWER: (AnswerWay.CALLED.value,),
    StepKind.SNOOZE: ("3", "2026-07-09"),
    StepKind.FINISH: (FinishReason.SEEN_DONE.value,),
    StepKind.FORWARD: ("", "4", "5", "6"),
    StepKind.REPLY: tuple(each.value for each in ReplyKind),
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
    letters=st.builds(
        LetterFacts,
        restricted=st.booleans(),
        routed=st.sampled_from([{}, {"PHF": 4}]),
        people=st.integers(0, 2),
        reachable=st.integers(0, 2),
        thanked=st.integers(0, 2),
    ),
)


@settings(max_examples=40, deadline=None)
@given(facts, steps)
def test_what_was_done_once_is_not_done_again(case: CaseFacts, step: Step) -> None:
    assert step_words(step, NAMES)
    if why_not(case, step, NAMES):
        return
    assert change_words(case, step, NAMES)
    done = after(case, step, NAMES)
    if step.kind is StepKind.NOTE or step.writes:
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
def test_danger_is_not_put_off(case: CaseFacts, step: Step) -> None:
    if case.safety and step.kind is StepKind.SNOOZE:
        assert why_not(case, step, NAMES)


def test_who_was_thanked_within_the_day_is_told_anything_but_that() -> None:
    thanked = LetterFacts(people=2, reachable=1, thanked=1)
    assert why_no_reply(ReplyKind.ACKNOWLEDGE.value, thanked) == (
        "everybody got an acknowledgement within the last day"
    )
    assert why_no_reply(ReplyKind.UPDATE.value, thanked) == ""

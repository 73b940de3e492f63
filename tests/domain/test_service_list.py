"""What changed in a city's list of services is told as what it is."""

from dataclasses import replace

from wardoffice.domain.conditions import Comparison, Condition, Conditions
from wardoffice.domain.service_list import ServiceChangeKind, compare_definitions, compare_services
from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)

KIND = ServiceChangeKind
POTHOLE = ServiceType("P", "Pothole in Street", has_definition=True, groups=("Streets",))
TREE = ServiceType("T", "Tree Trim", groups=("Trees",))
LANE = ServiceAttribute(
    "LANE",
    "singlevaluelist",
    "Where is it?",
    choices=(AttributeChoice("C", "Curb"), AttributeChoice("T", "Traffic")),
)


def test_the_same_list_in_another_order_is_no_change() -> None:
    assert compare_services([POTHOLE, TREE], [], [TREE, POTHOLE]) == ()


def test_new_gone_and_back_are_told_apart() -> None:
    rat = ServiceType("R", "Rats")
    changes = compare_services([TREE], ["P"], [POTHOLE, rat])
    assert [(each.kind, each.code) for each in changes] == [
        (KIND.NEW, "R"),
        (KIND.GONE, "T"),
        (KIND.BACK, "P"),
    ]


def test_a_new_name_a_new_group_and_new_questions_are_three_changes() -> None:
    now = replace(TREE, name="Tree Trim (closed)", groups=("Forestry", "Trees"), has_definition=True)
    changes = compare_services([TREE], [], [now])
    assert [(each.kind, each.before, each.after) for each in changes] == [
        (KIND.RENAMED, "Tree Trim", "Tree Trim (closed)"),
        (KIND.MOVED, "Trees", "Forestry, Trees"),
        (KIND.QUESTIONS, "no questions", "has questions"),
    ]


def test_questions_that_are_new_gone_or_asked_differently_are_named() -> None:
    size = ServiceAttribute("SIZE", "number", "How large?", required=True)
    after = replace(LANE, choices=(*LANE.choices, AttributeChoice("B", "Bike")))
    changes = compare_definitions(
        "Pothole",
        ServiceDefinition("P", (LANE, size)),
        ServiceDefinition("P", (after, ServiceAttribute("N", "text"))),
    )
    assert [(each.before, each.after) for each in changes] == [
        ("", "N"),
        ("How large? · must be answered", ""),
        ("Where is it? · one of: Curb, Traffic", "Where is it? · one of: Curb, Traffic, Bike"),
    ]


def test_questions_in_another_order_are_no_change() -> None:
    other = ServiceAttribute("N", "text", order=1)
    one, two = ServiceDefinition("P", (LANE, other)), ServiceDefinition("P", (other, replace(LANE, order=2)))
    assert compare_definitions("Pothole", one, two) == ()


def test_another_kind_of_answer_is_told_though_the_words_are_the_same() -> None:
    (change,) = compare_definitions(
        "P",
        ServiceDefinition("P", (LANE,)),
        ServiceDefinition("P", (replace(LANE, datatype="multivaluelist"),)),
    )
    assert change.before.endswith("(singlevaluelist)")
    assert change.after.endswith("(multivaluelist)")


def test_a_hint_a_condition_and_the_offer_of_a_choice_are_changes_too() -> None:
    curb = Conditions((Condition("LANE", Comparison.IS, ("C",)),))
    size = ServiceAttribute("SIZE", "number", "How large?", datatype_description="in inches")
    changes = compare_definitions(
        "Pothole",
        ServiceDefinition("P", (LANE, size, replace(size, code="DEEP"))),
        ServiceDefinition(
            "P",
            (
                replace(LANE, choices=(replace(LANE.choices[0], offered_when=curb), LANE.choices[1])),
                replace(size, datatype_description="in feet"),
                replace(size, code="DEEP", shown_when=curb),
            ),
        ),
    )
    assert [(each.before, each.after) for each in changes] == [
        (
            "Where is it? · one of: Curb, Traffic (always asked)",
            "Where is it? · one of: Curb, Traffic (always asked; Curb: only if LANE = C)",
        ),
        ("How large? (in inches)", "How large? (in feet)"),
        ("How large? (always asked)", "How large? (only if LANE = C)"),
    ]

"""Macros: kept by the office, looked at before they are done, and then exactly that, undone as one."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from tests.office.macro_jobs import CHICAGO, macros_of
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.errors import CannotDoError, ChangedSinceError, NotAllowedError
from wardoffice.domain.macros import MOST_STEPS, Macro
from wardoffice.domain.office_history import HistoryFilter
from wardoffice.domain.previews import Preview
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.steps import ME, CaseFacts, Step, StepKind
from wardoffice.office.case_pane import CasePane
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.macros import Macros
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.step_facts import step_facts
from wardoffice.store.tables import MacroRow, ServiceTypeRow, Staff

pytestmark = pytest.mark.sqlite
THANKS = (
    Step(StepKind.TAKE),
    Step(StepKind.SET_TYPE, "GRAF"),
    Step(StepKind.ASSIGN, ME),
    Step(StepKind.TAG, "graffiti"),
    Step(StepKind.NOTE, words="Told the blasters."),
    Step(StepKind.ANSWER, AnswerWay.CALLED.value, "Thank you!"),
    Step(StepKind.SNOOZE, "7"),
)


@pytest.fixture
def macros(office: OfficeBuilder) -> Macros:
    return macros_of(office.store)


def made(macros: Macros, actor: Actor, *steps: Step, name: str = "Graffiti", key: str = "") -> Macro:
    macros.keep_macro(actor, Macro(0, name, key, steps or THANKS), {})
    return next(each for each in macros.macros(actor) if each.name == name)


def facts(office: OfficeBuilder, actor: Actor, *ids: int) -> tuple[CaseFacts, ...]:
    with office.read() as session:
        return step_facts(session, actor, ids, office.store.now(), CHICAGO)


def test_it_does_its_steps_to_all_that_is_selected_and_one_undo_takes_all_back(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    office.service_type("GRAF", "Graffiti Removal")
    told = office.mail("Paint on the wall", contact_id=office.contact("Rosa"))
    watched = office.city_record(service_code="GRAF").case_id
    before = facts(office, ana, told.case_id, watched)
    changes = macros.run_macro(ana, made(macros, ana).macro_id, [told.case_id, watched])
    assert changes.label == "Graffiti: 2 problems"
    view = CasePane(office.store).show(ana, told.case_id)
    assert (view.service_name, view.assignee, view.tags) == ("Graffiti Removal", "Ana Ruiz", ("graffiti",))
    assert [each.text for each in view.notes] == ["Told the blasters."]
    assert view.people[0].owed_since is None
    assert view.people[0].answered_how is AnswerWay.CALLED
    snoozed = Queue(office.store).ids(ana, View.SNOOZED, QueueFilter(), SortBy.URGENCY)
    assert set(snoozed) == {told.case_id, watched}
    assert CasePane(office.store).show(ana, watched).ours
    Undoing(office.store).undo(ana)
    assert facts(office, ana, told.case_id, watched) == before
    assert CasePane(office.store).show(ana, told.case_id).notes == ()


def test_the_preview_says_what_changes_who_is_owed_and_what_stays(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    office.service_type("PHF", "Pothole in Street")
    told = office.mail("Paint", contact_id=office.contact("Rosa"), address="1 A St")
    done = office.mail("Old paint", owed=False).case_id
    Triage(office.store, placing()).finish(ana, [done], FinishReason.SEEN_DONE)
    steps = (Step(StepKind.SET_TYPE, "PHF"), Step(StepKind.FINISH, FinishReason.REFERRED.value))
    seen = macros.preview(ana, [told.case_id, done], steps)
    changed, also = seen.changes
    assert (changed.number, changed.address) == (office.case(told.case_id).number, "1 A St")
    assert changed.words == (
        "type: not set → Pothole in Street",
        "finished: referred to somebody else",
    )
    assert also.words == ("type: not set → Pothole in Street",)
    assert (seen.people_owed, seen.stays) == (1, ())
    finish_only = macros.preview(ana, [told.case_id, done], steps[1:])
    assert [line.words for line in finish_only.stays] == [("finished already",)]
    assert finish_only.case_ids == (told.case_id,)
    assert office.case(told.case_id).service_code == "", "looking ahead changes nothing"


@pytest.mark.parametrize("steps", [THANKS, (*THANKS[:-1], Step(StepKind.FINISH, "seen done"))])
def test_what_is_done_is_what_was_shown(
    office: OfficeBuilder, macros: Macros, ana: Actor, steps: tuple[Step, ...]
) -> None:
    told = office.mail("Paint", contact_id=office.contact("Rosa")).case_id
    danger = office.mail("Wires", safety_words="wires", service_code="GRAF").case_id
    seen: Preview = macros.preview(ana, [told, danger], steps)
    macros.run_macro(ana, made(macros, ana, *steps).macro_id, [told, danger])
    again = macros.preview(ana, [told, danger], [each for each in steps if each.kind is not StepKind.NOTE])
    assert set(seen.case_ids) == {told, danger}
    left = {word for line in again.changes for word in line.words}
    assert left <= {"finished: seen done"}, "all that was promised is done already"
    assert (seen.people_answered, seen.people_owed) == (1, 1), "whoever nobody knows is owed still"


def test_what_is_snoozed_comes_back_by_a_macro_and_the_rest_stays(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    asleep, awake = office.mail("One").case_id, office.mail("Two").case_id
    macros.run_macro(ana, made(macros, ana, Step(StepKind.SNOOZE, "7"), name="Later").macro_id, [asleep])
    seen = macros.preview(ana, [asleep, awake], [Step(StepKind.WAKE)])
    assert (seen.case_ids, seen.stays[0].words) == ((asleep,), ("not snoozed",))
    back = made(macros, ana, Step(StepKind.WAKE), name="Back")
    macros.run_macro(ana, back.macro_id, [asleep, awake])
    assert [each.snoozed_until for each in facts(office, ana, asleep, awake)] == [None, None]
    Undoing(office.store).undo(ana)
    assert facts(office, ana, asleep)[0].snoozed_until is not None


def test_it_is_passed_over_where_nothing_fits_and_refused_where_nothing_fits_at_all(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    urgent = made(macros, ana, Step(StepKind.URGENT), name="Urgent")
    one, other = office.mail("One").case_id, office.mail("Two").case_id
    Triage(office.store, placing()).set_urgent(ana, [one], urgent=True)
    assert macros.run_macro(ana, urgent.macro_id, [one, other]).label == "Urgent"
    with pytest.raises(CannotDoError, match="changes none of these"):
        macros.run_macro(ana, urgent.macro_id, [one, other])


@pytest.mark.parametrize(
    ("macro", "said"),
    [
        (Macro(0, " ", "", THANKS), "needs a name"),
        (Macro(0, "graffiti", "", THANKS), "of this name already"),
        (Macro(0, "Other", "Shift+G", THANKS), "Shift.G is the key of .Graffiti. already"),
        (Macro(0, "Other", "N", THANKS), "N is taken: Write a note"),
        (Macro(0, "Other", "", ()), "one to 12 steps"),
        (Macro(0, "Other", "", (Step(StepKind.TAG, "x"),) * (MOST_STEPS + 1)), "one to 12 steps"),
        (Macro(0, "Other", "", (Step(StepKind.URGENT),) * 2), "stands there twice"),
        (
            Macro(0, "Other", "", (Step(StepKind.FINISH, "seen done"), Step(StepKind.SNOOZE, "3"))),
            "contradict",
        ),
        (Macro(0, "Other", "", (Step(StepKind.SNOOZE, "3"), Step(StepKind.WAKE))), "contradict"),
        (Macro(0, "Other", "", (Step(StepKind.SET_TYPE),)), "Choose the type"),
        (Macro(0, "Other", "", (Step(StepKind.ASSIGN, "Ana"),)), "Choose whom"),
        (Macro(0, "Other", "", (Step(StepKind.TAG, " "),)), "A tag is"),
        (Macro(0, "Other", "", (Step(StepKind.NOTE),)), "note is empty"),
        (Macro(0, "Other", "", (Step(StepKind.ANSWER, "in Outlook"),)), "how they were answered"),
        (Macro(0, "Other", "", (Step(StepKind.ANSWER, "replied by mail"),)), "how they were answered"),
        (Macro(0, "Other", "", (Step(StepKind.SNOOZE, "0"),)), "how many days"),
        (
            Macro(0, "Other", "", (Step(StepKind.FINISH, "handed over to another ward"),)),
            "why it is finished",
        ),
    ],
)
def test_what_cannot_be_a_macro_is_refused_in_words(
    macros: Macros, ana: Actor, macro: Macro, said: str
) -> None:
    """P8."""
    made(macros, ana, key="Shift+G")
    with pytest.raises(CannotDoError, match=said):
        macros.keep_macro(ana, macro, {"N": "Write a note"})
    assert [each.name for each in macros.macros(ana)] == ["Graffiti"]


def test_a_macro_is_changed_put_away_and_brought_back(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    kept = made(macros, ana, key="1")
    macros.keep_macro(ana, Macro(kept.macro_id, "Paint", "1", (Step(StepKind.URGENT),)), {})
    (changed,) = macros.macros(ana)
    assert (changed.name, changed.steps) == ("Paint", (Step(StepKind.URGENT),))
    assert macros.drop_macro(ana, kept.macro_id).label == "Macro Paint put away"
    assert macros.macros(ana) == ()
    with pytest.raises(CannotDoError, match="no such macro"):
        macros.run_macro(ana, kept.macro_id, [office.mail().case_id])
    undoing = Undoing(office.store)
    undoing.undo(ana)
    assert macros.macros(ana) == (changed,)
    undoing.undo(ana)
    assert macros.macros(ana) == (kept,)


def test_volunteers_run_macros_and_change_none(office: OfficeBuilder, macros: Macros, ana: Actor) -> None:
    vic, kept = office.staff("Vic", Role.VOLUNTEER), made(macros, ana)
    assert macros.run_macro(vic, kept.macro_id, [office.mail().case_id]).label == "Graffiti"
    with pytest.raises(NotAllowedError):
        macros.drop_macro(vic, kept.macro_id)
    with pytest.raises(NotAllowedError):
        macros.keep_macro(vic, Macro(0, "Mine", "", THANKS), {})


@pytest.fixture
def newer(office: OfficeBuilder, macros: Macros, ana: Actor) -> Macro:
    """A macro to which a newer program added a step, as this one reads it."""
    kept = made(macros, ana, key="Shift+G")
    with office.store.writing() as session:
        row = session.get_one(MacroRow, kept.macro_id)
        row.steps = [*row.steps, {"kind": "sing", "value": "Streets", "words": ""}]
    return macros.macros(ana)[0]


def test_a_macro_with_a_step_of_a_newer_program_is_listed_with_why_it_cannot_be_run(
    office: OfficeBuilder, macros: Macros, ana: Actor, newer: Macro
) -> None:
    """P8: half of a macro would be another macro."""
    trouble = "This macro has a step that a newer program made: sing."
    assert newer == Macro(newer.macro_id, "Graffiti", "Shift+G", (), trouble)
    with pytest.raises(CannotDoError, match="newer program") as refused:
        macros.run_macro(ana, newer.macro_id, [office.mail().case_id])
    assert refused.value.next_step == "Bring this computer's program up to date, or do it where it is newer."


def test_a_macro_with_a_step_of_a_newer_program_is_not_written_over_and_keeps_name_and_key(
    office: OfficeBuilder, macros: Macros, ana: Actor, newer: Macro
) -> None:
    urgent = (Step(StepKind.URGENT),)
    for changed in (replace(newer, key="1"), Macro(newer.macro_id, "Graffiti", "1", urgent)):
        with pytest.raises(CannotDoError, match="newer program"):
            macros.keep_macro(ana, changed, {})
    for other in (Macro(0, "graffiti", "", urgent), Macro(0, "Other", "Shift+G", urgent)):
        with pytest.raises(CannotDoError, match="already"):
            macros.keep_macro(ana, other, {})
    assert len(office.row(MacroRow, newer.macro_id).steps) == len(THANKS) + 1
    macros.drop_macro(ana, newer.macro_id)
    assert macros.macros(ana) == ()


def test_who_has_left_gets_nothing(office: OfficeBuilder, macros: Macros, ana: Actor) -> None:
    bo = office.staff("Bo")
    kept = made(macros, ana, Step(StepKind.ASSIGN, str(bo.staff_id)))
    with office.store.writing() as session:
        session.get_one(Staff, bo.staff_id).active = False
    case_id = office.mail().case_id
    with pytest.raises(CannotDoError, match="not in the office any more"):
        macros.run_macro(ana, kept.macro_id, [case_id])
    assert office.case(case_id).status is CaseStatus.OPEN


def test_what_cannot_be_done_any_more_is_said_before_and_nothing_is_done_by_halves(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    office.service_type("GRAF", "Graffiti Removal")
    bo = office.staff("Bo")
    gone = {
        Step(StepKind.ASSIGN, str(bo.staff_id)): "Bo is not in the office any more",
        Step(StepKind.SET_TYPE, "GRAF"): "311 has dropped the type \u201cGraffiti Removal\u201d",
        Step(StepKind.SNOOZE, "2020-05-01"): "until a day of the next twelve months",
    }
    kept = [made(macros, ana, Step(StepKind.URGENT), step, name=step.kind.value) for step in gone]
    with office.store.writing() as session:
        session.get_one(Staff, bo.staff_id).active = False
        session.scalars(select(ServiceTypeRow)).one().gone_at = office.store.now()
    case_id = office.mail().case_id
    for macro, why in zip(kept, gone.values(), strict=True):
        with pytest.raises(CannotDoError, match=why):
            macros.preview(ana, [case_id], macro.steps)
        with pytest.raises(CannotDoError, match=why):
            macros.run_macro(ana, macro.macro_id, [case_id])
    assert not office.case(case_id).urgent


def keys(macros: Macros, actor: Actor) -> dict[str, str]:
    return {each.name: each.key for each in macros.macros(actor)}


def test_a_macro_does_not_come_back_to_a_key_that_another_has_now(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    """Of two with one key the key would run neither."""
    undoing, panel = Undoing(office.store), HistoryPanel(office.store, CHICAGO)
    dropped = macros.drop_macro(ana, made(macros, ana, key="F9").macro_id).action_id
    paint = made(macros, ana, name="Paint", key="F9")
    why = "the key F9, which “Paint” has now"
    with pytest.raises(ChangedSinceError, match=why) as refused:
        undoing.undo(ana, dropped)
    assert not refused.value.rest
    lines = {each.line.action_id: each.line for each in panel.history(ana, HistoryFilter()).lines}
    assert (lines[dropped or 0].can_undo, lines[dropped or 0].why_not) == (False, f"changed since: {why}")
    macros.keep_macro(ana, replace(paint, key="F10"), {})
    undoing.undo(ana, dropped)
    assert keys(macros, ana) == {"Graffiti": "F9", "Paint": "F10"}


def test_a_macro_does_not_come_back_to_a_name_that_another_has_now(
    office: OfficeBuilder, macros: Macros, ana: Actor
) -> None:
    undoing, first = Undoing(office.store), made(macros, ana)
    renamed = macros.keep_macro(ana, replace(first, name="Paint", key="F9"), {}).action_id
    made(macros, ana, name="graffiti")
    with pytest.raises(ChangedSinceError, match="the name “graffiti”, which another macro has now"):
        undoing.undo(ana, renamed)
    undoing.undo(ana, renamed, rest_only=True)
    assert keys(macros, ana) == {"graffiti": "", "Paint": ""}
    dropped = macros.drop_macro(ana, first.macro_id).action_id
    made(macros, ana, name="Paint", key="F9")
    with pytest.raises(ChangedSinceError, match="the name “Paint”, which another macro has now"):
        undoing.undo(ana, dropped)

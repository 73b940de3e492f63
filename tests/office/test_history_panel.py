"""The history of the whole office: by person, day and kind, a page at a time, with what can be taken back."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder, placing
from tests.office.macro_jobs import macros_of
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.history import ActionKind
from wardoffice.domain.macros import Macro
from wardoffice.domain.office_history import HistoryFilter, HistoryGroup, kinds_of
from wardoffice.domain.snoozing import day_words
from wardoffice.domain.steps import Step, StepKind
from wardoffice.office import history_panel
from wardoffice.office.case_pane import CasePane
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.merging import Merging
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.tagging import Tagging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing())


@pytest.fixture
def panel(office: OfficeBuilder) -> HistoryPanel:
    return HistoryPanel(office.store, CHICAGO)


def labels(panel: HistoryPanel, actor: Actor, **asked: object) -> list[str]:
    page = panel.history(actor, HistoryFilter(**asked))  # type: ignore[arg-type]  # fields by name
    return [each.line.label for each in page.lines]


def test_it_tells_what_people_did_newest_first_and_the_programs_own_when_asked(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    bo = office.staff("Bo")
    told, other = office.mail("One"), office.mail("Two").case_id
    triage.note(ana, told.case_id, "seen")
    triage.finish(bo, [told.case_id, other], FinishReason.SEEN_DONE)
    assert labels(panel, ana) == ["2 problems finished: seen done", "Note written"]
    assert labels(panel, ana, staff_id=ana.staff_id) == ["Note written"]
    assert labels(panel, ana, group=HistoryGroup.FINISHING) == ["2 problems finished: seen done"]
    assert labels(panel, ana, program=True, group=HistoryGroup.SORTING) == ["Came by mail", "Came by mail"]
    finished, noted = panel.history(ana, HistoryFilter()).lines
    assert (finished.case_id, finished.cases, noted.cases) == (told.case_id, 2, 1)
    assert finished.number == office.case(told.case_id).number
    assert ("status", "open", "finished") in [
        (each.field, each.before, each.after) for each in finished.line.changes
    ]
    assert len(finished.line.changes) == len(set(finished.line.changes)), "alike changes are said once"


def test_days_are_those_of_the_city(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    triage.note(ana, office.mail().case_id, "seen")
    first = date(2026, 7, 1)
    assert labels(panel, ana, since=first, until=first) == ["Note written"]
    assert labels(panel, ana, since=date(2026, 7, 2)) == []
    assert labels(panel, ana, until=date(2026, 6, 30)) == []


def test_a_long_history_comes_in_pages_that_hold_each_line_once(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_panel, "PAGE", 3)
    case_id = office.mail().case_id
    done = [triage.note(ana, case_id, f"note {number}").action_id for number in range(7)]
    seen, before = [], None
    for _ in range(3):
        page = panel.history(ana, HistoryFilter(), before)
        seen += [each.line.action_id for each in page.lines]
        before = page.before
    assert seen == done[::-1]
    assert before is None


def test_what_was_shown_is_read_anew_down_to_where_it_stood(
    office: OfficeBuilder, panel: HistoryPanel, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody on the third page is put back to the first because something was done meanwhile."""
    monkeypatch.setattr(history_panel, "PAGE", 3)
    case_id, triage = office.mail().case_id, Triage(office.store, placing())
    ids = [triage.note(ana, case_id, str(at)).action_id for at in range(8)]
    page = panel.history(ana, HistoryFilter(), down_to=ids[3])
    assert [each.line.action_id for each in page.lines] == ids[:1:-1]
    assert page.before == ids[2]
    everything = panel.history(ana, HistoryFilter(), down_to=1)
    assert ([each.line.action_id for each in everything.lines], everything.before) == (ids[::-1], None)


def told(panel: HistoryPanel, actor: Actor) -> list[tuple[str, list[tuple[str, str | None, str]]]]:
    return [
        (each.line.label, [(change.field, change.before, change.after) for change in each.line.changes])
        for each in panel.history(actor, HistoryFilter()).lines
    ]


def test_what_was_written_said_and_tagged_is_told_and_stays_told_when_it_is_taken_back(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    """Once taken back, an answer or a note can be read nowhere else."""
    rosa = office.contact("Rosa Delgado")
    case_id, undoing = office.mail(contact_id=rosa).case_id, Undoing(office.store)
    triage.note(ana, case_id, "Cones are coming")
    triage.log_answer(ana, case_id, [rosa], AnswerWay.CALLED, "told her Friday")
    Tagging(office.store).tag(ana, [case_id], "school")
    undoing.undo(ana)
    undoing.undo(ana)
    answered = "Rosa Delgado, called, told her Friday"
    assert told(panel, ana) == [
        ("Taken back: One person answered", [("answered", answered, "taken away")]),
        ("Taken back: Tagged: school", [("tag", "school", "taken away")]),
        ("Tagged: school", [("tag", None, "school")]),
        ("One person answered", [("answered", None, answered)]),
        ("Note written", [("note", None, "Cones are coming")]),
    ]


def test_a_snooze_says_until_when_before_and_after(
    office: OfficeBuilder, panel: HistoryPanel, ana: Actor
) -> None:
    case_id, snoozing = office.mail().case_id, Snoozing(office.store, CHICAGO)
    snoozing.snooze(ana, [case_id], date(2026, 7, 6))
    snoozing.snooze(ana, [case_id], date(2026, 7, 10))
    assert [changes for _, changes in told(panel, ana)] == [
        [("snoozed until", day_words(date(2026, 7, 6)), day_words(date(2026, 7, 10)))],
        [("snoozed until", "nothing", day_words(date(2026, 7, 6)))],
    ]


def test_every_change_of_many_problems_is_there_and_says_of_which_it_is(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    cases = [office.mail().case_id for _ in range(60)]
    for at, case_id in enumerate(cases):
        triage.set_type(ana, [case_id], f"T{at}")
    triage.set_type(ana, cases, "PHF")
    newest = panel.history(ana, HistoryFilter()).lines[0].line.changes
    assert [(each.before, each.numbers) for each in newest] == [
        (f"T{at}", (office.case(case_id).number,)) for at, case_id in enumerate(cases)
    ]
    triage.assign(ana, cases, ana.staff_id)
    (change,) = panel.history(ana, HistoryFilter()).lines[0].line.changes
    assert (change.after, change.numbers) == (ana.name, ())


def test_what_was_put_together_says_which(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    """Of what went back and was kept by another, nothing is told: it says what it said."""
    root, one, two = (office.mail(owed=False).case_id for _ in range(3))
    triage.finish(ana, [root], FinishReason.SEEN_DONE)
    merging = Merging(office.store)
    merging.merge(ana, [root, one, two], root)
    number = {each: office.case(each).number for each in (root, one, two)}
    (put,) = (
        each for each in panel.history(ana, HistoryFilter()).lines[0].line.changes if each.field == "part of"
    )
    assert (put.before, put.after, put.numbers) == ("nothing", number[root], (number[one], number[two]))
    merging.unmerge(ana, one)
    (change,) = panel.history(ana, HistoryFilter()).lines[0].line.changes
    assert (change.before, change.after, change.numbers) == (number[root], "nothing", (number[one],))


def test_each_line_says_why_it_cannot_be_taken_back(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    vic = office.staff("Vic", Role.VOLUNTEER)
    case_id = office.mail().case_id
    triage.set_type(ana, [case_id], "PHF")
    triage.set_type(ana, [case_id], "GRAF")
    triage.note(vic, case_id, "mine")
    Undoing(office.store).undo(vic)
    lines = {each.line.action_id: each.line for each in panel.history(ana, HistoryFilter()).lines}
    said = [(each.label, each.undone, each.can_undo, each.why_not) for each in lines.values()]
    assert said == [
        ("Taken back: Note written", False, True, ""),
        ("Note written", True, False, ""),
        ("Type set to GRAF", False, True, ""),
        ("Type set to PHF", False, False, "changed since: type"),
    ]
    assert [each.redoes for each in lines.values()] == [True, False, False, False]
    theirs = [each.line.why_not for each in panel.history(vic, HistoryFilter()).lines]
    assert theirs[2] == "only who did it can, or somebody of the staff"
    came = CasePane(office.store).show(ana, case_id).history[-1]
    assert (came.label, came.why_not) == ("Came by mail", "it came from the mailbox")


def test_what_is_taken_back_and_done_again_is_called_so_however_often(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    undoing = Undoing(office.store)
    triage.note(ana, office.mail().case_id, "call back")
    told = [undoing.undo(ana), undoing.redo(ana)]
    told += [undoing.undo(ana, each.action_id) for each in told[1:]]
    told.append(undoing.undo(ana, told[-1].action_id))
    assert [each.label for each in told] == [
        "Taken back: Note written",
        "Done again: Note written",
        "Taken back: Note written",
        "Done again: Note written",
    ]
    lines = [each.line for each in panel.history(ana, HistoryFilter()).lines]
    assert [each.redoes for each in lines] == [False, True, False, True, False]


def test_what_only_partly_changed_since_is_offered(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    """Undo names what changed and offers the rest."""
    told = office.mail(contact_id=office.contact())
    finished = triage.finish(ana, [told.case_id], FinishReason.SEEN_DONE, "Drove by")
    triage.reopen(ana, [told.case_id])
    line = next(
        each.line
        for each in panel.history(ana, HistoryFilter()).lines
        if each.line.action_id == finished.action_id
    )
    assert line.can_undo, "its note can still be taken back"
    triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.CALLED, "")
    Undoing(office.store).undo(ana, finished.action_id, rest_only=True)
    assert CasePane(office.store).show(ana, told.case_id).notes == ()


def test_what_touched_a_restricted_problem_is_told_to_nobody_else(
    office: OfficeBuilder, panel: HistoryPanel, triage: Triage, ana: Actor
) -> None:
    case_id, bo = office.mail().case_id, office.staff("Bo")
    triage.note(ana, case_id, "seen")
    office.restrict(case_id, ana)
    assert labels(panel, bo) == []
    assert labels(panel, ana) == ["Note written"]


def test_a_macro_is_found_under_all_that_it_did(
    office: OfficeBuilder, panel: HistoryPanel, ana: Actor
) -> None:
    manager, macros = office.staff("Meg", Role.MANAGER), macros_of(office.store)
    case_id = office.mail(contact_id=office.contact()).case_id
    steps = (
        Step(StepKind.ANSWER, AnswerWay.CALLED.value, "Thank you"),
        Step(StepKind.FINISH, FinishReason.SEEN_DONE.value, ""),
    )
    macros.keep_macro(manager, Macro(0, "Thanks", "", steps), {})
    (macro,) = macros.macros(ana)
    macros.run_macro(ana, macro.macro_id, [case_id])
    for group in (HistoryGroup.PEOPLE, HistoryGroup.FINISHING, HistoryGroup.SORTING):
        assert labels(panel, ana, group=group) == ["Thanks"]
    assert labels(panel, ana, group=HistoryGroup.CITY) == []


def test_every_kind_is_found_under_one_group() -> None:
    groups = [kinds_of(group) for group in HistoryGroup]
    assert frozenset().union(*groups) == frozenset(ActionKind)
    assert sum(map(len, groups)) == len(ActionKind)

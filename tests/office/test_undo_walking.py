"""Taking back walks all that a person did, and stops for good at nothing."""

from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.office_history import HistoryFilter
from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.domain.row_words import ROW_WORDS
from wardoffice.office.case_pane import CasePane
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.merging import Merging
from wardoffice.office.splitting import Splitting
from wardoffice.office.staff import Staff
from wardoffice.office.tagging import Tagging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.recorder import RECORDED
from wardoffice.store.tables import OutboxMessage

pytestmark = pytest.mark.sqlite


@pytest.fixture
def undoing(office: OfficeBuilder) -> Undoing:
    return Undoing(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda _: 1))


@pytest.fixture
def panel(office: OfficeBuilder) -> HistoryPanel:
    return HistoryPanel(office.store, ZoneInfo("America/Chicago"))


@pytest.fixture
def boss(office: OfficeBuilder) -> Actor:
    return office.staff("Boss", Role.MANAGER)


def notes(office: OfficeBuilder, actor: Actor, case_id: int) -> list[str]:
    return [note.text for note in CasePane(office.store).show(actor, case_id).notes]


def test_a_merge_that_somebody_pulled_apart_is_passed_over(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor, boss: Actor
) -> None:
    one, two = office.mail().case_id, office.mail().case_id
    triage.note(ana, one, "first")
    merging = Merging(office.store)
    merging.merge(ana, [one, two], one)
    merging.unmerge(boss, two)
    assert undoing.undo(ana).label == "Taken back: Note written"
    with pytest.raises(CannotDoError, match="nothing to take back"):
        undoing.undo(ana)


def test_what_was_changed_since_is_named_once_and_then_gone_past(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor, boss: Actor
) -> None:
    case_id = office.mail().case_id
    triage.note(ana, case_id, "first")
    typed = triage.set_type(ana, [case_id], "PHF")
    triage.set_type(boss, [case_id], "TRE")
    with pytest.raises(ChangedSinceError, match="type") as refused:
        undoing.undo(ana)
    assert (refused.value.action_id, refused.value.rest) == (typed.action_id, False)
    assert refused.value.next_step.endswith("The next time it goes on to what came before that.")
    undoing.undo(ana, past={typed.action_id or 0})
    assert notes(office, ana, case_id) == []
    assert office.case(case_id).service_code == "TRE"


def test_what_has_left_the_office_is_said_once_and_then_gone_past(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor
) -> None:
    case_id = office.mail().case_id
    triage.note(ana, case_id, "first")
    with office.store.unit_of_work(ana, ActionKind.FORWARD, name="CDOT") as work:
        mail = work.add(
            OutboxMessage(
                kind=OutboxKind.MAIL,
                case_id=case_id,
                state=OutboxState.QUEUED,
                not_before=work.now,
                created_at=work.now,
            )
        )
        mail_id = mail.id
    sent = work.changes
    with office.store.unit_of_work(Actor.program("outbox"), ActionKind.DELIVERY, outcome="sent") as work:
        work.session.get_one(OutboxMessage, mail_id).state = OutboxState.SENT
    with pytest.raises(CannotDoError, match="has left the office") as refused:
        undoing.undo(ana)
    assert refused.value.action_id == sent.action_id
    assert refused.value.next_step.endswith("The next time it goes on to what came before that.")
    undoing.undo(ana, past={sent.action_id or 0})
    assert notes(office, ana, case_id) == []


def test_of_what_was_done_to_many_the_rest_goes_back_when_one_of_them_is_hidden_since(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor, boss: Actor
) -> None:
    seen, hidden = office.mail().case_id, office.mail().case_id
    triage.note(ana, seen, "first")
    triage.assign(ana, [seen, hidden], ana.staff_id)
    Staff(office.store).restrict(boss, hidden, [boss.staff_id or 0])
    with pytest.raises(ChangedSinceError, match="may not see any more"):
        undoing.undo(ana)
    undoing.undo(ana, rest_only=True)
    assert (office.case(seen).assignee_id, office.case(hidden).assignee_id) == (None, ana.staff_id)
    undoing.undo(ana)
    assert notes(office, ana, seen) == []


def test_what_is_wholly_hidden_since_is_passed_over(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor, boss: Actor
) -> None:
    one, two, other = (office.mail().case_id for _ in range(3))
    triage.note(ana, other, "first")
    merged = Merging(office.store).merge(ana, [one, two], one)
    Staff(office.store).restrict(boss, one, [boss.staff_id or 0])
    undoing.undo(ana)
    assert notes(office, ana, other) == []
    with pytest.raises(CannotDoError, match="nothing to take back"):
        undoing.undo(ana, merged.action_id)
    assert office.case(two).merged_into == one


def test_a_tag_renamed_everywhere_is_renamed_back_everywhere_and_hidden_problems_are_not_counted(
    office: OfficeBuilder, undoing: Undoing, boss: Actor
) -> None:
    second = office.staff("Second", Role.MANAGER)
    hidden, seen = office.mail().case_id, office.mail().case_id
    tagging = Tagging(office.store)
    tagging.tag(boss, [hidden, seen], "grafitti")
    Staff(office.store).restrict(boss, hidden, [boss.staff_id or 0])
    assert tagging.rename_tag(second, "grafitti", "graffiti").label == "Tag grafitti renamed graffiti"
    undoing.undo(second)
    assert {each.name: each.problems for each in tagging.tags(boss)} == {"grafitti": 2}
    tagging.tag(boss, [hidden], "secret")
    with pytest.raises(CannotDoError, match="No problem has the tag secret"):
        tagging.rename_tag(second, "secret", "known")


def test_somebody_who_left_gets_back_what_nobody_may_see_too(
    office: OfficeBuilder, undoing: Undoing, triage: Triage, ana: Actor, boss: Actor
) -> None:
    second = office.staff("Second", Role.MANAGER)
    hidden, seen = office.mail().case_id, office.mail().case_id
    triage.assign(boss, [hidden, seen], ana.staff_id)
    staff = Staff(office.store)
    staff.restrict(boss, hidden, [boss.staff_id or 0, ana.staff_id or 0])
    staff.let_go(second, ana.staff_id or 0)
    undoing.undo(second)
    assert {office.case(case_id).assignee_id for case_id in (hidden, seen)} == {ana.staff_id}


def test_doing_again_passes_over_what_cannot_be_put_together_and_nobody_is_offered_it(
    office: OfficeBuilder, undoing: Undoing, ana: Actor, boss: Actor, panel: HistoryPanel
) -> None:
    one, two, three = (office.mail().case_id for _ in range(3))
    merging = Merging(office.store)
    merged = merging.merge(ana, [one, two], one)
    undone = undoing.undo(ana, merged.action_id)
    merging.merge(boss, [three, one], three)
    (line,) = (
        each.line
        for each in panel.history(ana, HistoryFilter()).lines
        if each.line.action_id == undone.action_id
    )
    assert (line.can_undo, line.why_not) == (False, "changed since: part of")
    with pytest.raises(ChangedSinceError) as refused:
        undoing.undo(ana, undone.action_id)
    assert (refused.value.rest, refused.value.next_step) == (False, "")
    with pytest.raises(CannotDoError, match="nothing to do again"):
        undoing.redo(ana)


def test_a_restricted_problem_that_was_split_is_split_again(
    office: OfficeBuilder, undoing: Undoing, boss: Actor
) -> None:
    """P4: taken back, nobody is named on the part any more until it is there again."""
    told = office.mail("Noise, and a threat")
    staff, splitting = Staff(office.store), Splitting(office.store, placing(lambda _: 1))
    staff.restrict(boss, told.case_id, [boss.staff_id or 0])
    changes = splitting.split(boss, told.request_ids[0], [SplitPart("Noise"), SplitPart("A threat")])
    (part,) = changes.cases - {told.case_id}
    undone = undoing.undo(boss)
    second = office.staff("Second", Role.MANAGER)
    with pytest.raises(CannotDoError, match="nothing to take back"):
        undoing.undo(second, undone.action_id)
    undoing.redo(boss)
    assert office.case(part).withdrawn_at is None
    assert CasePane(office.store).show(boss, part).title == "A threat"


def test_what_stands_in_the_way_is_named_in_the_words_of_the_screens() -> None:
    assert set(ROW_WORDS) == {name for name, kind in RECORDED.items() if hasattr(kind, "withdrawn_at")}

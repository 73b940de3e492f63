"""What somebody built on since is named and stays; nobody's problem goes with what is taken back."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from tests.builders import PLACING, OfficeBuilder, placing
from tests.office.test_taking_out import campaign
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.errors import ChangedSinceError
from wardoffice.domain.incidents import IncidentDraft
from wardoffice.domain.office_history import HistoryFilter
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.incidents import Incidents
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.splitting import Splitting
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

BREAK = IncidentDraft("Main break", "Crews are there.", centre=Point(41.9650, -87.6790), metres=300.0)
Made = tuple[int, int | None]
"""A problem that an action made, and the action."""


@pytest.fixture
def undoing(office: OfficeBuilder) -> Undoing:
    return Undoing(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda _: 1))


@pytest.fixture
def incidents(office: OfficeBuilder) -> Incidents:
    return Incidents(office.store, PLACING)


def listed(office: OfficeBuilder, actor: Actor, words: str = "") -> set[int]:
    wanted = QueueFilter(words=words)
    return set(Queue(office.store).ids(actor, View.ALL, wanted, SortBy.NEWEST))


def said_beside(office: OfficeBuilder, actor: Actor, action_id: int | None) -> tuple[bool, str]:
    """What the history says of taking an action back."""
    panel = HistoryPanel(office.store, ZoneInfo("America/Chicago"))
    lines = [each.line for each in panel.history(actor, HistoryFilter()).lines]
    return next((each.can_undo, each.why_not) for each in lines if each.action_id == action_id)


def split_off(office: OfficeBuilder, ana: Actor) -> Made:
    told = office.mail("A pothole and rats")
    parts = [SplitPart("A pothole"), SplitPart("Rats")]
    changes = Splitting(office.store, PLACING).split(ana, told.request_ids[0], parts)
    (part,) = changes.cases - {told.case_id}
    return part, changes.action_id


def taken_out(office: OfficeBuilder, ana: Actor) -> Made:
    view = campaign(office.store, ana)
    changes = Splitting(office.store, placing(lambda _: 1)).take_out(ana, view.messages[0].message_id)
    (letter,) = changes.cases - {view.case_id}
    return letter, changes.action_id


def of_an_incident(office: OfficeBuilder, ana: Actor) -> Made:
    incidents = Incidents(office.store, PLACING)
    begun = incidents.begin(ana, BREAK).action_id
    (line,) = incidents.lines(ana)
    return incidents.show(ana, line.incident_id).own_case_id, begun


@pytest.mark.parametrize("make", [split_off, taken_out, of_an_incident])
def test_what_another_was_put_into_stays_so_that_nobody_who_told_us_is_lost(
    office: OfficeBuilder, undoing: Undoing, ana: Actor, make: Callable[[OfficeBuilder, Actor], Made]
) -> None:
    """P4, P6."""
    ben, merging = office.staff("Ben"), Merging(office.store)
    made, action_id = make(office, ana)
    place = office.case(made).address, office.case(made).lat
    xavier = office.mail("Zebra crossing faded", contact_id=office.contact("Xavier")).case_id
    merging.merge(ben, [made, xavier], made)
    with pytest.raises(ChangedSinceError, match="a problem, worked on since"):
        undoing.undo(ana)
    undoing.undo(ana, action_id, rest_only=True)
    assert office.case(made).withdrawn_at is None
    assert (office.case(made).address, office.case(made).lat) == place
    assert made in listed(office, ana)
    assert listed(office, ana, "zebra") == {made}
    merging.unmerge(ben, xavier)
    assert {made, xavier} <= listed(office, ana)


def test_once_the_two_are_apart_again_a_split_is_taken_back(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    merging = Merging(office.store)
    made, action_id = split_off(office, ana)
    other = office.mail().case_id
    merging.merge(ana, [made, other], made)
    undoing.undo(ana)
    undoing.undo(ana, action_id)
    assert office.case(made).withdrawn_at is not None
    assert other in listed(office, ana)


def test_what_a_redo_brought_back_stays_as_well_once_another_was_put_into_it(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    """P4."""
    ben, merging = office.staff("Ben"), Merging(office.store)
    made, _ = split_off(office, ana)
    undoing.undo(ana)
    redone = undoing.redo(ana).action_id
    other = office.mail().case_id
    merging.merge(ben, [made, other], made)
    with pytest.raises(ChangedSinceError, match="a problem, worked on since"):
        undoing.undo(ana, redone)
    assert made in listed(office, ana)


def finish(triage: Triage, actor: Actor, case_id: int) -> int | None:
    return triage.finish(actor, [case_id], FinishReason.SEEN_DONE).action_id


def set_type(triage: Triage, actor: Actor, case_id: int) -> int | None:
    return triage.set_type(actor, [case_id], "PHF").action_id


def set_place(triage: Triage, actor: Actor, case_id: int) -> int | None:
    return triage.set_place(actor, case_id, "1 A St", Point(41.9, -87.7)).action_id


@pytest.mark.parametrize("act", [finish, set_type, set_place])
def test_what_was_put_into_another_since_is_only_read_and_the_history_says_so(
    office: OfficeBuilder,
    triage: Triage,
    undoing: Undoing,
    ana: Actor,
    act: Callable[[Triage, Actor, int], int | None],
) -> None:
    ben, merging = office.staff("Ben"), Merging(office.store)
    root, absorbed = office.mail().case_id, office.mail().case_id
    act(triage, ana, root)
    action_id = act(triage, ana, absorbed)
    merging.merge(ben, [root, absorbed], root)
    before = office.case(absorbed)
    why = f"{before.number}, put together with {office.case(root).number} since"
    assert said_beside(office, ana, action_id) == (False, f"changed since: {why}")
    with pytest.raises(ChangedSinceError, match=why) as refused:
        undoing.undo(ana)
    assert (refused.value.action_id, refused.value.rest) == (action_id, False)
    after = office.case(absorbed)
    assert (after.status, after.service_code, after.address) == (
        before.status,
        before.service_code,
        before.address,
    )
    undoing.undo(ana, past={action_id or 0})  # said once, it is gone past


def test_of_what_was_done_to_several_the_rest_goes_back_where_one_was_put_into_another(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    ben, merging = office.staff("Ben"), Merging(office.store)
    root, absorbed, alone = (office.mail().case_id for _ in range(3))
    action_id = triage.finish(ana, [root, absorbed, alone], FinishReason.SEEN_DONE).action_id
    merging.merge(ben, [root, absorbed], root)
    assert said_beside(office, ana, action_id) == (True, "")
    with pytest.raises(ChangedSinceError, match="put together with"):
        undoing.undo(ana)
    undoing.undo(ana, rest_only=True)
    assert [office.case(each).status for each in (root, absorbed, alone)] == [
        CaseStatus.OPEN,
        CaseStatus.FINISHED,
        CaseStatus.OPEN,
    ]


def test_in_order_the_merge_goes_back_first_and_all_is_done_again(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    """P4."""
    merging = Merging(office.store)
    root, absorbed = office.mail().case_id, office.mail().case_id
    finish(triage, ana, root)
    finish(triage, ana, absorbed)
    merging.merge(ana, [root, absorbed], root)
    undoing.undo(ana)
    undoing.undo(ana)
    assert (office.case(absorbed).merged_into, office.case(absorbed).status) == (None, CaseStatus.OPEN)
    undoing.redo(ana)
    undoing.redo(ana)
    assert (office.case(absorbed).merged_into, office.case(absorbed).status) == (root, CaseStatus.FINISHED)


def test_what_finished_as_it_was_pulled_out_is_open_again_where_it_was(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    """P4: the very action that is taken back had pulled it out."""
    merging = Merging(office.store)
    root, absorbed = office.mail().case_id, office.mail().case_id
    merging.merge(ana, [root, absorbed], root)
    finish(triage, ana, root)
    merging.unmerge(ana, absorbed, finish_too=True)
    undoing.undo(ana)
    assert (office.case(absorbed).merged_into, office.case(absorbed).status) == (root, CaseStatus.OPEN)


def test_words_of_danger_come_back_to_a_problem_that_was_put_into_another(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    """Every problem says its own, under whatever root."""
    ben, merging = office.staff("Ben"), Merging(office.store)
    told = office.mail("A pothole and a gas leak", safety_words="gas leak")
    parts = [SplitPart("A pothole"), SplitPart("A gas leak")]
    Splitting(office.store, PLACING).split(ana, told.request_ids[0], parts)
    root = office.mail().case_id
    merging.merge(ben, [root, told.case_id], root)
    undoing.undo(ana)
    assert office.case(told.case_id).safety_words == "gas leak"


def take_in(incidents: Incidents, actor: Actor, incident_id: int, case_id: int) -> None:
    incidents.take_in(actor, incident_id, [case_id])


def leave_out(incidents: Incidents, actor: Actor, incident_id: int, case_id: int) -> None:
    incidents.leave_out(actor, incident_id, case_id)


@pytest.mark.parametrize("say", [take_in, leave_out])
def test_an_incident_stays_of_which_somebody_said_since_what_belongs_to_it(
    office: OfficeBuilder,
    incidents: Incidents,
    undoing: Undoing,
    ana: Actor,
    say: Callable[[Incidents, Actor, int, int], None],
) -> None:
    ben = office.staff("Ben")
    begun = incidents.begin(ana, BREAK).action_id
    (line,) = incidents.lines(ana)
    say(incidents, ben, line.incident_id, office.mail().case_id)
    assert said_beside(office, ana, begun) == (
        False,
        "changed since: a problem, worked on since, an incident, worked on since",
    )
    with pytest.raises(ChangedSinceError, match="an incident, worked on since") as refused:
        undoing.undo(ana)
    assert not refused.value.rest, "it stays together with its own problem"
    undoing.undo(ben)
    undoing.undo(ana)
    assert incidents.lines(ana) == ()


def test_an_incident_stays_whose_callers_were_told(
    office: OfficeBuilder, incidents: Incidents, undoing: Undoing, ana: Actor
) -> None:
    """P6: also where they told of a problem of their own."""
    ben = office.staff("Ben")
    told = office.mail("No water", contact_id=office.contact("Rosa"))
    draft = IncidentDraft("Main break", centre=Point(41.9650, -87.6790), case_ids=(told.case_id,))
    begun = incidents.begin(ana, draft).action_id
    (line,) = incidents.lines(ana)
    incidents.update_all(ben, line.incident_id, [told.contact_id or 0], AnswerWay.CALLED, "Back at 6.")
    with pytest.raises(ChangedSinceError, match="an incident, worked on since"):
        undoing.undo(ana, begun)
    assert [each.incident_id for each in incidents.lines(ana)] == [line.incident_id]


def test_another_incident_stands_in_no_ones_way(
    office: OfficeBuilder, incidents: Incidents, undoing: Undoing, ana: Actor
) -> None:
    ben = office.staff("Ben")
    begun = incidents.begin(ana, BREAK).action_id
    incidents.begin(ben, IncidentDraft("Fire", centre=Point(41.9, -87.7), case_ids=(office.mail().case_id,)))
    undoing.undo(ana, begun)
    assert [each.name for each in incidents.lines(ana)] == ["Fire"]

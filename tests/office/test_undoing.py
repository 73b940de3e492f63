"""History is undo: field by field, by row, across restarts, and never over somebody's later work."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import PLACING, OfficeBuilder, placing
from tests.office.queue_rows import queue_rows
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError, NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.splitting import Splitting
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Case, Event, FollowUp, MessageLink, Note, Request
from wardoffice.store.undo_walking import next_redo, next_undo

STEPS = ("assign", "type", "place", "note", "answer", "take", "finish", "merge", "split")


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda _: 1))


@pytest.fixture
def undoing(office: OfficeBuilder) -> Undoing:
    return Undoing(office.store)


def test_an_action_is_taken_back_done_again_and_taken_back_again(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    case_id = office.mail().case_id
    triage.set_type(ana, [case_id], "PHF")
    triage.set_type(ana, [case_id], "GRAF")
    seen = []
    for step in (undoing.undo, undoing.undo, undoing.redo, undoing.redo, undoing.undo):
        step(ana)
        seen.append(office.case(case_id).service_code)
    assert seen == ["PHF", "", "PHF", "GRAF", "PHF"]


def test_a_field_changed_since_is_named_and_the_rest_is_offered(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    case_id = office.mail().case_id
    bo = office.staff("Bo")
    finished = triage.finish(ana, [case_id], FinishReason.SEEN_DONE, "I saw it")
    triage.reopen(bo, [case_id])
    with pytest.raises(ChangedSinceError) as refused:
        undoing.undo(ana, finished.action_id)
    assert "status" in refused.value.fields
    undoing.undo(ana, finished.action_id, rest_only=True)
    assert office.case(case_id).status is CaseStatus.OPEN
    assert CasePane(office.store).show(ana, case_id).notes == ()


def test_ctrl_z_walks_ones_own_actions_only(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    bo, case_id = office.staff("Bo"), office.mail().case_id
    triage.set_type(ana, [case_id], "PHF")
    triage.assign(bo, [case_id], bo.staff_id)
    undoing.undo(ana)
    case = office.case(case_id)
    assert (case.service_code, case.assignee_id) == ("", bo.staff_id)
    with pytest.raises(CannotDoError):
        undoing.undo(ana)


def test_a_volunteer_takes_back_their_own_but_not_what_others_did(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    vic, case_id = office.staff("Vic", Role.VOLUNTEER), office.mail().case_id
    theirs = triage.set_type(ana, [case_id], "PHF")
    with pytest.raises(NotAllowedError):
        undoing.undo(vic, theirs.action_id)
    triage.note(vic, case_id, "mine")
    undoing.undo(vic)
    assert office.case(case_id).service_code == "PHF"


def test_what_came_from_outside_cannot_be_taken_back(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    case_id = office.mail().case_id
    (line,) = CasePane(office.store).show(ana, case_id).history
    with pytest.raises(CannotDoError):
        undoing.undo(ana, line.action_id)
    assert office.case(case_id).withdrawn_at is None


def test_the_citys_news_never_stands_in_the_way(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    from wardoffice.domain.service_requests import CityStatus

    recorded = office.city_record()
    triage.take(ana, [recorded.case_id])
    office.city_says(recorded, CityStatus.CLOSED)
    undoing.undo(ana)
    assert office.case(recorded.case_id).taken_at is None


def test_an_answer_taken_back_is_owed_again_for_every_problem_of_its_mail(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    """P6."""
    told = office.mail("One", "Two", contact_id=office.contact())
    before = queue_rows(office.store)
    triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.CALLED, "")
    assert queue_rows(office.store) != before
    undoing.undo(ana)
    assert queue_rows(office.store) == before


def test_a_split_taken_back_withdraws_what_it_made_unless_somebody_worked_on_it(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    told, splitting = office.mail("A pothole and rats"), Splitting(office.store, PLACING)
    parts = [SplitPart("A pothole"), SplitPart("Rats", address="9 B St")]
    made = splitting.split(ana, told.request_ids[0], parts)
    (new,) = made.cases - {told.case_id}
    undoing.undo(ana)
    assert office.row(Request, told.request_ids[0]).description == "A pothole and rats"
    with pytest.raises(CannotDoError):
        CasePane(office.store).show(ana, new)
    undoing.redo(ana)
    assert CasePane(office.store).show(ana, new).requests[0].description == "Rats"
    triage.note(office.staff("Bo"), new, "Bait boxes set")
    with pytest.raises(ChangedSinceError):
        undoing.undo(ana)
    assert CasePane(office.store).show(ana, new).notes


def test_undo_survives_a_restart(office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor) -> None:
    case_id = office.mail().case_id
    triage.set_type(ana, [case_id], "PHF")
    office.store.close()
    again = Store(office.store.url, office.store.files, office.store.now)
    Undoing(again).undo(ana)
    again.close()
    assert office.case(case_id).service_code == ""


def test_redo_finds_its_way_behind_hundreds_of_others(office: OfficeBuilder, ana: Actor) -> None:
    """Two hundred and fifty actions were taken back, and two hundred of them done again."""
    many, redone = 250, 200
    case_id = office.mail().case_id
    with office.store.writing() as session:
        at = office.store.now()

        def act(kind: ActionKind, of: Action | None = None, *, undone: bool = False) -> Action:
            row = Action(
                kind=kind, staff_id=ana.staff_id, who=ana.name, at=at, undone=undone, undo_of_id=of and of.id
            )
            session.add(row)
            session.flush()
            left = Event(
                action_id=row.id,
                case_id=case_id,
                entity="case",
                entity_id=case_id,
                field="urgent",
                after=False,
            )
            session.add(left)
            return row

        done = [act(ActionKind.NOTE, undone=number >= redone) for number in range(many)]
        undos = [act(ActionKind.UNDO, each, undone=at < redone) for at, each in reversed([*enumerate(done)])]
        for each in undos[: many - redone - 1 : -1]:
            act(ActionKind.UNDO, each)
    with office.read() as session:
        newest, last = next_redo(session, ana), next_undo(session, ana)
        assert newest is not None
        assert newest.undo_of_id == done[redone].id
        assert last is not None
        assert last.id == done[redone - 1].id


def test_an_undo_is_taken_back_from_the_history_as_often_as_one_likes(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, ana: Actor
) -> None:
    case_id = office.mail().case_id
    newest = triage.set_type(ana, [case_id], "PHF").action_id
    seen = []
    for _ in range(5):
        newest = undoing.undo(ana, newest).action_id
        lines = CasePane(office.store).show(ana, case_id).history
        seen.append((office.case(case_id).service_code, [each.undone for each in lines[-2:0:-1]]))
    assert [code for code, _ in seen] == ["", "PHF", "", "PHF", ""]
    # Each takes back the one before, which lets the one before that stand again.
    assert [undone for _, undone in seen] == [
        [True],
        [False, True],
        [True, False, True],
        [False, True, False, True],
        [True, False, True, False, True],
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(["assign", "type", "place", "note", "answer", "take", "finish", "merge", "split"]),
        max_size=8,
    )
)
def test_any_actions_all_taken_back_leave_everything_as_it_was_and_done_again_as_it_became(
    office: OfficeBuilder, triage: Triage, undoing: Undoing, steps: list[str]
) -> None:
    ana = office.staff()
    told = office.mail("A pothole and rats", "Light", contact_id=office.contact())
    case_id, other = told.case_ids
    office.reply(case_id)
    actions: dict[str, Callable[[], Changes]] = {
        "assign": lambda: triage.assign(ana, [case_id], ana.staff_id),
        "type": lambda: triage.set_type(ana, [case_id], f"T{len(done)}"),
        "place": lambda: triage.set_place(ana, case_id, f"{len(done)} A St", Point(41.9, -87.7)),
        "note": lambda: triage.note(ana, case_id, "seen"),
        "answer": lambda: triage.log_answer(ana, case_id, [told.contact_id or 0], AnswerWay.CALLED, ""),
        "take": lambda: triage.take(ana, [case_id]),
        "finish": lambda: triage.finish(ana, [case_id], FinishReason.SEEN_DONE, "done"),
        "merge": lambda: Merging(office.store).merge(ana, [case_id, other], case_id),
        "split": lambda: Splitting(office.store, PLACING).split(
            ana, told.request_ids[0], [SplitPart("A pothole"), SplitPart(f"Rats {len(done)}")]
        ),
    }
    done: list[Changes] = []
    before = state(office)
    for step in steps:
        try:
            changes = actions[step]()
        except CannotDoError:
            continue  # finished or put together already
        if changes.action_id is not None:
            done.append(changes)
    after = state(office)
    for _ in done:
        undoing.undo(ana)
    assert state(office) == before
    with pytest.raises(CannotDoError):
        undoing.undo(ana)
    for _ in done:
        undoing.redo(ana)
    assert state(office) == after


def state(office: OfficeBuilder) -> dict[str, list[dict[str, object]]]:
    """All live rows that actions change, less what counts changes; and the queue."""
    found: dict[str, list[dict[str, object]]] = {}
    with office.read() as session:
        for kind in (Case, FollowUp, MessageLink, Note, Request):
            columns = [column.name for column in kind.__table__.columns if column.name != "version"]
            found[kind.__tablename__] = [
                {name: getattr(row, name) for name in columns}
                for row in session.query(kind).filter_by(withdrawn_at=None).order_by(kind.id)
            ]
    found["queue"] = [{"row": row} for row in queue_rows(office.store)]
    return found

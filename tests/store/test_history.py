"""The history: who did what, which fields, before and after, in the transaction of the action itself."""

from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.store.tables import Action, Event


def events(office: OfficeBuilder, action_id: int | None) -> dict[tuple[str, int, str], tuple[object, object]]:
    with office.read() as session:
        rows = session.scalars(select(Event).where(Event.action_id == action_id)).all()
        return {(each.entity, each.entity_id, each.field): (each.before, each.after) for each in rows}


def test_every_field_of_an_action_stands_with_before_and_after(office: OfficeBuilder) -> None:
    ana, triage = office.staff("Ana"), Triage(office.store, placing(lambda _: 7))
    case_id = office.mail("Pothole", address="1 A St").case_id
    changes = triage.set_place(ana, case_id, "2 B St", Point(41.9, -87.7))
    assert events(office, changes.action_id) == {
        ("case", case_id, "address"): ("1 A St", "2 B St"),
        ("case", case_id, "lat"): (None, 41.9),
        ("case", case_id, "long"): (None, -87.7),
        ("case", case_id, "ward"): (None, 7),
        ("case", case_id, "place_source"): ("address in text", "person"),
    }
    again = triage.set_place(ana, case_id, "2 B St", Point(41.9, -87.7))
    assert again.action_id is None


def test_finishing_tells_of_status_reason_and_times_and_of_the_note_it_made(office: OfficeBuilder) -> None:
    ana, triage = office.staff("Ana"), Triage(office.store, placing(lambda _: 7))
    case_id = office.mail("Pothole").case_id
    changes = triage.finish(ana, [case_id], FinishReason.SEEN_DONE, "Patched, I drove by")
    told = events(office, changes.action_id)
    done_at = office.case(case_id).finished_at
    assert done_at is not None
    assert told["case", case_id, "status"] == ("open", "finished")
    assert told["case", case_id, "finish_reason"] == (None, "seen done")
    assert told["case", case_id, "finished_at"] == (None, done_at.isoformat())
    assert told["case", case_id, "verified_by_id"] == (None, ana.staff_id)
    ((note_made, values),) = [(key, value) for key, value in told.items() if key[0] == "note"]
    assert note_made[2] == ""
    assert values[0] is None
    assert isinstance(values[1], dict)
    assert values[1]["text"] == "Patched, I drove by"
    assert values[1]["by"] == "Ana"


def test_an_answer_tells_of_the_row_it_made_and_of_what_it_settled(office: OfficeBuilder) -> None:
    ana, triage = office.staff("Ana"), Triage(office.store, placing(lambda _: 7))
    told = office.mail("Pothole", contact_id=office.contact())
    changes = triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.CALLED, "Told her")
    by_field = {field: value for (entity, _, field), value in events(office, changes.action_id).items()}
    assert set(by_field) == {"", "done_at", "done_by_id"}
    assert by_field["done_at"][0] is None


def test_each_line_names_the_person_or_the_job_and_the_moment(office: OfficeBuilder) -> None:
    ana, triage = office.staff("Ana"), Triage(office.store, placing(lambda _: 7))
    case_id = office.mail("Pothole").case_id
    triage.assign(ana, [case_id], ana.staff_id)
    triage.note(office.staff("Bo"), case_id, "seen")
    lines = CasePane(office.store).show(ana, case_id).history
    assert [(line.who, line.label) for line in lines] == [
        ("Bo", "Note written"),
        ("Ana", "Assigned to Ana"),
        ("mail intake", "Came by mail"),
    ]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    (assigned,) = lines[1].changes
    assert (assigned.field, assigned.before, assigned.after) == ("assigned to", "nobody", "Ana")
    assert [line.can_undo for line in lines] == [True, True, False]


def test_the_history_of_a_root_holds_that_of_all_under_it_until_they_are_pulled_apart(
    office: OfficeBuilder,
) -> None:
    ana, pane, merging = office.staff("Ana"), CasePane(office.store), Merging(office.store)
    triage = Triage(office.store, placing(lambda _: 7))
    root, other = office.mail("One").case_id, office.mail("Two").case_id
    triage.note(ana, other, "on the other")
    merging.merge(ana, [root, other], root)
    assert len([each for each in pane.show(ana, root).history if each.label == "Note written"]) == 1
    merging.unmerge(ana, other)
    assert [each for each in pane.show(ana, root).history if each.label == "Note written"] == []
    assert [each.label for each in pane.show(ana, other).history][-2:] == ["Note written", "Came by mail"]


def test_what_the_city_changes_is_no_event_and_what_the_store_derives_neither(office: OfficeBuilder) -> None:
    """Sync writes no field that an action writes, so it never blocks an undo."""
    from wardoffice.domain.service_requests import CityStatus

    recorded = office.city_record()
    office.city_says(recorded, CityStatus.CLOSED)
    office.service_type("PHF", "Pothole")
    with office.read() as session:
        kinds = set(session.scalars(select(Event.entity)))
        fields = set(session.scalars(select(Event.field)))
        assert session.scalars(select(Action.kind)).all() == [ActionKind.CITY_SYNC]
    assert kinds == {"case", "request"}
    assert fields == {""}

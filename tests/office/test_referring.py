"""What is not the city's is referred: by mail or phone, with a day on which somebody looks for an answer."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.builders import placing
from tests.office.department_desk import CHICAGO, DepartmentDesk, department_desk
from tests.rebuilding import rebuild_entries
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.domain.places import Point
from wardoffice.domain.wards import WardOffice
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.referring import Referring
from wardoffice.office.staff import Staff
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.store import Store
from wardoffice.store.tables import Action

FRIDAY = date(2026, 6, 19)
NINE = datetime(2026, 6, 19, 14, tzinfo=UTC)


@pytest.fixture
def desk(sqlite_store: Store) -> DepartmentDesk:
    return department_desk(sqlite_store)


def referring(desk: DepartmentDesk, ward: int = 0) -> Referring:
    return Referring(desk.store, CasePane(desk.store, ward), desk.directory, desk.letters, CHICAGO)


def due(desk: DepartmentDesk, case_id: int) -> datetime | None:
    return Queue(desk.store).rows(desk.ana, [case_id])[case_id].due_at


def test_a_mail_to_a_body_asks_for_an_answer_by_a_day_and_names_nobody(desk: DepartmentDesk) -> None:
    case_id = desk.pothole()
    mail = referring(desk).preview(desk.ana, case_id, desk.department("ComEd"), "A pole leans.", FRIDAY)
    assert mail.can_go
    assert mail.subject == f"[W47-{desk.number(case_id)}] Pothole in Street Complaint at 4800 N Damen Ave"
    assert "by June 19, 2026" in mail.text
    assert "A pole leans." in mail.text
    assert "Lopez" not in mail.text
    assert "\r\nAna Ruiz\r\nWard 47 Office\r\n" in mail.text
    referring(desk).send(desk.ana, mail)
    (sent,) = desk.mails()
    body = sent.get_body(("plain",))
    assert body is not None
    assert body.get_content() == mail.text
    (forward,) = desk.forwards(MailPurpose.REFER_OUT)
    assert (forward.due_at, forward.way) == (NINE, ForwardWay.MAIL)


def test_a_body_is_told_of_no_people_where_nobody_told_us(desk: DepartmentDesk) -> None:
    watched = desk.office.city_record(service_code="PHF", address="12 W Oak St").case_id
    comed = desk.department("ComEd")
    assert "told us" not in referring(desk).preview(desk.ana, watched, comed, "", FRIDAY).text
    eva = desk.office.contact("Eva Stone", "eva@home.example")
    case_id = desk.office.mail("It leans", contact_id=eva, service_code="PHF", address="14 W Oak St").case_id
    told = referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    assert told.text.count("told us") == 1
    assert "One person told us of it." in told.text


def test_what_is_missing_stops_it(desk: DepartmentDesk) -> None:
    case_id = desk.office.mail("Something", address="1 A St").case_id
    mail = referring(desk).preview(desk.ana, case_id, desk.department("ComEd"), "", FRIDAY)
    assert mail.gaps == ("type",)
    with pytest.raises(CannotDoError, match="missing"):
        referring(desk).send(desk.ana, mail)
    assert desk.mails() == []


def test_a_referral_by_phone_is_due_in_the_queue_and_taken_back(desk: DepartmentDesk) -> None:
    case_id, undoing = desk.pothole(), Undoing(desk.store)
    referring(desk).told(desk.ana, [case_id], desk.department("ComEd"), "Spoke to Lee", FRIDAY)
    assert due(desk, case_id) == NINE
    (shown,) = CasePane(desk.store).show(desk.ana, case_id).forwards
    assert (shown.way, shown.words, shown.standing) == (ForwardWay.PHONE, "Spoke to Lee", "")
    assert shown.due_at == NINE
    undoing.undo(desk.ana)
    assert due(desk, case_id) is None
    undoing.redo(desk.ana)
    ForwardAnswers(desk.store, CHICAGO).log(desk.ana, desk.forwards(MailPurpose.REFER_OUT)[0].id, "Done")
    assert due(desk, case_id) is None


def test_a_referral_of_what_is_only_watched_is_due_too_however_the_queue_is_made(
    desk: DepartmentDesk,
) -> None:
    watched = desk.office.city_record(service_code="PHF").case_id
    told = desk.pothole()
    for case_id in (watched, told):
        referring(desk).told(desk.ana, [case_id], desk.department("ComEd"), "", FRIDAY)
    assert [due(desk, each) for each in (watched, told)] == [NINE, NINE]
    with desk.store.writing() as session:
        rebuild_entries(session)
    assert [due(desk, each) for each in (watched, told)] == [NINE, NINE]


def test_the_neighbour_s_office_is_among_the_bodies_where_the_problem_lies_there(
    desk: DepartmentDesk,
) -> None:
    WardOfficeList(desk.store).keep(desk.ana, [WardOffice(52, "Ald. Reyes", "312-555-0152")])
    case_id = desk.pothole()
    assert [each.name for each in referring(desk, 51).bodies(desk.ana, case_id)] == ["ComEd"]
    Triage(desk.store, placing(lambda _: 52)).set_place(desk.ana, case_id, "1 A St", Point(41.9, -87.7))
    found = referring(desk, 51).bodies(desk.ana, case_id)
    assert [(each.name, each.public_phone) for each in found] == [
        ("ComEd", "1-800-334-7661"),
        ("Ward 52 office", "312-555-0152"),
    ]


def test_looking_whom_to_refer_to_is_no_action_and_a_volunteer_may(desk: DepartmentDesk) -> None:
    """Ctrl+Z after it takes back what was done last; an office that was taken off the list stays off."""
    WardOfficeList(desk.store).keep(
        desk.ana, [WardOffice(52, "Ald. Reyes", "312-555-0152", "ward52@office.example")]
    )
    case_id = desk.pothole()
    Triage(desk.store, placing(lambda _: 52)).set_place(desk.ana, case_id, "1 A St", Point(41.9, -87.7))
    placed = actions(desk)

    found = referring(desk, 51).bodies(desk.office.staff("Vic", Role.VOLUNTEER), case_id)
    assert [each.name for each in found] == ["ComEd", "Ward 52 office"]
    assert [each.email for each in found[1].people] == ["ward52@office.example"]
    assert referring(desk, 51).bodies(desk.ana, case_id) == found
    assert actions(desk) == placed

    desk.directory.remove(desk.ana, found[1].department_id)
    assert [each.name for each in referring(desk, 51).bodies(desk.ana, case_id)] == ["ComEd"]


def actions(desk: DepartmentDesk) -> list[int]:
    """All that somebody did to problems and the list of departments."""
    with desk.store.reading() as session:
        kinds = (ActionKind.SET_PLACE, ActionKind.DEPARTMENT)
        return list(session.scalars(select(Action.id).where(Action.kind.in_(kinds)).order_by(Action.id)))


def test_what_is_finished_restricted_or_for_a_day_gone_by_is_refused(desk: DepartmentDesk) -> None:
    comed, case_id = desk.department("ComEd"), desk.pothole()
    with pytest.raises(CannotDoError, match="That day is over"):
        referring(desk).told(desk.ana, [case_id], comed, "", date(2026, 6, 15))
    manager = desk.office.staff("Maria", Role.MANAGER)
    Staff(desk.store).restrict(manager, case_id, [desk.ana.staff_id or 0, manager.staff_id or 0])
    with pytest.raises(CannotDoError, match="restricted"):
        referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    Staff(desk.store).restrict(manager, case_id, [])
    Triage(desk.store, placing()).finish(desk.ana, [case_id], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="is finished"):
        referring(desk).told(desk.ana, [case_id], comed, "", FRIDAY)


def test_a_referral_is_looked_at_again_when_it_is_sent(desk: DepartmentDesk) -> None:
    case_id, comed = desk.pothole(), desk.department("ComEd")
    mail = referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    referring(desk).send(desk.ana, mail)
    with pytest.raises(CannotDoError, match="it went to ComEd since you looked"):
        referring(desk).send(desk.ana, mail)
    mail = referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    Triage(desk.store, placing()).finish(desk.ana, [case_id], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="it was finished"):
        referring(desk).send(desk.ana, mail)
    assert len(desk.mails()) == 1


def test_a_referral_of_what_was_pulled_apart_since_the_look_stays(desk: DepartmentDesk) -> None:
    """It would name the 311 number of a problem that is another's again."""
    case_id, other, comed = desk.pothole(), desk.pothole("12 W Oak St"), desk.department("ComEd")
    desk.office.city_record("SR26-00000021", case_id=other, service_code="PHF")
    merging = Merging(desk.store)
    merging.merge(desk.ana, [case_id, other], root_id=case_id)
    mail = referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    assert "SR26-00000021" in mail.text
    merging.unmerge(desk.ana, other)

    with pytest.raises(CannotDoError, match="what belongs to it was changed meanwhile"):
        referring(desk).send(desk.ana, mail)

    mail = referring(desk).preview(desk.ana, case_id, comed, "", FRIDAY)
    assert "SR26-00000021" not in mail.text
    referring(desk).send(desk.ana, mail)

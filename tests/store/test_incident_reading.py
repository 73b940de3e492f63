"""What stands under an incident, who told of it and what may belong to it, read alike in both databases."""

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.incidents import IncidentDraft
from wardoffice.domain.places import Point
from wardoffice.office.incident_calls import IncidentCalls
from wardoffice.office.incidents import Incidents
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.store.store import Store

HERE = Point(41.9650, -87.6790)


def test_an_incident_is_read_with_its_people_problems_and_proposals(
    store: Store, office: OfficeBuilder
) -> None:
    ana, incidents, calls = office.staff(), Incidents(store, placing()), IncidentCalls(store)
    told, root = office.mail(point=HERE, contact_id=office.contact("Joe")), office.mail()
    incidents.begin(ana, IncidentDraft("Main break", case_ids=(told.case_id,)))
    (line,) = incidents.lines(ana)
    near = office.city_record(point=HERE).case_id
    calls.log_call(ana, line.incident_id, "Maria", "773 555 0101")
    calls.log_call(ana, line.incident_id, "Maria", "773 555 0101")
    Merging(store).merge(ana, [root.case_id, told.case_id], root.case_id)
    shown = incidents.show(ana, line.incident_id)
    assert [each.name for each in shown.callers] == ["Joe", "Maria"]
    assert [each.case_id for each in shown.cases] == [root.case_id]
    assert [each.case_id for each in shown.proposed] == [near]
    assert Queue(store).rows(ana, [root.case_id])[root.case_id].incident == "Main break"
    everybody = [each.contact_id for each in shown.callers]
    incidents.update_all(ana, line.incident_id, everybody, AnswerWay.CALLED, "Back at 6.")
    (line,) = incidents.lines(ana)
    assert (line.cases, line.people, line.owed) == (2, 2, 0)

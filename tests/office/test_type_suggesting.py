"""Suggestions of a service type for what people wrote."""

from tests.builders import OfficeBuilder, placing
from wardoffice.office.service_families import service_families
from wardoffice.office.triage import Triage
from wardoffice.office.type_suggesting import TypeSuggesting


def suggesting(office: OfficeBuilder) -> TypeSuggesting:
    office.service_type("PHF", "Pothole in Street Complaint")
    office.service_type("SGA", "Rodent Baiting/Rat Complaint")
    office.service_type("SDP", "Street Cleaning Request")
    return TypeSuggesting(office.store, service_families())


def test_a_message_is_read_for_the_type_it_is_about(office: OfficeBuilder) -> None:
    suggest, ana = suggesting(office), office.staff("Ana")
    told = office.mail("A crater has opened, it bent my rim")
    types, suggestions = suggest.types_for(ana, told.case_id)
    assert [each.code for each in types] == ["PHF", "SGA", "SDP"]
    assert [(each.type.code, each.words) for each in suggestions] == [("PHF", ("crater", "bent my rim"))]


def test_what_staff_choose_is_suggested_from_the_fourth_time_on(office: OfficeBuilder) -> None:
    suggest, ana = suggesting(office), office.staff("Ana")
    triage = Triage(office.store, placing())
    for number in range(3):
        told = office.mail(f"pigeons again, number {number}")
        assert not suggest.types_for(ana, told.case_id)[1]
        triage.set_type(ana, [told.case_id], "SDP")
    told = office.mail("So many pigeons")
    assert [each.type.code for each in suggest.types_for(ana, told.case_id)[1]] == ["SDP"]


def test_a_restricted_matter_teaches_nothing_and_tells_nothing_to_others(office: OfficeBuilder) -> None:
    suggest, ana = suggesting(office), office.staff("Ana")
    told = office.mail("rats, and a name that nobody may read")
    with office.store.writing() as session:
        from wardoffice.store.tables import Case

        session.get_one(Case, told.case_id).restricted = True
    assert suggest.types_for(ana, told.case_id)[1] == ()

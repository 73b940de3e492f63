"""The form of a problem for 311: prefilled, checked, and sent by a person's choice only (P5, P9)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from tests.builders_submissions import a_form
from tests.city_desk import FakeDesk, SubmittingOffice, filled, profile
from tests.databases import Clock
from tests.gathering import HERE, NORTH, record
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.conditions import Comparison, Condition, Conditions
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.form_fields import clean_answers, form_fields
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)
from wardoffice.domain.submissions import (
    ContactChoice,
    FieldKind,
    FormField,
    FormValues,
    SubmissionState,
)
from wardoffice.office.case_pane import CasePane
from wardoffice.office.copy_card import copy_card
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage, Submission

ASKED = ServiceType("PHF", "Pothole in Street", has_definition=True)
LANES = (AttributeChoice("CURB", "Curb Lane"), AttributeChoice("BIKE", "Bike Lane"))
QUESTIONS = (
    ServiceAttribute("INFO", "text", "Call 911 in danger.", variable=False, order=0),
    ServiceAttribute("WHERE", "singlevaluelist", "Where is it?", required=True, order=1, choices=LANES),
    ServiceAttribute("MANY", "number", "How many?", order=2, datatype_description="A whole number"),
    ServiceAttribute("SINCE", "datetime", "Since when?", order=3),
    ServiceAttribute("ON", "multivaluelist", "On what?", order=4, choices=LANES),
    ServiceAttribute("CAR", "boolean", "Is a car damaged?", order=5),
    ServiceAttribute(
        "PLATE",
        "string",
        "License plate",
        required=True,
        order=6,
        shown_when=Conditions((Condition("CAR", Comparison.IS, ("true",)),)),
    ),
    ServiceAttribute("NOTE", "text", "More", order=7),
    ServiceAttribute("DAY", "date", "Which day?", order=8),
    ServiceAttribute("EMPTY", "singlevaluelist", "A list without choices", order=9),
    ServiceAttribute("SECRET", "string", hidden=True, required=True),
)


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    desk = FakeDesk(store.now, types=(ASKED,), definitions={"PHF": ServiceDefinition("PHF", QUESTIONS)})
    return SubmittingOffice(store, office, desk)


def payloads(store: Store) -> list[dict[str, str]]:
    with store.reading() as session:
        return [dict(each["fields"]) for each in session.scalars(select(Submission.payload))]


def test_the_form_has_the_citys_questions_in_its_order_of_every_kind(ours: SubmittingOffice) -> None:
    form = ours.form(ours.told())
    assert [(each.code, each.kind) for each in form.fields] == [
        ("INFO", FieldKind.NOTICE),
        ("WHERE", FieldKind.SINGLE),
        ("MANY", FieldKind.NUMBER),
        ("SINCE", FieldKind.DATETIME),
        ("ON", FieldKind.MULTI),
        ("CAR", FieldKind.TICK),
        ("PLATE", FieldKind.STRING),
        ("NOTE", FieldKind.TEXT),
        ("DAY", FieldKind.DATE),
        ("EMPTY", FieldKind.STRING),
    ]
    assert (form.fields[2].label, form.fields[2].hint) == ("How many?", "A whole number")


def test_the_form_is_prefilled_with_what_the_problem_says(ours: SubmittingOffice) -> None:
    ana = ours.office.contact("Ana Lopez", "ana@example.org", "312-555-0199")
    case = ours.told("A deep hole", contact_id=ana)
    ours.office.photo(case)
    form = ours.form(case)
    values = form.values
    assert (values.description, values.address, values.point) == ("A deep hole", "4801 N Damen Ave", HERE)
    assert [(each.name, each.email, each.phone) for each in form.contacts] == [
        ("Ana Lopez", "ana@example.org", "312-555-0199")
    ]
    assert "the photo stays here" in form.photo_words
    assert form.media_urls == ()
    assert not form.trouble


def test_kept_questions_do_while_the_city_does_not_answer(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.form(case)
    assert ours.desk.asked == ["definition PHF"]
    ours.form(case)
    assert ours.desk.asked == ["definition PHF"], "they are asked for once a day"
    now = ours.store.now
    ours.desk.down = True
    ours.store.now = lambda: now() + timedelta(days=2)
    assert len(ours.form(case).fields) == len(QUESTIONS) - 1


def test_without_the_citys_questions_there_is_a_card_that_says_so_and_nothing_is_sent(
    ours: SubmittingOffice,
) -> None:
    ours.desk.down = True
    case = ours.told()
    form = ours.form(case)
    assert "could not be read: There is no answer." in form.trouble
    card = ours.submitting.card(form, form.values)
    lines = {each.name: each for each in card.lines}
    assert lines["address"].value == "4801 N Damen Ave"
    assert lines["questions"].open
    assert "could not be read" in lines["questions"].label
    with pytest.raises(CannotDoError, match="could not be read"):
        ours.submitting.submit(ours.ana, form, form.values)
    ours.desk.down = False
    form = ours.form(case)
    assert (form.trouble, form.untold) == ("", "")
    assert "questions" not in {each.name for each in ours.submitting.card(form, form.values).lines}


GOOD = {"WHERE": ("CURB",)}


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"answers": {}}, "WHERE", "must be answered"),
        ({"answers": {"WHERE": ("MOON",)}}, "WHERE", "no such choice"),
        ({"answers": {**GOOD, "WHERE": ("CURB", "BIKE")}}, "WHERE", "takes one answer"),
        ({"answers": {**GOOD, "MANY": ("many",)}}, "MANY", "must be a number"),
        ({"answers": {**GOOD, "SINCE": ("2026-06-30T10:00:00",)}}, "SINCE", "date and time"),
        ({"answers": {**GOOD, "DAY": ("June",)}}, "DAY", "must be a date"),
        ({"answers": {**GOOD, "CAR": ("true",)}}, "PLATE", "must be answered"),
        ({"description": "x" * 4003}, "description", "3 characters too long"),
        ({"point": None}, "point", "set a point"),
        ({"point": Point(0, 0)}, "point", "set a point"),
        ({"point": NORTH}, "point", "ward 48, not in ours"),
        ({"contact": ContactChoice.RESIDENT, "contact_id": 99}, "contact", "Choose whose"),
        ({"media_url": "file:///etc/passwd"}, "media_url", "public address"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    ours: SubmittingOffice, changed: dict[str, object], field: str, said: str
) -> None:
    form = ours.form(ours.told())
    values = filled(form.values, **{"answers": GOOD, **changed})
    (problem,) = ours.submitting.problems(form, values)
    assert problem.field == field
    assert said in problem.sentence
    with pytest.raises(CannotDoError):
        ours.submitting.submit(ours.ana, form, values)
    assert payloads(ours.store) == []


def test_an_address_is_wanted_where_the_city_wants_one(store: Store, office: OfficeBuilder) -> None:
    ours = SubmittingOffice(store, office, FakeDesk(store.now), profile=profile(address_required=True))
    form = ours.form(ours.told(address=""))
    (problem,) = ours.submitting.problems(form, form.values)
    assert problem.field == "address"


def test_another_ward_needs_a_reason(ours: SubmittingOffice) -> None:
    form = ours.form(ours.told(point=NORTH))
    values = filled(form.values, answers=GOOD, reason="The alley is ours")
    assert ours.submitting.problems(form, values) == ()


def test_what_is_sent_is_what_was_filled_in_and_asked(ours: SubmittingOffice) -> None:
    ana = ours.office.contact("Ana Maria Lopez", "ana@example.org", "312-555-0199")
    form = ours.form(ours.told(contact_id=ana))
    answers = {
        "WHERE": ("CURB",),
        "ON": ("CURB", "BIKE"),
        "MANY": (" 2 ",),
        "PLATE": ("hidden, as no car is damaged",),
        "NOTE": ("",),
    }
    ours.submitting.submit(
        ours.ana,
        form,
        filled(form.values, answers=answers, contact=ContactChoice.RESIDENT, contact_id=ana),
    )
    with ours.store.reading() as session:
        (payload,) = session.scalars(select(Submission.payload))
    assert payload["fields"] == [
        ["service_code", "PHF"],
        ["lat", "41.95"],
        ["long", "-87.68"],
        ["address_string", "4801 N Damen Ave"],
        ["description", "A deep hole"],
        ["attribute[WHERE]", "CURB"],
        ["attribute[MANY]", "2"],
        ["attribute[ON][]", "CURB"],
        ["attribute[ON][]", "BIKE"],
        ["first_name", "Ana Maria"],
        ["last_name", "Lopez"],
        ["email", "ana@example.org"],
        ["phone", "312-555-0199"],
    ]


@pytest.mark.parametrize(
    ("contact", "sent"),
    [
        (ContactChoice.OFFICE, {"email": "office@example.org", "phone": "312-555-0100"}),
        (ContactChoice.NONE, {}),
    ],
)
def test_a_residents_contact_never_leaves_unless_chosen(
    ours: SubmittingOffice, contact: ContactChoice, sent: dict[str, str]
) -> None:
    """P9."""
    ana = ours.office.contact("Ana Lopez", "ana@example.org")
    case = ours.told(contact_id=ana)
    ours.submit(case, answers=GOOD, contact=contact)
    (given,) = payloads(ours.store)
    assert {name: given[name] for name in ("email", "phone") if name in given} == sent
    assert "Lopez" not in str(given)
    assert ours.view(case).contact is contact


def test_the_choice_of_contact_is_remembered_for_this_person_and_shown_later(ours: SubmittingOffice) -> None:
    assert ours.form(ours.told()).values.contact is ContactChoice.OFFICE
    first = ours.told("One", contact_id=ours.office.contact("Ana Lopez", "ana@example.org"))
    values = ours.form(first).values
    ours.submit(
        first,
        answers=GOOD,
        contact=ContactChoice.RESIDENT,
        contact_id=ours.form(first).contacts[0].contact_id,
    )
    assert values.contact is ContactChoice.OFFICE
    assert ours.view(first).contact_words == "311 may have written to Ana Lopez."
    second = ours.told("Two", contact_id=ours.office.contact("Ben Ray", "ben@example.org"))
    again = ours.form(second).values
    assert again.contact is ContactChoice.RESIDENT
    other = ours.office.staff("Maria")
    assert ours.submitting.prepare(other, second).values.contact is ContactChoice.OFFICE
    assert ours.submitting.contact_choice(ours.ana) is ContactChoice.RESIDENT
    assert ours.submitting.contact_choice(other) is ContactChoice.OFFICE


def test_a_missing_key_is_said_before_the_form_is_filled_in(store: Store, office: OfficeBuilder) -> None:
    ours = SubmittingOffice(store, office, FakeDesk(store.now), has_key=False)
    form = ours.form(ours.told())
    assert "no api key" in form.trouble
    with pytest.raises(CannotDoError, match="no api key"):
        ours.submitting.submit(ours.ana, form, form.values)


def test_without_a_keyring_the_card_can_be_copied_all_the_same(store: Store, office: OfficeBuilder) -> None:
    ours = SubmittingOffice(store, office, FakeDesk(store.now), locked=True)
    form = ours.form(ours.told())
    assert form.trouble == "The keyring is locked."
    assert ours.submitting.card(form, form.values).lines


def test_a_city_that_takes_none_by_program_is_said(store: Store, office: OfficeBuilder) -> None:
    ours = SubmittingOffice(store, office, FakeDesk(store.now), profile=profile(by_api=False))
    assert "copy card" in ours.form(ours.told()).trouble


def test_a_like_request_near_by_is_warned_of_and_needs_a_reason(ours: SubmittingOffice) -> None:
    """P5: one POST per submission, another only by a person's reason."""
    here = Point(HERE.lat + 40 / 111_195, HERE.long)
    far = Point(HERE.lat + 90 / 111_195, HERE.long)
    ours.sync(record("NEAR", here), record("FAR", far), record("OTHER", here, service_code="SFA"))
    form = ours.form(ours.told())
    assert [each.number for each in form.near] == ["NEAR"]
    assert "NEAR" in form.needs_reason
    values = filled(form.values, answers=GOOD)
    assert [each.field for each in ours.submitting.problems(form, values)] == ["reason"]
    ours.submitting.submit(ours.ana, form, replace(values, reason="On the other side"))
    assert len(payloads(ours.store)) == 1


def test_it_is_this_one_puts_both_together(ours: SubmittingOffice) -> None:
    ours.sync(record("NEAR"))
    case = ours.told()
    (near,) = ours.form(case).near
    ours.linking.link(ours.ana, case, near.number)
    assert ours.numbers_of(case) == ["NEAR"]
    assert "open in 311 as NEAR" in ours.form(case).needs_reason


def test_two_desks_that_send_the_same_problem_at_once_send_it_once(ours: SubmittingOffice) -> None:
    """P3: the question is asked again inside the transaction."""
    case = ours.told()
    one, other = ours.form(case), ours.form(case)
    values = filled(one.values, answers=GOOD)
    ours.submitting.submit(ours.ana, one, values)
    with pytest.raises(CannotDoError, match="on its way to 311 already"):
        ours.submitting.submit(ours.office.staff("Ben"), other, values)
    assert len(payloads(ours.store)) == 1
    ours.submitting.submit(ours.ana, other, replace(values, reason="A second hole"))
    assert len(payloads(ours.store)) == 2


def test_a_volunteer_may_not_send_and_nobody_what_they_may_not_see(ours: SubmittingOffice) -> None:
    case = ours.told()
    with pytest.raises(NotAllowedError):
        ours.submitting.prepare(ours.office.staff("Vic", Role.VOLUNTEER), case)
    ours.office.restrict(case, ours.office.staff("Named"))
    with pytest.raises(CannotDoError, match="no such problem"):
        ours.form(case)


def test_sending_gives_a_problem_without_a_type_the_one_that_was_chosen(ours: SubmittingOffice) -> None:
    case = ours.told(service_code="")
    form = ours.form(case, service_code="PHF")
    ours.submitting.submit(ours.ana, form, filled(form.values, answers=GOOD))
    assert ours.office.case(case).service_code == "PHF"
    assert ours.undoing.undo(ours.ana)
    assert ours.office.case(case).service_code == ""


def test_taking_it_back_takes_back_message_and_submission_together(ours: SubmittingOffice) -> None:
    ours.submit(ours.told(), answers=GOOD)
    ours.undoing.undo(ours.ana)
    with ours.store.reading() as session:
        assert session.scalar(select(Submission.withdrawn_at)) is not None
        assert session.scalar(select(OutboxMessage.withdrawn_at)) is not None


@given(where=st.lists(st.sampled_from(["CURB", "BIKE", "MOON", "", " "]), max_size=3), car=st.booleans())
def test_a_dependent_question_is_checked_exactly_while_it_is_asked(where: list[str], *, car: bool) -> None:
    fields = form_fields(ServiceDefinition("PHF", QUESTIONS))
    answers = {"WHERE": tuple(where), "CAR": ("true",) if car else (), "PLATE": ("AB 1",)}
    kept = clean_answers(fields, FormValues("PHF", answers=answers))
    assert ("PLATE" in kept) is car
    assert all(value.strip() for each in kept.values() for value in each)


def test_choices_that_depend_on_an_answer_are_offered_only_then() -> None:
    only = Conditions((Condition("CAR", Comparison.IS, ("true",)),))
    field = FormField("A", "A", FieldKind.SINGLE, choices=(LANES[0], replace(LANES[1], offered_when=only)))
    assert field.choices_for({}) == LANES[:1]
    assert len(field.choices_for({"CAR": ("true",)})) == len(LANES)


def test_a_required_list_that_offers_nothing_keeps_nothing_from_being_sent(ours: SubmittingOffice) -> None:
    never = Conditions((Condition("CAR", Comparison.IS, ("true",)),))
    empty = FormField(
        "A", "A", FieldKind.SINGLE, required=True, choices=(replace(LANES[0], offered_when=never),)
    )
    form = replace(ours.form(ours.told()), fields=(empty,))
    assert not ours.submitting.problems(form, form.values)
    car = replace(form.values, answers={"CAR": ("true",)})
    assert [each.field for each in ours.submitting.problems(form, car)] == ["A"]


def test_the_card_has_the_fields_in_the_citys_order_with_names_not_keys(ours: SubmittingOffice) -> None:
    form = ours.form(ours.told())
    card = ours.submitting.card(form, filled(form.values, answers={"WHERE": ("CURB",)}))
    assert [(line.name, line.value) for line in card.lines] == [
        ("service_name", "Pothole in Street"),
        ("address", "4801 N Damen Ave"),
        ("description", "A deep hole"),
        ("WHERE", "Curb Lane"),
        ("contact_name", "Ward 47"),
        ("contact_phone", "312-555-0100"),
        ("contact_email", "office@example.org"),
    ]
    assert card.whole().splitlines()[0] == "Type: Pothole in Street"
    blank = ours.submitting.card(form, filled(form.values, contact=ContactChoice.NONE))
    assert [line.name for line in blank.lines if not line.value] == ["WHERE"], "it must be answered there"


def test_who_told_us_can_be_promised_the_number_and_an_answer_keeps_the_promise(
    ours: SubmittingOffice,
) -> None:
    """P6: a wish to be told is owed, and seen on the person, until it is done."""
    case_id = ours.told(contact_id=ours.office.contact("Ewa"))
    ours.submit(case_id, tell_number=True, answers={"WHERE": ("CURB",)})
    (person,) = CasePane(ours.store, 47).show(ours.ana, case_id).people
    assert person.promised == "the 311 number"
    with ours.store.reading() as session:
        assert session.scalars(select(Submission.tell_number)).one()
    Triage(ours.store, placing()).log_answer(ours.ana, case_id, [person.contact_id], AnswerWay.CALLED, "")
    (person,) = CasePane(ours.store, 47).show(ours.ana, case_id).people
    assert (person.promised, person.owed_since) == ("", None)


def test_taking_back_what_waits_takes_back_the_promise_too(ours: SubmittingOffice) -> None:
    case_id = ours.told(contact_id=ours.office.contact("Ewa"))
    ours.submit(case_id, tell_number=True, answers={"WHERE": ("CURB",)})
    undoing = Undoing(ours.store)
    undoing.undo(ours.ana)
    (person,) = CasePane(ours.store, 47).show(ours.ana, case_id).people
    assert person.promised == ""
    assert person.owed_since is not None, "the answer to the message is still owed"


def test_nobody_is_promised_anything_unasked(ours: SubmittingOffice) -> None:
    case_id = ours.told(contact_id=ours.office.contact("Ewa"))
    ours.submit(case_id, answers={"WHERE": ("CURB",)})
    (person,) = CasePane(ours.store, 47).show(ours.ana, case_id).people
    assert person.promised == ""
    with ours.store.reading() as session:
        assert not session.scalars(select(Submission.tell_number)).one()


def test_the_copy_card_names_the_cross_streets_below_the_address() -> None:
    values = FormValues("PHF", address="4664 N Morrow St")
    card = copy_card(a_form(), values, ("address", "case_number"), ("Lombard", "Grove"))
    assert [(each.name, each.value) for each in card.lines][:2] == [
        ("address", "4664 N Morrow St"),
        ("cross_streets", "Lombard and Grove"),
    ]
    assert "cross_streets" not in {each.name for each in copy_card(a_form(), values, ("address",)).lines}


def test_a_form_whose_questions_changed_before_it_left_says_which_and_keeps_what_was_typed(
    ours: SubmittingOffice,
) -> None:
    """One that says what was not asked, or leaves out what now is, is not sent to be refused."""
    case = ours.told()
    ours.submit(case, answers=GOOD)
    why = ServiceAttribute("WHY", "string", "Why now?", required=True, order=10)
    ours.desk.definitions["PHF"] = ServiceDefinition("PHF", (*QUESTIONS, why))
    clock = ours.store.now
    assert isinstance(clock, Clock)
    clock.forward(hours=2)
    ours.send()
    assert not ours.desk.posts
    view = ours.view(case)
    assert view.state is SubmissionState.REFUSED
    assert "Why now?" in view.trouble
    form = ours.form(case, corrects=view.submission_id)
    assert form.values.answers["WHERE"] == GOOD["WHERE"]
    assert [each.field for each in ours.submitting.problems(form, form.values)] == ["WHY"]
    ours.submitting.submit(
        ours.ana, form, replace(form.values, answers={**form.values.answers, "WHY": ("It grew",)})
    )
    ours.send()
    (post,) = ours.desk.posts
    assert post["attribute[WHY]"] == "It grew"


@pytest.mark.parametrize("hours", [0, 2])
def test_a_form_whose_questions_are_the_same_or_cannot_be_read_again_is_sent(
    ours: SubmittingOffice, hours: int
) -> None:
    case = ours.told()
    ours.submit(case, answers=GOOD)
    ours.desk.definitions.clear()
    clock = ours.store.now
    assert isinstance(clock, Clock)
    clock.forward(hours=hours)
    ours.send()
    assert len(ours.desk.posts) == 1

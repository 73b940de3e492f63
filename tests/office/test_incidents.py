"""Incidents: one area, one script, a name logged in a moment, one update to all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.incidents import IncidentDraft, IncidentView, from_geojson, to_geojson
from wardoffice.domain.outgoing import RecipientState
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.places import Point
from wardoffice.geo.drawn_areas import inside, square_metres
from wardoffice.geo.incident_areas import area_around, middle_of
from wardoffice.office.case_pane import CasePane
from wardoffice.office.incident_calls import IncidentCalls
from wardoffice.office.incident_updates import IncidentUpdates
from wardoffice.office.incidents import Incidents
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import Contact, OutboxMessage, OutboxRecipient

pytestmark = pytest.mark.sqlite
HERE = Point(41.9650, -87.6790)
NEXT_BLOCK = Point(41.9660, -87.6790)  # 111 metres north
FAR = Point(41.9900, -87.6790)
BREAK = IncidentDraft("Main break", "Crews are there.", centre=HERE, metres=300.0)


@pytest.fixture
def incidents(office: OfficeBuilder) -> Incidents:
    return Incidents(office.store, placing())


@pytest.fixture
def calls(office: OfficeBuilder) -> IncidentCalls:
    return IncidentCalls(office.store)


@pytest.fixture
def undoing(office: OfficeBuilder) -> Undoing:
    return Undoing(office.store)


def begun(incidents: Incidents, actor: Actor, draft: IncidentDraft = BREAK) -> IncidentView:
    incidents.begin(actor, draft)
    return incidents.show(actor, max(each.incident_id for each in incidents.lines(actor)))


def _mail_update(
    office: OfficeBuilder, incidents: Incidents, languages: tuple[str, ...] = ("en", "es")
) -> IncidentUpdates:
    return IncidentUpdates(
        office.store,
        incidents,
        LetterTemplates(),
        MailWriting(office.store, OfficeAddress("ward47@office.example", "Ward 47", 47)),
        languages=lambda _key: (languages, ()),
        letterhead={"office": "Ward 47", "office_phone": "(773) 555-0100"},
    )


def _mails(office: OfficeBuilder) -> dict[str, str]:
    """The text of each mail in the outbox, by whom it is for."""
    found = {}
    with office.read() as session:
        for row in session.scalars(select(OutboxMessage)):
            raw = office.store.files.path(row.rendered_sha256 or "").read_bytes()
            mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
            body = mail.get_body()
            assert body is not None
            words = str(body.get_content()).replace("\r\n", "\n")
            found[str(mail["To"].addresses[0].addr_spec)] = words
    return found


def test_an_area_reaches_as_far_as_was_said_around_a_spot_or_some_problems() -> None:
    circle = area_around([HERE], 100.0)
    near, outside = Point(41.96585, -87.6790), Point(41.96595, -87.6790)  # 95 and 106 metres north
    assert inside(circle, [HERE, near, outside]) == [0, 1]
    hull = area_around([HERE, NEXT_BLOCK], 50.0)
    assert inside(hull, [HERE, NEXT_BLOCK, Point(41.9655, -87.6790), Point(41.9655, -87.6800)]) == [0, 1, 2]
    assert inside(hull, [middle_of(hull)]) == [0]
    assert from_geojson(to_geojson(hull)) == hull
    with pytest.raises(ValueError, match="around points"):
        area_around([], 10.0)


def test_an_incident_has_a_problem_of_its_own_where_it_is(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    shown = begun(incidents, ana)
    own = CasePane(office.store).show(ana, shown.own_case_id)
    assert (own.title, own.place.point, own.ours, own.assignee) == ("Main break", HERE, True, "Ana Ruiz")
    (line,) = incidents.lines(ana)
    assert (line.name, line.cases, line.people, line.owed, line.ended_at) == ("Main break", 1, 0, 0, None)


def test_what_nobody_can_place_or_name_is_refused_in_words(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    nowhere = office.mail().case_id
    for draft in (
        IncidentDraft(" ", centre=HERE),
        IncidentDraft("Break"),
        IncidentDraft("Break", address="Nobody knows 12"),
        IncidentDraft("Break", ring=(HERE, NEXT_BLOCK)),
        IncidentDraft("A spot", ring=(HERE, HERE, HERE, HERE)),
        IncidentDraft("A line", ring=(HERE, NEXT_BLOCK, FAR, NEXT_BLOCK)),
        IncidentDraft("Nearly a line", ring=(HERE, Point(41.9655, -87.679001), NEXT_BLOCK)),
        IncidentDraft("Break", centre=HERE, metres=0),
        IncidentDraft("Break", case_ids=(nowhere,)),
    ):
        with pytest.raises(CannotDoError) as refused:
            incidents.begin(ana, draft)
        assert "Nothing was changed." in refused.value.safe
    assert incidents.lines(ana) == ()


def test_it_is_made_of_chosen_problems_an_address_or_what_was_drawn(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    one, other = office.mail(point=HERE).case_id, office.mail(point=NEXT_BLOCK).case_id
    chosen = begun(incidents, ana, IncidentDraft("Of two", case_ids=(one, other)))
    assert {each.case_id for each in chosen.cases} == {one, other}
    assert inside(chosen.ring, [HERE, NEXT_BLOCK]) == [0, 1]
    office.city_record(address="1965 N DAMEN AVE", point=FAR)
    typed = begun(incidents, ana, IncidentDraft("At an address", address="1965 N Damen Ave", metres=100.0))
    assert inside(typed.ring, [FAR, HERE]) == [0]
    ring = (HERE, NEXT_BLOCK, Point(41.9655, -87.6780))
    drawn = begun(incidents, ana, IncidentDraft("Drawn", ring=ring))
    assert drawn.ring == ring


def test_an_area_that_crosses_itself_holds_what_each_of_its_loops_goes_around() -> None:
    east = [replace(each, long=each.long + 0.001) for each in (HERE, NEXT_BLOCK)]
    loops = (HERE, east[1], NEXT_BLOCK, east[0])
    whole = (HERE, NEXT_BLOCK, east[1], east[0])
    assert square_metres(whole) == pytest.approx(111.2 * 82.7, rel=0.01)
    assert square_metres(loops) == pytest.approx(square_metres(whole) / 2, rel=0.001)


def test_no_call_is_logged_for_what_is_over_until_its_end_is_taken_back(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, undoing: Undoing, ana: Actor
) -> None:
    """Another desk may have ended it while somebody typed."""
    shown = begun(incidents, ana)
    ended = incidents.end(office.staff("Bo", Role.MANAGER), shown.incident_id)
    with pytest.raises(CannotDoError, match="Main break is over") as refused:
        calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    assert refused.value.safe == "Nothing was logged."
    assert incidents.show(ana, shown.incident_id).callers == ()
    undoing.undo(office.staff("Cy", Role.MANAGER), ended.action_id)
    calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    assert [each.name for each in incidents.show(ana, shown.incident_id).callers] == ["Maria Lopez"]


def test_a_name_is_logged_once_however_often_they_call_and_is_owed_an_answer(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    """P6."""
    shown = begun(incidents, ana)
    first = calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    again = calls.log_call(ana, shown.incident_id, "Maria", "(773) 555-0101")
    calls.log_call(ana, shown.incident_id, "Joe", "")
    shown = incidents.show(ana, shown.incident_id)
    assert [(each.name, each.phone) for each in shown.callers] == [
        ("Maria Lopez", "773-555-0101"),
        ("Joe", ""),
    ]
    assert [each.name for each in shown.still_to_call] == ["Maria Lopez", "Joe"]
    assert (first.label, again.label) == (
        "Call logged: Maria Lopez",
        "Call logged: Maria, who told us before",
    )
    row = Queue(office.store).rows(ana, [shown.own_case_id])[shown.own_case_id]
    assert (row.people, row.requests) == (2, 2)


@pytest.mark.parametrize(("name", "phone"), [("", ""), ("  ", " "), ("Maria", "call me")])
def test_a_call_of_nobody_or_with_no_number_is_refused(
    incidents: Incidents, calls: IncidentCalls, ana: Actor, name: str, phone: str
) -> None:
    shown = begun(incidents, ana)
    with pytest.raises(CannotDoError):
        calls.log_call(ana, shown.incident_id, name, phone)


def test_who_mailed_of_a_problem_under_it_and_calls_now_is_one_person(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    told = office.mail(point=HERE, contact_id=office.contact("Maria", phone="+17735550101"))
    with office.store.writing() as session:
        from wardoffice.store.tables import ContactPoint

        session.query(ContactPoint).update({"value": "+17735550101"})
    shown = begun(incidents, ana, IncidentDraft("Break", case_ids=(told.case_id,)))
    calls.log_call(ana, shown.incident_id, "Maria", "773-555-0101")
    shown = incidents.show(ana, shown.incident_id)
    assert [each.contact_id for each in shown.callers] == [told.contact_id]
    messages = CasePane(office.store).show(ana, told.case_id).messages
    assert [each.channel.value for each in messages] == ["mail", "call"]


def test_an_update_settles_what_those_were_owed_who_were_told(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, undoing: Undoing, ana: Actor
) -> None:
    """P6: who is not ticked is still to be called."""
    mailed = office.mail(point=HERE, contact_id=office.contact("Joe"))
    shown = begun(incidents, ana, IncidentDraft("Break", case_ids=(mailed.case_id,)))
    calls.log_call(ana, shown.incident_id, "Maria", "773 555 0101")
    calls.log_call(ana, shown.incident_id, "Late", "773 555 0102")
    people = {each.name: each.contact_id for each in incidents.show(ana, shown.incident_id).callers}
    told = [people["Maria"], people["Joe"]]
    changes = incidents.update_all(ana, shown.incident_id, told, AnswerWay.CALLED, "Water is back at 6.")
    after = incidents.show(ana, shown.incident_id)
    assert [each.name for each in after.still_to_call] == ["Late"]
    assert {each.name for each in after.callers if each.answered_at} == {"Maria", "Joe"}
    assert changes.cases >= {shown.own_case_id, mailed.case_id}
    undoing.undo(ana)
    assert len(incidents.show(ana, shown.incident_id).still_to_call) == 3
    with pytest.raises(CannotDoError):
        incidents.update_all(ana, shown.incident_id, [], AnswerWay.CALLED, "")


def test_what_lies_in_area_and_time_is_proposed_and_nothing_is_taken_in_by_itself(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    """P5."""
    now = office.store.now()
    old = office.mail("old", point=HERE, received_at=now - timedelta(days=3)).case_id
    before = office.mail("before", point=HERE, received_at=now - timedelta(hours=2)).case_id
    shown = begun(incidents, ana)
    since = office.city_record(point=NEXT_BLOCK).case_id
    far = office.mail("far", point=FAR).case_id
    corner = office.mail("in the box only", point=Point(41.9674, -87.6757)).case_id
    shown = incidents.show(ana, shown.incident_id)
    assert [(each.case_id, each.why) for each in shown.proposed] == [
        (before, "In its area, told shortly before"),
        (since, "In its area, told since it began"),
    ]
    assert {old, far, corner}.isdisjoint(each.case_id for each in shown.cases)
    assert shown.cases == ()


def test_a_proposal_is_taken_in_or_refused_for_good_and_both_are_taken_back(
    office: OfficeBuilder, incidents: Incidents, undoing: Undoing, ana: Actor
) -> None:
    shown = begun(incidents, ana)
    one, other = (office.mail(point=NEXT_BLOCK).case_id for _ in range(2))

    def state() -> tuple[set[int], set[int]]:
        view = incidents.show(ana, shown.incident_id)
        return {each.case_id for each in view.cases}, {each.case_id for each in view.proposed}

    incidents.take_in(ana, shown.incident_id, [one])
    incidents.leave_out(ana, shown.incident_id, other)
    assert state() == ({one}, set())
    assert Queue(office.store).rows(ana, [one])[one].incident == "Main break"
    undoing.undo(ana)
    assert state() == ({one}, {other})
    incidents.leave_out(ana, shown.incident_id, one)
    assert state() == (set(), {other})
    assert Queue(office.store).rows(ana, [one])[one].incident == ""
    undoing.undo(ana)
    undoing.undo(ana)
    assert state() == (set(), {one, other})


def test_a_problem_stands_under_one_incident_that_goes_on(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    case = office.mail(point=HERE).case_id
    first = begun(incidents, ana, IncidentDraft("First", case_ids=(case,)))
    second = begun(incidents, ana)
    with pytest.raises(CannotDoError, match="stands under First"):
        incidents.take_in(ana, second.incident_id, [case])
    with pytest.raises(CannotDoError, match="own problem"):
        incidents.leave_out(ana, first.incident_id, first.own_case_id)


def test_the_pane_names_the_incident_and_what_to_say_also_after_a_merge(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    case, root = office.mail(point=HERE).case_id, office.mail(point=HERE).case_id
    begun(incidents, ana, IncidentDraft("Break", "Crews are there.", case_ids=(case,)))
    Merging(office.store).merge(ana, [root, case], root)
    named = CasePane(office.store).show(ana, root).incident
    assert named is not None
    assert (named.name, named.script, named.ended) == ("Break", "Crews are there.", False)


def test_it_ends_with_or_without_its_problems_and_may_go_on_again(
    office: OfficeBuilder, incidents: Incidents, undoing: Undoing, ana: Actor
) -> None:
    case = office.mail(point=HERE).case_id
    shown = begun(incidents, ana, IncidentDraft("Break", case_ids=(case,)))
    incidents.end(ana, shown.incident_id)
    assert incidents.show(ana, shown.incident_id).ended_at is not None
    assert office.case(case).status is CaseStatus.OPEN
    with pytest.raises(CannotDoError, match="over already"):
        incidents.end(ana, shown.incident_id)
    undoing.undo(ana)
    assert incidents.show(ana, shown.incident_id).ended_at is None
    incidents.end(ana, shown.incident_id, FinishReason.SEEN_DONE)
    assert {office.case(each).status for each in (case, shown.own_case_id)} == {CaseStatus.FINISHED}
    undoing.undo(ana)
    assert office.case(case).status is CaseStatus.OPEN


def test_beginning_one_is_taken_back_unless_somebody_called_since(
    incidents: Incidents, calls: IncidentCalls, undoing: Undoing, ana: Actor
) -> None:
    begin = incidents.begin(ana, BREAK).action_id
    undoing.undo(ana)
    assert incidents.lines(ana) == ()
    undoing.redo(ana)
    (line,) = incidents.lines(ana)
    calls.log_call(ana, line.incident_id, "Maria", "")
    with pytest.raises(ChangedSinceError):
        undoing.undo(ana, begin)


def test_a_logged_call_and_a_new_script_are_taken_back(
    incidents: Incidents, calls: IncidentCalls, undoing: Undoing, ana: Actor
) -> None:
    shown = begun(incidents, ana)
    calls.log_call(ana, shown.incident_id, "Maria", "773 555 0101")
    undoing.undo(ana)
    assert incidents.show(ana, shown.incident_id).callers == ()
    incidents.describe(ana, shown.incident_id, "Break on Damen", "Back at 6.")
    assert incidents.show(ana, shown.incident_id).script == "Back at 6."
    undoing.undo(ana)
    assert incidents.show(ana, shown.incident_id).script == "Crews are there."


def test_who_may_not_see_a_problem_finds_neither_it_nor_its_people_in_the_incident(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    told = office.mail(point=HERE, contact_id=office.contact("Maria"))
    shown = begun(incidents, ana, IncidentDraft("Break", case_ids=(told.case_id,)))
    office.restrict(told.case_id, office.staff("Only One"))
    shown = incidents.show(ana, shown.incident_id)
    assert (shown.cases, shown.callers) == ((), ())


def test_an_update_goes_by_mail_to_each_singly_and_the_others_stay_to_be_called(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    """P6, P9."""
    told = office.mail("No water", contact_id=office.contact("Eva Stone", "eva@x.example"), point=HERE)
    other = office.mail("Dry", contact_id=office.contact("Bob Hill", "bob@y.example"), point=NEXT_BLOCK)
    shown = begun(incidents, ana, IncidentDraft("Main break", case_ids=(told.case_id, other.case_id)))
    calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    everybody = [each.contact_id for each in incidents.show(ana, shown.incident_id).still_to_call]
    changes = _mail_update(office, incidents).send_all(ana, shown.incident_id, everybody, "Back at 6.")
    assert changes.label == "Main break: update to 2 people"
    after = incidents.show(ana, shown.incident_id)
    assert [each.name for each in after.still_to_call] == ["Maria Lopez"]
    assert {each.name for each in after.callers if each.under_way is not None} == {"Eva Stone", "Bob Hill"}
    with office.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        mails = [office.store.files.path(each.rendered_sha256 or "").read_text() for each in rows]
    assert all("Back at 6." in each for each in mails)
    assert ["Eva" in each for each in mails] == [True, False]
    assert ["Bob" in each for each in mails] == [False, True]


@pytest.mark.parametrize("address", ["bob@x..example", "no-reply@x.example"])
def test_one_address_that_nobody_can_be_written_to_at_keeps_the_news_from_nobody_else(
    office: OfficeBuilder, incidents: Incidents, ana: Actor, address: str
) -> None:
    """P6: whoever cannot be written to stays to be called."""
    told = [
        office.mail("No water", contact_id=office.contact(name, written), point=HERE).case_id
        for name, written in (("Eva Stone", "eva@x.example"), ("Bob Hill", address))
    ]
    shown = begun(incidents, ana, IncidentDraft("Main break", case_ids=tuple(told)))
    everybody = [each.contact_id for each in shown.callers]
    updates = _mail_update(office, incidents)
    assert len(updates.form(ana, shown.incident_id).reached) == 1
    updates.send_all(ana, shown.incident_id, everybody, "Back at 6.")
    assert list(_mails(office)) == ["eva@x.example"]
    assert [each.name for each in incidents.show(ana, shown.incident_id).still_to_call] == ["Bob Hill"]


def test_an_update_to_nobody_with_an_address_or_without_words_is_refused(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    shown = begun(incidents, ana)
    calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    (caller,) = incidents.show(ana, shown.incident_id).still_to_call
    updates = _mail_update(office, incidents)
    with pytest.raises(CannotDoError, match="written to by mail"):
        updates.send_all(ana, shown.incident_id, [caller.contact_id], "Back at 6.")
    told = office.mail("No water", contact_id=office.contact("Eva Stone", "eva@x.example"), point=HERE)
    incidents.take_in(ana, shown.incident_id, [told.case_id])
    with pytest.raises(CannotDoError, match="missing: news"):
        updates.send_all(ana, shown.incident_id, [told.contact_id or 0], "  ")


def _four_readers(office: OfficeBuilder, incidents: Incidents, ana: Actor) -> IncidentView:
    languages = {"eva": "en", "rosa": "es", "jan": "pl", "li": "zh"}
    told = []
    for name, language in languages.items():
        contact = office.contact(name.title(), f"{name}@x.example")
        told.append(office.mail("No water", contact_id=contact, point=HERE).case_id)
        with office.store.writing() as session:
            session.get_one(Contact, contact).language = language
    return begun(incidents, ana, IncidentDraft("Main break", case_ids=tuple(told)))


def test_an_update_goes_in_the_language_of_who_reads_it_where_it_was_written_in_it(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    """A text nobody approved is not used, and what nobody translated goes in English."""
    shown = _four_readers(office, incidents, ana)
    updates = _mail_update(office, incidents, ("en", "es", "zh-Hans"))
    form = updates.form(ana, shown.incident_id)
    assert [(each.language, len(each.readers)) for each in form.texts] == [
        ("en", 2),
        ("es", 1),
        ("zh-Hans", 1),
    ]
    assert list(form.unapproved) == ["pl"]
    everybody = [each.contact_id for each in form.waiting]
    updates.send_all(
        ana, shown.incident_id, everybody, "Back at 6.", {"es": "Vuelve a las 6.", "pl": "Wraca o 6."}
    )
    mails = _mails(office)
    assert mails["rosa@x.example"] == form.texts[1].with_news("Vuelve a las 6.")
    assert mails["rosa@x.example"].startswith("Hola, Rosa:")
    assert "“Main break” en" in mails["rosa@x.example"]
    assert "“" not in mails["eva@x.example"]
    assert mails["eva@x.example"] == form.texts[0].with_news("Back at 6.")
    for name in ("jan", "li"):
        assert mails[f"{name}@x.example"].startswith(f"Hello {name.title()},")
        assert "Back at 6." in mails[f"{name}@x.example"]


def test_an_update_may_go_to_those_alone_whom_it_was_translated_for(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    shown = _four_readers(office, incidents, ana)
    updates = _mail_update(office, incidents)
    rosa = next(each.contact_id for each in shown.callers if each.language == "es")
    updates.send_all(ana, shown.incident_id, [rosa], "", {"es": "Vuelve a las 6."})
    assert list(_mails(office)) == ["rosa@x.example"]
    everybody = [each.contact_id for each in shown.callers]
    with pytest.raises(CannotDoError, match="missing: news"):
        updates.send_all(ana, shown.incident_id, everybody, "", {"es": "Vuelve a las 6."})


def test_who_cannot_be_written_to_is_not_counted_among_those_a_mail_reaches(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    """No address, one that is none, one whose mail came back."""
    told = [
        office.mail("No water", contact_id=office.contact(name, address), point=HERE).case_id
        for name, address in (("Eva", "eva@x.example"), ("Bob", "bob at home"), ("Rae", "rae@x.example"))
    ]
    shown = begun(incidents, ana, IncidentDraft("Main break", case_ids=tuple(told)))
    calls.log_call(ana, shown.incident_id, "Maria Lopez", "773 555 0101")
    updates = _mail_update(office, incidents)
    rae = next(each.contact_id for each in shown.callers if each.name == "Rae")
    updates.send_all(ana, shown.incident_id, [rae], "Back at 6.")
    with office.store.unit_of_work(ana, ActionKind.ANSWER) as work:
        row = work.session.scalar(select(OutboxRecipient))
        assert row is not None
        row.state = RecipientState.BOUNCED
    form = updates.form(ana, shown.incident_id)
    names = {each.contact_id: each.name for each in form.waiting}
    assert sorted(names[each] for each in form.reached) == ["Eva"]
    assert {"Eva", "Bob", "Maria Lopez"} <= set(names.values())


def test_an_incident_whose_own_problem_is_restricted_is_known_to_nobody_who_is_not_named_on_it(
    office: OfficeBuilder, incidents: Incidents, calls: IncidentCalls, ana: Actor
) -> None:
    other = office.staff("Bo Lind", Role.MANAGER)
    member = office.mail("Wet street", point=NEXT_BLOCK).case_id
    incidents.begin(ana, replace(BREAK, case_ids=(member,)))
    (line,) = incidents.lines(ana)
    own = incidents.show(ana, line.incident_id).own_case_id
    office.restrict(own, ana)
    assert incidents.lines(other) == ()
    assert CasePane(office.store).show(other, member).incident is None
    assert Queue(office.store).rows(other, [member])[member].incident == ""
    known = line.incident_id
    attempts: list[Callable[[], object]] = [
        lambda: incidents.show(other, known),
        lambda: incidents.describe(other, known, "Another name", ""),
        lambda: incidents.take_in(other, known, [member]),
        lambda: incidents.leave_out(other, known, member),
        lambda: incidents.update_all(other, known, [1], AnswerWay.CALLED, ""),
        lambda: incidents.end(other, known),
        lambda: calls.log_call(other, known, "Pedro", "773-555-0123"),
        lambda: _mail_update(office, incidents).form(other, known),
        lambda: _mail_update(office, incidents).send_all(other, known, [1], "Back at 6."),
    ]
    for attempt in attempts:
        with pytest.raises(CannotDoError, match="There is no such incident"):
            attempt()
    assert incidents.lines(ana) == (line,)
    assert CasePane(office.store).show(ana, member).incident is not None


def test_a_problem_of_an_incident_somebody_may_not_see_is_not_taken_into_theirs_and_its_name_not_told(
    office: OfficeBuilder, incidents: Incidents, ana: Actor
) -> None:
    other = office.staff("Bo Lind", Role.MANAGER)
    member = office.mail("Wet street", point=NEXT_BLOCK).case_id
    incidents.begin(ana, replace(BREAK, case_ids=(member,)))
    (line,) = incidents.lines(ana)
    office.restrict(incidents.show(ana, line.incident_id).own_case_id, ana)
    with pytest.raises(CannotDoError, match="stands under another incident") as refused:
        incidents.begin(other, IncidentDraft("Flood", case_ids=(member,)))
    assert "Main break" not in str(refused.value)

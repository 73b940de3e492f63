"""Danger, places and papers in mails of every kind: in replies, newsletters, junk and below signatures."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.mail.mails import mail, mixed, part, picture
from tests.office.test_mail_sorting import (
    _wrote,
    answer,
    arrive,
    cases,
    finish,
    kinds,
    last,
    links,
    shown,
    taken_at,
)
from wardoffice.domain.actor import Actor
from wardoffice.domain.books import LedgerState, MailList
from wardoffice.domain.cases import CaseKind, CaseStatus
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.place_choices import place_choices
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.photo_doubts import PhotoDoubts
from wardoffice.store.ledger_reading import ledger_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import FollowUp, Forward

SPARKS = "Now the pole is sparking!"
REPLY = {"Message_ID": "<2@example.org>", "In_Reply_To": "<one@example.org>"}
STRANGER = "Zed <zed@elsewhere.example>"


def test_danger_in_a_reply_puts_its_problem_first_with_the_hours_of_that_mail(
    store: Store, ana: Actor
) -> None:
    arrive(store, mail(), answer(SPARKS, Date="Mon, 02 Nov 2026 11:30:00 -0600"))
    view = shown(store, ana, cases(store)[0].id)
    assert (view.safety, view.safety_words) == (True, "sparking")
    assert view.safety_since == last(store).received_at
    assert view.safety_since > view.opened_at
    assert view.safety_scripts
    told = {change.field for line in view.history for change in line.changes}
    assert "words of danger" in told


def test_a_second_danger_is_added_to_the_first_and_the_hours_stay(store: Store, ana: Actor) -> None:
    arrive(store, mail("There is a gas smell"), answer(SPARKS, Date="Mon, 02 Nov 2026 11:30:00 -0600"))
    view = shown(store, ana, cases(store)[0].id)
    assert view.safety_words == "gas smell, sparking"
    assert view.safety_since == view.opened_at
    assert len(view.safety_scripts) == 2


def test_danger_told_of_what_was_finished_opens_it_again(store: Store, ana: Actor) -> None:
    arrive(store, mail())
    finish(store, ana, cases(store)[0].id)
    arrive(store, answer(SPARKS))
    view = shown(store, ana, cases(store)[0].id)
    assert (view.status, view.safety) == (CaseStatus.OPEN, True)
    assert view.people[0].owed_since is not None


def test_thanks_for_a_danger_that_is_over_are_looked_at_and_reopen_nothing(store: Store, ana: Actor) -> None:
    arrive(store, mail("There is a downed wire"))
    finish(store, ana, cases(store)[0].id)
    arrive(store, answer("Thank you for taking care of the downed wire!"))
    assert cases(store)[0].status is CaseStatus.FINISHED
    assert last(store).kind is MessageKind.REPLY
    assert not links(store)[0][2]


def test_a_quoted_danger_is_none_of_the_reply(store: Store, ana: Actor) -> None:
    arrive(
        store,
        mail(),
        answer("Any news?\r\n\r\nFrom: Ward <o@w.example>\r\nSent: Monday\r\nSubject: x\r\n\r\nA gas smell?"),
        answer("Any?\r\n\r\nOn Mon, Nov 2, 2026 Ward wrote:\r\n> a gas smell", Message_ID="<3@x.org>"),
        answer("Soon?", Message_ID="<4@x.org>", Subject="Re: gas smell"),
    )
    assert not shown(store, ana, cases(store)[0].id).safety


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": "<newsletter@ward47.example>", "Subject": "Re: November news"},
        {"X_Spam_Flag": "YES"},
        {"List_Id": "<office.ward47.example>", "List_Unsubscribe": "<mailto:x@y.example>"},
        {"Precedence": "bulk"},
    ],
)
def test_danger_in_what_opens_no_problem_otherwise_opens_one(
    store: Store, ana: Actor, headers: dict[str, str]
) -> None:
    arrive(store, mail("There is a strong gas smell!", **headers))
    (case,) = cases(store)
    assert shown(store, ana, case.id).safety
    assert "gas smell" in last(store).kind_reason


def test_danger_in_a_programs_mail_is_first_in_the_list_of_what_needs_a_look(store: Store) -> None:
    """A newsletter on gas safety is nobody's problem; somebody decides."""
    arrive(
        store,
        mail("If there is a gas leak, call us.", Auto_Submitted="auto-generated", Message_ID="<1@x.org>"),
        mail("Any news?", In_Reply_To="<gone@x.org>", Message_ID="<2@x.org>"),
    )
    assert cases(store) == []
    with store.reading() as session:
        first, second = ledger_lines(session, store.files, MailList(LedgerState.LEFT_ALONE), [], 10)
    assert "gas leak" in first.reason
    assert second.kind is MessageKind.REPLY


def test_danger_and_place_below_a_signature_are_found_and_the_words_stay_trimmed(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    """The trimmed words first, then all that was written."""
    office.city_record("SR1", address="4600 N WOLCOTT AVE")
    arrive(store, mail("Please come.\r\n\r\n-- \r\nAna\r\ngas leak at 4600 N Wolcott Ave"))
    view = shown(store, ana, cases(store)[-1].id)
    assert view.safety
    assert "wolcott" in view.place.address.lower()


def test_a_reply_tells_the_place_of_a_problem_without_one(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    there = office.city_record("SR1", address="4600 N WOLCOTT AVE", point=Point(41.965, -87.675))
    arrive(store, mail(), answer("It is at 4600 N Wolcott Ave"))
    view = shown(store, ana, cases(store)[-1].id)
    assert view.case_id != there.case_id
    assert "wolcott" in view.place.address.lower()
    assert view.place.point is not None


def test_a_reply_moves_no_problem_whose_place_is_known(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    """P5."""
    office.city_record("SR1", address="4600 N WOLCOTT AVE")
    arrive(store, mail("Pothole at 4500 N Damen Ave"), answer("Another at 4600 N Wolcott Ave"))
    place = shown(store, ana, cases(store)[-1].id).place
    assert "Damen" in place.address
    assert any("wolcott" in each.lower() for each in place.others)


def test_a_photo_of_a_reply_taken_far_from_its_problem_moves_nothing_and_is_asked_about(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    """P5: it may be the wrong photo, or another problem; a person sees how far, and takes it or not."""
    office.city_record("SR1", address="4500 N DAMEN AVE", point=Point(41.9645, -87.6792))
    far = mixed(part("It looks like this"), picture(taken_at((41.0, 59.0, 30.0))), **REPLY)
    arrive(store, mail("Pothole at 4500 N Damen Ave"), far)
    case_id = cases(store)[-1].id
    doubts = PhotoDoubts(lambda _point: 0.0, ZoneInfo("America/Chicago"))
    view = CasePane(store, doubts=doubts).show(ana, case_id)
    assert (view.place.address, view.place.point) == ("4500 N Damen Ave", Point(41.9645, -87.6792))
    (photo,) = view.attachments
    assert photo.doubts[0].startswith("Taken 1.9 miles from this place")
    assert [each.point for each in place_choices(view)] == [photo.point]


def test_a_photo_of_a_reply_places_a_problem_without_a_place(store: Store, ana: Actor) -> None:
    arrive(store, mail(), mixed(part("Here it is"), picture(taken_at((41.0, 58.0, 1.2))), **REPLY))
    place = shown(store, ana, cases(store)[0].id).place
    assert place.source is PlaceSource.PHOTO
    assert place.point is not None
    assert place.point.lat == pytest.approx(41.967)
    assert place.point.long == pytest.approx(-87.689)


def test_a_strangers_number_in_the_subject_reopens_and_places_nothing(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    office.city_record("SR1", address="4600 N WOLCOTT AVE")
    arrive(store, mail())
    case = cases(store)[-1]
    finish(store, ana, case.id)
    subject = f"Re: [{case.number}] Pothole"
    arrive(
        store,
        mail("Still broken at 4600 N Wolcott Ave", From=STRANGER, Subject=subject, Message_ID="<2@z>"),
    )
    view = shown(store, ana, case.id)
    assert (view.status, view.place.point) == (CaseStatus.FINISHED, None)
    assert cases(store)[-1].id != case.id
    arrive(store, mail("Still broken", Subject=subject, Message_ID="<3@z>"))
    assert shown(store, ana, case.id).status is CaseStatus.OPEN


def test_a_strangers_danger_under_the_number_of_a_finished_problem_is_one_of_its_own(
    store: Store, ana: Actor
) -> None:
    arrive(store, mail())
    case = cases(store)[0]
    finish(store, ana, case.id)
    arrive(store, mail(SPARKS, From=STRANGER, Subject=f"Re: [{case.number}] Pothole", Message_ID="<2@z>"))
    first, second = cases(store)
    assert first.status is CaseStatus.FINISHED
    assert shown(store, ana, second.id).safety


@pytest.mark.parametrize(
    "headers",
    [{"List_Unsubscribe": "<mailto:x@y.example>"}, {"List_Id": "<l.example.org>"}, {"Precedence": "bulk"}],
)
def test_an_answer_with_the_headers_of_a_list_is_an_answer(store: Store, headers: dict[str, str]) -> None:
    arrive(store, mail(), answer("Any news?", **headers))
    assert kinds(store) == [MessageKind.PROBLEM, MessageKind.REPLY]
    assert len(links(store)) == 1


@pytest.mark.parametrize(
    ("words", "settled"),
    [("Work order 12 is complete", True), ("Your request has been received", False)],
)
def test_a_departments_ticket_system_answers_a_forward_and_a_receipt_is_no_answer(
    store: Store, office: OfficeBuilder, words: str, *, settled: bool
) -> None:
    told = office.mail("Pothole")
    _wrote(
        store,
        told.case_id,
        "<to-cdot@ward47.example>",
        to=("desk@city.example",),
        forward="Streets & Sanitation",
    )
    system = {
        "In_Reply_To": "<to-cdot@ward47.example>",
        "From": "t@city.example",
        "Auto_Submitted": "auto-generated",
    }
    arrive(store, answer(words, **system))
    assert last(store).kind is MessageKind.DEPARTMENT
    assert [case_id for case_id, _, _ in links(store)] == [told.case_id]
    with store.reading() as session:
        assert (session.scalars(select(Forward)).one().answered_at is not None) is settled


def test_who_is_away_has_not_answered_a_forward(store: Store, office: OfficeBuilder) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<to-cdot@ward47.example>", forward="Streets & Sanitation")
    arrive(
        store,
        answer(
            "Back Monday",
            In_Reply_To="<to-cdot@ward47.example>",
            Subject="Automatic reply: Pothole",
            Auto_Submitted="auto-replied",
        ),
    )
    assert last(store).kind is MessageKind.AUTOMATIC
    with store.reading() as session:
        assert session.scalars(select(Forward)).one().answered_at is None


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-generated"}, {"List_Unsubscribe": "<mailto:x@y.example>"}]
)
def test_a_records_request_with_the_headers_of_a_program_starts_its_clock(
    store: Store, ana: Actor, headers: dict[str, str]
) -> None:
    arrive(store, mail("Under the FOIA I hereby request copies of all work orders.", **headers))
    (case,) = cases(store)
    assert case.kind is CaseKind.PAPERWORK
    assert shown(store, ana, case.id).due_at is not None


def test_who_only_asks_about_a_records_request_tells_of_a_problem(store: Store) -> None:
    arrive(store, mail("The pothole at 4500 N Damen Ave. Do I need to file a FOIA to get it fixed?"))
    (case,) = cases(store)
    assert (case.kind, case.address) == (CaseKind.PROBLEM, "4500 N Damen Ave")
    assert "FOIA" in last(store).kind_reason


def test_a_records_request_with_a_photo_of_a_problem_is_both(store: Store, ana: Actor) -> None:
    """Neither the clock nor the problem is lost."""
    arrive(
        store,
        mixed(part("Pothole at 4500 N Damen Ave, still not fixed. This is my FOIA request."), picture()),
    )
    paper, problem = cases(store)
    assert (paper.kind, problem.kind) == (CaseKind.PAPERWORK, CaseKind.PROBLEM)
    assert paper.address == problem.address == "4500 N Damen Ave"
    assert shown(store, ana, paper.id).due_at is not None
    assert shown(store, ana, problem.id).attachments


@pytest.mark.parametrize(
    "words",
    [
        "Under FOIA I request all emails about the zoning. Also, a deep pothole at 4500 N Damen Ave.",
        "There is a pothole at 4500 N Damen Ave. And under FOIA, please provide every work order since 2020.",
        "I request, under FOIA, all records of it.\n\nThe street light at 4500 N Damen Ave is out.",
        "Solicito, por FOIA, los registros de 2024. Hay un bache en 4500 N Damen Ave.",
    ],
)
def test_a_records_request_that_names_a_problem_and_its_place_is_both(store: Store, words: str) -> None:
    arrive(store, mail(words))
    assert [each.kind for each in cases(store)] == [CaseKind.PAPERWORK, CaseKind.PROBLEM]
    assert last(store).kind is MessageKind.RECORDS
    assert "its own place in the queue" in last(store).kind_reason
    with store.reading() as session:
        owed = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert [each.due_at is not None for each in owed] == [True, False]  # by its clock, and ours


@pytest.mark.parametrize(
    "words",
    [
        "Under FOIA, please provide all pothole complaints at 4500 N Damen Ave since 2020.",
        "FOIA request:\n1. Work orders for the street light at 4500 N Damen Ave\n2. Permits of that house",
        "A FOIA request. How many times was the pothole at 4500 N Damen Ave filled?",
        "This is a FOIA request. My office is at 4500 N Damen Ave.",
    ],
)
def test_a_records_request_about_a_problem_is_a_paper_alone(store: Store, words: str) -> None:
    arrive(store, mail(words))
    assert [each.kind for each in cases(store)] == [CaseKind.PAPERWORK]


def test_a_records_request_in_an_answer_starts_its_clock_and_opens_the_problem_again(
    store: Store, ana: Actor
) -> None:
    """Neither the clock nor "back again" is lost."""
    arrive(store, mail())
    problem = cases(store)[0]
    finish(store, ana, problem.id)
    arrive(store, answer("It is still broken. I also request all records of it under FOIA."))
    assert shown(store, ana, problem.id).status is CaseStatus.OPEN
    assert cases(store)[1].kind is CaseKind.PAPERWORK
    assert "it is open again" in last(store).kind_reason
    assert [seen for _, _, seen in links(store)] == [False]


def test_a_records_request_in_an_answer_that_says_nothing_else_is_no_new_word(store: Store) -> None:
    arrive(store, mail(), answer("I request all records of it under FOIA."))
    assert [each.kind for each in cases(store)] == [CaseKind.PROBLEM, CaseKind.PAPERWORK]
    assert [seen for _, _, seen in links(store)] == [True]


def test_a_paper_keeps_its_place_and_files(store: Store, ana: Actor) -> None:
    arrive(store, mail("A FOIA request for the permits of 4500 N Damen Ave"))
    (paper,) = cases(store)
    assert shown(store, ana, paper.id).place.address == "4500 N Damen Ave"

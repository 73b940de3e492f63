"""Whose answer a mail is and which problems it is about, where a person has to say so (P5, P6)."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.forwarding import STREETS, forward_jobs
from tests.office.department_desk import CHICAGO, DepartmentDesk, department_desk
from tests.office.test_chasing import answer_to
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.departments import PersonDraft
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.forwarding import ForwardWish
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import MessageLink, OutboxMessage


@pytest.fixture
def desk(sqlite_store: Store) -> DepartmentDesk:
    return department_desk(sqlite_store)


def three_asked(desk: DepartmentDesk) -> list[int]:
    """Three problems in one mail to a department."""
    cases = [desk.pothole(each) for each in ("4800 N Damen Ave", "12 W Oak St", "3 N State St")]
    desk.asked(cases, message_id="<three@office.example>")
    desk.pass_days(1)
    return cases


def card(desk: DepartmentDesk, case_id: int) -> ForwardView:
    """What the case says of the newest forward."""
    return CasePane(desk.store).show(desk.ana, case_id).forwards[0]


def answered(desk: DepartmentDesk) -> set[int]:
    return {each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is not None}


def test_one_key_says_that_a_mail_answers_all_that_was_asked_in_one(desk: DepartmentDesk) -> None:
    cases = three_asked(desk)
    mail = answer_to(desk, "<three@office.example>", "Will be done on Friday.")
    assert answered(desk) == set()
    view = card(desk, cases[1])
    assert view.unsaid is not None
    assert (view.unsaid.message_id, view.unsaid.words) == (mail.id, "Will be done on Friday.")
    assert view.together == 3

    answers = ForwardAnswers(desk.store, CHICAGO)
    changes = answers.answers_all(desk.ana, cases[1])

    assert changes.label == "CDOT answered about 3 problems"
    assert changes.cases == set(cases)
    assert answered(desk) == set(cases)
    assert {each.answer_message_id for each in desk.forwards(MailPurpose.FORWARD)} == {mail.id}
    for each in cases:
        assert card(desk, each).answer == "Will be done on Friday."
        assert card(desk, each).unsaid is None
    Undoing(desk.store).undo(desk.ana)
    assert answered(desk) == set()
    with pytest.raises(CannotDoError, match="No mail of a department"):
        answers.answers_all(desk.ana, desk.pothole("9 E Elm St"))


def test_a_mail_said_to_be_about_one_is_its_answer_and_asked_about_with_the_others(
    desk: DepartmentDesk,
) -> None:
    cases = three_asked(desk)
    mail = answer_to(desk, "<three@office.example>", "Fixed the one on Damen.")
    view = card(desk, cases[0])
    assert view.unsaid is not None

    ForwardAnswers(desk.store, CHICAGO).answers(desk.ana, view.forward_id, view.unsaid.message_id)

    assert answered(desk) == {cases[0]}
    assert card(desk, cases[0]).answer == "Fixed the one on Damen."
    other = card(desk, cases[1])
    assert other.unsaid is not None
    assert (other.unsaid.message_id, other.together) == (mail.id, 2)


def test_what_was_said_by_phone_may_be_about_all_of_a_mail(desk: DepartmentDesk) -> None:
    cases = three_asked(desk)
    forward_id = card(desk, cases[0]).forward_id
    answers, undoing = ForwardAnswers(desk.store, CHICAGO), Undoing(desk.store)

    answers.log(desk.ana, forward_id, "On Friday", everything=True)

    assert answered(desk) == set(cases)
    for each in cases:
        assert CasePane(desk.store).show(desk.ana, each).notes[0].text == "CDOT answered: On Friday"
    undoing.undo(desk.ana)
    assert answered(desk) == set()


def test_a_stranger_in_copy_has_not_answered_for_the_department_until_a_person_says_so(
    desk: DepartmentDesk,
) -> None:
    """P5, P6: nobody wrote to them, and nobody knows where they write from."""
    cases = three_asked(desk)
    mail = answer_to(
        desk,
        "<three@office.example>",
        "All of these are done.",
        From="Lee Stranger <lee@elsewhere.example>",
    )
    assert mail.kind is not MessageKind.DEPARTMENT
    assert "nobody here knows" in mail.kind_reason
    assert answered(desk) == set()
    with desk.store.reading() as session:
        (home,) = session.scalars(select(MessageLink.case_id))
    view = card(desk, home)
    assert view.unsaid is not None
    assert view.unsaid.words == "All of these are done."

    ForwardAnswers(desk.store, CHICAGO).answers_all(desk.ana, home)

    assert answered(desk) == set(cases)
    with desk.store.reading() as session:
        links = session.execute(select(MessageLink.case_id, MessageLink.reason)).all()
    assert {case_id for case_id, _ in links} == set(cases)
    assert len(links) == 3
    assert {reason for case_id, reason in links if case_id != home} == {LinkReason.PERSON}


@pytest.mark.parametrize("sender", ["crew@cdot.example", "lee@streets.cdot.example", "desk@comed.example"])
def test_a_colleague_of_somebody_known_answers_for_the_department(desk: DepartmentDesk, sender: str) -> None:
    """It was passed on inside the department, or to another that is on the list."""
    cases = three_asked(desk)
    answer_to(desk, "<three@office.example>", "All of these are done.", From=f"Lee <{sender}>")
    assert answered(desk) == set(cases)


@pytest.mark.parametrize(
    ("sender", "counts"), [("lee.someone@gmail.com", False), ("Crew.of.Streets@gmail.com", True)]
)
def test_many_share_the_domain_of_a_mail_provider_so_it_makes_nobody_a_colleague(
    desk: DepartmentDesk, sender: str, *, counts: bool
) -> None:
    jobs = forward_jobs(desk.store)
    case_id = desk.pothole()
    to = replace(STREETS.to[0], address="crew.of.streets@gmail.com")
    receiver = replace(STREETS, to=(to,), known=(to,))
    jobs.forwarding.send(desk.ana, jobs.forwarding.preview(desk.ana, wish(case_id, receiver)))
    answer_to(desk, sent(desk), "It is done.", From=f"Lee <{sender}>")
    assert answered(desk) == ({case_id} if counts else set())


def test_whoever_is_on_no_list_is_known_by_address_whatever_name_was_typed(desk: DepartmentDesk) -> None:
    """An answer to the second mail answers what went there before under another name, and nobody else's."""
    jobs = forward_jobs(desk.store)
    case_id = desk.pothole()
    elsewhere = replace(STREETS.to[0], address="yard@elsewhere.example")
    for name, to in (("Streets", STREETS.to), ("Yard", (elsewhere,)), ("Streets desk", STREETS.to)):
        receiver = replace(STREETS, name=name, to=to, known=to)
        looked_at = jobs.forwarding.preview(desk.ana, replace(wish(case_id, receiver), instruction=name))
        jobs.forwarding.send(desk.ana, looked_at)
        message_id = sent(desk)
        desk.pass_days(1)
    answer_to(desk, message_id, "It is done.", From=f"Crew <{STREETS.to[0].address}>")
    names = {each.department for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is not None}
    assert names == {"Streets", "Streets desk"}


def test_an_address_on_no_list_is_shown_with_what_went_there_until_it_is_on_one(
    desk: DepartmentDesk,
) -> None:
    jobs = forward_jobs(desk.store)
    case_id = desk.pothole()
    jobs.forwarding.send(desk.ana, jobs.forwarding.preview(desk.ana, wish(case_id, STREETS)))
    assert card(desk, case_id).typed_to == "crew@streets.example"
    draft = PersonDraft("Lee Tran", "Crew@streets.example")
    desk.directory.add_person(desk.ana, desk.department("CDOT"), draft)
    assert card(desk, case_id).typed_to == ""


def wish(case_id: int, receiver: object) -> ForwardWish:
    return ForwardWish((case_id,), receiver, with_map=False)  # type: ignore[arg-type]


def sent(desk: DepartmentDesk) -> str:
    """All mails left; the Message-ID of the newest."""
    with desk.store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
    with desk.store.reading() as session:
        return session.scalars(select(OutboxMessage.message_id).order_by(OutboxMessage.id)).all()[-1]

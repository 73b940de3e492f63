"""Departments are asked again, one mail each; what they answer lands in each problem it is about."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.builders import placing
from tests.forwarding import STREETS, WATER, forward_jobs
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import mail
from tests.office.department_desk import CHICAGO, DepartmentDesk, department_desk
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.following_up import DepartmentMail, answered_numbers, look_after
from wardoffice.domain.forwarding import ForwardWish, Receiver
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.staff import Staff
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import MessageLink, OutboxMessage


@pytest.fixture
def desk(sqlite_store: Store) -> DepartmentDesk:
    return department_desk(sqlite_store)


def chase(desk: DepartmentDesk, forwards: list[int], words: str = "") -> DepartmentMail:
    return desk.chasing.preview(desk.ana, desk.department("CDOT"), forwards, words)


def two_overdue(desk: DepartmentDesk) -> tuple[list[int], list[int]]:
    older, newer = desk.pothole("4800 N Damen Ave"), desk.pothole("12 W Oak St")
    (late,) = desk.asked([newer], message_id="<two@office.example>")
    desk.pass_days(-2)
    (later,) = desk.asked([older])
    desk.pass_days(10)
    return [older, newer], [later, late]


def test_what_is_past_its_day_is_listed_oldest_first_and_nothing_else(desk: DepartmentDesk) -> None:
    cases, forwards = two_overdue(desk)
    waiting = desk.pothole("1 N State St")
    desk.asked([waiting], message_id="<new@office.example>")
    never_left = desk.pothole("2 N State St")
    desk.asked([never_left], state=OutboxState.REFUSED, message_id="<refused@office.example>")
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.case_id for each in overdue.lines] == cases
    assert [each.forward_id for each in overdue.lines] == forwards
    assert (overdue.department, overdue.asked_again_at) == ("CDOT", None)
    (owed,) = desk.chasing.waiting(desk.ana)
    assert [each.case_id for each in owed.lines] == [*cases, waiting]
    Triage(desk.store, placing()).finish(desk.ana, [cases[0]], FinishReason.SEEN_DONE, "")
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.case_id for each in overdue.lines] == cases[1:]


def test_what_is_restricted_is_in_no_chase(desk: DepartmentDesk) -> None:
    cases, forwards = two_overdue(desk)
    manager = desk.office.staff("Maria", Role.MANAGER)
    named = [desk.ana.staff_id or 0, manager.staff_id or 0]
    Staff(desk.store).restrict(manager, cases[0], named)
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.case_id for each in overdue.lines] == cases[1:]
    assert [each.case_id for each in chase(desk, forwards).parts] == cases[1:]


def test_one_mail_lists_them_all_with_their_numbers_and_it_is_what_was_shown(desk: DepartmentDesk) -> None:
    cases, forwards = two_overdue(desk)
    shown = chase(desk, forwards, "Please look before the weekend.")
    numbers = [desk.number(each) for each in cases]
    at = [shown.text.index(f"[W47-{each}]") for each in numbers]
    assert at == sorted(at)
    assert shown.subject == f"[W47-{numbers[0]}] Still waiting for an answer about 2 problems"
    assert "Please look before the weekend." in shown.text
    assert "4800 N Damen Ave: Pothole in Street Complaint" in shown.text
    assert "Lopez" not in shown.text
    desk.chasing.send(desk.ana, shown)
    (sent,) = desk.mails()
    body = sent.get_body(("plain",))
    assert body is not None
    assert body.get_content() == shown.text
    assert (str(sent["Subject"]), str(sent["To"])) == (shown.subject, "Dolores Finch <dolores@cdot.example>")
    chases = desk.forwards(MailPurpose.CHASE)
    assert [(each.case_id, each.chase_of_id) for each in chases] == list(zip(cases, forwards, strict=True))


def test_what_was_asked_again_waits_anew_and_the_next_mail_says_so(desk: DepartmentDesk) -> None:
    _, forwards = two_overdue(desk)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    assert desk.chasing.overdue(desk.ana) == ()
    asked_again = desk.store.now()
    desk.pass_days(8)
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert overdue.asked_again_at == asked_again
    assert [each.times for each in overdue.lines] == [1, 1]
    assert "again on June 23, 2026" in chase(desk, forwards).text


def test_the_same_is_not_asked_twice_from_two_desks(desk: DepartmentDesk) -> None:
    _, forwards = two_overdue(desk)
    one, other = chase(desk, forwards), chase(desk, forwards)
    desk.chasing.send(desk.ana, one)
    with pytest.raises(CannotDoError, match="since you looked"):
        desk.chasing.send(desk.ana, other)
    assert len(desk.mails()) == 1


def test_a_chase_is_taken_back_while_it_waits(desk: DepartmentDesk) -> None:
    _, forwards = two_overdue(desk)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    undoing = Undoing(desk.store)
    undoing.undo(desk.ana)
    assert desk.forwards(MailPurpose.CHASE) == []
    with desk.store.reading() as session:
        assert (
            session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all()[-1]
            is OutboxState.WITHDRAWN
        )
    assert len(desk.chasing.overdue(desk.ana)) == 1


def test_nobody_without_an_address_and_no_volunteer_is_mailed(desk: DepartmentDesk) -> None:
    case_id = desk.pothole()
    forwards = desk.asked([case_id], "Streets & San")
    desk.pass_days(9)
    with pytest.raises(CannotDoError, match="nobody with a mail address"):
        desk.chasing.preview(desk.ana, desk.department("Streets & San"), forwards)
    vera = desk.office.staff("Vera", Role.VOLUNTEER)
    with pytest.raises(NotAllowedError):
        desk.chasing.preview(vera, desk.department("CDOT"), forwards)


REPLY = {
    "From": "Dolores Finch <dolores@cdot.example>",
    "Subject": "RE: Still waiting for an answer",
    "Date": "Wed, 24 Jun 2026 09:30:00 -0500",
    "Message-ID": "<reply@cdot.example>",
}


def answered(desk: DepartmentDesk, words: str) -> tuple[list[int], set[int], set[int]]:
    """The cases, those the reply is shown with, and those nobody waits for any more."""
    cases, forwards = two_overdue(desk)
    third = desk.pothole("3 N State St")
    forwards += desk.asked([third], message_id="<three@office.example>")
    cases.append(third)
    desk.pass_days(8)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    with desk.store.reading() as session:
        message_id = session.scalars(select(OutboxMessage.message_id).order_by(OutboxMessage.id)).all()[-1]
    for at, case_id in enumerate(cases):
        words = words.replace(f"#{at}", f"[W47-{desk.number(case_id)}]")
    mailbox = FakeMailbox()
    mailbox.deliver(mail(words, **{**REPLY, "In-Reply-To": message_id}))
    assert mail_intake(desk.store, mailbox).run(PROGRAM, no_progress, never).waiting == 0
    with desk.store.reading() as session:
        shown = set(session.scalars(select(MessageLink.case_id)))
    done = {each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is not None}
    assert done == {each.case_id for each in desk.forwards(MailPurpose.CHASE) if each.answered_at is not None}
    return cases, shown, done


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("All of these are scheduled for Friday.", [0, 1, 2]),
        ("#1 was filled today, the others are not ours to say yet.", [1]),
        (
            (
                "> #0 4800 N Damen Ave\r\n>     Asked on June 13\r\nFilled on Monday.\r\n>\r\n"
                "> #1 12 W Oak St\r\n>     Asked on June 15\r\n>\r\n"
                "> #2 3 N State St\r\n>     Asked on June 23\r\nNot found.\r\n>\r\n> Please answer this mail."
            ),
            [0, 2],
        ),
        ("> #0 4800 N Damen\r\n> #1 12 W Oak St\r\n> #2 3 N State St\r\n\r\nAll done.", [0, 1, 2]),
    ],
)
def test_an_answer_lands_in_each_problem_it_is_about(
    desk: DepartmentDesk, words: str, about: list[int]
) -> None:
    cases, shown, done = answered(desk, words)
    assert done == {cases[each] for each in about}
    assert shown == done


def test_the_case_shows_what_was_asked_and_answered(desk: DepartmentDesk) -> None:
    cases, _, _ = answered(desk, "#1 was filled today.")
    chased, asked = CasePane(desk.store).show(desk.ana, cases[1]).forwards
    assert (chased.purpose, asked.purpose) == (MailPurpose.CHASE, MailPurpose.FORWARD)
    assert chased.standing == "waits to be sent"
    assert asked.answered_at is not None
    assert "was filled today" in asked.answer
    waiting = CasePane(desk.store).show(desk.ana, cases[0]).forwards[1]
    assert waiting.due_at is not None
    assert waiting.due_at < desk.store.now()


def test_what_was_said_by_phone_is_logged_and_taken_back(desk: DepartmentDesk) -> None:
    cases, forwards = two_overdue(desk)
    answers, undoing = ForwardAnswers(desk.store, CHICAGO), Undoing(desk.store)
    answers.log(desk.ana, forwards[0], "Friday morning")
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.case_id for each in overdue.lines] == cases[1:]
    assert CasePane(desk.store).show(desk.ana, cases[0]).notes[0].text == "CDOT answered: Friday morning"
    undoing.undo(desk.ana)
    assert len(desk.chasing.overdue(desk.ana)[0].lines) == 2


def test_an_answer_is_looked_for_later_and_that_is_taken_back(desk: DepartmentDesk) -> None:
    _, forwards = two_overdue(desk)
    answers, undoing = ForwardAnswers(desk.store, CHICAGO), Undoing(desk.store)
    answers.look_later(desk.ana, forwards[0], desk.store.now().date() + timedelta(days=3))
    assert [each.forward_id for each in desk.chasing.overdue(desk.ana)[0].lines] == forwards[1:]
    undoing.undo(desk.ana)
    assert len(desk.chasing.overdue(desk.ana)[0].lines) == 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_an_answer_is_only_ever_about_what_was_asked(own: str, whole: str) -> None:
    numbers = ["2026-00001", "2026-00002"]
    assert set(answered_numbers(own, whole, numbers)) <= set(numbers)


@given(st.floats(0, 1000) | st.none(), st.integers(0, 50))
def test_nobody_is_asked_again_before_two_days_or_after_a_month(median: float | None, answers: int) -> None:
    waited = look_after(median, answers)
    assert timedelta(days=2) <= waited <= timedelta(days=30)
    assert answers >= 3 or waited == timedelta(days=7)


def test_who_was_written_to_at_a_typed_address_is_asked_again_too(desk: DepartmentDesk) -> None:
    """Each address by itself, and none of it before its day."""
    jobs = forward_jobs(desk.store)
    cases = {
        each: desk.pothole(f"{number} W Oak St") for number, each in enumerate((STREETS, WATER), start=12)
    }
    for receiver, case_id in cases.items():
        jobs.forwarding.send(desk.ana, jobs.forwarding.preview(desk.ana, wish_of(case_id, receiver)))
    with desk.store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
    assert desk.chasing.overdue(desk.ana) == ()
    assert {each.address for each in desk.chasing.waiting(desk.ana)} == {
        "crew@streets.example",
        "desk@water.example",
    }
    desk.pass_days(30)
    late = {each.address: each for each in desk.chasing.overdue(desk.ana)}
    streets = late["crew@streets.example"]
    assert (streets.department_id, streets.department) == (None, "crew@streets.example")
    (line,) = streets.lines
    assert line.case_id == cases[STREETS]
    mail = desk.chasing.preview(desk.ana, None, [line.forward_id])
    assert mail.to == "crew@streets.example"
    desk.chasing.send(desk.ana, mail)
    assert [each.address for each in desk.chasing.overdue(desk.ana)] == ["desk@water.example"]
    with pytest.raises(CannotDoError, match="was answered or asked about"):
        desk.chasing.send(desk.ana, mail)


def wish_of(case_id: int, receiver: Receiver) -> ForwardWish:
    return ForwardWish((case_id,), receiver, with_map=False)

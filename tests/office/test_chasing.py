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
from tests.office.department_desk import CHICAGO, LISTED, DepartmentDesk, department_desk
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.following_up import DepartmentMail, answered_numbers, look_after
from wardoffice.domain.forwarding import ForwardWish, Receiver
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.daily_list import DailyLists
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.mail_fate import did_not_reach, withdraw_mail
from wardoffice.office.merging import Merging
from wardoffice.office.routing import Routing
from wardoffice.office.staff import Staff
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Forward, Message, MessageLink, OutboxMessage, OutboxRecipient


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


def test_what_a_restricted_problem_was_put_into_is_in_no_chase_and_no_mail_that_was_looked_at_before(
    desk: DepartmentDesk,
) -> None:
    """P9."""
    cases, forwards = two_overdue(desk)
    manager = desk.office.staff("Maria", Role.MANAGER)
    secret = desk.office.mail("A matter for few").case_id
    desk.office.restrict(secret, manager, desk.ana)
    seen = chase(desk, forwards)
    Merging(desk.store).merge(manager, [cases[0], secret], root_id=cases[0])

    assert [each.case_id for each in chase(desk, forwards).parts] == cases[1:]
    with pytest.raises(CannotDoError):
        desk.chasing.send(desk.ana, seen)


def test_a_chase_of_what_was_pulled_apart_since_the_look_stays(desk: DepartmentDesk) -> None:
    """The department was never told of the other problem, whose place stands in the mail."""
    cases, forwards = two_overdue(desk)
    other = desk.pothole("77 E Wacker Dr")
    merging = Merging(desk.store)
    merging.merge(desk.ana, [cases[0], other], root_id=other)
    seen = chase(desk, forwards)
    merging.unmerge(desk.ana, cases[0])

    with pytest.raises(CannotDoError, match=r"What belongs to .* was changed since you looked"):
        desk.chasing.send(desk.ana, seen)

    desk.chasing.send(desk.ana, chase(desk, forwards))
    assert [each.case_id for each in desk.forwards(MailPurpose.CHASE)] == cases


def test_a_chase_about_nothing_says_that_nothing_is_ticked(desk: DepartmentDesk) -> None:
    two_overdue(desk)
    with pytest.raises(CannotDoError, match="Nothing is ticked"):
        chase(desk, [])


def test_a_chase_is_signed_by_whoever_asks(desk: DepartmentDesk) -> None:
    _, forwards = two_overdue(desk)
    assert "\r\nAna Ruiz\r\nWard 47 Office\r\n" in chase(desk, forwards).text


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


def test_what_was_asked_again_on_the_day_the_mail_tells_of_is_not_asked_a_third_time(
    desk: DepartmentDesk,
) -> None:
    """The day of a chase is in the mail already, and yet another went out since somebody looked."""
    _, forwards = two_overdue(desk)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    looked_at = chase(desk, forwards)
    assert "again on" in looked_at.text
    desk.clock[0] += timedelta(minutes=5)
    desk.chasing.send(desk.ana, chase(desk, forwards))
    with pytest.raises(CannotDoError, match="since you looked"):
        desk.chasing.send(desk.ana, looked_at)


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


@pytest.mark.parametrize(
    "words",
    [
        "Fixed the one on Damen.",
        "All done except the one on Damen.",
        "Not all of these are ours.",
        "We will look into it.",
        "> #0 4800 N Damen\r\n> #1 12 W Oak St\r\n> #2 3 N State St\r\n\r\nFilled today.",
    ],
)
def test_an_answer_that_does_not_say_which_it_means_is_for_a_person_to_say(
    desk: DepartmentDesk, words: str
) -> None:
    """P5, P6: it is shown with each as new word, and none of them is taken for answered."""
    cases, shown, done = answered(desk, words)

    assert (shown, done) == (set(cases), set())
    (word,) = CasePane(desk.store).show(desk.ana, cases[0]).messages[-1:]
    assert "3 problems and does not say which" in word.kind_reason

    of_damen = next(each for each in desk.forwards(MailPurpose.FORWARD) if each.case_id == cases[0])
    ForwardAnswers(desk.store, CHICAGO).log(desk.ana, of_damen.id, "")

    waiting = {each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is None}
    assert waiting == set(cases[1:])


def test_an_answer_that_names_the_citys_number_is_about_that_problem(desk: DepartmentDesk) -> None:
    cases, _ = two_overdue(desk)
    desk.office.city_record("SR26-00004711", case_id=cases[1])
    desk.asked(cases, message_id="<both@office.example>")

    answer_to(desk, "<both@office.example>", "SR26-00004711 was filled today.")

    waiting = {each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is None}
    assert waiting == {cases[0]}


def answer_to(desk: DepartmentDesk, message_id: str, words: str, **headers: str) -> Message:
    """A mail of the department that answers a mail of ours, as it was filed."""
    mailbox = FakeMailbox()
    mailbox.deliver(mail(words, **{**REPLY, "In-Reply-To": message_id, **headers}))
    assert mail_intake(desk.store, mailbox).run(PROGRAM, no_progress, never).waiting == 0
    with desk.store.reading() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc())).first()
        session.expunge_all()
    assert message is not None
    return message


def sent_twice(desk: DepartmentDesk) -> int:
    """A problem that went to the department, and again two days later as something had changed."""
    case_id = desk.pothole()
    desk.asked([case_id], message_id="<first@office.example>")
    desk.pass_days(2)
    desk.asked([case_id], message_id="<second@office.example>")
    return case_id


def test_what_was_sent_to_them_twice_is_one_line(desk: DepartmentDesk) -> None:
    first_at = desk.store.now()
    case_id = sent_twice(desk)
    again_at = desk.store.now()
    desk.pass_days(6)
    assert desk.chasing.overdue(desk.ana) == ()  # what was sent last is not due yet

    desk.pass_days(2)

    ((line,),) = (each.lines for each in desk.chasing.overdue(desk.ana))
    assert (line.case_id, line.asked_at, line.asked_again_at, line.times) == (case_id, first_at, again_at, 1)
    assert chase(desk, [line.forward_id]).text.count(f"[W47-{desk.number(case_id)}]") == 1


def test_an_answer_to_the_last_answers_what_was_sent_before(desk: DepartmentDesk) -> None:
    sent_twice(desk)
    desk.pass_days(9)

    answer_to(desk, "<second@office.example>", "Filled on Monday.")

    assert all(each.answered_at for each in desk.forwards(MailPurpose.FORWARD))
    assert desk.chasing.overdue(desk.ana) == ()


def test_a_resident_who_answers_to_all_has_not_answered_for_the_department(desk: DepartmentDesk) -> None:
    """P6: she told of it, so her word is word on the problem, and they still owe an answer."""
    eva = desk.office.contact("Eva Stone", "eva@home.example")
    case_id = desk.office.mail("A hole", contact_id=eva, service_code="PHF").case_id
    desk.asked([case_id], message_id="<asked@office.example>")
    desk.pass_days(8)

    said = answer_to(
        desk,
        "<cdot-answer@cdot.example>",
        "Nobody came. The hole is still there. When will you fix it?",
        From="Eva Stone <eva@home.example>",
        References="<asked@office.example> <cdot-answer@cdot.example>",
    )

    assert said.kind is not MessageKind.DEPARTMENT
    assert [each.case_id for each in desk.chasing.overdue(desk.ana)[0].lines] == [case_id]
    assert "still there" in CasePane(desk.store).show(desk.ana, case_id).messages[-1].text


def test_who_told_of_one_of_several_has_not_answered_for_the_department_about_any(
    desk: DepartmentDesk,
) -> None:
    """P6: the mail is filed with the first it was about, and she told of the second."""
    eva = desk.office.contact("Eva Stone", "eva@home.example")
    first = desk.pothole()
    second = desk.office.mail("A hole", contact_id=eva, service_code="PHF").case_id
    desk.asked([first, second], message_id="<asked@office.example>")

    said = answer_to(
        desk,
        "<cdot-answer@cdot.example>",
        "All of these are still there.",
        From="Eva Stone <eva@home.example>",
        References="<asked@office.example> <cdot-answer@cdot.example>",
    )

    assert said.kind is not MessageKind.DEPARTMENT
    assert all(each.answered_at is None for each in desk.forwards(MailPurpose.FORWARD))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Auto: RE: Still waiting", "I am on vacation until July 6 and read no mail."),
        ("Vacation until July 6", "I am away until Monday."),
        ("Ausente: x", "Estoy fuera."),
        ("Case 4711", "Your mail has been received and a case was created."),
        ("Case 4711", "You will be told once the work has been completed."),
        ("Case 4711", "The work has not been completed."),
    ],
)
def test_a_program_that_does_not_say_it_is_done_has_not_answered(
    desk: DepartmentDesk, subject: str, words: str
) -> None:
    cases, _ = two_overdue(desk)

    away = answer_to(
        desk, "<asked@office.example>", words, **{"Subject": subject, "Auto-Submitted": "auto-replied"}
    )

    assert {each.case_id for each in desk.chasing.overdue(desk.ana)[0].lines} == set(cases)
    assert away.kind in {MessageKind.AUTOMATIC, MessageKind.DEPARTMENT}


def test_a_ticket_system_that_says_it_is_done_has_answered(desk: DepartmentDesk) -> None:
    cases, _ = two_overdue(desk)

    done = answer_to(
        desk,
        "<asked@office.example>",
        "Work order 4711 has been completed.",
        **{"Subject": "Work order 4711", "Auto-Submitted": "auto-generated"},
    )

    assert done.kind is MessageKind.DEPARTMENT
    assert {each.case_id for each in desk.chasing.overdue(desk.ana)[0].lines} == {cases[1]}


def test_an_answer_about_problems_put_together_since_is_about_all_that_was_asked_of_them(
    desk: DepartmentDesk,
) -> None:
    cases, forwards = two_overdue(desk)
    third = desk.pothole("3 N State St")
    desk.asked([*cases, third], message_id="<all@office.example>")
    Merging(desk.store).merge(desk.ana, cases, root_id=cases[0])

    answer_to(desk, "<all@office.example>", f"[W47-{desk.number(cases[0])}] was filled.")

    waiting = [each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is None]
    assert waiting == [third]
    assert len(forwards) == 2


@pytest.mark.parametrize("other_too", [False, True])
def test_an_answer_by_a_number_that_was_put_into_another_problem_since_is_about_that_one(
    desk: DepartmentDesk, *, other_too: bool
) -> None:
    """Its number finds the root: what they were asked by it is answered, and is shown with it."""
    asked, root, third = (
        desk.pothole("4800 N Damen Ave"),
        desk.pothole("12 W Oak St"),
        desk.pothole("3 N State"),
    )
    desk.asked([asked, third], message_id="<all@office.example>")
    Merging(desk.store).merge(desk.ana, [asked, root], root_id=root)
    words = f"[W47-{desk.number(asked)}] was filled."
    if other_too:
        words += f" [W47-{desk.number(third)}] is not ours."
    answer_to(desk, "<all@office.example>", words)
    waiting = [each.case_id for each in desk.forwards(MailPurpose.FORWARD) if each.answered_at is None]
    assert waiting == ([] if other_too else [third])
    kinds = [each.kind for each in CasePane(desk.store).show(desk.ana, root).messages]
    assert MessageKind.DEPARTMENT in kinds


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


def test_a_list_that_was_told_stands_for_itself_where_the_mail_before_it_is_taken_back(
    desk: DepartmentDesk,
) -> None:
    """They were told all the same, and owe an answer."""
    case_id, cdot = desk.pothole(), desk.department("CDOT")
    (held,) = desk.asked([case_id], state=OutboxState.QUEUED)
    lists = DailyLists(desk.store, Routing(desk.store, LISTED, CHICAGO), CityNumbers("chicago"), CHICAGO)
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [case_id]))
    with desk.store.reading() as session:
        outbox_id = session.get_one(Forward, held).outbox_id
        assert outbox_id is not None

    with desk.store.unit_of_work(desk.ana, ActionKind.SETTLE) as work:
        withdraw_mail(work, work.session.get_one(OutboxMessage, outbox_id))

    ((line,),) = (each.lines for each in desk.chasing.waiting(desk.ana))
    assert line.case_id == case_id
    Undoing(desk.store).undo(desk.ana)
    (again,) = desk.forwards(MailPurpose.CHASE)
    assert again.chase_of_id == held


def test_a_list_that_was_told_stands_for_itself_where_the_mail_before_it_is_undone(
    desk: DepartmentDesk,
) -> None:
    case_id, cdot = desk.pothole(), desk.department("CDOT")
    (held,) = desk.asked([case_id], state=OutboxState.QUEUED)
    with desk.store.reading() as session:
        made = session.scalars(select(Action.id).order_by(Action.id)).all()[-1]
    lists = DailyLists(desk.store, Routing(desk.store, LISTED, CHICAGO), CityNumbers("chicago"), CHICAGO)
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [case_id]))

    Undoing(desk.store).undo(desk.ana, made)

    ((line,),) = (each.lines for each in desk.chasing.waiting(desk.ana))
    assert line.case_id == case_id
    Undoing(desk.store).redo(desk.ana)
    (again,) = desk.forwards(MailPurpose.CHASE)
    assert again.chase_of_id == held


def test_a_chase_stands_for_itself_where_the_first_mail_came_back_after_it(desk: DepartmentDesk) -> None:
    """The chase went to the corrected address: they still owe an answer, and it is asked for in its time."""
    case_id = desk.pothole()
    (asked,) = desk.asked([case_id])
    desk.pass_days(8)
    desk.chasing.send(desk.ana, chase(desk, [asked]))
    with desk.store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
        session.execute(update(OutboxRecipient).values(state=RecipientState.ACCEPTED))
        session.add(OutboxRecipient(outbox_id=1, address="old@cdot.example", state=RecipientState.BOUNCED))

    with desk.store.unit_of_work(PROGRAM, ActionKind.DELIVERY) as work:
        did_not_reach(work, 1)

    assert desk.forwards(MailPurpose.FORWARD) == []
    desk.pass_days(30)
    ((line,),) = (each.lines for each in desk.chasing.overdue(desk.ana))
    assert line.case_id == case_id


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

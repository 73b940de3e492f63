"""What staff answer in Outlook lands in the case, settles what was owed, and can be taken back (P6)."""

from typing import TypeVar

import pytest
from sqlalchemy import select

from tests.builders import PLACING, OfficeBuilder
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, mail_reading, never, no_progress
from tests.mail.mails import mail, mixed, part, picture
from tests.office.department_desk import department_desk
from tests.office.sent_mails import answer, asked
from wardoffice.domain.actor import Role
from wardoffice.domain.books import LedgerState, MailBooks, MailList
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason, LinkReason
from wardoffice.domain.departments import PersonDraft
from wardoffice.domain.errors import NotAllowedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MailProgram, MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.domain.people import ContactKind, FollowUpKind
from wardoffice.office.case_pane import CasePane
from wardoffice.office.mail_intake import MailIntake
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.columns import Base
from wardoffice.store.folder_books import folder_books
from wardoffice.store.ledger_reading import ledger_lines, mail_books
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Attachment,
    Case,
    FollowUp,
    Forward,
    LedgerEntry,
    MailFolder,
    Message,
    MessageLink,
    OutboxMessage,
    QueueEntry,
)

Row = TypeVar("Row", bound=Base)


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox()


def read(store: Store, mailbox: FakeMailbox) -> None:
    books = mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    assert books.waiting == 0


def shown(store: Store, office: OfficeBuilder) -> CaseView:
    """The first case, as a manager sees it."""
    with store.reading() as session:
        case_id = session.scalars(select(Case.id).order_by(Case.id)).first()
    assert case_id is not None
    return CasePane(store, 1).show(office.staff(role=Role.MANAGER), case_id)


def rows(store: Store, kind: type[Row]) -> list[Row]:
    with store.reading() as session:
        found = list(session.scalars(select(kind).order_by(kind.__table__.c.id)))
        session.expunge_all()
    return found


def owed_since(store: Store) -> list[bool]:
    with store.reading() as session:
        return [each is not None for each in session.scalars(select(QueueEntry.owed_since))]


def test_an_answer_from_outlook_lands_in_the_case_and_settles_what_was_owed(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """P6: who, when, in which words; as an action that can be taken back."""
    office.staff("Maria R.")
    mailbox.deliver(asked())
    mailbox.send(answer("We sent a crew.", From="Maria Rivera <maria@ward47.example>"))
    read(store, mailbox)
    view = shown(store, office)
    (ana,) = view.people
    assert (ana.owed_since, ana.answered_how, ana.answered_by) == (None, AnswerWay.OUTLOOK, "Maria R.")
    assert ana.answered_at is not None
    assert (ana.answered_at.hour, ana.answered_at.minute) == (14, 42)
    told, sent = view.messages
    assert (sent.kind, sent.link_reason, sent.text) == (
        MessageKind.SENT,
        LinkReason.IN_REPLY_TO,
        "We sent a crew.",
    )
    assert (sent.recipients, sent.program) == (("Ana Lopez",), MailProgram.OUTLOOK)
    assert told.kind is MessageKind.PROBLEM
    line = view.history[0]
    assert (line.label, line.who, line.can_undo) == ("One person answered in Outlook", "Maria R.", True)
    assert owed_since(store) == [False]


def test_it_can_be_taken_back_and_done_again(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """P6: the answer is owed again, and a later reading does not log it once more."""
    mailbox.deliver(asked())
    mailbox.send(answer())
    read(store, mailbox)
    manager, undoing = office.staff(role=Role.MANAGER), Undoing(store)
    undoing.undo(manager, shown(store, office).history[0].action_id)
    read(store, mailbox)
    (ana,) = shown(store, office).people
    assert (ana.owed_since is not None, ana.answered_at) == (True, None)
    undoing.redo(manager)
    (ana,) = shown(store, office).people
    assert (ana.owed_since, ana.answered_how) == (None, AnswerWay.OUTLOOK)


def test_it_is_nobodys_own_last_action(store: Store, office: OfficeBuilder, mailbox: FakeMailbox) -> None:
    """Ctrl+Z takes back what a person did here, not what they sent in Outlook."""
    maria = office.staff("Maria R.")
    mailbox.deliver(asked())
    read(store, mailbox)
    Triage(store, PLACING).note(maria, shown(store, office).case_id, "Called")
    mailbox.send(answer(From="Maria R. <maria@ward47.example>"))
    read(store, mailbox)
    assert Undoing(store).undo(maria).label == "Taken back: Note written"


def test_a_volunteer_may_not_take_it_back(store: Store, office: OfficeBuilder, mailbox: FakeMailbox) -> None:
    mailbox.deliver(asked())
    mailbox.send(answer())
    read(store, mailbox)
    found = shown(store, office).history[0].action_id
    with pytest.raises(NotAllowedError):
        Undoing(store).undo(office.staff(role=Role.VOLUNTEER), found)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Subject": "[W47-{number}] your report", "In_Reply_To": None}, LinkReason.TOKEN),
        ({"In_Reply_To": None, "References": "<x@example.org> <one@example.org>"}, LinkReason.IN_REPLY_TO),
        ({"In_Reply_To": None, "Subject": "AW: RE: Pothole on Damen"}, LinkReason.RECIPIENT),
        ({"In_Reply_To": None, "Subject": "[External] Pothole on Damen"}, LinkReason.RECIPIENT),
    ],
)
def test_its_case_is_found_by_our_number_its_thread_or_its_subject_and_recipient(
    store: Store,
    office: OfficeBuilder,
    mailbox: FakeMailbox,
    headers: dict[str, str | None],
    reason: LinkReason,
) -> None:
    mailbox.deliver(asked())
    read(store, mailbox)
    number = shown(store, office).number
    mailbox.send(answer(**{name: value and value.format(number=number) for name, value in headers.items()}))
    read(store, mailbox)
    assert shown(store, office).messages[-1].link_reason is reason
    assert owed_since(store) == [False]


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Budget meeting"},
        {"To": "Bob <bob@example.org>"},
        {"Date": "Sun, 28 Jun 2026 09:42:00 -0500"},
    ],
    ids=["another subject", "somebody else", "before she wrote"],
)
def test_a_sent_mail_that_matches_nothing_is_filed_and_opens_no_case(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox, headers: dict[str, str | None]
) -> None:
    mailbox.deliver(asked())
    mailbox.send(answer(**{"In_Reply_To": None, **headers}))
    read(store, mailbox)
    assert (len(rows(store, Case)), len(rows(store, MessageLink))) == (1, 0)
    assert [each.kind for each in rows(store, Message)] == [MessageKind.PROBLEM, MessageKind.SENT]
    assert [each.state for each in rows(store, LedgerEntry)] == [LedgerState.IMPORTED] * 2
    assert owed_since(store) == [True]


def test_the_same_subject_for_two_problems_of_one_person_answers_neither(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(asked(), asked(Message_ID="<two@example.org>"))
    mailbox.send(answer(In_Reply_To=None))
    read(store, mailbox)
    assert owed_since(store) == [True, True]


def test_an_answer_that_was_read_before_its_question_finds_it_later(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """Two folders are never read at the same instant, and nothing may be lost between them."""
    mailbox.send(answer())
    read(store, mailbox)
    assert rows(store, MessageLink) == []
    mailbox.deliver(asked())
    read(store, mailbox)
    (ana,) = shown(store, office).people
    assert (ana.owed_since, ana.answered_how) == (None, AnswerWay.OUTLOOK)
    read(store, mailbox)
    assert len(rows(store, FollowUp)) == 2


def test_only_those_it_went_to_were_answered(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """P6: forty people with one problem are forty answers."""
    mailbox.deliver(
        asked(), asked(Message_ID="<two@example.org>", From="Bob Stone <bob@example.org>", Subject="Hole")
    )
    read(store, mailbox)
    first, second = [each.id for each in rows(store, Case)]
    Merging(store).merge(office.staff(role=Role.MANAGER), [first, second])
    mailbox.send(answer(Cc="Ana Lopez <ana@example.org>, Carl <carl@example.org>"))
    read(store, mailbox)
    people = {each.name: each.owed_since is None for each in shown(store, office).people}
    assert people == {"Ana Lopez": True, "Bob Stone": False}


def test_what_was_promised_stays_promised(store: Store, office: OfficeBuilder, mailbox: FakeMailbox) -> None:
    """P5: a mail may speak of anything but what was promised."""
    mailbox.deliver(asked())
    read(store, mailbox)
    view = shown(store, office)
    office.promise(view.case_id, view.people[0].contact_id, view.opened_at)
    mailbox.send(answer())
    read(store, mailbox)
    (ana,) = shown(store, office).people
    assert ana.answered_how is AnswerWay.OUTLOOK
    assert ana.owed_since is not None


def test_new_word_that_came_after_the_answer_stays_new(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    later = {"Message_ID": "<later@example.org>", "In_Reply_To": "<one@example.org>"}
    mailbox.deliver(
        asked(),
        asked(**later, Date="Mon, 29 Jun 2026 11:00:00 -0500"),
        asked(**{**later, "Message_ID": "<sooner@example.org>"}, Date="Mon, 29 Jun 2026 09:35:00 -0500"),
    )
    mailbox.send(answer())
    read(store, mailbox)
    links = [each for each in rows(store, MessageLink) if each.reason is LinkReason.IN_REPLY_TO]
    assert [each.seen_at is None for each in links] == [True, False, False]


def test_what_the_program_sent_itself_is_known_and_not_doubled(store: Store, mailbox: FakeMailbox) -> None:
    """P1: our server files what we sent; by its Message-ID it is known."""
    mailbox.deliver(asked())
    read(store, mailbox)
    with store.unit_of_work(PROGRAM, ActionKind.SUBMIT) as work:
        case_id = work.session.scalars(select(Case.id)).one()
        work.add(
            OutboxMessage(
                kind=OutboxKind.MAIL,
                state=OutboxState.SENT,
                case_id=case_id,
                message_id="<answer@ward47.example>",
                not_before=work.now,
                created_at=work.now,
            )
        )
    mailbox.send(answer())
    read(store, mailbox)
    entry = rows(store, LedgerEntry)[-1]
    assert (entry.state, entry.reason) == (LedgerState.KNOWN, "Ward Office sent this mail itself")
    assert (len(rows(store, Message)), owed_since(store)) == (1, [True])


def test_a_mail_to_a_department_is_a_forward_and_answers_nobody(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    office.contact("Forestry", email="forestry@city.example", kind=ContactKind.DEPARTMENT)
    mailbox.deliver(asked())
    mailbox.send(answer("Please look at this.", To="forestry@city.example", Subject="FW: Pothole on Damen"))
    read(store, mailbox)
    (forward,) = rows(store, Forward)
    view = shown(store, office)
    assert (forward.department, forward.case_id) == ("Forestry", view.case_id)
    assert view.history[0].label == "Mail sent in Outlook"
    assert owed_since(store) == [True]


def to_dolores(words: str, **headers: str | None) -> bytes:
    """A mail from a mail program to somebody on the list of departments, two of them in all."""
    usual: dict[str, str | None] = {
        "To": "Dolores Finch <dolores@cdot.example>, Sam Oak <sam@cdot.example>",
        "Subject": "FW: Pothole on Damen",
        "Message_ID": "<asked-in-outlook@ward47.example>",
    }
    return answer(words, **usual | headers)


def test_what_was_sent_to_a_listed_department_from_a_mail_program_is_waited_for_and_chased(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    """One mail lists everything overdue, wherever it was asked; an answer settles it."""
    desk = department_desk(sqlite_store)
    cdot = desk.department("CDOT")
    desk.directory.add_person(desk.ana, cdot, PersonDraft("Sam Oak", "sam@cdot.example"))
    desk.pass_days(30)
    mailbox.deliver(asked())
    mailbox.send(to_dolores("Please fill it."))
    read(desk.store, mailbox)
    (forward,) = rows(desk.store, Forward)
    assert (forward.department_id, forward.department) == (cdot, "CDOT")
    desk.pass_days(8)
    (owed,) = desk.chasing.overdue(desk.ana)
    assert (owed.department, len(owed.lines)) == ("CDOT", 1)
    headers = {"From": "dolores@cdot.example", "Subject": "RE: FW: Pothole on Damen", "Message-ID": "<d@x>"}
    mailbox.deliver(mail("Filled.", **headers, **{"In-Reply-To": "<asked-in-outlook@ward47.example>"}))
    read(desk.store, mailbox)
    assert desk.chasing.overdue(desk.ana) == ()


def test_thanks_to_a_department_ask_it_nothing(sqlite_store: Store, mailbox: FakeMailbox) -> None:
    desk = department_desk(sqlite_store)
    desk.directory.add_person(desk.ana, desk.department("CDOT"), PersonDraft("Sam Oak", "sam@cdot.example"))
    desk.pass_days(30)
    mailbox.deliver(asked())
    mailbox.send(to_dolores("Please fill it."))
    read(desk.store, mailbox)
    headers = {"From": "dolores@cdot.example", "Subject": "RE: FW: Pothole on Damen", "Message-ID": "<d@x>"}
    mailbox.deliver(mail("Filled.", **headers, **{"In-Reply-To": "<asked-in-outlook@ward47.example>"}))
    read(desk.store, mailbox)
    mailbox.send(to_dolores("Thank you!", Message_ID="<thanks@ward47.example>", In_Reply_To="<d@x>"))
    read(desk.store, mailbox)
    desk.pass_days(60)
    assert desk.chasing.overdue(desk.ana) == ()
    assert desk.chasing.waiting(desk.ana) == ()


def test_an_automatic_answer_of_our_own_answers_nobody(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """P6: "we have received your mail" is no answer."""
    mailbox.deliver(asked())
    mailbox.send(answer("We have received your mail.", Auto_Submitted="auto-replied"))
    read(store, mailbox)
    assert shown(store, office).messages[-1].kind is MessageKind.AUTOMATIC
    assert owed_since(store) == [True]


def test_an_answer_to_a_finished_problem_reopens_nothing(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """P5, P6: it stays in the queue only while somebody is owed an answer."""
    mailbox.deliver(asked())
    read(store, mailbox)
    case_id = shown(store, office).case_id
    Triage(store, PLACING).finish(office.staff(), [case_id], FinishReason.SEEN_DONE)
    mailbox.send(answer())
    read(store, mailbox)
    assert shown(store, office).status is CaseStatus.FINISHED
    assert owed_since(store) == [False]


def test_a_photo_they_sent_us_is_not_doubled_when_the_answer_quotes_it(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(mixed(part("See"), picture()))
    mailbox.send(
        mixed(
            part("Thank you"),
            picture(),
            From="office@ward47.example",
            To="ana@example.org",
            Message_ID="<answer@ward47.example>",
            In_Reply_To="<one@example.org>",
            Date="Mon, 29 Jun 2026 09:42:00 -0500",
        )
    )
    read(store, mailbox)
    assert [each.case_id is None for each in rows(store, Attachment)] == [False, True]


def test_a_folder_of_sent_mail_that_is_named_among_those_to_read_opens_no_case(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.send(mail("Come to our open house", From="office@ward47.example"))
    intake = MailIntake(store, mailbox, ("INBOX", "Sent Items"), mail_reading(store))
    assert intake.run(PROGRAM, no_progress, never).imported == 1
    assert rows(store, Case) == []
    assert [(each.folder, each.sent) for each in rows(store, MailFolder)] == [
        ("INBOX", False),
        ("Sent Items", True),
    ]


def test_an_office_may_leave_its_sent_mail_unread(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.send(answer())
    intake = MailIntake(store, mailbox, ("INBOX",), mail_reading(store), sent_folder=None)
    intake.run(PROGRAM, no_progress, never)
    assert [each.folder for each in rows(store, MailFolder)] == ["INBOX"]


def test_an_answer_whose_copy_came_to_the_inbox_is_ours_and_no_new_word(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox
) -> None:
    """Staff put the office itself on Cc: the copy is read first, and looks like somebody's reply."""
    mailbox.deliver(asked(), answer(Cc="office@ward47.example"))
    mailbox.send(answer(Cc="office@ward47.example"))
    read(store, mailbox)
    view = shown(store, office)
    assert [each.kind for each in view.messages] == [MessageKind.PROBLEM, MessageKind.SENT]
    assert [(each.name, each.answered_how) for each in view.people] == [("Ana Lopez", AnswerWay.OUTLOOK)]
    assert rows(store, LedgerEntry)[-1].state is LedgerState.KNOWN
    with store.reading() as session:
        assert not session.scalars(select(QueueEntry.new_word)).one()


COPY = "Ward 47 <office@ward47.example>"


def only_anas(store: Store) -> None:
    """One problem, Ana's, to whom nothing is owed; no case of the office's own is shown."""
    assert [each.withdrawn_at is None for each in rows(store, Case)].count(True) == 1
    assert [each.kind for each in rows(store, Message)] == [MessageKind.PROBLEM, MessageKind.SENT]
    assert owed_since(store) == [False]


def test_a_copy_that_gmail_names_alike_in_both_folders_is_ours(store: Store, mailbox: FakeMailbox) -> None:
    """P6: known by the server's own name is not yet known to be ours."""
    mailbox.deliver(asked(), answer(Cc=COPY))
    mailbox.sent = {2: mailbox.mails[2]}
    mailbox.remote_ids = {1: "101", 2: "102"}
    read(store, mailbox)
    only_anas(store)
    read(store, mailbox)
    only_anas(store)


def test_a_copy_that_answers_no_mail_by_its_headers_opens_no_problem_of_the_office(
    store: Store, mailbox: FakeMailbox
) -> None:
    raw = answer(In_Reply_To=None, Cc=COPY)
    mailbox.deliver(asked(), raw)
    read(store, mailbox)  # before the mail program has filed it
    only_anas(store)
    mailbox.send(raw)
    read(store, mailbox)
    only_anas(store)


def test_our_answers_among_all_mail_are_ours_without_a_folder_of_sent_mail(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(asked(), answer())
    read(store, mailbox)
    only_anas(store)


def test_what_was_made_of_a_copy_by_another_address_is_taken_back_once_it_is_known_to_be_ours(
    store: Store, office: OfficeBuilder
) -> None:
    """The account's name is not the address; so the copy in the inbox looked like anybody's mail."""
    mailbox = FakeMailbox(account="w47@mail.example")
    raw = answer(In_Reply_To=None, Cc=COPY)
    mailbox.deliver(asked(), raw)
    read(store, mailbox)
    assert len(rows(store, Case)) == 2
    mailbox.send(raw)
    read(store, mailbox)
    only_anas(store)
    manager, undoing = office.staff(role=Role.MANAGER), Undoing(store)
    undoing.undo(manager, shown(store, office).history[0].action_id)
    assert [each.withdrawn_at is None for each in rows(store, Case)] == [True, True]
    undoing.redo(manager)
    only_anas(store)


def test_what_colleagues_write_to_the_mailbox_stays_what_it_is(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(
        answer(
            From="office@ward47.example", To="office@ward47.example", In_Reply_To=None, Subject="Tree down"
        ),
        answer(
            "Light out at 4800 N Damen",
            From="Joe <joe@ward47.example>",
            To="office@ward47.example, ana@example.org",
            In_Reply_To=None,
            Subject="Light out",
            Message_ID="<joe@ward47.example>",
        ),
    )
    read(store, mailbox)
    assert [each.kind for each in rows(store, Message)] == [MessageKind.PROBLEM, MessageKind.PROBLEM]


def test_a_forged_sender_is_not_taken_for_the_office(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(
        answer(
            In_Reply_To=None,
            Authentication_Results="mx.ward47.example; dmarc=fail header.from=ward47.example",
        )
    )
    read(store, mailbox)
    assert MessageKind.SENT not in [each.kind for each in rows(store, Message)]


def test_the_books_are_kept_folder_by_folder(store: Store, mailbox: FakeMailbox) -> None:
    """P1: each folder has its own equation, and the whole is their sum."""
    mailbox.deliver(asked(), asked(), b"\0\1\2" * 50)
    mailbox.send(answer())
    read(store, mailbox)
    with store.reading() as session:
        inbox, sent = folder_books(session)
        whole = mail_books(session)
    assert (inbox.folder, inbox.sent, inbox.books) == ("INBOX", False, MailBooks(1, 1, 0, 1, on_server=3))
    assert (sent.folder, sent.sent, sent.books) == ("Sent Items", True, MailBooks(1, on_server=1))
    assert whole.shown == inbox.books.shown + sent.books.shown
    assert sent.read_at is not None
    with store.reading() as session:
        lines = ledger_lines(session, store.files, MailList(LedgerState.IMPORTED), [], 10)
    assert [(each.sender, each.kind) for each in lines] == [
        ("to Ana Lopez", MessageKind.SENT),
        ("Ana Lopez", MessageKind.PROBLEM),
    ]


def test_a_crash_at_any_step_leaves_one_answer(
    sqlite_store: Store, mailbox: FakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P3: stopped before the commit that logs the answer, the next start goes on there."""
    mailbox.deliver(asked())
    mailbox.send(answer())
    for broken in ("settle", "owed_before", "keep_parts"):
        with monkeypatch.context() as patched:
            patched.setattr(f"wardoffice.office.sent_filing.{broken}", _killed)
            with pytest.raises(KeyboardInterrupt):
                read(sqlite_store, mailbox)
    read(sqlite_store, mailbox)
    read(sqlite_store, mailbox)
    kinds = [each.kind for each in rows(sqlite_store, FollowUp)]
    assert kinds == [FollowUpKind.ANSWER_OWED, FollowUpKind.ANSWER]
    assert owed_since(sqlite_store) == [False]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt

"""The "311 and mail check": the lists behind the numbers, and what can be done about a mail in them."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.gathering import (
    CITY,
    PROGRAM,
    FakeCity,
    FakeMailbox,
    city_sync,
    mail_reading,
    message_filing,
    never,
    no_progress,
    record,
)
from tests.mail.mails import mail, mixed, part, picture
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.books import LedgerState, MailList, MailOrigin
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.office_history import HistoryFilter
from wardoffice.office.history_panel import HistoryPanel
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.mail_intake import MailIntake
from wardoffice.office.mailboxes import read_only_these
from wardoffice.office.undoing import Undoing
from wardoffice.store.ledger import book_file, settle
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, FollowUp, LedgerEntry, Message, StoredFile

NOISE = b"\0\1\2" * 40


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox()


@pytest.fixture
def check(store: Store) -> MailCheck:
    return MailCheck(store, CITY, mail_reading(store), message_filing())


def read(store: Store, mailbox: FakeMailbox, *folders: str) -> None:
    reading = mail_reading(store)
    MailIntake(store, mailbox, folders or ("INBOX",), reading).run(PROGRAM, no_progress, never)


def test_every_number_of_the_books_has_its_list(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P1."""
    mailbox.deliver(mail(), mail(), NOISE, mail(Message_ID="<4@x.org>"), mail(Message_ID="<5@x.org>"))
    mailbox.refused, mailbox.gone_later = {4}, {5}
    read(store, mailbox)
    books = check.books(ana)
    sizes = {state: len(check.lines(ana, MailList(state))) for state in LedgerState}
    assert sizes == {
        LedgerState.IMPORTED: books.imported,
        LedgerState.KNOWN: books.known,
        LedgerState.LEFT_ALONE: books.left_alone,
        LedgerState.UNREADABLE: books.unreadable,
        LedgerState.GONE: books.gone,
        LedgerState.WAITING: books.waiting,
    }
    assert len(check.lines(ana, MailList())) == books.shown
    (imported,) = check.lines(ana, MailList(LedgerState.IMPORTED))
    assert (imported.subject, imported.sender) == ("Pothole on Damen", "Ana Lopez")
    assert imported.case_id is not None
    assert imported.raw is not None
    assert imported.raw.read_bytes() == mailbox.mails[1]
    assert all(line.reason for line in check.lines(ana, MailList(LedgerState.UNREADABLE)))


def test_what_is_on_the_server_now_opens_its_list_folder_by_folder(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P7: what was deleted after it came in leaves this list and no other; what is back is in it again."""
    mailbox.deliver(mail(), mail(Message_ID="<2@x.org>", Subject="Lamp"), mail(Message_ID="<3@x.org>"))
    read(store, mailbox)
    kept = mailbox.mails.pop(2)
    read(store, mailbox)
    now = MailList(on_server=True)
    assert [each.uid for each in check.lines(ana, now)] == [3, 1]
    assert len(check.lines(ana, MailList())) == check.books(ana).shown == 3
    (folder,) = check.folders(ana)
    assert folder.books.on_server == check.books(ana).on_server == 2
    for which in (
        MailList(folder=(folder.account, folder.folder), on_server=True),
        MailList(LedgerState.IMPORTED, folder=(folder.account, folder.folder)),
    ):
        expected = folder.books.on_server if which.on_server else folder.books.imported
        assert len(check.lines(ana, which)) == expected
    assert check.lines(ana, MailList(folder=(folder.account, "Archive"))) == ()

    mailbox.mails[2] = kept
    read(store, mailbox)
    assert [each.uid for each in check.lines(ana, now)] == [3, 2, 1]


def test_a_folder_that_is_numbered_anew_is_on_the_server_under_its_new_numbers_alone(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    mailbox.deliver(mail(), mail(Message_ID="<2@x.org>", Subject="Lamp"))
    read(store, mailbox)
    mailbox.uid_validity += 1
    read(store, mailbox)
    listed = check.lines(ana, MailList(on_server=True))
    assert len(listed) == check.books(ana).on_server == check.folders(ana)[0].books.on_server == 2
    assert {each.state for each in listed} == {LedgerState.KNOWN}


def test_the_citys_books_are_those_of_the_last_reading(store: Store, check: MailCheck, ana: Actor) -> None:
    city_sync(store, FakeCity([record("SR1")])).run(PROGRAM, no_progress, never)
    assert check.city_books(ana).inside == 1


def test_a_mail_that_cannot_be_read_can_be_tried_again(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """Its bytes are kept, so a better reader, or a calmer moment, brings it in."""
    mailbox.deliver(mail())
    read(store, mailbox)
    with store.writing() as session:  # as if reading it had broken off
        entry = session.scalars(select(LedgerEntry)).one()
        session.get_one(Message, entry.message_id).raw_sha256 = None
        session.get_one(Message, entry.message_id).message_id = ""
        entry.state, entry.message_id = LedgerState.UNREADABLE, None
        ledger_id = entry.id
    changes = check.retry(ana, ledger_id)
    assert changes.cases
    assert check.books(ana).imported == 1


def test_trying_again_what_still_cannot_be_read_leaves_it_where_it_was(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    mailbox.deliver(NOISE)
    read(store, mailbox)
    (line,) = check.lines(ana, MailList(LedgerState.UNREADABLE))
    assert not check.retry(ana, line.ledger_id).cases
    (again,) = check.lines(ana, MailList(LedgerState.UNREADABLE))
    assert again.reason == line.reason


def test_a_second_click_on_try_again_changes_nothing(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    mailbox.deliver(mail())
    read(store, mailbox)
    (line,) = check.lines(ana, MailList(LedgerState.IMPORTED))
    check.retry(ana, line.ledger_id)
    assert check.lines(ana, MailList(LedgerState.IMPORTED)) == (line,)


def test_a_mail_the_server_kept_back_is_asked_for_at_the_next_reading(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    mailbox.deliver(mail())
    mailbox.refused = {1}
    read(store, mailbox)
    (line,) = check.lines(ana, MailList(LedgerState.UNREADABLE))
    check.retry(ana, line.ledger_id)
    assert check.books(ana).waiting == 1
    mailbox.refused.clear()
    read(store, mailbox)
    assert check.books(ana).imported == 1


def test_a_person_can_make_a_problem_of_a_mail_filed_without_one(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P6: its sender is then owed an answer, and its photos go along."""
    mailbox.deliver(mixed(part("Our news, and a hole in our street"), picture(), List_Id="<a.b>"))
    read(store, mailbox)
    (line,) = check.lines(ana, MailList(LedgerState.IMPORTED))
    assert line.case_id is None
    assert line.message_id is not None
    (case_id,) = check.open_case(ana, line.message_id).cases
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 1
        assert session.scalars(select(Attachment.case_id)).all() == [case_id]
    assert check.lines(ana, MailList(LedgerState.IMPORTED))[0].case_id == case_id
    with pytest.raises(CannotDoError):
        check.open_case(ana, line.message_id)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


@pytest.mark.parametrize("as_problem", [True, False])
def test_a_reply_left_for_a_look_is_settled_by_a_person(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor, *, as_problem: bool
) -> None:
    """P6: it is a problem after all, or nothing to do."""
    mailbox.deliver(mail("And another hole", In_Reply_To="<newsletter@x.org>"))
    read(store, mailbox)
    (line,) = check.lines(ana, MailList(LedgerState.LEFT_ALONE))
    assert line.message_id is not None
    if as_problem:
        assert check.open_case(ana, line.message_id).cases
    else:
        check.nothing_to_do(ana, line.ledger_id)
    books = check.books(ana)
    assert (books.left_alone, books.imported) == (0, 1)
    (line,) = check.lines(ana, MailList(LedgerState.IMPORTED))
    assert (line.case_id is not None) is as_problem


def test_a_problem_made_of_a_mail_is_taken_back_with_its_look_and_made_again(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P1, P6: nobody says any more what it is, so somebody must look again."""
    mailbox.deliver(mail("And another hole", In_Reply_To="<newsletter@x.org>"))
    read(store, mailbox)
    (before,) = check.lines(ana, MailList(LedgerState.LEFT_ALONE))
    undoing = Undoing(store)
    check.open_case(ana, before.message_id or 0)
    for _ in range(2):
        undoing.undo(ana)
        assert check.lines(ana, MailList(LedgerState.LEFT_ALONE)) == (before,)
        assert check.books(ana).imported == 0
        undoing.redo(ana)
        assert check.books(ana).left_alone == 0
        (line,) = check.lines(ana, MailList(LedgerState.IMPORTED))
        assert line.case_id is not None
    undoing.undo(ana)
    assert check.open_case(ana, before.message_id or 0).cases, "and it can be made one anew"


def test_nothing_to_do_is_in_the_history_and_is_taken_back_and_done_again(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P1, P6: taken back, the mail waits for somebody to look at it as before; said twice, it is refused."""
    mailbox.deliver(mail("And another hole", In_Reply_To="<newsletter@x.org>"))
    read(store, mailbox)
    (before,) = check.lines(ana, MailList(LedgerState.LEFT_ALONE))
    panel, undoing = HistoryPanel(store, ZoneInfo("America/Chicago")), Undoing(store)
    changes = check.nothing_to_do(ana, before.ledger_id)
    assert changes.messages == {before.message_id}
    (told,) = panel.history(ana, HistoryFilter()).lines
    assert (told.line.who, told.line.can_undo) == (ana.name, True)
    assert told.line.label == f"Mail looked at, nothing to do: {before.subject}"
    assert [(each.before, each.after) for each in told.line.changes] == [
        ("It answers an earlier mail.", f"{ana.name} looked at it: nothing to do.")
    ]
    with pytest.raises(CannotDoError):
        check.nothing_to_do(ana, before.ledger_id)
    for _ in range(2):
        undoing.undo(ana)
        assert check.lines(ana, MailList(LedgerState.LEFT_ALONE)) == (before,)
        assert check.books(ana).imported == 0
        undoing.redo(ana)
        assert (check.books(ana).left_alone, check.books(ana).imported) == (0, 1)


def test_mails_of_a_restricted_case_are_listed_for_its_viewers_only(
    store: Store, office: OfficeBuilder, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P7: the equation counts them for everybody, and says how many its lists leave out."""
    mailbox.deliver(mail(), mail("Rats", Message_ID="<2@x.org>", From="c@x.org"))
    read(store, mailbox)
    line, _ = check.lines(ana, MailList(LedgerState.IMPORTED))
    office.restrict(line.case_id or 0, ana)
    for viewer, listed in ((ana, 2), (office.staff("Ben"), 1)):
        books = check.books(viewer)
        assert (books.shown, books.imported) == (2, 2)
        assert (
            len(check.lines(viewer, MailList(LedgerState.IMPORTED)))
            == listed
            == books.imported - books.restricted
        )
    read(store, mailbox, "Archive")
    ben = office.staff("Cem")
    (dropped,) = check.other_books(ben)
    assert (dropped.books.imported, dropped.books.restricted) == (2, 1)
    assert len(check.lines(ben, MailList(LedgerState.IMPORTED, MailOrigin.DROPPED))) == 1


def test_a_volunteer_may_look_but_not_read_again(check: MailCheck) -> None:
    volunteer = Actor(None, "Zoe", Role.VOLUNTEER)
    assert check.books(volunteer).shown == 0
    with pytest.raises(NotAllowedError):
        check.retry(volunteer, 1)


def test_a_kept_mail_is_a_file_of_the_store(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(NOISE)
    read(store, mailbox)
    with store.reading() as session:
        (kept,) = session.scalars(select(StoredFile))
        assert (kept.media_type, kept.size) == ("message/rfc822", len(NOISE))


def test_a_folder_that_is_read_no_longer_leaves_the_equation_and_keeps_its_lists(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P1: "on the server" is of what is read; nothing that came from elsewhere is forgotten."""
    mailbox.deliver(mail(), NOISE)
    read(store, mailbox)
    mailbox.others["Archive"] = {1: mail(Message_ID="<7@x.org>")}
    read(store, mailbox, "Archive")
    books = check.books(ana)
    assert (books.shown, books.imported, books.on_server) == (1, 1, 1)
    (other,) = check.other_books(ana)
    assert other.origin is MailOrigin.DROPPED
    assert other.folders == ((mailbox.account, "INBOX"),)
    assert (other.books.shown, other.books.imported, other.books.unreadable) == (2, 1, 1)
    assert len(check.lines(ana, MailList(LedgerState.UNREADABLE, MailOrigin.DROPPED))) == 1
    assert check.lines(ana, MailList(LedgerState.UNREADABLE)) == ()
    assert [each.folder for each in check.folders(ana)] == ["Archive"]

    read(store, mailbox, "INBOX", "Archive")
    assert check.other_books(ana) == ()
    assert check.books(ana).shown == 3


def test_a_mailbox_that_the_settings_name_no_longer_leaves_the_equation(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P1."""
    mailbox.deliver(mail())
    read(store, mailbox)
    read_only_these(store, [mailbox.account])
    assert check.books(ana).shown == 1
    read_only_these(store, ["other@mail.example.org"])
    assert check.books(ana).shown == check.books(ana).on_server == 0
    (other,) = check.other_books(ana)
    assert other.books.imported == 1


def test_a_mail_that_waits_in_a_folder_read_no_longer_is_read_at_a_click(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    mailbox.deliver(mail())
    read(store, mailbox)
    with store.writing() as session:  # as if reading it had broken off
        entry = session.scalars(select(LedgerEntry)).one()
        session.get_one(Message, entry.message_id).raw_sha256 = None
        session.get_one(Message, entry.message_id).message_id = ""
        entry.state, entry.message_id = LedgerState.WAITING, None
    read_only_these(store, [])
    (line,) = check.lines(ana, MailList(LedgerState.WAITING, MailOrigin.DROPPED))
    check.retry(ana, line.ledger_id)
    (other,) = check.other_books(ana)
    assert (other.books.waiting, other.books.imported) == (0, 1)


def test_the_numbers_of_imported_files_open_their_own_lists(
    store: Store, mailbox: FakeMailbox, check: MailCheck, ana: Actor
) -> None:
    """P7: number and list agree, for what the server showed and for what somebody brought in."""
    mailbox.deliver(NOISE)
    read(store, mailbox)
    with store.writing() as session:
        ledger_id, _ = book_file(session, "saved.eml", store.now())
        settle(session, ledger_id, LedgerState.UNREADABLE, store.now(), reason="no mail")
    assert check.books(ana).unreadable == len(check.lines(ana, MailList(LedgerState.UNREADABLE))) == 1
    (files,) = check.other_books(ana)
    (line,) = check.lines(ana, MailList(LedgerState.UNREADABLE, MailOrigin.FILES))
    assert (files.origin, files.books.unreadable, line.folder) == (MailOrigin.FILES, 1, "saved.eml")

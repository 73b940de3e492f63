"""How mails are kept before they are read: withheld, large, numbered anew, and tidied afterwards (P1, P3)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.gathering import PROGRAM, FakeMailbox, mail_intake, mail_reading, never, no_progress
from tests.mail.mails import mail, mixed, part
from wardoffice.domain.books import LedgerLine, LedgerState, MailBooks, MailList
from wardoffice.domain.errors import MailboxUnreachableError, StoreError
from wardoffice.domain.ports import PART_BYTES, TidyWish
from wardoffice.office import mail_pulling
from wardoffice.office.mail_intake import MailIntake
from wardoffice.store.files import FileStore
from wardoffice.store.ledger import book_uids, settle_look
from wardoffice.store.ledger_reading import ledger_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import LedgerEntry, Message

EXCUSE = mail(
    "The server couldn't retrieve the following message.",
    From='"Microsoft Exchange Server" <>',
    Subject="Retrieval using the IMAP4 protocol\r\n failed for the following message: 4",
    Message_ID="<excuse@outlook.example>",
)
TIDY = TidyWish(mark_seen=True, label="WardOffice", move_to="Done")


@pytest.fixture
def mailbox() -> FakeMailbox:
    return FakeMailbox()


def numbered(number: int, body: str = "") -> bytes:
    return mail(body or f"Pothole number {number}", Message_ID=f"<{number}@example.org>")


def delivered(number: int, body: str = "") -> bytes:
    """With the line that the office's own server writes at delivery."""
    return f"Received: from a by mx.example; id {number}\r\n".encode() + numbered(number, body)


def read(store: Store, mailbox: FakeMailbox, wish: TidyWish = TidyWish()) -> MailBooks:  # noqa: B008 - a frozen value
    return mail_intake(store, mailbox, wish=wish).run(PROGRAM, no_progress, never)


def lines(store: Store, state: LedgerState) -> tuple[LedgerLine, ...]:
    with store.reading() as session:
        return ledger_lines(session, store.files, MailList(state), [], 100)


def later(store: Store, **more: int) -> None:
    now = store.now() + timedelta(**more)
    store.now = lambda: now


def test_a_mail_the_server_withholds_is_named_and_asked_for_again_by_itself(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(numbered(1), numbered(2))
    mailbox.refused = {2}
    assert read(store, mailbox).unreadable == 1
    (line,) = lines(store, LedgerState.UNREADABLE)
    assert (line.uid, line.subject, line.sender, line.raw) == (2, "Subject of 2", "Ana", None)
    asked = len(mailbox.fetched)
    read(store, mailbox)
    assert len(mailbox.fetched) == asked, "it is left alone for a while"
    later(store, minutes=11)
    assert read(store, mailbox).unreadable == 1
    mailbox.refused = set()
    later(store, minutes=11)
    assert read(store, mailbox).unreadable == 1, "the second wait is longer"
    later(store, minutes=10)
    books = read(store, mailbox)
    assert (books.imported, books.unreadable, books.waiting) == (2, 0, 0)


def test_a_withheld_mail_that_leaves_the_server_is_gone(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(numbered(1))
    mailbox.refused = {1}
    read(store, mailbox)
    mailbox.mails.clear()
    books = read(store, mailbox)
    assert (books.gone, books.unreadable) == (1, 0)


def test_exchanges_excuse_is_no_request_and_the_real_mail_comes_later(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(EXCUSE)
    books = read(store, mailbox)
    assert (books.imported, books.unreadable) == (0, 1)
    assert "Outlook" in lines(store, LedgerState.UNREADABLE)[0].reason
    mailbox.mails[1] = numbered(1)
    later(store, hours=1)
    assert read(store, mailbox).imported == 1


def test_a_mail_about_exchanges_excuses_is_a_mail(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(mail("It says: Microsoft Exchange Server, retrieval using the IMAP4 protocol failed"))
    assert read(store, mailbox).imported == 1


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Two and a half pieces."""
    monkeypatch.setattr(mail_pulling, "LARGE_BYTES", PART_BYTES)
    bulk = part("0123456789abcde\n" * (PART_BYTES * 5 // 2 // 16), "application/octet-stream")
    return b"Received: from a by mx.example; id 1\r\n" + mixed(
        part("A pothole"), bulk, Message_ID="<1@example.org>"
    )


def test_a_large_mail_comes_in_pieces_and_goes_on_where_the_connection_broke(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes
) -> None:
    """P3: no piece is fetched twice, and no other mail waits for it."""
    mailbox.deliver(large, numbered(2))
    mailbox.breaks_after = 2
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox)
    assert sqlite_store.files.parts() == ("1",)
    mailbox.breaks_after = None
    books = read(sqlite_store, mailbox)
    assert (books.imported, books.waiting) == (2, 0)
    assert mailbox.parts_asked == [(1, 0), (1, PART_BYTES), (1, 2 * PART_BYTES), (1, 2 * PART_BYTES)]
    with sqlite_store.reading() as session:
        digest = session.scalars(select(LedgerEntry.raw_sha256).where(LedgerEntry.uid == 1)).one() or ""
    assert sqlite_store.files.path(digest).read_bytes() == large
    assert sqlite_store.files.parts() == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: files.keep_part("1", PART_BYTES, b"written, and not yet in the books"),
        lambda files: files.keep_part("1", 17, b""),
        lambda files: files.drop_parts("1"),
    ],
    ids=["longer", "shorter", "lost"],
)
def test_what_a_power_cut_left_of_a_large_mail_is_never_trusted_beyond_the_books(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes, spoil: Callable[[FileStore], None]
) -> None:
    mailbox.deliver(large)
    mailbox.breaks_after = 1
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox)
    spoil(sqlite_store.files)
    mailbox.breaks_after = None
    assert read(sqlite_store, mailbox).imported == 1
    with sqlite_store.reading() as session:
        digest = session.scalars(select(LedgerEntry.raw_sha256)).one() or ""
    assert sqlite_store.files.path(digest).read_bytes() == large


def test_a_withheld_mail_of_a_folder_numbered_anew_is_counted_once(
    store: Store, mailbox: FakeMailbox
) -> None:
    """P1: what came in under its new number no longer stands among what could not be read."""
    mailbox.deliver(mail("Hole", Message_ID="<1@example.org>"))
    mailbox.refused = {1}
    mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    mailbox.renumber()
    mailbox.refused = set()
    books = mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    assert (books.unreadable, books.imported, books.gone, books.waiting) == (0, 1, 1, 0)


def test_a_large_mail_that_is_withheld_or_gone_is_booked_so(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(large, large.replace(b"<1@", b"<2@"))
    mailbox.refused = {1}
    measure = mail_pulling.MailPulling._measured
    monkeypatch.setattr(
        mail_pulling.MailPulling,
        "_measured",
        lambda *arguments: (measure(*arguments), mailbox.mails.pop(2, None))[0],
    )
    books = read(sqlite_store, mailbox)
    assert (books.unreadable, books.gone, books.waiting) == (1, 1, 0)


def test_what_is_left_of_a_large_mail_that_is_gone_is_dropped(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes
) -> None:
    mailbox.deliver(large)
    mailbox.breaks_after = 1
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox)
    mailbox.mails.clear()
    assert read(sqlite_store, mailbox).gone == 1
    assert sqlite_store.files.parts() == ()


def by_name(mailbox: FakeMailbox) -> None:
    mailbox.deliver(*(numbered(each) for each in range(12)))
    mailbox.remote_ids = {uid: f"M{uid}" for uid in mailbox.mails}


def by_header(mailbox: FakeMailbox) -> None:
    mailbox.deliver(*(delivered(each) for each in range(12)))


@pytest.mark.parametrize("fill", [by_name, by_header])
def test_a_renumbered_folder_is_recognised_without_fetching_it_again(
    store: Store, mailbox: FakeMailbox, fill: Callable[[FakeMailbox], None]
) -> None:
    """P1: once by the server's own name of a mail, once by the header it was delivered with."""
    fill(mailbox)
    read(store, mailbox)
    for generation in (1, 2):
        mailbox.renumber()
        mailbox.fetched.clear()
        books = read(store, mailbox)
        assert (books.imported, books.known, books.waiting) == (12, 12 * generation, 0)
        assert mailbox.fetched == []
    assert all(line.message_id and line.raw for line in lines(store, LedgerState.KNOWN))


def test_a_header_that_proves_nothing_is_not_believed(store: Store, mailbox: FakeMailbox) -> None:
    """A copier's mails have one number and no delivery line: only their content tells them apart."""
    mailbox.deliver(numbered(1, "page one"))
    read(store, mailbox)
    mailbox.renumber()
    mailbox.mails = {uid: numbered(1, "page two") for uid in mailbox.mails}
    assert read(store, mailbox).imported == 2


def test_a_mail_that_could_not_be_read_is_listed_once_however_often_the_folder_is_renumbered(
    store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(b"\0\1\2" * 50)
    read(store, mailbox)
    mailbox.renumber()
    books = read(store, mailbox)
    assert (books.unreadable, books.known) == (1, 1)


def test_two_mails_with_one_number_are_kept_and_it_is_said(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(numbered(1, "page one"), numbered(1, "page two"))
    read(store, mailbox)
    newest, oldest = lines(store, LedgerState.IMPORTED)
    assert "both are kept" in newest.reason
    assert "both are kept" not in oldest.reason


def test_a_mail_without_a_number_is_the_same_where_words_sender_and_date_are(
    store: Store, mailbox: FakeMailbox
) -> None:
    first = mail("Fix my street", Message_ID=None)
    again = b"Received: by other.example; Mon, 02 Nov 2026 09:31:00 -0600\r\n" + first
    hour_later = mail("Fix my street", Message_ID=None, Date="Mon, 02 Nov 2026 10:30:00 -0600")
    mailbox.deliver(first, again, hour_later)
    books = read(store, mailbox)
    assert (books.imported, books.known) == (2, 1)


def test_nothing_on_the_server_is_touched_unless_the_office_switched_it_on(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    """P1; and what came before it was switched on stays as it is."""
    mailbox.deliver(numbered(1))
    read(sqlite_store, mailbox)
    assert mailbox.tidied == []
    mailbox.deliver(numbered(2), b"\0\1\2" * 50)
    read(sqlite_store, mailbox, TIDY)
    assert mailbox.tidied == [("INBOX", 1, (2,), TIDY)]
    read(sqlite_store, mailbox, TIDY)
    assert len(mailbox.tidied) == 1


def test_a_server_that_will_not_tidy_is_asked_again_and_keeps_no_mail_out(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(numbered(1))
    mailbox.will_not_tidy = True
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox, TIDY)
    with sqlite_store.reading() as session:
        assert session.scalars(select(Message)).one()
    mailbox.will_not_tidy = False
    read(sqlite_store, mailbox, TIDY)
    assert [uids for _, _, uids, _ in mailbox.tidied] == [(1,), (1,)]


def test_a_mail_that_came_before_the_connection_broke_is_kept(store: Store, mailbox: FakeMailbox) -> None:
    mailbox.deliver(*(numbered(each) for each in range(5)))
    mailbox.breaks_after = 3
    with pytest.raises(MailboxUnreachableError):
        read(store, mailbox)
    with store.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 3
    mailbox.breaks_after, mailbox.fetched = None, []
    assert read(store, mailbox).imported == 5
    assert mailbox.fetched == [4, 5]


def test_a_file_that_cannot_be_kept_is_told_and_its_mail_waits(
    sqlite_store: Store, mailbox: FakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(numbered(1))

    def broken(*_: object) -> Iterator[object]:
        raise StoreError("The disk is broken.")

    with monkeypatch.context() as patched:
        patched.setattr(FileStore, "keep_all", broken)
        with pytest.raises(StoreError):
            read(sqlite_store, mailbox)
    assert read(sqlite_store, mailbox).imported == 1


def by_content(mailbox: FakeMailbox) -> None:
    mailbox.deliver(*(numbered(each) for each in range(12)))


@pytest.mark.parametrize("fill", [by_name, by_header, by_content])
def test_a_renumbered_folder_makes_no_old_mail_a_new_one_to_be_tidied(
    sqlite_store: Store, mailbox: FakeMailbox, fill: Callable[[FakeMailbox], None]
) -> None:
    """P1: what came before the switch stays as it was; what was done is done once; what waits waits on."""
    fill(mailbox)
    read(sqlite_store, mailbox)
    mailbox.deliver(delivered(50))
    read(sqlite_store, mailbox, TIDY)
    mailbox.deliver(delivered(51))
    mailbox.will_not_tidy = True
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox, TIDY)
    mailbox.will_not_tidy = False
    mailbox.tidied.clear()
    mailbox.renumber()
    read(sqlite_store, mailbox, TIDY)
    assert mailbox.tidied == [("INBOX", 2, (114,), TIDY)]
    mailbox.renumber()
    read(sqlite_store, mailbox, TIDY)
    assert len(mailbox.tidied) == 1


def test_a_second_copy_of_a_new_mail_is_tidied_too_and_one_that_nobody_could_read_never(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    read(sqlite_store, mailbox, TIDY)
    mailbox.deliver(numbered(1), b"\0\1\2" * 50)
    read(sqlite_store, mailbox, TIDY)
    mailbox.deliver(numbered(1), b"\0\1\2" * 50)
    read(sqlite_store, mailbox, TIDY)
    assert [uids for _, _, uids, _ in mailbox.tidied] == [(1,), (3,)]


@pytest.mark.parametrize("at_once", [True, False], ids=["while fetched", "while withheld"])
def test_a_mail_that_the_server_denied_for_a_while_is_fetched_when_it_shows_it_again(
    sqlite_store: Store, mailbox: FakeMailbox, *, at_once: bool
) -> None:
    """P1: Exchange answers OK with nothing at times; no number is given twice (RFC 3501, 2.3.1.1)."""
    mailbox.deliver(numbered(1), numbered(2))
    if at_once:
        mailbox.gone_later = {2}
    else:
        mailbox.refused = {2}
        assert read(sqlite_store, mailbox).unreadable == 1
        del mailbox.mails[2]
    assert read(sqlite_store, mailbox).gone == 1
    mailbox.gone_later, mailbox.refused = set(), set()
    mailbox.mails[2] = numbered(2)
    books = read(sqlite_store, mailbox)
    assert (books.shown, books.imported, books.gone) == (2, 2, 0)


def test_a_mail_at_which_the_connection_breaks_every_time_stops_no_other(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    """P1: servers hang up at a mail whose file is damaged; it is asked for last and alone, then listed."""
    mailbox.deliver(*(numbered(each) for each in range(4)))
    mailbox.poison = {2}
    for number, imported in enumerate((0, 1, 3)):
        with pytest.raises(MailboxUnreachableError):
            read(sqlite_store, mailbox)
        with sqlite_store.reading() as session:
            assert len(session.scalars(select(Message)).all()) == imported
        mailbox.deliver(numbered(10 + number))
    books = read(sqlite_store, mailbox)
    assert (books.imported, books.unreadable, books.waiting) == (6, 1, 0)
    (line,) = lines(sqlite_store, LedgerState.UNREADABLE)
    assert "broke each time" in line.reason
    mailbox.poison = set()
    later(sqlite_store, days=2)
    assert read(sqlite_store, mailbox).imported == 7


@pytest.mark.parametrize("again", ["a copy", "numbered anew"])
def test_a_mail_left_alone_is_tidied_with_its_copies_once_somebody_has_looked(
    sqlite_store: Store, mailbox: FakeMailbox, again: str
) -> None:
    """P1: what may still be a resident's problem stays unread in Outlook, wherever it shows up again."""
    read(sqlite_store, mailbox, TIDY)
    answers_nothing = mail("Still there", In_Reply_To="<x@example.org>", Message_ID="<25@example.org>")
    mailbox.deliver(answers_nothing)
    assert read(sqlite_store, mailbox, TIDY).left_alone == 1
    if again == "a copy":
        mailbox.deliver(answers_nothing)
    else:
        mailbox.renumber()
    assert read(sqlite_store, mailbox, TIDY).known == 1
    assert mailbox.tidied == []
    with sqlite_store.writing() as session:
        (line,) = lines(sqlite_store, LedgerState.LEFT_ALONE)
        settle_look(session, sqlite_store.now(), ledger_id=line.ledger_id)
    read(sqlite_store, mailbox, TIDY)
    (tidied,) = mailbox.tidied
    assert tidied == (("INBOX", 1, (1, 2), TIDY) if again == "a copy" else ("INBOX", 2, (101,), TIDY))


def test_the_folder_that_mail_is_moved_to_is_never_tidied(sqlite_store: Store, mailbox: FakeMailbox) -> None:
    """Moved to where it is, each mail would come as a new one for ever."""
    mailbox.deliver(numbered(1))
    wish = TidyWish(mark_seen=True, move_to="inbox")
    read(sqlite_store, mailbox, wish)
    assert mailbox.tidied == []


def test_two_mails_handed_over_as_nothing_are_two_that_come_later(store: Store, mailbox: FakeMailbox) -> None:
    """P1."""
    mailbox.deliver(b"", b"\r\n", numbered(3))
    books = read(store, mailbox)
    assert (books.imported, books.known, books.unreadable) == (1, 0, 2)
    mailbox.mails.update({1: numbered(1), 2: numbered(2)})
    later(store, minutes=11)
    assert read(store, mailbox).imported == 3


@pytest.mark.parametrize("cut", [PART_BYTES // 2, PART_BYTES * 2 // 3])
def test_a_server_that_cuts_pieces_short_gives_the_whole_mail(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes, cut: int
) -> None:
    """P1: a short piece is no end while more was told of."""
    mailbox.deliver(large)
    mailbox.cut = cut
    assert read(sqlite_store, mailbox).imported == 1
    (line,) = lines(sqlite_store, LedgerState.IMPORTED)
    assert line.raw is not None
    assert line.raw.read_bytes() == large
    assert "bytes" not in line.reason


def test_a_large_mail_of_which_more_was_told_than_given_says_so(
    sqlite_store: Store, mailbox: FakeMailbox, large: bytes
) -> None:
    mailbox.deliver(large)
    mailbox.told_bytes = len(large) + 5_000
    assert read(sqlite_store, mailbox).imported == 1
    (line,) = lines(sqlite_store, LedgerState.IMPORTED)
    assert f"gave {len(large):,}" in line.reason


@pytest.mark.parametrize("folders", [("Gone", "INBOX", "Photos"), ("INBOX", "Photos", "Gone")])
def test_a_folder_that_is_missing_keeps_no_other_out_and_is_told(
    sqlite_store: Store, mailbox: FakeMailbox, folders: tuple[str, ...]
) -> None:
    mailbox.deliver(numbered(1))
    mailbox.send(numbered(2))
    mailbox.others, mailbox.missing = {"Photos": {1: numbered(3)}}, {"Gone"}
    intake = MailIntake(sqlite_store, mailbox, folders, mail_reading(sqlite_store))
    with pytest.raises(MailboxUnreachableError, match="named Gone"):
        intake.run(PROGRAM, no_progress, never)
    assert len(lines(sqlite_store, LedgerState.IMPORTED)) == 3


def test_each_folder_that_will_not_be_tidied_is_read_and_it_is_said_once(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(numbered(1))
    mailbox.others, mailbox.will_not_tidy = {"Photos": {1: numbered(3)}}, True
    intake = MailIntake(sqlite_store, mailbox, ("INBOX", "Photos"), mail_reading(sqlite_store), TIDY)
    with pytest.raises(MailboxUnreachableError) as trouble:
        intake.run(PROGRAM, no_progress, never)
    assert str(trouble.value) == "The server would not."
    assert len(lines(sqlite_store, LedgerState.IMPORTED)) == 2


def test_a_server_that_will_not_list_its_folders_keeps_only_the_sent_folder_out(
    sqlite_store: Store, mailbox: FakeMailbox
) -> None:
    mailbox.deliver(numbered(1))
    mailbox.will_not_list = True
    with pytest.raises(MailboxUnreachableError, match="list its folders"):
        read(sqlite_store, mailbox)
    assert len(lines(sqlite_store, LedgerState.IMPORTED)) == 1


def test_many_mails_are_booked_a_batch_at_a_time_and_a_kill_between_loses_none(
    sqlite_store: Store, mailbox: FakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1, P3: nobody at a desk waits for 20,000 mails to be booked."""
    uids = range(1, 1_203)
    mailbox.mails = dict.fromkeys(uids, b"")
    booked: list[int] = []

    def some(*arguments: Any, tidy_due: bool) -> None:  # noqa: ANN401 - handed on
        if len(booked) == 2:
            raise KeyboardInterrupt
        booked.append(len(arguments[2]))
        book_uids(*arguments, tidy_due=tidy_due)

    with monkeypatch.context() as patched:
        patched.setattr(mail_pulling, "book_uids", some)
        with pytest.raises(KeyboardInterrupt):
            read(sqlite_store, mailbox)
    assert booked == [500, 500]
    mailbox.breaks_after = 0
    with pytest.raises(MailboxUnreachableError):
        read(sqlite_store, mailbox)
    with sqlite_store.reading() as session:
        assert list(session.scalars(select(LedgerEntry.uid).order_by(LedgerEntry.id))) == list(uids)

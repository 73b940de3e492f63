"""The intake against a real Dovecot, on a bad network and with others in the mailbox (P1, P3)."""

import os
import select
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.databases import migrated_file
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import PROGRAM, mail_intake, never, no_progress
from tests.mail.mails import mail, mixed, part, picture
from tests.mail.proxies import BadProxy, FarProxy
from wardoffice.domain.books import MailBooks
from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.ports import MailFacts, TidyWish
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.session import ImapSession
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.office.mail_intake import NO_WISH
from wardoffice.office.mail_pulling import MailPulling
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.leases import lease
from wardoffice.store.store import Store

__all__ = ["dovecot", "mailbox_account", "migrated_file"]

pytestmark = [pytest.mark.long, pytest.mark.dovecot]

OFFSETS = (10, 120, 400, 900, 2_000, 5_000, 60_000, 205_000, 212_000)
"""How many of the server's bytes come through: in the greeting, the sign-in, the list, and inside mails."""


@contextmanager
def opened(folder: Path, schema: Path) -> Iterator[Store]:
    folder.mkdir(exist_ok=True)
    if not (folder / "office.sqlite").exists():
        shutil.copyfile(schema, folder / "office.sqlite")
    store = Store(sqlite_url(folder / "office.sqlite"), FileStore(folder))
    try:
        yield store
    finally:
        store.close()


def mailbox_of(account: Account, port: int = 0, patience: float = 20) -> ImapMailbox:
    server = account.server
    return ImapMailbox(
        server.host,
        port or server.port,
        account.user,
        PasswordSignIn(account.user, lambda: PASSWORD),
        tls=False,
        connect_seconds=patience,
        read_seconds=patience,
    )


def read(store: Store, mailbox: ImapMailbox, wish: TidyWish = NO_WISH) -> MailBooks:
    return mail_intake(store, mailbox, wish=wish).run(PROGRAM, no_progress, never)


def delivered(number: int, body: str = "") -> bytes:
    """With the line that the office's own server writes at delivery."""
    line = f"Received: from a by mx.example with LMTP id {number}; Mon, 02 Nov 2026 09:31:00 -0600\r\n"
    return line.encode() + mail(body or f"Pothole number {number}", Message_ID=f"<{number}@example.org>")


def a_few() -> list[bytes]:
    long = mixed(part("See"), picture(os.urandom(150_000)), Message_ID="<photo@example.org>")
    return [*(delivered(each) for each in range(3)), long, delivered(4), delivered(5)]


@pytest.mark.parametrize("way", ["cut", "reset", "stall"])
def test_a_connection_that_ends_at_any_byte_loses_and_doubles_nothing(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path, way: str
) -> None:
    """P1, P3: what came is kept, the rest waits, and no flag changes."""
    mailbox_account.deliver(*a_few())
    flags = mailbox_account.flags()
    server = mailbox_account.server
    broke = 0
    for offset in OFFSETS:
        with opened(tmp_path / f"{offset}", migrated_file) as store:
            with BadProxy(server.host, server.port, offset, cut=way == "cut", reset=way == "reset") as proxy:
                try:
                    read(store, mailbox_of(mailbox_account, proxy.port, patience=0.3))
                except MailboxUnreachableError:
                    broke += 1
            books = read(store, mailbox_of(mailbox_account))
            assert books == MailBooks(imported=6, on_server=6), f"after {offset} bytes"
    assert broke >= len(OFFSETS) - 1
    assert mailbox_account.flags() == flags


def test_a_folder_that_the_server_numbers_anew_brings_nothing_in_twice(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[int] = []
    fetch = ImapSession.fetch

    def counted(self: ImapSession, mails: dict[int, MailFacts]) -> object:
        fetched.extend(mails)
        return fetch(self, mails)

    monkeypatch.setattr(ImapSession, "fetch", counted)
    mailbox_account.deliver(*(delivered(each) for each in range(8)))
    with opened(tmp_path, migrated_file) as store:
        assert read(store, mailbox_of(mailbox_account)).imported == 8
        mailbox_account.server.doveadm(
            "mailbox", "update", "--uid-validity", "4242", "-u", mailbox_account.user, "INBOX"
        )
        mailbox_account.deliver(delivered(8))
        books = read(store, mailbox_of(mailbox_account))
    assert books == MailBooks(imported=9, known=8, on_server=9)
    assert sorted(fetched) == [*range(1, 10)], "each mail was fetched once"


@pytest.mark.parametrize("what", ["expunge", "kick"])
def test_a_mail_deleted_or_a_session_ended_by_others_in_the_middle_loses_nothing(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    mailbox_account.deliver(*(delivered(each) for each in range(6)))
    measure = ImapSession.measure

    def then_disturbed(self: ImapSession, uids: list[int]) -> dict[int, MailFacts]:
        facts = measure(self, uids)
        if what == "expunge":
            mailbox_account.expunge(2)
        else:
            mailbox_account.server.doveadm("kick", mailbox_account.user)
            # The server's last words, or the end: until then it may still answer the next command.
            assert select.select([self._line.client.socket()], [], [], 20)[0], "nobody was kicked"
        return facts

    ended = pytest.raises(MailboxUnreachableError) if what == "kick" else nullcontext()
    with opened(tmp_path, migrated_file) as store:
        with monkeypatch.context() as patched:
            patched.setattr(ImapSession, "measure", then_disturbed)
            with ended:
                read(store, mailbox_of(mailbox_account))
        books = read(store, mailbox_of(mailbox_account))
    gone = int(what == "expunge")
    assert books == MailBooks(imported=6 - gone, gone=gone, on_server=6 - gone)


def test_a_server_far_away_is_asked_in_few_round_trips(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path
) -> None:
    """50 ms away, 200 mails asked for one by one would take 10 s and more."""
    mailbox_account.deliver(*(delivered(each) for each in range(200)))
    server = mailbox_account.server
    with FarProxy(server.host, server.port, 0.025) as proxy, opened(tmp_path, migrated_file) as store:
        mailbox = mailbox_of(mailbox_account, proxy.port)
        pulling = MailPulling(store, mailbox.account, NO_WISH)
        with lease(store, "test") as held, mailbox.connect() as session:
            folder = pulling.open(held, session, "INBOX")
            came = sum(len(batch) for batch in pulling.pull(held, session, folder, never))
    assert came == 200
    assert 0 < proxy.questions < 20


def held_open() -> tuple[int, int]:
    """How many files and threads this process has."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()


def test_reading_again_and_again_holds_no_sockets_and_no_threads(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path
) -> None:
    """A week without a restart is some thousand readings."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("open files are counted on Linux only")
    mailbox_account.deliver(delivered(1))
    with opened(tmp_path, migrated_file) as store:
        mailbox = mailbox_of(mailbox_account)
        for _ in range(3):
            read(store, mailbox)
        before = held_open()
        for _ in range(40):
            read(store, mailbox)
        assert held_open() == before


def test_the_server_tells_of_new_mail_and_of_nothing_else(mailbox_account: Account) -> None:
    mailbox_account.deliver(delivered(1))
    with mailbox_of(mailbox_account).connect() as session:
        session.open_folder("INBOX")
        assert session.can_wait
        assert not session.wait_for_news(0.1)
        deliver = threading.Thread(target=mailbox_account.deliver, args=(delivered(2),))
        deliver.start()
        assert session.wait_for_news(20)
        deliver.join()
        assert len(session.open_folder("INBOX").uids) == 2


def test_a_connection_that_dies_while_waiting_is_noticed(mailbox_account: Account) -> None:
    """The library says "nothing new" of it, at once and for ever."""
    server = mailbox_account.server
    with mailbox_of(mailbox_account).connect() as session:
        session.open_folder("INBOX")
        kick = threading.Thread(target=server.doveadm, args=("kick", mailbox_account.user))
        kick.start()
        with pytest.raises(MailboxUnreachableError):
            session.wait_for_news(20)
        kick.join()


def test_mail_is_marked_labelled_and_moved_only_once_it_is_in(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path
) -> None:
    """P1: and only where the office wants it; what came before stays as it was."""
    mailbox_account.create("Done")
    with opened(tmp_path, migrated_file) as store:
        mailbox_account.deliver(delivered(1))
        read(store, mailbox_of(mailbox_account))
        mailbox_account.deliver(delivered(2))
        read(store, mailbox_of(mailbox_account), TidyWish(mark_seen=True, label="WardOffice"))
        first, second = mailbox_account.flags()
        assert b"Seen" not in first
        assert b"\\Seen" in second
        assert b"WardOffice" in second
        mailbox_account.deliver(delivered(3))
        assert read(store, mailbox_of(mailbox_account), TidyWish(move_to="Done")).imported == 3
        assert len(mailbox_account.flags()) == 2
        assert len(mailbox_account.flags("Done")) == 1
        books = read(store, mailbox_of(mailbox_account), TidyWish(move_to="Done"))
        assert books == MailBooks(imported=3, on_server=2)


def test_a_folder_to_move_to_that_is_not_there_is_told_and_the_mail_is_in(
    mailbox_account: Account, tmp_path: Path, migrated_file: Path
) -> None:
    mailbox_account.deliver(delivered(1))
    with opened(tmp_path, migrated_file) as store:
        with pytest.raises(MailboxUnreachableError, match="move"):
            read(store, mailbox_of(mailbox_account), TidyWish(move_to="Nowhere"))
        assert len(mailbox_account.flags()) == 1
        assert read(store, mailbox_of(mailbox_account)).imported == 1


def test_mails_under_numbers_of_another_generation_are_not_touched(mailbox_account: Account) -> None:
    mailbox_account.deliver(delivered(1))
    flags = mailbox_account.flags()
    with mailbox_of(mailbox_account).connect() as session:
        session.tidy("INBOX", 4242, [1], TidyWish(mark_seen=True))
    assert mailbox_account.flags() == flags

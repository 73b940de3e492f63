"""The mailbox against a real Dovecot (P1: nothing lost, doubled, or marked read)."""

import threading
from collections.abc import Callable

import pytest

from tests.dovecot import PASSWORD, Account, Dovecot
from tests.loopback import PATIENCE
from tests.mail.proxies import BadProxy
from wardoffice.domain.errors import (
    CancelledError,
    MailboxUnreachableError,
    SignInRefusedError,
    WardOfficeError,
)
from wardoffice.domain.ports import PART_BYTES, FetchedMail, Mailbox, MailSession
from wardoffice.mail import session
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.session import ImapSession
from wardoffice.mail.sign_in import PasswordSignIn

pytestmark = pytest.mark.dovecot


def mail(number: int, size: int = 0) -> bytes:
    head = f"From: ana@example.org\r\nSubject: Mail {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
    line = b"0123456789abcdef" * 4 + b"\r\n"
    return head.encode() + b"Pothole.\r\n" + line * (size // len(line))


def password_sign_in(password: str) -> PasswordSignIn:
    return PasswordSignIn("the mailbox", lambda: password)


def mailbox_of(account: Account, password: str = PASSWORD, *, tls: bool = True, port: int = 0) -> ImapMailbox:
    server = account.server
    default = server.tls_port if tls else server.port
    trusting = server.trusting() if tls else None
    return ImapMailbox(
        server.host, port or default, account.user, password_sign_in(password), tls=tls, ssl_context=trusting
    )


def fetched_of(open_session: MailSession) -> list[FetchedMail]:
    uids = open_session.open_folder("INBOX").uids
    return list(open_session.fetch(open_session.measure(uids)))


def everything_in(mailbox: Mailbox) -> list[FetchedMail]:
    with mailbox.connect() as open_session:
        return fetched_of(open_session)


@pytest.mark.parametrize("tls", [True, False])
def test_every_mail_comes_whole_and_in_order(mailbox_account: Account, tls: bool) -> None:  # noqa: FBT001 - pytest hands it over
    mails = [mail(number, size=number * 1000) for number in range(12)]
    mailbox_account.deliver(*mails)
    assert [each.raw for each in everything_in(mailbox_of(mailbox_account, tls=tls))] == mails


def test_reading_changes_no_flag(mailbox_account: Account) -> None:
    """P1: staff see as unread what they have not read, whatever we fetched."""
    mailbox_account.deliver(*(mail(number) for number in range(5)))
    before = mailbox_account.flags()
    assert len(everything_in(mailbox_of(mailbox_account))) == 5
    after = mailbox_account.flags()
    assert after == before
    assert not any(b"Seen" in line for line in after)


def test_the_folder_tells_its_generation_and_numbers(mailbox_account: Account) -> None:
    mailbox_account.deliver(*(mail(number) for number in range(3)))
    with mailbox_of(mailbox_account).connect() as open_session:
        first = open_session.open_folder("INBOX")
    mailbox_account.server.doveadm(
        "mailbox", "update", "--uid-validity", "4242", "-u", mailbox_account.user, "INBOX"
    )
    with mailbox_of(mailbox_account).connect() as open_session:
        second = open_session.open_folder("INBOX")
    assert first.uids == second.uids == (1, 2, 3)
    assert first.uid_validity != second.uid_validity == 4242


def test_an_empty_folder_has_no_mail(mailbox_account: Account) -> None:
    assert everything_in(mailbox_of(mailbox_account)) == []


def test_a_mail_expunged_between_listing_and_fetching_is_gone_and_the_rest_comes(
    mailbox_account: Account,
) -> None:
    mailbox_account.deliver(*(mail(number) for number in range(4)))
    with mailbox_of(mailbox_account).connect() as open_session:
        uids = open_session.open_folder("INBOX").uids
        facts = open_session.measure(uids)
        mailbox_account.expunge(uids[1])
        fetched = list(open_session.fetch(facts))
        assert [each.uid for each in fetched] == [uids[0], uids[2], uids[3]]
        assert all(each.raw for each in fetched)
        assert uids[1] not in open_session.measure(uids)


def test_a_large_mail_can_be_had_in_parts(mailbox_account: Account) -> None:
    whole = mail(1, size=3_000_000)
    mailbox_account.deliver(whole)
    with mailbox_of(mailbox_account).connect() as open_session:
        open_session.open_folder("INBOX")
        parts = [open_session.fetch_part(1, offset) for offset in range(0, len(whole), PART_BYTES)]
        assert b"".join(part or b"" for part in parts) == whole
        assert open_session.fetch_part(1, len(whole)) == b""
        assert open_session.fetch_part(2, 0) is None


def test_mail_is_fetched_in_bounded_batches(
    mailbox_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BATCH_MAILS", 7)
    mails = [mail(number) for number in range(20)]
    mailbox_account.deliver(*mails)
    assert [each.raw for each in everything_in(mailbox_of(mailbox_account))] == mails


def test_uids_are_listed_in_ranges_where_a_line_would_be_too_long(
    mailbox_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_UIDS_A_LINE", 3)
    mailbox_account.deliver(*(mail(number) for number in range(11)))
    mailbox_account.expunge(4)
    mailbox_account.expunge(5)
    mailbox_account.expunge(6)
    with mailbox_of(mailbox_account).connect() as open_session:
        assert open_session.open_folder("INBOX").uids == (1, 2, 3, 7, 8, 9, 10, 11)


def test_a_wrong_password_is_a_sentence_and_not_a_broken_connection(mailbox_account: Account) -> None:
    with pytest.raises(SignInRefusedError) as caught, mailbox_of(mailbox_account, "wrong").connect():
        pass
    assert "password" in str(caught.value)
    assert "wrong" not in str(caught.value)


def test_a_password_with_other_letters_is_refused_and_not_a_crash(mailbox_account: Account) -> None:
    with pytest.raises(SignInRefusedError), mailbox_of(mailbox_account, "zażółć").connect():
        pass


def test_an_unknown_folder_is_named(mailbox_account: Account) -> None:
    with (
        mailbox_of(mailbox_account).connect() as open_session,
        pytest.raises(MailboxUnreachableError, match="Nowhere"),
    ):
        open_session.open_folder("Nowhere")


def test_a_server_that_cannot_prove_its_name_gets_no_password(dovecot: Dovecot) -> None:
    """P9: an unknown certificate ends the connection before the sign-in."""

    def password() -> str:
        pytest.fail("the password was asked for")

    strange = ImapMailbox(dovecot.host, dovecot.tls_port, "desk1", PasswordSignIn("desk1", password))
    with pytest.raises(MailboxUnreachableError, match="prove"), strange.connect():
        pass


def test_bodies_are_not_logged_by_the_library(mailbox_account: Account) -> None:
    """imapclient formats every body at debug 5; this fails when a new release hides the switch elsewhere."""
    with mailbox_of(mailbox_account).connect() as open_session:
        assert isinstance(open_session, ImapSession)
        client = open_session._line.client
        assert client._imap.debug == 0
        assert "debug" in vars(client._imap)


def test_connections_have_time_limits(mailbox_account: Account) -> None:
    with mailbox_of(mailbox_account).connect() as open_session:
        assert isinstance(open_session, ImapSession)
        assert open_session._line.client.socket().gettimeout() == 60


def in_a_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except WardOfficeError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, caught


@pytest.mark.parametrize("tls", [True, False])
@pytest.mark.parametrize("bytes_through", [0, 400_000])
def test_abort_ends_a_stalled_server_at_once(
    mailbox_account: Account,
    tls: bool,  # noqa: FBT001 - pytest hands it over
    bytes_through: int,
) -> None:
    mailbox_account.deliver(mail(1, size=2_000_000))
    server = mailbox_account.server
    with BadProxy(server.host, server.tls_port if tls else server.port, bytes_through) as proxy:
        mailbox = mailbox_of(mailbox_account, tls=tls, port=proxy.port)
        thread, caught = in_a_thread(lambda: everything_in(mailbox))
        assert proxy.misbehaved.wait(20)
        mailbox.abort()
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert [type(error) for error in caught] == [CancelledError]


def test_an_aborted_mailbox_can_be_read_again(mailbox_account: Account) -> None:
    mailbox_account.deliver(mail(1))
    mailbox = mailbox_of(mailbox_account)
    with mailbox.connect() as open_session:
        mailbox.abort()
        with pytest.raises(CancelledError):
            open_session.open_folder("INBOX")
    assert len(everything_in(mailbox)) == 1


@pytest.mark.parametrize("bytes_through", [10, 300, 100_000])
def test_a_cut_connection_is_told_and_hands_over_no_half_mail(
    mailbox_account: Account, bytes_through: int
) -> None:
    """P1: a mail counts as read only when all of it came."""
    mailbox_account.deliver(mail(1, size=2_000_000))
    server = mailbox_account.server
    got: list[FetchedMail] = []
    with BadProxy(server.host, server.port, bytes_through, cut=True) as proxy:
        mailbox = mailbox_of(mailbox_account, tls=False, port=proxy.port)
        with pytest.raises(MailboxUnreachableError), mailbox.connect() as open_session:
            got.extend(fetched_of(open_session))
    assert got == []

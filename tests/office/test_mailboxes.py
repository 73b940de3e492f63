"""Several mailboxes: each with its own books, lease and trouble, and one word for all of them (P1)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tests.databases import Clock
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, mailboxes, never, no_progress
from tests.mail.mails import mail
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import (
    CancelledError,
    CannotDoError,
    MailboxUnreachableError,
    NotAllowedError,
    SecretsError,
    SignInRefusedError,
)
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Cancelled, MailSession
from wardoffice.mail.sign_in import Password, PasswordSignIn, SignIn
from wardoffice.mail.sign_in_browser import OpenPage
from wardoffice.mail.sign_in_tokens import TokenSignIn
from wardoffice.office.mailboxes import Mailboxes
from wardoffice.office.signing_in import MailDoor, SigningIn
from wardoffice.office.sync import MAIL, Sync
from wardoffice.store.leases import lease
from wardoffice.store.store import Store
from wardoffice.system.secrets import MemorySecrets

STAFF = Actor(1, "Maria R.", Role.STAFF)


@dataclass
class ShutMailbox(FakeMailbox):
    """Lets nobody in while ``error`` is set."""

    error: Exception | None = None

    @contextmanager
    def connect(self) -> Iterator[MailSession]:
        if self.error is not None:
            raise self.error
        with super().connect() as session:
            yield session


def refusal() -> SignInRefusedError:
    return SignInRefusedError("The mail server does not accept the password.", "Safe.", "Sign in.")


@pytest.fixture
def first() -> FakeMailbox:
    return FakeMailbox({1: mail(Message_ID="<1@x.org>"), 2: mail(Message_ID="<2@x.org>")}, account="a@x.org")


@pytest.fixture
def second() -> ShutMailbox:
    return ShutMailbox({1: mail(Message_ID="<3@x.org>")}, account="b@x.org")


def test_each_mailbox_has_its_own_books_and_the_report_adds_them_up(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    both = mailboxes(sqlite_store, first, second)
    assert both.run(PROGRAM, no_progress, never) == ""
    states = both.states(PROGRAM)
    assert [(each.account, each.books.imported, each.books.on_server) for each in states] == [
        ("a@x.org", 2, 2),
        ("b@x.org", 1, 1),
    ]
    assert all(each.read_at for each in states)
    said = Sync(sqlite_store, None, "x", both).run(PROGRAM, lambda *_: None, never)
    assert said.mail.imported == 3
    told = said.as_dict()["mail"]
    assert [each["account"] for each in told["mailboxes"]] == ["a@x.org", "b@x.org"]
    assert sum(each["shown"] for each in told["mailboxes"]) == told["shown"]


def test_the_same_mail_in_two_mailboxes_is_one_message(sqlite_store: Store, first: FakeMailbox) -> None:
    """P1: sent to both, it is known already in the second."""
    other = FakeMailbox(dict(first.mails), account="b@x.org")
    both = mailboxes(sqlite_store, first, other)
    both.run(PROGRAM, no_progress, never)
    books = [each.books for each in both.states(PROGRAM)]
    assert sum(each.imported for each in books) == 2
    assert sum(each.known for each in books) == 2


def test_trouble_of_one_keeps_no_mail_of_another_out_and_is_counted(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    second.error = MailboxUnreachableError("It does not answer.", "Nothing is lost.", "It is tried again.")
    both = mailboxes(sqlite_store, first, second)
    said = both.run(PROGRAM, no_progress, never)
    assert said.startswith("1 of 2 mailboxes could not be read. b@x.org: It does not answer.")
    good, bad = both.states(PROGRAM)
    assert (good.books.imported, good.trouble) == (2, "")
    assert (bad.read_at, bad.wants_sign_in) == (None, False)
    state = Sync(sqlite_store, None, "x", both).state(PROGRAM)
    assert state.mail_read_at is None, "the mail was read when the last mailbox was"
    assert state.mail_trouble == said
    assert state.wants_sign_in == ()


def test_the_last_good_reading_of_each_is_kept_beside_its_trouble(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    both = mailboxes(sqlite_store, first, second)
    both.run(PROGRAM, no_progress, never)
    before = both.states(PROGRAM)[1].read_at
    assert isinstance(sqlite_store.now, Clock)
    sqlite_store.now.forward(hours=1)
    second.error = refusal()
    both.run(PROGRAM, no_progress, never)
    good, bad = both.states(PROGRAM)
    assert bad.read_at == before
    assert good.read_at is not None
    assert before is not None
    assert good.read_at > before + timedelta(minutes=59)
    assert Sync(sqlite_store, None, "x", both).state(PROGRAM).mail_read_at == before


def test_a_refused_sign_in_is_nobodys_mail_and_says_who_must_sign_in(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    """A login failure is never counted as a mail that could not be read."""
    second.error = refusal()
    both = mailboxes(sqlite_store, first, second)
    sync = Sync(sqlite_store, None, "x", both)
    said = sync.run(PROGRAM, lambda *_: None, never)
    assert (said.mail.unreadable, said.mail.waiting, said.mail.shown) == (0, 0, 2)
    assert list(said.troubles) == [MAIL]
    (wanting,) = sync.state(PROGRAM).wants_sign_in
    assert wanting.account == "b@x.org"
    second.error = None
    sync.run(PROGRAM, lambda *_: None, never)
    assert sync.state(PROGRAM).wants_sign_in == ()


def test_one_that_another_program_reads_keeps_no_other_waiting(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    both = mailboxes(sqlite_store, first, second)
    with lease(sqlite_store, "mailbox b@x.org"):
        told = both.run(PROGRAM, no_progress, never)
    assert told == "b@x.org: another program is reading this mailbox; what it reads appears here."
    assert [each.books.imported for each in both.states(PROGRAM)] == [2, 0]
    assert [each.trouble for each in both.states(PROGRAM)] == ["", ""]


def test_one_that_hangs_keeps_no_other_waiting_and_is_ended_by_stopping(
    sqlite_store: Store, first: FakeMailbox
) -> None:
    stop = threading.Event()

    @dataclass
    class Hanging(FakeMailbox):
        hung_up: threading.Event = field(default_factory=threading.Event)

        @contextmanager
        def connect(self) -> Iterator[MailSession]:
            if self.hung_up.wait(20):
                raise CancelledError
            with super().connect() as session:
                yield session

        def abort(self) -> None:
            self.hung_up.set()

    def told(_done: int, _total: int | None) -> None:
        stop.set()  # the good one was read to its end while the other hangs

    with pytest.raises(CancelledError):
        mailboxes(sqlite_store, Hanging(account="b@x.org"), first).run(
            PROGRAM, told, lambda: stop.is_set() and len(imported(sqlite_store, first)) == 2
        )
    assert len(imported(sqlite_store, first)) == 2


def imported(store: Store, mailbox: FakeMailbox) -> range:
    (state,) = mailboxes(store, mailbox).states(PROGRAM)
    return range(state.books.imported)


def test_how_far_all_of_them_are_is_added_up(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    seen: list[tuple[int, int | None]] = []
    mailboxes(sqlite_store, first, second).run(PROGRAM, lambda *far: seen.append(far), never)
    assert seen[-1] == (3, 3)


@dataclass
class FakeTokens:
    """Implements TokenProvider: whoever answers the page gets a token."""

    name: str = "Microsoft"
    refused: bool = False

    def token(self, kept: str, *, fresh: bool) -> tuple[str, str]:
        return f"token of {kept}", kept

    def ask(self, open_page: OpenPage, _cancelled: Cancelled) -> str:
        open_page("https://sign.in/")
        return "kept"


class TestSigningIn:
    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return MemorySecrets({"mail:b@x.org": "old"})

    def _signing_in(
        self, store: Store, secrets: MemorySecrets, mailbox: ShutMailbox, right: str = "right"
    ) -> tuple[SigningIn, Mailboxes, list[SignIn]]:
        """One mailbox that lets in who brings the ``right`` password, or any token."""
        tried: list[SignIn] = []
        password = PasswordSignIn("b@x.org", lambda: secrets.get("mail:b@x.org") or "")

        def opened_with(sign_in: SignIn) -> ShutMailbox:
            tried.append(sign_in)
            credential = sign_in.credential()
            good = not isinstance(credential, Password) or credential.words == right
            return replace(mailbox, error=None if good else refusal())

        tokens = TokenSignIn("c@x.org", FakeTokens(), secrets, "mail-sign-in:c@x.org")
        doors = [
            MailDoor("b@x.org", SignInWay.PASSWORD, password, opened_with, "mail:b@x.org"),
            MailDoor("c@x.org", SignInWay.MICROSOFT, tokens, opened_with, "mail:c@x.org"),
        ]
        both = Mailboxes(store, [mail_intake(store, mailbox)])
        return SigningIn(both, doors, secrets), both, tried

    def test_a_password_the_server_takes_is_kept_and_the_mailbox_wants_nothing_more(
        self, sqlite_store: Store, secrets: MemorySecrets, second: ShutMailbox
    ) -> None:
        second.error = refusal()
        signing_in, both, _ = self._signing_in(sqlite_store, secrets, second)
        both.run(PROGRAM, no_progress, never)
        assert both.states(PROGRAM)[0].wants_sign_in
        signing_in.with_password(STAFF, "b@x.org", "right", never)
        assert secrets.get("mail:b@x.org") == "right"
        (state,) = both.states(PROGRAM)
        assert (state.wants_sign_in, state.trouble) == (False, "")

    def test_one_it_does_not_take_is_not_kept(
        self, sqlite_store: Store, secrets: MemorySecrets, second: ShutMailbox
    ) -> None:
        signing_in, _, _ = self._signing_in(sqlite_store, secrets, second)
        with pytest.raises(SignInRefusedError):
            signing_in.with_password(STAFF, "b@x.org", "wrong", never)
        assert secrets.get("mail:b@x.org") == "old"

    def test_the_browser_brings_tokens_which_are_tried_too(
        self, sqlite_store: Store, secrets: MemorySecrets, second: ShutMailbox
    ) -> None:
        signing_in, _, tried = self._signing_in(sqlite_store, secrets, second)
        pages: list[str] = []

        def open_page(address: str) -> bool:
            pages.append(address)
            return True

        signing_in.in_browser(STAFF, "c@x.org", open_page, never)
        assert pages == ["https://sign.in/"]
        assert secrets.get("mail-sign-in:c@x.org") == "kept"
        assert len(tried) == 1

    def test_each_mailbox_has_its_own_way_in(
        self, sqlite_store: Store, secrets: MemorySecrets, second: ShutMailbox
    ) -> None:
        signing_in, _, tried = self._signing_in(sqlite_store, secrets, second)
        with pytest.raises(CannotDoError, match="another way"):
            signing_in.in_browser(STAFF, "b@x.org", lambda _address: True, never)
        with pytest.raises(CannotDoError, match="another way"):
            signing_in.with_password(STAFF, "c@x.org", "right", never)
        with pytest.raises(CannotDoError, match=r"no mailbox z@x\.org"):
            signing_in.with_password(STAFF, "z@x.org", "right", never)
        assert signing_in.numbered(2) == ("c@x.org", SignInWay.MICROSOFT)
        for number in (0, 3, -1):
            with pytest.raises(CannotDoError, match="no mailbox"):
                signing_in.numbered(number)
        assert not tried

    def test_without_a_keyring_the_server_is_not_asked(
        self, sqlite_store: Store, second: ShutMailbox
    ) -> None:
        class NoKeyring(MemorySecrets):
            def get(self, name: str) -> str | None:
                raise SecretsError("There is no keyring.")

        signing_in, _, tried = self._signing_in(sqlite_store, NoKeyring(), second)
        with pytest.raises(SecretsError):
            signing_in.with_password(STAFF, "b@x.org", "right", never)
        with pytest.raises(SecretsError):
            signing_in.in_browser(STAFF, "c@x.org", lambda _address: True, never)
        assert not tried

    def test_a_volunteer_signs_nobody_in(
        self, sqlite_store: Store, secrets: MemorySecrets, second: ShutMailbox
    ) -> None:
        signing_in, _, _ = self._signing_in(sqlite_store, secrets, second)
        volunteer = replace(STAFF, role=Role.VOLUNTEER)
        with pytest.raises(NotAllowedError):
            signing_in.with_password(volunteer, "b@x.org", "right", never)
        with pytest.raises(NotAllowedError):
            signing_in.in_browser(volunteer, "c@x.org", lambda _address: True, never)


def test_a_server_that_asked_to_be_left_alone_is_not_asked_before_the_time_it_named(
    sqlite_store: Store,
) -> None:
    """Exchange throttles for minutes, and longer for those that keep on asking."""
    throttled = ShutMailbox(error=MailboxUnreachableError("Throttled.", wait_seconds=300))
    box = mailboxes(sqlite_store, throttled)
    assert box.run(PROGRAM, no_progress, never) == "Throttled."
    throttled.error = None
    throttled.deliver(mail())
    assert box.run(PROGRAM, no_progress, never) == "Throttled."
    now = sqlite_store.now() + timedelta(seconds=301)
    sqlite_store.now = lambda: now
    assert box.run(PROGRAM, no_progress, never) == ""


def test_a_mistake_of_the_program_in_one_mailbox_is_told_and_keeps_no_other_out(
    sqlite_store: Store, first: FakeMailbox, second: ShutMailbox
) -> None:
    second.error = TypeError("what a mail says")
    both = mailboxes(sqlite_store, first, second)
    assert "mistake of the program (TypeError)" in both.run(PROGRAM, no_progress, never)
    good, bad = both.states(PROGRAM)
    assert (good.books.imported, good.trouble) == (2, "")
    assert (bad.read_at, "what a mail says" in bad.trouble) == (None, False)

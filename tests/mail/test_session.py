"""What a session makes of odd answers, played by a scripted client."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.response_parser import parse_fetch_response
from imapclient.response_types import Address, Envelope

from wardoffice.domain.errors import MailboxUnreachableError, SignInRefusedError
from wardoffice.domain.ports import FetchedMail, MailFacts
from wardoffice.mail import session
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.line import Line
from wardoffice.mail.session import ImapSession, batches
from wardoffice.mail.sign_in import PasswordSignIn


class ScriptedClient:
    """A mailbox in a dictionary; ``silent`` UIDs are answered with nothing, ``refused`` ones with NO."""

    def __init__(self, mails: dict[int, bytes]) -> None:
        self.mails = mails
        self.silent: set[int] = set()
        self.refused: set[int] = set()
        self.size_refused: set[int] = set()
        self.refusal = "fetch failed: cannot render"
        self.error: Exception | None = None
        self.part_key = b"BODY[]<%d>"
        self.asked: list[tuple[list[int], str]] = []
        self.capabilities: set[str] = set()
        self.named: object = None
        self.envelope: Envelope | None = None

    def has_capability(self, name: str) -> bool:
        return name in self.capabilities

    def search(self, criteria: list[str]) -> list[int]:
        return [uid for uid in map(int, criteria[1].split(",")) if uid in self.mails]

    def fetch(self, uids: Sequence[int], items: list[str]) -> dict[int, dict[bytes, object]]:
        item = items[0]
        self.asked.append((list(uids), item))
        if self.error:
            raise self.error
        refused = self.size_refused if item == "RFC822.SIZE" else self.refused
        if refused & set(uids):
            raise IMAPClientError(self.refusal)
        return {
            uid: self._answer(uid, item)
            for uid in uids
            if uid in self.mails and not (uid in self.silent and item != "RFC822.SIZE")
        }

    def _answer(self, uid: int, item: str) -> dict[bytes, object]:
        raw = self.mails[uid]
        if item == "RFC822.SIZE":
            return {b"RFC822.SIZE": len(raw), b"EMAILID": self.named, b"X-GM-MSGID": self.named, b"SEQ": 1}
        if item == "ENVELOPE":
            return {b"ENVELOPE": self.envelope, b"SEQ": 1}
        if item == "BODY.PEEK[]":
            return {b"BODY[]": raw, b"SEQ": 1}
        offset, length = map(int, item.removeprefix("BODY.PEEK[]<").removesuffix(">").split("."))
        key = self.part_key % ((offset, length) if self.part_key.count(b"%d") == 2 else offset)
        return {key: raw[offset : offset + length], b"SEQ": 1}


def fetched(client: ScriptedClient, uids: Sequence[int]) -> list[FetchedMail]:
    open_session = session_on(client)
    return list(open_session.fetch(dict.fromkeys(uids, MailFacts(0))))


def session_on(client: ScriptedClient) -> ImapSession:
    line = Line("mail.example.org")
    line.take(client)
    return ImapSession(line)


class RefusingClient(ScriptedClient):
    """Answers every sign-in and every opened folder with this."""

    def __init__(self, answer: str) -> None:
        super().__init__({})
        self.answer = answer

    def select_folder(self, _folder: str, *, readonly: bool) -> dict[bytes, object]:
        assert readonly
        raise IMAPClientError(self.answer)


@pytest.mark.parametrize(
    "answer",
    [
        "BAD: User is authenticated but not connected.",
        "[SERVERBUG] Internal error occurred. Refer to server log for more information.",
        "Server error - please try later",
        "[UNAVAILABLE] Mailbox is locked",
        "Server Unavailable. 15",
    ],
)
def test_a_server_in_trouble_is_not_told_as_a_folder_that_is_not_there(answer: str) -> None:
    with pytest.raises(MailboxUnreachableError) as told:
        session_on(RefusingClient(answer)).open_folder("INBOX")
    assert told.value.happened == "The connection to the mail server mail.example.org does not work."
    assert "tries again" in told.value.next_step


@pytest.mark.parametrize(
    "answer",
    [
        "[NONEXISTENT] Unknown Mailbox: Gone (Failure)",
        "[TRYCREATE] No",
        "Gone doesn't exist.",
        "Mailbox does not exist",
        "EXAMINE failed: no such mailbox",
    ],
)
def test_a_folder_that_is_not_there_is_named(answer: str) -> None:
    with pytest.raises(MailboxUnreachableError, match="There is no mail folder named Gone"):
        session_on(RefusingClient(answer)).open_folder("Gone")


@pytest.mark.parametrize("answer", ["[NOPERM] Zugriff verweigert", "Ordner kann nicht geöffnet werden"])
def test_a_folder_that_is_not_opened_for_a_reason_nobody_knows_is_not_called_missing(answer: str) -> None:
    with pytest.raises(MailboxUnreachableError, match="does not open the folder Gone") as told:
        session_on(RefusingClient(answer)).open_folder("Gone")
    assert answer in told.value.next_step


@pytest.mark.parametrize(
    "answer",
    [
        "Server Unavailable. 15",
        "Internal server error",
        "[CONTACTADMIN] maintenance",
        "[UNAVAILABLE] Temporary authentication failure.",
        "[SERVERBUG] LOGIN Server error - Please try again later",
        "[LIMIT] LOGIN Rate limit hit",
        "[PRIVACYREQUIRED] use TLS",
    ],
)
@pytest.mark.parametrize("by_token", [False, True])
def test_a_server_in_trouble_is_not_told_as_a_wrong_password(answer: str, by_token: bool) -> None:  # noqa: FBT001 - pytest's way
    with (
        pytest.raises(MailboxUnreachableError),
        Line("mail.example.org").translated(by_token=by_token),
    ):
        raise LoginError(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "LOGIN failed.",
        "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "[AUTHENTICATIONFAILED] Authentication temporarily refused",
        "[ALERT] Application-specific password required",
        "[EXPIRED] Password too old",
    ],
)
def test_a_refused_sign_in_is_told_as_one(answer: str) -> None:
    with pytest.raises(SignInRefusedError), Line("mail.example.org").translated():
        raise LoginError(answer)


def test_one_mail_the_server_stumbles_over_for_ever_does_not_stop_the_others() -> None:
    client = ScriptedClient({1: b"a", 2: b"b"})
    client.refused, client.refusal = {1}, "FETCH failed: [SERVERBUG] Internal error occurred."
    assert [each.raw for each in fetched(client, [1, 2])] == [None, b"b"]


def test_a_mail_the_server_will_not_hand_over_is_told_apart_from_one_that_is_gone() -> None:
    """P1: "would not hand over" stays in the books; "gone" is counted as gone."""
    client = ScriptedClient({1: b"a", 2: b"b", 4: b"d"})
    client.silent = {2}
    assert fetched(client, [1, 2, 3, 4]) == [
        FetchedMail(1, b"a"),
        FetchedMail(2, None),
        FetchedMail(4, b"d"),
    ]


def test_one_refused_mail_does_not_hold_back_its_batch() -> None:
    client = ScriptedClient({uid: bytes([uid]) for uid in range(1, 9)})
    client.refused = {5}
    got = fetched(client, range(1, 9))
    assert [each.uid for each in got] == list(range(1, 9))
    assert [each.uid for each in got if each.raw is None] == [5]


def test_a_mail_without_a_size_is_fetched_all_the_same() -> None:
    client = ScriptedClient(dict.fromkeys(range(1, 7), b"mail"))
    client.size_refused = {3}
    facts = session_on(client).measure(list(range(1, 8)))
    assert {uid: told.size for uid, told in facts.items()} == {1: 4, 2: 4, 3: 0, 4: 4, 5: 4, 6: 4}
    assert len(list(session_on(client).fetch(facts))) == 6


@pytest.mark.parametrize("key", [b"BODY[]<%d>", b"BODY[]<%d.%d>"])
def test_parts_are_found_under_either_name_servers_give_them(key: bytes) -> None:
    client = ScriptedClient({1: b"x" * 27})
    client.part_key = key
    assert session_on(client).fetch_part(1, 20) == b"x" * 7


def test_a_part_that_is_not_handed_over_is_told() -> None:
    client = ScriptedClient({1: b"x" * 27})
    client.refused = {1}
    assert session_on(client).fetch_part(1, 0) is None


@pytest.mark.parametrize(
    ("capability", "told", "name"),
    [
        ("OBJECTID", (b"M6d99ac3275bb4e",), "M6d99ac3275bb4e"),
        ("X-GM-EXT-1", 1278455344230334865, "1278455344230334865"),
        ("IDLE", (b"M6d99ac3275bb4e",), ""),
    ],
)
def test_the_servers_own_name_of_a_mail_is_asked_where_there_is_one(
    capability: str, told: object, name: str
) -> None:
    client = ScriptedClient({1: b"mail"})
    client.capabilities, client.named = {capability}, told
    assert session_on(client).measure([1]) == {1: MailFacts(4, name)}


def test_what_the_server_lists_of_a_mail_is_told_in_words() -> None:
    client = ScriptedClient({1: b"mail"})
    sender = Address(b"=?utf-8?q?Mar=C3=ADa?=", None, b"maria", b"example.org")
    client.envelope = Envelope(
        None, b"=?utf-8?q?Caf=C3=A9?=", (sender,), None, None, None, None, None, None, None
    )
    assert session_on(client).about(1) == ("Café", "María")
    client.envelope = Envelope(None, None, (Address(None, None, b"maria", b"example.org"),), *[None] * 7)
    assert session_on(client).about(1) == ("", "maria@example.org")
    assert session_on(client).about(2) == ("", "")


@pytest.mark.parametrize(
    "envelope",
    [
        b"NIL",
        b"()",
        b'(NIL "Help" (("Ana" NIL "ana")) NIL NIL NIL NIL NIL NIL NIL)',
        b'(NIL "Help" (("Ana" NIL "ana" "x.org" 5 6 7 8 9)) NIL NIL NIL NIL NIL NIL NIL)',
        b'(NIL "Help" ("Ana") NIL NIL NIL NIL NIL NIL NIL)',
        b"(NIL 2024 7 NIL NIL NIL NIL NIL NIL NIL)",
    ],
)
def test_an_envelope_that_cannot_be_understood_says_nothing_and_stops_nothing(
    envelope: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: read by the library itself, which trips over each in another way."""
    client = ScriptedClient({1: b"mail"})
    with monkeypatch.context() as patched:
        patched.setattr(
            client, "fetch", lambda *_: parse_fetch_response([b"1 (UID 1 ENVELOPE " + envelope + b")"])
        )
        open_session = session_on(client)
        assert open_session.about(1) == ("", "")
    assert fetched(client, [1]) == [FetchedMail(1, b"mail")], "the line goes on"


def test_a_subject_that_is_a_number_is_a_subject() -> None:
    client = ScriptedClient({1: b"mail"})
    (answer,) = parse_fetch_response(
        [b"1 (UID 1 ENVELOPE (NIL 911 NIL NIL NIL NIL NIL NIL NIL NIL))"]
    ).values()
    client.envelope = answer[b"ENVELOPE"]
    assert session_on(client).about(1) == ("911", "")


@pytest.mark.parametrize("empty", [b"", b"\r\n"])
def test_a_mail_handed_over_as_nothing_is_withheld_and_never_the_same_as_another(empty: bytes) -> None:
    """P1: by its content, one nothing is the same as the next."""
    client = ScriptedClient({1: b"a", 2: empty, 3: empty})
    assert fetched(client, [1, 2, 3, 4]) == [
        FetchedMail(1, b"a"),
        FetchedMail(2, None),
        FetchedMail(3, None),
    ]


def test_a_large_mail_handed_over_as_nothing_is_withheld() -> None:
    open_session = session_on(ScriptedClient({1: b"", 2: b"x"}))
    assert open_session.fetch_part(1, 0) is None
    assert open_session.fetch_part(2, 1) == b"", "an end is an end"


class ListingClient(IMAPClient):  # type: ignore[misc]  # the library has no types
    """imapclient's own reading of these LIST answers, without a connection."""

    def __init__(self, *lines: bytes) -> None:
        self.folder_encode = True
        self.lines = lines

    def list_folders(self, *_: object) -> object:
        return self._proc_folder_list(self.lines)

    def socket(self) -> None:
        """None."""


def test_a_folder_name_that_is_not_encoded_hides_no_other() -> None:
    client = ListingClient(
        b'(\\HasNoChildren) "/" "Q&A"',
        b'(\\Sent) "/" "Wys&AUI-ane"',
        b'(\\HasNoChildren) "/" "&2D0-"',
        b'(\\HasNoChildren) "/" 2024',
        b'(\\HasNoChildren) "/" "R&-D"',
    )
    names = [each.name for each in session_on(client).folders()]
    assert names == ["Q&A", "Wysłane", "&2D0-", "2024", "R&D"]
    assert client.folder_encode, "names that are asked for are encoded as before"


def test_a_list_that_cannot_be_understood_is_told_in_words_and_the_line_goes_on() -> None:
    client = ListingClient(b'(\\HasNoChildren "/"')
    with pytest.raises(MailboxUnreachableError):
        session_on(client).folders()
    assert client.folder_encode


def test_a_line_that_broke_is_told_of_at_once_by_every_later_call() -> None:
    """Nobody waits a second time for a server that hangs."""
    client = ScriptedClient({1: b"mail"})
    client.error = TimeoutError("timed out")
    open_session = session_on(client)
    with pytest.raises(MailboxUnreachableError, match="timed out"):
        open_session.measure([1])
    asked, client.error = len(client.asked), None
    with pytest.raises(MailboxUnreachableError, match="timed out"):
        open_session.measure([1])
    assert len(client.asked) == asked


@pytest.mark.parametrize(
    "error",
    [
        IMAPClientAbortError("socket error: EOF"),
        IMAPClientError("Request is throttled. Suggested Backoff Time: 299961 milliseconds"),
        IMAPClientError("[UNAVAILABLE] later"),
        ConnectionResetError("reset"),
        TimeoutError("timed out"),
    ],
)
def test_a_server_that_cannot_now_is_not_blamed_on_the_mail(error: Exception) -> None:
    client = ScriptedClient({1: b"a", 2: b"b"})
    client.error = error
    with pytest.raises(MailboxUnreachableError) as caught:
        fetched(client, [1, 2])
    assert caught.value.safe
    assert caught.value.next_step


@given(st.lists(st.integers(0, 60 * session.MEGABYTE), max_size=60), st.integers(0, 3))
def test_batches_keep_order_and_bounds(sizes: list[int], unknown: int) -> None:
    uids = list(range(1, len(sizes) + 1 + unknown))
    known = dict(zip(uids, sizes, strict=False))
    made = list(batches(uids, known))
    assert [uid for batch in made for uid in batch] == uids
    for batch in made:
        total = sum(known.get(uid, 0) for uid in batch)
        assert len(batch) <= session.BATCH_MAILS
        assert total <= session.BATCH_BYTES or len([uid for uid in batch if known.get(uid, 0)]) == 1


def test_many_small_mails_are_split_by_count() -> None:
    assert [len(batch) for batch in batches(range(1, 1202), {})] == [500, 500, 201]


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.7", "localhost.example.org"])
def test_a_password_never_leaves_this_machine_unencrypted(host: str) -> None:
    """P9: refused before anything is dialled or the password asked for."""

    def password() -> str:
        pytest.fail("the password was asked for")

    with (
        pytest.raises(MailboxUnreachableError, match="encryption"),
        ImapMailbox(host, 143, "office", PasswordSignIn("office", password), tls=False).connect(),
    ):
        pass


def test_a_server_that_is_not_there_is_told_in_words() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mailbox = ImapMailbox("127.0.0.1", port, "office", PasswordSignIn("office", lambda: "secret"), tls=False)
    assert mailbox.account == "office@127.0.0.1"
    with pytest.raises(MailboxUnreachableError), mailbox.connect():
        pass


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Request is throttled. Suggested Backoff Time: 299961 milliseconds", 299.961),
        ("[UNAVAILABLE] later", 0),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone_is_told(said: str, seconds: float) -> None:
    client = ScriptedClient({1: b"a"})
    client.error = IMAPClientError(said)
    with pytest.raises(MailboxUnreachableError) as caught:
        fetched(client, [1])
    assert caught.value.wait_seconds == seconds


class OddClient(ScriptedClient):
    """Lists and measures with these numbers."""

    def __init__(self, found: list[int], *, validity: int = 7, size: int = 0) -> None:
        super().__init__(dict.fromkeys(found, b""))
        self.found, self.validity, self.size = found, validity, size

    def select_folder(self, _folder: str, *, readonly: bool) -> dict[bytes, object]:
        assert readonly
        return {b"UIDVALIDITY": self.validity, b"EXISTS": len(self.found)}

    def search(self, _criteria: list[str]) -> list[int]:
        return self.found

    def fetch(self, uids: Sequence[int], items: list[str]) -> dict[int, dict[bytes, object]]:
        return {uid: {b"RFC822.SIZE": self.size} for uid in uids}


def test_numbers_that_no_mail_can_have_are_none_and_each_counts_once() -> None:
    """RFC 3501, 2.3.1.1: a number has 32 bits and is never 0; no database holds what some servers tell."""
    listed = session_on(OddClient([3, 1, 1, 0, 2**32, 10**20])).open_folder("INBOX")
    assert listed.uids == (1, 3)
    for validity in (0, 10**20):
        with pytest.raises(MailboxUnreachableError, match="does not number its mail"):
            session_on(OddClient([1], validity=validity)).open_folder("INBOX")


@pytest.mark.parametrize("size", [-5, 10**20])
def test_a_size_that_no_mail_can_have_says_nothing(size: int) -> None:
    assert session_on(OddClient([1], size=size)).measure([1]) == {1: MailFacts(0)}


@pytest.mark.parametrize("error", [MemoryError(), OverflowError("too large to convert to C ssize_t")])
def test_a_mail_announced_as_larger_than_all_memory_breaks_the_line(error: Exception) -> None:
    client = ScriptedClient({1: b"a"})
    client.error = error
    with pytest.raises(MailboxUnreachableError, match="does not work"):
        fetched(client, [1])

"""The way out: who is let in, what is said, and what a broken line means for a mail (P3, P9)."""

import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.dovecot import write_certificate
from tests.scripted_smtp import (
    AUTH,
    BODY,
    DATA,
    DROP,
    EHLO,
    END,
    GREETING,
    MAIL,
    RCPT,
    TAKE_AND_DROP,
    ScriptedSmtp,
)
from wardoffice.domain.errors import (
    CancelledError,
    MailboxError,
    MailFateUnknownError,
    MailNotSentError,
    MailRefusedError,
    SignInRefusedError,
)
from wardoffice.domain.outgoing_mail import RecipientAnswer
from wardoffice.mail.sign_in import BearerToken, Credential, PasswordSignIn
from wardoffice.mail.smtp import SmtpSender

SENDER, ANA, BEN = "ward35@office.example", "ana@example.org", "ben@example.org"
RAW = b"From: ward35@office.example\r\nMessage-ID: <one@office.example>\r\n\r\n.dotted\r\nlast line\r\n"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    write_certificate(folder)
    return folder


def sender_to(server: ScriptedSmtp, **changed: object) -> SmtpSender:
    wanted: dict[str, object] = {"security": "none", "read_seconds": 5.0, "answer_seconds": 5.0} | changed
    sign_in = wanted.pop("sign_in", None)
    return SmtpSender(server.host, server.port, "office", sign_in, **wanted)  # type: ignore[arg-type]


def password(words: str = "secret") -> PasswordSignIn:
    return PasswordSignIn("office@127.0.0.1", lambda: words)


class Told:
    """Remembers what ``finishing`` was called with."""

    def __init__(self) -> None:
        self.answers: list[Sequence[RecipientAnswer]] = []

    def __call__(self, answers: Sequence[RecipientAnswer]) -> None:
        self.answers.append(answers)


def hand_over(
    sender: SmtpSender, told: Told, to: Sequence[str] = (ANA,), raw: bytes = RAW
) -> Sequence[RecipientAnswer]:
    with sender.connect() as session:
        return session.hand_over(SENDER, to, raw, told)


def saying(step: str, words: str) -> object:
    return lambda at, _said: words if at == step else None


def test_the_very_bytes_arrive_once_with_their_dots(server: ScriptedSmtp) -> None:
    (answer,) = hand_over(sender_to(server), told := Told())
    assert answer == RecipientAnswer(ANA, 250, "fine")
    assert told.answers == [[answer]]
    (mail,) = server.taken
    assert (mail.sender, mail.recipients, mail.raw) == (SENDER, (ANA,), RAW)


@pytest.mark.parametrize(
    "raw", [b"a\n.\nMAIL FROM:<x@y>\n", b"a\r.\rb", b"no end", b"\r\n.\r\n..\r\n", b".", b""]
)
def test_nothing_in_a_mail_can_end_it_early(server: ScriptedSmtp, raw: bytes) -> None:
    """A lone line end before a dot is what "SMTP smuggling" is made of."""
    hand_over(sender_to(server), Told(), raw=raw)
    (mail,) = server.taken
    whole = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert mail.raw == (whole if whole.endswith(b"\r\n") else whole + b"\r\n")


def test_our_books_are_told_before_the_last_line_goes(server: ScriptedSmtp) -> None:
    """P3: what dies before has not left, what dies after may have."""
    seen = []
    with sender_to(server).connect() as session:
        session.hand_over(SENDER, [ANA], RAW, lambda _: seen.append(len(server.taken)))
    assert (seen, len(server.taken)) == ([0], 1)


def test_whatever_our_books_raise_the_mail_did_not_leave(server: ScriptedSmtp) -> None:
    def full(_: object) -> None:
        raise MailNotSentError("The disk is full.")

    with pytest.raises(MailNotSentError, match="disk is full"), sender_to(server).connect() as session:
        session.hand_over(SENDER, [ANA], RAW, full)
    hand_over(sender_to(server), Told())
    assert len(server.taken) == 1


def test_each_recipient_has_an_answer_of_their_own(server: ScriptedSmtp) -> None:
    server.answer = lambda step, words: "550 5.1.1 nobody" if step == RCPT and BEN in words else None
    answers = hand_over(sender_to(server), Told(), [ANA, BEN])
    assert [(each.code, each.words) for each in answers] == [(250, "fine"), (550, "5.1.1 nobody")]
    assert server.taken[0].recipients == (ANA,)


def test_where_nobody_is_accepted_nothing_is_handed_over(server: ScriptedSmtp) -> None:
    server.answer = saying(RCPT, "450 4.2.0 later")  # type: ignore[assignment]
    (answer,) = hand_over(sender_to(server), told := Told())
    assert answer.for_now
    assert not told.answers
    assert not server.taken


def test_one_connection_takes_many_mails(server: ScriptedSmtp) -> None:
    with sender_to(server).connect() as session:
        for _ in range(5):
            session.hand_over(SENDER, [ANA], RAW, Told())
    assert (len(server.taken), server.connections) == (5, 1)


@pytest.mark.parametrize(
    ("step", "words", "error"),
    [
        (GREETING, DROP, MailNotSentError),
        (GREETING, "554 no", MailRefusedError),
        (GREETING, "421 busy", MailNotSentError),
        (EHLO, DROP, MailNotSentError),
        (MAIL, DROP, MailNotSentError),
        (MAIL, "451 later", MailNotSentError),
        (MAIL, "552 5.3.4 too big", MailRefusedError),
        (MAIL, "550 5.7.60 not as this sender", MailRefusedError),
        (MAIL, "530 5.7.57 not signed in", SignInRefusedError),
        (RCPT, DROP, MailNotSentError),
        (RCPT, "421 4.3.2 closing", MailNotSentError),
        (DATA, DROP, MailNotSentError),
        (DATA, "451 later", MailNotSentError),
        (DATA, "554 no", MailRefusedError),
        (BODY, DROP, MailNotSentError),
        (BODY, "552 too big", MailRefusedError),
        (MAIL, "530 5.5.1 Authentication Required", SignInRefusedError),
        (MAIL, "553 5.7.8 not your address", MailRefusedError),
        (DATA, "554 5.7.9 policy", MailRefusedError),
        (BODY, "554 5.7.8 policy", MailRefusedError),
        (END, "552 5.2.2 full", MailRefusedError),
        (END, "554 5.7.9 Message not accepted for policy reasons", MailRefusedError),
        (END, "550 5.7.57 not like this", MailRefusedError),
        (END, "535 5.7.8 no", MailRefusedError),
        (END, "451 4.3.0 later", MailNotSentError),
        (END, "421 4.3.2 too much", MailNotSentError),
        (END, DROP, MailFateUnknownError),
        (END, TAKE_AND_DROP, MailFateUnknownError),
        (END, "gibberish", MailFateUnknownError),
    ],
)
def test_what_a_server_says_or_does_has_one_meaning(
    server: ScriptedSmtp, step: str, words: str, error: type[MailboxError]
) -> None:
    server.answer = saying(step, words)  # type: ignore[assignment]
    with pytest.raises(error) as raised:
        hand_over(sender_to(server), told := Told(), raw=RAW + b"x" * 20_000_000 if step == BODY else RAW)
    assert type(raised.value) is error
    assert raised.value.happened.endswith(".")
    assert raised.value.safe
    assert raised.value.next_step
    assert bool(told.answers) == (step == END), "only what ends a mail comes after our books"


@pytest.mark.parametrize("words", ["421 4.3.2 busy", "451 4.7.0 throttled, too many connections"])
def test_a_server_that_has_too_much_of_us_is_left_alone(server: ScriptedSmtp, words: str) -> None:
    server.answer = saying(MAIL, words)  # type: ignore[assignment]
    with pytest.raises(MailNotSentError) as raised:
        hand_over(sender_to(server), Told())
    assert raised.value.wait_seconds == 60


def test_a_mail_that_is_too_large_is_said_in_words(server: ScriptedSmtp) -> None:
    server.answer = saying(END, "552 message size exceeds limit")  # type: ignore[assignment]
    with pytest.raises(MailRefusedError, match="too large") as raised:
        hand_over(sender_to(server), Told())
    assert (raised.value.code, raised.value.words) == (552, "message size exceeds limit")


@pytest.mark.parametrize(("size", "limit"), [(None, None), (0, None), (1_000, 1_000)])
def test_the_size_a_server_takes_is_read_from_its_greeting(
    server: ScriptedSmtp, size: int | None, limit: int | None
) -> None:
    server.size = size
    with sender_to(server).connect() as session:
        assert session.size_limit == limit


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN XOAUTH2", "LOGIN"])
def test_a_password_goes_in_as_the_server_wants_it(server: ScriptedSmtp, mechanisms: str) -> None:
    server.mechanisms = mechanisms
    if mechanisms == "LOGIN":
        asked = iter(["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 in"])
        server.answer = lambda step, _: next(asked) if step == AUTH else None
    hand_over(sender_to(server, sign_in=password("pässword")), Told())
    said = [words for step, words in server.steps if step == AUTH]
    if mechanisms == "LOGIN":
        assert [b64decode(each).decode() for each in said[1:]] == ["office", "pässword"]
    else:
        assert b64decode(said[0].split()[-1]).decode() == "\0office\0pässword"
    assert len(server.taken) == 1


def test_a_refused_password_is_asked_of_a_person_and_stands_nowhere(server: ScriptedSmtp) -> None:
    """P9: a server that repeats what it was told does not get it into our error."""
    server.mechanisms = "PLAIN"
    encoded = b64encode(b"secret").decode()
    server.answer = saying(AUTH, f"535 5.7.8 secret {encoded} is wrong")  # type: ignore[assignment]
    sign_in = password()
    with pytest.raises(SignInRefusedError) as raised:
        hand_over(sender_to(server, sign_in=sign_in), Told())
    assert "secret" not in str(raised.value)
    assert encoded not in str(raised.value)
    with pytest.raises(SignInRefusedError):
        hand_over(sender_to(server, sign_in=sign_in), Told())
    assert server.connections == 1, "the same password is not tried again at once"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("534 5.7.9 app password needed", SignInRefusedError),
        ("535 5.7.139 SmtpClientAuthentication is disabled", SignInRefusedError),
        ("454 4.7.0 try later", MailNotSentError),
        ("421 4.3.2 busy", MailNotSentError),
    ],
)
def test_only_a_refusal_is_a_refused_sign_in(
    server: ScriptedSmtp, words: str, error: type[MailboxError]
) -> None:
    server.mechanisms = "PLAIN"
    server.answer = saying(AUTH, words)  # type: ignore[assignment]
    with pytest.raises(error):
        hand_over(sender_to(server, sign_in=password()), Told())


class Tokens:
    """A sign-in by tokens: one, and a fresh one after it was refused."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.given_up: list[Credential] = []

    def credential(self) -> Credential:
        return BearerToken(self._tokens[0])

    def renewed(self, refused: Credential) -> Credential | None:
        assert refused.words == self._tokens[0]
        return BearerToken(self._tokens[1])

    def refused(self, credential: Credential, error: SignInRefusedError) -> None:
        assert error.happened
        self.given_up.append(credential)


@pytest.mark.parametrize("fresh", ["good", "refused too"])
def test_a_token_that_is_refused_is_renewed_once(server: ScriptedSmtp, fresh: str) -> None:
    server.mechanisms = "XOAUTH2"
    good = b64encode(b"user=office\x01auth=Bearer fresh\x01\x01").decode()

    def answer(step: str, words: str) -> str | None:
        if step != AUTH:
            return None
        if fresh == "good" and words.endswith(good):
            return "235 in"
        return "535 5.7.8 no" if words == "" else "334 eyJzdGF0dXMiOiI0MDEifQ=="

    server.answer = answer
    tokens = Tokens("stale", "fresh")
    if fresh == "good":
        hand_over(sender_to(server, sign_in=tokens), Told())
        assert len(server.taken) == 1
    else:
        with pytest.raises(SignInRefusedError, match="sign in again"):
            hand_over(sender_to(server, sign_in=tokens), Told())
        assert tokens.given_up == [BearerToken("fresh")]
    assert server.connections == 2


def test_a_server_that_lets_nobody_sign_in_gets_no_password(server: ScriptedSmtp) -> None:
    with pytest.raises(MailNotSentError, match="nobody sign in"):
        hand_over(sender_to(server, sign_in=password()), Told())
    assert not [words for step, words in server.steps if step == AUTH]


class TestEncryption:
    def test_starttls_comes_before_the_password(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
        with ScriptedSmtp(context=context, mechanisms="PLAIN") as server:
            sender = sender_to(server, security="starttls", ssl_context=trusting, sign_in=password())
            hand_over(sender, Told())
            assert len(server.taken) == 1
            assert [step for step, _ in server.steps][:4] == [GREETING, EHLO, EHLO, AUTH]

    def test_a_certificate_nobody_vouches_for_gets_nothing(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        with ScriptedSmtp(context=context, mechanisms="PLAIN") as server:
            sender = sender_to(server, security="starttls", sign_in=password())
            with pytest.raises(MailNotSentError, match="cannot prove"):
                hand_over(sender, Told())
            assert not [step for step, _ in server.steps if step == AUTH]

    def test_a_server_without_encryption_is_not_spoken_to(self, server: ScriptedSmtp) -> None:
        with pytest.raises(MailNotSentError, match="no encryption"):
            hand_over(sender_to(server, security="starttls", sign_in=password()), Told())

    def test_mail_leaves_this_machine_encrypted_only(self) -> None:
        sender = SmtpSender("mail.example.org", 25, "", None, security="none")
        with pytest.raises(MailNotSentError, match="without encryption"), sender.connect():
            pass


def test_a_server_that_never_answers_is_given_up(server: ScriptedSmtp) -> None:
    server.wait_at_end = threading.Event()
    with pytest.raises(MailFateUnknownError):
        hand_over(sender_to(server, answer_seconds=0.2), Told())
    server.wait_at_end.set()


def test_nobody_listening_is_a_sentence() -> None:
    with ScriptedSmtp() as server:
        port = server.port
    sender = SmtpSender("127.0.0.1", port, "", None, security="none", connect_seconds=1)
    with pytest.raises(MailNotSentError, match="does not work"), sender.connect():
        pass


def test_stopped_from_another_thread_before_the_last_line_nothing_left(server: ScriptedSmtp) -> None:
    sender = sender_to(server)

    def stop(step: str, _words: str) -> str | None:
        if step == RCPT:
            sender.abort()
        return None

    server.answer = stop
    with pytest.raises(CancelledError):
        hand_over(sender, Told())
    assert not server.taken


def test_stopped_after_the_last_line_its_fate_is_unknown(server: ScriptedSmtp) -> None:
    sender = sender_to(server)

    def stop(step: str, _words: str) -> str | None:
        if step == END:
            sender.abort()
        return None

    server.answer = stop
    with pytest.raises(MailFateUnknownError):
        hand_over(sender, Told())

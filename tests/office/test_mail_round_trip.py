"""Out and home: a mail to a department, its copy, its answer and a bounce, on a real Dovecot (P1, P3, P6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.forwarding import forward_jobs, located_jpeg
from tests.gathering import PROGRAM, mail_intake, never, no_progress
from tests.office.department_desk import LISTED
from tests.scripted_smtp import ScriptedSmtp
from wardoffice.domain.actor import Role
from wardoffice.domain.forwarding import ForwardWish, Receiver
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import (
    RECALL,
    Addressee,
    MailPurpose,
    OfficeAddress,
    OutgoingMail,
    SentCopy,
)
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sent_copies import ImapSentCopies
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.departments import Departments
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward, Message, MessageLink, OutboxMessage

__all__ = ["dovecot", "mailbox_account"]

pytestmark = pytest.mark.dovecot
OFFICE, CDOT, GONE = "ward35@office.example", "lights@cdot.example", "gone@cdot.example"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


class Office:
    """An office with a mailbox on Dovecot, whose mail leaves by the scripted server."""

    def __init__(self, store: Store, server: ScriptedSmtp, account: Account, *, keeps: bool = False) -> None:
        self.store, self.server, self.account = store, server, account
        self.mailbox = ImapMailbox(
            account.server.host,
            account.server.port,
            account.user,
            PasswordSignIn("desk", lambda: PASSWORD),
            tls=False,
        )
        self.keeps = keeps
        self.wire(ImapSentCopies(self.mailbox))
        self.case_id = OfficeBuilder(store).mail("A light is out on Damen").case_id
        self.desk = OfficeBuilder(store).staff("Maria R.", Role.MANAGER)

    def wire(self, copies: ImapSentCopies) -> None:
        """Start the sender, as another start of the program does."""
        store, server = self.store, self.server
        looking = SentLooking(store, copies, provider_keeps=self.keeps)
        sender = SmtpSender(server.host, server.port, "", None, security="none", answer_seconds=5)
        self.sending = MailSending(store, sender, looking, SendingDoor(store, "x", "x", None))

    def forward(self) -> int:
        writing = MailWriting(self.store, OfficeAddress(OFFICE, "Ward 35", 35))
        mail = OutgoingMail(
            MailPurpose.FORWARD,
            (Addressee(CDOT), Addressee(GONE)),
            "A light is out",
            "On Damen Avenue.",
            case_id=self.case_id,
            number="2026-00001",
        )
        rendered = writing.render(mail)
        with self.store.unit_of_work(self.desk, ActionKind.ANSWER) as work:
            message = writing.queue(work, rendered, wait=timedelta(0))
            work.add(
                Forward(case_id=self.case_id, outbox_id=message.id, department="CDOT", created_at=work.now)
            )
            return message.id

    def send(self) -> None:
        self.sending.run(PROGRAM, lambda *_: None, never)

    def read(self) -> None:
        mail_intake(self.store, self.mailbox).run(PROGRAM, no_progress, never)

    def count_sent(self) -> int:
        with self.account.other_client("Outgoing") as client:
            return len(client.search(None, "ALL")[1][0].split())


def answer_from_department(office: Office, to: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = CDOT, OFFICE
    mail["Subject"] = "RE: A light is out"
    mail["Date"] = format_datetime(office.store.now())
    mail["Message-ID"], mail["In-Reply-To"] = "<answer@cdot.example>", to
    mail.set_content("We will replace the lamp on Friday.")
    return mail.as_bytes()


def bounce(office: Office, to: str) -> bytes:
    raw = (
        f"From: MAILER-DAEMON@office.example\r\nTo: {OFFICE}\r\nSubject: Undelivered mail\r\n"
        f"Date: {format_datetime(office.store.now())}\r\nMessage-ID: <bounce@office.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; office.example\r\n\r\n"
        f"Final-Recipient: rfc822; {GONE}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such person\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {to}\r\nFrom: {OFFICE}\r\nTo: {GONE}\r\n"
        "Subject: A light is out\r\n\r\nOn Damen Avenue.\r\n--b--\r\n"
    )
    return raw.encode()


def test_a_mail_goes_out_and_its_copy_its_answer_and_its_bounce_come_home(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account
) -> None:
    mailbox_account.create("Outgoing")
    office = Office(sqlite_store, server, mailbox_account)
    mail = office.forward()
    office.send()
    (taken,) = server.taken
    assert taken.recipients == (CDOT, GONE)
    assert office.count_sent() == 1, "a copy lies in the folder of sent mail"
    office.send()
    assert office.count_sent() == 1, "and only one"

    mailbox_account.deliver(
        answer_from_department(office, taken.message_id), bounce(office, taken.message_id)
    )
    office.read()
    with sqlite_store.reading() as session:
        messages = {each.message_id: each for each in session.query(Message)}
        links = {each.message_id: each.case_id for each in session.query(MessageLink)}
        (forward,) = session.query(Forward)
        (line,) = mail_lines(session, office.desk, outbox_ids=[mail])
        answered = messages["<answer@cdot.example>"]
        assert links[answered.id] == office.case_id, "the answer lands in the case"
        assert forward.answered_at is not None
        came_back = messages["<bounce@office.example>"]
        assert came_back.kind is MessageKind.BOUNCE
        assert links[came_back.id] == office.case_id
        assert [each.state for each in line.recipients] == [RecipientState.ACCEPTED, RecipientState.BOUNCED]
        assert line.needs_person, "somebody must see that it came back"
        assert taken.message_id not in messages, "our own copy is no mail of anybody's"


class StoppedError(BaseException):
    """The process is as good as dead: nothing in the program may catch it."""


class StoppingCopies(ImapSentCopies):
    """Stops dead beside the copy it puts into the folder of sent mail."""

    after = False

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        if self.after:
            super().keep(raw, message_id, at)
        raise StoppedError


@pytest.mark.parametrize("after", [False, True], ids=["before the copy", "between the copy and the commit"])
def test_stopped_beside_its_copy_a_mail_went_once_and_one_copy_lies_in_the_sent_mail(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account, *, after: bool
) -> None:
    """P3: the copy is a step of its own, and what stops there is no doubt about the mail."""
    mailbox_account.create("Outgoing")
    office = Office(sqlite_store, server, mailbox_account)
    mail = office.forward()
    stopping = StoppingCopies(office.mailbox)
    stopping.after = after
    office.wire(stopping)
    with pytest.raises(StoppedError):
        office.send()
    assert office.count_sent() == int(after)
    office.wire(ImapSentCopies(office.mailbox))
    for _ in range(2):
        office.send()
        assert office.count_sent() == 1
    assert len(server.taken) == 1
    with sqlite_store.reading() as session:
        sent = session.get_one(OutboxMessage, mail)
        assert (sent.state, sent.sent_copy) == (OutboxState.SENT, SentCopy.THERE)


def test_a_forward_with_its_photo_goes_out_as_staff_looked_at_it_and_its_answer_comes_home(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account
) -> None:
    """The office's own way out: looked at, queued, taken by the server, answered, and settled."""
    mailbox_account.create("Outgoing")
    office, builder = Office(sqlite_store, server, mailbox_account), OfficeBuilder(sqlite_store)
    case_id = builder.mail("A light is out", address="4812 N Damen Ave").case_id
    builder.photo(case_id, located_jpeg(1200, 800))
    directory = Departments(sqlite_store, LISTED)
    directory.take_listed()
    (cdot,) = (each.department_id for each in directory.all(office.desk) if each.name == "CDOT")
    forwarding = forward_jobs(sqlite_store).forwarding
    to = Receiver(cdot, "CDOT", (Addressee(CDOT),), (Addressee(CDOT),))
    preview = forwarding.preview(
        office.desk, ForwardWish((case_id,), to, what="Street light", with_map=False)
    )
    forwarding.send(office.desk, preview)
    assert isinstance(sqlite_store.now, Clock)
    sqlite_store.now.forward(seconds=RECALL.total_seconds())
    office.send()
    (taken,) = server.taken
    (photo,) = (
        part for part in message_from_bytes(taken.raw).walk() if part.get_content_type() == "image/jpeg"
    )
    body = photo.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert b"Exif" not in body, "nothing tells where it was taken"
    mailbox_account.deliver(answer_from_department(office, taken.message_id))
    office.read()
    with sqlite_store.reading() as session:
        (forward,) = session.query(Forward)
        assert (forward.department_id, forward.case_id) == (cdot, case_id)
        assert forward.answered_at is not None
        (answered,) = session.query(Message).filter_by(message_id="<answer@cdot.example>")
        assert answered.kind is MessageKind.DEPARTMENT
        links = session.query(MessageLink).filter_by(message_id=answered.id)
        assert [each.case_id for each in links] == [case_id]


def test_a_copy_that_the_mailbox_shows_settles_what_may_not_have_gone(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account
) -> None:
    """P3: the provider had taken it, and filed it."""
    mailbox_account.create("Outgoing")
    office = Office(sqlite_store, server, mailbox_account)
    mail = office.forward()
    server.answer = lambda step, _: "take and drop" if step == "end" else None
    office.send()
    (taken,) = server.taken
    mailbox_account.deliver(taken.raw, folder="Outgoing")
    office.read()
    with sqlite_store.reading() as session:
        (line,) = mail_lines(session, office.desk, outbox_ids=[mail])
    assert line.state is OutboxState.SENT
    assert office.count_sent() == 1


RELAYS = "<0001.relay@provider.example>"


@pytest.mark.parametrize("in_doubt", [False, True])
def test_a_copy_under_an_id_that_the_provider_wrote_is_known_and_so_is_what_answers_it(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account, *, in_doubt: bool
) -> None:
    """P1, P3: known by its number, its people and its time, since the id that we wrote is gone."""
    mailbox_account.create("Outgoing")
    office = Office(sqlite_store, server, mailbox_account, keeps=True)
    mail = office.forward()
    server.answer = lambda step, _: "take and drop" if in_doubt and step == "end" else None
    office.send()
    (taken,) = server.taken
    mailbox_account.deliver(taken.raw.replace(taken.message_id.encode(), RELAYS.encode()), folder="Outgoing")
    office.read()
    with sqlite_store.reading() as session:
        (line,) = mail_lines(session, office.desk, outbox_ids=[mail])
        assert line.state is OutboxState.SENT
        assert session.get_one(OutboxMessage, mail).copy_id == RELAYS
        assert session.query(Message).filter_by(message_id=RELAYS).count() == 0, "it is no mail of anybody's"
    mailbox_account.deliver(answer_from_department(office, RELAYS), bounce(office, RELAYS))
    office.read()
    office.send()
    with sqlite_store.reading() as session:
        (line,) = mail_lines(session, office.desk, outbox_ids=[mail])
        answered = session.query(Forward).one().answered_at
        links = [each.case_id for each in session.query(MessageLink)]
    assert [each.state for each in line.recipients] == [RecipientState.ACCEPTED, RecipientState.BOUNCED]
    assert answered is not None
    assert set(links) == {office.case_id}
    assert len(server.taken) == 1


@pytest.mark.parametrize("change", ["people", "subject", "time"])
def test_a_mail_of_a_mail_program_that_is_only_like_ours_settles_nothing(
    sqlite_store: Store, server: ScriptedSmtp, mailbox_account: Account, change: str
) -> None:
    """P3: what may not have gone stays in doubt."""
    mailbox_account.create("Outgoing")
    office = Office(sqlite_store, server, mailbox_account, keeps=True)
    mail = office.forward()
    server.answer = lambda step, _: "take and drop" if step == "end" else None
    office.send()
    (taken,) = server.taken
    other = message_from_bytes(taken.raw.replace(taken.message_id.encode(), RELAYS.encode()))
    header, value = {
        "people": ("To", f"{CDOT}, other@cdot.example"),
        "subject": ("Subject", "A light is out"),
        "time": ("Date", format_datetime(sqlite_store.now() - timedelta(hours=1))),
    }[change]
    other.replace_header(header, value)
    mailbox_account.deliver(other.as_bytes(), folder="Outgoing")
    office.read()
    with sqlite_store.reading() as session:
        (line,) = mail_lines(session, office.desk, outbox_ids=[mail])
        assert line.state is OutboxState.UNKNOWN
        assert session.get_one(OutboxMessage, mail).copy_id == ""

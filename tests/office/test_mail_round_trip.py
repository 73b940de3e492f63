"""Out and home: a mail to a department, its copy, its answer and a bounce, on a real Dovecot (P1, P3, P6)."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from tests.builders import OfficeBuilder
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import PROGRAM, mail_intake, never, no_progress
from tests.scripted_smtp import ScriptedSmtp
from wardoffice.domain.actor import Role
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OfficeAddress, OutgoingMail
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sent_copies import ImapSentCopies
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward, Message, MessageLink

__all__ = ["dovecot", "mailbox_account"]

pytestmark = pytest.mark.dovecot
OFFICE, CDOT, GONE = "ward35@office.example", "lights@cdot.example", "gone@cdot.example"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


class Office:
    """An office with a mailbox on Dovecot, whose mail leaves by the scripted server."""

    def __init__(self, store: Store, server: ScriptedSmtp, account: Account) -> None:
        self.store, self.server, self.account = store, server, account
        self.mailbox = ImapMailbox(
            account.server.host,
            account.server.port,
            account.user,
            PasswordSignIn("desk", lambda: PASSWORD),
            tls=False,
        )
        looking = SentLooking(store, ImapSentCopies(self.mailbox), provider_keeps=False)
        sender = SmtpSender(server.host, server.port, "", None, security="none", answer_seconds=5)
        self.sending = MailSending(store, sender, looking, SendingDoor(store, "x", "x", None))
        self.case_id = OfficeBuilder(store).mail("A light is out on Damen").case_id
        self.desk = OfficeBuilder(store).staff("Maria R.", Role.MANAGER)

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

"""The sender of mail: what became of each recipient, what is tried again, what a person is asked (P3, P6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text as sql
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.gathering import PROGRAM, never
from tests.scripted_smtp import AUTH, DROP, END, MAIL, RCPT, TAKE_AND_DROP, ScriptedSmtp
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, SignInRefusedError, WardOfficeError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL, Addressee, MailPurpose, OfficeAddress, OutgoingMail
from wardoffice.mail.sign_in import PasswordSignIn, SignIn
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.sent_report import MailSentReport
from wardoffice.office.undoing import Undoing
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward, OutboxMessage, OutboxRecipient

ANA, BEN = "ana@example.org", "ben@example.org"


@dataclass
class Copies:
    """A folder of sent mail; ``there`` are the Message-IDs in it."""

    there: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    has_folder: bool = True

    def look(self, message_ids: object) -> frozenset[str] | None:
        assert isinstance(message_ids, list)
        return frozenset(self.there & set(message_ids)) if self.has_folder else None

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        assert message_id.encode() in raw
        assert at.tzinfo is not None
        self.kept.append(message_id)
        return self.has_folder

    def abort(self) -> None:
        """It answers at once."""


class Sending:
    """An office that sends to a scripted server."""

    def __init__(self, store: Store, server: ScriptedSmtp) -> None:
        self.store, self.server = store, server
        self.desk = OfficeBuilder(store).staff("Maria R.", Role.MANAGER)
        self.writing = MailWriting(store, OfficeAddress("ward35@office.example", "Ward 35", 35))
        self.hold = OutboxHold(store)
        self.wire()

    def wire(
        self, copies: Copies | None = None, *, keeps: bool = True, sign_in: SignIn | None = None
    ) -> None:
        sender = SmtpSender(
            self.server.host, self.server.port, "office", sign_in, security="none", answer_seconds=5
        )
        looking = SentLooking(self.store, copies, provider_keeps=keeps)
        self.door = SendingDoor(self.store, self.server.host, "office@x", SignInWay.PASSWORD)
        self.sending = MailSending(self.store, sender, looking, self.door)
        self.outbox = MailOutbox(self.store, looking)

    @property
    def clock(self) -> Clock:
        assert isinstance(self.store.now, Clock)
        return self.store.now

    def queue(self, *to: str, case_id: int | None = None, forwards: bool = False) -> int:
        mail = OutgoingMail(
            MailPurpose.FORWARD,
            tuple(Addressee(each) for each in to or (ANA,)),
            "A light is out",
            "On Damen Avenue.",
            case_id=case_id,
            number="2026-00017",
            wish={"words": "On Damen Avenue."},
        )
        rendered = self.writing.render(mail)
        with self.store.unit_of_work(self.desk, ActionKind.ANSWER) as work:
            message = self.writing.queue(work, rendered)
            if forwards and case_id is not None:
                work.add(
                    Forward(case_id=case_id, outbox_id=message.id, department="CDOT", created_at=work.now)
                )
            return message.id

    def run(self) -> MailSentReport:
        return self.sending.run(PROGRAM, lambda *_: None, never)

    def send(self) -> MailSentReport:
        self.clock.forward(seconds=RECALL.total_seconds())
        return self.run()

    def line(self, outbox_id: int) -> OutboxLine:
        with self.store.reading() as session:
            (line,) = mail_lines(session, self.desk, outbox_ids=[outbox_id])
        return line

    def people(self, outbox_id: int) -> list[RecipientState]:
        return [each.state for each in self.line(outbox_id).recipients]


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


@pytest.fixture
def office(store: Store, server: ScriptedSmtp) -> Sending:
    return Sending(store, server)


def refusing(who: str, words: str) -> object:
    return lambda step, said: words if step == RCPT and who in said else None


def once(step: str, words: str) -> object:
    left = [words]
    return lambda at, _said: left.pop() if at == step and left else None


def test_a_mail_can_be_taken_back_for_fifteen_seconds_and_then_goes(office: Sending) -> None:
    mail = office.queue()
    assert office.run().next_at is not None
    assert not office.server.taken
    office.send()
    assert [each.recipients for each in office.server.taken] == [(ANA,)]
    assert office.line(mail).words == "Sent."
    office.send()
    assert len(office.server.taken) == 1


def test_what_is_taken_back_never_leaves_and_gives_its_words_back(office: Sending, store: Store) -> None:
    case = OfficeBuilder(store).mail("A light is out").case_id
    mail = office.queue(case_id=case, forwards=True)
    taken = office.outbox.change(office.desk, mail)
    assert (taken.purpose, taken.wish) == (MailPurpose.FORWARD, {"words": "On Damen Avenue."})
    office.send()
    assert not office.server.taken
    with store.reading() as session:
        assert session.get_one(Forward, 1).withdrawn_at is not None, "a forward that did not go is none"
    with pytest.raises(CannotDoError):
        office.outbox.send_now(office.desk, mail)


def test_taking_a_mail_back_is_itself_taken_back_with_its_forward(office: Sending, store: Store) -> None:
    case = OfficeBuilder(store).mail("A light is out").case_id
    mail = office.queue(case_id=case, forwards=True)
    office.outbox.withdraw(office.desk, mail)
    Undoing(store).undo(office.desk)
    with store.reading() as session:
        assert session.get_one(Forward, 1).withdrawn_at is None
    office.send()
    assert len(office.server.taken) == 1
    with pytest.raises(CannotDoError):
        office.outbox.withdraw(office.desk, mail)


def test_one_recipient_refused_for_good_is_named_with_the_servers_words(office: Sending) -> None:
    office.server.answer = refusing(BEN, "550 5.1.1 no such person")  # type: ignore[assignment]
    mail = office.queue(ANA, BEN)
    office.send()
    line = office.line(mail)
    assert office.people(mail) == [RecipientState.ACCEPTED, RecipientState.REFUSED]
    assert line.recipients[1].answer == "5.1.1 no such person"
    assert (line.words, line.needs_person, line.is_partly_sent) == (
        "Sent to 1 of 2; one was refused.",
        True,
        True,
    )
    office.outbox.seen(office.desk, mail)
    assert not office.line(mail).needs_person


def test_a_recipient_refused_for_now_is_tried_alone_with_the_same_bytes(office: Sending) -> None:
    office.server.answer = refusing(BEN, "451 4.2.0 later")  # type: ignore[assignment]
    mail = office.queue(ANA, BEN)
    office.send()
    assert office.people(mail) == [RecipientState.ACCEPTED, RecipientState.PENDING]
    office.server.answer = lambda _step, _words: None
    office.send()
    assert len(office.server.taken) == 1, "not before its time"
    office.clock.forward(minutes=2)
    office.send()
    first, second = office.server.taken
    assert (first.recipients, second.recipients) == ((ANA,), (BEN,))
    assert first.raw == second.raw
    assert office.people(mail) == [RecipientState.ACCEPTED, RecipientState.ACCEPTED]


def test_trouble_is_tried_after_1_5_15_60_minutes_then_hourly_and_given_up_after_a_day(
    office: Sending,
) -> None:
    office.server.answer = lambda step, _: DROP if step == MAIL else None
    mail = office.queue()
    office.send()
    began, waits = office.clock.now, []
    for _ in range(40):
        at = office.line(mail).next_at
        if at is None:
            break
        waits.append(round((at - office.clock.now).total_seconds() / 60))
        office.clock.now = at
        office.run()
    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert timedelta(hours=24) <= office.clock.now - began < timedelta(hours=24, minutes=2)
    line = office.line(mail)
    assert (line.state, line.needs_person) == (OutboxState.REFUSED, True)
    assert "tried for a day" in line.trouble


def test_a_refused_sign_in_stops_the_whole_queue_and_asks_a_person(office: Sending) -> None:
    office.server.mechanisms = "PLAIN"
    office.server.answer = lambda step, _: "535 5.7.8 no" if step == AUTH else None
    sign_in = PasswordSignIn("office@x", lambda: "wrong")
    office.wire(sign_in=sign_in)
    mails = [office.queue(), office.queue()]
    for _ in range(2):
        with pytest.raises(SignInRefusedError):
            office.send()
    assert office.server.connections == 1, "the same password is not tried again at once"
    assert {office.line(each).state for each in mails} == {OutboxState.QUEUED}
    state = office.door.state(office.desk)
    assert state is not None
    assert state.wants_sign_in
    office.server.answer = lambda _step, _words: None
    sign_in.forget_refusals()
    office.send()
    assert len(office.server.taken) == 2
    assert office.door.state(office.desk) is None


def test_a_mail_larger_than_the_server_takes_is_said_before_it_goes(office: Sending) -> None:
    office.server.size = 100
    mail = office.queue()
    office.send()
    assert office.line(mail).state is OutboxState.REFUSED
    assert "too large" in office.line(mail).trouble
    assert not [step for step, _ in office.server.steps if step == MAIL]


@pytest.mark.parametrize("there", [True, False], ids=["in the sent mail", "not in the sent mail"])
def test_a_mail_in_doubt_is_looked_for_and_only_then_sent_again(office: Sending, *, there: bool) -> None:
    """P3: where the provider files what it sends."""
    copies = Copies()
    office.wire(copies)
    office.server.answer = once(END, TAKE_AND_DROP if there else DROP)  # type: ignore[assignment]
    mail = office.queue()
    office.send()
    assert office.line(mail).state is OutboxState.UNKNOWN
    copies.there = set(office.server.message_ids)
    for _ in range(5):
        office.clock.forward(minutes=1)
        office.run()
    assert office.line(mail).state is (OutboxState.SENT if there else OutboxState.UNKNOWN)
    assert len(office.server.taken) == there
    office.clock.forward(minutes=6)
    office.run()
    office.run()
    assert office.line(mail).state is OutboxState.SENT
    assert len(office.server.taken) == 1


def test_where_no_copies_are_kept_a_person_is_asked_and_may_send_it_again(office: Sending) -> None:
    """P3, P5: a new Message-ID, so that the two never look like one."""
    office.wire(Copies(), keeps=False)
    office.server.answer = once(END, TAKE_AND_DROP)  # type: ignore[assignment]
    mail = office.queue()
    office.send()
    with pytest.raises(CannotDoError, match="still looks"):
        office.outbox.send_again(office.desk, mail, "They have nothing")
    office.clock.forward(hours=1)
    office.run()
    line = office.line(mail)
    assert line.needs_person
    assert OutboxDoing.SEND_AGAIN in line.may
    office.clock.forward(days=3)
    office.run()
    assert len(office.server.taken) == 1, "never by itself"
    office.outbox.send_again(office.desk, mail, "They have nothing")
    office.send()
    assert [len(office.server.taken), len(office.server.message_ids)] == [2, 2]
    assert "sent once more" in office.line(mail).words
    with pytest.raises(CannotDoError, match="already"):
        office.outbox.send_again(office.desk, mail, "Again")


def test_a_person_says_that_it_went(office: Sending) -> None:
    office.server.answer = once(END, TAKE_AND_DROP)  # type: ignore[assignment]
    mail = office.queue()
    office.send()
    office.outbox.it_went(office.desk, mail)
    assert (office.line(mail).state, office.people(mail)) == (OutboxState.SENT, [RecipientState.ACCEPTED])


def test_a_copy_is_put_into_the_sent_mail_only_where_the_provider_keeps_none(office: Sending) -> None:
    for keeps in (True, False):
        copies = Copies()
        office.wire(copies, keeps=keeps)
        office.queue()
        office.send()
        assert len(copies.kept) == (0 if keeps else 1)
        office.send()
        assert len(copies.kept) == (0 if keeps else 1)


def test_while_everything_is_held_nothing_leaves(office: Sending) -> None:
    office.queue()
    office.hold.hold(office.desk)
    held = office.hold.state(office.desk)
    assert held is not None
    assert held.by == "Maria R."
    report = office.send()
    assert (office.server.connections, report.next_at) == (0, None)
    office.hold.let_go(office.desk)
    office.send()
    assert len(office.server.taken) == 1


def test_nothing_changes_what_a_mail_says_or_to_whom_once_it_is_written(
    office: Sending, store: Store
) -> None:
    """Not even a statement that goes past the program: the database itself refuses it."""
    office.queue()
    changes = (
        update(OutboxMessage).values(message_id="<other@x>"),
        update(OutboxMessage).values(subject="Another"),
        sql("UPDATE outbox_message SET rendered_sha256 = NULL, subject = 'x'"),
        update(OutboxRecipient).values(address="mallory@example.org"),
    )
    for each in changes:
        with pytest.raises((DBAPIError, WardOfficeError)), store.writing() as session:
            session.execute(each)
    office.send()
    assert [each.recipients for each in office.server.taken] == [(ANA,)]


@pytest.mark.parametrize(
    "address",
    ["ana@example.org\r\nBcc: mallory@x.org", "ana@example.org>\r\nDATA", "a b@x.org", "\x00@x.org"],
)
def test_no_address_can_smuggle_a_second_one_in(office: Sending, address: str) -> None:
    with pytest.raises(CannotDoError):
        office.queue(address)
    assert office.send().as_dict() == {"sent": 0, "refused": 0, "unknown": 0, "retry": 0}


def test_words_in_a_subject_cannot_add_a_header(office: Sending) -> None:
    mail = OutgoingMail(
        MailPurpose.ANSWER, (Addressee(ANA, "Ana\r\nBcc: x@x.org"),), "Hi\r\nBcc: mallory@x.org", "Text."
    )
    rendered = office.writing.render(mail)
    with office.store.unit_of_work(office.desk, ActionKind.ANSWER) as work:
        office.writing.queue(work, rendered)
    office.send()
    (taken,) = office.server.taken
    assert b"\r\nBcc" not in taken.raw
    assert taken.recipients == (ANA,)


def test_a_volunteer_may_look_and_take_nothing_back(office: Sending) -> None:
    mail = office.queue()
    with pytest.raises(WardOfficeError):
        office.outbox.withdraw(Actor(None, "V", Role.VOLUNTEER), mail)
    assert office.outbox.preview(office.desk, mail).text.strip() == "On Damen Avenue."

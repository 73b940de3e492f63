"""The sender of mail: what became of each recipient, what is tried again, what a person is asked (P3, P6)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.scripted_smtp import AUTH, DROP, END, GREETING, MAIL, RCPT, TAKE_AND_DROP, ScriptedSmtp
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import (
    CannotDoError,
    FileLostError,
    MailboxUnreachableError,
    SignInRefusedError,
    StoreError,
    WardOfficeError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import (
    RECALL,
    Addressee,
    MailPurpose,
    OfficeAddress,
    OutgoingMail,
    RecipientAnswer,
    SentCopy,
)
from wardoffice.domain.sending_ports import Finishing
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
from wardoffice.store.mail_consequences import relay_writes_ids
from wardoffice.store.mail_outbox import put_off
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.shown_copies import note_shown, shows_our_ids
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Forward, OutboxMessage, OutboxRecipient

ANA, BEN = "ana@example.org", "ben@example.org"


@dataclass
class Copies:
    """A folder of sent mail; ``there`` are the Message-IDs in it."""

    there: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    has_folder: bool = True
    fails: bool = False

    def look(self, message_ids: object) -> frozenset[str] | None:
        assert isinstance(message_ids, list)
        return frozenset(self.there & set(message_ids)) if self.has_folder else None

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        assert message_id.encode() in raw
        assert at.tzinfo is not None
        if self.fails:
            raise MailboxUnreachableError("There is no answer.")
        self.kept.append(message_id)
        return self.has_folder

    def abort(self) -> None:
        """It answers at once."""


class Sending:
    """An office that sends to a scripted server."""

    def __init__(self, store: Store, server: ScriptedSmtp, *, shown: bool = True) -> None:
        self.store, self.server = store, server
        self.desk = OfficeBuilder(store).staff("Maria R.", Role.MANAGER)
        self.writing = MailWriting(store, OfficeAddress("ward35@office.example", "Ward 35", 35))
        self.hold = OutboxHold(store)
        self.wire(shown=shown)

    def wire(
        self,
        copies: Copies | None = None,
        *,
        keeps: bool = True,
        sign_in: SignIn | None = None,
        shown: bool = True,
    ) -> None:
        """Begin anew; ``shown``: mails of ours were found before in the sent mail."""
        if shown:
            with self.store.writing() as session:
                note_shown(session, self.store.now())
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


def place_of(office: Sending, outbox_id: int) -> Path:
    """Where what a mail says is kept."""
    with office.store.reading() as session:
        return office.store.files.path(session.get_one(OutboxMessage, outbox_id).rendered_sha256 or "")


def test_a_mail_whose_words_are_lost_is_refused_in_words_and_those_behind_it_go(office: Sending) -> None:
    lost, other = office.queue(ANA), office.queue(BEN)
    place_of(office, lost).unlink()
    report = office.send()
    assert (report.counted["refused"], report.counted["sent"]) == (1, 1)
    line = office.line(lost)
    assert line.state is OutboxState.REFUSED
    assert line.trouble.startswith("A file of the office's data is not there any more")
    assert office.line(other).state is OutboxState.SENT
    with pytest.raises(FileLostError):
        office.outbox.preview(office.desk, lost)
    with pytest.raises(FileLostError):
        office.outbox.send_again(office.desk, lost, "Again")
    assert office.outbox.change(office.desk, lost).wish == {"words": "On Damen Avenue."}


def test_a_mail_whose_words_cannot_be_read_now_is_tried_again_and_those_behind_it_go(office: Sending) -> None:
    locked, other = office.queue(ANA), office.queue(BEN)
    place = place_of(office, locked)
    kept = place.read_bytes()
    place.unlink()
    place.mkdir()
    report = office.send()
    assert (report.counted["retry"], report.counted["sent"]) == (1, 1)
    assert office.line(locked).state is OutboxState.RETRY
    assert office.line(locked).trouble.startswith("A file of the office's data could not be read")
    assert office.line(other).state is OutboxState.SENT
    with pytest.raises(StoreError, match="could not be read"):
        office.outbox.preview(office.desk, locked)
    place.rmdir()
    place.write_bytes(kept)
    office.clock.forward(hours=1)
    office.run()
    assert office.line(locked).state is OutboxState.SENT


def test_a_copy_that_is_lost_is_put_nowhere_and_keeps_no_other_from_its_place(office: Sending) -> None:
    copies = Copies()
    office.wire(copies, keeps=False)
    lost, other = office.queue(ANA), office.queue(BEN)
    copies.fails = True
    office.send()
    place_of(office, lost).unlink()
    copies.fails = False
    office.run()
    assert len(copies.kept) == 1
    with office.store.reading() as session:
        stands = [session.get_one(OutboxMessage, each).sent_copy for each in (lost, other)]
    assert stands == [None, SentCopy.THERE]


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


def test_one_that_went_to_some_is_taken_back_for_those_who_wait_and_says_who_has_it(office: Sending) -> None:
    office.server.answer = refusing(BEN, "451 4.2.0 later")  # type: ignore[assignment]
    mail = office.queue(ANA, BEN)
    office.send()
    before = office.line(mail)
    assert OutboxDoing.WITHDRAW in before.may
    assert OutboxDoing.CHANGE not in before.may, "a changed one would go to both"
    assert before.next_step == f"Taking it back stops it for those who still wait; {ANA} has it already."
    with pytest.raises(CannotDoError):
        office.outbox.change(office.desk, mail)
    office.outbox.withdraw(office.desk, mail)
    office.server.answer = lambda _step, _words: None
    office.clock.forward(seconds=3600)
    office.run()
    assert [each.recipients for each in office.server.taken] == [(ANA,)]
    line = office.line(mail)
    assert office.people(mail) == [RecipientState.ACCEPTED, RecipientState.WITHDRAWN]
    assert (line.words, line.needs_person, line.may) == (
        "Sent to 1 of 2; taken back for one.",
        False,
        frozenset(),
    )
    with office.store.reading() as session:
        said = session.scalars(select(Action.details).where(Action.kind == ActionKind.SETTLE)).one()
    assert said["outcome"] == f"taken back for {BEN}, after it went to {ANA}"
    with pytest.raises(CannotDoError):
        office.outbox.withdraw(office.desk, mail)


def test_what_is_put_off_beside_others_says_nothing_of_one_that_was_stopped_meanwhile(
    office: Sending, store: Store
) -> None:
    office.server.answer = refusing(BEN, "451 4.2.0 later")  # type: ignore[assignment]
    mail = office.queue(ANA, BEN)
    office.send()
    office.outbox.withdraw(office.desk, mail)
    with store.writing() as session:
        assert put_off(session, [mail], "The server is away.", store.now() + timedelta(days=2)) == []
    assert office.line(mail).trouble == ""


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


def test_a_weekend_with_the_machine_off_is_no_day_of_trying(office: Sending) -> None:
    office.server.answer = lambda step, _: DROP if step == GREETING else None
    mails = [office.queue(), office.queue(BEN)]
    office.send()
    office.clock.forward(hours=63)
    office.run()
    for each in mails:
        line = office.line(each)
        assert (line.state, line.next_at) == (OutboxState.RETRY, office.clock.now + timedelta(minutes=1))
    office.server.answer = lambda _step, _words: None
    office.clock.forward(minutes=2)
    office.run()
    assert [each.recipients for each in office.server.taken] == [(ANA,), (BEN,)]


def test_a_machine_that_runs_by_day_only_gives_a_mail_up_after_a_day_of_tries_not_never(
    office: Sending,
) -> None:
    office.server.answer = lambda step, _: DROP if step == GREETING else None
    mail = office.queue()
    office.send()
    began = office.clock.now
    for _ in range(100):
        at = office.line(mail).next_at
        if at is None:
            break
        # Nine hours each day from the first try on.
        hours = (at - began).total_seconds() / 3600 % 24
        office.clock.now = at if hours < 9 else at + timedelta(hours=24 - hours)
        office.run()
    assert office.line(mail).state is OutboxState.REFUSED
    assert timedelta(days=1) < office.clock.now - began < timedelta(days=3)


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


def test_one_mail_refused_by_policy_is_refused_alone_and_the_others_go(office: Sending) -> None:
    """The codes of 5.7 tell of sign-in only where one signs in; after a mail they tell of the mail."""
    words = "554 5.7.9 Message not accepted for policy reasons"
    office.server.answer = lambda step, said: words if step == END and BEN in said else None
    refused, fine = office.queue(BEN), office.queue(ANA)
    office.send()
    office.run()
    assert office.line(refused).state is OutboxState.REFUSED
    assert "5.7.9 Message not accepted for policy reasons" in office.line(refused).trouble
    assert office.line(fine).state is OutboxState.SENT
    assert office.door.state(office.desk) is None


class RefusesAtTheEnd:
    """A way out that says only after the last line of a mail that nobody is signed in."""

    account, size_limit = "office@x", None

    @contextmanager
    def connect(self) -> Iterator["RefusesAtTheEnd"]:
        yield self

    def hand_over(
        self, _sender: str, recipients: Sequence[str], _raw: bytes, finishing: Finishing
    ) -> Sequence[RecipientAnswer]:
        finishing([RecipientAnswer(each, 250, "fine") for each in recipients])
        raise SignInRefusedError("Sign in.", "Nothing was sent.", "Sign in.")

    def abort(self) -> None:
        """It answers at once."""


def test_a_mail_whose_last_line_was_answered_by_asking_for_a_sign_in_waits_and_is_not_in_doubt(
    office: Sending,
) -> None:
    office.sending = MailSending(
        office.store, RefusesAtTheEnd(), SentLooking(office.store, None, provider_keeps=True), office.door
    )
    mail = office.queue()
    with pytest.raises(SignInRefusedError):
        office.send()
    assert office.line(mail).state is OutboxState.RETRY
    office.wire()
    office.send()
    assert [each.recipients for each in office.server.taken] == [(ANA,)]


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


def test_where_the_provider_writes_ids_of_its_own_not_finding_one_sends_nothing_again(
    office: Sending,
) -> None:
    office.wire(Copies(), keeps=True)
    seen = office.queue()
    office.send()
    with office.store.writing() as session:
        session.get_one(OutboxMessage, seen).copy_id = "<1@relay.example>"
    office.server.answer = lambda step, _: TAKE_AND_DROP if step == END else None
    mail = office.queue()
    office.send()
    office.clock.forward(minutes=11)
    office.send()
    line = office.line(mail)
    assert (line.state, line.needs_person) == (OutboxState.UNKNOWN, True)
    assert "marks mails in its own way" in line.looked
    assert len(office.server.taken) == 2


def test_where_no_mail_of_ours_was_ever_found_a_person_is_asked_what_became_of_the_first_in_doubt(
    store: Store, server: ScriptedSmtp
) -> None:
    """P3: the provider may write ids of its own, and then it stands there under one that nobody knows."""
    office = Sending(store, server, shown=False)
    office.wire(Copies(), keeps=True, shown=False)
    office.server.answer = once(END, TAKE_AND_DROP)  # type: ignore[assignment]
    mail = office.queue()
    office.send()
    office.clock.forward(minutes=11)
    office.send()
    line = office.line(mail)
    assert (line.state, line.needs_person) == (OutboxState.UNKNOWN, True)
    assert "none of ours was ever found" in line.looked
    assert len(office.server.taken) == 1


@pytest.mark.parametrize("there", [True, False], ids=["and stand there", "and do not"])
def test_mails_that_went_tell_whether_not_finding_one_means_anything(
    store: Store, server: ScriptedSmtp, *, there: bool
) -> None:
    """P3."""
    office, copies = Sending(store, server, shown=False), Copies()
    office.wire(copies, keeps=True, shown=False)
    went = office.queue()
    office.send()
    copies.there = set(office.server.message_ids) if there else set()
    office.server.answer = once(END, DROP)  # type: ignore[assignment]
    mail = office.queue(BEN)
    office.send()
    office.clock.forward(minutes=11)
    office.send()
    office.send()
    assert office.line(went).state is OutboxState.SENT
    assert office.line(mail).state is (OutboxState.SENT if there else OutboxState.UNKNOWN)
    assert len(office.server.taken) == 1 + there


@pytest.mark.parametrize("theirs", ["", "<1@relay.example>"], ids=["under our id", "under one of its own"])
def test_a_copy_that_the_mailbox_shows_tells_whether_our_ids_stay(
    store: Store, server: ScriptedSmtp, theirs: str
) -> None:
    office = Sending(store, server, shown=False)
    office.queue()
    office.send()
    (taken,) = server.taken
    box = FakeMailbox()
    box.send(taken.raw.replace(taken.message_id.encode(), theirs.encode()) if theirs else taken.raw)
    mail_intake(store, box).run(PROGRAM, no_progress, never)
    with store.reading() as session:
        assert (shows_our_ids(session), relay_writes_ids(session)) == (not theirs, bool(theirs))


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


class SlowCopies(Copies):
    """A folder of sent mail that takes its time: ``meanwhile`` happens before it answers."""

    meanwhile: Callable[[], object] | None = None

    def look(self, message_ids: object) -> frozenset[str] | None:
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return super().look(message_ids)


def in_doubt(office: Sending, copies: Copies | None, *to: str, taken: bool = True) -> int:
    """A mail of unknown fate that could not be looked for by itself: a person may say what becomes of it."""
    office.wire(copies)
    office.server.answer = once(END, TAKE_AND_DROP if taken else DROP)  # type: ignore[assignment]
    mail = office.queue(*to)
    office.send()
    office.clock.forward(hours=2)
    with office.store.writing() as session:
        session.get_one(OutboxMessage, mail).looked = "The sent mail cannot be looked into."
    return mail


def taken_by(office: Sending) -> list[tuple[str, ...]]:
    for _ in range(3):
        office.clock.forward(minutes=20)
        office.run()
    return [each.recipients for each in office.server.taken]


def both_wait(office: Sending) -> int:
    """A mail in doubt that Ana may have and Ben was to get later, and one in its place for both."""
    dropping = once(END, TAKE_AND_DROP)
    office.wire(Copies())
    office.server.answer = lambda step, said: (
        "451 4.2.0 later" if step == RCPT and BEN in said else dropping(step, said)  # type: ignore[operator]
    )
    mail = office.queue(ANA, BEN)
    office.send()
    office.clock.forward(hours=2)
    with office.store.writing() as session:
        session.get_one(OutboxMessage, mail).looked = "The sent mail cannot be looked into."
    office.outbox.send_again(office.desk, mail, "They wait")
    return mail


def test_a_look_that_ends_after_somebody_sent_it_again_sends_it_no_third_time(office: Sending) -> None:
    """P3: looking is slow, and goes beside what people do meanwhile."""
    copies = SlowCopies()
    mail = in_doubt(office, copies, taken=False)
    copies.meanwhile = lambda: office.outbox.send_again(office.desk, mail, "She waits")
    office.outbox.look_again(office.desk, mail)
    assert office.line(mail).state is OutboxState.UNKNOWN
    assert taken_by(office) == [(ANA,)]


def test_a_look_that_finds_the_first_takes_back_what_was_to_go_in_its_place(
    office: Sending, store: Store
) -> None:
    """P3: what hung on the second hangs on the first again."""
    copies = SlowCopies()
    mail = in_doubt(office, copies)
    case = OfficeBuilder(store).mail("A light is out").case_id
    with store.writing() as session:
        session.add(Forward(case_id=case, outbox_id=mail, department="CDOT", created_at=store.now()))
    copies.there = set(office.server.message_ids)
    copies.meanwhile = lambda: office.outbox.send_again(office.desk, mail, "She waits")
    office.outbox.look_again(office.desk, mail)
    assert (office.line(mail).state, office.line(mail).words) == (OutboxState.SENT, "Sent.")
    assert (office.line(2).state, office.line(2).trouble) == (
        OutboxState.WITHDRAWN,
        "The first one went after all.",
    )
    assert taken_by(office) == [(ANA,)]
    with store.reading() as session:
        (forward,) = session.scalars(select(Forward))
        assert (forward.outbox_id, forward.withdrawn_at) == (mail, None)


@pytest.mark.parametrize("waits", ["held", "to be tried again", "refused"])
def test_whoever_says_that_the_first_went_stops_the_second_and_may_take_that_back(
    office: Sending, waits: str
) -> None:
    """P3."""
    mail = in_doubt(office, Copies())
    office.outbox.send_again(office.desk, mail, "She waits")
    if waits == "held":
        office.hold.hold(office.desk)
    else:
        answer = "451 later" if waits == "to be tried again" else "550 no"
        office.server.answer = lambda step, _: answer if step == END else None
        office.send()
    before = office.line(2).state
    office.outbox.it_went(office.desk, mail)
    assert office.line(2).state is OutboxState.WITHDRAWN
    Undoing(office.store).undo(office.desk)
    assert (office.line(mail).state, office.line(2).state) == (OutboxState.UNKNOWN, before)
    assert office.people(mail) == [RecipientState.PENDING]
    Undoing(office.store).redo(office.desk)
    office.server.answer = lambda _step, _words: None
    if waits == "held":
        office.hold.let_go(office.desk)
    assert taken_by(office) == [(ANA,)]


def test_whom_the_first_reached_the_second_that_waits_for_others_leaves_alone(office: Sending) -> None:
    """P3: both went to some, and each of them is tried by one of the two only."""
    mail = both_wait(office)
    office.server.answer = refusing(ANA, "451 4.2.0 later")  # type: ignore[assignment]
    office.send()
    office.outbox.it_went(office.desk, mail)
    office.server.answer = lambda _step, _words: None
    assert taken_by(office) == [(ANA,), (BEN,)]


def test_what_is_sent_once_more_can_be_taken_back_for_fifteen_seconds(office: Sending) -> None:
    mail = in_doubt(office, Copies(), taken=False)
    office.outbox.send_again(office.desk, mail, "She waits")
    office.run()
    assert office.line(2).state is OutboxState.QUEUED
    office.send()
    assert [each.recipients for each in office.server.taken] == [(ANA,)]


def test_a_mail_a_person_says_went_gets_its_copy_where_the_provider_keeps_none(office: Sending) -> None:
    copies = Copies()
    office.wire(copies, keeps=False)
    office.server.answer = once(END, TAKE_AND_DROP)  # type: ignore[assignment]
    mail = office.queue()
    office.send()
    office.run()
    assert not copies.kept, "nobody knows yet that it went"
    office.outbox.it_went(office.desk, mail)
    office.run()
    office.run()
    assert copies.kept == list(office.server.message_ids)


def test_a_second_in_doubt_is_not_tried_again_once_the_first_is_known_to_have_gone(
    office: Sending, store: Store
) -> None:
    """P3: not even where it surely did not arrive itself."""
    copies = Copies()
    first = in_doubt(office, copies)
    case = OfficeBuilder(store).mail("A light is out").case_id
    with store.writing() as session:
        session.add(Forward(case_id=case, outbox_id=first, department="CDOT", created_at=store.now()))
    office.outbox.send_again(office.desk, first, "She waits")
    office.server.answer = once(END, DROP)  # type: ignore[assignment]
    office.send()
    assert office.line(2).state is OutboxState.UNKNOWN
    office.outbox.it_went(office.desk, first)
    assert taken_by(office) == [(ANA,)]
    assert (office.line(2).state, office.line(2).needs_person) == (OutboxState.UNKNOWN, True)
    for say in (lambda: None, lambda: office.outbox.it_did_not_go(office.desk, 2)):
        say()
        with store.reading() as session:
            (forward,) = session.scalars(select(Forward))
            assert (forward.outbox_id, forward.withdrawn_at) == (first, None), "they have it from the first"

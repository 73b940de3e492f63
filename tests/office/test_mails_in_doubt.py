"""A mail of which nobody knows whether it went goes no second time once something tells that it did (P3)."""

from collections.abc import Iterator
from email.utils import format_datetime

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import mail
from tests.office.test_mail_delivery import ANA, BEN, Copies, Sending, once
from tests.scripted_smtp import END, GREETING, TAKE_AND_DROP, ScriptedSmtp
from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward, OutboxMessage


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


@pytest.fixture
def office(sqlite_store: Store, server: ScriptedSmtp) -> Sending:
    return Sending(sqlite_store, server)


@pytest.fixture
def box() -> FakeMailbox:
    return FakeMailbox()


class Unreachable(Copies):
    """A mailbox that cannot be reached just now."""

    down = False

    def look(self, message_ids: object) -> frozenset[str] | None:
        if self.down:
            raise MailboxUnreachableError("The mailbox cannot be reached.", "", "")
        return super().look(message_ids)


def in_doubt(office: Sending, *to: str) -> int:
    """A forward that the server took, and then the line broke."""
    case_id = OfficeBuilder(office.store).mail("A light is out").case_id
    office.server.answer = once(END, TAKE_AND_DROP)  # type: ignore[assignment]
    outbox_id = office.queue(*to, case_id=case_id, forwards=True)
    office.send()
    assert office.line(outbox_id).state is OutboxState.UNKNOWN
    return outbox_id


def answered(office: Sending, box: FakeMailbox, outbox_id: int, sender: str = ANA) -> None:
    """Somebody answers the mail, and the mailbox is read."""
    with office.store.reading() as session:
        message_id = session.get_one(OutboxMessage, outbox_id).message_id
    headers = {
        "From": sender,
        "Subject": "RE: A light is out",
        "Date": format_datetime(office.store.now()),
        "Message-ID": f"<answer-of-{sender}>",
        "In-Reply-To": message_id,
    }
    box.deliver(mail("The lamp was replaced.", **headers))
    assert mail_intake(office.store, box).run(PROGRAM, no_progress, never).waiting == 0


def minutes_pass(office: Sending, minutes: int = 24) -> None:
    for _ in range(minutes // 3):
        office.clock.forward(minutes=3)
        office.run()


def test_who_answers_a_mail_in_doubt_has_it_and_it_goes_no_second_time(
    office: Sending, box: FakeMailbox
) -> None:
    """P3: their answer comes before the copy shows in the folder of sent mail."""
    office.wire(Copies(), keeps=True)
    outbox_id = in_doubt(office)
    answered(office, box, outbox_id)
    assert (office.line(outbox_id).state, office.people(outbox_id)) == (
        OutboxState.SENT,
        [RecipientState.ACCEPTED],
    )
    with office.store.reading() as session:
        assert session.scalars(select(Forward.answered_at)).one() is not None
    minutes_pass(office)
    assert len(office.server.taken) == 1


def test_nobody_is_asked_of_a_mail_that_was_answered(office: Sending, box: FakeMailbox) -> None:
    """Where no copies are kept a person would be asked else."""
    office.wire(Copies(), keeps=False)
    outbox_id = in_doubt(office)
    minutes_pass(office)
    assert office.line(outbox_id).needs_person
    answered(office, box, outbox_id)
    assert (office.line(outbox_id).state, office.line(outbox_id).needs_person) == (OutboxState.SENT, False)


def test_an_answer_that_was_read_while_the_last_line_was_on_its_way_counts_too(
    office: Sending, box: FakeMailbox
) -> None:
    """P3: another program of ours reads the mailbox before the sender knows that there is a doubt."""
    office.wire(Copies(), keeps=True)
    outbox_id = in_doubt(office)
    with office.store.writing() as session:
        session.get_one(OutboxMessage, outbox_id).state = OutboxState.FINISHING
    answered(office, box, outbox_id)
    minutes_pass(office)
    assert (office.line(outbox_id).state, len(office.server.taken)) == (OutboxState.SENT, 1)


def test_an_answer_of_who_had_it_before_tells_nothing_of_the_others(
    office: Sending, box: FakeMailbox
) -> None:
    office.wire(Copies(), keeps=True)
    tried: list[str] = []

    def later_then_cut(step: str, said: str) -> str | None:
        if BEN in said and not tried:
            tried.append(said)
            return "451 4.2.0 later"
        return TAKE_AND_DROP if step == END and office.server.taken else None

    office.server.answer = later_then_cut
    outbox_id = office.queue(ANA, BEN, case_id=OfficeBuilder(office.store).mail("A light").case_id)
    office.send()
    office.clock.forward(minutes=2)
    office.run()
    assert office.line(outbox_id).state is OutboxState.UNKNOWN
    answered(office, box, outbox_id, ANA)
    assert office.line(outbox_id).state is OutboxState.UNKNOWN
    answered(office, box, outbox_id, BEN)
    assert office.people(outbox_id) == [RecipientState.ACCEPTED, RecipientState.ACCEPTED]


def test_a_copy_that_shows_late_keeps_a_mail_from_going_again(office: Sending, box: FakeMailbox) -> None:
    """P3: it was not there after ten minutes; then all was held, and meanwhile it appeared."""
    copies = Copies()
    office.wire(copies, keeps=True)
    outbox_id = in_doubt(office)
    office.hold.hold(office.desk)
    minutes_pass(office)
    assert office.line(outbox_id).state is OutboxState.RETRY
    copies.there.update(office.server.message_ids)
    office.hold.let_go(office.desk)
    minutes_pass(office)
    assert (office.line(outbox_id).state, len(office.server.taken)) == (OutboxState.SENT, 1)


def test_a_copy_that_the_mailbox_shows_settles_what_was_to_go_again(
    office: Sending, box: FakeMailbox
) -> None:
    office.wire(Copies(), keeps=True)
    outbox_id = in_doubt(office)
    office.hold.hold(office.desk)
    minutes_pass(office)
    box.send(office.server.taken[0].raw)
    mail_intake(office.store, box).run(PROGRAM, no_progress, never)
    assert office.line(outbox_id).state is OutboxState.SENT


def test_who_answers_while_the_server_is_busy_gets_no_second_one(office: Sending, box: FakeMailbox) -> None:
    office.wire(Copies(), keeps=True)
    outbox_id = in_doubt(office)
    office.server.answer = lambda step, _: "421 4.3.2 busy" if step == GREETING else None
    minutes_pass(office)
    assert office.line(outbox_id).state is OutboxState.RETRY
    answered(office, box, outbox_id)
    office.server.answer = lambda _step, _said: None
    minutes_pass(office, 90)
    assert (office.line(outbox_id).state, len(office.server.taken)) == (OutboxState.SENT, 1)


def test_what_is_still_not_there_after_a_wait_goes_again_once(office: Sending, box: FakeMailbox) -> None:
    """P3: never none."""
    office.wire(Copies(), keeps=True)
    outbox_id = in_doubt(office)
    office.hold.hold(office.desk)
    minutes_pass(office)
    office.hold.let_go(office.desk)
    minutes_pass(office)
    assert (office.line(outbox_id).state, len(office.server.taken)) == (OutboxState.SENT, 2)


def test_where_nobody_can_look_before_it_goes_again_a_person_is_asked(
    office: Sending, box: FakeMailbox
) -> None:
    """P3: nothing goes blindly."""
    copies = Unreachable()
    office.wire(copies, keeps=True)
    outbox_id = in_doubt(office)
    office.hold.hold(office.desk)
    minutes_pass(office)
    assert office.line(outbox_id).state is OutboxState.RETRY
    copies.down = True
    office.clock.forward(hours=2)
    office.hold.let_go(office.desk)
    minutes_pass(office)
    line = office.line(outbox_id)
    assert (line.state, line.needs_person, len(office.server.taken)) == (OutboxState.UNKNOWN, True, 1)

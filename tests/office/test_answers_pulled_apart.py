"""Whose answer it is where problems were pulled apart after a mail went to all who told of them."""

from dataclasses import dataclass
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import mail
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.replying import ReplyChoice, ReplyKind, ReplyTo, ReplyWay
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.merging import Merging
from wardoffice.office.replying import Replying
from wardoffice.store.store import Store
from wardoffice.store.tables import MessageLink, OutboxMessage, OutboxRecipient


@dataclass
class Told:
    """Eva's problem with Bob's put into it, of which both had an answer with Eva's number."""

    store: Store
    ana: Actor
    eva_case: int
    bob_case: int
    bob: int

    def pull_apart(self) -> None:
        Merging(self.store).unmerge(self.ana, self.bob_case)

    def answers(self, sender: str, *, subject: str = "") -> tuple[int, LinkReason]:
        """The sender answers the mail they had; the case that is linked to, and why."""
        address = sender.rpartition("<")[2].strip(">")
        with self.store.reading() as session:
            ours = session.scalars(
                select(OutboxMessage)
                .join(OutboxRecipient, OutboxRecipient.outbox_id == OutboxMessage.id)
                .where(OutboxRecipient.address == address)
            ).one()
            heads = {
                "From": sender,
                "Subject": f"RE: {subject or ours.subject}",
                "Date": format_datetime(self.store.now()),
                "Message-ID": f"<answer@{address}>",
                "In-Reply-To": ours.message_id,
            }
        box = FakeMailbox()
        box.deliver(mail("It is still there, please hurry.", **heads))
        assert mail_intake(self.store, box).run(PROGRAM, no_progress, never).waiting == 0
        with self.store.reading() as session:
            (link,) = session.execute(select(MessageLink.case_id, MessageLink.reason)).all()
            return link.case_id, link.reason


@pytest.fixture
def told(store: Store) -> Told:
    office = OfficeBuilder(store)
    office.service_type("POT", "Pothole")
    ana = office.staff("Ana Ruiz")
    people = office.contact("Eva Stone", "eva@x.example"), office.contact("Bob Hill", "bob@y.example")
    eva_case, bob_case = (
        office.mail("A hole", contact_id=each, address="4800 N Damen Ave", service_code="POT").case_id
        for each in people
    )
    Merging(store).merge(ana, [eva_case, bob_case], root_id=eva_case)
    replying = Replying(
        store,
        CasePane(store),
        LetterTemplates(),
        MailWriting(store, OfficeAddress("ward35@office.example", "Ward 35 Office", 35)),
        lambda _actor, _case_id: None,
        languages=lambda _key: (("en",), ()),
        letterhead={"office": "Ward 35 Office", "office_phone": "(773) 555-0100"},
        zone=ZoneInfo("America/Chicago"),
    )
    to = tuple(ReplyTo(each, ReplyWay.MAIL, "en") for each in people)
    replying.send(ana, eva_case, ReplyChoice(ReplyKind.UPDATE, to, {"news": "We are on it."}))
    with store.writing() as session:
        for each in session.scalars(select(OutboxMessage)):
            each.state = OutboxState.SENT
    return Told(store, ana, eva_case, bob_case, people[1])


def test_an_answer_goes_to_the_problem_of_who_was_answered_where_it_was_pulled_out_since(
    told: Told,
) -> None:
    """P6: the number in its subject is of the problem it stood under, and Bob told of his own."""
    told.pull_apart()
    assert told.answers("Bob Hill <bob@y.example>") == (told.bob_case, LinkReason.IN_REPLY_TO)
    shown = CasePane(told.store).show(told.ana, told.bob_case)
    assert any("still there" in each.text for each in shown.messages)
    others = CasePane(told.store).show(told.ana, told.eva_case)
    assert [each.name for each in others.people] == ["Eva Stone"]


def test_who_told_of_the_problem_that_the_number_is_of_is_found_by_it(told: Told) -> None:
    told.pull_apart()
    assert told.answers("Eva Stone <eva@x.example>") == (told.eva_case, LinkReason.TOKEN)


def test_while_they_stand_together_the_number_says_where_an_answer_belongs(told: Told) -> None:
    assert told.answers("Bob Hill <bob@y.example>") == (told.eva_case, LinkReason.TOKEN)


def test_a_number_that_somebody_wrote_over_ours_is_where_they_want_it(told: Told) -> None:
    told.pull_apart()
    office = OfficeBuilder(told.store)
    other = office.mail("Another hole", contact_id=told.bob, address="1 A St", service_code="POT").case_id
    number = CasePane(told.store).show(told.ana, other).number
    found = told.answers("Bob Hill <bob@y.example>", subject=f"[W35-{number}] the other one")
    assert found == (other, LinkReason.TOKEN)

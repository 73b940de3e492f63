"""What a read mail becomes: a problem, new word on one that is here, or a mail filed with its kind."""

import itertools

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder, placing
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import mail, mixed, part, picture, report
from wardoffice.domain.actor import Actor
from wardoffice.domain.books import LedgerState
from wardoffice.domain.cases import CaseStatus, FinishReason, LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.domain.queue import Desk
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.triage import Triage
from wardoffice.store.message_reading import answered_case
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Attachment,
    Case,
    Contact,
    FollowUp,
    LedgerEntry,
    Message,
    MessageLink,
    OutboxMessage,
    QueueEntry,
)

_INBOXES = itertools.count(1)
"""A number for each inbox: what came to one that is known would not come anew."""


def arrive(store: Store, *mails: bytes) -> None:
    """These mails come to an inbox nobody read before."""
    mailbox = FakeMailbox(account=f"desk{next(_INBOXES)}@mail.example")
    mailbox.deliver(*mails)
    books = mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    assert books.waiting == 0


def count(store: Store, kind: type[Case] | type[FollowUp] | type[Contact]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def link(store: Store) -> MessageLink:
    with store.reading() as session:
        found = session.scalars(select(MessageLink)).one()
        session.expunge(found)
    return found


def entry(store: Store, case_id: int) -> QueueEntry:
    with store.reading() as session:
        found = session.get_one(QueueEntry, case_id)
        session.expunge(found)
    return found


def first_case(store: Store) -> Case:
    with store.reading() as session:
        found = session.scalars(select(Case).order_by(Case.id).limit(1)).one()
        session.expunge(found)
    return found


@pytest.fixture
def ana_l(office: OfficeBuilder) -> int:
    """The contact whose address the mails here come from."""
    return office.contact("Ana Lopez", "ana@example.org")


def thanks(**headers: str | None) -> bytes:
    return mail("Thanks, but it is back", **{"Message_ID": "<2@example.org>", **headers})


def test_a_problem_opens_a_case_and_its_sender_is_owed_an_answer(store: Store) -> None:
    """P6."""
    arrive(store, mail("There is a deep pothole"))
    case = first_case(store)
    assert (case.title, case.status) == ("Pothole on Damen", CaseStatus.OPEN)
    made = entry(store, case.id)
    assert made.ours
    assert made.desk is Desk.TO_US
    assert made.owed_since == case.opened_at
    assert made.people == 1


def test_one_address_is_one_person_however_the_name_is_written(store: Store) -> None:
    arrive(
        store,
        mail("One", From="ANA@Example.org", Message_ID="<1@x.org>"),
        mail("Two", From="Ana Lopez <ana@example.org>", Message_ID="<2@x.org>"),
    )
    with store.reading() as session:
        assert len(session.scalars(select(Contact)).all()) == 1


def test_words_of_danger_stand_on_the_case(store: Store) -> None:
    arrive(store, mail("Strong gas smell in the alley", Subject="Please come"))
    case = first_case(store)
    assert case.safety_words == "gas smell"
    assert entry(store, case.id).safety


@pytest.mark.parametrize("mark", ["[{number}]", "[W47-{number}]", "[w47-{number}]"])
def test_a_reply_with_our_number_in_its_subject_is_new_word_on_that_case(
    store: Store, office: OfficeBuilder, ana_l: int, mark: str
) -> None:
    told = office.mail("Pothole", contact_id=ana_l)
    subject = "Re: your report " + mark.format(number=office.case(told.case_id).number)
    arrive(store, thanks(Subject=subject))
    assert (link(store).case_id, link(store).reason) == (told.case_id, LinkReason.TOKEN)
    assert entry(store, told.case_id).new_word
    assert count(store, Case) == 1


def test_a_reply_to_a_residents_own_mail_goes_to_its_case(store: Store) -> None:
    arrive(store, mail(), thanks(In_Reply_To="<one@example.org>"))
    case = first_case(store)
    assert (link(store).case_id, link(store).reason) == (case.id, LinkReason.IN_REPLY_TO)
    assert (count(store, Case), entry(store, case.id).new_word) == (1, True)


def test_a_reply_is_known_by_any_mail_of_its_thread(store: Store) -> None:
    arrive(store, mail(), thanks(In_Reply_To="<gone@x.org>", References="<one@example.org> <gone@x.org>"))
    assert link(store).case_id == first_case(store).id


def test_a_reply_to_a_mail_of_ours_goes_to_the_case_we_wrote_about(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Pothole")
    with store.writing() as session:
        session.add(
            OutboxMessage(
                kind=OutboxKind.MAIL,
                state=OutboxState.SENT,
                case_id=told.case_id,
                message_id="<ours@ward47.example>",
                not_before=store.now(),
                created_at=store.now(),
            )
        )
    arrive(store, thanks(In_Reply_To="<ours@ward47.example>"))
    assert link(store).case_id == told.case_id


def test_a_reply_to_an_absorbed_case_shows_on_its_root_and_stays_with_its_own_after_an_unmerge(
    store: Store, office: OfficeBuilder, ana: Actor, ana_l: int
) -> None:
    """P4."""
    told, root = office.mail("Pothole", contact_id=ana_l), office.mail("The same pothole")
    Merging(store).merge(ana, [told.case_id, root.case_id], root_id=root.case_id)
    arrive(store, thanks(Subject=f"[{office.case(told.case_id).number}]"))
    assert entry(store, root.case_id).new_word
    assert "Thanks, but it is back" in [
        each.text for each in CasePane(store).show(ana, root.case_id).messages
    ]
    Merging(store).unmerge(ana, told.case_id)
    assert entry(store, told.case_id).new_word
    assert not entry(store, root.case_id).new_word


def test_new_word_on_a_finished_case_reopens_nothing_and_is_seen(
    store: Store, office: OfficeBuilder, ana: Actor, ana_l: int
) -> None:
    told = office.mail("Pothole", contact_id=ana_l, owed=False)
    Triage(store, placing(lambda _point: None)).finish(ana, [told.case_id], FinishReason.SEEN_DONE)
    assert entry(store, told.case_id).desk is Desk.FINISHED
    about = f"[{office.case(told.case_id).number}]"
    arrive(store, mail("The crew left two cones", Subject=about, Message_ID="<2@example.org>"))
    assert office.case(told.case_id).status is CaseStatus.FINISHED
    assert entry(store, told.case_id).desk is Desk.TO_US


@pytest.mark.parametrize(
    "headers",
    [{"Subject": "New pothole [2019-00001]"}, {"In_Reply_To": "<never@x.org>", "Subject": "Re: newsletter"}],
)
def test_a_reply_to_nothing_we_have_opens_no_case_and_is_left_for_a_look(
    store: Store, headers: dict[str, str]
) -> None:
    """P1: nobody's word is filed where nobody looks."""
    arrive(store, thanks(**headers))
    assert (count(store, Case), count(store, FollowUp)) == (0, 0)
    with store.reading() as session:
        line = session.scalars(select(LedgerEntry)).one()
        assert (line.state, line.reason) == (LedgerState.LEFT_ALONE, "It answers a mail we do not have.")


@pytest.mark.parametrize("written", ["SR26-00000001", "26-00000001", "sr2600000001"])
def test_a_reply_that_names_a_311_number_is_new_word_on_its_case(
    store: Store, office: OfficeBuilder, ana: Actor, ana_l: int, written: str
) -> None:
    record, told = office.city_record("SR26-00000001"), office.mail("Pothole", contact_id=ana_l)
    Merging(store).merge(ana, [record.case_id, told.case_id])
    arrive(store, thanks(Subject=f"RE: {written} - photos from the ward office", In_Reply_To="<gone@x.org>"))
    assert (link(store).case_id, link(store).reason) == (record.case_id, LinkReason.TRACKING_NUMBER)


def test_a_number_is_looked_for_as_the_city_writes_it_and_among_its_own(
    store: Store, office: OfficeBuilder
) -> None:
    record = office.city_record("1234567890")
    with store.reading() as session:
        for city, found in [
            (CityNumbers("chicago"), (record.case_id, LinkReason.TRACKING_NUMBER)),
            (CityNumbers("chicago", chicago=True), None),
            (CityNumbers("boston"), None),
        ]:
            assert answered_case(session, "Re: 1234567890", "", (), city) == found


def test_a_form_that_writes_for_many_people_is_not_one_of_them(store: Store) -> None:
    """P6: each is owed an answer of their own, at the address they gave."""
    form = "Ward Website <no-reply@ward51.example>"
    arrive(
        store,
        mail("A hole", From=form, Reply_To="Latoya <latoya@x.org>", Message_ID="<1@form>"),
        mail("Rats", From=form, Reply_To="bernadette@x.org", Message_ID="<2@form>"),
    )
    with store.reading() as session:
        people = {each.name for each in session.scalars(select(Contact))}
    assert people == {"Latoya", "bernadette@x.org"}
    assert count(store, FollowUp) == 2


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (mail("I am away", Auto_Submitted="auto-replied"), MessageKind.AUTOMATIC),
        (report(), MessageKind.BOUNCE),
        (mail("News", List_Id="<news.example.org>"), MessageKind.LIST),
    ],
)
def test_mail_of_programs_and_lists_is_filed_with_its_kind_and_opens_nothing(
    store: Store, raw: bytes, kind: MessageKind
) -> None:
    arrive(store, raw)
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.kind, bool(message.kind_reason)) == (kind, True)
    assert (count(store, Case), count(store, FollowUp)) == (0, 0)


def test_the_photos_of_a_reply_are_shown_under_its_case(
    store: Store, office: OfficeBuilder, ana_l: int
) -> None:
    told = office.mail("Pothole", contact_id=ana_l)
    number = office.case(told.case_id).number
    arrive(store, mixed(part("And a photo"), picture(), Subject=f"Re: [{number}]"))
    with store.reading() as session:
        assert session.scalars(select(Attachment.case_id)).all() == [told.case_id]


def test_a_mail_without_a_sender_or_words_still_opens_a_case(store: Store) -> None:
    arrive(store, mail("  ", From=None, Subject=None))
    assert first_case(store).title == "Mail without words"
    assert count(store, Contact) == 0


def test_names_and_addresses_of_any_length_are_taken(store: Store) -> None:
    """P8: PostgreSQL refuses what does not fit its column."""
    street = "There is a pothole at 4853 N " + "Looong" * 80 + " Street"
    arrive(
        store,
        mail(street, From=f'"{"A" * 900}" <{"a" * 900}@example.org>', Subject="S" * 5_000),
        mixed(part("x"), picture(name="n" * 900 + ".jpg"), Message_ID=f"<{'m' * 3_000}@example.org>"),
    )
    assert count(store, Case) == 2

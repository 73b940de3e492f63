"""A number that comes is sent on to who was promised it: once, and by mail only (P5, P6)."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import LetterKey
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxKind
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.mail_fate import refuse_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.merging import Merging
from wardoffice.office.number_telling import NumberTelling
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Action,
    FollowUp,
    Message,
    OutboxMessage,
    ServiceRecord,
    Submission,
)


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now))


def _telling(
    ours: SubmittingOffice, *, phone: str = "(773) 555-0100", address: str = "w@o.example"
) -> NumberTelling:
    office = OfficeAddress(address, "Ward 47", 47) if address else None
    return NumberTelling(
        ours.store,
        CasePane(ours.store, 47),
        LetterTexts(ours.store),
        MailWriting(ours.store, office),
        letterhead={"office": "Ward 47", "office_phone": phone},
        zone=ZoneInfo("America/Chicago"),
    )


def _mails(ours: SubmittingOffice) -> list[str]:
    with ours.store.reading() as session:
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == OutboxKind.MAIL).order_by(OutboxMessage.id)
        ).all()
        return [ours.store.files.path(each.rendered_sha256 or "").read_text("utf-8") for each in rows]


def _promised(ours: SubmittingOffice, case_id: int) -> str:
    (person,) = CasePane(ours.store, 47).show(ours.ana, case_id).people
    return person.promised


def _submitted(ours: SubmittingOffice, email: str = "ewa@x.example", *, tell: bool = True) -> int:
    case_id = ours.told(contact_id=ours.office.contact("Ewa", email))
    ours.submit(case_id, tell_number=tell)
    ours.send()
    return case_id


def _outbox(ours: SubmittingOffice) -> MailOutbox:
    return MailOutbox(ours.store, SentLooking(ours.store, None, provider_keeps=False))


def _mail_id(ours: SubmittingOffice) -> int:
    with ours.store.reading() as session:
        return session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == OutboxKind.MAIL)).one()


def _refuse(ours: SubmittingOffice, outbox_id: int) -> None:
    with ours.store.unit_of_work(Actor.program("mail"), ActionKind.DELIVERY) as work:
        refuse_mail(work, outbox_id, "550 5.1.1 No such user")


def _number(ours: SubmittingOffice) -> str:
    with ours.store.reading() as session:
        return session.scalars(select(Submission.number)).one()


def test_a_number_goes_to_who_was_promised_it_and_keeps_the_promise_once(ours: SubmittingOffice) -> None:
    case_id = _submitted(ours)
    telling = _telling(ours)
    assert telling.tell().cases
    (mail,) = _mails(ours)
    with ours.store.reading() as session:
        kinds = set(session.scalars(select(Action.kind)))
    assert ActionKind.REPLY in kinds, "it waits in the outbox still"
    assert ActionKind.ANSWER not in kinds
    assert "To: Ewa <ewa@x.example>" in mail
    assert _number(ours) in mail
    assert _promised(ours, case_id) == ""
    assert telling.tell() == Changes()
    assert len(_mails(ours)) == 1


def test_nobody_who_was_not_promised_it_is_told(ours: SubmittingOffice) -> None:
    """P5."""
    _submitted(ours, tell=False)
    _telling(ours).tell()
    assert _mails(ours) == []


def test_a_promise_of_the_number_is_known_whatever_its_words_are(ours: SubmittingOffice) -> None:
    """P6: the program's language was another when it was made; and what only reads like one is none."""
    case_id = _submitted(ours)
    other = ours.office.contact("Bob", "bob@x.example")
    with ours.store.unit_of_work(ours.ana, ActionKind.ANSWER) as work:
        (owed,) = work.session.scalars(select(FollowUp).where(FollowUp.of_number))
        owed.words = "número del 311"
        work.add(
            FollowUp(
                case_id=case_id,
                contact_id=other,
                kind=FollowUpKind.PROMISE,
                words="the 311 number",
                created_at=work.now,
            )
        )
    _telling(ours).tell()
    (mail,) = _mails(ours)
    assert "ewa@x.example" in mail


def test_before_the_number_came_nobody_is_told(ours: SubmittingOffice) -> None:
    case_id = ours.told(contact_id=ours.office.contact("Ewa", "ewa@x.example"))
    ours.submit(case_id, tell_number=True)
    _telling(ours).tell()
    assert _mails(ours) == []
    assert _promised(ours, case_id) == "the 311 number"


@pytest.mark.parametrize("lacks", ["mail address", "phone of the office", "address of the office", "person"])
def test_where_it_cannot_be_written_the_promise_stands(ours: SubmittingOffice, lacks: str) -> None:
    """P6: somebody calls them."""
    case_id = _submitted(ours, "" if lacks == "mail address" else "ewa@x.example")
    if lacks == "person":
        with ours.store.writing() as session:
            for row in session.scalars(select(Message)):
                row.kind = MessageKind.AUTOMATIC
    _telling(
        ours,
        phone="" if lacks == "phone of the office" else "(773) 555-0100",
        address="" if lacks == "address of the office" else "w@o.example",
    ).tell()
    assert _mails(ours) == []
    assert _promised(ours, case_id) == "the 311 number"


def test_where_the_offices_own_wording_leaves_the_number_out_the_promise_stands(
    ours: SubmittingOffice,
) -> None:
    """P6: the mail would settle in the books what nobody was told."""
    manager = ours.office.staff("Mona", Role.MANAGER)
    LetterTexts(ours.store).reword(
        manager, LetterKey.UPDATE, "en", "News", "{{ greeting }}\n\nWe are working on it.\n{{ office }}"
    )
    case_id = _submitted(ours)
    _telling(ours).tell()
    assert _mails(ours) == []
    assert _promised(ours, case_id)


def test_an_address_that_only_sends_is_not_written_to_and_the_promise_stands(ours: SubmittingOffice) -> None:
    """P6: nobody reads there, so somebody calls them."""
    case_id = _submitted(ours, "no-reply@webform.example")
    _telling(ours).tell()
    assert _mails(ours) == []
    assert _promised(ours, case_id) == "the 311 number"


def test_a_restricted_problem_is_told_of_by_people_only(ours: SubmittingOffice) -> None:
    case_id = _submitted(ours)
    ours.office.restrict(case_id, ours.ana)
    _telling(ours).tell()
    assert _mails(ours) == []


@pytest.mark.parametrize("restricted", ["the one that was submitted", "the one put into it"])
def test_a_problem_put_together_with_a_restricted_one_is_told_of_by_people_only(
    ours: SubmittingOffice, restricted: str
) -> None:
    case_id = _submitted(ours)
    manager = ours.office.staff("Mona", Role.MANAGER)
    other = ours.office.mail("Another matter").case_id
    submitted_is = restricted == "the one that was submitted"
    ours.office.restrict(case_id if submitted_is else other, manager, ours.ana)
    Merging(ours.store).merge(manager, [case_id, other], root_id=other if submitted_is else case_id)
    _telling(ours).tell()
    assert _mails(ours) == []


def test_a_number_that_was_taken_back_is_not_written_again_and_stays_promised(ours: SubmittingOffice) -> None:
    """P5, P6."""
    case_id = _submitted(ours)
    telling = _telling(ours)
    telling.tell()
    _outbox(ours).withdraw(ours.ana, _mail_id(ours))
    assert telling.tell() == Changes()
    assert len(_mails(ours)) == 1
    assert _promised(ours, case_id) == "the 311 number"


def test_a_number_that_their_server_refused_is_not_written_again_and_stays_promised(
    ours: SubmittingOffice,
) -> None:
    """P6."""
    case_id = _submitted(ours)
    telling = _telling(ours)
    telling.tell()
    _refuse(ours, _mail_id(ours))
    assert telling.tell() == Changes()
    assert len(_mails(ours)) == 1
    assert _promised(ours, case_id) == "the 311 number"


def test_sending_a_refused_number_again_keeps_the_promise(ours: SubmittingOffice) -> None:
    """P6."""
    case_id = _submitted(ours)
    telling = _telling(ours)
    telling.tell()
    _refuse(ours, _mail_id(ours))
    _outbox(ours).send_again(ours.ana, _mail_id(ours), "Their server is well again")
    assert _promised(ours, case_id) == ""
    assert telling.tell() == Changes()
    assert len(_mails(ours)) == 2


def test_a_mail_with_a_number_says_that_a_program_wrote_it(ours: SubmittingOffice) -> None:
    """RFC 3834: nothing answers it by itself."""
    _submitted(ours)
    _telling(ours).tell()
    (mail,) = _mails(ours)
    assert "Auto-Submitted: auto-generated" in mail


def test_a_mail_with_a_number_says_how_it_stands_with_the_city_now(ours: SubmittingOffice) -> None:
    """P6: what the city closed meanwhile is not said to be on its list."""
    case_id = _submitted(ours)
    recorded = ours.office.city_record(_number(ours), case_id=case_id)
    ours.office.city_says(recorded, CityStatus.CLOSED)
    with ours.store.writing() as session:
        session.get_one(ServiceRecord, recorded.record_id).closing = ClosingKind.WORK_DONE
    _telling(ours).tell()
    (mail,) = _mails(ours)
    assert "says that the work was done" in mail
    assert "on its list" not in mail

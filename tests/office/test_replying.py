"""Answers to residents: each singly, nobody else's data in it, and what is owed settled only by what went."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders import PLACING, OfficeBuilder
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.errors import CancelledError, CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import LetterKey
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.replying import (
    Correspondent,
    ReplyChoice,
    ReplyKind,
    ReplyTo,
    ReplyWay,
    SeenReply,
)
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.under_way import UnderWay
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.mail_fate import refuse_mail, settle_mail
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.replying import Replying
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.paper_letters import waiting_letters
from wardoffice.store.tables import (
    Contact,
    FollowUp,
    Letter,
    Message,
    MessageLink,
    OutboxMessage,
    OutboxRecipient,
    QueueEntry,
    ServiceRecord,
)

pytestmark = pytest.mark.sqlite
_ALL = ("en", "es", "pl", "zh-Hans", "zh-Hant")
_LETTERHEAD = {"office": "Ward 35 Office", "office_phone": "(773) 555-0100"}


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    office.service_type("POT", "Pothole")
    return office.staff("Ana Ruiz")


def _replying(
    office: OfficeBuilder,
    *,
    languages: tuple[str, ...] = ("en", "es"),
    approved: Mapping[LetterKey, tuple[str, ...]] | None = None,
    letterhead: Mapping[str, str] = _LETTERHEAD,
) -> Replying:
    def usable(key: LetterKey) -> tuple[tuple[str, ...], tuple[str, ...]]:
        ours = (approved or {}).get(key, languages)
        return ours, tuple(each for each in _ALL if each not in ours)

    return Replying(
        office.store,
        CasePane(office.store),
        LetterTemplates(),
        MailWriting(office.store, OfficeAddress("ward35@office.example", "Ward 35 Office", 35)),
        lambda _actor, _case_id: None,
        languages=usable,
        letterhead=letterhead,
        zone=ZoneInfo("America/Chicago"),
    )


@pytest.fixture
def replying(office: OfficeBuilder) -> Replying:
    return _replying(office)


def _told(office: OfficeBuilder, *people: int, words: str = "A hole") -> int:
    """A problem with a type and a place that all these people told of."""
    first, *others = (
        office.mail(words, contact_id=each, address="4800 N Damen Ave", service_code="POT").case_id
        for each in people
    )
    if others:
        Merging(office.store).merge(office.staff(), [first, *others], root_id=first)
    return first


def _to(*contact_ids: int, way: ReplyWay = ReplyWay.MAIL, language: str = "en") -> tuple[ReplyTo, ...]:
    return tuple(ReplyTo(each, way, language) for each in contact_ids)


def _acknowledge(*contact_ids: int) -> ReplyChoice:
    return ReplyChoice(ReplyKind.ACKNOWLEDGE, _to(*contact_ids))


def _update(*contact_ids: int, news: str = "The crew comes on Friday.") -> ReplyChoice:
    return ReplyChoice(ReplyKind.UPDATE, _to(*contact_ids), {"news": news})


def _mails(office: OfficeBuilder) -> list[EmailMessage]:
    with office.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        paths = [office.store.files.path(each.rendered_sha256 or "") for each in rows]
    parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return [each for each in parsed if isinstance(each, EmailMessage)]


def _person(form_people: tuple[Correspondent, ...], contact_id: int) -> Correspondent:
    return next(each for each in form_people if each.contact_id == contact_id)


def _owed(office: OfficeBuilder, contact_id: int) -> list[FollowUpKind]:
    with office.read() as session:
        return list(
            session.scalars(
                select(FollowUp.kind).where(
                    FollowUp.contact_id == contact_id,
                    FollowUp.kind != FollowUpKind.ANSWER,
                    FollowUp.done_at.is_(None),
                    FollowUp.withdrawn_at.is_(None),
                )
            )
        )


def test_everyone_who_told_gets_a_mail_of_their_own_and_is_owed_nothing_then(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6, P9."""
    eva, bob = office.contact("Eva Stone", "eva@x.example"), office.contact("Bob Hill", "bob@y.example")
    case_id = _told(office, eva, bob)
    changes = replying.send(ana, case_id, _acknowledge(eva, bob))
    assert changes.label == "Answers to 2 people: by mail"
    mails = _mails(office)
    assert [str(each["to"]) for each in mails] == ["Eva Stone <eva@x.example>", "Bob Hill <bob@y.example>"]
    assert "Hello Eva Stone," in mails[0].get_content()
    assert "Pothole at 4800 N Damen Ave" in mails[0].get_content()
    assert _owed(office, eva) == _owed(office, bob) == []


def test_a_reply_answers_their_own_mail(office: OfficeBuilder, replying: Replying, ana: Actor) -> None:
    eva, bob = office.contact("Eva", "eva@x.example"), office.contact("Bob", "bob@y.example")
    case_id = _told(office, eva, bob)
    with office.store.writing() as session:
        for contact_id, message_id in ((eva, "<eva-1@x.example>"), (bob, "<bob-1@y.example>")):
            row = session.scalar(select(Message).where(Message.contact_id == contact_id))
            assert row is not None
            row.message_id = message_id
    replying.send(ana, case_id, _update(eva, bob))
    first, second = _mails(office)
    assert first["in-reply-to"] == "<eva-1@x.example>"
    assert "bob-1" not in first.as_string()
    assert second["in-reply-to"] == "<bob-1@y.example>"


_NAMES = st.text(alphabet="abcdefghij", min_size=5, max_size=9).map(str.title)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_NAMES, min_size=2, max_size=5, unique=True), words=_NAMES)
def test_nothing_of_anybody_else_is_in_anybodys_mail(
    office: OfficeBuilder, ana: Actor, names: list[str], words: str
) -> None:
    """P9: no other person's name, address or words."""
    people = [office.contact(f"Zz{name}", f"qq{name}@x.example".lower()) for name in names]
    case_id = _told(office, *people, words=f"secretly {words}zq")
    before = len(_mails(office))
    _replying(office).send(ana, case_id, _update(*people))
    for own, mail in zip(names, _mails(office)[before:], strict=True):
        whole = mail.as_string()
        assert f"{words}zq" not in whole
        for other in names:
            if other not in own:
                assert f"Zz{other}" not in whole.replace(f"Zz{own}", "")
                assert f"qq{other}@".lower() not in whole.replace(f"qq{own}@".lower(), "")


def test_what_is_missing_stops_all_of_it(office: OfficeBuilder, ana: Actor) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying = _replying(office, letterhead={"office": "Ward 35 Office", "office_phone": ""})
    (shown,) = replying.preview(ana, case_id, _acknowledge(eva))
    assert shown.letter.gaps == ("office phone",)
    with pytest.raises(CannotDoError, match="office phone"):
        replying.send(ana, case_id, _acknowledge(eva))
    assert _mails(office) == []
    assert _owed(office, eva) == [FollowUpKind.ANSWER_OWED]


def test_an_update_without_anything_from_the_city_asks_for_the_news(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    (shown,) = replying.preview(ana, case_id, ReplyChoice(ReplyKind.UPDATE, _to(eva)))
    assert shown.letter.gaps == ("news",)


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        (ClosingKind.WORK_DONE, "says that the work was done"),
        (ClosingKind.NOTHING_FOUND, "its crew found nothing there"),
        (ClosingKind.TRANSFERRED, "passed it on to another of its departments"),
        (ClosingKind.NO_REASON, "⟨news: fill in⟩"),
        (ClosingKind.WITHIN_MINUTES, "⟨news: fill in⟩"),
    ],
)
def test_a_closing_is_told_as_what_it_means_and_never_guessed(
    office: OfficeBuilder, replying: Replying, ana: Actor, closing: ClosingKind, said: str
) -> None:
    """P6: closed is not fixed."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    recorded = office.city_record("SR26-00000001", case_id=case_id)
    office.city_says(recorded, CityStatus.CLOSED)
    with office.store.writing() as session:
        session.get_one(ServiceRecord, recorded.record_id).closing = closing
    (shown,) = replying.preview(ana, case_id, ReplyChoice(ReplyKind.UPDATE, _to(eva)))
    assert said in shown.letter.body
    assert "SR26-00000001" in shown.letter.body


def test_as_long_as_one_of_its_requests_is_open_the_city_has_not_closed_it(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    office.city_says(office.city_record("SR26-00000001", case_id=case_id), CityStatus.CLOSED)
    office.city_record("SR26-00000002", case_id=case_id)
    (shown,) = replying.preview(ana, case_id, ReplyChoice(ReplyKind.UPDATE, _to(eva)))
    assert "has not closed it yet" in shown.letter.body


def test_staff_see_the_english_beside_another_language(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    choice = ReplyChoice(ReplyKind.ACKNOWLEDGE, _to(eva, language="es"))
    (shown,) = replying.preview(ana, case_id, choice)
    assert "Gracias por avisarnos" in shown.letter.body
    assert shown.letter.subject == "“Pothole” en 4800 N Damen Ave: recibimos su mensaje"
    assert shown.english is not None
    assert "Thank you for telling us" in shown.english.body
    assert "“" not in shown.english.subject


def test_a_language_nobody_approved_is_not_sent(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    with pytest.raises(CannotDoError, match="approved"):
        replying.send(ana, case_id, ReplyChoice(ReplyKind.ACKNOWLEDGE, _to(eva, language="pl")))
    assert _mails(office) == []


def test_nobody_gets_two_acknowledgements_within_a_day_whatever_the_problem(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    one, other = (
        _told(office, eva),
        office.mail("A tree", contact_id=eva, address="1 A St", service_code="POT"),
    )
    replying.send(ana, one, _acknowledge(eva))
    assert _person(replying.begin(ana, other.case_id).people, eva).acknowledged
    with pytest.raises(CannotDoError, match="within the last day"):
        replying.send(ana, other.case_id, _acknowledge(eva))
    replying.send(ana, other.case_id, _update(eva))
    assert len(_mails(office)) == 2


@pytest.mark.parametrize("kind", [MessageKind.AUTOMATIC, MessageKind.LIST, MessageKind.BOUNCE])
def test_machines_and_lists_are_never_written_to(
    office: OfficeBuilder, replying: Replying, ana: Actor, kind: MessageKind
) -> None:
    robot = office.contact("Robot", "robot@x.example")
    case_id = _told(office, robot)
    with office.store.writing() as session:
        for row in session.scalars(select(Message).where(Message.contact_id == robot)):
            row.kind = kind
    person = _person(replying.begin(ana, case_id).people, robot)
    assert ReplyWay.MAIL not in person.ways
    assert "machine" in person.no_mail
    with pytest.raises(CannotDoError, match="cannot be reached so"):
        replying.send(ana, case_id, _update(robot))


def test_an_address_whose_last_mail_came_back_is_not_written_to_again(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _update(eva))
    with office.store.writing() as session:
        session.scalars(select(OutboxMessage)).one().state = OutboxState.SENT
        session.scalars(select(OutboxRecipient)).one().state = RecipientState.BOUNCED
    assert "did not arrive" in _person(replying.begin(ana, case_id).people, eva).no_mail


@pytest.mark.parametrize(("sender", "written_to"), [("Eva@x.example", True), ("eva@work.example", False)])
def test_who_writes_from_an_address_after_a_mail_to_it_came_back_is_written_to_again(
    office: OfficeBuilder, replying: Replying, ana: Actor, sender: str, *, written_to: bool
) -> None:
    """P6: one full mailbox would have shut them out for good."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _update(eva))
    with office.store.writing() as session:
        session.scalars(select(OutboxMessage)).one().state = OutboxState.SENT
        session.scalars(select(OutboxRecipient)).one().state = RecipientState.BOUNCED
    office.reply(case_id, "My mailbox was full. What about the hole?", contact_id=eva)
    with office.store.writing() as session:
        newest = session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert newest is not None
        newest.sender_address = sender
        newest.received_at += timedelta(minutes=1)
    assert (ReplyWay.MAIL in _person(replying.begin(ana, case_id).people, eva).ways) is written_to


def test_who_has_no_mail_is_called_or_gets_a_letter_and_stays_owed_until_then(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6."""
    eva, bob = office.contact("Eva", phone="(773) 555-0111"), office.contact("Bob")
    case_id = _told(office, eva, bob)
    with office.store.writing() as session:
        session.get_one(Contact, bob).address = "4812 N Damen Ave, Chicago, IL 60625"
    to = (*_to(eva, way=ReplyWay.CALL), *_to(bob, way=ReplyWay.LETTER))
    replying.send(ana, case_id, ReplyChoice(ReplyKind.UPDATE, to, {"news": "The crew comes on Friday."}))
    assert _mails(office) == []
    assert FollowUpKind.ANSWER_OWED in _owed(office, eva)
    assert FollowUpKind.PROMISE in _owed(office, eva)
    with office.read() as session:
        letter = session.scalars(select(Letter)).one()
        assert letter.contact_id == bob
        assert "The crew comes on Friday." in letter.body
    Triage(office.store, PLACING).log_answer(ana, case_id, [eva], AnswerWay.CALLED, "told her")
    assert _owed(office, eva) == []


def test_words_that_staff_changed_go_out_as_they_stand(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    to = (ReplyTo(eva, ReplyWay.MAIL, "en", "Your pothole", "Dear Eva,\n{{ nothing }} is a source here.\n"),)
    replying.send(ana, case_id, ReplyChoice(ReplyKind.UPDATE, to))
    (mail,) = _mails(office)
    assert mail.get_content().splitlines() == ["Dear Eva,", "{{ nothing }} is a source here."]
    assert str(mail["subject"]).endswith("] Your pothole")


def test_taking_it_back_before_it_goes_owes_the_answer_again(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6: an answer that did not go is none."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _update(eva))
    Undoing(office.store).undo(ana)
    assert _owed(office, eva) == [FollowUpKind.ANSWER_OWED]
    with office.read() as session:
        assert session.scalars(select(OutboxMessage)).one().withdrawn_at is not None


def test_a_text_that_nobody_approved_does_not_go_where_another_in_that_language_may(
    office: OfficeBuilder, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying = _replying(office, approved={LetterKey.UPDATE: ("en", "pl")})
    choice = ReplyChoice(ReplyKind.DONE, _to(eva, language="pl"), {"result": "Filled."})
    with pytest.raises(CannotDoError, match="approved"):
        replying.send(ana, case_id, choice)
    assert _mails(office) == []
    assert replying.begin(ana, case_id).languages[ReplyKind.UPDATE] == ("en", "pl")


def test_stopped_half_way_it_answers_nobody(office: OfficeBuilder, replying: Replying, ana: Actor) -> None:
    """P6: not some of them, and no promise of a call to the others."""
    eva, bob = office.contact("Eva", "eva@x.example"), office.contact("Bob", "bob@y.example")
    case_id = _told(office, eva, bob)
    stopped = iter((False, True))
    with pytest.raises(CancelledError):
        replying.send(ana, case_id, _acknowledge(eva, bob), lambda: next(stopped))
    assert _mails(office) == []
    assert [_owed(office, each) for each in (eva, bob)] == [[FollowUpKind.ANSWER_OWED]] * 2


@pytest.mark.parametrize(
    ("code", "words", "reached"),
    [
        (550, "5.1.1 No such user", False),
        (550, "No such user here (mx5.example)", False),
        (553, "5.1.3 Bad address syntax", False),
        (550, "5.7.1 Your server is on a blocklist", True),
        (552, "5.2.2 Mailbox full", True),
        (None, "552 5.3.4 The mail is too large", True),
    ],
)
def test_an_address_is_not_offered_again_once_its_server_said_that_nobody_is_there(
    office: OfficeBuilder, replying: Replying, ana: Actor, code: int | None, words: str, *, reached: bool
) -> None:
    eva = office.contact("Eva", "Eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _update(eva))
    with office.store.unit_of_work(Actor.program("mail"), ActionKind.DELIVERY) as work:
        row = work.session.scalars(select(OutboxRecipient)).one()
        row.code, row.answer = code, words
        work.session.flush()
        refuse_mail(work, 1, words)
    (person,) = replying.begin(ana, case_id).people
    assert (ReplyWay.MAIL in person.ways) == reached
    assert person.no_mail == ("" if reached else "the last mail to Eva@x.example did not arrive")


def _outbox(office: OfficeBuilder) -> MailOutbox:
    return MailOutbox(office.store, SentLooking(office.store, None, provider_keeps=False))


def _unseen(office: OfficeBuilder, link_id: int) -> bool:
    with office.read() as session:
        return session.get_one(MessageLink, link_id).seen_at is None


def _settle(office: OfficeBuilder, outbox_id: int, *, refused: bool) -> None:
    with office.store.unit_of_work(Actor.program("mail"), ActionKind.DELIVERY) as work:
        if refused:
            refuse_mail(work, outbox_id, "550 5.1.1 No such user")
            return
        work.session.scalars(select(OutboxRecipient)).one().code = 250
        work.session.flush()
        settle_mail(work, outbox_id, taken=True)


@pytest.mark.parametrize("fate", ["refused", "taken back", "undone"])
def test_what_somebody_wrote_since_is_new_again_where_its_answer_does_not_go(
    office: OfficeBuilder, replying: Replying, ana: Actor, fate: str
) -> None:
    """P6: they had an answer before, so that nothing else says that somebody waits."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _acknowledge(eva))
    _settle(office, 1, refused=False)
    link_id = office.reply(case_id, "What about the other one?", contact_id=eva)
    replying.send(ana, case_id, _update(eva))
    assert not _unseen(office, link_id)
    if fate == "refused":
        _settle(office, 2, refused=True)
    elif fate == "taken back":
        _outbox(office).withdraw(ana, 2)
    else:
        Undoing(office.store).undo(ana)
    assert _unseen(office, link_id)
    with office.read() as session:
        assert session.scalars(select(QueueEntry.new_word)).one()


def test_sending_a_refused_answer_again_deals_with_what_it_answers_and_not_with_later_words(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    asked = office.reply(case_id, "What about the other one?", contact_id=eva)
    replying.send(ana, case_id, _update(eva))
    _settle(office, 1, refused=True)
    later = office.reply(case_id, "And the third?", contact_id=eva)
    told_anew = office.mail("Another hole", contact_id=eva, address="4802 N Damen Ave")
    Merging(office.store).merge(ana, [case_id, told_anew.case_id], root_id=case_id)
    _outbox(office).send_again(ana, 1, "Their server is well again")
    assert (_unseen(office, asked), _unseen(office, later)) == (False, True)
    assert _owed(office, eva) == [FollowUpKind.ANSWER_OWED]


def test_done_is_doubted_as_long_as_we_are_not_done(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    form = replying.begin(ana, case_id)
    assert "not done" in form.doubts[ReplyKind.DONE]
    Triage(office.store, PLACING).finish(ana, [case_id], FinishReason.SEEN_DONE)
    form = replying.begin(ana, case_id)
    assert form.suggested is ReplyKind.DONE
    assert ReplyKind.DONE not in form.doubts


def test_each_kind_of_answer_has_its_letter() -> None:
    assert {each.letter for each in ReplyKind} <= set(LetterKey)


def test_a_letter_goes_where_staff_say_somebody_lives_and_that_is_kept(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6: whoever called and has no mail address is answered too; undo takes back both."""
    eva = office.contact("Eva Stone", phone="773 555 0111")
    case_id = _told(office, eva)
    assert ReplyWay.LETTER not in _person(replying.begin(ana, case_id).people, eva).ways
    with pytest.raises(CannotDoError, match="cannot be reached so"):
        replying.send(ana, case_id, ReplyChoice(ReplyKind.ACKNOWLEDGE, _to(eva, way=ReplyWay.LETTER)))
    to = ReplyTo(eva, ReplyWay.LETTER, address=" 4812 N Damen Ave,  Chicago 60625 ")
    replying.send(ana, case_id, ReplyChoice(ReplyKind.ACKNOWLEDGE, (to,)))
    known = _person(replying.begin(ana, case_id).people, eva)
    assert known.address == "4812 N Damen Ave, Chicago 60625"
    assert ReplyWay.LETTER in known.ways
    with office.read() as session:
        (letter,) = waiting_letters(session, ana)
    assert letter.address == known.address
    Undoing(office.store).undo(ana)
    assert _person(replying.begin(ana, case_id).people, eva).address == ""
    with office.read() as session:
        assert waiting_letters(session, ana) == ()


def _seen(replying: Replying, ana: Actor, case_id: int, choice: ReplyChoice) -> ReplyChoice:
    """The choice with what a person looked at: the form, and every letter."""
    form, shown = replying.begin(ana, case_id), replying.preview(ana, case_id, choice)
    letters = {each.to.contact_id: each.letter for each in shown}
    return replace(choice, seen=SeenReply(letters, form.newest_answer))


def test_what_was_read_is_what_goes_or_nothing(office: OfficeBuilder, replying: Replying, ana: Actor) -> None:
    """P6: the city may close it between the look and the key."""
    eva, bob = office.contact("Eva", "eva@x.example"), office.contact("Bob", "bob@y.example")
    case_id = _told(office, eva, bob)
    record = office.city_record("23-1", service_code="POT", case_id=case_id)
    choice = _seen(replying, ana, case_id, ReplyChoice(ReplyKind.UPDATE, _to(eva, bob)))
    with office.store.unit_of_work(Actor.program("city"), ActionKind.CITY_SYNC) as work:
        row = work.session.get_one(ServiceRecord, record.record_id)
        row.status, row.closed_at = CityStatus.CLOSED, work.now
        row.still_open, row.closing = False, ClosingKind.WORK_DONE
        work.touch([case_id])
    with pytest.raises(CannotDoError, match="What Eva would read has changed since it was shown"):
        replying.send(ana, case_id, choice)
    assert _mails(office) == []
    anew = _seen(replying, ana, case_id, choice)
    replying.send(ana, case_id, anew)
    assert anew.seen is not None
    read = [anew.seen.letters[each].body.splitlines() for each in (eva, bob)]
    assert [each.get_content().splitlines() for each in _mails(office)] == read


def test_words_somebody_wrote_themselves_go_as_they_wrote_them(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    to = (ReplyTo(eva, ReplyWay.MAIL, "en", "Your pothole", "Dear Eva, Friday.\n"),)
    before = _seen(replying, ana, case_id, _update(eva))
    replying.send(ana, case_id, replace(before, to=to))
    (mail,) = _mails(office)
    assert mail.get_content().splitlines() == ["Dear Eva, Friday."]


def test_whoever_was_answered_meanwhile_is_not_answered_by_a_second_desk(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva, bob = office.contact("Eva", "eva@x.example"), office.contact("Bob", "bob@y.example")
    case_id = _told(office, eva, bob)
    bo = office.staff("Bo")
    ours, theirs = (_seen(replying, each, case_id, _update(eva, bob)) for each in (ana, bo))
    replying.send(bo, case_id, replace(theirs, to=_to(eva)))
    with pytest.raises(CannotDoError, match="Eva was answered about this since you opened it"):
        replying.send(ana, case_id, ours)
    assert [str(each["to"]) for each in _mails(office)] == ["Eva <eva@x.example>"]
    replying.send(ana, case_id, replace(ours, to=_to(bob)))
    replying.send(ana, case_id, _seen(replying, ana, case_id, _update(eva)))
    assert len(_mails(office)) == 3


def test_a_call_logged_at_another_desk_counts_as_an_answer_too(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    choice = _seen(replying, ana, case_id, _update(eva))
    Triage(office.store, PLACING).log_answer(
        office.staff("Bo"), case_id, [eva], AnswerWay.CALLED, "It is done."
    )
    with pytest.raises(CannotDoError, match="was answered about this"):
        replying.send(ana, case_id, choice)


@pytest.mark.parametrize(
    "address", ["no-reply@x.example", "donotreply+7@forms.example", "postmaster@x.example"]
)
def test_nobody_is_written_to_where_nobody_reads(
    office: OfficeBuilder, replying: Replying, ana: Actor, address: str
) -> None:
    eva = office.contact("Eva", address)
    case_id = _told(office, eva)
    (person,) = replying.begin(ana, case_id).people
    assert ReplyWay.MAIL not in person.ways
    assert person.no_mail == f"nobody reads {address}: it only sends"
    with pytest.raises(CannotDoError, match="it only sends"):
        replying.send(ana, case_id, _update(eva))


def test_an_address_that_may_be_a_slip_is_doubted_and_still_written_to(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    eva, bob = office.contact("Eva", "eva@gmial.com"), office.contact("Bob", "bob@gmail.com")
    case_id = _told(office, eva, bob)
    people = replying.begin(ana, case_id).people
    assert _person(people, eva).address_doubt == "Is it @gmail.com?"
    assert _person(people, bob).address_doubt == ""
    assert ReplyWay.MAIL in _person(people, eva).ways


def test_a_refused_answer_sent_again_settles_all_that_was_owed_to_whoever_told_of_it_twice(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6: told of in two problems that were put together, so that an answer is owed in each."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva, eva)
    assert len(_owed(office, eva)) == 2
    replying.send(ana, case_id, _update(eva))
    _settle(office, 1, refused=True)
    assert len(_owed(office, eva)) == 2
    _outbox(office).send_again(ana, 1, "They made room.")
    assert _owed(office, eva) == []


def test_taking_back_the_rest_of_an_answer_leaves_seen_what_the_mail_that_went_answered(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6."""
    eva, bob = office.contact("Eva", "eva@x.example"), office.contact("Bob", "bob@y.example")
    case_id = _told(office, eva, bob)
    links = [office.reply(case_id, "What about the other one?", contact_id=each) for each in (eva, bob)]
    replying.send(ana, case_id, _update(eva, bob))
    with office.store.unit_of_work(Actor.program("mail"), ActionKind.DELIVERY) as work:
        work.session.get_one(OutboxRecipient, 1).code = 250
        work.session.flush()
        settle_mail(work, 1, taken=True)
    Undoing(office.store).undo(ana, rest_only=True)
    assert [_unseen(office, each) for each in links] == [False, True]


def test_the_history_says_what_was_written_and_not_that_somebody_was_answered(
    office: OfficeBuilder, replying: Replying, ana: Actor
) -> None:
    """P6: a mail may not go, and a letter and a call are no answer yet."""
    eva = office.contact("Eva Stone", "eva@x.example")
    bob = office.contact("Bob Hill", phone="773 555 0111")
    case_id = _told(office, eva, bob)
    with office.store.writing() as session:
        session.get_one(Contact, bob).address = "1 A St, Chicago, IL 60625"
    to = (*_to(eva), *_to(bob, way=ReplyWay.LETTER))
    changes = replying.send(ana, case_id, ReplyChoice(ReplyKind.UPDATE, to, {"news": "Friday."}))
    assert changes.label == "Answers to 2 people: by mail, a letter to post"
    Undoing(office.store).undo(ana)
    called = replying.send(ana, case_id, ReplyChoice(ReplyKind.UPDATE, _to(bob, way=ReplyWay.CALL)))
    assert called.label == "Answer to one person: a call to make"


@pytest.mark.parametrize(
    ("state", "where"),
    [
        (OutboxState.QUEUED, UnderWay.IN_OUTBOX),
        (OutboxState.RETRY, UnderWay.IN_OUTBOX),
        (OutboxState.FINISHING, UnderWay.BEING_SENT),
        (OutboxState.UNKNOWN, UnderWay.UNSURE),
        (OutboxState.SENT, None),
    ],
)
def test_a_case_and_its_line_in_the_queue_know_where_an_answer_is(
    office: OfficeBuilder, replying: Replying, ana: Actor, state: OutboxState, where: UnderWay | None
) -> None:
    """P6: nobody is answered by what lies in the outbox; what is owed is settled all the same."""
    eva = office.contact("Eva", "eva@x.example")
    case_id = _told(office, eva)
    replying.send(ana, case_id, _update(eva))
    with office.store.writing() as session:
        session.scalars(select(OutboxMessage)).one().state = state
    (person,) = CasePane(office.store).show(ana, case_id).people
    row = Queue(office.store).rows(ana, [case_id])[case_id]
    for found in (person.under_way, row.under_way, replying.begin(ana, case_id).people[0].under_way):
        assert (found.where if found is not None else None) is where
    assert person.owed_since is None

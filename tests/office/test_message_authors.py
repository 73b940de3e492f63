"""Who told us, where a colleague's hands, a form or a voicemail service stand between."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import WAV, mail, mixed, multipart, part, picture
from tests.mail.test_forms import FIXMYSTREET
from wardoffice.domain.messages import (
    Channel,
    FilledForm,
    Forward,
    ForwardedMail,
    MailAddress,
    MessageKind,
    ReadMail,
    VoiceCall,
)
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.domain.places import PlaceSource
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.message_authors import who_told
from wardoffice.office.settings import OfficeSettings, Settings, own_addresses
from wardoffice.store.people import contact_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, Contact, ContactPoint, FollowUp, Message

OWN = OwnAddresses(["@ward47.example", "alder@home.example"])
DANA = MailAddress("Dana Kim", "dana@ward47.example")
DI = MailAddress("Di Ruiz", "di@example.org")
FORM = MailAddress("Ward Website", "form@site.example")

PLAIN = ReadMail(
    message_id="<1@x>",
    subject="Fwd: heat",
    sender=DANA,
    reply_to=None,
    recipients=(),
    sent_at=None,
    received_at=None,
    in_reply_to="",
    references=(),
    text="all of it",
    whole_text="all of it",
    kind=MessageKind.PROBLEM,
    kind_reason="",
    fingerprint="",
)


def sent_on(*mails: ForwardedMail, note: str = "Call her today.", sender: MailAddress = DANA) -> ReadMail:
    return replace(PLAIN, sender=sender, forward=Forward(note, mails))


def test_what_a_colleague_sends_on_is_the_residents() -> None:
    told = who_told(sent_on(ForwardedMail(DI, "heat", "No heat at 4500 N Damen.")), OWN)
    assert (told.person, told.sender, told.subject, told.text) == (DI, DI, "heat", "No heat at 4500 N Damen.")
    assert (told.sent_on_by, told.instruction) == ("Dana Kim", "Call her today.")
    assert "Damen" in told.place_words


def test_what_went_through_two_colleagues_keeps_both_their_words() -> None:
    inner = (ForwardedMail(DANA, "Fwd: heat", "She called twice."), ForwardedMail(DI, "heat", "No heat."))
    told = who_told(sent_on(*inner, sender=MailAddress("", "alder@home.example")), OWN)
    assert told.person == DI
    assert told.instruction == "Call her today.\n\nShe called twice."
    assert told.sent_on_by == "alder@home.example"


def test_what_a_resident_sends_on_is_told_by_that_resident() -> None:
    bo = MailAddress("Bo", "bo@example.org")
    told = who_told(sent_on(ForwardedMail(DI, "heat", "No heat."), sender=bo), OWN)
    assert (told.person, told.text, told.instruction, told.sent_on_by) == (bo, "all of it", "", "")


def test_what_a_resident_had_sent_on_is_told_with_her_words_when_a_colleague_sends_hers_on() -> None:
    george = MailAddress("George Old", "george@example.org")
    hers = ForwardedMail(DI, "Fwd: sinkhole", "Can you help him?", whole_text="Can you help him?\n-- \nDi")
    his = ForwardedMail(george, "sinkhole", "A car fell in at 4853 S Wood St.", whole_text="A car fell in.")
    told = who_told(sent_on(hers, his), OWN)
    assert (told.person, told.text) == (
        DI,
        "Can you help him?\n\nGeorge Old wrote:\nA car fell in at 4853 S Wood St.",
    )
    assert "4853 S Wood St" in told.place_words
    assert "A car fell in." in told.whole_text

    answered = replace(hers, subject="Re: sinkhole")
    assert who_told(sent_on(answered, his), OWN).text == "Can you help him?"
    ours = replace(his, sender=DANA)
    assert who_told(sent_on(hers, ours), OWN).text == "Can you help him?"


def test_a_form_without_a_subject_of_the_residents_is_titled_by_her_words() -> None:
    form = FilledForm(
        name="website",
        person="Pat",
        email="pat@example.org",
        phone="",
        subject="",
        topic="",
        address="",
        point=None,
        words="Street light out at 4700 N Wolcott\nSince Monday",
        lines=(),
    )
    mailed = replace(PLAIN, sender=FORM, subject="Contact Us got a new submission", form=form)
    assert who_told(mailed, OWN).title == "Street light out at 4700 N Wolcott"
    assert who_told(replace(mailed, form=replace(form, topic="Lights")), OWN).title == ""


def test_a_forward_among_colleagues_is_told_by_the_one_who_sent_it() -> None:
    told = who_told(sent_on(ForwardedMail(DANA, "heat", "See this.")), OWN)
    assert (told.person, told.text, told.instruction) == (DANA, "all of it", "")


@pytest.mark.parametrize("kind", [each for each in MessageKind if each is not MessageKind.PROBLEM])
def test_only_a_problem_is_told_by_another_than_its_sender(kind: MessageKind) -> None:
    read = replace(sent_on(ForwardedMail(DI, "heat", "No heat.")), kind=kind, call=VoiceCall("+17735550100"))
    told = who_told(read, OWN)
    assert (told.person, told.text, told.channel) == (DANA, "all of it", Channel.MAIL)


def test_a_forms_person_is_answered_at_the_address_in_it_else_at_reply_to_else_not_by_mail() -> None:
    filled = FilledForm("website", "Ana", "ana@example.org", "+17735550100", topic="Lights", words="Out")
    read = replace(PLAIN, sender=FORM, reply_to=DI, form=filled)
    told = who_told(read, OWN)
    assert (told.person, told.phone) == (MailAddress("Ana", "ana@example.org"), "+17735550100")
    assert (told.subject, told.text, told.form_name) == ("Lights", "Out", "website")
    without = replace(read, form=replace(filled, email=""))
    assert who_told(without, OWN).person == MailAddress("Ana", DI.address)
    assert who_told(replace(without, reply_to=None), OWN).person == MailAddress("Ana", "")


@pytest.mark.parametrize(
    ("call", "who", "title"),
    [
        (VoiceCall("+17735550100", "Ana Lopez"), "Ana Lopez", "Voicemail from Ana Lopez"),
        (VoiceCall("+17735550100"), "773-555-0100", "Voicemail from 773-555-0100"),
        (VoiceCall(), "Unknown caller", "Voicemail from an unknown caller"),
    ],
)
def test_a_voicemail_is_told_by_its_caller_and_never_by_its_service(
    call: VoiceCall, who: str, title: str
) -> None:
    told = who_told(replace(PLAIN, sender=FORM, call=call), OWN)
    assert (told.person, told.sender) == (MailAddress(who, ""), MailAddress(who, ""))
    assert (told.channel, told.title, told.phone) == (Channel.VOICEMAIL, title, call.phone)


def test_the_offices_own_addresses_are_those_of_the_settings_and_its_mailboxes() -> None:
    settings = Settings(
        office=OfficeSettings(own_addresses=("Alder@Home.example", "@Ward47.example"), email="o@311.example"),
        mail=(MailSettings(host="imap.example", user="inbox@ward.example"), MailSettings(user="ana")),
    )
    own = own_addresses(settings)
    for each in ("alder@home.example", "DANA@ward47.example", "o@311.example", "inbox@ward.example"):
        assert each in own
    for each in ("x@home.example", "dana@sub.ward47.example", "ana", "", "@", "x@notward47.example"):
        assert each not in own


def arrive(store: Store, *mails: bytes) -> None:
    mailbox = FakeMailbox()
    mailbox.deliver(*mails)
    assert mail_intake(store, mailbox).run(PROGRAM, no_progress, never).waiting == 0


def test_a_forward_is_filed_with_its_resident_its_photo_and_its_instruction(store: Store) -> None:
    """P6: the resident is owed the answer, not the colleague."""
    inner = mixed(part("The tree fell."), picture(), From="Di Ruiz <di@example.org>", Subject="Tree")
    outer = mixed(
        part("Call her today."),
        part(inner, "message/rfc822"),
        From="Dana <dana@ward47.example>",
        Subject="Fwd: Tree",
    )
    arrive(store, outer)
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.sender_address, message.text, message.subject) == (
            "di@example.org",
            "The tree fell.",
            "Tree",
        )
        assert (message.sent_on_by, message.instruction) == ("Dana", "Call her today.")
        assert "Call her today." in message.whole_text
        assert session.scalars(select(Contact.name)).all() == ["Di Ruiz"]
        assert session.scalars(select(FollowUp.contact_id)).one() == message.contact_id
        assert session.scalars(select(Attachment.case_id)).all() == [session.scalars(select(Case.id)).one()]


def test_a_form_of_a_program_is_filed_at_its_pin_with_its_lines(store: Store) -> None:
    raw = mail(
        FIXMYSTREET, From="bounce@fix.example", Auto_Submitted="auto-generated", Subject="Problem Report"
    )
    arrive(store, raw)
    with store.reading() as session:
        message, case = session.scalars(select(Message)).one(), session.scalars(select(Case)).one()
        assert (message.kind, message.form_name, message.sender_name) == (
            MessageKind.PROBLEM,
            "FixMyStreet",
            "Ana Lopez",
        )
        assert ["Category", "Potholes"] in message.form_lines
        assert (case.title, case.place_source, case.lat) == ("Deep hole", PlaceSource.PIN, 41.96)
        assert message.language == "en"


def test_two_voicemails_of_one_number_are_one_person_and_the_service_is_nobody(store: Store) -> None:
    def voicemail(number: int, who: str) -> bytes:
        sound = part(WAV, "audio/wav", 'Content-Disposition: attachment; filename="msg.wav"', encoded=True)
        said = f"Voicemail from {who}"
        return mixed(part("Listen"), sound, From="vm@pbx.example", Subject=said, Message_ID=f"<{number}@pbx>")

    arrive(store, voicemail(1, "(773) 555-0100"), voicemail(2, "Ana Lopez 773-555-0100"))
    with store.reading() as session:
        assert session.scalars(select(Contact.name)).all() == ["Ana Lopez"]
        assert session.scalars(select(ContactPoint.value)).all() == ["+17735550100"]
        assert session.scalars(select(ContactPoint.shown)).all() == ["773-555-0100"]
        assert set(session.scalars(select(Message.channel))) == {Channel.VOICEMAIL}
        assert len(session.scalars(select(FollowUp)).all()) == 2


def test_a_text_message_that_a_carrier_brings_is_told_by_its_phone(store: Store) -> None:
    mailbox = FakeMailbox()
    mailbox.deliver(mail("Big pothole at Damen and Leland", From="17735550140@tmomail.net", Subject=None))
    mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.channel, message.sender_name) == (Channel.TEXT, "773-555-0140")
        ways = session.execute(select(ContactPoint.value).order_by(ContactPoint.kind)).scalars().all()
        assert ways == ["17735550140@tmomail.net", "+17735550140"]
        assert session.scalars(select(Case)).one().title == "Big pothole at Damen and Leland"


def test_people_are_told_apart_by_address_then_by_phone_and_never_by_name(store: Store) -> None:
    """A household shares one phone: it tells who it is only where there is no address."""
    with store.writing() as session:
        now = store.now()
        ana = contact_of(session, now, name="Ana", address="ana@example.org", phone="+17735550100")
        bo = contact_of(session, now, name="Bo", address="bo@example.org", phone="+17735550100")
        assert ana is not None
        assert bo is not None
        assert ana.id != bo.id
        assert contact_of(session, now, phone="+17735550100") is ana
        assert contact_of(session, now, address="BO@example.org", language="es") is bo
        assert (bo.name, bo.language) == ("Bo", "es")
        one, other = (contact_of(session, now, name="Cy") for _ in range(2))
        assert one is not other
        assert contact_of(session, now) is None


def test_a_form_or_a_voicemail_that_a_colleague_sent_on_keeps_both_its_person_and_the_instruction() -> None:
    """One form writes for many people, whoever sends its mail on."""
    forward = Forward("Please take this.", (ForwardedMail(FORM, "New submission", "Name: Ana"),))
    filled = FilledForm("website", "Ana", words="Out")
    told = who_told(replace(PLAIN, reply_to=DI, forward=forward, form=filled), OWN)
    assert (told.person, told.sent_on_by) == (MailAddress("Ana", ""), "Dana Kim")
    assert told.instruction == "Please take this."
    told = who_told(replace(PLAIN, forward=forward, call=VoiceCall("+17735550100")), OWN)
    assert (told.phone, told.instruction) == ("+17735550100", "Please take this.")


@pytest.mark.parametrize(
    ("line", "danger"),
    [
        ("Is anyone in danger?: yes, a wire is sparking", True),
        ("Gas smell?: Yes", True),
        ("¿Huele a gas?: Sí", True),
        ("Gas smell?: No", False),
        ("Since when: Sunday", False),
    ],
)
def test_danger_and_place_are_looked_for_in_all_that_was_filled_in(
    store: Store, line: str, *, danger: bool
) -> None:
    """P8: a website's own questions too."""
    who = "Name: Ana Ruiz\nEmail: ana@example.org\n"
    where = "Behind which house: 4500 N Damen Ave"
    arrive(store, mail(f"{who}{line}\n{where}\nMessage: Please come", From="noreply@site.example"))
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        assert bool(message.danger) is danger
        assert [line.partition(":")[0], "Behind which house"] == [label for label, _ in message.form_lines]
    form = FilledForm("website", "Ana", words="Come", lines=(("Behind which house", "4500 N Damen Ave"),))
    assert "4500 N Damen Ave" in who_told(replace(PLAIN, form=form), OWN).place_words


def test_a_resident_who_sends_on_a_voicemail_of_hers_tells_of_it_herself() -> None:
    forward = Forward("My landlord called.", (ForwardedMail(FORM, "Voicemail", "You have a voicemail."),))
    told = who_told(replace(PLAIN, sender=DI, forward=forward, call=VoiceCall("+17735550100")), OWN)
    assert (told.person, told.channel) == (DI, Channel.MAIL)


def test_two_residents_mails_that_a_colleague_attached_are_two_problems(store: Store) -> None:
    """P6: each has her own words, photo and owed answer."""
    ana = mail(
        multipart([part("Pothole at 4500 N Damen"), picture(name="a.jpg")], "=_ana"),
        From="Ana <ana@x.example>",
        Subject="pothole",
        Content_Type='multipart/mixed; boundary="=_ana"',
    )
    di = mail("No heat at 2100 W Leland", From="Di <di@example.org>", Subject="heat")
    outer = mixed(
        part("Please call both today."),
        part(ana, "message/rfc822"),
        part(di, "message/rfc822"),
        From="Dana <dana@ward47.example>",
        Subject="two complaints",
    )
    arrive(store, outer)
    with store.reading() as session:
        messages = session.scalars(select(Message).order_by(Message.id)).all()
        assert [(each.sender_address, each.text, each.subject) for each in messages] == [
            ("ana@x.example", "Pothole at 4500 N Damen", "pothole"),
            ("di@example.org", "No heat at 2100 W Leland", "heat"),
        ]
        assert {each.instruction for each in messages} == {"Please call both today."}
        assert len(session.scalars(select(Case)).all()) == 2
        owed = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert [each.contact_id for each in owed] == [each.contact_id for each in messages]
        assert [each.message_id for each in session.scalars(select(Attachment))] == [messages[0].id]
    arrive(store, outer)
    with store.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 2


QUOTED = (
    "Call her today\n\nFrom: Ana Ruiz <ana@x.example>\nSent: Friday, November 20, 2026 9:00 AM\n"
    "To: Ward <office@ward47.example>\nSubject: pothole\n\nPothole at 4500 N Damen Ave"
)


@pytest.mark.parametrize("more", [{}, {"In_Reply_To": "<theirs@x.example>"}])
def test_a_forward_is_known_by_the_mail_quoted_in_it_whatever_its_subject(
    store: Store, more: dict[str, str]
) -> None:
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    arrive(store, mail(QUOTED, **{"From": "Dana <dana@ward47.example>", "Subject": "please", **headers}))
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        told = (message.sender_address, message.text, message.instruction, message.sent_on_by)
        assert told == ("ana@x.example", "Pothole at 4500 N Damen Ave", "Call her today", "Dana")
        assert session.scalars(select(Case)).one()


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Dana <dana@ward47.example>", "To": "ana@x.example", "Subject": "please"},
        {"From": "Dana <dana@ward47.example>", "To": "x@ward47.example", "Subject": "RE: pothole"},
        {"From": "Bo <bo@example.org>", "To": "x@ward47.example", "Subject": "please"},
    ],
    ids=["an answer to her", "an answer by its subject", "a resident"],
)
def test_a_quoted_mail_that_was_answered_or_sent_by_a_resident_leaves_its_sender(
    store: Store, headers: dict[str, str]
) -> None:
    arrive(store, mail(QUOTED, **headers))
    with store.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.sender_address != "ana@x.example"
        assert message.instruction == ""


def test_a_voicemail_of_an_unknown_caller_is_still_owed_a_decision(store: Store) -> None:
    """P6: somebody decides what becomes of it."""
    call = mixed(
        part("You have a new voice message."),
        part(WAV, "audio/x-wav", 'Content-Disposition: attachment; filename="msg.wav"', encoded=True),
        From="Voicemail <vm@phones.example>",
        Subject="Voicemail from unknown",
    )
    arrive(store, call)
    with store.reading() as session:
        owed = session.scalars(select(FollowUp)).one()
        assert session.get_one(Contact, owed.contact_id).name == "Unknown caller"

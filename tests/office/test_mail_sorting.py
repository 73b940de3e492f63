"""What kind of mail it is, by what it answers, its words and its sender; each kind with its reason."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from PIL.ExifTags import GPS
from sqlalchemy import func, select

from tests.builders import OfficeBuilder, placing
from tests.gathering import (
    CITY,
    PROGRAM,
    WARD,
    FakeCity,
    FakeMailbox,
    city_sync,
    mail_intake,
    mail_reading,
    message_filing,
    never,
    no_progress,
    record,
)
from tests.mail.mails import mail, mixed, part, picture, report
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif
from wardoffice.domain.actor import Actor
from wardoffice.domain.books import LedgerState, MailList
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import AnswerWay, CaseKind, CaseStatus, FinishReason, LinkReason
from wardoffice.domain.messages import PAPERS, MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.places import Place
from wardoffice.domain.queue import Desk, QueueFilter, SortBy, View
from wardoffice.office.case_pane import CasePane
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.store.mail_outbox import due_mails
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Case,
    FollowUp,
    Forward,
    LedgerEntry,
    Message,
    MessageLink,
    OutboxMessage,
    OutboxRecipient,
    QueueEntry,
)

_INBOXES = count(1)
"""A number for each inbox: what came to one that is known would not come anew."""

LETTER = """Dear Alderman,

I am writing to ask you to vote against the proposed zoning change on the old bank site, because it would take
away the only grocery store within walking distance and add traffic to a street that children cross every day.
Please stand with your neighbors and say no when it comes before the council next month.

Sincerely,
{name}
{home}
"""


def arrive(store: Store, *mails: bytes) -> None:
    """These mails come to an inbox nobody read before."""
    mailbox = FakeMailbox(account=f"desk{next(_INBOXES)}@mail.example")
    mailbox.deliver(*mails)
    assert mail_intake(store, mailbox).run(PROGRAM, no_progress, never).waiting == 0


def last(store: Store) -> Message:
    """The mail that came last."""
    with store.reading() as session:
        found = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        session.expunge(found)
    return found


def kinds(store: Store) -> Sequence[MessageKind]:
    with store.reading() as session:
        return session.scalars(select(Message.kind).order_by(Message.id)).all()


def links(store: Store) -> list[tuple[int, LinkReason, bool]]:
    """Case, reason, and whether nobody has to look, of every link."""
    with store.reading() as session:
        rows = session.scalars(select(MessageLink).order_by(MessageLink.id))
        return [(row.case_id, row.reason, row.seen_at is not None) for row in rows]


def cases(store: Store) -> list[Case]:
    with store.reading() as session:
        found = list(session.scalars(select(Case).order_by(Case.id)))
        session.expunge_all()
    return found


def desk(store: Store, case_id: int) -> Desk:
    with store.reading() as session:
        return session.get_one(QueueEntry, case_id).desk


def shown(store: Store, actor: Actor, case_id: int) -> CaseView:
    return CasePane(store).show(actor, case_id)


def finish(store: Store, actor: Actor, *case_ids: int) -> None:
    triage = Triage(store, placing(lambda _point: None))
    people = [person.contact_id for each in case_ids for person in shown(store, actor, each).people]
    for each in case_ids:
        if people:
            triage.log_answer(actor, each, people, AnswerWay.CALLED, "")
    triage.finish(actor, list(case_ids), FinishReason.SEEN_DONE)


def answer(words: str, **headers: str | None) -> bytes:
    """An answer to the usual mail."""
    return mail(words, **{"Message_ID": "<2@example.org>", "In_Reply_To": "<one@example.org>", **headers})


def notice(number: str) -> bytes:
    """What the 311 system writes about a request."""
    return mail(
        f"Your service request {number} has been completed.",
        From="311 <noreply@311.chicago.gov>",
        Subject="Update",
        Auto_Submitted="auto-generated",
    )


@pytest.mark.parametrize(
    "words",
    ["Thank you so much!", "Muchas gracias, quedó muy bien.", "Dziękuję bardzo!", "Great job, all fixed"],
)
def test_thanks_to_a_finished_case_reopen_nothing_and_ask_nobody_to_look(
    store: Store, ana: Actor, words: str
) -> None:
    arrive(store, mail())
    (case,) = cases(store)
    finish(store, ana, case.id)
    arrive(store, answer(words))
    assert last(store).kind is MessageKind.THANKS
    assert (
        words.split(",", maxsplit=1)[0].split("!", maxsplit=1)[0].split(maxsplit=1)[0]
        in last(store).kind_reason
    )
    assert cases(store)[0].status is CaseStatus.FINISHED
    assert desk(store, case.id) is Desk.FINISHED
    assert "thank you" in [each.kind.value for each in shown(store, ana, case.id).messages]


@pytest.mark.parametrize(
    "words",
    ["Thanks, but it is back", "The hole came back", "Hoyo otra vez", "Dziura jest znowu", "still broken"],
)
def test_back_again_opens_a_finished_case_and_an_answer_is_owed_once_more(
    store: Store, ana: Actor, words: str
) -> None:
    """P6; and the history tells who finished it before, so that it can be taken back."""
    arrive(store, mail())
    (case,) = cases(store)
    finish(store, ana, case.id)
    arrive(store, answer(words))
    assert last(store).kind is MessageKind.BACK_AGAIN
    assert (cases(store)[0].status, cases(store)[0].finish_reason) == (CaseStatus.OPEN, None)
    assert desk(store, case.id) is Desk.TO_US
    (person,) = shown(store, ana, case.id).people
    assert person.owed_since is not None


def test_back_again_of_an_open_case_is_an_ordinary_reply(store: Store) -> None:
    arrive(store, mail(), answer("It is still broken, come soon"))
    assert kinds(store) == [MessageKind.PROBLEM, MessageKind.REPLY]


def test_thanks_that_ask_something_or_show_a_photo_are_an_ordinary_reply(store: Store) -> None:
    arrive(
        store,
        mail(),
        answer("Thank you. When will the other one be done?"),
        mixed(part("Thank you"), picture(), Message_ID="<3@x.org>", In_Reply_To="<one@example.org>"),
    )
    assert kinds(store)[1:] == [MessageKind.REPLY, MessageKind.REPLY]


def test_fresh_thanks_of_who_wrote_about_one_problem_only_open_no_other(store: Store) -> None:
    arrive(store, mail(), mail("Thank you!", Subject="Wow", Message_ID="<2@example.org>"))
    assert last(store).kind is MessageKind.THANKS
    assert len(cases(store)) == 1
    assert links(store) == [(cases(store)[0].id, LinkReason.ONLY_CASE, False)]


def test_a_reply_without_a_thread_is_known_by_subject_and_sender_together(store: Store) -> None:
    arrive(
        store,
        mail(),
        mail("Any news?", Subject="Re: Pothole on Damen", Message_ID="<2@x.org>"),
        mail("Mine too", Subject="RE: Pothole on Damen", From="Bob <bob@x.org>", Message_ID="<3@x.org>"),
    )
    first, second = cases(store)
    assert links(store) == [(first.id, LinkReason.SENDER, False)]
    assert kinds(store) == [MessageKind.PROBLEM, MessageKind.REPLY, MessageKind.PROBLEM]
    assert second.title == "RE: Pothole on Damen"


def test_the_same_letter_from_many_is_one_matter_and_each_is_owed_an_answer(store: Store, ana: Actor) -> None:
    """P6: all who wrote are counted, and all are owed an answer; the reason says why."""
    arrive(
        store,
        *(
            mail(
                LETTER.format(name=f"Neighbor {number}", home=f"{1000 + number} N Damen Ave")
                + ("\nSent from my phone" if number % 3 else ""),
                From=f"Neighbor {number} <n{number}@example.org>",
                Subject=f"Vote no {'!' * (number % 4)}",
                Message_ID=f"<{number}@letters>",
            )
            for number in range(12)
        ),
    )
    (case,) = cases(store)
    with store.reading() as session:
        entry = session.get_one(QueueEntry, case.id)
        assert (entry.people, entry.requests, entry.desk) == (12, 12, Desk.TO_US)
        owed = session.scalar(select(func.count()).where(FollowUp.done_at.is_(None)).select_from(FollowUp))
    assert owed == 12
    assert set(kinds(store)) == {MessageKind.SAME_LETTER}
    assert last(store).kind_reason == "It says nearly word for word what 11 people wrote before."
    assert len(shown(store, ana, case.id).people) == 12


def test_the_home_of_who_signed_first_is_no_place_of_the_same_letter(store: Store, ana: Actor) -> None:
    homes = ("1000 N Damen Ave", "1002 N Damen Ave")
    letters = [
        mail(
            LETTER.format(name="Ana", home=home), From=f"n{home[:4]}@x.example", Message_ID=f"<{home[:4]}@x>"
        )
        for home in homes
    ]
    arrive(store, letters[0])
    assert shown(store, ana, cases(store)[0].id).place.address == homes[0]
    arrive(store, letters[1])
    (case,) = cases(store)
    assert shown(store, ana, case.id).place == Place()


def test_the_place_that_the_same_letter_is_about_stays(store: Store, ana: Actor) -> None:
    words = LETTER.replace("the old bank site", "the old bank site at 4812 N Damen Ave")
    arrive(
        store,
        *(
            mail(
                words.format(name=name, home="1 N State St"),
                From=f"{name}@x.example",
                Message_ID=f"<{name}@x>",
            )
            for name in ("ana", "bob")
        ),
    )
    (case,) = cases(store)
    assert shown(store, ana, case.id).place.address == "4812 N Damen Ave"


def taken_at(latitude: tuple[float, float, float]) -> bytes:
    """A photo of a phone that says where it was taken: north of the equator in degrees, minutes, seconds."""
    content = BytesIO()
    tags = exif(gps={**WESTERN_AND_LELAND, GPS.GPSLatitude: latitude}, camera=("Apple", "iPhone"))
    drawn().save(content, "JPEG", exif=tags)
    return content.getvalue()


def test_a_template_with_photos_of_two_places_is_two_problems(store: Store) -> None:
    """Nothing in the words tells them apart."""
    words = (
        "Dear Alderman, please look at the photo that is attached and ask the city to fix the pothole in it "
        "soon, because cars swerve around it and it is a danger to everybody who walks or rides there"
    )
    places = [(41.0, 58.0, 1.2), (41.0, 58.0, 2.4), (41.0, 57.0, 1.2)]
    arrive(
        store,
        *(
            mixed(
                part(words),
                picture(taken_at(latitude)),
                From=f"n{number}@example.org",
                Message_ID=f"<{number}@letters>",
            )
            for number, latitude in enumerate(places)
        ),
    )
    assert len(cases(store)) == 2
    assert kinds(store) == [MessageKind.SAME_LETTER, MessageKind.SAME_LETTER, MessageKind.PROBLEM]


def test_who_sends_the_same_letter_twice_is_owed_one_answer(store: Store) -> None:
    letter = LETTER.format(name="Ana", home="1 N State St")
    arrive(store, mail(letter), mail(letter, Message_ID="<2@example.org>"))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 1
    assert len(cases(store)) == 1


def test_the_same_words_about_another_house_are_another_problem(store: Store) -> None:
    words = (
        "There is a very deep pothole right in front of the house at {} North Damen Avenue and every car "
        "that comes by at night falls into it with a loud noise, so please send somebody to fill it soon"
    )
    arrive(
        store,
        mail(words.format(4812), From="a@x.org", Message_ID="<1@x.org>"),
        mail(words.format(4960), From="b@x.org", Message_ID="<2@x.org>"),
    )
    assert len(cases(store)) == 2


@pytest.mark.parametrize(
    ("words", "kind", "due"),
    [
        # It came on Wednesday, July 1, 2026; Independence Day is kept on Friday the 3rd.
        ("I request these records under FOIA", MessageKind.RECORDS, datetime(2026, 7, 9, 22, tzinfo=UTC)),
        ("Solicitud de registros públicos", MessageKind.RECORDS, datetime(2026, 7, 9, 22, tzinfo=UTC)),
        ("You are served with this SUBPOENA", MessageKind.SUBPOENA, datetime(2026, 7, 2, 22, tzinfo=UTC)),
        ("This firm represents the tenants", MessageKind.LAWYER, datetime(2026, 7, 2, 22, tzinfo=UTC)),
        ("I am a reporter with the paper", MessageKind.PRESS, datetime(2026, 7, 1, 22, tzinfo=UTC)),
        ("Jestem dziennikarzem", MessageKind.PRESS, datetime(2026, 7, 1, 22, tzinfo=UTC)),
    ],
)
def test_papers_have_a_kind_of_their_own_and_a_clock_by_a_rule(
    store: Store, ana: Actor, words: str, kind: MessageKind, due: datetime
) -> None:
    arrive(store, mail(words))
    message, (case,) = last(store), cases(store)
    assert message.kind is kind
    assert message.kind in PAPERS
    assert "Due " in message.kind_reason
    assert case.kind is CaseKind.PAPERWORK
    assert shown(store, ana, case.id).due_at == due


def test_a_jurors_subpoena_leaves_the_problem_she_writes_of_a_problem(store: Store) -> None:
    arrive(store, mail("I was subpoenaed as a juror. The alley light at 4500 N Damen is out."))
    message = last(store)
    assert message.kind is MessageKind.PROBLEM
    assert "It speaks of papers" in message.kind_reason


def test_a_paper_in_an_answer_starts_its_own_clock_and_word_on_it_does_not(store: Store) -> None:
    arrive(
        store,
        mail(),
        answer("Then I make a FOIA request for the work orders"),
        answer(
            "About my FOIA request: by mail please", Message_ID="<3@x.org>", In_Reply_To="<2@example.org>"
        ),
    )
    assert [case.kind for case in cases(store)] == [CaseKind.PROBLEM, CaseKind.PAPERWORK]
    assert last(store).kind is MessageKind.REPLY


def test_an_answer_of_a_department_settles_its_forward(store: Store, office: OfficeBuilder) -> None:
    told = office.mail("Pothole")
    _wrote(
        store,
        told.case_id,
        "<to-cdot@ward47.example>",
        to=("desk@city.example",),
        forward="Streets & Sanitation",
    )
    arrive(
        store,
        answer("Crew goes out Friday", In_Reply_To="<to-cdot@ward47.example>", From="crew@city.example"),
    )
    assert last(store).kind is MessageKind.DEPARTMENT
    assert last(store).kind_reason == "It answers what was sent to Streets & Sanitation."
    with store.reading() as session:
        assert session.scalars(select(Forward)).one().answered_at is not None


def test_a_bounce_marks_its_recipient_and_is_seen_at_its_case(store: Store, office: OfficeBuilder) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<one@example.org>", to=("x@example.org", "y@example.org"))
    arrive(store, report())
    with store.reading() as session:
        rows = {row.address: row.state for row in session.scalars(select(OutboxRecipient))}
    assert rows == {"x@example.org": RecipientState.BOUNCED, "y@example.org": RecipientState.ACCEPTED}
    assert links(store) == [(told.case_id, LinkReason.BOUNCE, False)]
    assert last(store).kind_reason == "Our mail to x@example.org did not arrive: 5.1.1."


@pytest.mark.parametrize("original", ["", "Original-Recipient: rfc822; Eva@home.example\r\n"])
def test_a_mail_that_was_sent_on_comes_back_for_whom_we_wrote_to(
    store: Store, office: OfficeBuilder, original: str
) -> None:
    """P6: her provider hands it on, and the report tells of the address there (RFC 3464, section 2.3)."""
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<one@example.org>", to=("eva@home.example",))

    arrive(store, report().replace(b"Final-Recipient", f"{original}Final-Recipient".encode()))

    assert _states(store) == [RecipientState.BOUNCED]
    assert last(store).kind_reason == "Our mail to eva@home.example did not arrive: 5.1.1."


def test_a_mail_that_was_sent_on_is_known_by_whom_it_was_for_where_a_relay_changed_its_id(
    store: Store, office: OfficeBuilder
) -> None:
    """P6."""
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@office.example>", to=("eva@home.example",))
    fields = b"Original-Recipient: rfc822; eva@home.example\r\nFinal-Recipient"

    arrive(store, report().replace(b"Final-Recipient", fields))

    assert _states(store) == [RecipientState.BOUNCED]


def test_a_mail_to_two_that_comes_back_for_a_third_stops_neither(store: Store, office: OfficeBuilder) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<one@example.org>", to=("eva@home.example", "bo@home.example"))

    arrive(store, report())

    assert _states(store) == [RecipientState.ACCEPTED, RecipientState.ACCEPTED]


@pytest.mark.parametrize(
    ("fields", "reason", "state"),
    [
        (
            "Action: failed\r\nStatus: 4.4.7",
            "Our mail to x@example.org did not arrive: 4.4.7.",
            RecipientState.BOUNCED,
        ),
        (
            "Action: delayed\r\nStatus: 4.4.7",
            "Our mail is held up on its way; the mail server goes on trying.",
            RecipientState.ACCEPTED,
        ),
        (
            "Action: relayed\r\nStatus: 2.0.0",
            "Our mail to x@example.org arrived, or was handed on: the mail server says so.",
            RecipientState.ACCEPTED,
        ),
    ],
)
def test_a_mail_of_ours_is_lost_held_up_or_arrived_as_the_report_says(
    store: Store, office: OfficeBuilder, fields: str, reason: str, state: RecipientState
) -> None:
    """Also where a relay gave it a Message-ID of its own: only one mail went there that week."""
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("X@example.org",))
    arrive(store, report().replace(b"Status: 5.1.1", fields.encode()))
    assert last(store).kind_reason == reason
    assert _states(store) == [state]
    assert links(store) == [(told.case_id, LinkReason.BOUNCE, state is not RecipientState.BOUNCED)]


@pytest.mark.parametrize("named", ["Message-ID: <ours@ward47.example>", "no copy"])
def test_a_bounce_in_words_only_is_of_the_recipient_of_ours_that_it_names(
    store: Store, office: OfficeBuilder, named: str
) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("x@example.org", "y@example.org"))
    arrive(store, _returned(f"Ask help@mx.example.\n\n<x@example.org>:\n550 No such user\n\n{named}\n"))
    assert last(store).kind_reason == "Our mail to x@example.org did not arrive: 550 No such user."
    assert _states(store) == [RecipientState.BOUNCED, RecipientState.ACCEPTED]
    assert links(store) == [(told.case_id, LinkReason.BOUNCE, False)]


@pytest.mark.parametrize("state", [OutboxState.QUEUED, OutboxState.RETRY, OutboxState.SENDING])
def test_a_bounce_of_an_older_mail_stops_none_that_waits_to_go_to_the_same_address(
    store: Store, office: OfficeBuilder, state: OutboxState
) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("x@example.org",))
    _stands(store, state, RecipientState.PENDING)
    arrive(store, report())
    assert _states(store) == [RecipientState.PENDING]
    assert links(store) == []
    _stands(store, OutboxState.QUEUED, RecipientState.PENDING)
    with store.reading() as session:
        assert due_mails(session, store.now()) == [1]


def test_a_bounce_of_what_went_to_some_stops_nobody_who_still_waits(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("y@example.org", "x@example.org"))
    with store.writing() as session:
        session.get_one(OutboxRecipient, 2).state = RecipientState.PENDING
    arrive(store, _returned("<x@example.org>:\n550 No such user\n\nMessage-ID: <ours@ward47.example>\n"))
    assert _states(store) == [RecipientState.ACCEPTED, RecipientState.PENDING]


def test_a_bounce_that_names_a_mail_which_is_to_be_tried_again_proves_that_it_went(
    store: Store, office: OfficeBuilder
) -> None:
    """P3: it is not sent a second time."""
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("x@example.org",))
    _stands(store, OutboxState.RETRY, RecipientState.PENDING)
    with store.writing() as session:
        session.get_one(OutboxMessage, 1).finishing_at = store.now()
    arrive(store, _returned("<x@example.org>:\n550 No such user\n\nMessage-ID: <ours@ward47.example>\n"))
    assert _states(store) == [RecipientState.BOUNCED]
    with store.reading() as session:
        assert session.get_one(OutboxMessage, 1).state is OutboxState.SENT


def _stands(store: Store, state: OutboxState, of_all: RecipientState) -> None:
    with store.writing() as session:
        session.get_one(OutboxMessage, 1).state = state
        for row in session.scalars(select(OutboxRecipient)):
            row.state = of_all


def test_a_bounce_that_names_nobody_is_seen_at_its_case(store: Store, office: OfficeBuilder) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<ours@ward47.example>", to=("x@example.org", "y@example.org"))
    arrive(store, _returned("It could not be delivered.\n\nMessage-ID: <ours@ward47.example>\n"))
    assert (
        last(store).kind_reason == "A mail server sent our mail back, and does not say whom it did not reach."
    )
    assert _states(store) == [RecipientState.ACCEPTED] * 2
    assert links(store) == [(told.case_id, LinkReason.BOUNCE, False)]


def test_a_bounce_of_one_of_several_mails_to_an_address_is_of_none_of_them(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Pothole")
    _wrote(store, told.case_id, "<one@ward47.example>", to=("x@example.org",))
    _wrote(store, told.case_id, "<two@ward47.example>", to=("x@example.org",))
    arrive(store, report())
    assert _states(store) == [RecipientState.ACCEPTED] * 2
    assert links(store) == []


def _returned(words: str) -> bytes:
    return mail(
        words, **{"From": "MAILER-DAEMON@mx.example", "Subject": "failure notice", "Return-Path": "<>"}
    )


def _states(store: Store) -> list[RecipientState]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxRecipient.state).order_by(OutboxRecipient.id)))


def test_a_notice_of_311_may_beat_the_feed_and_is_joined_when_it_comes(store: Store, ana: Actor) -> None:
    arrive(store, notice("SR26-00000077"))
    assert (last(store).kind, last(store).tracking_number) == (MessageKind.NOTICE, "SR26-00000077")
    assert cases(store) == []
    city_sync(store, FakeCity([record("SR26-00000077"), record("SR26-00000078")])).run(
        PROGRAM, no_progress, never
    )
    assert [reason for _, reason, _ in links(store)] == [LinkReason.TRACKING_NUMBER]
    (case_id, _, _), *_ = links(store)
    assert [each.kind for each in shown(store, ana, case_id).messages] == [MessageKind.NOTICE]


def test_a_notice_of_311_about_a_record_that_is_here_stands_with_it(
    store: Store, office: OfficeBuilder
) -> None:
    there = office.city_record("SR26-00000077")
    arrive(store, notice("26-00000077"))
    assert links(store) == [(there.case_id, LinkReason.TRACKING_NUMBER, False)]
    assert last(store).kind_reason == "311 writes about its request 26-00000077."


def test_what_may_be_a_forged_notice_is_an_ordinary_mail(store: Store, office: OfficeBuilder) -> None:
    office.city_record("SR26-00000077")
    arrive(store, b"Authentication-Results: mx.ward47.example; dmarc=fail\r\n" + notice("SR26-00000077"))
    assert last(store).kind is MessageKind.AUTOMATIC


@pytest.mark.parametrize(
    ("headers", "doubted"),
    [
        (["mx.ward47.example; spf=fail; dmarc=fail (p=reject) header.from=example.org"], True),
        (["mx.ward47.example; dmarc=pass", "mx.ward47.example; dmarc=fail"], False),
        (["mx.elsewhere.example; dmarc=fail"], False),
        ([], False),
    ],
)
def test_a_sender_is_doubted_by_the_word_of_our_own_provider_only(
    store: Store, ana: Actor, headers: list[str], *, doubted: bool
) -> None:
    """What may be forged opens nothing again; it is shown, and says so."""
    arrive(store, mail())
    finish(store, ana, cases(store)[0].id)
    lines = "".join(f"Authentication-Results: {each}\r\n" for each in headers).encode()
    arrive(store, lines + answer("It is back again"))
    assert bool(last(store).sender_doubt) is doubted
    assert (cases(store)[0].status is CaseStatus.OPEN) is not doubted


def test_probable_junk_opens_nothing_and_waits_for_a_look(store: Store) -> None:
    """P1: nothing is hidden."""
    arrive(
        store,
        mail("Cheap pills", X_Spam_Flag="YES"),
        mail("We offer SEO. and guest post services for your site", From="x@y.org", Message_ID="<2@y.org>"),
    )
    assert (kinds(store), cases(store)) == ([MessageKind.JUNK] * 2, [])
    with store.reading() as session:
        lines = session.scalars(select(LedgerEntry)).all()
        assert {line.state for line in lines} == {LedgerState.LEFT_ALONE}
        assert all(line.reason for line in lines)


def test_mail_of_who_wrote_before_is_no_junk(store: Store) -> None:
    arrive(store, mail(), mail("One more pothole", X_Spam_Flag="YES", Message_ID="<2@x.org>"))
    assert kinds(store) == [MessageKind.PROBLEM, MessageKind.PROBLEM]
    assert "wrote to the office before" in last(store).kind_reason


def test_reopening_by_a_mail_is_told_in_the_history(store: Store, ana: Actor) -> None:
    arrive(store, mail())
    finish(store, ana, cases(store)[0].id)
    arrive(store, answer("It is back"))
    newest = shown(store, ana, cases(store)[0].id).history[0]
    assert "status" in {change.field for change in newest.changes}
    assert newest.who == "mailbox"


def _wrote(store: Store, case_id: int, message_id: str, *, to: Sequence[str] = (), forward: str = "") -> None:
    """A mail of ours went out about a case."""
    with store.writing() as session:
        ours = OutboxMessage(
            kind=OutboxKind.MAIL,
            state=OutboxState.SENT,
            case_id=case_id,
            message_id=message_id,
            not_before=store.now(),
            created_at=store.now(),
        )
        session.add(ours)
        session.flush()
        session.add_all(
            OutboxRecipient(outbox_id=ours.id, address=each, state=RecipientState.ACCEPTED) for each in to
        )
        if forward:
            session.add(
                Forward(case_id=case_id, outbox_id=ours.id, department=forward, created_at=store.now())
            )


def test_every_kind_is_a_filter_of_the_queue_and_of_the_books(store: Store, ana: Actor) -> None:
    """Nothing is hidden."""
    doubted = b"Authentication-Results: mx.ward47.example; dmarc=fail\r\n"
    arrive(
        store,
        mail(),
        answer("Any news?"),
        mail("A FOIA request", From="b@x.org", Message_ID="<3@x.org>"),
        doubted + mail("Rats", From="c@x.org", Message_ID="<4@x.org>"),
        mail("News", List_Id="<news.example.org>", Message_ID="<5@x.org>"),
    )
    first, paper, rats = cases(store)
    queue = Queue(store, WARD)

    def narrowed(**to: Any) -> list[int]:  # noqa: ANN401 - any filter
        return list(queue.ids(ana, View.ALL, QueueFilter(**to), SortBy.OLDEST))

    assert narrowed(kind=MessageKind.PROBLEM) == [first.id, rats.id]
    assert narrowed(kind=MessageKind.REPLY) == [first.id]
    assert narrowed(kind=MessageKind.RECORDS) == [paper.id]
    assert narrowed(doubted=True) == [rats.id]
    check = MailCheck(store, CITY, mail_reading(store), message_filing())
    (news,) = check.lines(ana, MailList(LedgerState.IMPORTED), MessageKind.LIST)
    assert (news.kind, news.reason) == (MessageKind.LIST, "It came from a mailing list or newsletter.")
    assert len(check.lines(ana, MailList(LedgerState.IMPORTED))) == 5
    check.open_case(ana, news.message_id or 0)
    assert (last(store).kind, last(store).kind_reason) == (
        MessageKind.PROBLEM,
        "Ana Ruiz made a problem of it.",
    )

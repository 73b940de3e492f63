"""Forwards: what goes out is what was looked at, nobody is named unless ticked, and nothing goes twice."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import TypeVar

import pytest
from PIL import Image
from sqlalchemy import select, update

from tests.builders import PLACING, OfficeBuilder
from tests.forwarding import CHICAGO, OFFICE, STREETS, WATER, ForwardJobs, forward_jobs, located_jpeg
from tests.gathering import FakeMailbox, InlinePool, mail_intake, never, no_progress
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.forwarding import Bundling, ForwardPreview, ForwardWish, Receiver, ShownResident
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL, Addressee, MailPurpose
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.service_requests import CityStatus
from wardoffice.mail.composing import compose
from wardoffice.office import mail_rendering
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward, OutboxMessage, OutboxRecipient
from wardoffice.system.pool import Done, Failed

HERE = Point(41.9702, -87.6889)
POTHOLE = "PHF"
T = TypeVar("T")
R = TypeVar("R")


class CountingPool(InlinePool):
    """Knows how many items each batch of a work had, and whether one is being worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: dict[str, list[int]] = defaultdict(list)
        self.at_work = False

    def run(
        self, work: Callable[[T], R], items: Sequence[T], cancelled: Callable[[], bool] = never
    ) -> list[Done[R] | Failed]:
        self.batches[work.__name__].append(len(items))
        self.at_work = True
        results = super().run(work, items, cancelled)
        self.at_work = False
        return results


@pytest.fixture
def jobs(store: Store) -> ForwardJobs:
    return forward_jobs(store)


@pytest.fixture
def case_id(office: OfficeBuilder) -> int:
    """A pothole with a photo, told by one resident."""
    office.service_type(POTHOLE, "Pothole in Street")
    rosa = office.contact("Rosa Delgado", "rosa@home.example", "773-555-0142")
    told = office.mail(
        "Rosa Delgado here. A hole as big as a bathtub, call me: 773-555-0142",
        contact_id=rosa,
        address="4800 N Damen Ave",
        point=HERE,
        service_code=POTHOLE,
    )
    office.photo(told.case_id, located_jpeg(), message_id=told.message_id)
    return told.case_id


def wish(
    *case_ids: int, receiver: Receiver | None = STREETS, with_map: bool = False, **more: object
) -> ForwardWish:
    return ForwardWish(case_ids, receiver, with_map=with_map, **more)  # type: ignore[arg-type]


def sent_mail(store: Store, position: int = 0) -> EmailMessage:
    """A queued mail, read from the bytes that go out."""
    with store.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        raw = store.files.path(rows[position].rendered_sha256 or "").read_bytes()
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def look_and_send(jobs: ForwardJobs, actor: Actor, wanted: ForwardWish) -> ForwardPreview:
    preview = jobs.forwarding.preview(actor, wanted)
    jobs.forwarding.send(actor, preview)
    return preview


def test_what_was_looked_at_is_what_goes_out(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    preview = look_and_send(jobs, maria, wish(case_id, instruction="Please fill it before the parade."))
    (looked_at,) = preview.mails
    mail = sent_mail(store)
    assert (str(mail["From"]), str(mail["To"]), str(mail["Subject"])) == (
        looked_at.sender,
        looked_at.to,
        looked_at.subject,
    )
    assert text_of(mail) == looked_at.text
    files = list(mail.iter_attachments())
    assert (
        [each.get_filename() for each in files]
        == [each.name for each in looked_at.pictures]
        == ["photo-1.jpg"]
    )
    assert files[0].get_content() == looked_at.pictures[0].path.read_bytes()
    with store.reading() as session:
        kept = session.scalars(select(OutboxMessage)).one()
        raw = store.files.path(kept.rendered_sha256 or "")
        assert abs(raw.stat().st_size - looked_at.size) <= len("Date: Wed, 01 Jul 2026 10:00:00 +0000")
    for words in (
        "Pothole in Street",
        "4800 N Damen Ave",
        "before the parade",
        "Maria R.",
        "41.97020, -87.68890",
    ):
        assert words in looked_at.text
    assert "One person told us of it." in looked_at.text


def test_the_photo_that_goes_is_upright_and_says_nothing_of_where_it_was_taken(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    """P9: looked for in the very bytes of the mail."""
    look_and_send(jobs, maria, wish(case_id))
    (photo,) = sent_mail(store).iter_attachments()
    content = photo.get_content()
    with Image.open(BytesIO(content)) as image:
        assert image.size == (400, 300)
        assert not image.getexif()
        grey = image.convert("L").tobytes()
    assert grey[0] < 60
    assert grey[399] > 200
    assert not [each for each in (b"Exif", b"GPS", b"Maria", b"http://ns.adobe") if each in content]


def test_nobody_is_named_unless_it_is_ticked(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    """P9: neither in the words, nor in the name of a file, nor in a header."""
    look_and_send(jobs, maria, wish(case_id))
    mail = sent_mail(store)
    whole = "\n".join(
        [str(mail.items()), text_of(mail), *(str(each.get_filename()) for each in mail.iter_attachments())]
    )
    assert not [each for each in ("Rosa", "Delgado", "rosa@", "555-0142", "bathtub") if each in whole]


@pytest.mark.parametrize(
    ("shown", "there"),
    [
        (ShownResident(name=True), {"Rosa Delgado"}),
        (ShownResident(mail=True), {"rosa@home.example"}),
        (ShownResident(words=True), {"bathtub"}),
        (ShownResident(name=True, words=True), {"Rosa Delgado", "bathtub"}),
        (
            ShownResident(name=True, words=True, mail=True),
            {"Rosa Delgado", "rosa@home.example", "bathtub", "555-0142"},
        ),
    ],
)
def test_each_tick_lets_out_what_it_says_and_no_more(
    jobs: ForwardJobs, maria: Actor, case_id: int, shown: ShownResident, there: set[str]
) -> None:
    """P9: her words begin with her name and end with her number."""
    everything = {"Rosa Delgado", "rosa@home.example", "bathtub", "555-0142"}
    (mail,) = jobs.forwarding.preview(maria, wish(case_id, resident=shown)).mails
    assert {each for each in everything if each in mail.text} == there
    (again,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "Rosa" not in again.text, "ticked for one message only"


def test_the_rows_are_there_with_the_mail_and_it_waits_for_whoever_pressed_too_soon(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    look_and_send(jobs, maria, wish(case_id))
    with store.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        forward = session.scalars(select(Forward)).one()
        recipient = session.scalars(select(OutboxRecipient)).one()
        assert (message.state, message.purpose, message.case_id) == (
            OutboxState.QUEUED,
            MailPurpose.FORWARD,
            case_id,
        )
        assert message.not_before == message.created_at + RECALL
        assert (forward.outbox_id, forward.case_id, forward.department) == (message.id, case_id, STREETS.name)
        assert forward.staff_id == maria.staff_id
        assert forward.due_at is not None
        assert (recipient.address, recipient.state) == ("crew@streets.example", RecipientState.PENDING)


def test_it_is_taken_back_while_it_waits_and_can_be_sent_again(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    preview = look_and_send(jobs, maria, wish(case_id))
    undoing = Undoing(store)
    undoing.undo(maria)
    with store.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert message.state is OutboxState.WITHDRAWN
        assert session.scalars(select(Forward)).one().withdrawn_at is not None
    undoing.redo(maria)
    with store.reading() as session:
        assert session.scalars(select(OutboxMessage)).one().state is OutboxState.QUEUED
        assert session.scalars(select(Forward)).one().withdrawn_at is None
    undoing.undo(maria)
    jobs.forwarding.send(maria, preview)


def test_the_same_is_not_sent_twice_and_the_day_it_went_is_said(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder, store: Store
) -> None:
    preview = look_and_send(jobs, maria, wish(case_id))
    again = jobs.forwarding.preview(maria, wish(case_id))
    assert again.mails == ()
    for state, said in (
        (OutboxState.QUEUED, "The same waits in the outbox for Streets & Sanitation"),
        (OutboxState.RETRY, "The same waits in the outbox for Streets & Sanitation"),
        (OutboxState.UNKNOWN, "Nobody is sure that the same went to Streets & Sanitation on"),
        (OutboxState.SENT, "The same went to Streets & Sanitation on"),
    ):
        with store.writing() as session:
            session.execute(update(OutboxMessage).values(state=state))
        (refused,) = jobs.forwarding.preview(maria, wish(case_id)).refused
        assert said in refused.reason
    assert store.now().astimezone(CHICAGO).strftime("%Y") in refused.reason
    with pytest.raises(CannotDoError, match="The same went to"):
        jobs.forwarding.send(maria, preview)
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.QUEUED))
    (other,) = jobs.forwarding.preview(maria, wish(case_id, receiver=WATER)).mails
    assert other.can_go
    office.photo(case_id, located_jpeg(500, 300))
    (changed,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "We wrote to you about it" not in changed.text, "the first has not left yet"
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SENT))
    (changed,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "We wrote to you about it on" in changed.text
    jobs.forwarding.send(maria, jobs.forwarding.preview(maria, wish(case_id)))


def test_another_person_who_tells_of_it_is_something_new(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder, store: Store
) -> None:
    look_and_send(jobs, maria, wish(case_id))
    other = office.mail("The same hole", contact_id=office.contact("Ben"), address="4800 N Damen Ave")
    Merging(store).merge(maria, (case_id, other.case_id), case_id)
    (mail,) = jobs.forwarding.preview(maria, wish(other.case_id)).mails
    assert "2 people told us of it." in mail.text
    assert [each.case_id for each in mail.parts] == [case_id], "what was put together goes as one"


def test_an_earlier_request_at_the_spot_is_told_with_its_closing(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    before = office.city_record(
        "SR26-00000007", service_code=POTHOLE, service_name="Pothole in Street", point=HERE
    )
    office.city_says(before, CityStatus.CLOSED)
    office.city_record("SR26-00000008", service_code="GRAF", service_name="Graffiti", point=HERE)
    (mail,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "- SR26-00000007, Pothole in Street, asked for on" in mail.text
    assert "no reason told" in mail.text
    assert "SR26-00000008" not in mail.text
    (without,) = jobs.forwarding.preview(maria, wish(case_id, with_history=False)).mails
    assert "SR26-00000007" not in without.text


def test_an_earlier_request_of_a_restricted_problem_is_told_to_nobody(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    """P9: also not by somebody who may see it, since all of the office may read what was sent."""
    secret = office.city_record("SR26-00000007", service_code=POTHOLE, point=HERE)
    office.restrict(secret.case_id, maria)
    (mail,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "SR26-00000007" not in mail.text


def test_the_311_numbers_of_the_problem_go_along(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    office.city_record("SR26-00000009", service_code=POTHOLE, case_id=case_id)
    (mail,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert "311 number: SR26-00000009" in mail.text


def test_a_map_goes_along_where_the_place_is_known(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    look_and_send(jobs, maria, wish(case_id, with_map=True))
    _, drawn_map = sent_mail(store).iter_attachments()
    assert (drawn_map.get_filename(), drawn_map.get_content_type()) == ("map.png", "image/png")
    assert drawn_map.get_content().startswith(b"\x89PNG")


def test_a_gap_is_seen_and_keeps_the_mail_here(
    jobs: ForwardJobs, maria: Actor, office: OfficeBuilder
) -> None:
    told = office.mail("Something is broken")
    preview = jobs.forwarding.preview(maria, wish(told.case_id))
    (mail,) = preview.mails
    assert set(mail.gaps) == {"type", "place"}
    assert "⟨type: fill in⟩" in mail.text
    assert not preview.can_go
    with pytest.raises(CannotDoError, match="type"):
        jobs.forwarding.send(maria, preview)
    (named,) = jobs.forwarding.preview(maria, wish(told.case_id, what="Broken bench")).mails
    assert named.gaps == ("place",)


def test_what_a_restricted_problem_was_put_into_since_goes_only_where_that_is_ticked(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    """P9: what was looked at was open to all, and is no longer."""
    secret = office.mail("A matter for few").case_id
    office.restrict(secret, maria)
    seen = jobs.forwarding.preview(maria, wish(case_id))
    Merging(office.store).merge(maria, [case_id, secret], root_id=case_id)

    with pytest.raises(CannotDoError, match="restricted"):
        jobs.forwarding.send(maria, seen)


def test_a_restricted_problem_goes_only_where_that_is_ticked(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    ready = jobs.forwarding.preview(maria, wish(case_id))
    office.restrict(case_id, maria)
    (refused,) = jobs.forwarding.preview(maria, wish(case_id)).refused
    assert "restricted" in refused.reason
    with pytest.raises(CannotDoError, match="restricted"):
        jobs.forwarding.send(maria, ready)
    look_and_send(jobs, maria, wish(case_id, restricted_too=True))
    with pytest.raises(CannotDoError, match="no such problem"):
        jobs.forwarding.preview(office.staff("Bo"), wish(case_id, restricted_too=True))


def test_a_finished_problem_is_not_sent_on(
    jobs: ForwardJobs, maria: Actor, case_id: int, store: Store
) -> None:
    Triage(store, PLACING).finish(maria, [case_id], FinishReason.SEEN_DONE, "Drove by")
    (refused,) = jobs.forwarding.preview(maria, wish(case_id)).refused
    assert "finished" in refused.reason


def test_a_volunteer_sends_nothing_to_departments(
    jobs: ForwardJobs, case_id: int, office: OfficeBuilder
) -> None:
    with pytest.raises(NotAllowedError):
        jobs.forwarding.preview(office.staff("Vi", Role.VOLUNTEER), wish(case_id))


def test_without_an_address_of_the_office_it_is_said(store: Store, maria: Actor, case_id: int) -> None:
    with pytest.raises(CannotDoError, match="no mail address"):
        forward_jobs(store, office=None).forwarding.preview(maria, wish(case_id))


@pytest.mark.parametrize("address", ["nobody", "a@b@c.example", "x@y.example\nBcc: z@y.example", ""])
def test_a_wrong_address_is_refused(jobs: ForwardJobs, maria: Actor, case_id: int, address: str) -> None:
    """Header injection through the address of a receiver."""
    with pytest.raises(CannotDoError, match="no mail address"):
        jobs.forwarding.preview(maria, wish(case_id, receiver=Receiver(None, "X", (Addressee(address),))))


HOSTILE = "{{ office_phone }} {% for x in y %}{{ 7*7 }}{% endfor %} {{ ''.__class__ }} {# gone #}"


def test_what_a_resident_wrote_is_never_a_template(
    jobs: ForwardJobs, maria: Actor, office: OfficeBuilder
) -> None:
    """Template injection: their words, their name and the address they gave stand there as they are."""
    mean = office.contact(HOSTILE, "mean@home.example")
    told = office.mail(
        HOSTILE, contact_id=mean, address=f"1 A St {HOSTILE}"[:300], point=HERE, service_code=POTHOLE
    )
    office.service_type(POTHOLE, "Pothole in Street")
    (mail,) = jobs.forwarding.preview(
        maria, wish(told.case_id, resident=ShownResident(name=True, words=True, mail=True))
    ).mails
    assert f"> {HOSTILE}" in mail.text
    assert f"{HOSTILE}, mean@home.example" in mail.text
    assert "49" not in mail.text
    assert mail.gaps == ()


def test_what_a_resident_wrote_makes_no_header(
    store: Store, jobs: ForwardJobs, maria: Actor, office: OfficeBuilder
) -> None:
    """Header injection: the place goes into the subject, on one line."""
    told = office.mail(
        "Hole", address="1 A St\r\nBcc: everybody@list.example\r\n\r\nHello", service_code=POTHOLE
    )
    office.service_type(POTHOLE, "Pothole in Street")
    look_and_send(jobs, maria, wish(told.case_id, what="Hole\nCc: more@list.example"))
    mail = sent_mail(store)
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "X-Auto-Response-Suppress", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert "Bcc: everybody" in str(mail["Subject"])
    assert str(mail["To"]) == "Lee Tran <crew@streets.example>"


def many(office: OfficeBuilder, count: int) -> list[int]:
    office.service_type(POTHOLE, "Pothole in Street")
    found = []
    for number in range(count):
        told = office.mail(f"Hole {number}", address=f"{4800 + number} N Damen Ave", service_code=POTHOLE)
        office.photo(told.case_id, located_jpeg(400 + number, 300))
        found.append(told.case_id)
    return found


def test_many_go_in_one_mail_to_a_department_each_with_a_section_of_its_own(
    store: Store, maria: Actor, office: OfficeBuilder
) -> None:
    case_ids = many(office, 3)
    jobs = forward_jobs(store, route=lambda _actor, view: STREETS if view.case_id != case_ids[2] else WATER)
    preview = look_and_send(jobs, maria, wish(*case_ids, receiver=None))
    first, second = preview.mails
    assert (first.receiver.name, len(first.parts)) == (STREETS.name, 2)
    assert (second.receiver.name, len(second.parts)) == (WATER.name, 1)
    assert "2 problems for Streets & Sanitation" in first.subject
    assert first.text.count("Pothole in Street at") == 2
    names = [each.get_filename() for each in sent_mail(store, 0).iter_attachments()]
    assert names == [f"{each.number}-photo-1.jpg" for each in first.parts]
    with store.reading() as session:
        rows = session.scalars(select(Forward).order_by(Forward.id)).all()
        assert [row.case_id for row in rows] == case_ids
        assert rows[0].outbox_id == rows[1].outbox_id != rows[2].outbox_id
    Undoing(store).undo(maria)
    with store.reading() as session:
        assert {row.state for row in session.scalars(select(OutboxMessage))} == {OutboxState.WITHDRAWN}


def test_many_go_in_a_mail_each_where_that_is_chosen(
    jobs: ForwardJobs, maria: Actor, office: OfficeBuilder
) -> None:
    preview = jobs.forwarding.preview(maria, wish(*many(office, 3), bundling=Bundling.EACH))
    assert [len(each.parts) for each in preview.mails] == [1, 1, 1]


def test_the_mails_of_many_are_written_and_read_back_in_the_workers_and_few_are_held_at_once(
    store: Store, office: OfficeBuilder, maria: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: each takes milliseconds of Python, for whose turns a window in the same process would wait."""
    office.service_type(POTHOLE, "Pothole in Street")
    cases = [
        office.mail(f"Hole {each}", address=f"{4000 + each} N Damen Ave", service_code=POTHOLE).case_id
        for each in range(20)
    ]
    composed: list[bool] = []

    def counted(*given: object) -> bytes:
        composed.append(pool.at_work)
        return compose(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(mail_rendering, "compose", counted)
    pool = CountingPool()
    look_and_send(forward_jobs(store, pool=pool), maria, wish(*cases, bundling=Bundling.EACH))
    assert composed == [True] * 2 * len(cases)
    assert sum(pool.batches["draft_mail"]) == sum(pool.batches["render_mail"]) == len(cases)
    assert max(pool.batches["render_mail"]) <= 8


def test_what_cannot_go_among_many_is_listed_with_its_reason_before_anything_is_sent(
    jobs: ForwardJobs, maria: Actor, office: OfficeBuilder
) -> None:
    good, *_ = many(office, 1)
    no_type = office.mail("Hm", address="1 A St").case_id
    no_place = office.mail("Hole somewhere", service_code=POTHOLE).case_id
    preview = jobs.forwarding.preview(maria, wish(good, no_type, no_place))
    assert [part.case_id for each in preview.mails for part in each.parts] == [good]
    assert {each.case_id: each.reason for each in preview.refused} == {
        no_type: "It has no type yet: set one.",
        no_place: "Its place is not known: set it.",
    }
    nowhere = jobs.forwarding.preview(maria, wish(good, no_type, receiver=None))
    assert nowhere.mails == ()
    assert len(nowhere.refused) == 2
    with pytest.raises(CannotDoError, match="nothing to send"):
        jobs.forwarding.send(maria, nowhere)


def test_photos_are_packed_to_what_the_server_takes_and_what_stays_is_said(
    store: Store, maria: Actor, office: OfficeBuilder, case_id: int
) -> None:
    whole = forward_jobs(store).forwarding.preview(maria, wish(case_id)).mails[0]
    tight = forward_jobs(store, size_limit=lambda: 3_000).forwarding.preview(maria, wish(case_id)).mails[0]
    assert [each.name for each in whole.pictures] == ["photo-1.jpg"]
    assert tight.pictures == ()
    assert [each.attachment_id for each in tight.left]
    assert "One more photo did not fit into this mail." in tight.text
    assert tight.limit == 3_000
    assert tight.can_go


def test_a_mail_larger_than_the_server_takes_does_not_go(store: Store, maria: Actor, case_id: int) -> None:
    jobs = forward_jobs(store, size_limit=lambda: 500)
    preview = jobs.forwarding.preview(maria, wish(case_id))
    assert not preview.can_go
    with pytest.raises(CannotDoError, match="larger than"):
        jobs.forwarding.send(maria, preview)


def test_what_was_pulled_apart_while_somebody_looked_leaves_nothing_of_the_other_problem(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder, store: Store
) -> None:
    """P9: words that were ticked were of somebody whose problem it is no more."""
    other = office.mail("My lamp, and why I lie awake", contact_id=office.contact("Joe Hill")).case_id
    Merging(store).merge(maria, [case_id, other], root_id=case_id)
    seen = jobs.forwarding.preview(maria, wish(case_id, resident=ShownResident(words=True)))
    assert "why I lie awake" in seen.mails[0].text
    Merging(store).unmerge(maria, other)
    with pytest.raises(CannotDoError, match="what belongs to it was changed"):
        jobs.forwarding.send(maria, seen)
    anew = jobs.forwarding.preview(maria, wish(case_id, resident=ShownResident(words=True)))
    assert "why I lie awake" not in anew.mails[0].text
    jobs.forwarding.send(maria, anew)


def test_a_photo_that_came_while_somebody_looked_is_looked_at_before_it_goes(
    jobs: ForwardJobs, maria: Actor, case_id: int, office: OfficeBuilder
) -> None:
    """An edited copy would stand for its original: a face would leave beside its blur (P9)."""
    seen = jobs.forwarding.preview(maria, wish(case_id))
    office.photo(case_id, located_jpeg(500, 300))
    with pytest.raises(CannotDoError, match="what belongs to it was changed"):
        jobs.forwarding.send(maria, seen)


def test_two_desks_that_look_at_one_problem_send_one_mail(
    jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    """The second is told, whatever else it says: it may still be sent once that was read."""
    first = jobs.forwarding.preview(maria, wish(case_id))
    second = jobs.forwarding.preview(maria, wish(case_id, instruction="Please soon."))
    jobs.forwarding.send(maria, first)
    with pytest.raises(CannotDoError, match="was sent it meanwhile"):
        jobs.forwarding.send(maria, second)
    jobs.forwarding.send(maria, jobs.forwarding.preview(maria, wish(case_id, instruction="Please soon.")))


def test_what_was_forwarded_a_while_ago_unchanged_stays_refused(
    jobs: ForwardJobs, maria: Actor, case_id: int, store: Store
) -> None:
    look_and_send(jobs, maria, wish(case_id))
    with store.writing() as session:
        row = session.scalars(select(Forward)).one()
        row.created_at -= timedelta(days=20)
    assert jobs.forwarding.preview(maria, wish(case_id)).mails == ()


def test_the_office_in_from_is_ours_alone(jobs: ForwardJobs, maria: Actor, case_id: int) -> None:
    (mail,) = jobs.forwarding.preview(maria, wish(case_id)).mails
    assert mail.sender == f"{OFFICE.name} <{OFFICE.address}>"
    assert mail.subject.startswith("[W99-")


def test_what_was_finished_while_somebody_looked_at_the_mail_stays(
    store: Store, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    preview = jobs.forwarding.preview(maria, wish(case_id))
    Triage(store, PLACING).finish(maria, [case_id], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="it was finished"):
        jobs.forwarding.send(maria, preview)
    with store.reading() as session:
        assert not session.scalars(select(OutboxMessage)).all()


def test_the_department_is_told_of_no_photo_that_cannot_be_read(
    store: Store, office: OfficeBuilder, jobs: ForwardJobs, maria: Actor, case_id: int
) -> None:
    """It did not stay for want of room: that is told to whoever looks at the mail, and to nobody else."""
    damaged = office.photo(case_id, b"\xff\xd8\xff not a picture")
    (photo,) = jobs.forms.prepare(maria, [case_id]).cases[0].photos[1:]
    (mail,) = jobs.forwarding.preview(maria, wish(case_id, photo_ids=(photo.attachment_id, damaged))).mails
    assert [each.attachment_id for each in mail.left] == [damaged]
    assert "did not fit" not in mail.text


def test_a_mail_about_many_is_known_in_the_sent_mail_under_whatever_id_a_relay_gave_it(
    store: Store, maria: Actor, office: OfficeBuilder
) -> None:
    """P3: by the number of its first problem, as any other; else it would be looked for in vain."""
    case_ids = many(office, 2)
    (written,) = look_and_send(forward_jobs(store), maria, wish(*case_ids)).mails
    assert written.subject.startswith(f"[W99-{written.parts[0].number}] 2 problems for")
    with store.writing() as session:
        session.get_one(OutboxMessage, 1).state = OutboxState.SENT
    copy = sent_mail(store)
    copy.replace_header("Message-ID", "<0001@relay.example>")
    mailbox = FakeMailbox()
    mailbox.send(copy.as_bytes())
    mail_intake(store, mailbox).run(Actor.program("mail"), no_progress, never)
    with store.reading() as session:
        assert session.get_one(OutboxMessage, 1).copy_id == "<0001@relay.example>"


def test_what_was_written_to_a_department_is_found_where_the_mail_is_about_one_problem(
    office: OfficeBuilder, store: Store, jobs: ForwardJobs, case_id: int
) -> None:
    """A mail about several problems may be seen by less people than each of them."""
    ana, queue = office.staff("Ana Ruiz"), Queue(store)
    other = office.mail("Another hole", address="1 A St", service_code=POTHOLE).case_id

    def found(words: str) -> list[int]:
        return list(queue.ids(ana, View.ALL, QueueFilter(words=words), SortBy.NEWEST))

    jobs.forwarding.send(ana, jobs.forwarding.preview(ana, wish(case_id, instruction="Bring the xylophone")))
    assert found("xylophone") == [case_id]
    both = wish(case_id, other, instruction="Mind the marimba")
    jobs.forwarding.send(ana, jobs.forwarding.preview(ana, both))
    assert found("marimba") == []
    Undoing(store).undo(ana)
    Undoing(store).undo(ana)
    assert found("xylophone") == []

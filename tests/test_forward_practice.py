"""A forward of the practice ward, from its inbox to its SMTP server: what lies in the sink is looked into."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.practice import open_practice
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.forwarding import ForwardWish, Receiver
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.outgoing_photos import budget, over_the_line
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.store.tables import OutboxMessage

pytestmark = pytest.mark.long

_SEED = 51
_MAILS = 14
_CREW = Receiver(None, "Streets", (Addressee("crew@streets.example", "Lee Tran"),))


@pytest.fixture(scope="module")
def practice() -> PracticeWard:
    """A made-up city whose inbox holds a few mails with photos."""
    now = datetime.now(UTC)
    ward = PracticeWard(_SEED, lambda: now)
    ward.city.mails = ward.city.mails[:_MAILS]
    return ward


@pytest.fixture
def gathered(practice: PracticeWard, tmp_path: Path) -> Iterator[tuple[Office, PracticeWard]]:
    with practice as running, open_practice(tmp_path, running) as office:
        assert office.sync.run(office.actor, lambda *_: None, lambda: False).troubles == {}
        yield office, running


def located(office: Office) -> CaseView:
    """A problem of ours with a place and a photo that says where it was taken."""
    for case_id in office.queue.ids(office.actor, View.TO_US, QueueFilter(), SortBy.URGENCY):
        case = office.cases.show(office.actor, case_id)
        if case.place.address and any(each.point is not None for each in case.attachments):
            return case
    pytest.fail("no mail of the practice ward has a photo with its place")


def test_a_forward_lies_in_the_sink_with_upright_photos_that_tell_nothing_and_fit(
    gathered: tuple[Office, PracticeWard],
) -> None:
    """P9: looked for in the bytes of the mail that the server took."""
    office, ward = gathered
    case = located(office)
    forwarding = office.mailing.forwarding.forwarding
    preview = forwarding.preview(
        office.actor,
        ForwardWish((case.case_id,), _CREW, what="Pothole in Street", instruction="Please look."),
    )
    (looked_at,) = preview.mails
    assert looked_at.gaps == ()
    forwarding.send(office.actor, preview)
    with office.store.reading() as session:
        outbox_id = session.scalars(select(OutboxMessage.id)).one()
    office.mailing.sending.outbox.send_now(office.actor, outbox_id)
    office.mailing.sending.sending.run(office.actor, lambda *_: None, lambda: False)
    with office.store.reading() as session:
        assert session.get_one(OutboxMessage, outbox_id).state is OutboxState.SENT

    (sunk,) = [each for each in ward.sink.mails if each.recipients == ("crew@streets.example",)]
    mail = message_from_bytes(sunk.raw, _class=EmailMessage, policy=policy.default)
    photos = [each for each in mail.iter_attachments() if each.get_content_type() == "image/jpeg"]
    assert photos
    originals = {each.attachment_id: each for each in case.attachments}
    for photo in photos:
        content = photo.get_content()
        with Image.open(BytesIO(content)) as image:
            assert not image.getexif()
            assert max(image.size) <= 2048
            assert image.size in {upright_size(each.path, 2048) for each in originals.values()}
        assert not [each for each in (b"Exif\x00", b"GPS", b"http://ns.adobe.com") if each in content]
    assert sum(over_the_line(len(each.get_content())) for each in mail.iter_attachments()) <= budget(None)
    assert any(each.get_content_type() == "image/png" for each in mail.iter_attachments()), "the map"
    body = mail.get_body(("plain",))
    assert body is not None
    told = body.get_content()
    assert "Please look." in told
    assert not [each.name for each in case.people if each.name and each.name in told]
    assert office.mailing.sending.door.size_limit() is not None, "what the server takes is known from now on"


def upright_size(path: Path, longest: int) -> tuple[int, int]:
    """How large an original is when it is upright and at most so long."""
    with Image.open(path) as image:
        width, height = image.size
        if image.getexif().get(0x0112, 1) >= 5 and image.format == "JPEG":
            width, height = height, width
    share = min(1.0, longest / max(width, height))
    return round(width * share), round(height * share)

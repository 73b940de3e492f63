"""What the city closed and nobody fixed goes back with numbers, dates, and the photos of both sides."""

import pytest

from tests.builders import placing
from tests.forwarding import located_jpeg
from tests.gathering import PROGRAM, FakeMailbox, InlinePool, mail_intake, never, no_progress
from tests.mail.mails import mixed, part, picture
from tests.office.department_desk import CHICAGO, NOW, DepartmentDesk, department_desk
from wardoffice.domain.cases import FinishReason, LinkReason
from wardoffice.domain.errors import CancelledError, CannotDoError
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.attaching import Attaching
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.office.reopening import Reopening
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Message, ServiceRecord, StoredFile

REPLY = {
    "From": "Dolores Finch <dolores@cdot.example>",
    "Subject": "Re: Pothole in Street Complaint",
    "In-Reply-To": "<asked@office.example>",
}


@pytest.fixture
def desk(sqlite_store: Store) -> DepartmentDesk:
    return department_desk(sqlite_store)


@pytest.fixture
def reopening(desk: DepartmentDesk) -> Reopening:
    return Reopening(
        desk.store,
        CasePane(desk.store),
        desk.directory,
        desk.letters,
        photos=OutgoingPhotos(desk.store, InlinePool()),
        zone=CHICAGO,
    )


def closed(desk: DepartmentDesk) -> int:
    """A pothole two photos show, ours and the city's, that the city closed without a reason."""
    case_id = desk.pothole()
    record = desk.office.city_record(
        "SR26-00000017", case_id=case_id, service_code="PHF", requested_at=desk.store.now()
    )
    attaching = Attaching(desk.store, InlinePool())
    attaching.attach_bytes(desk.ana, case_id, located_jpeg(), "Ana Lopez 1.jpg")
    attaching.attach_bytes(desk.ana, case_id, located_jpeg(500), "city.jpg")
    with desk.store.writing() as session:
        session.get_one(Attachment, 2).source_url = "https://city.example/1.jpg"
    desk.pass_days(4)
    desk.office.city_says(record, CityStatus.CLOSED)
    return case_id


def test_a_packet_holds_all_that_shows_it_and_names_nobody(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id = closed(desk)
    form = reopening.form(desk.ana, case_id)
    assert form.reason == "The city closed it without saying that the work was done."
    assert (len(form.ours), len(form.city)) == (1, 1)
    mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"), words="Still there on Monday.")
    assert mail.can_go
    assert mail.subject.endswith("Not fixed: Pothole in Street Complaint at 4800 N Damen Ave")
    for words in (
        "Still there on Monday.",
        "311 number SR26-00000017: asked for on June 15, 2026, closed on June 19, 2026",
        "Photos from before the city closed it: before-1.jpg",
        "None of our photos in this mail is from after the city closed it.",
        "Photos the city closed it with: city-1.jpg",
    ):
        assert words in mail.text
    assert "Lopez" not in mail.text
    assert "\r\nAna Ruiz\r\nWard 47 Office\r\n" in mail.text
    assert [each.name for each in mail.pictures] == list(mail.files)
    assert all(each.path.exists() and each.width for each in mail.pictures)
    reopening.send(desk.ana, mail)
    (sent,) = desk.mails()
    assert [each.get_filename() for each in sent.iter_attachments()] == ["before-1.jpg", "city-1.jpg"]
    (forward,) = desk.forwards(MailPurpose.REOPEN)
    assert forward.case_id == case_id


def test_how_many_photos_of_a_packet_are_ready_is_told_and_nobody_waits_for_one_not_wanted_any_more(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id, department_id = closed(desk), desk.department("CDOT")
    with pytest.raises(CancelledError):
        reopening.preview(desk.ana, case_id, department_id, cancelled=lambda: True)
    told: list[tuple[int, int | None]] = []
    reopening.preview(desk.ana, case_id, department_id, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(2, 2)]


def test_a_packet_is_taken_back_while_it_waits(desk: DepartmentDesk, reopening: Reopening) -> None:
    case_id = closed(desk)
    reopening.send(desk.ana, reopening.preview(desk.ana, case_id, desk.department("CDOT")))
    Undoing(desk.store).undo(desk.ana)
    assert desk.forwards(MailPurpose.REOPEN) == []
    assert desk.mails() == []


def test_what_somebody_said_since_is_the_reason(desk: DepartmentDesk, reopening: Reopening) -> None:
    case_id = closed(desk)
    desk.pass_days(2)
    desk.office.reply(case_id, "It is back", reason=LinkReason.TOKEN)
    with desk.store.writing() as session:
        said = session.query(Message).order_by(Message.id.desc()).first()
        assert said is not None
        said.kind = MessageKind.BACK_AGAIN
    assert reopening.form(desk.ana, case_id).reason == (
        "Somebody said after the closing that it is there still."
    )
    mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"), photo_ids=())
    assert "Said to be there still on June 21, 2026." in mail.text
    assert mail.files == ()


def test_what_the_city_has_open_is_no_packet(desk: DepartmentDesk, reopening: Reopening) -> None:
    case_id = desk.pothole()
    desk.office.city_record("SR26-00000018", case_id=case_id, service_code="PHF")
    for each in (case_id, desk.pothole("1 A St")):
        with pytest.raises(CannotDoError, match="has not closed"):
            reopening.form(desk.ana, each)


def test_requests_of_which_the_city_tells_no_dates_come_last_in_a_packet(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id = closed(desk)
    for number in ("SR26-00000018", "SR26-00000019"):
        record = desk.office.city_record(number, case_id=case_id, service_code="PHF")
        desk.office.city_says(record, CityStatus.CLOSED)
    with desk.store.writing() as session:
        for number, moment in (("SR26-00000018", None), ("SR26-00000019", NOW)):
            row = session.query(ServiceRecord).filter_by(number=number).one()
            row.requested_at, row.closed_at = None, moment
    words = reopening.preview(desk.ana, case_id, desk.department("CDOT"), photo_ids=()).text
    numbers = [words.index(f"311 number SR26-000000{end}") for end in (17, 19, 18)]
    assert numbers == sorted(numbers)


def test_what_somebody_made_unrecognisable_goes_in_place_of_the_photo(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    """P9: neither the photo it was made of, nor the same from somebody else, chosen or not."""
    case_id = closed(desk)
    Attaching(desk.store, InlinePool()).attach_bytes(desk.ana, case_id, located_jpeg(450), "blurred.jpg")
    desk.office.photo(case_id, located_jpeg())
    with desk.store.writing() as session:
        session.get_one(Attachment, 3).made_from_id = 1
    assert [each.attachment_id for each in reopening.form(desk.ana, case_id).ours] == [3]
    for ticked in (None, (1, 2, 3, 4)):
        mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"), photo_ids=ticked)
        assert len(mail.files) == 2
        assert {each.sha256 for each in mail.mail.files} == {
            each.sha256
            for one in ((3,), (2,))
            for each in reopening.preview(
                desk.ana, case_id, desk.department("CDOT"), photo_ids=one
            ).mail.files
        }


def test_a_copy_of_the_city_s_photo_is_still_the_city_s(desk: DepartmentDesk, reopening: Reopening) -> None:
    case_id = closed(desk)
    Attaching(desk.store, InlinePool()).attach_bytes(desk.ana, case_id, located_jpeg(450), "blurred.jpg")
    with desk.store.writing() as session:
        session.get_one(Attachment, 3).made_from_id = 2
    form = reopening.form(desk.ana, case_id)
    assert [each.attachment_id for each in form.city] == [3]
    assert [each.attachment_id for each in form.ours] == [1]


def test_a_packet_goes_once_for_one_look_and_again_after_another(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id, cdot = closed(desk), desk.department("CDOT")
    mail = reopening.preview(desk.ana, case_id, cdot)
    reopening.send(desk.ana, mail)
    with pytest.raises(CannotDoError, match="it went to CDOT since you looked"):
        reopening.send(desk.ana, mail)
    assert len(desk.mails()) == len(desk.forwards(MailPurpose.REOPEN)) == 1
    reopening.send(desk.ana, reopening.preview(desk.ana, case_id, cdot))
    assert len(desk.mails()) == 2


def test_a_packet_of_what_was_restricted_or_finished_since_the_look_stays(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    """P9: what was restricted while somebody looked at the mail goes nowhere."""
    case_id = closed(desk)
    mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"))
    desk.office.restrict(case_id, desk.ana)
    with pytest.raises(CannotDoError, match="it was restricted"):
        reopening.send(desk.ana, mail)
    other = desk.pothole("1 A St")
    desk.office.city_says(
        desk.office.city_record("SR26-00000019", case_id=other, service_code="PHF"), CityStatus.CLOSED
    )
    mail = reopening.preview(desk.ana, other, desk.department("CDOT"))
    Triage(desk.store, placing()).finish(desk.ana, [other], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="it was finished"):
        reopening.send(desk.ana, mail)
    assert desk.mails() == []


def test_a_packet_of_what_was_pulled_apart_since_the_look_stays(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    """P9: the photo of a matter for few does not go with what it was pulled out of."""
    case_id, cdot = closed(desk), desk.department("CDOT")
    secret = desk.pothole("4800 N Damen Ave")
    Attaching(desk.store, InlinePool()).attach_bytes(desk.ana, secret, located_jpeg(777), "secret.jpg")
    merging = Merging(desk.store)
    merging.merge(desk.ana, [case_id, secret], root_id=case_id)
    mail = reopening.preview(desk.ana, case_id, cdot)
    merging.unmerge(desk.ana, secret)
    desk.office.restrict(secret, desk.ana)

    with pytest.raises(CannotDoError, match="what belongs to it was changed meanwhile"):
        reopening.send(desk.ana, mail)

    assert desk.mails() == []
    reopening.send(desk.ana, reopening.preview(desk.ana, case_id, cdot))


def test_a_packet_is_as_large_as_it_says_and_no_larger_than_the_server_takes(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id, cdot = closed(desk), desk.department("CDOT")
    mail = reopening.preview(desk.ana, case_id, cdot)
    assert abs(desk.letters.render(mail).size - mail.size) <= len("Date: Wed, 01 Jul 2026 10:00:00 +0000")
    assert mail.can_go
    desk.size_limit = 600
    small = reopening.preview(desk.ana, case_id, cdot)
    assert (small.files, len(small.left)) == ((), 2), "what does not fit stays, and is said"
    assert "2 more photos did not fit into this mail." in small.text
    assert small.size > desk.size_limit
    assert not small.can_go
    with pytest.raises(CannotDoError, match="larger than the mail server takes"):
        reopening.send(desk.ana, small)
    assert desk.mails() == []


def test_the_department_is_told_of_no_photo_that_cannot_be_read(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    """It is told to whoever looks at the mail."""
    case_id = closed(desk)
    desk.office.photo(case_id, b"\xff\xd8\xff not a picture")
    mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"))
    assert len(mail.left) == 1
    assert "did not fit" not in mail.text


def test_a_packet_says_which_photos_are_from_after_the_closing(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    """A photo that came since, but was taken before by its camera's clock, shows nothing of what is there."""
    case_id, cdot = closed(desk), desk.department("CDOT")
    desk.pass_days(1)
    attaching = Attaching(desk.store, InlinePool())
    attaching.attach_bytes(desk.ana, case_id, located_jpeg(450), "since.jpg")
    attaching.attach_bytes(desk.ana, case_id, located_jpeg(460), "taken before.jpg")
    attaching.attach_bytes(desk.ana, case_id, located_jpeg(470), "edited.jpg")
    with desk.store.writing() as session:
        old = session.get_one(Attachment, 4)
        session.get_one(StoredFile, old.sha256).taken_at = NOW
        session.get_one(Attachment, 5).made_from_id = 1
    form = reopening.form(desk.ana, case_id)
    assert form.ours[0].attachment_id == 3
    assert (sorted(form.since), sorted(form.before)) == ([3], [4, 5])
    mail = reopening.preview(desk.ana, case_id, cdot)
    assert "Photos that reached us since the city closed it: now-1.jpg" in mail.text
    assert "Photos from before the city closed it: before-1.jpg, before-2.jpg" in mail.text
    assert "None of our photos" not in mail.text


def test_what_the_crew_photographed_proves_nothing_of_ours_and_goes_only_where_it_is_chosen(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id, cdot = closed(desk), desk.department("CDOT")
    desk.asked([case_id])
    desk.pass_days(1)
    mailbox = FakeMailbox()
    done = mixed(part("Completed, see photo."), picture(located_jpeg(901)), **REPLY)
    mailbox.deliver(done)
    mail_intake(desk.store, mailbox).run(PROGRAM, no_progress, never)
    form = reopening.form(desk.ana, case_id)
    (theirs,) = (each.attachment_id for each in form.crew)
    assert theirs not in {*form.since, *form.before, *form.usual}

    mail = reopening.preview(desk.ana, case_id, cdot)
    assert mail.files == ("before-1.jpg", "city-1.jpg")
    assert "None of our photos in this mail is from after the city closed it." in mail.text

    mail = reopening.preview(desk.ana, case_id, cdot, photo_ids=(theirs,))
    assert mail.files == ("crew-1.jpg",)
    assert "Photos a department answered with: crew-1.jpg" in mail.text
    assert "since the city closed it" not in mail.text


def test_a_packet_claims_nothing_of_photos_where_the_city_gave_no_day(
    desk: DepartmentDesk, reopening: Reopening
) -> None:
    case_id = closed(desk)
    with desk.store.writing() as session:
        session.query(ServiceRecord).update({"closed_at": None})
    mail = reopening.preview(desk.ana, case_id, desk.department("CDOT"))
    assert "Our photos: photo-1.jpg" in mail.text
    assert "from before" not in mail.text
    assert "since the city" not in mail.text

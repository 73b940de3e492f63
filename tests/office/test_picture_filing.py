"""What is kept of the pictures of mails: facts, doubts, and a rank that follows from all that came."""

from pathlib import Path

from sqlalchemy import select

from tests.builders import MAIL, OfficeBuilder
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MailFile
from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.domain.places import Point
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.tables import Attachment, PictureBand, StoredFile

SMALL = PictureFacts("JPEG", 500, 380, dhash="0f3c5a69c3a51e78")
LARGE = PictureFacts("JPEG", 3024, 4032, dhash="0f3c5a69c3a51e78")


def sent(office: OfficeBuilder, folder: Path, facts: PictureFacts, *, sender: int, size: int = 40_000) -> int:
    """A mail with a picture of these facts; returns the attachment."""
    path = folder / "picture.jpg"
    path.write_bytes(b"the same bytes each time")
    rank = Rank.PHOTO
    file = MailFile(path, "a.jpg", "image/jpeg", size, inline=True, rank=rank, picture=facts)
    told = office.mail("please look", contact_id=sender)
    part = KeptPart(file, keep_part(office.store.files, file))
    with office.store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        return attach_part(work, part, message_id=told.message_id, case_id=told.case_id).id


def ranks(office: OfficeBuilder) -> list[Rank]:
    with office.read() as session:
        return list(session.scalars(select(Attachment.rank).order_by(Attachment.id)))


def test_a_small_picture_that_two_people_send_is_a_logo_in_both_mails(
    office: OfficeBuilder, tmp_path: Path
) -> None:
    sent(office, tmp_path, SMALL, sender=office.contact())
    assert ranks(office) == [Rank.PHOTO]
    sent(office, tmp_path, SMALL, sender=office.contact())
    assert ranks(office) == [Rank.LOGO, Rank.LOGO]


def test_a_small_picture_in_a_third_mail_of_one_person_is_a_logo(
    office: OfficeBuilder, tmp_path: Path
) -> None:
    ana = office.contact()
    for expected in (Rank.PHOTO, Rank.PHOTO, Rank.LOGO):
        sent(office, tmp_path, SMALL, sender=ana)
        assert set(ranks(office)) == {expected}


def test_a_camera_size_picture_stays_a_photo_however_often_it_is_sent(
    office: OfficeBuilder, tmp_path: Path
) -> None:
    for _ in range(3):
        sent(office, tmp_path, LARGE, sender=office.contact(), size=2_000_000)
    assert ranks(office) == [Rank.PHOTO] * 3


def test_what_a_picture_says_and_what_is_not_believed_of_it_is_kept(
    office: OfficeBuilder, tmp_path: Path
) -> None:
    facts = PictureFacts(
        "JPEG", 640, 480, point=Point(41.9, -87.7), camera="C" * 500, dhash="0f3c5a69c3a51e78",
        clock_trouble="Its clock is wrong.",
    )  # fmt: skip
    sent(office, tmp_path, facts, sender=office.contact())
    sent(office, tmp_path, facts, sender=office.contact())
    with office.read() as session:
        row = session.scalars(select(StoredFile).where(StoredFile.width == 640)).one()
        assert (row.lat, row.long, row.doubts) == (41.9, -87.7, ["Its clock is wrong."])
        assert len(session.scalars(select(PictureBand)).all()) == 4, "once, however often it comes"


def test_a_file_that_is_only_named_a_picture_says_so(tmp_path: Path) -> None:
    """P8."""
    for name, content in (("IMG_1.JPG", b"<html>sign in first</html>"), ("IMG_2.heic", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        read = read_picture_file(ReadingJob(path, tmp_path / "out", name))
        assert (read.picture, "named like a picture" in read.trouble) == (None, True)
    other = tmp_path / "letter.txt"
    other.write_bytes(b"Dear alderman")
    assert read_picture_file(ReadingJob(other, tmp_path / "out")).trouble == ""

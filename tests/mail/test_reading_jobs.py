"""One photo mail through the whole reader, as a worker process does it."""

from pathlib import Path

from tests.mail.mails import mixed, part
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif, saved
from tests.samples import samples
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.pictures import Rank
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures, read_picture_file


def attached(content: bytes, name: str, disposition: str) -> bytes:
    return part(
        content,
        "application/octet-stream",
        f'Content-Disposition: {disposition}; filename="{name}"',
        encoded=True,
    )


def test_a_photo_mail_gives_photo_logo_and_trouble(tmp_path: Path) -> None:
    photo = saved(tmp_path / "p.heic", drawn(1200, 900), "HEIF", exif(gps=WESTERN_AND_LELAND, orientation=6))
    logo = saved(tmp_path / "l.png", drawn(180, 60), "PNG")
    raw = tmp_path / "mail.eml"
    raw.write_bytes(
        mixed(
            part("The hole is deep."),
            attached(photo.read_bytes(), "IMG_0001.HEIC", "inline"),
            attached(logo.read_bytes(), "image001.png", "inline"),
            attached(photo.read_bytes()[:40], "IMG_0002.HEIC", "attachment"),
            attached(b"%PDF-1.7\n", "letter.pdf", "attachment"),
        )
    )
    mail = read_mail_with_pictures(ReadingJob(raw, tmp_path / "out"))
    first, second, broken, letter = mail.files
    assert mail.text == "The hole is deep."
    assert first.rank is Rank.PHOTO
    assert first.picture is not None
    assert (first.picture.width, first.picture.height) == (900, 1200)
    assert first.picture.point is not None
    assert first.picture.thumbnail is not None
    assert first.picture.thumbnail.parent == tmp_path / "out"
    assert second.rank is Rank.LOGO
    assert broken.picture is None
    assert "cannot be read" in broken.trouble
    assert broken.path.read_bytes() == photo.read_bytes()[:40]
    assert (letter.rank, letter.picture, letter.trouble) == (Rank.FILE, None, "")


def test_a_picture_attached_by_hand_is_a_photo_however_small(tmp_path: Path) -> None:
    path = saved(tmp_path / "abc", drawn(90, 60), "PNG")
    file = read_picture_file(ReadingJob(path, tmp_path / "out", "Zdjęcie 1.png"))
    assert (file.filename, file.media_type, file.rank) == ("Zdjęcie 1.png", "image/png", Rank.PHOTO)
    assert file.path == path
    assert file.picture is not None


def test_another_file_attached_by_hand_stays_a_file(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    file = read_picture_file(ReadingJob(tmp_path / "letter.pdf", tmp_path / "out"))
    assert (file.filename, file.media_type, file.rank) == ("letter.pdf", "application/pdf", Rank.FILE)


def test_every_sample_mail_with_its_pictures_is_accounted_for(tmp_path: Path) -> None:
    """P8: pictures inside outside samples, broken ones included, never stop their mail."""
    pictures = troubles = 0
    for number, path in enumerate(samples("mail")):
        try:
            mail = read_mail_with_pictures(ReadingJob(path, tmp_path / str(number)))
        except UnreadableError:
            continue
        pictures += sum(file.picture is not None for file in mail.files)
        troubles += sum(bool(file.trouble) for file in mail.files)
        assert all(file.picture or file.trouble or file.rank is Rank.FILE for file in mail.files)
    assert pictures > troubles > 0

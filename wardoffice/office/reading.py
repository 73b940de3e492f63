"""What a worker process does with one mail or one picture: read it, and rank its pictures.

Runs in spawned processes, so everything here can be pickled, and nothing here imports the database or the
window: a worker that loads only parsers starts fast and has little to lose.
"""

from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.messages import MailFile, ReadMail
from wardoffice.domain.pictures import Rank
from wardoffice.language import text
from wardoffice.mail.form_profiles import all_profiles
from wardoffice.mail.media import PICTURE_TYPES, media_type, safe_name, suffix
from wardoffice.mail.reading import read_mail
from wardoffice.photos.ranking import rank
from wardoffice.photos.reading import read_picture

_SIGN_BYTES = 4096
_PICTURE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp"}
)


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A file to read, and the folder (made when missing) where what comes out of it is written.

    ``filename`` is the name a person gave the file, for a picture attached by hand. ``forms`` is the folder
    of the office's own form profiles, ``zone`` the city's.
    """

    raw: Path
    out_dir: Path
    filename: str = ""
    forms: Path | None = None
    zone: tzinfo = UTC


def read_mail_with_pictures(job: ReadingJob) -> ReadMail:
    """The mail, with facts, rank and thumbnail of every picture in it.

    A picture that cannot be read keeps its file and gets a sentence in ``trouble``. Raises UnreadableError
    for what is no mail at all; OSError for a full disk or a missing file.
    """
    mail = read_mail(job.raw, job.out_dir, all_profiles(job.forms), job.zone)
    return replace(mail, files=tuple(_with_picture(file, job.out_dir) for file in mail.files))


def read_picture_file(job: ReadingJob) -> MailFile:
    """A file a person attached: with its facts and thumbnail, or ``trouble``, where it is a picture.

    ``path`` is the file itself, which stays where it is. Raises OSError where it cannot be read.
    """
    with job.raw.open("rb") as file:
        kind = media_type(file.read(_SIGN_BYTES), "")
    job.out_dir.mkdir(parents=True, exist_ok=True)
    attached = MailFile(
        path=job.raw,
        filename=safe_name(job.filename or job.raw.name, f"file{suffix(kind)}"),
        media_type=kind,
        size=job.raw.stat().st_size,
    )
    looked_at = _with_picture(attached, job.out_dir)
    # Whoever attaches a picture by hand means it, however small it is.
    return replace(looked_at, rank=Rank.PHOTO) if looked_at.picture else looked_at


def _with_picture(file: MailFile, out_dir: Path) -> MailFile:
    if file.media_type not in PICTURE_TYPES:
        return replace(file, trouble=file.trouble or _no_picture(file))
    try:
        facts = read_picture(file.path, out_dir / f"{file.path.stem}-small.jpg")
    except UnreadableError as error:
        return replace(file, trouble=str(error))
    ranked = rank(
        facts, file.filename, file.size, attached=not file.inline, after_signature=file.after_signature
    )
    return replace(file, picture=facts, rank=ranked)


def _no_picture(file: MailFile) -> str:
    """What to say of a file that is named like a picture and is none."""
    if Path(file.filename).suffix.lower() not in _PICTURE_SUFFIXES:
        return ""
    if file.size == 0:
        return text("It is named like a picture, but nothing is in it. Ask the sender to send it again.")
    return text(
        "It is named like a picture, but is none that can be shown here. The file is kept as it came."
    )

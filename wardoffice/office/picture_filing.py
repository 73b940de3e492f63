"""What the store keeps of a picture, and whether it is a photo or a logo by all that came before."""

from datetime import UTC

from wardoffice.domain.messages import MailFile
from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.photos.ranking import rank
from wardoffice.store.picture_reading import keep_bands, sent_photos, sightings
from wardoffice.store.tables import Message, StoredFile
from wardoffice.store.unit_of_work import UnitOfWork

_LONGEST_CAMERA = 120
_OFTEN_SENDERS = 2
_OFTEN_MAILS = 3


def keep_facts(work: UnitOfWork, row: StoredFile, picture: PictureFacts) -> None:
    """Write what is known of a picture beside its file."""
    row.width, row.height, row.dhash = picture.width, picture.height, picture.dhash
    row.camera = picture.camera[:_LONGEST_CAMERA]
    row.lat, row.long = (picture.point.lat, picture.point.long) if picture.point else (None, None)
    # The camera's clock has no zone; kept as if UTC, it is shown as the camera had it.
    row.taken_at = picture.taken_at.replace(tzinfo=UTC) if picture.taken_at else None
    row.doubts = [each for each in (picture.gps_trouble, picture.clock_trouble) if each]
    keep_bands(work, row.sha256, picture.dhash)


def rank_among(work: UnitOfWork, file: MailFile, sha256: str, message_id: int | None) -> Rank:
    """The rank of a file of a message, by what it is and by how often it came.

    A small picture that several people send, or one person in every mail, is a signature's: the earlier ones
    are then ranked so too. Nothing is dropped. One that staff attach is what they say it is.
    """
    if file.picture is None:
        return Rank.FILE
    if message_id is None or file.rank is Rank.LOGO:
        return file.rank
    often = rank(
        file.picture,
        file.filename,
        file.size,
        attached=not file.inline,
        after_signature=file.after_signature,
        seen_often=True,
    )
    if often is Rank.PHOTO:
        return file.rank
    before = sightings(work.session, sha256)
    contact_id = work.session.get_one(Message, message_id).contact_id
    senders = {each for each in before.senders if each is not None} | {contact_id}
    mails = set(before.mails) | {message_id}
    if len(senders) < _OFTEN_SENDERS and len(mails) < _OFTEN_MAILS:
        return file.rank
    for each in sent_photos(work.session, sha256):
        each.rank = Rank.LOGO
    return Rank.LOGO
